"""The preview says what was understood beside what was typed."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cooperation.imports.apply import apply_batch
from cooperation.imports.preview import preview_batch
from cooperation.models import Action, ImportBatch
from tests.cooperation.spreadsheets.books import as_csv, remarks, sent, xlsx
from tests.factories import (
    ActionFactory,
    CollectivityFactory,
    CountryFactory,
    FundingWindowFactory,
    PartnerFactory,
    PlaceFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> None:
    """Keep what is sent in a folder of the test."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def anne() -> User:
    """Somebody who may import."""
    return UserFactory.create(superuser=True)


def changes(batch: ImportBatch, **which: Any) -> dict[str, tuple[str, str, str]]:
    """Return what changes in a line: typed, old and new, by column."""
    line = batch.lines.get(**which)
    return {
        one["column"]: (one.get("typed", ""), one["old"], one["new"])
        for one in line.changes
    }


@pytest.fixture
def directory(anne: User) -> None:
    """What the files name, each under another name than they say."""
    niger = CountryFactory.create(name_fr="Niger")
    CollectivityFactory.create(name="Thonon-les-Bains", insee_code="74281")
    PlaceFactory.create(name="Téra", country=niger)
    PartnerFactory.create(name="Eau Vive Internationale", acronym="EVI", country=niger)
    ThemeFactory.create(code="eau_assainissement", name_fr="Eau et assainissement")
    FundingWindowFactory.create(code="oudin_santini", name_fr="Loi Oudin-Santini")


def test_names_amounts_and_years_are_said_as_they_were_understood(
    directory: None, anne: User
) -> None:
    table = [
        [
            *("titre", "chef_de_file_code", "themes", "pays", "lieux"),
            *("partenaires", "guichet", "montant", "annee_debut", "budget_eur"),
        ],
        [
            *("Un puits", "74281", "eau_assainissement", "NE", "TERA"),
            *("EVI", "oudin_santini", "12 k€", "2012-2015", "1,5 M€"),
        ],
    ]
    batch = sent(as_csv(table), "a.csv", anne)
    assert batch.counts["total"] == {"creee": 1}, remarks(batch)
    said = changes(batch)
    assert said["chef_de_file"] == ("74281", "", "Thonon-les-Bains (74)")
    assert said["themes"] == ("eau_assainissement", "", "Eau et assainissement")
    assert said["lieux"] == ("", "", "Téra (Niger)")
    assert said["partenaires"] == ("EVI", "", "Eau Vive Internationale (Niger)")
    assert said["guichet"] == (
        *("oudin_santini", ""),
        "Loi Oudin-Santini, 12\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€",
    )
    assert said["budget_eur"][0] == "1,5 M€"
    assert said["budget_eur"][2].endswith("500\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€")
    assert said["annee_debut"] == ("2012-2015", "", "2012")
    assert said["annee_fin"] == ("", "", "2015")


def test_before_and_after_are_in_words(directory: None, anne: User) -> None:
    action = ActionFactory.create(lead__name="Annecy", budget_eur=1000)
    table = [
        ["reference", "chef_de_file_code", "budget_eur"],
        [action.reference, "74281", "2000"],
    ]
    said = changes(sent(as_csv(table), "a.csv", anne))
    assert said["chef_de_file"] == (
        *("74281", "Annecy (74)"),
        "Thonon-les-Bains (74)",
    )
    typed, old, new = said["budget_eur"]
    assert (typed, old[-1], new[-1]) == ("", "€", "€")


def test_what_the_file_makes_or_renames_is_called_the_same_when_it_is_applied(
    directory: None, anne: User
) -> None:
    partner = PartnerFactory.create(name="Avant", slug="avant")
    tables = {
        "Partenaires": [
            ["adresse", "nom", "nature"],
            ["avant", "Après", ""],
            ["", "Tout Nouveau", "ong"],
        ],
        "Actions": [
            ["titre", "chef_de_file_code", "partenaires"],
            ["Un puits", "74281", "tout nouveau | avant"],
        ],
    }
    batch = sent(xlsx(tables), "a.xlsx", anne)
    assert "refusee" not in batch.counts["total"], remarks(batch)
    apply_batch(batch, by=anne)
    partners = Action.objects.get().involvements.values_list("partner__name", flat=True)
    assert set(partners) == {"Tout Nouveau", "Après"}
    partner.refresh_from_db()
    assert partner.name == "Après"


def test_names_cost_the_same_number_of_queries_whatever_the_lines(
    directory: None, anne: User
) -> None:
    header = ["titre", "chef_de_file_code", "themes", "pays", "partenaires"]

    def count_queries(number: int) -> int:
        rows = [
            [f"Puits {n}", "74281", "eau_assainissement", "NE", f"Amis {number} {n}"]
            for n in range(number)
        ]
        for n in range(number):
            PartnerFactory.create(name=f"Amis {number} {n}")
        batch = sent(as_csv([header, *rows]), "a.csv", anne)
        assert batch.counts["total"] == {"creee": number}, remarks(batch)
        with CaptureQueriesContext(connection) as queries:
            preview_batch(batch)
        return len(queries)

    assert count_queries(1) == count_queries(12)


def test_cells_in_doubt_cost_the_same_number_of_queries_whatever_the_lines(
    directory: None, anne: User
) -> None:
    """Candidates for authorities, places of other countries and themes included."""
    header = ["titre", "chef_de_file", "themes", "pays", "lieux"]
    benin = CountryFactory.create(iso2="BJ", name_fr="Bénin")
    for n in range(12):
        PlaceFactory.create(name=f"Bourg {n}", country=benin)

    def count_queries(number: int) -> int:
        rows = [
            [f"Puits {number} {n}", f"Thonon-les-Bins {n}", "Exu", "NE", f"Bourg {n}"]
            for n in range(number)
        ]
        batch = sent(as_csv([header, *rows]), "a.csv", anne)
        assert batch.counts["total"] == {"refusee": number}
        with CaptureQueriesContext(connection) as queries:
            preview_batch(batch)
        return len(queries)

    assert count_queries(1) == count_queries(12)
