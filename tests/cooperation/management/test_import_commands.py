"""Large files by command: all or nothing, tried first, undone by their number."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cooperation.enums import ImportState
from cooperation.models import Action, Funding, ImportBatch, Location
from tests.cooperation.spreadsheets.books import as_csv, sent, xlsx
from tests.factories import (
    ActionFactory,
    CollectivityFactory,
    CountryFactory,
    FundingWindowFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> None:
    """Keep what is sent in a folder of the test."""
    settings.VAR_DIR = tmp_path


def told(command: str, *arguments: Any, **options: Any) -> str:
    """Return what a command says."""
    out = StringIO()
    call_command(command, *arguments, stdout=out, stderr=out, verbosity=0, **options)
    return out.getvalue()


@pytest.fixture
def workbook(tmp_path: Path) -> tuple[Path, Action]:
    """A workbook that changes one action, adds another, a place and an amount."""
    action = ActionFactory.create(title="Avant", slug="avant")
    CollectivityFactory.create(name="Cruseilles")
    CountryFactory.create(iso2="NE")
    FundingWindowFactory.create(code="budget")
    path = tmp_path / "classeur.xlsx"
    path.write_bytes(
        xlsx(
            {
                "Actions": [
                    ["reference", "titre", "chef_de_file"],
                    [action.reference, "Après", action.lead.name],
                    ["", "Nouvelle", "Cruseilles"],
                ],
                "Lieux": [
                    ["action_reference", "pays_code"],
                    [action.reference, "NE"],
                ],
                "Financements": [
                    ["action_reference", "guichet", "montant_eur", "annee"],
                    [action.reference, "budget", "1500", "2024"],
                ],
            }
        )
    )
    return path, action


def test_a_workbook_is_tried_imported_and_undone(
    workbook: tuple[Path, Action], tmp_path: Path
) -> None:
    path, action = workbook
    anne, report = UserFactory.create(), tmp_path / "remarques.csv"
    tried = told("import_directory", path, dry_run=True, report=report)
    assert "créée : 3" in tried, report.read_text()
    assert Action.objects.get().title == "Avant"
    assert not ImportBatch.objects.exists()

    said = told("import_directory", path, by=anne.email.upper())
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.applied_by) == (ImportState.APPLIED, anne)
    assert f"undo_import {batch.pk}" in said
    action.refresh_from_db()
    assert action.title == "Après"
    assert Action.objects.filter(title="Nouvelle", lead__name="Cruseilles").exists()
    assert Location.objects.get(action=action).country_id == "NE"
    assert Funding.objects.get(action=action).amount == 1500

    assert "annulé" in told("undo_import", batch.pk)
    assert Action.objects.get().title == "Avant"
    assert not Location.objects.exists()
    with pytest.raises(CommandError):
        told("undo_import", batch.pk)


def test_a_refused_line_refuses_the_whole_unless_it_is_left_out(
    tmp_path: Path,
) -> None:
    lead = CollectivityFactory.create(name="Cruseilles")
    path = tmp_path / "actions.csv"
    table = [
        ["titre", "chef_de_file"],
        ["Bonne", lead.name],
        ["Perdue", "Nulle-Part-sur-Mer"],
    ]
    path.write_bytes(as_csv(table))
    with pytest.raises(CommandError, match="1 lignes refusées : rien n’est écrit"):
        told("import_directory", path)
    assert not Action.objects.exists()
    assert not ImportBatch.objects.exists()
    assert "Nulle-Part-sur-Mer" in told("import_directory", path, leave_refused=True)
    assert Action.objects.get().title == "Bonne"


@pytest.mark.parametrize(
    ("content", "options", "reason"),
    [
        (b"", {}, "vide"),
        (b"%PDF-1.7", {}, "PDF"),
        (b"couleur;saveur\r\nbleu;sucre\r\n", {}, "couleur"),
        (b"titre\r\nEau\r\n", {"by": "personne@exemple.fr"}, "Personne"),
    ],
)
def test_what_cannot_be_imported_is_told_in_one_line(
    content: bytes, options: dict[str, str], reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "fichier.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=reason):
        told("import_directory", path, **options)
    assert not Action.objects.exists()


def test_what_waits_too_long_is_forgotten() -> None:
    table = [["titre", "chef_de_file"], ["Eau", "Annecy"]]
    batch = sent(as_csv(table), "a.csv", UserFactory.create())
    assert "0 imports abandonnés" in told("purge_imports")
    assert "1 imports abandonnés" in told("purge_imports", hours=0)
    assert not ImportBatch.objects.pending().filter(pk=batch.pk).exists()
    with pytest.raises(CommandError, match="n’existe pas"):
        told("undo_import", 0)
