"""Staff find what to curate, change many entries at once, and undo it."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cooperation.enums import Publication, Verifier
from cooperation.models import Action, LinkCheck
from cooperation.models.verification import get_stale_limit
from tests import factories
from tests.people import log_in_with_second_factor

pytestmark = pytest.mark.django_db
LIST = "/gestion/cooperation/action/"


def listed(client: Client, query: str) -> set[str]:
    """Return the titles that a list shows."""
    page = client.get(f"{LIST}?{query}")
    assert page.status_code == 200
    return {action.title for action in page.context["cl"].result_list}


def do(client: Client, name: str, *actions: Action, **sent: Any) -> Any:
    """Apply a bulk action to entries, and confirm it."""
    keys = [action.pk for action in actions]
    data = {"action": name, "_selected_action": keys, **sent}
    asked = client.post(LIST, data)
    assert "Oui, continuer" in asked.text
    return client.post(LIST, data | {"confirmer": "1"}, follow=True)


def undo(client: Client, answer: Any) -> Any:
    """Follow the link that undoes what was done."""
    (address,) = re.findall(rf"{LIST}lots/[\w-]+/", answer.text)
    assert "Annuler ce qui a été changé" in client.get(address).text
    return client.post(address, {"confirmer": "1"}, follow=True)


@pytest.mark.slow
def test_an_entry_is_found_by_what_it_lacks(staff_client: Client) -> None:
    whole = factories.ActionFactory(title="Entière", summary="Dit tout")
    factories.LocationFactory(action=whole, place=factories.PlaceFactory())
    factories.InvolvementFactory(action=whole)
    factories.FundingFactory(action=whole)
    factories.PhotoFactory(action=whole)
    whole.themes.add(factories.ThemeFactory())
    factories.ActionFactory(title="Vide", summary="")
    for lack in ("resume", "lieu", "point", "partenaire", "montant", "photo"):
        assert listed(staff_client, f"manque={lack}") == {"Vide"}
    assert listed(staff_client, "manque=thematique") == {"Vide"}
    assert listed(staff_client, "manque=nimporte") == {"Entière", "Vide"}


@pytest.mark.slow
def test_an_entry_is_found_by_its_age_its_doubts_and_its_editor(
    staff_client: Client,
) -> None:
    today = timezone.localdate()
    by = {"verified_by": Verifier.STAFF}
    factories.ActionFactory(title="Fraîche", verified_on=today, **by)
    factories.ActionFactory(title="Vieille", verified_on=get_stale_limit(today), **by)
    factories.ActionFactory(title="Jamais", uncertainty="Dates", source_name="Atlas")
    assert listed(staff_client, "verification=recente") == {"Fraîche"}
    assert listed(staff_client, "verification=ancienne") == {"Vieille"}
    assert listed(staff_client, "verification=jamais") == {"Jamais"}
    assert listed(staff_client, "doute=oui") == {"Jamais"}
    assert listed(staff_client, "source=Atlas") == {"Jamais"}
    assert listed(staff_client, "par=import") == {"Fraîche", "Vieille", "Jamais"}
    assert listed(staff_client, "par=moi") == set()
    do(staff_client, "archive", Action.objects.get(title="Jamais"))
    assert listed(staff_client, "par=moi") == {"Jamais"}
    assert listed(staff_client, "par=equipe") == {"Jamais"}


def rows(client: Client, table: str, query: str) -> set[str]:
    """Return the rows that a list shows, of any table."""
    page = client.get(f"/gestion/cooperation/{table}/?{query}")
    assert page.status_code == 200
    return {str(row) for row in page.context["cl"].result_list}


@pytest.mark.slow
def test_entries_are_found_by_where_and_what(staff_client: Client) -> None:
    epci = factories.CollectivityFactory(name="Le Genevois", epci_kind=True)
    lead = factories.CollectivityFactory(epci=epci)
    theme = factories.ThemeFactory()
    near = factories.ActionFactory(title="Proche", lead=lead, themes=[theme])
    factories.LocationFactory(action=near)
    other = factories.DepartmentFactory(code="01", name="Ain")
    far = factories.ActionFactory(title="Loin", lead__department=other)
    mali = factories.CountryFactory(iso2="ML", iso3="MLI", name_fr="Mali")
    factories.LocationFactory(action=far, country=mali)
    for query in (
        "pays=NE",
        f"thematique={theme.pk}",
        "departement=74",
        f"epci={epci.pk}",
    ):
        assert rows(staff_client, "action", query) == {"Proche"}, query
    assert rows(staff_client, "action", "pays=ML") == {"Loin"}
    assert rows(staff_client, "action", "pays=FR&epci=x") == {"Proche", "Loin"}
    page = staff_client.get(f"{LIST}?pays=NE&q=proche")
    assert '<input type="hidden" name="q" value="proche">' in page.text


def test_what_is_to_check_is_published_and_old_or_doubtful(
    staff_client: Client,
) -> None:
    today, by = timezone.localdate(), {"verified_by": Verifier.STAFF}
    factories.ActionFactory(title="Fraîche", verified_on=today, **by)
    factories.ActionFactory(title="Jamais")
    factories.ActionFactory(title="Vieille", verified_on=get_stale_limit(today), **by)
    factories.ActionFactory(
        title="Douteuse", verified_on=today, uncertainty="Dates", **by
    )
    factories.ActionFactory(title="Brouillon", draft=True)
    found = rows(staff_client, "action", "a_verifier=oui")
    assert found == {"Jamais", "Vieille", "Douteuse"}


@pytest.mark.slow
def test_agreements_are_found_by_theme_other_place_and_age(
    staff_client: Client,
) -> None:
    today, by = timezone.localdate(), {"verified_by": Verifier.STAFF}
    mali = factories.CountryFactory(iso2="ML", name_fr="Mali")
    theme = factories.ThemeFactory()
    factories.AgreementFactory(
        title="Entier",
        themes=[theme],
        places=[factories.PlaceFactory(country=mali)],
        country=mali,
        verified_on=today,
        **by,
    )
    factories.AgreementFactory(
        title="Ailleurs", places=[factories.PlaceFactory(country=mali)]
    )
    stale = get_stale_limit(today)
    factories.AgreementFactory(title="Vieux", verified_on=stale, **by)
    for query, found in {
        f"thematique={theme.pk}": {"Entier"},
        "pays=ML": {"Entier", "Ailleurs"},
        "verification=recente": {"Entier"},
        "verification=ancienne": {"Vieux"},
        "verification=jamais": {"Ailleurs"},
        "a_verifier=oui": {"Ailleurs", "Vieux"},
    }.items():
        assert rows(staff_client, "agreement", query) == found, query


def test_agreements_are_verified_at_once_and_put_back(staff_client: Client) -> None:
    agreement = factories.AgreementFactory()
    page = "/gestion/cooperation/agreement/"
    data = {"action": "verify", "_selected_action": [agreement.pk], "confirmer": "1"}
    answer = staff_client.post(page, data, follow=True)
    agreement.refresh_from_db()
    assert agreement.verified_on == timezone.localdate()
    assert agreement.verified_by == Verifier.STAFF
    (address,) = re.findall(rf"{page}lots/[\w-]+/", answer.text)
    staff_client.post(address, {"confirmer": "1"})
    agreement.refresh_from_db()
    assert (agreement.verified_on, agreement.verified_by) == (None, "")


def test_a_partner_beside_an_agreement_has_entries(staff_client: Client) -> None:
    committee = factories.PartnerFactory(name="Comité")
    factories.PartnerFactory(name="Seul")
    agreement = factories.AgreementFactory(partners=[committee])
    with_entries = {"Comité", agreement.counterpart.name}
    assert rows(staff_client, "partner", "fiches=avec") == with_entries
    assert rows(staff_client, "partner", "fiches=sans") == {"Seul"}


@pytest.mark.slow
def test_agreements_partners_and_authorities_are_found_by_what_they_lack(
    staff_client: Client,
) -> None:
    whole = factories.AgreementFactory(title="Daté")
    factories.AgreementEventFactory(agreement=whole)
    bare = factories.AgreementFactory(title="Nu", counterpart=whole.counterpart)
    assert rows(staff_client, "agreement", "manque=date") == {"Nu"}
    assert rows(staff_client, "agreement", "pays=NE") == {"Daté", "Nu"}
    whole.summary = "En bref"
    whole.save()
    whole.themes.add(factories.ThemeFactory())
    assert rows(staff_client, "agreement", "manque=resume") == {"Nu"}
    assert rows(staff_client, "agreement", "manque=thematique") == {"Nu"}
    alone = factories.PartnerFactory(name="Seul", website="https://exemple.fr")
    assert rows(staff_client, "partner", "fiches=sans") == {"Seul"}
    named = {whole.counterpart.name}
    assert rows(staff_client, "partner", "fiches=avec") == named
    assert rows(staff_client, "partner", "manque=site") == named
    assert alone.name not in rows(staff_client, "partner", "manque=site")
    factories.CollectivityFactory(name="Disparue", closed_on="2026-01-01", lat=1, lng=1)
    acting = {whole.collectivity.name, bare.collectivity.name}
    assert rows(staff_client, "collectivity", "fiches=avec") == acting
    assert rows(staff_client, "collectivity", "existence=oui") == acting
    assert rows(staff_client, "collectivity", "existence=seule") == {"Disparue"}
    assert rows(staff_client, "collectivity", "manque=point") == acting


@pytest.mark.slow
def test_entries_are_published_at_once_and_reverted(staff_client: Client) -> None:
    drafts = [
        factories.ActionFactory(publication=Publication.DRAFT) for _each in range(3)
    ]
    answer = do(staff_client, "publish", *drafts)
    assert "3 fiches changées" in answer.text
    assert Action.objects.published().count() == 3
    assert drafts[0].history.first().history_change_reason.startswith("lot ")

    assert "3 fiches remises" in undo(staff_client, answer).text
    assert not Action.objects.published().exists()


@pytest.mark.slow
def test_verified_and_themed_at_once_and_reverted(staff_client: Client) -> None:
    theme, own = factories.ThemeFactory(), factories.ThemeFactory(code="culture")
    action, other = factories.ActionFactory(), factories.ActionFactory()
    action.themes.add(own)
    other.themes.add(theme)
    verified = do(staff_client, "verify", action)
    action.refresh_from_db()
    assert (action.verified_on, action.verified_by) == (
        timezone.localdate(),
        Verifier.STAFF,
    )
    themed = do(staff_client, "add_theme", action, other, theme=theme.pk)
    assert "1 fiche changée" in themed.text
    assert set(action.themes.all()) == {own, theme}

    undo(staff_client, themed)
    undo(staff_client, verified)

    action.refresh_from_db()
    assert action.verified_on is None
    assert set(action.themes.all()) == {own}
    assert set(other.themes.all()) == {theme}


@pytest.mark.slow
def test_a_theme_is_taken_away_and_entries_leave_the_site(staff_client: Client) -> None:
    theme = factories.ThemeFactory()
    action = factories.ActionFactory(themes=[theme])
    taken = do(staff_client, "remove_theme", action, theme=theme.pk)
    assert set(action.themes.all()) == set()
    hidden = do(staff_client, "unpublish", action)
    assert not Action.objects.published().exists()
    undo(staff_client, hidden)
    undo(staff_client, taken)
    assert set(action.themes.all()) == {theme}
    assert Action.objects.published().exists()


@pytest.mark.slow
def test_what_was_changed_since_is_left(staff_client: Client) -> None:
    action = factories.ActionFactory()
    answer = do(staff_client, "archive", action)
    action.publication = Publication.DRAFT
    action.save()
    assert "reste comme elle est" in undo(staff_client, answer).text
    action.refresh_from_db()
    assert action.publication == Publication.DRAFT


def test_those_who_may_only_look_change_nothing(client: Client) -> None:
    person = factories.UserFactory(staff=True)
    log_in_with_second_factor(client, person)
    action = factories.ActionFactory()
    data = {"action": "archive", "_selected_action": [action.pk], "confirmer": "1"}
    assert client.post(LIST, data).status_code == 403
    assert client.get(f"{LIST}lots/inconnu/").status_code == 403


def test_an_unknown_batch_is_not_there(staff_client: Client) -> None:
    assert staff_client.get(f"{LIST}lots/inconnu/").status_code == 404


@pytest.mark.slow
def test_the_home_page_says_what_waits_and_where(staff_client: Client) -> None:
    assert "Rien n’attend." in staff_client.get("/gestion/").text
    for each in range(2):
        factories.ErrorReportFactory()
        factories.AccessRequestFactory()
        LinkCheck.objects.create(
            url=f"https://exemple.fr/{each}",
            checked_at=timezone.now(),
            failing_since=timezone.now(),
        )
    factories.MembershipFactory(used_at=timezone.now() - datetime.timedelta(days=900))
    gone = factories.CollectivityFactory(closed_on="2026-01-01")
    tried = {"source_url": "https://preprod.exemple.fr/fiche"}
    factories.ActionFactory(lead=gone, uncertainty="Dates", **tried)
    old = {"verified_on": "2020-01-01", "verified_by": Verifier.STAFF}
    factories.AgreementFactory(**old, **tried)
    factories.AgreementFactory()
    page = staff_client.get("/gestion/")
    told = {str(line.label): line for line in page.context["home"].todo}
    assert [line.n for line in told.values()] == [2, 2, 1, 2, 1, 1, 1, 1, 1, 1, 1]
    for line in told.values():
        assert staff_client.get(line.url).status_code == 200, line
    answer = staff_client.get(told["mandats sans visite depuis 18 mois"].url)
    assert len(answer.context["cl"].result_list) == 1


def test_the_home_page_tells_only_what_one_may_see(client: Client) -> None:
    log_in_with_second_factor(client, factories.UserFactory(staff=True))
    factories.ErrorReportFactory()
    assert "Rien n’attend." in client.get("/gestion/").text
