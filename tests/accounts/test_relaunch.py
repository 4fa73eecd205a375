"""Staff ask the authorities of ticked entries to look at them."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client

from accounts.campaigns.workflow import create_campaign, start_campaign
from accounts.models import UpdateCampaign
from cooperation.enums import Publication
from tests import factories
from tests.people import log_in_with_second_factor

pytestmark = pytest.mark.django_db
LIST = "/gestion/cooperation/action/"


def asking(*entries: Any, **sent: Any) -> dict[str, Any]:
    """Return what the list sends when entries are ticked."""
    keys = [entry.pk for entry in entries]
    return {"action": "relaunch", "_selected_action": keys, **sent}


def written(answer: Any, **sent: str) -> dict[str, Any]:
    """Return what the confirmation page would send."""
    initial = answer.context["form"].initial
    return initial | {"remind_after_days": 14, "most_reminders": 2} | sent


def test_the_page_says_whom_it_would_write_to_and_who_has_nobody(
    staff_client: Client,
) -> None:
    membership = factories.MembershipFactory(collectivity__name="Annecy")
    entries = [
        factories.ActionFactory(lead=membership.collectivity),
        factories.ActionFactory(lead=membership.collectivity),
        factories.ActionFactory(lead__name="Thônes"),
        factories.ActionFactory(lead__name="Cachée", publication=Publication.DRAFT),
    ]
    asked_before = factories.UpdateCampaignFactory.build(name="Printemps")
    create_campaign(asked_before, [membership.collectivity])
    start_campaign(asked_before)
    answer = staff_client.post(LIST, asking(*entries))
    page = answer.text
    assert "À qui cela écrit : 1 collectivité" in page
    assert membership.user.email in page
    assert "Déjà sollicitée par la campagne en cours « Printemps »" in page
    assert "Sans personne à qui écrire : 1 collectivité" in page
    assert "Thônes" in page
    assert "Cachée" not in page
    assert "1 fiche non publiée est laissée de côté" in page
    assert mail.outbox == []
    assert UpdateCampaign.objects.count() == 1


@pytest.mark.slow
def test_prepared_it_writes_to_nobody_sent_it_writes_once(
    staff_client: Client,
) -> None:
    membership = factories.MembershipFactory(collectivity__name="Annecy")
    entry = factories.ActionFactory(lead=membership.collectivity)
    asked = staff_client.post(LIST, asking(entry))
    wrong = staff_client.post(
        LIST, asking(entry, **written(asked, subject="", envoi="preparer"))
    )
    assert wrong.status_code == 400
    staff_client.post(LIST, asking(entry, **written(asked, envoi="preparer")))
    draft = UpdateCampaign.objects.get()
    assert (draft.is_running, draft.targets.count()) == (False, 1)
    assert mail.outbox == []

    answer = staff_client.post(
        LIST, asking(entry, **written(asked, envoi="envoyer")), follow=True
    )
    assert "1 courriel part dans la minute" in answer.text
    (message,) = mail.outbox
    assert message.to == [membership.user.email]
    running = UpdateCampaign.objects.running().get()
    staff_client.post(f"/gestion/campagnes/{running.pk}/", {"geste": "clore"})
    assert not UpdateCampaign.objects.running().exists()


def test_an_agreement_asks_its_first_signatory(staff_client: Client) -> None:
    membership = factories.MembershipFactory()
    agreement = factories.AgreementFactory(collectivity=membership.collectivity)
    page = staff_client.post("/gestion/cooperation/agreement/", asking(agreement))
    assert membership.user.email in page.text


def test_nobody_to_write_to_makes_no_campaign(staff_client: Client) -> None:
    entry = factories.ActionFactory()
    asked = staff_client.post(LIST, asking(entry))
    assert "À personne" in asked.text
    staff_client.post(LIST, asking(entry, **written(asked, envoi="envoyer")))
    assert not UpdateCampaign.objects.exists()


def test_those_who_may_not_moderate_may_not_write(client: Client) -> None:
    person = factories.UserFactory(staff=True)
    person.user_permissions.add(Permission.objects.get(codename="change_action"))
    log_in_with_second_factor(client, person)
    entry = factories.ActionFactory()
    assert client.post(LIST, asking(entry)).status_code == 403
