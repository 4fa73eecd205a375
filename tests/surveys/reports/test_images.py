"""Pictures of a report: shown by name, with what they show and who made them."""

from typing import Any

import pytest
from django.test import Client

from surveys.models import Report
from surveys.reports import editing
from tests.surveys.factories import ReportImageFactory
from tests.surveys.reports.build import begun, published

pytestmark = pytest.mark.django_db
ADDRESS = "/etats-des-lieux/essai/"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    """Store files in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path


def write(report: Report, **texts: str) -> None:
    report.sections.filter(kind="objectifs").update(**texts)


def test_a_picture_is_shown_with_its_caption_and_its_credit(client: Client) -> None:
    report = published()
    ReportImageFactory(report=report, alt_en="The town hall of Téra")
    write(report, prose_fr="{{image:mairie}}", prose_en="{{image:mairie}}")
    page = client.get(ADDRESS).text
    for words in (
        f'src="{ADDRESS}images/mairie.jpg"',
        'alt="La mairie de Téra"',
        'width="40"',
        "Devant la mairie",
        "Crédit : A. Photographe",
    ):
        assert words in page
    assert 'alt="The town hall of Téra"' in client.get(f"/en{ADDRESS}").text
    picture = client.get(f"{ADDRESS}images/mairie.jpg")
    assert picture["Content-Type"] == "image/jpeg"
    assert picture.getvalue().startswith(b"\xff\xd8")
    assert client.get("/etats-des-lieux/essai.pdf").content.startswith(b"%PDF")


def test_the_picture_of_a_draft_does_not_exist_for_the_public(client: Client) -> None:
    ReportImageFactory(report=begun())
    assert client.get(f"{ADDRESS}images/mairie.jpg").status_code == 404


def test_a_text_that_shows_a_picture_without_its_file_is_read_all_the_same(
    client: Client,
) -> None:
    report = published()
    ReportImageFactory(report=report).file.delete(save=False)
    write(report, prose_fr="{{image:mairie}}\n\n{{image:autre}}")
    assert "La mairie de Téra" in client.get(ADDRESS).text
    assert client.get(f"{ADDRESS}images/mairie.jpg").status_code == 404
    assert client.get("/etats-des-lieux/essai.pdf").content.startswith(b"%PDF")


def test_a_text_that_names_no_picture_is_not_published() -> None:
    report = begun()
    write(report, prose_fr="{{image:mairie}}")
    assert list(editing.find_section_problems(report).values()) == [
        [
            "« {{image:mairie}} » : aucune image ne s’appelle « mairie ». Ajoutez-la "
            "d’abord parmi les images de l’état des lieux."
        ]
    ]
    ReportImageFactory(report=report)
    assert editing.find_section_problems(report) == {}
