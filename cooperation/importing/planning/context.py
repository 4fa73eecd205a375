"""What the lines of a file share: lookups, exchange rates, keys of new rows."""

from collections import defaultdict
from collections.abc import Hashable
from typing import Any, Protocol

from django.utils.translation import gettext as _

from cooperation.enums import PartnerKind
from cooperation.exchange.columns import ColumnSpec, Kind
from cooperation.importing.planning.money import Rates
from cooperation.importing.planning.names import NEW, Found, KnownPartner, Names
from cooperation.importing.planning.plans import Plan, Write
from cooperation.importing.planning.sheets import SheetNames
from cooperation.importing.planning.state import Current
from cooperation.importing.report import Level
from cooperation.models import Action, Agreement, Partner


class Keys(Protocol):
    """A source of keys for new rows."""

    def next(self, model: type[Any]) -> int:
        """Return a key that no row has."""


class FalseKeys:
    """Keys for a plan that is not written: negative, so that no row has them."""

    def __init__(self) -> None:
        self.last = 0

    def next(self, model: type[Any]) -> int:
        self.last -= 1
        return self.last


class Context:
    """What the lines of one file share.

    With ``tracks_created``, lines may name what other lines of the file create.
    """

    def __init__(self, keys: Keys, *, remembers: bool = True) -> None:
        self.keys, self.remembers = keys, remembers
        self.names = Names()
        self.rates = Rates()
        self.actions = SheetNames(Action)
        self.agreements = SheetNames(Agreement)
        # What the file renames, so that its old name beside it is no change.
        self.renamed: dict[tuple[Kind, int], str] = {}
        self.seen: dict[str, set[Hashable]] = defaultdict(set)

    # Names --------------------------------------------------------------------------

    def by_code(self, column: ColumnSpec, text: str) -> Found:
        kind, names = column.kind, self.names
        if kind == Kind.AUTHORITY:
            return names.authorities.by_code(text)
        if kind == Kind.PARTNER:
            return names.partners.by_code(text)
        if kind in (Kind.ACTION, Kind.AGREEMENT):
            return self.sheets(kind).by_code(text)
        return self.listed(column, text)

    def by_name(
        self,
        column: ColumnSpec,
        text: str,
        write: Write | None = None,
        current: Current | None = None,
    ) -> Found:
        if column.kind == Kind.PARTNER:
            country = self.country_of(write, current)
            return self.names.partners.find(text, country)
        if column.kind in (Kind.ACTION, Kind.AGREEMENT):
            return self.sheets(column.kind).find(text)
        return self.listed(column, text)

    def listed(self, column: ColumnSpec, text: str) -> Found:
        kind, names = column.kind, self.names
        if kind == Kind.AUTHORITY:
            return names.authorities.by_name(text)
        if kind == Kind.COUNTRY:
            return names.country(text)
        lists = {
            Kind.THEME: lambda: names.themes,
            Kind.GOAL: lambda: names.goals,
            Kind.WINDOW: lambda: names.windows,
        }
        return lists[kind]().find(text)

    def sheets(self, kind: Kind) -> SheetNames:
        return self.actions if kind == Kind.ACTION else self.agreements

    def country_of(self, write: Write | None, current: Current | None) -> str:
        told = write.values.get("country_id") if write else None
        known = current.row.get("country_id") if current else None
        return str(told or known or "")

    def new_partner(
        self,
        column: ColumnSpec,
        text: str,
        plan: Plan,
        write: Write,
        current: Current | None,
        kind: str = "",
    ) -> int:
        """Plan a partner known by its name alone, add a message, and return its key."""
        name = text.removeprefix(f"{NEW}:").strip()[:250]
        country = self.country_of(write, current)
        is_signing = column.field == "counterpart"
        kind = kind or (PartnerKind.AUTHORITY if is_signing else PartnerKind.OTHER)
        key = self.keys.next(Partner)
        values = {"name": name, "kind": kind, "country_id": country or None}
        plan.writes.append(Write("annuaire_partenaires", "create", key, values))
        self.names.partners.remember(KnownPartner(key, "", name, country, kind))
        reason = _("partenaire nouveau : il sera créé")
        plan.say(column.code, Level.INFORMATION, reason, name)
        return key

    def remember_partner(self, write: Write) -> None:
        name, country = write.values["name"], write.values.get("country_id") or ""
        kind = write.values.get("kind", PartnerKind.OTHER)
        known = KnownPartner(write.key, "", name, country, kind)
        self.names.partners.remember(known, write.values.get("acronym", ""))
