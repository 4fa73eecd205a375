"""A workbook that was downloaded before somebody's change does not undo it.

A line is compared three ways: with the row now, and with the row at its export.
"""

from typing import Any

import pytest

from accounts.models import User
from cooperation.imports.apply import apply_batch
from cooperation.imports.preview import correct_line
from cooperation.models import Action
from tests.cooperation.spreadsheets.books import (
    Tables,
    as_csv,
    everything,
    sent,
    tables_of,
    xlsx,
)
from tests.factories import ActionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def anne() -> User:
    return UserFactory.create()


@pytest.fixture
def action() -> Action:
    return ActionFactory.create(title="Puits", summary="Un puits.", start_year=2019)


@pytest.fixture
def exported(action: Action) -> Tables:
    """Return the workbook as it was downloaded."""
    return tables_of(everything())


def set_cell(tables: Tables, label: str, text: str) -> None:
    header, row = tables["Actions"][:2]
    row[header.index(label)] = text


@pytest.mark.slow
def test_a_cell_that_only_others_changed_is_left(
    action: Action, exported: Tables, anne: User
) -> None:
    Action.objects.update(summary="Trois puits.")
    set_cell(exported, "Titre", "Puits de Téra")

    for name, content in (
        ("tout.xlsx", xlsx(exported)),
        ("actions.csv", as_csv(exported["Actions"])),
    ):
        line = sent(content, name, anne).lines.get(sheet="actions")

        assert [change["column"] for change in line.changes] == ["titre"], name
        assert [(said["column"], said["reason"]) for said in line.remarks] == [
            ("resume", "changée dans l’annuaire depuis l’export : laissée")
        ]


@pytest.mark.slow
def test_a_cell_that_both_changed_is_asked(
    action: Action, exported: Tables, anne: User
) -> None:
    Action.objects.update(summary="Trois puits.")
    set_cell(exported, "Résumé", "Deux puits.")

    batch = sent(xlsx(exported), "tout.xlsx", anne)
    line = batch.lines.get(sheet="actions")

    (said,) = line.remarks
    assert said["level"] == "refusé"
    assert [one["label"] for one in said["candidates"]] == [
        "garder « Trois puits. »",
        "mettre « Deux puits. »",
    ]
    kept = correct_line(batch, line, {"resume": "Trois puits."}, by=anne)
    assert (kept.outcome, kept.remarks) == ("inchangee", [])
    correct_line(batch, line, {"resume": "Deux puits."}, by=anne)
    apply_batch(batch, by=anne)
    assert Action.objects.get().summary == "Deux puits."


@pytest.mark.slow
def test_the_same_change_on_both_sides_is_no_change(
    action: Action, exported: Tables, anne: User
) -> None:
    Action.objects.update(summary="Trois puits.")
    set_cell(exported, "Résumé", "Trois puits.")

    batch = sent(xlsx(exported), "tout.xlsx", anne)

    line = batch.lines.get(sheet="actions")
    assert (line.outcome, line.changes, line.remarks) == ("inchangee", [], [])


def test_a_version_that_is_not_understood_compares_two_ways(
    action: Action, exported: Tables, anne: User
) -> None:
    Action.objects.update(summary="Trois puits.")
    set_cell(exported, "Version", "abîmée")

    line = sent(xlsx(exported), "tout.xlsx", anne).lines.get(sheet="actions")

    assert [change["column"] for change in line.changes] == ["resume"]


@pytest.mark.slow
def test_a_blank_cell_leaves_what_is_there_and_a_word_empties_it(
    action: Action, exported: Tables, anne: User
) -> None:
    set_cell(exported, "Résumé", "")
    set_cell(exported, "Année de début", "Effacer")

    batch = sent(xlsx(exported), "tout.xlsx", anne)
    apply_batch(batch, by=anne)

    action.refresh_from_db()
    assert (action.summary, action.start_year) == ("Un puits.", None)


def test_a_title_is_not_emptied(action: Action, exported: Tables, anne: User) -> None:
    set_cell(exported, "Titre", "effacer")

    line = sent(xlsx(exported), "tout.xlsx", anne).lines.get(sheet="actions")

    assert [(said["column"], said["reason"]) for said in line.remarks] == [
        ("titre", "à renseigner")
    ]
