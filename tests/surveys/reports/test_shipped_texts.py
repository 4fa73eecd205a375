"""Texts that come with the site reach an edition that was loaded before.

What people changed stays.
"""

import json

import pytest
from django.core.management import call_command
from django.test import Client

from cooperation.enums import Publication
from surveys.models import Report, ReportPartner
from surveys.reports.editing import save_snapshot, set_publication
from surveys.reports.fixtures import list_report_files
from surveys.reports.shipped_texts import (
    TEXTS,
    ShippedState,
    compute_text_digest,
    list_shipped_texts,
)
from tests import factories
from tests.people import log_in_with_second_factor
from tests.surveys.reports.build import begun

pytestmark = pytest.mark.django_db
BOARD = "/gestion/etats-des-lieux/genevois-francais-2022/"


@pytest.fixture
def edition() -> Report:
    call_command("load_reports", verbosity=0)
    return Report.objects.with_snapshot().get()


@pytest.fixture
def writer(client: Client) -> Client:
    person = factories.UserFactory(superuser=True)
    return log_in_with_second_factor(client, person)


def put_former_text(report: Report, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a section a text that came with the site at some time."""
    monkeypatch.setattr(
        "surveys.reports.shipped_texts.compute_text_digest",
        lambda texts: KNOWN if "Ancien." in texts else compute_text_digest(texts),
    )
    report.sections.filter(kind=kind).update(prose_fr="Ancien.")


KNOWN = json.loads(list_report_files()[0].read_text())["known_texts"][0]


def states(report: Report) -> dict[str, ShippedState]:
    return {one.shipped["title_fr"]: one.state for one in list_shipped_texts(report)}


def test_the_file_lists_the_digests_of_what_it_ships() -> None:
    """Whoever changes a text adds its digest: the former one stays in the list."""
    for path in list_report_files():
        content = json.loads(path.read_text())
        for section in content["sections"]:
            for text in (section, section | section.get("without_map", {})):
                digest = compute_text_digest(text[name] for name in TEXTS)
                assert digest in content["known_texts"], section["title_fr"]


def test_an_edition_that_is_up_to_date_has_nothing_to_take(
    writer: Client, edition: Report
) -> None:
    assert set(states(edition).values()) == {ShippedState.SAME}
    assert f'href="{BOARD}textes/"' in writer.get(BOARD).text
    assert "Tout est à jour" in writer.get(f"{BOARD}textes/").text
    before = list(edition.sections.values())
    assert "Rien à compléter" in writer.post(f"{BOARD}textes/", follow=True).text
    assert list(edition.sections.values()) == before


def test_what_nobody_changed_is_completed_and_the_rest_stays(
    writer: Client, edition: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_former_text(edition, "methode", monkeypatch)
    edition.sections.filter(kind="freins").update(prose_fr="Nos mots.")
    edition.sections.filter(kind="ressources").delete()
    edition.sections.filter(kind="saviez_vous").delete()
    edition.partners.all().delete()
    order = list(edition.sections.values_list("kind", flat=True))
    page = writer.get(f"{BOARD}textes/").text
    for words in ("Ancien.", "à compléter", "Nos mots.", "changée par l’équipe"):
        assert words in page
    assert "Compléter 3 sections" in page
    done = writer.post(f"{BOARD}textes/", follow=True)
    assert "3 sections complétées" in done.text
    shipped = json.loads(list_report_files()[0].read_text())["sections"]
    kinds = list(edition.sections.values_list("kind", flat=True))
    assert kinds == [one["kind"] for one in shipped]
    assert [kind for kind in kinds if kind in order] == order
    assert edition.sections.get(kind="freins").prose_fr == "Nos mots."
    completed = edition.sections.get(kind="methode")
    assert completed.prose_fr == shipped[1]["prose_fr"]
    assert [one.prose_fr for one in completed.history.all()][1] == "Ancien."
    assert ReportPartner.objects.get().name == "Cité de la Solidarité Internationale"


def test_a_text_waits_for_a_snapshot_that_has_what_it_names(
    writer: Client, edition: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "surveys.reports.shipped_texts.find_prose_problems",
        lambda text, *_others: ["inconnu"] if "chiffre:" in text else [],
    )
    put_former_text(edition, "methode", monkeypatch)
    assert states(edition)["Qui a répondu"] == ShippedState.UNREADY
    page = writer.get(f"{BOARD}textes/").text
    assert "Ce texte montre ce que le relevé affiché n’a pas" in page
    writer.post(f"{BOARD}textes/")
    assert edition.sections.get(kind="methode").prose_fr == "Ancien."


def test_figures_that_came_later_are_shown_once_staff_choose_them(
    writer: Client, edition: Report
) -> None:
    assert "Montrer ce relevé" not in writer.get(BOARD).text
    save_snapshot(edition, edition.snapshot.data | {"file_digest": "x"}, by=None)
    set_publication(edition, Publication.DRAFT)
    page = writer.get(BOARD).text
    assert "Montrer ce relevé" in page
    assert "Prendre un nouveau relevé" not in page
    writer.post(BOARD, {"geste": "choisir", "releve": 2})
    edition.refresh_from_db()
    assert edition.snapshot.number == 2


def test_a_report_of_ones_own_has_no_such_texts(writer: Client) -> None:
    begun()
    assert writer.get("/gestion/etats-des-lieux/essai/textes/").status_code == 404
    assert "/textes/" not in writer.get("/gestion/etats-des-lieux/essai/").text
