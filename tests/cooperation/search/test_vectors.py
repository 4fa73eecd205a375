"""The words of an entry follow every change of what they are made of."""

from collections.abc import Callable

import pytest
from django.contrib.postgres.search import SearchQuery
from django.db import connection

from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Country,
    Funding,
    Involvement,
    Location,
    Partner,
    Place,
    Theme,
)
from tests.factories import (
    ActionFactory,
    AgreementFactory,
    CollectivityAliasFactory,
    CollectivityFactory,
    CountryFactory,
    FundingFactory,
    InvolvementFactory,
    LocationFactory,
    PartnerFactory,
    PlaceFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


def finds(model: type[Action] | type[Agreement], word: str) -> bool:
    """Return whether an entry is found by one word, itself folded."""
    query = SearchQuery(word, config="french")
    return model.objects.filter(search_vector=query).exists()


def sql(statement: str) -> None:
    """Write as no model does."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


OWN_WORDS = {
    "title": "Adduction",
    "summary": "Captage",
    "description": "Forage",
}


@pytest.mark.parametrize("field", OWN_WORDS)
def test_an_action_is_found_by_its_own_words(field: str) -> None:
    ActionFactory(**{field: OWN_WORDS[field]})
    assert finds(Action, OWN_WORDS[field])


def name_lead(word: str) -> None:
    ActionFactory(lead__name=word)


def name_alias(word: str) -> None:
    CollectivityAliasFactory(name=word, collectivity=ActionFactory().lead)


def name_co_lead(word: str) -> None:
    ActionFactory(co_leads=[CollectivityFactory(name=word)])


def name_partner(word: str) -> None:
    InvolvementFactory(partner__name=word)


def name_acronym(word: str) -> None:
    InvolvementFactory(partner__acronym=word)


def name_funder(word: str) -> None:
    FundingFactory(funder=PartnerFactory(name=word))


def name_place(word: str) -> None:
    LocationFactory(place=PlaceFactory(name=word))


def name_place_otherwise(word: str) -> None:
    LocationFactory(place=PlaceFactory(alternate_names=f"Autre|{word}"))


def name_label(word: str) -> None:
    LocationFactory(label=word)


def name_country(word: str) -> None:
    LocationFactory(country=CountryFactory(iso2="TG", name_fr=word, name_en="x"))


def name_country_in_english(word: str) -> None:
    LocationFactory(country=CountryFactory(iso2="TG", name_en=word))


def name_theme(word: str) -> None:
    ActionFactory(themes=[ThemeFactory(name_fr=word)])


def name_theme_in_english(word: str) -> None:
    ActionFactory(themes=[ThemeFactory(name_en=word)])


@pytest.mark.parametrize(
    "name",
    [
        name_lead,
        name_alias,
        name_co_lead,
        name_partner,
        name_acronym,
        name_funder,
        name_place,
        name_place_otherwise,
        name_label,
        name_country,
        name_country_in_english,
        name_theme,
        name_theme_in_english,
    ],
)
def test_an_action_is_found_by_every_name_around_it(
    name: Callable[[str], None],
) -> None:
    name("Zinzolin")
    assert finds(Action, "zinzolin")


@pytest.mark.parametrize(
    "naming",
    [
        {"title": "Zinzolin"},
        {"summary": "Zinzolin"},
        {"description": "Zinzolin"},
        {"collectivity__name": "Zinzolin"},
        {"counterpart__name": "Zinzolin"},
        {"counterpart__acronym": "Zinzolin"},
        {"country__iso2": "TG", "country__name_fr": "Zinzolin"},
        {"country__iso2": "TG", "country__name_en": "Zinzolin"},
    ],
)
def test_an_agreement_is_found_by_every_name_around_it(naming: dict[str, str]) -> None:
    AgreementFactory(**naming)
    assert finds(Agreement, "zinzolin")


def test_an_agreement_is_found_by_its_place_and_its_other_signatories() -> None:
    agreement = AgreementFactory(place=PlaceFactory(name="Zinzolin"))
    agreement.other_signatories.add(CollectivityFactory(name="Garance"))
    assert finds(Agreement, "zinzolin")
    assert finds(Agreement, "garance")


AROUND_AN_AGREEMENT = {
    "other partner": lambda word: {"partners": [PartnerFactory(name=word)]},
    "its acronym": lambda word: {"partners": [PartnerFactory(acronym=word)]},
    "other place": lambda word: {"places": [PlaceFactory(name=word)]},
    "its other name": lambda word: {"places": [PlaceFactory(alternate_names=word)]},
    "its country": lambda word: {
        "places": [PlaceFactory(country=CountryFactory(iso2="TG", name_fr=word))]
    },
    "theme": lambda word: {"themes": [ThemeFactory(name_fr=word)]},
    "theme in English": lambda word: {"themes": [ThemeFactory(name_en=word)]},
}


@pytest.mark.parametrize("what", AROUND_AN_AGREEMENT)
def test_an_agreement_is_found_by_what_it_is_tied_to(what: str) -> None:
    AgreementFactory(**AROUND_AN_AGREEMENT[what]("Zinzolin"))
    assert finds(Agreement, "zinzolin")


@pytest.mark.parametrize("what", AROUND_AN_AGREEMENT)
def test_an_agreement_is_not_found_by_what_it_is_no_longer_tied_to(what: str) -> None:
    agreement = AgreementFactory(**AROUND_AN_AGREEMENT[what]("Zinzolin"))
    for relation in (agreement.partners, agreement.places, agreement.themes):
        relation.clear()
    assert not finds(Agreement, "zinzolin")


def test_the_title_of_a_draft_agreement_is_not_among_the_words_of_its_actions() -> None:
    ActionFactory(agreement=AgreementFactory(draft=True, title="Zinzolin"))
    assert not finds(Action, "zinzolin")


# Changes ------------------------------------------------------------------------------


@pytest.fixture
def action() -> Action:
    """An action with one of everything that has a name."""
    action = ActionFactory(
        title="Ancien",
        lead__name="Ancien",
        themes=[ThemeFactory(name_fr="Ancien", name_en="Ancien")],
        co_leads=[CollectivityFactory(name="Ancien")],
    )
    country = CountryFactory(iso2="TG", name_fr="Ancien", name_en="Ancien")
    place = PlaceFactory(country=country, name="Ancien")
    LocationFactory(action=action, country=country, place=place)
    InvolvementFactory(action=action, partner__name="Ancien")
    return action


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Action, "title"),
        (Action, "summary"),
        (Action, "description"),
        (Collectivity, "name"),
        (Partner, "name"),
        (Partner, "acronym"),
        (Place, "name"),
        (Place, "alternate_names"),
        (Location, "label"),
        (Country, "name_fr"),
        (Country, "name_en"),
        (Theme, "name_fr"),
        (Theme, "name_en"),
    ],
)
class TestANewName:
    """A new name is found at once, however it is written."""

    def test_when_saved(self, action: Action, model, field: str) -> None:
        row = model.objects.first()
        setattr(row, field, "Zinzolin")
        row.save()
        assert finds(Action, "zinzolin")

    def test_when_updated(self, action: Action, model, field: str) -> None:
        model.objects.update(**{field: "Zinzolin"})
        assert finds(Action, "zinzolin")

    def test_when_updated_in_bulk(self, action: Action, model, field: str) -> None:
        rows = list(model.objects.all())
        for row in rows:
            setattr(row, field, "Zinzolin")
        model.objects.bulk_update(rows, [field])
        assert finds(Action, "zinzolin")

    def test_when_written_in_sql(self, action: Action, model, field: str) -> None:
        sql(f"UPDATE {model._meta.db_table} SET {field} = 'Zinzolin'")
        assert finds(Action, "zinzolin")


def test_an_old_name_is_no_longer_found() -> None:
    involvement = InvolvementFactory(partner__name="Garance")
    Partner.objects.filter(pk=involvement.partner_id).update(name="Zinzolin")
    assert not finds(Action, "garance")
    assert finds(Action, "zinzolin")


def test_a_renamed_counterpart_is_found_under_its_new_name() -> None:
    agreement = AgreementFactory(counterpart__name="Garance")
    Partner.objects.filter(pk=agreement.counterpart_id).update(name="Zinzolin")
    assert not finds(Agreement, "garance")
    assert finds(Agreement, "zinzolin")


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (Partner, "name"),
        (Partner, "acronym"),
        (Place, "name"),
        (Place, "alternate_names"),
        (Country, "name_fr"),
        (Theme, "name_fr"),
        (Theme, "name_en"),
    ],
)
@pytest.mark.slow
def test_a_new_name_beside_an_agreement_is_found(model, field: str) -> None:
    togo = CountryFactory(iso2="TG", name_fr="Garance")
    AgreementFactory(
        partners=[PartnerFactory(name="Garance", acronym="Garance")],
        places=[PlaceFactory(country=togo, name="Garance", alternate_names="Garance")],
        themes=[ThemeFactory(name_fr="Garance", name_en="Garance")],
    )
    model.objects.update(**{field: "Zinzolin"})
    assert finds(Agreement, "zinzolin")


def test_a_place_that_moves_to_another_country_is_found_there() -> None:
    place = PlaceFactory(country=CountryFactory(iso2="TG", name_fr="Garance"))
    AgreementFactory(places=[place])
    Place.objects.update(country=CountryFactory(iso2="BJ", name_fr="Zinzolin"))
    assert not finds(Agreement, "garance")
    assert finds(Agreement, "zinzolin")


def test_a_link_that_moves_to_another_partner_changes_the_words() -> None:
    AgreementFactory(partners=[PartnerFactory(name="Garance")])
    rows = Agreement.partners.through.objects
    rows.update(partner=PartnerFactory(name="Zinzolin"))
    assert not finds(Agreement, "garance")
    assert finds(Agreement, "zinzolin")


def test_a_renamed_signatory_is_found_under_its_new_name() -> None:
    agreement = AgreementFactory()
    agreement.other_signatories.add(CollectivityFactory(name="Garance"))
    Collectivity.objects.filter(name="Garance").update(name="Zinzolin")
    assert not finds(Agreement, "garance")
    assert finds(Agreement, "zinzolin")


def test_another_lead_is_found() -> None:
    action = ActionFactory(lead__name="Garance")
    Action.objects.filter(pk=action.pk).update(lead=CollectivityFactory(name="Pers"))
    assert not finds(Action, "garance")
    assert finds(Action, "pers")


def test_actions_created_in_bulk_are_found() -> None:
    lead = CollectivityFactory(name="Zinzolin")
    actions = [ActionFactory.build(lead=lead, title="Garance") for _ in range(3)]
    created = Action.objects.bulk_create(actions)
    InvolvementFactory.create_batch(0)
    partner = PartnerFactory(name="Céladon")
    Involvement.objects.bulk_create(
        Involvement(action=action, partner=partner) for action in created
    )
    assert Action.objects.filter(search_vector=SearchQuery("zinzolin")).count() == 3
    assert (
        Action.objects.filter(
            search_vector=SearchQuery("garanc:*", search_type="raw")
        ).count()
        == 3
    )
    assert Action.objects.filter(search_vector=SearchQuery("celadon")).count() == 3


@pytest.mark.parametrize("model", [Involvement, Funding, Location])
def test_a_removed_row_is_no_longer_found(model) -> None:
    action = ActionFactory()
    InvolvementFactory(action=action, partner__name="Zinzolin")
    FundingFactory(action=action, funder=PartnerFactory(name="Zinzolin"))
    LocationFactory(action=action, label="Zinzolin")
    others = {Involvement, Funding, Location} - {model}
    for other in others:
        other.objects.all().delete()
    assert finds(Action, "zinzolin")
    model.objects.all().delete()
    assert not finds(Action, "zinzolin")


def test_what_is_taken_away_is_no_longer_found() -> None:
    action = ActionFactory(
        themes=[ThemeFactory(name_fr="Zinzolin")],
        co_leads=[CollectivityFactory(name="Garance")],
    )
    action.themes.clear()
    action.co_leads.clear()
    assert not finds(Action, "zinzolin")
    assert not finds(Action, "garance")


def test_a_removed_alias_is_no_longer_found() -> None:
    action = ActionFactory()
    alias = CollectivityAliasFactory(name="Zinzolin", collectivity=action.lead)
    assert finds(Action, "zinzolin")
    alias.delete()
    assert not finds(Action, "zinzolin")


def test_a_row_that_moves_to_another_action_changes_both() -> None:
    first, second = ActionFactory(title="Premier"), ActionFactory(title="Second")
    LocationFactory(action=first, label="Zinzolin")
    Location.objects.update(action=second)
    found = Action.objects.filter(search_vector=SearchQuery("zinzolin"))
    assert list(found) == [second]


def test_what_no_name_is_made_of_leaves_the_words_alone() -> None:
    """Saving a budget rewrites the row once; its words are not computed again."""
    action = ActionFactory(title="Zinzolin")
    sql("UPDATE cooperation_action SET search_vector = 'temoin'::tsvector")
    Action.objects.filter(pk=action.pk).update(budget_eur=1000)
    Collectivity.objects.update(population=12)
    assert finds(Action, "temoin")


@pytest.mark.slow
def test_an_endless_description_is_kept_and_its_beginning_found() -> None:
    words = " ".join(f"mot{number}" for number in range(400_000))
    ActionFactory(description=f"Zinzolin {words}")
    assert finds(Action, "zinzolin")
