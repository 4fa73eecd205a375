"""A file from its reception to its undoing."""

from pathlib import Path

import pytest

from accounts.models import User
from cooperation.enums import ImportState, Publication
from cooperation.imports.apply import apply_batch
from cooperation.imports.preview import correct_line
from cooperation.imports.undo import revert_batch
from cooperation.models import Action, Involvement, Partner
from cooperation.spreadsheets.selection import WorkbookSelection
from tests.cooperation.spreadsheets.books import (
    as_csv,
    everything,
    remarks,
    sent,
    tables_of,
    xlsx,
)
from tests.factories import (
    ActionFactory,
    AgreementEventFactory,
    AgreementFactory,
    FundingFactory,
    InvolvementFactory,
    LocationFactory,
    UserFactory,
)


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path: Path) -> None:
    """Keep what is sent in a folder of the test."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def anne(db: None) -> User:
    """Somebody who may import."""
    return UserFactory.create(superuser=True)


@pytest.fixture
def action(anne: User) -> Action:
    """An action with a row in every worksheet."""
    agreement = AgreementFactory.create(title="Annecy – Téra")
    AgreementEventFactory.create(agreement=agreement)
    action = ActionFactory.create(
        title="=Puits | « neufs »\n'ok",
        agreement=agreement,
        publication=Publication.DRAFT,
        summary="'=1+1",
        description="é" * 40_000,
    )
    LocationFactory.create(action=action)
    InvolvementFactory.create(action=action)
    FundingFactory.create(action=action)
    return action


@pytest.mark.slow
def test_an_export_imported_unchanged_changes_nothing(
    action: Action, anne: User
) -> None:
    batch = sent(xlsx(tables_of(everything())), "tout.xlsx", anne)
    assert batch.counts["total"] == {"inchangee": batch.lines.count()}, remarks(batch)
    (cut,) = remarks(batch)
    assert "coupé" in cut


@pytest.mark.slow
def test_one_changed_cell_is_all_that_changes(action: Action, anne: User) -> None:
    tables = tables_of(
        WorkbookSelection.from_actions(Action.objects.filter(pk=action.pk))
    )
    rows = tables["Actions"]
    place = rows[0].index("Titre")
    rows[1][place] = "Forages"
    batch = sent(xlsx(tables), "tout.xlsx", anne)
    assert batch.counts["total"]["modifiee"] == 1
    (line,) = batch.lines.filter(outcome="modifiee")
    assert line.changes == [
        {"column": "titre", "label": "Titre", "old": action.title, "new": "Forages"}
    ]
    before = Action.objects.values().get()
    apply_batch(batch, by=anne)
    assert batch.state == ImportState.APPLIED
    after = Action.objects.values().get()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"title", "title_key", "updated_at", "search_vector"}
    newest = action.history.first()
    assert (newest.history_type, newest.history_user, newest.title) == (
        *("~", anne),
        "Forages",
    )
    assert newest.history_change_reason == batch.reason
    assert Action.objects.filter(search_vector="forag").exists()

    revert_batch(batch, by=anne)
    assert Action.objects.values().get() == before
    assert batch.state == ImportState.UNDONE


@pytest.mark.slow
def test_a_form_of_one_row_per_action_creates_all_that_hangs_on_it(
    action: Action, anne: User
) -> None:
    country = action.locations.get().country
    partner = action.involvements.get().partner
    window = action.fundings.get().window
    table = [
        ["TITRE", "Chef de file", "pays", "lieux", "partenaires", "guichet", "montant"],
        [
            *("Bornes fontaines", action.lead.name, country.name_fr),
            *("Kokorou", f"{partner.name} ; Les Amis du Liptako", window.code, "500 €"),
        ],
    ]
    batch = sent(as_csv(table), "canevas.csv", anne)
    assert batch.counts["total"] == {"creee": 1}, remarks(batch)
    apply_batch(batch, by=anne)
    made = Action.objects.get(title="Bornes fontaines")
    assert made.slug == "bornes-fontaines"
    assert made.publication == Publication.DRAFT
    assert made.locations.get().label == "Kokorou"
    assert {i.partner.name for i in made.involvements.all()} == {
        partner.name,
        "Les Amis du Liptako",
    }
    assert made.fundings.get().amount == 500
    assert made.history.get().history_change_reason == batch.reason
    assert Partner.history.filter(name="Les Amis du Liptako").count() == 1

    revert_batch(batch, by=anne)
    assert not Action.objects.filter(title="Bornes fontaines").exists()
    assert not Partner.objects.filter(name="Les Amis du Liptako").exists()
    assert Involvement.objects.count() == 1


def test_what_is_refused_is_corrected_in_place(action: Action, anne: User) -> None:
    table = [["Titre", "Chef de file"], ["Lampadaires", "Collectivité de nulle part"]]
    batch = sent(as_csv(table), "canevas.csv", anne)
    assert batch.state == ImportState.TO_CORRECT
    line = batch.lines.get()
    line = correct_line(batch, line, {"chef_de_file": action.lead.name}, by=anne)
    assert (line.outcome, line.remarks) == ("creee", [])
    batch.refresh_from_db()
    assert batch.state == ImportState.READ
