"""Inline columns: child rows of an action written in the action's own cells.

Missing rows are added; none is changed or deleted.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from cooperation.columns.specs import ColumnKind, WorksheetSpec
from cooperation.enums import FundingKind, InvolvementRole
from cooperation.models import Funding, Involvement, Location
from cooperation.parsing import parse_named_kind, split_list
from cooperation.presenters.money import format_euros
from cooperation.spreadsheets.matching.choices import LookupResult
from cooperation.spreadsheets.resources.context import ImportContext
from cooperation.spreadsheets.resources.locks import skip_protected_part
from cooperation.spreadsheets.resources.reference_fields import refuse_part
from cooperation.spreadsheets.resources.results import Level, LinePlan, RowWrite
from cooperation.spreadsheets.resources.words import NamedRows
from cooperation.spreadsheets.widgets import (
    ChoiceWidget,
    UnreadableCell,
    read_amount,
    read_year,
)

PLACES_CODE, PARTNERS_CODE, WINDOWS_CODE = "lieux", "partenaires", "guichet"


class ExistingChildRows:
    """The locations, partners and fundings that some actions have."""

    def __init__(self, actions: Iterable[int]) -> None:
        keys = [key for key in actions if key > 0]
        self.locations: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
        self.partners: dict[int, set[int]] = defaultdict(set)
        self.fundings: dict[int, set[tuple[Any, ...]]] = defaultdict(set)
        if not keys:
            return
        columns = ("action_id", "country_id", "place_id", "label")
        for key, *spot in Location.objects.filter(action__in=keys).values_list(
            *columns
        ):
            self.locations[key].add(tuple(spot))
        rows = Involvement.objects.filter(action__in=keys)
        for key, partner in rows.values_list("action_id", "partner_id"):
            self.partners[key].add(partner)
        columns = ("action_id", "window_id", "year", "amount")
        for key, *money in Funding.objects.filter(action__in=keys).values_list(
            *columns
        ):
            self.fundings[key].add(tuple(money))


class InlineColumnsPlanner:
    """Plans the child rows that the inline columns of an action add."""

    def __init__(
        self,
        sheet: WorksheetSpec,
        context: ImportContext,
        existing_rows: ExistingChildRows,
    ) -> None:
        self.columns = {c.code: c for c in sheet.columns if c.is_inline}
        self.context, self.existing_rows = context, existing_rows

    def plan(self, plan: LinePlan) -> None:
        """Plan the rows of all parts but locked ones."""
        action = plan.write.key
        if not skip_protected_part(plan, "locations", PLACES_CODE, "pays"):
            self.locations(plan, action)
        if not skip_protected_part(plan, "involvements", PARTNERS_CODE):
            self.partners(plan, action)
        if not skip_protected_part(plan, "fundings", WINDOWS_CODE, "montant"):
            self.fundings(plan, action)

    def add(
        self, plan: LinePlan, sheet: str, model: type[Any], values: dict[str, Any]
    ) -> None:
        key = self.context.keys.next(model)
        plan.writes.append(RowWrite(sheet, "create", key, values))

    def add_change(self, plan: LinePlan, code: str, words: str | NamedRows) -> None:
        plan.add_change(self.columns[code], "", words)

    # Locations ------------------------------------------------------------------------

    def countries(self, plan: LinePlan) -> list[str] | None:
        """Return the countries of the line, or None if one is unknown."""
        text = plan.texts.get("pays", "")
        found = self.context.names.find_countries(text) if text else LookupResult([])
        if found.key is None:
            plan.refuse("pays", found.reason, found.candidates)
            return None
        plan.inform("pays", found.reason)
        return list(dict.fromkeys(found.key))

    def locations(self, plan: LinePlan, action: int) -> None:
        """Plan the places of the action, or the countries without a place."""
        countries = self.countries(plan)
        if countries is None:
            return
        country = countries[0] if len(countries) == 1 else ""
        names, remark = self.context.names.split_places(
            plan.texts.get("lieux", ""), country
        )
        plan.inform("lieux", remark)
        if names and not countries:
            plan.refuse("lieux", _("donnez aussi le pays"))
            return
        for name in names:
            self.plan_place(plan, action, name, countries)
        planned = {write.values.get("country_id") for write in plan.writes}
        known = {spot[0] for spot in self.existing_rows.locations[action]}
        for country in countries:
            if country not in planned | known:
                self.add_location(plan, action, (country, None, ""))

    def plan_place(
        self, plan: LinePlan, action: int, text: str, countries: list[str]
    ) -> None:
        """Plan one place, which must lie in exactly one of the countries."""
        lookups = self.context.names
        found = {country: lookups.find_place(text, country) for country in countries}
        name = lookups.split_place_country(text, "")[0]
        hits = {country: one.key for country, one in found.items() if one.key}
        if len(hits) == 1:
            ((country, key),) = hits.items()
            plan.inform("lieux", found[country].reason, name)
            label = lookups.place_index.get_distinct_label(name, key)
            self.add_location(plan, action, (country, key, label), name)
            return
        doubtful = next((one for one in found.values() if one.candidates), None)
        if hits or doubtful or len(countries) > 1:
            reason = doubtful.reason if doubtful else _("pays incertain")
            plan.add_message("lieux", Level.DOUBT, reason, text)
            return
        (country,) = countries
        plan.inform("lieux", found[country].reason, name)
        self.add_location(plan, action, (country, None, name[:200]), name)

    def add_location(
        self,
        plan: LinePlan,
        action: int,
        spot: tuple[str, int | None, str],
        name: str = "",
    ) -> None:
        """Plan one location, unless it exists, maybe under another label.

        Without a name of a place, it is the whole country.
        """
        known = self.existing_rows.locations[action]
        country, place, label = spot
        if spot in known or (place and any(place == other[1] for other in known)):
            return
        known.add(spot)
        values = {
            "action_id": action,
            "country_id": country,
            "place_id": place,
            "label": label,
        }
        self.add(plan, "lieux", Location, values)
        words: str | NamedRows = name
        if place:
            words = NamedRows(ColumnKind.PLACE, (place,), name)
        elif not name:
            words = NamedRows(ColumnKind.COUNTRY, (country,), country)
        self.add_change(plan, "lieux" if name else "pays", words)

    # Partners -------------------------------------------------------------------------

    def partners(self, plan: LinePlan, action: int) -> None:
        """Plan the partners, with an unknown role."""
        column = self.columns["partenaires"]
        text = plan.texts.get("partenaires", "")
        parts, remark = self.context.names.split_partners(text)
        plan.inform("partenaires", remark)
        for place, part in enumerate(parts):
            name, kind = parse_named_kind(part)
            found = self.context.by_name(column, name)
            if found.is_new:
                key = self.context.plan_new_partner(
                    column, name, plan, kind=kind, doubt=found.reason
                )
                found = LookupResult(key)
            if found.key is None:
                refuse_part(plan, "partenaires", parts, place, found)
                return
            self.add_involvement(plan, action, found.key, name)

    def add_involvement(
        self, plan: LinePlan, action: int, partner: int, words: str
    ) -> None:
        """Plan one involvement, unless the partner has one."""
        known = self.existing_rows.partners[action]
        if partner in known:
            return
        known.add(partner)
        role = InvolvementRole.UNKNOWN.value
        values = {"action_id": action, "partner_id": partner, "role": role}
        self.add(plan, "partenaires", Involvement, values)
        named = NamedRows(ColumnKind.PARTNER, (partner,), words)
        self.add_change(plan, "partenaires", named)

    # Fundings -------------------------------------------------------------------------

    def fundings(self, plan: LinePlan, action: int) -> None:
        """Plan the windows; the amount goes to the only one."""
        column = self.columns["guichet"]
        parts = split_list(plan.texts.get("guichet", ""))
        found = [self.context.find_in_list(column, part) for part in parts]
        for place, one in enumerate(found):
            if one.key is None:
                refuse_part(plan, "guichet", parts, place, one)
                return
        money = self.read_money(plan, len(found))
        if money is None:
            return
        for part, one in zip(parts, found, strict=True):
            self.add_funding(plan, action, one.key, money, part)

    def read_money(self, plan: LinePlan, windows: int) -> dict[str, Any] | None:
        """Return year, kind, amount and note of its cells, or None if refused."""
        try:
            year = read_year(plan.texts.get("montant_annee", ""), "montant_annee", plan)
            amount, note = read_amount(
                plan.texts.get("montant", ""), "montant", year, plan, self.context.rates
            )
        except UnreadableCell as error:
            plan.refuse("montant", error)
            return None
        if amount is not None and windows != 1:
            reason = _(
                "un montant va avec un guichet : notez-les dans « financements »"
            )
            plan.add_message("montant", Level.DOUBT, reason)
            amount = None
        origin = {"note": note[:300]} if note else {}
        kind = self.read_money_kind(plan)
        if kind is None:
            return None
        return {"year": year, "amount": amount, "kind": kind, **origin}

    def read_money_kind(self, plan: LinePlan) -> str | None:
        """Return what the amount is: granted where nothing is said."""
        column = self.columns["montant_nature"]
        try:
            kind = ChoiceWidget(column).read(plan.texts.get(column.code, ""), plan)
        except UnreadableCell as error:
            plan.refuse(column.code, error)
            return None
        return kind or FundingKind.GRANTED.value

    def add_funding(
        self,
        plan: LinePlan,
        action: int,
        window: int,
        money: dict[str, Any],
        words: str,
    ) -> None:
        """Plan the funding of a window, unless there is one for its year."""
        known = self.existing_rows.fundings[action]
        year, amount = money.get("year"), money["amount"]
        if any(w == window and (y == year or not year) for w, y, _a in known):
            return
        known.add((window, year, amount))
        values = {"action_id": action, "window_id": window, **money}
        self.add(plan, "financements", Funding, values)
        if not plan.records_changes:
            return
        parts = [str(year or ""), "" if amount is None else format_euros(amount)]
        rest = "".join(f", {part}" for part in parts if part)
        named = NamedRows(ColumnKind.WINDOW, (window,), words, rest)
        self.add_change(plan, "guichet", named)
