"""Staff find what to curate, change many sheets at once, and undo it."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cooperation.enums import Publication, Verifier
from cooperation.models import Action
from cooperation.reading.verification import is_stale, stale_limit
from tests import factories
from tests.people import log_in_with_second_factor

pytestmark = pytest.mark.django_db
LIST = "/gestion/cooperation/action/"


def listed(client: Client, query: str) -> set[str]:
    """Give the titles that a list shows."""
    page = client.get(f"{LIST}?{query}")
    assert page.status_code == 200
    return {action.title for action in page.context["cl"].result_list}


def do(client: Client, name: str, *actions: Action, **sent: Any) -> Any:
    """Do a deed to sheets, and confirm it."""
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


def test_a_sheet_is_found_by_what_it_lacks(staff_client: Client) -> None:
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


def test_a_sheet_is_found_by_its_age_its_doubts_and_its_editor(
    staff_client: Client,
) -> None:
    today = timezone.localdate()
    by = {"verified_by": Verifier.STAFF}
    factories.ActionFactory(title="Fraîche", verified_on=today, **by)
    factories.ActionFactory(title="Vieille", verified_on=stale_limit(today), **by)
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


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)))
def test_the_limit_is_the_last_stale_day(today: datetime.date) -> None:
    limit = stale_limit(today)
    assert is_stale(limit, today)
    assert not is_stale(limit + datetime.timedelta(days=1), today)


def test_sheets_are_published_at_once_and_put_back(staff_client: Client) -> None:
    drafts = [
        factories.ActionFactory(publication=Publication.DRAFT) for _each in range(3)
    ]
    answer = do(staff_client, "publish", *drafts)
    assert "3 fiches changées" in answer.text
    assert Action.objects.published().count() == 3
    assert drafts[0].history.first().history_change_reason.startswith("lot ")

    assert "3 fiches remises" in undo(staff_client, answer).text
    assert not Action.objects.published().exists()


def test_verified_and_themed_at_once_and_put_back(staff_client: Client) -> None:
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


def test_the_home_page_says_what_waits(staff_client: Client) -> None:
    assert "Rien n’attend." in staff_client.get("/gestion/").text
    factories.ErrorReportFactory()
    assert "Erreurs signalées :" in staff_client.get("/gestion/").text
