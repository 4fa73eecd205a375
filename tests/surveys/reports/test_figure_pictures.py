"""The charts and the map of a report, taken away as SVG and PNG."""

import io
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from PIL import Image

from cooperation.pdf.pictures import use_print_faces
from surveys.reports.charts import build_chart
from surveys.reports.figure_pictures import build_chart_picture
from surveys.reports.snapshot_reader import get_report_snapshot
from tests import factories
from tests.surveys.factories import WaveFactory
from tests.surveys.reports.build import begun, published

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"
FIGURE = "/etats-des-lieux/essai/chiffres/par_pays"


def table(*rows: tuple[str, object], **fields: object) -> dict[str, object]:
    return {
        "title": {"fr": "Titre"},
        "unit": "",
        "rows": [{"code": c, "label": {"fr": c}, "value": v} for c, v in rows],
        **fields,
    }


@pytest.fixture
def report_of_two_countries() -> None:
    for code, name in (("NE", "Niger"), ("CZ", "Česko")):
        country = factories.CountryFactory(iso2=code, name_fr=name)
        factories.LocationFactory(country=country, place=None)
    published(source="Enquête de 2026")


@pytest.mark.usefixtures("report_of_two_countries")
def test_a_chart_alone_says_title_source_day_and_whose_it_is(client: Client) -> None:
    answer = client.get(f"{FIGURE}.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Disposition"] == (
        'attachment; filename="essai-par_pays.svg"'
    )
    picture = ET.fromstring(answer.content)
    texts = " ".join("".join(one.itertext()) for one in picture.iter(f"{SVG}text"))
    for words in (
        "Accords et actions par pays",
        "Niger",
        "La coopération d’ici.",
        "Source : Enquête de 2026.",
        "Chiffres arrêtés au",
        "Passerelles, état des lieux, novembre 2026.",
        "https://passerelles.example/etats-des-lieux/essai/chiffres/par_pays/",
    ):
        assert words in texts
    assert picture.find(f"{SVG}svg").get("aria-label") == (
        "Accords et actions par pays : Niger 1, Česko 1."
    )
    assert picture.get("width") == "688"


@pytest.mark.usefixtures("report_of_two_countries")
@pytest.mark.parametrize("address", [FIGURE, "/etats-des-lieux/essai/carte"])
@pytest.mark.slow
def test_each_picture_is_a_png_for_print_too(client: Client, address: str) -> None:
    answer = client.get(f"{address}.png")
    assert answer["Content-Type"] == "image/png"
    drawn, described = (
        Image.open(io.BytesIO(answer.content)),
        ET.fromstring(client.get(f"{address}.svg").content),
    )
    assert drawn.width == 3 * int(described.get("width", ""))


@pytest.mark.usefixtures("report_of_two_countries")
def test_who_may_not_read_the_report_gets_no_picture(client: Client) -> None:
    begun(slug="brouillon")
    for end in ("carte.svg", "carte.png", "chiffres/par_pays.svg"):
        assert client.get(f"/etats-des-lieux/brouillon/{end}").status_code == 404
    for end in ("chiffres/inconnu.svg", "chiffres/actions.png"):
        assert client.get(f"/etats-des-lieux/essai/{end}").status_code == 404


def test_a_picture_of_invented_answers_says_so(client: Client) -> None:
    wave = WaveFactory(is_demonstration=True, is_public=True)
    report = published(waves=[wave], is_demonstration=True)
    assert client.get("/etats-des-lieux/essai/carte.svg").status_code == 404
    report.snapshot.data["tables"] = [
        table(("a", 6), ("b", 5), code="x", source="enquete", meaning={"fr": ""})
    ]
    drawn = build_chart_picture(report, get_report_snapshot(report), "x")
    assert "Démonstration : les réponses sont inventées" in drawn


def test_a_table_by_year_is_a_line_with_the_years_that_count_nothing() -> None:
    chart = build_chart(table(("2019", 2), ("2022", 1), query={"by": "year"}))
    assert chart.is_timeline
    assert [(row.label, row.value) for row in chart.rows] == [
        *(("2019", 2), ("2020", 0), ("2021", 0), ("2022", 1)),
    ]
    published_years = build_chart(table(("2019", 2), ("2022", 1)))
    assert [row.label for row in published_years.rows] == ["2019", "2022"]


def test_hidden_rows_and_rows_without_a_number_are_not_drawn() -> None:
    rows = table(("a", 6), ("b", 5), ("c", None), ("d", "près de 100"))
    rows["rows"][1]["is_hidden"] = True
    assert build_chart(rows) is None
    rows["rows"][1]["is_hidden"] = False
    assert [row.label for row in build_chart(rows).rows] == ["a", "b"]


def test_a_long_rank_is_drawn_in_part_and_says_so() -> None:
    chart = build_chart(table(*((f"pays {n}", 40 - n) for n in range(20))))
    assert len(chart.rows) == 15
    assert chart.left_out == "Les 15 premières lignes sur 20."


def test_letters_of_the_second_face_name_it_for_the_typesetter() -> None:
    assert use_print_faces('<text x="Č">Česko</text><title>Č</title>') == (
        '<text x="Č"><tspan font-family="Atkinson Print Ext">Č</tspan>esko</text>'
        "<title>Č</title>"
    )
