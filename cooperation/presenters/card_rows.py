"""What cards show of actions and agreements, read as plain values.

A page of a list reads its entries in a few queries without making rows of the models,
which takes four times as long. Each class has those attributes of its model that
``presenters.cards`` and ``presenters.map_arcs`` read.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple, Self, TypeVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cooperation.enums import ActionStatus, AgreementKind, AgreementStatus, Publication
from cooperation.models import (
    Action,
    Agreement,
    AgreementEvent,
    Involvement,
    Location,
)
from cooperation.models.agreements import get_status_after
from cooperation.models.expressions import build_published_count
from cooperation.models.verification import get_stale_limit
from cooperation.text import get_translated_text

Row = TypeVar("Row")
Keys = Sequence[int]


class Rows(list[Row]):
    """Related rows, as a related manager gives them."""

    def all(self) -> Self:
        return self


class AuthorityRow(NamedTuple):
    name: str
    kind: str
    epci_type: str
    lat: float | None = None
    lng: float | None = None


class NameRow(NamedTuple):
    """A partner, another signatory."""

    name: str


class ThemeRow(NamedTuple):
    code: str
    name: str


class CountryRow(NamedTuple):
    iso2: str
    name: str
    lat: float | None
    lng: float | None


class PlaceRow(NamedTuple):
    name: str
    lat: float | None
    lng: float | None
    country: CountryRow | None


class LocationRow(NamedTuple):
    label: str
    lat: float | None
    lng: float | None
    place: PlaceRow | None
    country: CountryRow


class InvolvementRow(NamedTuple):
    partner: NameRow


class EventRow(NamedTuple):
    pk: int
    kind: str
    year: int | None
    date: datetime.date | None

    def happened_by(self, day: datetime.date) -> bool:
        return AgreementEvent.happened_by(self, day)  # type: ignore[arg-type]

    def get_sort_key(self) -> tuple[bool, datetime.date, int, int]:
        return AgreementEvent.get_sort_key(self)  # type: ignore[arg-type]


class KindRow(NamedTuple):
    """The agreement of an action."""

    kind: str
    publication: str

    def is_published(self) -> bool:
        return self.publication == Publication.PUBLISHED

    def get_kind_display(self) -> str:
        return str(AgreementKind(self.kind).label)


@dataclass(slots=True)
class EntryRow:
    slug: str
    title: str
    summary: str
    verified_on: datetime.date | None
    verified_by: str
    source_url: str
    uncertainty: str

    @property
    def is_stale(self) -> bool:
        day = self.verified_on
        return day is not None and day <= get_stale_limit(timezone.localdate())


@dataclass(slots=True)
class ActionRow(EntryRow):
    status: str
    start_year: int | None
    end_year: int | None
    budget_eur: Decimal | None
    lead: AuthorityRow
    agreement: KindRow | None
    locations: Rows[LocationRow] = field(default_factory=Rows)
    involvements: Rows[InvolvementRow] = field(default_factory=Rows)
    themes: Rows[ThemeRow] = field(default_factory=Rows)

    def get_absolute_url(self) -> str:
        return reverse("cooperation:action_detail", args=[self.slug])

    def get_status_display(self) -> str:
        return str(ActionStatus(self.status).label)


@dataclass(slots=True)
class AgreementRow(EntryRow):
    kind: str
    published_actions: int
    counterpart: NameRow
    collectivity: AuthorityRow
    country: CountryRow | None
    place: PlaceRow | None
    other_signatories: Rows[NameRow] = field(default_factory=Rows)
    partners: Rows[NameRow] = field(default_factory=Rows)
    places: Rows[PlaceRow] = field(default_factory=Rows)
    themes: Rows[ThemeRow] = field(default_factory=Rows)
    events: Rows[EventRow] = field(default_factory=Rows)

    def get_absolute_url(self) -> str:
        return reverse("cooperation:agreement_detail", args=[self.slug])

    def get_kind_display(self) -> str:
        return str(AgreementKind(self.kind).label)

    def status_on(self, day: datetime.date) -> AgreementStatus:
        return get_status_after(self.events, day)


ENTRY_COLUMNS = (
    *("pk", "slug", "title", "summary"),
    *("verified_on", "verified_by", "source_url", "uncertainty"),
)
AUTHORITY_COLUMNS = ("name", "kind", "epci_type", "lat", "lng")
COUNTRY_COLUMNS = ("iso2", "name_fr", "name_en", "lat", "lng")
PLACE_COLUMNS = ("name", "lat", "lng")
THEME_COLUMNS = ("theme__code", "theme__name_fr", "theme__name_en")


def list_columns(relation: str, columns: Iterable[str]) -> list[str]:
    return [f"{relation}__{column}" for column in columns]


def fetch_action_rows(keys: Keys) -> dict[int, ActionRow]:
    """Return the published actions among some keys; four queries."""
    actions = Action.objects.published().filter(pk__in=keys).order_by()
    columns = (
        *(*ENTRY_COLUMNS, "status", "start_year", "end_year", "budget_eur"),
        *("agreement__kind", "agreement__publication"),
        *list_columns("lead", AUTHORITY_COLUMNS),
    )
    found = {}
    for key, *values in actions.values_list(*columns):
        kind, publication = values[11:13]
        agreement = KindRow(kind, publication) if kind else None
        told = [*values[:11], AuthorityRow(*values[13:]), agreement]
        found[key] = ActionRow(*told)
    locations = Location.objects.filter(action__in=[*found]).order_by("pk")
    for key, label, lat, lng, *there in locations.values_list(
        *("action", "label", "lat", "lng"),
        *list_columns("country", COUNTRY_COLUMNS),
        *list_columns("place", PLACE_COLUMNS),
    ):
        country = build_country_row(*there[:5])
        place = build_place_row(*there[5:])
        found[key].locations.append(LocationRow(label, lat, lng, place, country))
    involved = Involvement.objects.filter(action__in=[*found]).order_by("role", "pk")
    for key, name in involved.values_list("action", "partner__name"):
        found[key].involvements.append(InvolvementRow(NameRow(name)))
    themes = Action.themes.through.objects.filter(action__in=[*found])
    for key, code, *names in list_themes(themes, "action"):
        found[key].themes.append(ThemeRow(code, get_translated_text(*names)))
    return found


def fetch_agreement_rows(keys: Keys) -> dict[int, AgreementRow]:
    """Return the published agreements among some keys; six queries."""
    agreements = Agreement.objects.published().filter(pk__in=keys).order_by()
    counted = agreements.annotate(
        published_actions=build_published_count("Action", "agreement")
    )
    columns = (
        *(*ENTRY_COLUMNS, "kind", "published_actions", "counterpart__name"),
        *list_columns("collectivity", AUTHORITY_COLUMNS),
        *list_columns("country", COUNTRY_COLUMNS),
        *list_columns("place", PLACE_COLUMNS),
    )
    found = {}
    for key, *values in counted.values_list(*columns):
        told = [
            *values[:9],
            NameRow(values[9]),
            AuthorityRow(*values[10:15]),
            build_country_row(*values[15:20]) if values[15] else None,
            build_place_row(*values[20:]),
        ]
        found[key] = AgreementRow(*told)
    add_names(found, Agreement.other_signatories, "other_signatories", "collectivity")
    add_names(found, Agreement.partners, "partners", "partner")
    placed = Agreement.places.through.objects.filter(agreement__in=[*found])
    for key, *there in placed.order_by("place__name_key", "place").values_list(
        "agreement",
        *list_columns("place", PLACE_COLUMNS),
        *list_columns("place__country", COUNTRY_COLUMNS),
    ):
        row = PlaceRow(*[*there[:3], build_country_row(*there[3:])])
        found[key].places.append(row)
    themes = Agreement.themes.through.objects.filter(agreement__in=[*found])
    for key, code, *names in list_themes(themes, "agreement"):
        found[key].themes.append(ThemeRow(code, get_translated_text(*names)))
    events = AgreementEvent.objects.filter(agreement__in=[*found])
    for key, *event in events.values_list("agreement", "pk", "kind", "year", "date"):
        found[key].events.append(EventRow(*event))
    return found


def add_names(
    found: dict[int, AgreementRow], relation: Any, attribute: str, field: str
) -> None:
    """Add the names of related rows, in their order; one query."""
    rows = relation.through.objects.filter(agreement__in=[*found])
    names = rows.order_by(f"{field}__name_key", field)
    for key, name in names.values_list("agreement", f"{field}__name"):
        getattr(found[key], attribute).append(NameRow(name))


def list_themes(rows: QuerySet[Any], entry: str) -> QuerySet[Any, Any]:
    ordered = rows.order_by("theme__name_fr", "theme")
    return ordered.values_list(entry, *THEME_COLUMNS)


def build_country_row(
    iso2: str, name_fr: str, name_en: str, lat: float | None, lng: float | None
) -> CountryRow:
    return CountryRow(iso2, get_translated_text(name_fr, name_en), lat, lng)


def build_place_row(
    name: str | None, lat: float | None, lng: float | None
) -> PlaceRow | None:
    return PlaceRow(name, lat, lng, None) if name else None
