"""The printed forms of a report: one page where one is wanted, no page half empty."""

import datetime
import io
from collections.abc import Iterator
from typing import Any

import pytest
import typst
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from cooperation.pdf import typesetting
from surveys.models import Report
from surveys.reports import pdf
from surveys.reports.fixtures import list_report_files, load_report
from surveys.reports.snapshot_reader import get_report_snapshot
from tests import factories, worlds
from tests.pdfs import n_pages, tags_of, text_of
from tests.surveys.factories import ReportPartnerFactory
from tests.surveys.reports.build import published

pytestmark = pytest.mark.django_db
FORMS = ("resume", "affiche")
A4, A3 = (210, 297), (297, 420)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    """Store files in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path


def size_of(content: bytes) -> tuple[int, int]:
    """Return the size of the first page in millimetres."""
    box = PdfReader(io.BytesIO(content)).pages[0].mediabox
    return round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)


def printed(client: Client, slug: str, form: str) -> bytes:
    return client.get(f"/etats-des-lieux/{slug}/{form}.pdf").content


def test_the_founding_edition_fits_one_page_of_each_size(client: Client) -> None:
    load_report(list_report_files()[0])
    for form, size in zip(FORMS, (A4, A3), strict=True):
        content = printed(client, "genevois-francais-2022", form)
        assert (n_pages(content), size_of(content)) == (1, size)
        assert b"pdfuaid:part" in content
        assert {"H1", "H2", "P"} <= tags_of(content)
        text = text_of(content)
        for words in ("L’action internationale", "près de 100", "Covid-19", "Oudin"):
            assert words in text
        assert "https://passerelles.example/etats-des-lieux/genevois" in text


@pytest.mark.slow
def test_the_longest_words_still_fit_one_page(client: Client) -> None:
    worlds.directory(25, 3)
    factories.TestimonyFactory(text="Longue phrase. " * 20, portrayed=True)
    report = published(title_fr="Un titre très long " * 10, summary_fr="Mots. " * 95)
    for number in range(8):
        ReportPartnerFactory(report=report, name=f"Organisme {number}")
    for form in FORMS:
        assert n_pages(printed(client, "essai", form)) == 1


def test_a_report_without_anything_has_its_page_too(client: Client) -> None:
    report = published()
    report.sections.update(prose_fr="Un texte.")
    for form in FORMS:
        content = printed(client, "essai", form)
        assert (n_pages(content), "La coopération d’ici" in text_of(content)) == (
            1,
            True,
        )


def draw_pages(report: Report) -> Iterator[Image.Image]:
    """Yield the pages of a report as pictures, 24 points to the inch."""
    data = pdf.build_report_data(report, get_report_snapshot(report))
    made: Any = typst.compile(
        str(typesetting.FOLDER / "report.typ"),
        root=str(typesetting.FOLDER),
        font_paths=[str(typesetting.FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": typesetting.serialize_data(data)},
        timestamp=datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC),
        format="png",
        ppi=24,
    )
    for page in made:
        yield Image.open(io.BytesIO(page)).convert("L")


def get_filled_share(page: Image.Image) -> float:
    """Return how far down a page something is printed, its foot left out."""
    body = page.crop((0, 0, page.width, round(page.height * 0.935)))
    box = body.point(lambda grey: 255 * (grey < 200)).getbbox()
    return box[3] / body.height if box else 0.0


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 7])
def test_no_page_is_half_empty(seed: int) -> None:
    worlds.directory(30, seed)
    for _resource in range(seed):
        factories.ResourceFactory(position=1)
    report = published()
    ReportPartnerFactory(report=report)
    shares = [get_filled_share(page) for page in draw_pages(report)]
    assert len(shares) > 3
    assert min(shares) > 0.5, shares


@pytest.mark.slow
def test_addresses_elsewhere_have_a_code_and_are_printed(client: Client) -> None:
    factories.ResourceFactory(name="Un réseau", url="https://www.reseau.example/aide/")
    report = published()
    (card,) = [
        item
        for section in pdf.build_report_data(report, get_report_snapshot(report))[
            "sections"
        ]
        for block in section["blocks"]
        if block.get("code") == "ressources"
        for item in block["items"]
    ]
    assert card["address"] == "reseau.example/aide"
    assert card["qr"].startswith("<svg")
    text = text_of(client.get("/etats-des-lieux/essai.pdf").content)
    assert "reseau.example/aide" in text
