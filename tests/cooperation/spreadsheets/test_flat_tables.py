"""A flat table of cooperations: each line becomes an agreement, an action, or both."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import User
from cooperation.enums import Publication
from cooperation.imports.apply import apply_batch
from cooperation.imports.preview import correct_line
from cooperation.imports.undo import revert_batch
from cooperation.models import Action, Agreement, Partner
from tests.cooperation.spreadsheets.books import as_csv, remarks, sent
from tests.factories import (
    CollectivityFactory,
    CountryFactory,
    FundingWindowFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
HEADER = [
    *("Identifiant", "Type de lien", "Collectivité", "Partenaire", "Pays"),
    *("Année de début", "Guichet", "Montant", "Accord", "Titre"),
]


@pytest.fixture(autouse=True)
def directory(settings: Any, tmp_path: Path) -> None:
    """Keep what is sent in a folder of the test; know two towns and a country."""
    settings.VAR_DIR = tmp_path
    for name, code in (("Annecy", "74010"), ("Cluses", "74081")):
        CollectivityFactory.create(name=name, insee_code=code)
    for code, name in (("NE", "Niger"), ("DE", "Allemagne")):
        CountryFactory.create(iso2=code, name_fr=name)
    FundingWindowFactory.create(code="meae", name_fr="MEAE")


@pytest.fixture
def anne() -> User:
    return UserFactory.create()


def row(**texts: str) -> list[str]:
    """Return a line of the table: a twinning of Annecy with Téra, but for ``texts``."""
    usual = {"Type de lien": "jumelage", "Collectivité": "Annecy", "Pays": "Niger"}
    names = {"kind": "Type de lien", "lead": "Collectivité", "partner": "Partenaire"}
    names |= {"id": "Identifiant", "window": "Guichet", "amount": "Montant"}
    names |= {"agreement": "Accord", "title": "Titre", "start": "Année de début"}
    given = {names[name]: text for name, text in texts.items()}
    cells = {"Partenaire": "Téra"} | usual | given
    return [cells.get(name, "") for name in HEADER]


def test_a_twinning_is_an_agreement_and_no_action(anne: User) -> None:
    batch = sent(as_csv([HEADER, row(start="1995")]), "liens.csv", anne)
    assert batch.sheets[0]["code"] == "cooperations"
    apply_batch(batch, by=anne)

    made = Agreement.objects.get()
    assert (made.kind, made.collectivity.name) == ("jumelage", "Annecy")
    assert (made.counterpart.name, made.country_id) == ("Téra", "NE")
    # Nothing says what became of it.
    assert [(one.kind, one.year) for one in made.events.order_by("pk")] == [
        ("signe", 1995),
        ("sans_nouvelles", None),
    ]
    assert not Action.objects.exists()


def test_money_makes_an_action_under_the_agreement(anne: User) -> None:
    line = row(window="meae", amount="20 000 €", title="Annecy – Téra")
    apply_batch(sent(as_csv([HEADER, line]), "liens.csv", anne), by=anne)

    agreement, action = Agreement.objects.get(), Action.objects.get()
    assert action.agreement == agreement
    assert agreement.title == "Annecy – Téra" != action.title
    assert action.lead == agreement.collectivity
    assert Partner.objects.count() == 1


def test_a_project_goes_under_the_agreement_that_another_line_makes(anne: User) -> None:
    project = row(kind="projet", title="Forages", agreement="Annecy – Téra")
    lines = [HEADER, project, row(title="Annecy – Téra")]
    batch = sent(as_csv(lines), "liens.csv", anne)
    assert batch.counts["total"] == {"creee": 2}, remarks(batch)
    apply_batch(batch, by=anne)

    assert Action.objects.get().agreement == Agreement.objects.get()


def test_a_corrected_line_names_what_another_line_makes(anne: User) -> None:
    project = row(kind="projet", title="Forages", agreement="Annecy-Téra", lead="?")
    batch = sent(as_csv([HEADER, project, row(title="Annecy – Téra")]), "l.csv", anne)
    (refused,) = batch.lines.refused()

    texts = {"lead": "Annecy", "agreement": "Annecy – Téra"}

    assert correct_line(batch, refused, texts, by=anne).outcome == "creee"


def test_a_line_is_refused_whole(anne: User) -> None:
    line = row(window="guichet inconnu", amount="20 000 €")

    batch = sent(as_csv([HEADER, line]), "liens.csv", anne)

    (refused,) = batch.lines.refused()
    assert [
        said["column"] for said in refused.remarks if said["level"] == "refusé"
    ] == ["windows"]
    corrected = correct_line(batch, refused, {"windows": "meae"}, by=anne)
    assert corrected.outcome == "creee"


@pytest.mark.slow
def test_what_is_sent_again_is_recognised(anne: User) -> None:
    content = as_csv([HEADER, row(id="L-1", start="1995")])
    apply_batch(sent(content, "liens.csv", anne), by=anne)

    batch = sent(content, "liens.csv", anne)

    assert batch.counts["total"] == {"inchangee": 1}, remarks(batch)


def test_a_cooperation_that_is_known_is_asked_about(anne: User) -> None:
    apply_batch(sent(as_csv([HEADER, row()]), "liens.csv", anne), by=anne)

    batch = sent(as_csv([HEADER, row(title="Notre jumelage")]), "liens.csv", anne)

    (line,) = batch.lines.refused()
    said = next(one for one in line.remarks if one["level"] == "refusé")
    assert said["column"] == "entry"
    (known, again) = said["candidates"]
    assert (
        correct_line(batch, line, {"entry": again["value"]}, by=anne).outcome == "creee"
    )
    corrected = correct_line(batch, line, {"entry": known["value"]}, by=anne)
    assert corrected.outcome == "modifiee"


def test_a_known_cooperation_that_gains_its_year_is_changed_and_not_created(
    anne: User,
) -> None:
    apply_batch(sent(as_csv([HEADER, row()]), "liens.csv", anne), by=anne)
    batch = sent(as_csv([HEADER, row(start="1995")]), "liens.csv", anne)
    (line,) = batch.lines.refused()
    said = next(one for one in line.remarks if one["level"] == "refusé")

    chosen = correct_line(
        batch, line, {"entry": said["candidates"][0]["value"]}, by=anne
    )

    assert chosen.outcome == "modifiee"
    apply_batch(batch, by=anne)
    assert Agreement.objects.get().events.filter(kind="signe", year=1995).exists()


@pytest.mark.slow
def test_an_import_of_a_flat_table_is_undone(anne: User) -> None:
    line = row(window="meae", amount="20 000 €")
    batch = sent(as_csv([HEADER, line]), "liens.csv", anne)
    apply_batch(batch, by=anne)

    revert_batch(batch, by=anne)

    left = [model.objects.count() for model in (Agreement, Action, Partner)]
    assert left == [0, 0, 0]


def test_the_command_publishes_when_asked_and_leaves_refused_lines(
    tmp_path: Path,
) -> None:
    path = tmp_path / "liens.csv"
    path.write_bytes(as_csv([HEADER, row(lead="Nulle-Part"), row()]))

    call_command(
        "import_directory", path, leave_refused=True, publish=True, verbosity=0
    )

    made = Agreement.objects.get()
    assert made.publication == Publication.PUBLISHED
    # The first line, which is refused, would have made the partner.
    assert made.counterpart.name == "Téra"
