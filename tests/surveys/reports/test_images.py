"""Pictures of a report: shown by name, with what they show and who made them."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from surveys.models import Report, ReportImage
from surveys.reports import editing
from tests import factories
from tests.people import log_in_with_second_factor
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


@pytest.fixture
def writer() -> Client:
    """Staff who may write reports."""
    person = factories.UserFactory(staff=True)
    person.user_permissions.add(Permission.objects.get(codename="change_report"))
    return log_in_with_second_factor(Client(), person)


BOARD = "/gestion/etats-des-lieux/essai/images/"
FIELDS = {"alt_fr": "La mairie de Téra", "credit": "A. Photographe"}


def picture(name: str = "Mairie de Téra.png") -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGBA", (2_000, 20)).save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


def test_a_picture_is_added_reduced_and_named_after_its_file(writer: Client) -> None:
    report = begun()
    section = report.sections.all()[0]
    url = f"{BOARD}?section={section.pk}"
    assert f"sections/{section.pk}/" in writer.get(url).text
    answer = writer.post(url, FIELDS | {"file": picture()}, follow=True)
    assert "{{image:mairie-de-tera}}" in answer.text
    assert f"sections/{section.pk}/" in answer.text
    image = report.images.get()
    with image.file as file, Image.open(file) as stored:
        assert (stored.format, image.width, image.height) == ("JPEG", 1600, 16)
    writer.post(url, FIELDS | {"file": picture()})
    assert [one.code for one in report.images.all()] == [
        *("mairie-de-tera", "mairie-de-tera-2"),
    ]
    assert (
        "{{image:mairie-de-tera}}"
        in writer.get(f"/gestion/etats-des-lieux/essai/sections/{section.pk}/").text
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"alt_fr": ""}, "Ce champ est obligatoire"),
        ({"credit": ""}, "Ce champ est obligatoire"),
        ({"code": "É t a t"}, "ne doit contenir que des lettres"),
        ({"code": "prise"}, "porte déjà ce nom"),
        ({"file": SimpleUploadedFile("a.svg", b"<svg/>")}, "n’est pas une image"),
        ({"file": ""}, "Ce champ est obligatoire"),
    ],
)
@pytest.mark.slow
def test_what_is_wrong_with_a_picture_is_said(
    writer: Client, fields: dict[str, Any], words: str
) -> None:
    ReportImageFactory(report=begun(), code="prise")
    answer = writer.post(BOARD, FIELDS | {"file": picture()} | fields)
    assert answer.status_code == 400
    assert words in str(answer.context["form"].errors)
    assert ReportImage.objects.count() == 1


def test_a_picture_is_described_again_and_keeps_its_name(writer: Client) -> None:
    ReportImageFactory(report=begun())
    assert "La mairie de Téra" in writer.get(f"{BOARD}mairie/").text
    assert writer.post(f"{BOARD}mairie/", {"alt_fr": ""}).status_code == 400
    data = FIELDS | {"alt_fr": "Autre chose", "code": "autre"}
    assert writer.post(f"{BOARD}mairie/", data).status_code == 302
    image = ReportImage.objects.get()
    assert (image.code, image.alt_fr, image.width) == ("mairie", "Autre chose", 40)
    assert writer.get(f"{BOARD}absente/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_is_shown_is_not_removed(writer: Client) -> None:
    report = begun()
    image = ReportImageFactory(report=report)
    write(report, prose_en="{{image:mairie}}")
    kept = writer.post(f"{BOARD}mairie/", {"geste": "supprimer"}, follow=True)
    assert "Pourquoi cet état des lieux" in kept.text
    assert ReportImage.objects.exists()
    write(report, prose_en="")
    writer.post(f"{BOARD}mairie/", {"geste": "supprimer"})
    assert not ReportImage.objects.exists()
    assert not image.file.storage.exists(image.file.name)
