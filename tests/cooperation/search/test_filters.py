"""Each parameter has one meaning; what is not understood is named and left out."""

from collections.abc import Callable
from datetime import date

import pytest
from django.http import QueryDict
from django.utils import translation

from cooperation.enums import ActionStatus, AgreementEventKind, AgreementKind
from cooperation.models import Action
from cooperation.search.filters import ActionFilterSet, AgreementFilterSet
from tests.factories import (
    ActionFactory,
    AgreementEventFactory,
    AgreementFactory,
    CollectivityFactory,
    CountryFactory,
    DepartmentFactory,
    FundingFactory,
    FundingWindowFactory,
    GoalFactory,
    InvolvementFactory,
    LocationFactory,
    PartnerFactory,
    PlaceFactory,
    SubRegionFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def actions(query: str) -> list[str]:
    """Return the titles of the actions that an address selects, without problems."""
    selection = ActionFilterSet(QueryDict(query))
    assert selection.strict_errors == []
    return [action.title for action in selection.qs]


def agreements(query: str) -> list[str]:
    """Return the titles of the agreements that an address selects, without problems."""
    selection = AgreementFilterSet(QueryDict(query))
    assert selection.strict_errors == []
    return [agreement.title for agreement in selection.qs]


# What each parameter keeps of actions -------------------------------------------------


@pytest.fixture
def noise() -> Action:
    """An action that has nothing of what is looked for."""
    action = ActionFactory(
        title="Autre",
        lead__department=DepartmentFactory(code="01"),
        status=ActionStatus.SUSPENDED,
    )
    country = CountryFactory(
        iso2="AQ", sub_region=SubRegionFactory(code="010"), lat=-80, lng=0
    )
    LocationFactory(action=action, country=country)
    InvolvementFactory(action=action, partner__kind="autre")
    FundingFactory(action=action, window=FundingWindowFactory(code="autre"))
    return action


def in_niger() -> Action:
    return LocationFactory(action__title="A").action


def on_water() -> Action:
    return ActionFactory(title="A", themes=[ThemeFactory()])


def for_goal_six() -> Action:
    return ActionFactory(title="A", goals=[GoalFactory()])


def under_twinning() -> Action:
    return ActionFactory(title="A", agreement=AgreementFactory())


def active() -> Action:
    return ActionFactory(title="A")


def through_oudin() -> Action:
    return FundingFactory(action__title="A").action


def led_by_annecy() -> Action:
    epci = CollectivityFactory(epci_kind=True, slug="grand-annecy")
    lead = CollectivityFactory(slug="annecy", epci=epci)
    return ActionFactory(title="A", lead=lead)


def co_led_by_annecy() -> Action:
    epci = CollectivityFactory(epci_kind=True, slug="grand-annecy")
    elsewhere = CollectivityFactory(department=DepartmentFactory(code="01"))
    annecy = CollectivityFactory(slug="annecy", epci=epci)
    return ActionFactory(title="A", lead=elsewhere, co_leads=[annecy])


def led_by_the_epci() -> Action:
    epci = CollectivityFactory(epci_kind=True, slug="grand-annecy")
    return ActionFactory(title="A", lead=epci)


def with_hydraulics() -> Action:
    return InvolvementFactory(action__title="A", partner__slug="hydraulique").action


def funded_by_hydraulics() -> Action:
    funder = PartnerFactory(slug="hydraulique")
    return FundingFactory(action__title="A", funder=funder).action


@pytest.mark.parametrize(
    ("make", "query"),
    [
        (in_niger, "pays=ne"),
        (in_niger, "pays=NE"),
        (in_niger, "region=011"),
        (on_water, "theme=eau_assainissement"),
        (for_goal_six, "odd=6"),
        (for_goal_six, "odd=06"),
        (under_twinning, "type=jumelage"),
        (active, "statut=en_cours"),
        (through_oudin, "guichet=oudin_santini"),
        (led_by_annecy, "collectivite=annecy"),
        (co_led_by_annecy, "collectivite=annecy"),
        (led_by_annecy, "epci=grand-annecy"),
        (co_led_by_annecy, "epci=grand-annecy"),
        (led_by_the_epci, "epci=grand-annecy"),
        (led_by_annecy, "departement=74"),
        (co_led_by_annecy, "departement=74"),
        (with_hydraulics, "partenaire=hydraulique"),
        (funded_by_hydraulics, "partenaire=hydraulique"),
        (with_hydraulics, "nature=ong"),
        (funded_by_hydraulics, "nature=ong"),
        (in_niger, "bbox=0,10,10,20"),
        (in_niger, "q=niger"),
    ],
)
def test_a_choice_keeps_the_actions_that_have_it(
    noise: Action, make: Callable[[], Action], query: str
) -> None:
    make()
    assert actions(query) == ["A"]


def test_values_of_one_parameter_are_alternatives() -> None:
    LocationFactory(action__title="Niger")
    LocationFactory(action__title="Bénin", country=CountryFactory(iso2="BJ"))
    LocationFactory(action__title="Togo", country=CountryFactory(iso2="TG"))
    assert actions("pays=ne&pays=bj&tri=titre") == ["Bénin", "Niger"]


def test_parameters_combine() -> None:
    both = ActionFactory(title="Les deux", themes=[ThemeFactory()])
    LocationFactory(action=both)
    LocationFactory(action__title="Pays")
    ActionFactory(title="Thème", themes=[ThemeFactory()])
    assert actions("pays=ne&theme=eau_assainissement") == ["Les deux"]


def test_an_action_is_listed_once_whatever_it_has() -> None:
    action = ActionFactory(title="A", themes=[ThemeFactory(), ThemeFactory(code="b")])
    for label in ["Téra", "Kokorou"]:
        LocationFactory(action=action, label=label)
    assert actions("pays=ne&region=011&theme=eau_assainissement&theme=b") == ["A"]


def test_drafts_are_never_selected() -> None:
    LocationFactory(action=ActionFactory(draft=True))
    assert actions("pays=ne") == []


def test_the_kind_of_a_draft_agreement_selects_nothing() -> None:
    ActionFactory(agreement=AgreementFactory(draft=True))
    assert actions("type=jumelage") == []


# Years --------------------------------------------------------------------------------

ENDED, ONGOING = ActionStatus.ENDED, ActionStatus.ACTIVE
YEARS = [
    (2010, 2015, ENDED, "annee_min=2015", True),
    (2010, 2015, ENDED, "annee_min=2016", False),
    (2010, 2015, ENDED, "annee_max=2010", True),
    (2010, 2015, ENDED, "annee_max=2009", False),
    (2010, 2015, ENDED, "annee_min=2012&annee_max=2013", True),
    # An ended action without an end is known in the year it started only.
    (2010, None, ENDED, "annee_min=2010", True),
    (2010, None, ENDED, "annee_min=2011", False),
    # Any other goes on.
    (2010, None, ONGOING, "annee_min=2020", True),
    (2010, None, ActionStatus.UNKNOWN, "annee_min=2020", True),
    (None, 2015, ENDED, "annee_max=2014", False),
    (None, 2015, ENDED, "annee_max=2015", True),
    (None, 2015, ENDED, "annee_min=2016", False),
    (None, None, ONGOING, "annee_min=1900", False),
    (None, None, ONGOING, "annee_max=2100", False),
]


@pytest.mark.parametrize(("start", "end", "status", "query", "kept"), YEARS)
def test_actions_active_in_a_span_of_years(
    start: int | None, end: int | None, status: str, query: str, kept: bool
) -> None:
    ActionFactory(title="A", start_year=start, end_year=end, status=status)
    assert actions(query) == ["A"] * kept


SIGNED, LAST = AgreementEventKind.SIGNED, AgreementEventKind.ENDED
AGREEMENT_YEARS = [
    ([(SIGNED, 1990)], "annee_min=2020", True),
    ([(SIGNED, 1990)], "annee_max=1990", True),
    ([(SIGNED, 1990)], "annee_max=1989", False),
    ([(SIGNED, 1990), (LAST, 2005)], "annee_min=2005", True),
    ([(SIGNED, 1990), (LAST, 2005)], "annee_min=2006", False),
    ([(SIGNED, 1990), (LAST, None)], "annee_min=1990", True),
    ([(SIGNED, 1990), (LAST, None)], "annee_min=1991", False),
    ([(SIGNED, None), (LAST, 2005)], "annee_min=2005&annee_max=2005", True),
    ([(SIGNED, None)], "annee_min=1900", False),
    ([], "annee_min=1900", False),
    ([], "annee_max=2100", False),
]


@pytest.mark.parametrize(("events", "query", "kept"), AGREEMENT_YEARS)
def test_agreements_active_in_a_span_of_years(
    events: list[tuple[str, int | None]], query: str, kept: bool
) -> None:
    agreement = AgreementFactory(title="A")
    for kind, year in events:
        AgreementEventFactory(agreement=agreement, kind=kind, year=year)
    assert agreements(query) == ["A"] * kept


# What each parameter keeps of agreements ----------------------------------------------


def test_agreements_by_what_they_are() -> None:
    agreement = AgreementFactory(
        title="A", collectivity__slug="annecy", counterpart__slug="vicence"
    )
    AgreementEventFactory(agreement=agreement, year=1995)
    AgreementFactory(
        title="B",
        kind=AgreementKind.FRIENDSHIP,
        country=None,
        collectivity__department=None,
        counterpart__kind="ong",
    )
    for query in [
        "pays=ne",
        "region=011",
        "type=jumelage",
        "statut=en_cours",
        "collectivite=annecy",
        "departement=74",
        "partenaire=vicence",
        "nature=collectivite",
        "bbox=0,10,10,20",
    ]:
        assert (query, agreements(query)) == (query, ["A"])


def test_agreements_by_their_other_signatories() -> None:
    epci = CollectivityFactory(epci_kind=True, slug="grand-annecy")
    agreement = AgreementFactory(title="A", collectivity__department=None)
    agreement.other_signatories.add(CollectivityFactory(slug="annecy", epci=epci))
    AgreementFactory(title="B", collectivity__department=None)
    for query in ["collectivite=annecy", "epci=grand-annecy", "departement=74"]:
        assert (query, agreements(query)) == (query, ["A"])


@pytest.mark.slow
def test_agreements_by_their_published_actions() -> None:
    for title, draft in [("A", False), ("B", True)]:
        action = ActionFactory(
            draft=draft,
            agreement=AgreementFactory(title=title),
            themes=[ThemeFactory()],
            goals=[GoalFactory()],
        )
        FundingFactory(action=action)
        kind = "agence_eau"
        InvolvementFactory(
            action=action, partner__kind=kind, partner__slug=title.lower()
        )
    for query in [
        "theme=eau_assainissement",
        "odd=6",
        "guichet=oudin_santini",
    ]:
        assert (query, agreements(query)) == (query, ["A"])
    # Whom an action is done with is not whom the agreement was made with.
    for query in ["nature=agence_eau", "partenaire=a"]:
        assert (query, agreements(query)) == (query, [])


@pytest.mark.slow
def test_agreements_by_their_own_themes_partners_and_places() -> None:
    mali = CountryFactory(iso2="ML", sub_region__code="466")
    AgreementFactory(
        title="A",
        themes=[ThemeFactory()],
        goals=[GoalFactory()],
        partners=[PartnerFactory(slug="comite", kind="comite_jumelage")],
        places=[PlaceFactory(country=mali, lat=50, lng=50)],
    )
    AgreementFactory(title="B")
    for query in [
        "theme=eau_assainissement",
        "odd=6",
        "partenaire=comite",
        "nature=comite_jumelage",
        "pays=ml",
        "region=466",
        "bbox=40,40,60,60",
    ]:
        assert (query, agreements(query)) == (query, ["A"])


@pytest.mark.slow
def test_an_agreement_is_found_once_by_its_own_facts_and_by_its_actions() -> None:
    water = ThemeFactory()
    agreement = AgreementFactory(
        title="A", themes=[water], places=PlaceFactory.create_batch(2)
    )
    ActionFactory.create_batch(2, agreement=agreement, themes=[water])
    query = "theme=eau_assainissement&pays=ne&region=011&bbox=0,10,10,20"
    assert agreements(query) == ["A"]


def test_agreements_verified_last_come_first() -> None:
    AgreementFactory(title="Jamais")
    for title, day in [("Avant", date(2024, 1, 1)), ("Après", date(2025, 1, 1))]:
        AgreementFactory(title=title, verified_on=day, verified_by="collectivite")
    found = AgreementFilterSet(QueryDict("tri=verifiee")).qs
    assert [row.title for row in found] == ["Après", "Avant", "Jamais"]


def test_an_agreement_without_place_is_where_its_country_is() -> None:
    AgreementFactory(title="Pays")
    AgreementFactory(title="Lieu", place=PlaceFactory(lat=50, lng=50))
    assert agreements("bbox=0,10,10,20") == ["Pays"]
    assert agreements("bbox=40,40,60,60") == ["Lieu"]


# Where --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bbox", "kept"),
    [
        ("0,10,10,20", True),
        ("8,16,8,16", True),
        ("9,10,10,20", False),
        # Across the 180th meridian, by any way of writing it.
        ("170,10,-170,20", False),
        ("170,10,10,20", True),
        ("-190,10,10,20", True),
        ("360,10,370,20", True),
        ("-1000,10,1000,20", False),
        ("-180,-90,180,90", True),
        ("-400,-90,400,90", True),
    ],
)
def test_a_part_of_the_map(bbox: str, kept: bool) -> None:
    LocationFactory(action__title="A")  # at 8° E, 16° N: the point of Niger
    selection = ActionFilterSet(QueryDict(f"bbox={bbox}"))
    if bbox.startswith("-1000"):
        assert len(selection.problems) == 1
    else:
        assert [action.title for action in selection.qs] == ["A"] * kept


# Order --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tri", "titles"),
    [
        ("", ["a 2020", "É 2020", "c 2000", "b ?"]),
        ("tri=recent", ["a 2020", "É 2020", "c 2000", "b ?"]),
        ("tri=pertinence", ["a 2020", "É 2020", "c 2000", "b ?"]),
        ("tri=titre", ["a 2020", "b ?", "c 2000", "É 2020"]),
        ("tri=budget", ["c 2000", "a 2020", "b ?", "É 2020"]),
        ("tri=verifiee", ["b ?", "a 2020", "c 2000", "É 2020"]),
    ],
)
def test_actions_are_sorted(tri: str, titles: list[str]) -> None:
    ActionFactory(title="É 2020", start_year=2020)
    ActionFactory(title="a 2020", start_year=2020)
    ActionFactory(title="b ?", verified_on="2026-01-01", verified_by="csi")
    ActionFactory(title="c 2000", start_year=2000, budget_eur=5)
    assert actions(tri) == titles


def test_a_search_is_sorted_by_relevance_unless_said_otherwise() -> None:
    ActionFactory(title="A", description="Forage", start_year=2020)
    ActionFactory(title="B forage", start_year=2000)
    assert actions("q=forage") == ["B forage", "A"]
    assert actions("q=forage&tri=recent") == ["A", "B forage"]


def test_agreements_are_sorted_by_their_first_signature() -> None:
    for title, years in [("A", [1990, 2020]), ("B", [2000]), ("C", [])]:
        agreement = AgreementFactory(title=title)
        for year in years:
            AgreementEventFactory(agreement=agreement, year=year)
    assert agreements("") == ["B", "A", "C"]
    assert agreements("tri=titre") == ["A", "B", "C"]


def test_equals_come_in_one_order() -> None:
    first, second = ActionFactory(title="A"), ActionFactory(title="A")
    assert list(ActionFilterSet().qs) == [first, second]


# What is not understood ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("pays=zz", "« zz » n’est pas une valeur du filtre « Pays (pays) »."),
        (
            "region=999",
            "« 999 » n’est pas une valeur du filtre « Région du monde (region) ».",
        ),
        ("theme=x", "« x » n’est pas une valeur du filtre « Thématique (theme) »."),
        (
            "odd=18",
            "« 18 » n’est pas une valeur du filtre « ODD (odd) » : donnez un nombre "
            "de 1 à 17.",
        ),
        (
            "type=pacte",
            "« pacte » n’est pas une valeur du filtre « Type d’accord (type) ».",
        ),
        ("statut=x", "« x » n’est pas une valeur du filtre « État (statut) »."),
        (
            "guichet=x",
            "« x » n’est pas une valeur du filtre « Guichet de financement "
            "(guichet) ».",
        ),
        (
            "collectivite=x",
            "« x » n’est pas une valeur du filtre « Collectivité (collectivite) ».",
        ),
        (
            "epci=x",
            "« x » n’est pas une valeur du filtre « EPCI et ses communes (epci) ».",
        ),
        (
            "departement=x",
            "« x » n’est pas une valeur du filtre « Département (departement) ».",
        ),
        (
            "partenaire=x",
            "« x » n’est pas une valeur du filtre « Partenaire (partenaire) ».",
        ),
        (
            "nature=x",
            "« x » n’est pas une valeur du filtre « Nature des partenaires (nature) ».",
        ),
        (
            "annee_min=deux mille",
            "« deux mille » n’est pas une valeur du filtre « À partir de (annee_min) » "
            ": donnez une année, par exemple 2019.",
        ),
        (
            "annee_max=12345",
            "« 12345 » n’est pas une valeur du filtre « Jusqu’à (annee_max) » : donnez "
            "une année, par exemple 2019.",
        ),
        (
            "bbox=1,2,3",
            "« 1,2,3 » n’est pas une valeur du filtre « Zone de la carte (bbox) » : "
            "donnez ouest,sud,est,nord en degrés.",
        ),
        ("tri=x", "« x » n’est pas une valeur du filtre « Tri (tri) »."),
        ("q=de la", "Ces mots sont trop courants pour être cherchés."),
    ],
)
def test_a_bad_value_is_named_and_left_out(query: str, problem: str) -> None:
    ActionFactory(title="A")
    selection = ActionFilterSet(QueryDict(query))
    assert selection.problems == [problem]
    assert selection.strict_errors == [problem]
    assert [action.title for action in selection.qs] == ["A"]
    assert selection.querystring() == ""
    assert selection.chosen == []


def test_good_values_beside_a_bad_one_are_kept() -> None:
    LocationFactory(action__title="A")
    selection = ActionFilterSet(QueryDict("pays=zz&pays=ne"))
    assert len(selection.problems) == 1
    assert selection.querystring() == "pays=ne"


def test_a_very_long_value_is_named_by_its_beginning() -> None:
    selection = ActionFilterSet(QueryDict("pays=" + "x" * 1000))
    assert selection.problems == [
        f"« {'x' * 39}… » n’est pas une valeur du filtre « Pays (pays) »."
    ]


def test_years_in_the_wrong_order_are_named_and_left_out() -> None:
    selection = ActionFilterSet(QueryDict("annee_min=2020&annee_max=2010"))
    assert selection.problems == ["2020 vient après 2010 (annee_min, annee_max)."]
    assert selection.chosen == []


def test_of_several_years_the_first_is_read() -> None:
    selection = ActionFilterSet(QueryDict("annee_min=2001&annee_min=2002"))
    assert selection.problems == [
        "Le filtre « À partir de (annee_min) » ne prend qu’une valeur : la première "
        "est lue."
    ]
    assert selection.querystring() == "annee_min=2001"


def test_a_partner_that_only_drafts_name_is_unknown() -> None:
    InvolvementFactory(action__publication="brouillon", partner__slug="secret")
    assert len(ActionFilterSet(QueryDict("partenaire=secret")).problems) == 1


def test_a_planned_agreement_does_not_exist() -> None:
    assert len(AgreementFilterSet(QueryDict("statut=planifiee")).problems) == 1


def test_unknown_parameters_are_refused_to_machines_only() -> None:
    selection = ActionFilterSet(
        QueryDict("thème=eau&utm_source=lettre&fbclid=1&page=2")
    )
    assert selection.problems == []
    assert selection.strict_errors == ["« thème » n’est pas un paramètre."]


NONSENSE = [
    "\0",
    "é" * 500,
    "1e99",
    "-1",
    "99999999999999999999",
    "nan,nan,nan,nan",
    "inf,0,inf,0",
    "1,2,3,4,5",
    "10,20,5,10",
    "'; DROP TABLE--",
    "%",
    "²",
    "٣",
    "\ud800",
]


@pytest.mark.parametrize("filters", [ActionFilterSet, AgreementFilterSet])
@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_is_never_an_error(filters: type[ActionFilterSet], value: str) -> None:
    data = QueryDict(mutable=True)
    for name in filters.base_filters:
        data.setlist(name, [value, value + "x"])
    selection = filters(data)
    assert selection.problems
    list(selection.qs)


# In words -----------------------------------------------------------------------------


def test_choices_are_tags_each_with_the_address_without_it() -> None:
    CountryFactory()
    CountryFactory(iso2="BJ", name_fr="Bénin")
    selection = ActionFilterSet(
        QueryDict("q=l’eau&pays=ne&pays=bj&annee_min=2019&page=3")
    )
    tags = [(tag.facet, tag.label, tag.query) for tag in selection.chosen]
    eau = "q=l%E2%80%99eau"
    assert tags == [
        ("Recherche", "l’eau", "pays=ne&pays=bj&annee_min=2019"),
        ("Pays", "Niger", f"{eau}&pays=bj&annee_min=2019"),
        ("Pays", "Bénin", f"{eau}&pays=ne&annee_min=2019"),
        ("À partir de", "2019", f"{eau}&pays=ne&pays=bj"),
    ]


def test_labels_follow_the_language() -> None:
    ThemeFactory(name_fr="Eau", name_en="Water")
    with translation.override("en"):
        selection = ActionFilterSet(QueryDict("theme=eau_assainissement"))
        assert [tag.label for tag in selection.chosen] == ["Water"]


def test_the_address_is_the_same_however_it_was_written() -> None:
    CountryFactory()
    written = "page=4&pays=NE&pays=ne&utm_source=x&annee_min= 2019 &odd=&tri=titre"
    selection = ActionFilterSet(QueryDict(written))
    assert selection.querystring() == "pays=ne&annee_min=2019&tri=titre"
    assert selection.querystring(page="2").endswith("tri=titre&page=2")


@pytest.mark.parametrize("filters", [ActionFilterSet, AgreementFilterSet])
def test_reading_an_address_takes_one_query_for_each_parameter_with_rows(
    filters: type[ActionFilterSet], django_assert_num_queries
) -> None:
    for iso2 in ["NE", "BJ", "TG"]:
        CountryFactory(iso2=iso2)
    ThemeFactory()
    query = "pays=ne&pays=bj&pays=tg&pays=zz&theme=eau_assainissement&type=jumelage"
    with django_assert_num_queries(2):
        assert filters(QueryDict(query)).querystring()


def test_each_kind_of_entry_has_the_same_parameters_but_its_own() -> None:
    of_actions, of_agreements = (
        set(ActionFilterSet.base_filters),
        set(AgreementFilterSet.base_filters),
    )
    assert of_actions - of_agreements == {"combinaison", "montant", "portee"}
    assert of_agreements - of_actions == {"signature"}
