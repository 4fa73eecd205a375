"""What happened to an entry is described, and any version of it can be restored."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cooperation.admin.mixins.records import VERSIONS_PER_PAGE
from cooperation.history.etags import get_entry_etag, parse_etag
from cooperation.history.parts import get_history_model, list_tracked_models
from cooperation.history.restore import (
    VersionConflictError,
    list_revert_options,
    revert_entry,
)
from cooperation.history.timeline import describe_versions, list_versions
from cooperation.models import Action, Collectivity, Involvement, Partner, Theme
from tests import factories
from tests.people import give_rights, log_in_with_second_factor

pytestmark = pytest.mark.django_db


def page(table: str, name: str, *args: Any) -> str:
    """Return the address of a page of the admin."""
    return reverse(f"admin:cooperation_{table}_{name}", args=args)


def spread(minutes: int = 60) -> None:
    """Move all records an hour back: what follows is another version."""
    for model in list_tracked_models():
        for record in get_history_model(model).objects.all():
            before = record.history_date - datetime.timedelta(minutes=minutes)
            get_history_model(model).objects.filter(pk=record.pk).update(
                history_date=before
            )


@pytest.fixture
def action() -> Action:
    """An action with a place, a partner, money, a theme; written an hour ago."""
    action = factories.ActionFactory(title="Eau potable", status="en_cours")
    place = factories.PlaceFactory(name="Téra")
    factories.LocationFactory(action=action, country=place.country, place=place)
    partner = factories.PartnerFactory(name="SEVES")
    factories.InvolvementFactory(action=action, partner=partner, role="operateur")
    factories.FundingFactory(action=action, amount=12000, year=2024)
    action.themes.add(factories.ThemeFactory(code="eau", name_fr="Eau"))
    spread()
    return action


def change(action: Action) -> None:
    """Change a field, a list and every part of an action."""
    action.title, action.status, action.budget_eur = "Puits", "terminee", 50000
    action.save()
    action.themes.set([factories.ThemeFactory(code="sante", name_fr="Santé")])
    action.involvements.all().delete()
    other = factories.PartnerFactory(name="Hydraulique sans frontières")
    Involvement.objects.create(action=action, partner=other, role="partenaire_local")
    location = action.locations.get()
    location.lat, location.lng = 14.5, 0.75
    location.save()


def version(action: Action) -> str:
    """Return the token of the first version of an entry."""
    return list_versions(Action, action.pk)[-1].token


def test_every_change_is_described(action: Action, staff_client: Client) -> None:
    change(action)
    text = staff_client.get(page("action", "history", action.pk)).text
    for told in (
        "Titre",
        "<del>Eau potable</del>",
        "<ins>Puits</ins>",
        "<del>en cours</del>",
        "<ins>50 000 €</ins>".replace(" ", " "),
        "<ins>Santé</ins>",
        "<del>Eau</del>",
        "<ins>Hydraulique sans frontières, partenaire local</ins>",
        "<del>SEVES, opérateur</del>",
        "Latitude : — → 14,5",
        "Fiche créée",
        "un import ou une commande",
    ):
        assert told in text.replace("\xa0", " ").replace(" ", " ") or told in text, told
    assert len(list_versions(Action, action.pk)) == 2


def test_a_saving_that_changes_nothing_is_not_listed(action: Action) -> None:
    action.save()
    assert len(list_versions(Action, action.pk)) == 1


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("import actions.csv", "import : actions.csv"),
        ("lot x7Yz", "changement de plusieurs fiches d’un coup"),
        ("lot x7Yz annulé", "changement de plusieurs fiches d’un coup, annulé"),
        ("proposition 12", "proposition n° 12, acceptée"),
        ("proposition 12 annulée", "proposition n° 12, annulée"),
        ("fusion avec Téra", "fusion avec Téra"),
        ("load_reference", "mise à jour des listes officielles"),
        ("version du 01/02/2026 10:00:00", "retour à la version du 01/02/2026"),
    ],
)
def test_the_reason_is_formatted(action: Action, reason: str, told: str) -> None:
    action.title, action._change_reason = "Puits", reason
    action.save()
    assert told in list_versions(Action, action.pk)[0].reason


@pytest.mark.parametrize("rows", [1, 3])
def test_history_costs_the_same_whatever_happened(
    rows: int, action: Action, staff_client: Client, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        change(Action.objects.get(pk=action.pk))
        Theme.objects.filter(code="sante").update(code=f"sante-{number}")
        spread()
    with django_assert_num_queries(21):
        answer = staff_client.get(page("action", "history", action.pk))
    assert answer.status_code == 200


@pytest.mark.slow
def test_a_long_history_has_pages(action: Action, staff_client: Client) -> None:
    for number in range(VERSIONS_PER_PAGE):
        action.title = f"Titre {number}"
        action.save()
        spread()
    address = page("action", "history", action.pk)
    first, second = (staff_client.get(f"{address}?p={n}") for n in (1, 2))
    assert "Fiche créée" not in first.text
    assert "Fiche créée" in second.text


def test_a_whole_version_is_restored(action: Action, staff_client: Client) -> None:
    change(action)
    address = page("action", "simple_history", action.pk, version(action))
    shown = staff_client.get(address)
    keys = [option.key for option in shown.context["options"]]
    assert keys == [
        *("title", "status", "budget_eur", "themes"),
        *("locations", "involvements"),
    ]
    data = {"remettre": keys, "version": shown.context["etag"]}
    answer = staff_client.post(address, data)
    assert answer["Location"] == page("action", "change", action.pk)
    action = Action.objects.get(pk=action.pk)
    assert (action.title, action.status, action.budget_eur) == (
        "Eau potable",
        "en_cours",
        None,
    )
    assert [theme.code for theme in action.themes.all()] == ["eau"]
    assert [str(row) for row in action.involvements.all()] == ["SEVES (opérateur)"]
    assert action.locations.get().lat is None
    last = list_versions(Action, action.pk)[0]
    assert "retour à la version du" in last.reason
    assert last.user_id == staff_client.session["_auth_user_id"] or last.user_id


def test_only_what_is_ticked_is_restored(action: Action, staff_client: Client) -> None:
    change(action)
    address = page("action", "simple_history", action.pk, version(action))
    data = {"remettre": ["title"], "version": get_entry_etag(Action, action.pk)}
    staff_client.post(address, data)
    action.refresh_from_db()
    assert (action.title, action.status) == ("Eau potable", "terminee")
    assert action.involvements.get().partner.name == "Hydraulique sans frontières"


def test_nothing_ticked_is_said(action: Action, staff_client: Client) -> None:
    change(action)
    address = page("action", "simple_history", action.pk, version(action))
    answer = staff_client.post(address, {"version": get_entry_etag(Action, action.pk)})
    assert "Cochez au moins un champ à remettre." in answer.text


def test_an_entry_that_changed_meanwhile_is_shown_again(
    action: Action, staff_client: Client
) -> None:
    change(action)
    seen = get_entry_etag(Action, action.pk)
    action.locations.all().delete()
    address = page("action", "simple_history", action.pk, version(action))
    answer = staff_client.post(address, {"remettre": ["title"], "version": seen})
    assert answer.status_code == 409
    assert "La fiche a changé pendant que vous la regardiez" in answer.text
    action.refresh_from_db()
    assert action.title == "Puits"


def test_a_version_against_the_rules_is_refused_in_french(
    action: Action, staff_client: Client
) -> None:
    action.start_year, action.end_year = 2010, 2012
    action.save()
    spread()
    token = list_versions(Action, action.pk)[0].token
    action.start_year, action.end_year = 2020, 2022
    action.save()
    address = page("action", "simple_history", action.pk, token)
    data = {"remettre": ["end_year"], "version": get_entry_etag(Action, action.pk)}
    answer = staff_client.post(address, data)
    assert answer.status_code == 409
    assert "La fin ne peut pas précéder le début." in answer.text
    action.refresh_from_db()
    assert action.end_year == 2022


def test_what_is_gone_does_not_come_back_and_is_said(
    action: Action, staff_client: Client
) -> None:
    change(action)
    Partner.objects.get(name="SEVES").delete()
    address = page("action", "simple_history", action.pk, version(action))
    shown = staff_client.get(address)
    (partners,) = [one for one in shown.context["options"] if one.key == "involvements"]
    assert partners.missing == ("SEVES (n’existe plus), opérateur",)
    assert "Ne revient pas, car disparu" in shown.text
    data = {"remettre": ["involvements"], "version": shown.context["etag"]}
    staff_client.post(address, data)
    assert not action.involvements.exists()


def test_a_lead_that_is_gone_cannot_be_chosen(action: Action) -> None:
    former, moment = action.lead, timezone.now()
    action.lead = factories.CollectivityFactory()
    action.save()
    former.delete()
    (lead,) = list_revert_options(Action, action.pk, moment)
    assert (lead.key, lead.is_possible) == ("lead", False)
    revert_entry(
        model=Action,
        pk=action.pk,
        moment=moment,
        keys=["lead"],
        seen=get_entry_etag(Action, action.pk),
        by=None,
    )
    assert Action.objects.get(pk=action.pk).lead == action.lead


def test_a_deleted_entry_comes_back_whole(action: Action, staff_client: Client) -> None:
    token, pk, reference = version(action), action.pk, action.reference
    action.delete()
    text = staff_client.get(page("action", "history", pk)).text
    assert "Cette fiche est supprimée." in text
    assert "Fiche supprimée" in text
    address = page("action", "simple_history", pk, token)
    shown = staff_client.get(address)
    keys = [option.key for option in shown.context["options"]]
    data = {"remettre": keys, "version": shown.context["etag"]}
    assert staff_client.post(address, data).status_code == 302
    back = Action.objects.get(pk=pk)
    assert (back.reference, back.title) == (reference, "Eau potable")
    assert back.locations.count() == back.involvements.count() == 1
    assert back.fundings.get().amount == 12000
    assert back.themes.get().code == "eau"


@pytest.mark.parametrize(
    "token", ["0", "locations-0", "aliases-1", "locations-", "x", "9" * 40, "²"]
)
def test_a_version_that_is_none_is_not_found(
    token: str, action: Action, staff_client: Client
) -> None:
    address = page("action", "simple_history", action.pk, token)
    assert staff_client.get(address).status_code == 404


def test_the_version_of_another_entry_is_not_found(
    action: Action, staff_client: Client
) -> None:
    other = factories.ActionFactory()
    address = page("action", "simple_history", other.pk, version(action))
    assert staff_client.get(address).status_code == 404


def test_an_outdated_etag_is_refused(action: Action) -> None:
    with pytest.raises(VersionConflictError):
        revert_entry(
            model=Action,
            pk=action.pk,
            moment=timezone.now(),
            keys=["title"],
            seen="1.2",
            by=None,
        )


def test_the_other_names_of_an_authority_are_in_its_history() -> None:
    alias = factories.CollectivityAliasFactory(name="Seynod")
    versions = list_versions(Collectivity, alias.collectivity_id)
    describe_versions(Collectivity, versions)
    (alias_change,) = [one for one in versions[0].changes if one.added]
    assert alias_change.label == "Autres noms"
    assert "Seynod" in alias_change.added[0]


def test_an_etag_costs_one_query_and_follows_the_parts(action: Action) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        before = get_entry_etag(Action, action.pk)
    assert len(asked) == 1
    action.fundings.get().delete()
    assert get_entry_etag(Action, action.pk) != before
    assert len(parse_etag(before)) == 6


def test_who_may_only_look_restores_nothing(action: Action, client: Client) -> None:
    person = give_rights(factories.UserFactory(staff=True), "cooperation.view_action")
    log_in_with_second_factor(client, person)
    change(action)
    text = client.get(page("action", "history", action.pk)).text
    assert "<ins>Puits</ins>" in text
    assert "Revenir à cette version" not in text
    address = page("action", "simple_history", action.pk, version(action))
    assert [client.get(address).status_code, client.post(address).status_code] == [
        403,
        403,
    ]
