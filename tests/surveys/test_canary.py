"""One word in every answer and private field: on no public page, in no log or file."""

import io
import logging
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from cooperation.pdf.typesetting import serialize_data
from surveys.models import Answer, Report, Wave
from tests.factories import UserFactory
from tests.people import log_in_with_second_factor
from tests.security.routes import public_addresses
from tests.security.test_boundary import ASKED, asked_for, headers, words
from tests.security.world import build_public_world
from tests.surveys.conftest import Survey
from tests.surveys.reports.build import published
from tests.surveys.results.filled import AGREED, AMOUNT, CANARY, filled_wave
from tests.surveys.results.world import staff_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def readable_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Return what is printed as text, which no PDF and no picture lets one read."""

    def read(_template: str, data: Any) -> bytes:
        return serialize_data(data).encode()

    for place in ("entries.render_pdf", "entries.render_png", "portraits.render_pdf"):
        monkeypatch.setattr(f"cooperation.pdf.{place}", read)
    monkeypatch.setattr("surveys.reports.pdf.render_pdf", read)


def report_over(wave: Wave) -> Report:
    """Publish a report that shows every table of a wave."""
    report = published(waves=[wave])
    section = report.sections.get(kind="objectifs")
    section.prose_fr = "\n\n".join(
        f"{{{{tableau:{one['code']}}}}}"
        for one in report.snapshots.get().data["tables"]
    )
    section.save()
    return report


def addresses_of(report: Report) -> Iterator[str]:
    """Return every address of a published report."""
    page, data = f"/etats-des-lieux/{report.slug}", report.snapshots.get().data
    yield from (f"{page}/", f"/en{page}/", f"{page}.pdf", f"{page}.csv")
    for kind in ("figures", "tables"):
        for one in data[kind]:
            yield from (
                f"{page}/chiffres/{one['code']}/",
                f"{page}/chiffres/{one['code']}.csv",
            )


@pytest.mark.slow
def test_no_private_word_reaches_a_public_page(
    client: Client, readable_papers: None
) -> None:
    build_public_world()
    wave = filled_wave()
    report = report_over(wave)
    mine = list(addresses_of(report))
    caches["pages"].clear()
    seen = ""
    for address in [*public_addresses(), *ASKED, *mine]:
        answer = client.get(address)
        text = asked_for(words(answer) + headers(answer), address)
        if address in mine:
            assert answer.status_code == 200, address
            seen += text
        assert CANARY not in text.lower().replace("canari-etat", ""), address
        figures = text.replace("\u202f", "").replace("\xa0", "").replace(" ", "")
        assert AMOUNT not in figures, address
    caches["pages"].clear()
    assert "Réponse elu" in seen
    assert "Quoi : freins ?" in seen


@pytest.mark.slow
def test_no_private_word_is_in_an_anonymised_export(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("source", "files"):
        monkeypatch.setattr(f"surveys.exports.{module}.MIN_ANONYMOUS", 1)
    wave, client = filled_wave(), staff_with("see_answers")
    told = ""
    for file_format in ("csv", "xlsx"):
        answer = client.post(
            f"/gestion/enquetes/{wave.slug}/resultats/exports/",
            {"contenu": "anonyme", "format": file_format},
        )
        with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
            told += "".join(archive.read(one).decode() for one in archive.namelist())
    assert CANARY not in told
    assert AMOUNT not in told
    assert AGREED in told


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Catch what is logged at the lowest level that the settings leave open."""
    for name in ("", "django", "surveys", "accounts", "cooperation"):
        caplog.set_level(logging.DEBUG, logger=name or None)
    return caplog


@pytest.mark.slow
def test_no_private_word_is_logged(
    client: Client, survey: Survey, everything_logged: pytest.LogCaptureFixture
) -> None:
    texts = {"recit": CANARY, "rencontrer": "oui", "freins": ["autre"]}
    other = {"freins__autre": CANARY, "budget": f"{CANARY}"}
    client.post(survey.url("page/qui/"), {"role": "autre", "role__autre": CANARY})
    client.post(survey.url("page/cooperations/"), {"coop_titre": CANARY})
    assert client.post(survey.url("page/freins/"), texts | other).status_code == 400
    client.post(survey.url("page/freins/"), texts)
    client.post(survey.url("relire/"))
    client.get(survey.url("reponses.pdf"))
    client.post(survey.url("decliner/"), {"raison": CANARY})
    staff = log_in_with_second_factor(Client(), UserFactory(superuser=True))
    notes = "/gestion/enquetes/essai/entretiens/annecy/notes/"
    staff.post(notes, {"notes": CANARY})
    read = "/gestion/enquetes/essai/resultats/"
    key = Answer.objects.get(question__code="recit").pk
    for quote in (f"pas dit {CANARY}", CANARY):
        sent = {"reponse": key, "nouveaux": CANARY, "citation": quote}
        staff.post(f"{read}lecture/recit/", sent)
    for kind, file_format in (("complet", "csv"), ("anonyme", "xlsx")):
        chosen = {"contenu": kind, "format": file_format}
        staff.post(f"{read}exports/", chosen).getvalue()
    for page in ("", "comparaison/", "lecture/", "propositions/"):
        assert staff.get(f"{read}{page}").status_code == 200
    assert everything_logged.records
    for record in everything_logged.records:
        assert CANARY not in f"{record.getMessage()} {record.__dict__}", record.name


DOOR = ["", "relire/", "reponses.pdf", "page/qui/", "page/cooperations/", "decliner/"]
STAFF = ["", "invitees/", "appeler.csv", "modifier/"]
READ = ["", "comparaison/", "lecture/", "lecture/recit/", "lecture/recit/themes/"]


@pytest.mark.slow
def test_pages_with_answers_are_never_kept(client: Client, survey: Survey) -> None:
    staff = log_in_with_second_factor(Client(), UserFactory(superuser=True))
    agent = Client()
    agent.force_login(survey.mandate.user)
    about = "/gestion/enquetes/essai/"
    asked = [
        *((client, survey.url(end)) for end in DOOR),
        *((agent, f"/espace/enquetes/essai/annecy/{end}") for end in DOOR),
        *((staff, f"{about}entretiens/annecy/{end}") for end in DOOR),
        *((staff, f"{about}{end}") for end in STAFF),
        *((staff, f"{about}resultats/{end}") for end in [*READ, "propositions/"]),
    ]
    for who, address in asked:
        answer = who.get(address)
        assert answer.status_code == 200, address
        assert "no-store" in answer["Cache-Control"], address
