"""What the lines of a file share: lookups, exchange rates, keys of new rows."""

from collections import defaultdict
from collections.abc import Hashable
from typing import Any, Protocol

from django.utils.translation import gettext as _

from cooperation.columns.specs import ColumnKind, ColumnSpec
from cooperation.enums import PartnerKind
from cooperation.models import Action, Agreement, Partner
from cooperation.spreadsheets.matching.lookups import (
    NEW_PREFIX,
    DirectoryLookups,
    IndexedPartner,
    LookupResult,
)
from cooperation.spreadsheets.planning.currencies import CurrencyRates
from cooperation.spreadsheets.planning.current_rows import CurrentRow
from cooperation.spreadsheets.planning.new_entries import EntryLookup
from cooperation.spreadsheets.planning.types import LinePlan, RowWrite
from cooperation.spreadsheets.report import Level


class KeySource(Protocol):
    """A source of keys for new rows."""

    def next(self, model: type[Any]) -> int:
        """Return a key that no row has."""


class TemporaryKeys:
    """Keys for a plan that is not written: negative, so that no row has them."""

    def __init__(self) -> None:
        self.last = 0

    def next(self, model: type[Any]) -> int:
        self.last -= 1
        return self.last


class ImportContext:
    """What the lines of one file share.

    With ``tracks_created``, lines may name what other lines of the file create.
    """

    def __init__(self, keys: KeySource, *, tracks_created: bool = True) -> None:
        self.keys, self.tracks_created = keys, tracks_created
        self.names = DirectoryLookups()
        self.rates = CurrencyRates()
        self.actions = EntryLookup(Action)
        self.agreements = EntryLookup(Agreement)
        # What the file renames, so that its old name beside it is no change.
        self.renamed: dict[tuple[ColumnKind, int], str] = {}
        self.seen: dict[str, set[Hashable]] = defaultdict(set)

    # Names --------------------------------------------------------------------------

    def by_code(self, column: ColumnSpec, text: str) -> LookupResult:
        kind, names = column.kind, self.names
        if kind == ColumnKind.AUTHORITY:
            return names.authorities.by_code(text)
        if kind == ColumnKind.PARTNER:
            return names.partners.by_code(text)
        if kind in (ColumnKind.ACTION, ColumnKind.AGREEMENT):
            return self.get_entry_lookup(kind).by_code(text)
        return self.find_in_list(column, text)

    def by_name(
        self,
        column: ColumnSpec,
        text: str,
        write: RowWrite | None = None,
        current: CurrentRow | None = None,
    ) -> LookupResult:
        if column.kind == ColumnKind.PARTNER:
            country = self.get_country(write, current)
            return self.names.partners.find(text, country)
        if column.kind in (ColumnKind.ACTION, ColumnKind.AGREEMENT):
            return self.get_entry_lookup(column.kind).find(text)
        return self.find_in_list(column, text)

    def find_in_list(self, column: ColumnSpec, text: str) -> LookupResult:
        kind, names = column.kind, self.names
        if kind == ColumnKind.AUTHORITY:
            return names.authorities.by_name(text)
        if kind == ColumnKind.COUNTRY:
            return names.find_country(text)
        lists = {
            ColumnKind.THEME: lambda: names.themes,
            ColumnKind.GOAL: lambda: names.goals,
            ColumnKind.WINDOW: lambda: names.windows,
        }
        return lists[kind]().find(text)

    def get_entry_lookup(self, kind: ColumnKind) -> EntryLookup:
        return self.actions if kind == ColumnKind.ACTION else self.agreements

    def get_country(self, write: RowWrite | None, current: CurrentRow | None) -> str:
        told = write.values.get("country_id") if write else None
        known = current.row.get("country_id") if current else None
        return str(told or known or "")

    def plan_new_partner(
        self,
        column: ColumnSpec,
        text: str,
        plan: LinePlan,
        write: RowWrite,
        current: CurrentRow | None,
        kind: str = "",
    ) -> int:
        """Plan a partner known by its name alone, add a message, and return its key."""
        name = text.removeprefix(f"{NEW_PREFIX}:").strip()[:250]
        country = self.get_country(write, current)
        is_signing = column.field == "counterpart"
        kind = kind or (PartnerKind.AUTHORITY if is_signing else PartnerKind.OTHER)
        key = self.keys.next(Partner)
        values = {"name": name, "kind": kind, "country_id": country or None}
        plan.writes.append(RowWrite("annuaire_partenaires", "create", key, values))
        self.names.partners.register(IndexedPartner(key, "", name, country, kind))
        reason = _("partenaire nouveau : il sera créé")
        plan.add_message(column.code, Level.INFORMATION, reason, name)
        return key

    def register_partner(self, write: RowWrite) -> None:
        name, country = write.values["name"], write.values.get("country_id") or ""
        kind = write.values.get("kind", PartnerKind.OTHER)
        known = IndexedPartner(write.key, "", name, country, kind)
        self.names.partners.register(known, write.values.get("acronym", ""))
