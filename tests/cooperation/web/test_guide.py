"""The guide: its pages lead to each other, and each page of work leads to one."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from config.help_pages import HELP_PAGES
from cooperation.web.guide import CONTENTS, build_anchor, get_guide, search_guide
from cooperation.web.help import find_help, get_help_url
from scripts.guide_pictures import PICTURES
from tests.factories import UserFactory
from tests.security.routes import routes

FOLDER = Path(settings.BASE_DIR) / "docs" / "guide"
LINK = re.compile(r"\]\(([\w/.-]+\.md)?#?([\w-]*)\)")
# Opened by the public page that writes frames.
OF_FRAMES = "cadre"
# Of the public site, of machines, and of whoever runs the site.
NO_HELP = ("cooperation", "reports")
MACHINES = {
    *("healthz", "readyz", "metrics", "robots", "sitemap", "sitemap_part", "favicon"),
    *("security_txt", "outbox", "components", "former_address", ""),
}


def list_routes_of_work() -> list[str]:
    """Return the named routes of agents and of staff."""
    names = sorted({route.name for route in routes()} - MACHINES)
    return [name for name in names if name.partition(":")[0] not in NO_HELP]


def test_every_page_of_agents_and_staff_has_its_help() -> None:
    without = [name for name in list_routes_of_work() if find_help(name) == CONTENTS]

    assert without == []


def test_every_help_leads_to_a_page_and_a_heading() -> None:
    pages = get_guide().pages
    lost = []
    for target in HELP_PAGES.values():
        name, _mark, anchor = target.partition("#")
        if name not in pages or anchor not in pages[name].anchors:
            lost.append(target)

    assert lost == []


def test_every_page_of_the_guide_is_opened_by_a_page_of_work() -> None:
    opened = {find_help(name).partition("#")[0] for name in list_routes_of_work()}

    assert set(get_guide().pages) - opened == {CONTENTS, OF_FRAMES}


def test_a_page_without_help_leads_to_the_contents() -> None:
    assert get_help_url("cooperation:home") == reverse("cooperation:guide")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda p: p.stem)
def test_links_of_the_guide_lead_to_pages_and_headings(path: Path) -> None:
    pages = get_guide().pages
    lost = []
    for name, anchor in LINK.findall(path.read_text()):
        target = pages.get(Path(name).stem if name else path.stem)
        if target is None or anchor not in target.anchors:
            lost.append(f"{name}#{anchor}")

    assert lost == []


def test_every_page_stands_once_in_the_contents() -> None:
    guide = get_guide()
    listed = [page.name for _title, pages in guide.parts for page in pages]

    assert sorted(listed) == sorted(set(guide.pages) - {CONTENTS})


def test_headings_of_a_page_have_different_anchors() -> None:
    for page in get_guide().pages.values():
        anchors = [section.anchor for section in page.sections]
        assert sorted(anchors) == sorted(set(anchors)), page.name


def test_every_picture_is_taken_by_the_script_and_told_in_words() -> None:
    shown = {
        source: text
        for page in get_guide().pages.values()
        for source, text in page.pictures
    }

    assert sorted(shown) == sorted(
        f"pictures/{picture.name}.webp" for picture in PICTURES
    )
    stored = (FOLDER / "pictures").iterdir()
    assert sorted(shown) == sorted(f"pictures/{path.name}" for path in stored)
    assert [text for text in shown.values() if len(text) < 20] == []


def test_the_pictures_weigh_little() -> None:
    weight = sum(path.stat().st_size for path in FOLDER.rglob("*.webp"))

    assert weight <= 1_500_000


@pytest.mark.parametrize(
    ("title", "anchor"),
    [("L’accepter", "l-accepter"), ("Voir l’historique", "voir-l-historique")],
)
def test_an_anchor_is_the_heading_without_accents(title: str, anchor: str) -> None:
    assert build_anchor(title) == anchor


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("annuler un import", ("importer", "annuler-un-import")),
        ("second facteur perdu", ("premiers-pas", "le-second-facteur")),
        ("RÉTABLIR une version", ("tenir-une-fiche", "retablir-une-version")),
        ("fusionnée", ("doublons", "fusionner")),
    ],
)
def test_a_search_finds_the_section_first(words: str, first: tuple[str, str]) -> None:
    found = search_guide(get_guide(), words)[0]

    assert (found.page, found.anchor) == first


@pytest.mark.parametrize("words", ["", "de la", "xylophone", "%_'\"<b>"])
def test_a_search_may_find_nothing(words: str) -> None:
    assert search_guide(get_guide(), words) == []


def test_a_page_of_the_guide_is_read_without_login(client: Client, db: None) -> None:
    page = client.get(reverse("cooperation:guide_page", args=["importer"]))

    assert page.status_code == 200
    assert '<h2 id="annuler-un-import">' in page.text
    assert 'href="../premier-janvier/"' not in page.text
    assert '<meta name="robots" content="noindex">' in page.text
    assert 'href="/aide/publications/"' in page.text


def test_the_contents_lead_to_the_pages(client: Client, db: None) -> None:
    page = client.get(reverse("cooperation:guide"))

    assert 'href="importer/"' in page.text


def test_what_was_searched_and_found_is_shown(client: Client, db: None) -> None:
    page = client.get(reverse("cooperation:guide"), {"q": "annuler import"})

    assert "« annuler import » dans le guide" in page.text
    assert 'href="/aide/importer/#annuler-un-import"' in page.text


def test_a_search_without_result_says_so(client: Client, db: None) -> None:
    page = client.get(reverse("cooperation:guide"), {"q": "<b>xylophone"})

    assert "Aucune page n’en parle" in page.text
    assert "<b>xylophone" not in page.text


@pytest.mark.parametrize("name", ["nulle-part", CONTENTS])
def test_an_unknown_page_is_not_found(client: Client, db: None, name: str) -> None:
    answer = client.get(reverse("cooperation:guide_page", args=[name]))

    assert answer.status_code == 404


def test_aide_opens_the_page_that_speaks_of_the_space(client: Client, db: None) -> None:
    client.force_login(UserFactory())

    page = client.get(reverse("accounts:space"))

    assert 'href="/aide/mettre-a-jour/"' in page.text
