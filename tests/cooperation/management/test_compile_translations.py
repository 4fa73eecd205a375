"""Translations are compiled without the system's gettext, where they changed."""

import gettext
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

CATALOGUE = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "Pays"
msgstr "Country"

#, fuzzy
msgid "Accord"
msgstr "Chord"

msgid "%(n)s action"
msgid_plural "%(n)s actions"
msgstr[0] "%(n)s action (en)"
msgstr[1] "%(n)s actions (en)"
"""


@pytest.fixture
def catalogue(settings: Settings, tmp_path: Path) -> Path:
    """A catalogue of English in a folder of the test."""
    settings.LOCALE_PATHS = [tmp_path]
    path = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE)
    return path


def compile_translations() -> str:
    """Run the command and give what it says."""
    said = StringIO()
    call_command("compile_translations", stdout=said)
    return said.getvalue()


def test_what_is_compiled_is_what_gettext_reads(catalogue: Path) -> None:
    compile_translations()

    english = gettext.translation("django", catalogue.parents[2], ["en"])
    assert english.gettext("Pays") == "Country"
    assert english.ngettext("%(n)s action", "%(n)s actions", 2) == "%(n)s actions (en)"


def test_a_doubtful_translation_is_left_out(catalogue: Path) -> None:
    compile_translations()

    english = gettext.translation("django", catalogue.parents[2], ["en"])
    assert english.gettext("Accord") == "Accord"


def test_a_catalogue_is_compiled_again_only_when_it_changed(catalogue: Path) -> None:
    first, second = compile_translations(), compile_translations()
    later = catalogue.with_suffix(".mo").stat().st_mtime + 5
    os.utime(catalogue, (later, later))

    assert first == f"{catalogue} compiled\n"
    assert second == ""
    assert compile_translations() == first
