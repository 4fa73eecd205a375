"""The English catalogue is complete, and English pages are in English."""

import re
import shutil
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from tests.factories import ActionFactory

ROOT = Path(settings.BASE_DIR)
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
SOURCES = ["accounts", "config", "cooperation", "surveys", "templates"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

ADDRESSES = [
    *("/en/actions/eau/", "/en/actions/", "/actions/eau/", "/actions/", "/en/pays/"),
]

Key = tuple[str | None, str, str]


def entries() -> list[polib.POEntry]:
    """Return the entries of the English catalogue, obsolete ones included."""
    return list(polib.pofile(str(ROOT / CATALOGUE)))


def keys(path: Path) -> set[Key]:
    """Return what identifies each living entry of a catalogue."""
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural)
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    }


def texts(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Return each source text with its translation: two when there is a plural."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    forms = entry.msgstr_plural
    return [(entry.msgid, forms[0]), (entry.msgid_plural, forms[1])]


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_the_catalogue_says_how_english_counts():
    metadata = polib.pofile(str(ROOT / CATALOGUE)).metadata

    assert metadata["Language"] == "en"
    assert metadata["Plural-Forms"] == "nplurals=2; plural=(n != 1);"


def test_every_text_is_translated():
    assert [entry.msgid for entry in entries() if not entry.translated()] == []


def test_no_translation_is_a_guess_or_a_remnant():
    doubtful = [entry for entry in entries() if entry.fuzzy or entry.obsolete]

    assert [entry.msgid for entry in doubtful] == []


def test_translations_keep_the_placeholders():
    pairs = [pair for entry in entries() for pair in texts(entry)]
    broken = [pair for pair in pairs if placeholders(pair[0]) != placeholders(pair[1])]

    assert broken == []


@pytest.mark.slow
def test_no_text_of_the_site_is_missing(tmp_path, monkeypatch, settings):
    # Without the system's gettext the copy keeps the catalogue as it stands.
    copy = collectable_copy(tmp_path)
    settings.LOCALE_PATHS = [copy / "locale"]
    monkeypatch.chdir(copy)
    if shutil.which("xgettext"):
        call_command("makemessages", locale=["en"], no_location=True, verbosity=0)

    assert keys(copy / CATALOGUE) == keys(ROOT / CATALOGUE)


def collectable_copy(folder: Path) -> Path:
    """Copy what ``make messages`` reads, and the catalogue it fills."""
    leave = shutil.ignore_patterns("__pycache__", "*.mo")
    for name in [*SOURCES, "locale"]:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=leave)
    return folder


def test_apostrophes_are_typographic():
    straight = re.compile(r"(?<=\w)'(?=\w)")
    shown = [text for entry in entries() for pair in texts(entry) for text in pair]

    assert [text for text in shown if straight.search(text)] == []


def test_no_name_stands_where_french_would_elide_or_contract():
    # "de Annecy" is "d’Annecy", "de Le Havre" is "du Havre": names stand apart.
    after = re.compile(r"\b(?:de|que) (?:%\(|\{)(?:name|title|collectivity)\b")
    found = [entry.msgid for entry in entries() if after.search(entry.msgid)]

    assert found == []


@pytest.mark.django_db
def test_what_people_wrote_in_french_says_so_on_english_pages():
    action = ActionFactory(
        slug="eau", title="De l’eau", summary="Un puits.", description="Creusé."
    )
    pages = {path: Client().get(path).content.decode() for path in ADDRESSES}

    for path in ("/en/actions/eau/", "/en/actions/"):
        assert f'lang="fr">{action.title}' in pages[path].replace(
            f'<a href="/en/actions/{action.slug}/">', ""
        )
        assert "Titles and texts are in French" in pages[path]
    assert '<p class="lead" lang="fr">Un puits.</p>' in pages["/en/actions/eau/"]
    assert '<div class="prose" lang="fr">' in pages["/en/actions/eau/"]
    for path in ("/actions/eau/", "/actions/"):
        assert ' lang="fr">De l’eau' not in pages[path]
        assert "Titles and texts" not in pages[path]
    assert "Titles and texts" not in pages["/en/pays/"]


@pytest.mark.django_db
def test_english_pages_are_in_english():
    pages = {path: Client().get(path).content.decode() for path in ("/", "/en/")}

    assert '<html lang="en"' in pages["/en/"]
    assert "Who cooperates with whom" in pages["/en/"]
    assert "Qui coopère" not in pages["/en/"]
    assert "Qui coopère avec qui" in pages["/"]
