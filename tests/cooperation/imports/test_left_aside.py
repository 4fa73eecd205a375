"""What an import leaves as it is, and says: cells without value, protected parts."""

from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from cooperation.enums import Verifier
from cooperation.imports.apply import apply_batch
from cooperation.models import Action, Agreement, ImportBatch, Partner
from tests.cooperation.spreadsheets.books import as_csv, remarks, sent, xlsx
from tests.factories import (
    ActionFactory,
    AgreementEventFactory,
    AgreementFactory,
    FundingFactory,
    InvolvementFactory,
    LocationFactory,
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


def outcomes(batch: ImportBatch) -> list[str]:
    """Return what becomes of each line."""
    return list(batch.lines.order_by("pk").values_list("outcome", flat=True))


@pytest.mark.parametrize(
    ("years", "amount", "day"),
    [
        ("années 90", "nc", "?"),
        ("depuis plus de 20 ans", "?", "nc"),
        ("=B2+1", "=SOMME(A1:A3)", "=AUJOURDHUI()"),
        ("#REF!", "#N/A", "#VALEUR!"),
    ],
)
def test_a_cell_that_says_no_value_clears_nothing(
    anne: User, years: str, amount: str, day: str
) -> None:
    verified = {"verified_on": "2024-02-29", "verified_by": Verifier.STAFF}
    action = ActionFactory.create(
        start_year=1994, end_year=2001, budget_eur=5_000, **verified
    )
    before = Action.objects.values().get()
    header = ["reference", "titre", "annee_debut", "annee_fin", "budget_eur"]
    row = [action.reference, action.title, years, years, amount, day]
    batch = sent(xlsx({"Actions": [[*header, "verifiee_le"], row]}), "a.xlsx", anne)
    assert outcomes(batch) == ["inchangee"], remarks(batch)
    said = " ".join(remarks(batch))
    for column in ("annee_debut", "annee_fin", "budget_eur", "verifiee_le"):
        assert f" {column}: " in said
    apply_batch(batch, by=anne)
    assert Action.objects.values().get() == before


def test_a_new_entry_takes_no_error_for_a_name(anne: User) -> None:
    lead = ActionFactory.create().lead
    header = ["titre", "chef_de_file", "annee_debut", "partenaires", "resume"]
    table = [
        header,
        ["Puits", lead.name, "#REF!", "#N/A", "#NOM?"],
        ["#REF!", lead.name, "2020", "", ""],
    ]
    batch = sent(as_csv(table), "a.csv", anne)
    assert outcomes(batch) == ["creee", "refusee"], remarks(batch)
    batch.lines.filter(outcome="refusee").update(outcome="ecartee")
    ImportBatch.objects.update(state="lue")
    apply_batch(batch, by=anne)
    made = Action.objects.get(title="Puits")
    assert (made.start_year, made.summary, made.involvements.count()) == (None, "", 0)
    assert not Partner.objects.filter(name__startswith="#").exists()


def test_rows_of_a_protected_part_are_left_and_it_is_said(anne: User) -> None:
    locked = ["locations", "involvements", "fundings"]
    action = ActionFactory.create(locked_fields=locked)
    other = ActionFactory.create()
    agreement = AgreementFactory.create(locked_fields=["events"])
    rows = {
        "Lieux d’intervention": [
            ["ligne_id", "action_reference", "action", "pays", "nom_du_lieu"],
            [LocationFactory.create(action=action).pk, action.reference, "", "", "X"],
            ["", action.reference, "", "Niger", "Kokorou"],
        ],
        "Partenaires des actions": [
            ["ligne_id", "action_reference", "action", "partenaire", "supprimer"],
            [InvolvementFactory.create(action=action).pk, "", "", "", "oui"],
            ["", action.reference, "", "Tout nouveau partenaire", ""],
        ],
        "Financements": [
            ["ligne_id", "action_reference", "action", "montant_eur"],
            [FundingFactory.create(action=action).pk, action.reference, "", "99"],
            [FundingFactory.create(action=other).pk, action.reference, "", "99"],
        ],
        "Événements des accords": [
            ["ligne_id", "accord_reference", "accord", "precision"],
            [AgreementEventFactory.create(agreement=agreement).pk, "", "", "changé"],
        ],
    }
    before = hanging(action, agreement)
    batch = sent(xlsx(rows), "parts.xlsx", anne)
    assert outcomes(batch) == ["inchangee"] * 7, remarks(batch)
    assert sum("partie protégée" in said for said in remarks(batch)) == 7
    assert not Partner.objects.filter(name="Tout nouveau partenaire").exists()
    apply_batch(batch, by=anne)
    assert hanging(action, agreement) == before


def test_the_cells_of_an_action_add_nothing_to_a_protected_part(anne: User) -> None:
    action = ActionFactory.create(locked_fields=["locations", "involvements"])
    country = LocationFactory.create().country
    table = [
        ["reference", "titre", "pays", "partenaires"],
        [action.reference, "Forages", country.name_fr, "Les Amis du Liptako"],
    ]
    batch = sent(as_csv(table), "a.csv", anne)
    assert sum("partie protégée" in said for said in remarks(batch)) == 2
    apply_batch(batch, by=anne)
    action.refresh_from_db()
    assert action.title == "Forages"
    assert (action.locations.count(), action.involvements.count()) == (0, 0)
    assert not Partner.objects.filter(name="Les Amis du Liptako").exists()


def hanging(action: Action, agreement: Agreement) -> list[list[dict[str, Any]]]:
    """Return what hangs on an action and an agreement."""
    parts = (action.locations, action.involvements, action.fundings, agreement.events)
    return [list(rows.order_by("pk").values()) for rows in parts]
