"""Where the index of actions and that of agreements read their columns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Case,
    F,
    Func,
    IntegerField,
    Max,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from cooperation.enums import (
    ActionStatus,
    AgreementKind,
    AgreementStatus,
    PartnerKind,
    Publication,
)
from cooperation.models import (
    Action,
    Agreement,
    Funding,
    Involvement,
    Location,
)
from cooperation.models.agreements import build_event_year, build_signature_year
from cooperation.models.expressions import build_position_annotations
from cooperation.search.facet_index import decode_country

PUBLISHED = Publication.PUBLISHED


class Coding(NamedTuple):
    """How the values of a facet are read as numbers: ``build`` takes a column."""

    build: Callable[[str], Combinable]
    decode: Callable[[int], Any]


class FacetSource(NamedTuple):
    """Rows that link entries to the values of a facet.

    ``value`` and ``entry`` are names of columns.
    """

    facet: str
    rows: QuerySet[Any]
    value: str
    entry: str = "action"


class PointSource(NamedTuple):
    """Rows that say where entries are.

    ``owners`` are what may have a point, the most exact first; ``row`` is the column of
    the key of the row, or none.
    """

    rows: QuerySet[Any]
    entry: str
    owners: tuple[str, ...]
    country: str
    place: str
    row: str = ""


@dataclass(frozen=True)
class IndexSources:
    """What the index of a kind of entry is made of.

    ``numbers`` are expressions of the entry; ``log`` is the column of changes that
    names it (``sql/entry_changes.sql``).
    """

    kind: str
    log: str
    entries: Callable[[], QuerySet[Any]]
    numbers: Callable[[], dict[str, Combinable]]
    facets: Callable[[], list[FacetSource]]
    points: Callable[[], list[PointSource]]
    codings: dict[str, Coding]
    depends_on_day: bool = False


# Numbers ------------------------------------------------------------------------------


class DayNumber(Func):
    """The days of a date since 1970."""

    template = "(%(expressions)s - DATE '1970-01-01')"
    output_field = IntegerField()


class CountryCode(Func):
    """The two letters of a country as one number (``decode_country``)."""

    template = "(ascii(%(expressions)s) * 256 + ascii(right(%(expressions)s, 1)))"
    output_field = IntegerField()


KEYS = Coding(F, int)
COUNTRIES = Coding(CountryCode, decode_country)


def code_members(values: Sequence[str]) -> Coding:
    """Return the coding of a closed list: the place of each member, from 1."""

    def build(column: str) -> Combinable:
        known = Value(list(values), ArrayField(TextField()))
        return Func(
            known,
            Cast(column, TextField()),
            function="array_position",
            output_field=IntegerField(),
        )

    return Coding(build, lambda number: values[number - 1])


CODINGS = {
    "pays": COUNTRIES,
    "theme": KEYS,
    "odd": KEYS,
    "guichet": KEYS,
    "collectivite": KEYS,
    "partenaire": KEYS,
    "type": code_members(AgreementKind.values),
    "nature": code_members(PartnerKind.values),
}
ACTION_CODINGS = CODINGS | {"statut": code_members(ActionStatus.values)}
AGREEMENT_CODINGS = CODINGS | {"statut": code_members(AgreementStatus.values)}


def list_action_numbers() -> dict[str, Combinable]:
    ended = When(status=ActionStatus.ENDED, then=1)
    return {
        "lead": F("lead"),
        "start_year": F("start_year"),
        "end_year": F("end_year"),
        "is_ended": Case(ended, default=0, output_field=IntegerField()),
        "budget": Cast(F("budget_eur") * 100, BigIntegerField()),
        "verified_on": DayNumber("verified_on"),
    }


def list_agreement_numbers() -> dict[str, Combinable]:
    """Return the numbers of agreements, of rows that have their years."""
    return {
        "lead": F("collectivity"),
        "first_year": F("first_year"),
        "last_year": build_event_year(Max),
        "ended_year": F("last_year"),
        "signature_year": build_signature_year(),
        "verified_on": DayNumber("verified_on"),
    }


# Facets -------------------------------------------------------------------------------


def list_action_facets() -> list[FacetSource]:
    actions = Action.objects.published()
    of_public = Q(action__publication=PUBLISHED)
    located = Location.objects.filter(of_public)
    co_led = Action.co_leads.through.objects.filter(of_public)
    under = actions.filter(agreement__publication=PUBLISHED)
    involved = Involvement.objects.filter(of_public)
    funded = Funding.objects.filter(of_public, funder__isnull=False)
    return [
        FacetSource("statut", actions, "status", "pk"),
        FacetSource("type", under, "agreement__kind", "pk"),
        FacetSource("pays", located, "country"),
        FacetSource("collectivite", actions, "lead", "pk"),
        FacetSource("collectivite", co_led, "collectivity"),
        *list_partner_sources(involved, "partner", "action"),
        *list_partner_sources(funded, "funder", "action"),
        *list_shared_sources(of_public, "action"),
    ]


def list_agreement_facets() -> list[FacetSource]:
    agreements = Agreement.objects.published()
    of_public = Q(agreement__publication=PUBLISHED)
    cosigned = Agreement.other_signatories.through.objects.filter(of_public)
    themed = Agreement.themes.through.objects.filter(of_public)
    goals = Agreement.goals.through.objects.filter(of_public)
    placed = Agreement.places.through.objects.filter(of_public)
    partnered = Agreement.partners.through.objects.filter(of_public)
    under_public = Q(
        action__publication=PUBLISHED, action__agreement__publication=PUBLISHED
    )
    return [
        FacetSource("statut", agreements.with_status(), "current_status", "pk"),
        FacetSource("type", agreements, "kind", "pk"),
        FacetSource("pays", agreements.filter(country__isnull=False), "country", "pk"),
        FacetSource("pays", placed, "place__country", "agreement"),
        FacetSource("theme", themed, "theme", "agreement"),
        FacetSource("odd", goals, "goal", "agreement"),
        FacetSource("collectivite", agreements, "collectivity", "pk"),
        FacetSource("collectivite", cosigned, "collectivity", "agreement"),
        *list_partner_sources(agreements, "counterpart", "pk"),
        *list_partner_sources(partnered, "partner", "agreement"),
        *list_shared_sources(under_public, "action__agreement"),
    ]


def list_partner_sources(
    rows: QuerySet[Any], partner: str, entry: str
) -> list[FacetSource]:
    """Return partners and their kinds; those of a published entry are public."""
    return [
        FacetSource("nature", rows, f"{partner}__kind", entry),
        FacetSource("partenaire", rows, partner, entry),
    ]


def list_shared_sources(public: Q, entry: str) -> list[FacetSource]:
    """Return the sources that actions and agreements share, read from actions.

    ``public`` filters the rows of published entries; ``entry`` is the path from a row
    to the entry.
    """
    fundings = Funding.objects.filter(public)
    themed = Action.themes.through.objects.filter(public)
    goals = Action.goals.through.objects.filter(public)
    return [
        FacetSource("theme", themed, "theme", entry),
        FacetSource("odd", goals, "goal", entry),
        FacetSource("guichet", fundings, "window", entry),
    ]


# Points -------------------------------------------------------------------------------


def list_action_points() -> list[PointSource]:
    rows = Location.objects.filter(action__publication=PUBLISHED)
    owners = ("", "place", "country")
    return [PointSource(rows, "action", owners, "country", "place", "pk")]


def list_agreement_points() -> list[PointSource]:
    placed = Agreement.objects.published().filter(
        Q(country__isnull=False) | Q(place__isnull=False)
    )
    others = Agreement.places.through.objects.filter(agreement__publication=PUBLISHED)
    owners = ("place", "place__country")
    return [
        PointSource(placed, "pk", ("place", "country"), "country", "place"),
        PointSource(others, "agreement", owners, "place__country", "place", "pk"),
    ]


def build_point_columns(source: PointSource) -> dict[str, Combinable]:
    """Return the expressions of the columns of points, but for the entry."""
    at = build_position_annotations(*source.owners)
    exact = [
        When(**{f"{owner}__lat__isnull".lstrip("_"): False}, then=2 if not owner else 1)
        for owner in source.owners[:-1]
    ]
    return {
        "countries": CountryCode(source.country),
        "places": F(source.place),
        "rows": F(source.row) if source.row else Value(0),
        "is_exact": Case(*exact, default=0, output_field=IntegerField()),
        "lat": at["at_lat"],
        "lng": at["at_lng"],
    }


def join_sources(sources: Iterable[FacetSource]) -> dict[str, list[FacetSource]]:
    """Return the sources by facet."""
    found: dict[str, list[FacetSource]] = {}
    for source in sources:
        found.setdefault(source.facet, []).append(source)
    return found


ACTIONS = IndexSources(
    kind="action",
    log="actions",
    entries=lambda: Action.objects.published(),
    numbers=list_action_numbers,
    facets=list_action_facets,
    points=list_action_points,
    codings=ACTION_CODINGS,
)
AGREEMENTS = IndexSources(
    kind="agreement",
    log="agreements",
    entries=lambda: Agreement.objects.published().with_years(),
    numbers=list_agreement_numbers,
    facets=list_agreement_facets,
    points=list_agreement_points,
    codings=AGREEMENT_CODINGS,
    depends_on_day=True,
)
