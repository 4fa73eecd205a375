"""Staff read reports by the title of their entry, and answer who wrote."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.test import Client
from django.urls import reverse

from cooperation.models import ErrorReport, FormerSlug, OutgoingMail, ReportState
from tests import factories
from tests.cooperation.views.pages import page_of

pytestmark = pytest.mark.django_db

LIST = "/gestion/cooperation/errorreport/"


def report_on(page: str, **more: Any) -> ErrorReport:
    """Keep a report about the entry at a path."""
    values = {"text": "L’année est 1998.", "email": "ana@exemple.fr", **more}
    return ErrorReport.objects.create(page=page, **values)


def answer(
    staff: Client, report: ErrorReport, text: str, state: str = "nouveau"
) -> Any:
    """Save the form of a report with an answer."""
    sent = {"reply": text, "state": state, "note": ""}
    return staff.post(f"{LIST}{report.pk}/change/", sent, follow=True)


def test_reports_are_listed_by_the_title_of_their_entry(staff_client: Client) -> None:
    action = factories.ActionFactory(title="Eau à Téra")
    agreement = factories.AgreementFactory(title="Jumelage avec Jajce", draft=True)
    country = factories.CountryFactory()
    report_on(action.get_absolute_url())
    report_on(agreement.get_absolute_url())
    report_on("/en" + action.lead.get_absolute_url())
    report_on(country.get_absolute_url())
    report_on("/actions/disparue/", text="Tout " * 100)
    page = page_of(staff_client, LIST)
    for title in (action, agreement, action.lead, country, "/actions/disparue/"):
        assert str(title) in page.text
    assert action.get_absolute_url() in page.links
    assert reverse("admin:cooperation_action_change", args=[action.pk]) in page.links
    assert "L’année est 1998." in page.text
    assert "retirée depuis" in page.text


def test_an_entry_that_moved_is_found_by_its_former_address(
    staff_client: Client,
) -> None:
    action = factories.ActionFactory(title="Eau à Téra", slug="eau-a-dargol")
    report_on(action.get_absolute_url())
    action.slug = "eau-a-tera"
    action.save()
    assert FormerSlug.objects.filter(slug="eau-a-dargol").exists()
    assert "Eau à Téra" in page_of(staff_client, LIST).text


def test_the_list_asks_as_much_for_many_reports_as_for_one(
    staff_client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        report_on(factories.ActionFactory(slug=f"a-{number}").get_absolute_url())
    with django_assert_max_num_queries(12):
        staff_client.get(LIST)


def test_an_answer_leaves_by_mail_and_is_kept(staff_client: Client) -> None:
    action = factories.ActionFactory(title="Eau à Téra")
    report = report_on(action.get_absolute_url())
    page = answer(staff_client, report, "C’est corrigé, merci.")
    assert "Réponse envoyée à ana@exemple.fr" in page.content.decode()
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (
        ["ana@exemple.fr"],
        "Votre signalement sur « Eau à Téra »",
    )
    assert "C’est corrigé, merci." in sent.body
    assert "L’année est 1998." in sent.body
    report.refresh_from_db()
    assert report.state == ReportState.ANSWERED
    assert report.answer.endswith("C’est corrigé, merci.")
    assert "réponse" in LogEntry.objects.get().get_change_message().lower()


def test_the_same_answer_leaves_once_another_one_is_kept_beside(
    staff_client: Client,
) -> None:
    report = report_on(factories.ActionFactory().get_absolute_url())
    for text in ("Merci.", "Merci.", "Encore merci."):
        answer(staff_client, report, text, ReportState.DONE)
    assert OutgoingMail.objects.count() == 2
    report.refresh_from_db()
    assert report.state == ReportState.DONE
    assert report.answer.count("erci.") == 2


def test_who_left_no_address_gets_no_answer(staff_client: Client) -> None:
    report = report_on(factories.ActionFactory().get_absolute_url(), email="")
    page = staff_client.get(f"{LIST}{report.pk}/change/").content.decode()
    assert "Votre réponse" not in page
    answer(staff_client, report, "Merci.", ReportState.DISMISSED)
    assert not OutgoingMail.objects.exists()
    report.refresh_from_db()
    assert (report.state, report.answer) == (ReportState.DISMISSED, "")
