"""Charts: every mark says what it is, nothing leaves the picture, the text says it."""

import re
from xml.etree import ElementTree as ET

from django.utils import translation

from cooperation.presenters.charts import (
    CHART_WIDTH,
    ChartRow,
    describe_bar_chart,
    format_chart_value,
    render_bar_chart,
    render_line_chart,
)

SVG = "{http://www.w3.org/2000/svg}"
COUNTRIES = [
    ChartRow("Sénégal", 12, "(40 %)"),
    ChartRow("Mali & <Niger>", 6),
    ChartRow("Togo", 0),
]


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ET.fromstring(svg).iter(f"{SVG}text")]


def bars(svg: str) -> list[str]:
    return [one.get("width", "") for one in ET.fromstring(svg).iter(f"{SVG}rect")]


def test_bars_carry_their_labels_and_values_in_the_order_given() -> None:
    svg = render_bar_chart(COUNTRIES, title="Par pays")
    assert texts(svg) == ["Sénégal", "12 (40 %)", "Mali & <Niger>", "6", "Togo", "0"]
    assert bars(svg) == ["72.50%", "36.25%", "0.40%"]
    assert 'aria-label="Par pays : Sénégal 12 (40 %), Mali &amp; &lt;Niger&gt; 6' in svg


def test_a_chart_takes_the_width_of_its_page_or_stands_alone() -> None:
    page = ET.fromstring(render_bar_chart(COUNTRIES, title="Par pays"))
    alone = ET.fromstring(
        render_bar_chart(COUNTRIES, title="Par pays", width=CHART_WIDTH)
    )
    assert (page.get("width"), page.get("height")) == ("100%", "126")
    assert alone.get("viewBox") == "0 0 640 126"
    assert not re.search("style=|<script", ET.tostring(alone, encoding="unicode"))


def test_a_long_label_goes_on_under_itself() -> None:
    label = "Un libellé qui ne tient pas sur une seule ligne d’un téléphone"
    svg = render_bar_chart([ChartRow(label, 3)], title="Titre")
    assert texts(svg) == [label[:35], label[36:], "3"]


def test_a_line_names_its_ends_its_peak_and_some_years_between() -> None:
    years = [
        ChartRow(str(year), 9 if year == 2000 else 1) for year in range(1956, 2027)
    ]
    svg = render_line_chart(years, title="Accords par année")
    assert texts(svg) == ["1", "9", "1", "1956", "1970", "1984", "1998", "2012", "2026"]
    assert "de 1956 (1) à 2026 (1) ; le plus haut : 2000 (9)." in svg
    assert len(list(ET.fromstring(svg).iter(f"{SVG}circle"))) == 3


def test_a_line_of_few_points_shows_each_value() -> None:
    waves = [ChartRow("Enquête de 2022", 33.44), ChartRow("Enquête de 2026", 40.0)]
    shown = texts(render_line_chart(waves, title="Part", unit="%"))
    assert " ".join(" ".join(shown).split()) == (
        "33,4 % 40 % Enquête de 2022 Enquête de 2026"
    )


def test_one_point_or_none_is_drawn_without_a_fall() -> None:
    assert render_bar_chart([], title="Rien") == ""
    assert render_line_chart([], title="Rien") == ""
    assert texts(render_line_chart([ChartRow("2026", 0)], title="Un")) == ["0", "2026"]
    assert bars(render_bar_chart([ChartRow("Mali", 0)], title="Un")) == ["0.40%"]


def test_the_text_alternative_says_the_largest_first_and_how_many_are_left() -> None:
    rows = [ChartRow(name, number) for number, name in enumerate("ABCDEFG")]
    assert describe_bar_chart(rows, title="Lettres") == (
        "Lettres : G 6, F 5, E 4, D 3, C 2, et 2 autres lignes."
    )
    with translation.override("en"):
        assert describe_bar_chart(rows, title="Letters") == (
            "Letters: G 6, F 5, E 4, D 3, C 2, and 2 more rows."
        )


def test_values_have_their_unit_and_one_decimal_at_most() -> None:
    values = [(1234.0, ""), (33.333, "%"), (40.0, "%"), (1200, "€")]
    shown = [" ".join(format_chart_value(*one).split()) for one in values]
    assert shown == ["1 234", "33,3 %", "40 %", "1 200 €"]
