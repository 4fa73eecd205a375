"""A message reaches an authority, directly or through the team; no address is shown."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from cooperation.curation.todo import iter_todo
from cooperation.models import RelayedMessage, RelayState
from cooperation.web import antispam, contact
from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db
ADDRESS = "international@mairie.example"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if each form had been read."""
    monkeypatch.setattr(antispam, "is_too_fast", lambda _text: False)


@pytest.fixture
def town() -> Any:
    """An authority with a generic address."""
    return factories.CollectivityFactory(name="Bonneville", contact_email=ADDRESS)


def written(**more: str) -> dict[str, str]:
    """Return a message as a browser sends it."""
    return {
        "name": "Aminata Diallo",
        "email": "aminata@tera.example",
        "subject": "Notre école",
        "text": "Bonjour, nous aimerions reprendre contact.",
        "jeton": antispam.make_form_token(),
        **more,
    }


def page_for(town: Any) -> str:
    """Return the address of the form."""
    return f"{town.get_absolute_url()}ecrire/"


def test_the_entry_leads_to_the_form_and_hides_the_address(
    client: Client, town: Any
) -> None:
    entry = page_of(client, town.get_absolute_url())
    assert page_for(town) in entry.links
    assert ADDRESS not in entry.html
    assert ADDRESS not in page_of(client, page_for(town)).html


def test_the_message_is_relayed_with_a_copy(client: Client, town: Any) -> None:
    answer = client.post(page_for(town), written())
    assert "Votre message est parti" in answer.text
    assert not client.cookies
    relayed, copy = mail.outbox
    assert relayed.to == [ADDRESS]
    assert relayed.reply_to == ["aminata@tera.example"]
    assert relayed.subject == "Par Passerelles : Notre école"
    assert "reprendre contact" in relayed.body
    assert copy.to == ["aminata@tera.example"]
    assert ADDRESS not in copy.body + str(copy.message())


def test_without_an_own_address_that_of_an_action_serves(town: Any) -> None:
    town.contact_email = ""
    assert contact.get_contact_address(town) == ""
    factories.ActionFactory(lead=town, draft=True, contact_email="brouillon@m.example")
    assert contact.get_contact_address(town) == ""
    factories.ActionFactory(lead=town, contact_email="action@m.example")
    assert contact.get_contact_address(town) == "action@m.example"


def test_without_an_address_the_team_is_offered_to_forward(client: Client) -> None:
    town = factories.CollectivityFactory()

    entry = page_of(client, town.get_absolute_url())
    form = page_of(client, page_for(town))

    assert "Lui faire passer un message" in entry.text
    assert "Écrire à cette collectivité" not in entry.text
    assert "L’équipe de l’annuaire fera suivre votre message" in form.text
    assert "Aucune adresse" not in form.text


def test_without_an_address_the_message_waits_for_staff(client: Client) -> None:
    town = factories.CollectivityFactory(name="Scionzier")

    answer = client.post(page_for(town), written())

    assert "elle le fait suivre à la collectivité" in answer.text
    assert mail.outbox == []
    (kept,) = RelayedMessage.objects.waiting()
    assert (kept.collectivity, kept.name, kept.email, kept.subject, kept.text) == (
        town,
        "Aminata Diallo",
        "aminata@tera.example",
        "Notre école",
        "Bonjour, nous aimerions reprendre contact.",
    )
    labels = {str(item.label): item.n for item in iter_todo()}
    assert labels["messages à faire suivre à une collectivité sans adresse"] == 1


def test_staff_forward_a_message_to_the_address_they_found(
    staff_client: Client,
) -> None:
    kept = factories.RelayedMessageFactory(collectivity__name="Scionzier")
    page = reverse("admin:cooperation_relayedmessage_change", args=[kept.pk])

    shown = staff_client.get(page).text
    answer = staff_client.post(
        page, {"forward_to": ADDRESS, "state": kept.state, "note": ""}, follow=True
    )

    assert "Aminata Diallo" in shown
    assert "Bonjour, nous aimerions reprendre contact." in shown
    assert f"Message transmis à {ADDRESS}." in answer.text
    relayed, copy = mail.outbox
    assert (relayed.to, relayed.reply_to) == ([ADDRESS], ["aminata@tera.example"])
    assert copy.to == ["aminata@tera.example"]
    assert ADDRESS not in copy.body
    kept.refresh_from_db()
    assert kept.state == RelayState.FORWARDED
    assert not RelayedMessage.objects.waiting().exists()


def test_staff_answer_a_message_and_say_so(staff_client: Client) -> None:
    kept = factories.RelayedMessageFactory()
    page = reverse("admin:cooperation_relayedmessage_change", args=[kept.pk])

    staff_client.post(
        page, {"forward_to": "", "state": RelayState.ANSWERED, "note": "Appelée."}
    )

    kept.refresh_from_db()
    assert (kept.state, kept.note) == (RelayState.ANSWERED, "Appelée.")
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": "Bonjour."}, "au moins 20 caractères"),
        ({"email": "pas une adresse"}, "adresse"),
        ({"subject": ""}, "obligatoire"),
        ({"subject": "Deux\nlignes"}, ""),
        ({"jeton": "faux"}, "restée ouverte trop longtemps"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: Client, town: Any, change: dict[str, str], words: str
) -> None:
    answer = client.post(page_for(town), written(**change))
    if words:
        assert answer.status_code == 400
        assert words in answer.text
        assert "aminata@tera.example" in answer.text or "email" in change
        assert mail.outbox == []
    else:
        assert all("\n" not in message.subject for message in mail.outbox)


def test_one_place_writes_five_times_an_hour(client: Client, town: Any) -> None:
    for _number in range(5):
        assert client.post(page_for(town), written()).status_code == 200
    answer = client.post(page_for(town), written())
    assert answer.status_code == 429
    assert 3_540 < int(answer.headers["Retry-After"]) <= 3_600
    assert "réessayez dans 60 minutes" in answer.text
    assert "reprendre contact" in answer.text
    assert len(mail.outbox) == 2 * 5


@pytest.mark.slow
def test_one_authority_gets_twenty_messages_a_day(client: Client, town: Any) -> None:
    for number in range(21):
        answer = client.post(page_for(town), written(), REMOTE_ADDR=f"10.0.0.{number}")
    assert answer.status_code == 429
    assert 86_340 < int(answer.headers["Retry-After"]) <= 86_400
    assert len(mail.outbox) == 2 * 20


def test_another_site_cannot_send_it(client: Client, town: Any) -> None:
    answer = client.post(
        page_for(town), written(), headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 400
    assert mail.outbox == []
