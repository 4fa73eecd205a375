"""Rows of published entries as plain data, for figures that keep what they count.

Every list holds what the public may see, narrowed to a selection. Columns hold codes.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

from cooperation.enums import Publication
from cooperation.maps.links import (
    NO_AGREEMENT,
    list_agreement_rows,
    list_co_lead_rows,
    list_link_rows,
)
from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Funding,
    Involvement,
    Location,
    Partner,
)
from cooperation.search.entry_filters import select_agreements
from cooperation.search.filters import NO_WINDOW, ActionFilterSet, AgreementFilterSet
from cooperation.search.lookups import AmountChoice, build_funding_filter
from cooperation.stats.entries import list_territory
from cooperation.stats.queries import RowData

ValuesByEntry = dict[int, list[Any]]


class DirectoryRows:
    """The published rows of the directory within a selection."""

    def __init__(self, selection: str) -> None:
        """Parse ``selection``, the query string of a list of actions."""
        self.read: dict[str, list[RowData]] = {}
        self.actions_chosen = ActionFilterSet(QueryDict(selection))
        self.agreements_chosen: AgreementFilterSet = select_agreements(
            self.actions_chosen
        )
        chosen = list_territory(self.actions_chosen)
        self.territory = (
            None if chosen is None else set(chosen.values_list("slug", flat=True))
        )
        self.action_keys = list_primary_keys(self.actions_chosen.qs)
        self.agreement_keys = list_primary_keys(self.agreements_chosen.qs)

    def list_rows(self, code: str) -> list[RowData]:
        """Return the rows of a list of ``catalogue.LISTS``, read once."""
        if code not in self.read:
            self.read[code] = self.build_rows(code)
        return self.read[code]

    def build_rows(self, code: str) -> list[RowData]:
        builders = {
            "fiches": self.list_entries,
            "actions": self.list_actions,
            "accords": self.list_agreements,
            "collectivites": self.list_authorities,
            "partenaires": self.list_partners,
            "montants": self.list_amounts,
            "liens": self.list_links,
        }
        return builders[code]()

    def list_entries(self) -> list[RowData]:
        """Return the agreements, then the actions, with what both have."""
        return [
            {name: row[name] for name in ENTRY_COLUMNS} | {"entry_kind": kind}
            for kind, rows in (
                ("accord", self.list_rows("accords")),
                ("action", self.list_rows("actions")),
            )
            for row in rows
        ]

    def list_actions(self) -> list[RowData]:
        keys = self.action_keys
        countries = group_values_by_entry(
            Location.objects.filter(action__in=keys), "country"
        )
        themed = Action.themes.through.objects.filter(action__in=keys)
        themes = group_values_by_entry(themed, "theme__code")
        windows = group_values_by_entry(
            Funding.objects.filter(action__in=keys), "window__code"
        )
        joined = Action.co_leads.through.objects.filter(action__in=keys)
        co_leads = group_values_by_entry(joined, "collectivity__slug")
        rows = Action.objects.filter(pk__in=keys).order_by("title_key", "pk")
        under = Q(agreement__publication=Publication.PUBLISHED)
        kinds = dict(rows.filter(under).values_list("pk", "agreement__kind"))
        columns = ("pk", "title", "slug", "status", "start_year", "lead__slug")
        return [
            {
                "title": title,
                "url": f"/actions/{slug}/",
                "authorities": list(dict.fromkeys([lead, *co_leads[pk]])),
                "countries": countries[pk],
                "themes": themes[pk],
                "windows": windows[pk],
                "combination": "+".join(windows[pk]) or NO_WINDOW,
                "link_kind": kinds.get(pk, NO_AGREEMENT),
                "status": status,
                "year": year,
            }
            for pk, title, slug, status, year, lead in rows.values_list(*columns)
        ]

    def list_agreements(self) -> list[RowData]:
        """Return the agreements with the year of their first known event."""
        rows = Agreement.objects.filter(pk__in=self.agreement_keys)
        joined = Agreement.other_signatories.through.objects.filter(
            agreement__in=self.agreement_keys
        )
        others = group_values_by_entry(joined, "collectivity__slug", of="agreement")
        placed = Agreement.places.through.objects.filter(
            agreement__in=self.agreement_keys
        )
        countries = group_values_by_entry(placed, "place__country", of="agreement")
        themes = self.get_agreement_themes()
        columns = (
            *("pk", "slug", "kind", "current_status", "country", "first_year"),
            *("collectivity__slug", "collectivity__name", "counterpart__name"),
        )
        found = rows.with_status().with_years().order_by("title_key", "pk")
        return [
            {
                "title": f"{here} – {there}",
                "url": f"/accords/{slug}/",
                "authorities": list(dict.fromkeys([first, *others[pk]])),
                "countries": list(
                    dict.fromkeys(
                        [country, *countries[pk]] if country else countries[pk]
                    )
                ),
                "link_kind": kind,
                "themes": themes[pk],
                "agreement_status": status,
                "year": year,
            }
            for pk, slug, kind, status, country, year, first, here, there in (
                found.values_list(*columns)
            )
        ]

    def get_agreement_themes(self) -> ValuesByEntry:
        """Return the themes of agreements: their own, and those of their actions."""
        own = Agreement.themes.through.objects.filter(agreement__in=self.agreement_keys)
        themes = group_values_by_entry(own, "theme__code", of="agreement")
        under = Action.themes.through.objects.filter(
            action__in=Action.objects.published().values("pk"),
            action__agreement__in=self.agreement_keys,
        )
        of_actions = group_values_by_entry(under, "theme__code", "action__agreement")
        for key, codes in of_actions.items():
            themes[key] = sorted({*themes[key], *codes})
        return themes

    def list_partners(self) -> list[RowData]:
        """Return the partners and funders of actions, those of agreements."""
        actions, agreements = self.action_keys, self.agreement_keys
        involved = Involvement.objects.filter(action__in=actions)
        funding = Funding.objects.filter(action__in=actions, funder__isnull=False)
        signed = Agreement.objects.filter(pk__in=agreements)
        beside = Agreement.partners.through.objects.filter(agreement__in=agreements)
        keys = {
            *involved.values_list("partner", flat=True),
            *funding.values_list("funder", flat=True),
            *signed.values_list("counterpart", flat=True),
            *beside.values_list("partner", flat=True),
        }
        rows = Partner.objects.published().filter(pk__in=keys)
        found = rows.order_by("name", "pk")
        return [
            {
                "title": name,
                "url": f"/partenaires/{slug}/",
                "partner_kind": kind,
                "countries": [country] if country else [],
            }
            for name, slug, kind, country in (
                found.values_list("name", "slug", "kind", "country")
            )
        ]

    def list_amounts(self) -> list[RowData]:
        granted = Funding.objects.filter(
            **build_funding_filter(AmountChoice()), action__in=self.action_keys
        )
        columns = ("action__title", "action__slug", "window__code", "year", "amount")
        found = granted.order_by("action__title_key", "pk")
        return [
            {
                "title": title,
                "url": f"/actions/{slug}/",
                "windows": [window],
                "year": year,
                "amount": str(amount),
            }
            for title, slug, window, year, amount in found.values_list(*columns)
        ]

    def list_links(self) -> list[RowData]:
        """Return the links that a map draws, each once, with their coordinates.

        Those of the authorities of the territory: of the actions that they lead or
        join, then of the agreements whose country no action has told already.
        """
        actions = Action.objects.filter(pk__in=self.action_keys)
        found: dict[tuple[Any, ...], RowData] = {}
        for row in (*list_link_rows(actions), *list_co_lead_rows(actions)):
            link = found.setdefault(get_link_key(row), row | {"n": 0})
            link["n"] += row["n"]
        told = {get_link_subject(row) for row in found.values()}
        signed = Agreement.objects.filter(pk__in=self.agreement_keys)
        for row in list_agreement_rows(signed.order_by("pk")):
            if get_link_subject(row) not in told:
                found.setdefault(get_link_key(row), row)
        kept = [row for row in found.values() if self.is_of_territory(row["here"])]
        return [build_link_row(row) for row in sorted(kept, key=get_link_order)]

    def is_of_territory(self, slug: str) -> bool:
        return self.territory is None or slug in self.territory

    def list_authorities(self) -> list[RowData]:
        """Return the authorities that lead, join or signed, with their counts.

        Those of the territory that is chosen, without whom they act with elsewhere.
        """
        acts: dict[str, int] = defaultdict(int)
        signed: dict[str, int] = defaultdict(int)
        for rows, counts in (
            (self.list_rows("actions"), acts),
            (self.list_rows("accords"), signed),
        ):
            for row in rows:
                for slug in row["authorities"]:
                    counts[slug] += 1
        found = Collectivity.objects.filter(slug__in={*acts, *signed})
        if self.territory is not None:
            found = found.filter(slug__in=self.territory)
        columns = ("name", "slug", "kind", "department__name")
        return [
            {
                "title": name,
                "slug": slug,
                "url": f"/collectivites/{slug}/",
                "collectivity_kind": kind,
                "department": department or "",
                "n_actions": acts[slug],
                "n_agreements": signed[slug],
            }
            for name, slug, kind, department in (
                found.order_by("name_key", "pk").values_list(*columns)
            )
        ]


ENTRY_COLUMNS = ("title", "url", "authorities", "countries", "themes", "year")
LINK_COORDINATES = ("here_lat", "here_lng", "there_lat", "there_lng")


LINK_SUBJECT = ("here", "country_code", "kind")
LINK_KEY = (*LINK_SUBJECT, "there_name", "there_lat", "there_lng", "approximate")


def get_link_subject(row: RowData) -> tuple[Any, ...]:
    return tuple(row[name] for name in LINK_SUBJECT)


def get_link_key(row: RowData) -> tuple[Any, ...]:
    return tuple(row[name] for name in LINK_KEY)


def get_link_order(row: RowData) -> tuple[Any, ...]:
    return (row["here_name"], *(str(value or "") for value in get_link_key(row)))


def build_link_row(row: RowData) -> RowData:
    return {
        "title": row["here_name"],
        "url": f"/collectivites/{row['here']}/",
        "here": row["here"],
        "there": row["there_name"] or "",
        "countries": [row["country_code"]],
        "link_kind": row["kind"],
        "n": row["n"],
        "is_approximate": row["approximate"],
        "points": [round_coordinate(row[name]) for name in LINK_COORDINATES],
    }


def list_primary_keys(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by().values_list("pk", flat=True))


def group_values_by_entry(
    rows: QuerySet[Any], value: str, of: str = "action"
) -> ValuesByEntry:
    found: ValuesByEntry = defaultdict(list)
    known = rows.filter(**{f"{value}__isnull": False}).order_by(value)
    for entry, one in known.values_list(of, value).distinct():
        found[entry].append(one)
    return found


def round_coordinate(degrees: float | None) -> float | None:
    """Return a coordinate to three decimals, about a hundred metres."""
    return None if degrees is None else round(degrees, 3)


def get_column_codes(rows: Iterable[RowData], column: str) -> set[str]:
    found: set[str] = set()
    for row in rows:
        cell = row.get(column)
        found.update(cell if isinstance(cell, list) else [cell] if cell else [])
    return found
