"""Who changed a section, what it said before, and the way to the next one."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from surveys.models import Report, ReportSection
from surveys.reports.section_history import list_earlier_texts, list_last_changes
from tests import factories
from tests.people import log_in_with_second_factor
from tests.surveys.reports.build import begun

pytestmark = pytest.mark.django_db
BOARD = "/gestion/etats-des-lieux/essai/"


def writer(email: str) -> Client:
    """Log in staff who may write reports."""
    person = factories.UserFactory(staff=True, email=email)
    person.user_permissions.add(Permission.objects.get(codename="change_report"))
    return log_in_with_second_factor(Client(), person)


@pytest.fixture
def anne() -> Client:
    return writer("anne@csi.example")


@pytest.fixture
def report() -> Report:
    return begun()


def first(report: Report) -> ReportSection:
    return report.sections.get(kind="objectifs")


def address(section: ReportSection) -> str:
    return f"{BOARD}sections/{section.pk}/"


def write(client: Client, section: ReportSection, text: str, **more: Any) -> Any:
    data = {"title_fr": "Titre", "prose_fr": text, **more}
    return client.post(address(section), data)


def test_who_changed_a_section_is_said_with_the_day(
    anne: Client, report: Report
) -> None:
    write(anne, first(report), "Un texte d’Anne.")
    for page in (anne.get(BOARD).text, anne.get(address(first(report))).text):
        assert "modifiée par anne@csi.example le" in page


def test_the_first_text_is_kept_with_those_that_followed(
    anne: Client, report: Report
) -> None:
    begun_with = first(report).prose_fr
    write(anne, first(report), "Un.")
    write(writer("paul@csi.example"), first(report), "Deux.")
    write(anne, first(report), "Deux.")
    found = [
        (row.prose_fr, str(row.history_user or ""))
        for row in list_earlier_texts(first(report))
    ]
    assert found == [("Un.", "anne@csi.example"), (begun_with, "")]


def test_an_earlier_text_is_put_back_by_saving_it(anne: Client, report: Report) -> None:
    write(anne, first(report), "Un.")
    write(anne, first(report), "Deux.")
    (earlier, _begun) = list_earlier_texts(first(report))
    page = anne.get(address(first(report)), {"retablir": earlier.pk})
    assert "Rien n’est encore changé" in page.text
    assert 'data-is-unsaved="true"' in page.text
    shown = page.context["form"]
    assert (shown.initial["prose_fr"], first(report).prose_fr) == ("Un.", "Deux.")
    version = shown.initial["version"]
    write(anne, first(report), shown.initial["prose_fr"], version=version)
    assert first(report).prose_fr == "Un."


@pytest.mark.parametrize("key", ["0", "x", "²", "999999999999"])
def test_a_text_that_never_was_is_not_put_back(
    anne: Client, report: Report, key: str
) -> None:
    page = anne.get(address(first(report)), {"retablir": key})
    assert "Rien n’est encore changé" not in page.text


def test_hiding_a_section_is_a_change_too(anne: Client, report: Report) -> None:
    anne.post(BOARD, {"geste": "masquer", "section": first(report).pk})
    change = list_last_changes(report)[first(report).pk]
    assert (change.is_hidden, str(change.history_user)) == (True, "anne@csi.example")
    assert list_earlier_texts(first(report)) == []


def test_saving_may_lead_to_the_next_section(anne: Client, report: Report) -> None:
    one, two, *_others, last = report.sections.all()
    page = anne.get(address(one))
    neighbours = [page.context[name] for name in ("previous", "following")]
    assert neighbours == [None, two]
    assert f'href="{address(two)}"' in page.text
    assert f'href="{address(one)}"' in anne.get(address(two)).text
    answer = write(anne, one, "Un.", geste="suite")
    assert answer["Location"] == address(two)
    assert anne.get(address(last)).context["following"] is None
    answer = write(anne, last, "Fin.", geste="suite")
    assert answer["Location"] == f"{BOARD}#section-{last.pk}"


def test_each_text_that_somebody_else_changed_is_shown(
    anne: Client, report: Report
) -> None:
    section = first(report)
    version = anne.get(address(section)).context["form"].initial["version"]
    theirs = {"title_en": "Theirs", "prose_en": "Said by them."}
    ReportSection.objects.filter(pk=section.pk).update(**theirs)
    answer = write(anne, section, section.prose_fr, version=version)
    assert answer.status_code == 400
    assert [text for _label, text in answer.context["theirs"]] == [
        "Pourquoi cet état des lieux",
        "Theirs",
        "Said by them.",
    ]


def test_both_languages_have_their_preview(anne: Client, report: Report) -> None:
    url = f"{address(first(report))}apercu/"
    page = anne.get(address(first(report))).text
    assert f'hx-post="{url}?langue=fr"' in page
    data = {"prose_fr": "**Ici**", "prose_en": "**Here**"}
    assert "<b>Ici</b>" in anne.post(f"{url}?langue=fr", data).text
    assert "<b>Here</b>" in anne.post(f"{url}?langue=en", data).text


def test_the_board_costs_the_same_whatever_was_changed(
    anne: Client, report: Report, django_assert_max_num_queries: Any
) -> None:
    for section in report.sections.all():
        write(anne, section, "Changé.")
    with django_assert_max_num_queries(20):
        anne.get(BOARD)
