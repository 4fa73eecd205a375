"""Components keep their contracts; pages hold nothing the security policy refuses."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import override_settings
from django.urls import reverse

from cooperation.enums import ActionStatus, AgreementKind, AgreementStatus

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
COMPONENTS = sorted((TEMPLATES / "_components").glob("*.html"))
STATIC = ROOT / "static"
MARKS = (STATIC / "img" / "marks.svg").read_text()
MARK_STYLES = (STATIC / "css" / "components.css").read_text()
ERRORS = ["400.html", "403.html", "404.html", "500.html", "503.html"]
REFUSED = re.compile(
    r"""\sstyle=|<style|\son\w+=|<script(?![^>]*(?:\ssrc=|application/json))"""
)


@pytest.fixture
def gallery(client, db):
    with override_settings(DEBUG=True):
        return client.get(reverse("components")).text


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_opens_with_its_contract(path):
    assert path.read_text().startswith("{# ")


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_a_component_is_in_the_documentation(path):
    documentation = (ROOT / "docs" / "design-system.md").read_text()

    assert f"`{path.stem}`" in documentation


def test_components_are_included_with_nothing_but_what_they_ask_for():
    includes = [
        tag
        for path in TEMPLATES.rglob("*.html")
        for tag in re.findall(r"{% include \"_components/[^%]*%}", path.read_text())
    ]

    assert [tag for tag in includes if not tag.endswith(" only %}")] == []


def test_every_kind_and_status_has_a_mark_of_its_own():
    values = {*AgreementKind, *ActionStatus, *AgreementStatus}
    rules = re.findall(r"\.mark--(\w+) {(.*?)}", MARK_STYLES, re.DOTALL)
    places = {
        name: int("".join(re.findall(r"--mark: (\d+)", rule)) or 0)
        for name, rule in rules
    }

    assert set(places) == {str(value) for value in values}
    # Two more are those of what was confirmed, lately or long ago.
    drawn = re.findall(r"translate\(0 (\d+)\)", MARKS)
    assert [int(top) for top in drawn] == [20 * n for n in range(len(places) + 2)]
    assert sorted(places.values()) == [*range(len(places))]


# Parts of the frame, which every page shows, or of other components.
NOT_SHOWN_ALONE = {
    *("card_foot", "card_over", "default_button", "facet_body", "feed_links", "flag"),
    "glyph_kind",
    *("link_or_text", "share_meta"),
    *("site_footer", "site_header", "site_nav", "sort_select", "span_bridge"),
    *("sprite", "styles", "tag_filter"),
    *("staff_bar", "staff_footer", "staff_help", "staff_search"),
}


def test_every_component_is_in_the_gallery():
    page = (TEMPLATES / "cooperation" / "components.html").read_text()

    shown = set(re.findall(r'"_components/(\w+)\.html"', page))
    assert {path.stem for path in COMPONENTS} - shown == NOT_SHOWN_ALONE


@pytest.mark.slow
def test_every_glyph_called_for_is_drawn(gallery):
    called = set(re.findall(r'<use href="#([\w-]+)"', gallery))
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', gallery))

    assert called - drawn == set()


def test_the_gallery_holds_nothing_inline(gallery):
    assert REFUSED.findall(gallery) == []


def test_the_gallery_gives_each_identifier_once(gallery):
    identifiers = re.findall(r'\sid="([^"]+)"', gallery)

    assert sorted(identifiers) == sorted(set(identifiers))


def test_the_gallery_is_closed_outside_development(client):
    assert client.get(reverse("components")).status_code == 404


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_no_context(name):
    page = render_to_string(name)

    assert '<html lang="fr">' in page
    assert "<h1>" in page
    assert REFUSED.findall(page) == []


@pytest.mark.parametrize(
    ("context", "wording"),
    [
        ({"verified_on": None}, "Jamais vérifiée"),
        ({"verified_on": date(2026, 3, 12)}, "Vérifiée en mars 2026"),
        (
            {"verified_on": date(2021, 5, 3), "stale": True},
            "Non vérifiée depuis mai 2021",
        ),
    ],
)
def test_freshness_is_told_in_words(context, wording):
    assert wording in render_to_string("_components/freshness.html", context)


def test_freshness_says_who_confirmed():
    context = {"verified_on": date(2026, 3, 12), "by": "la commune"}

    page = render_to_string("_components/freshness.html", context)

    assert "Vérifiée en mars 2026 par la commune" in page


def test_texts_from_outside_are_escaped():
    card = {"url": "/", "title": "<b>gras</b>", "lead": "<i>", "summary": "<script>"}

    page = render_to_string("_components/result_card_action.html", {"card": card})

    assert "&lt;b&gt;gras&lt;/b&gt;" in page
    assert "<script>" not in page
    assert "<i>" not in page


def test_one_page_of_results_has_no_pagination():
    page = render_to_string("_components/pagination.html", {"page": 1, "pages": 1})

    assert page.strip() == ""


def test_a_chosen_facet_is_open_and_says_how_many():
    option = {"value": "NE", "label": "Niger", "count": 3, "selected": True}
    facet = {"name": "pays", "options": [option], "chosen": 1, "open": True}

    page = render_to_string("_components/facet.html", {"facet": facet})

    assert '<details class="facet" id="facet-pays" open>' in page
    assert 'value="NE" checked' in page
