"""The files of real records, sent as staff would: each line is told what becomes of it.

The directory of these tests knows few authorities: most lines are refused, and say why.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project

from cooperation.imports.apply import apply_batch
from cooperation.models import Action, Agreement, ImportBatch
from tests.cooperation.spreadsheets.books import remarks, sent
from tests.factories import CollectivityFactory, CountryFactory, UserFactory

pytestmark = pytest.mark.django_db
REAL = Path(project.BASE_DIR) / "fixtures/real"


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> None:
    """Keep what is sent in a folder of the test."""
    settings.VAR_DIR = tmp_path


def received(name: str) -> ImportBatch:
    """Send a file, and check that each line is told its outcome and why."""
    batch = sent((REAL / name).read_bytes(), name, UserFactory.create())
    (table,) = batch.sheets
    assert batch.lines.count() == table["rows"]
    for line in batch.lines.refused():
        reasons = [said for said in line.remarks if said["level"] == "refusé"]
        assert all(said["column"] and said["reason"] for said in reasons)
        assert reasons
    return batch


def test_actions_compiled_from_pages() -> None:
    for name, code in (("Annecy", "74010"), ("Bonneville", "74042")):
        CollectivityFactory.create(name=name, insee_code=code)
    for code, name in (("GB", "Royaume-Uni"), ("DE", "Allemagne"), ("IT", "Italie")):
        CountryFactory.create(iso2=code, name_fr=name)
    batch = received("actions_sourced.csv")
    assert batch.sheets[0]["code"] == "actions"
    assert batch.counts["total"] == {"creee": 3, "refusee": 202}, remarks(batch)[:9]
    told = Counter(
        said["reason"] for line in batch.lines.refused() for said in line.remarks
    )
    assert told["collectivité introuvable"] > 100
    batch.lines.refused().update(outcome="ecartee")
    ImportBatch.objects.update(state="lue")
    apply_batch(batch, by=batch.received_by)
    made = Action.objects.get(title="Jumelage Annecy – Cheltenham")
    assert (made.lead.name, made.start_year) == ("Annecy", 1956)
    assert made.locations.get().country.name_fr == "Royaume-Uni"


def test_documented_partnerships_are_agreements() -> None:
    for name in ("Juvisy-sur-Orge", "Chinon"):
        CollectivityFactory.create(name=name)
    for code, name in (("NE", "Niger"), ("BF", "Burkina Faso")):
        CountryFactory.create(iso2=code, name_fr=name)
    batch = received("partenariats_documentes.csv")
    assert batch.sheets[0]["code"] == "accords"
    assert batch.counts["total"] == {"creee": 2, "refusee": 33}, remarks(batch)[:9]
    batch.lines.refused().update(outcome="ecartee")
    ImportBatch.objects.update(state="lue")
    apply_batch(batch, by=batch.received_by)
    made = Agreement.objects.get(source_reference="atlas-12522")
    assert made.counterpart.name == "Tillabéri"
    assert made.counterpart.country_id == "NE"
