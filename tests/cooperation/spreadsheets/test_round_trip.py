"""What is exported and imported unchanged changes nothing, whatever it says.

And of a file in which one cell was changed, exactly that changes.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from cooperation.columns.specs import format_cell_text
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.enums import ActionStatus, InvolvementRole, Publication, Verifier
from cooperation.imports.apply import apply_batch
from cooperation.imports.undo import revert_batch
from cooperation.models import Action, Agreement
from tests.cooperation.spreadsheets.books import (
    Tables,
    as_csv,
    everything,
    ods,
    remarks,
    sent,
    tables_of,
    xlsx,
)
from tests.factories import (
    ActionFactory,
    AgreementEventFactory,
    AgreementFactory,
    CollectivityFactory,
    CountryFactory,
    FundingFactory,
    GoalFactory,
    InvolvementFactory,
    LocationFactory,
    PartnerFactory,
    PlaceFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
# Pieces of which the worst of cells are made.
PIECES = st.sampled_from(
    [
        *(
            "=1+1",
            "'",
            "''",
            '"',
            ";",
            "|",
            " | ",
            ",",
            "\n",
            "\n\n",
            "\t",
            "\\",
            "\\N",
        ),
        *("+33", "-2", "@x", "＝", "0012", "1e5", "1,5", "2012-2015", "env. 50 000 €"),
        *("oui", "non", "…", "’", "« ", " »", "\u202f", "\u00a0", "é", "e\u0301", "œ"),
        *(
            "<b>",
            "&amp;",
            "_x000D_",
            "_x0041_",
            "Š",
            "日本",
            "🙂",
            "{",
            "}",
            "%s",
            "#REF!",
        ),
        *(
            "Total",
            "Titre",
            "nouvelle",
            "nom:x",
            "null",
            "None",
            "  ",
            "a",
            "mot",
            "du puits",
        ),
    ]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=8).map("".join)
SHORT = TEXTS.map(lambda text: text[:60]).filter(lambda text: bool(text.strip()))
MONEY = st.none() | st.decimals(0, 10**9, places=2)
DEGREES = st.floats(-80, 80, allow_nan=False)
WORLD = st.fixed_dictionaries(
    {
        "titles": st.lists(SHORT, min_size=2, max_size=3, unique_by=str.casefold),
        "texts": st.lists(TEXTS, min_size=6, max_size=6),
        "money": st.lists(MONEY, min_size=3, max_size=3),
        "point": st.tuples(DEGREES, DEGREES),
        "years": st.lists(st.integers(836, 2100), min_size=2, max_size=2).map(sorted),
        "is_long": st.booleans(),
    }
)
# What a cell may be changed to, what the directory then says, and in which column.
CHANGES = st.sampled_from(
    [
        ("actions", "titre", "Forages", "title", "Forages"),
        ("actions", "resume", "effacer", "summary", ""),
        ("actions", "resultats", "=2+2", "results", "=2+2"),
        ("actions", "etat", "suspendue", "status", "suspendue"),
        ("actions", "annee_fin", "Effacer", "end_year", None),
        ("actions", "budget_eur", "9 999 999 999,50 €", "budget_eur", "9999999999.50"),
        ("actions", "publication", "archivée", "publication", "archivee"),
        ("actions", "source_note", "vu\nle 3", "source_note", "vu\nle 3"),
        ("lieux", "nom_du_lieu", "Kokorou", "label", "Kokorou"),
        ("partenaires", "role", "bénéficiaire", "role", "beneficiaire"),
        ("financements", "montant_eur", "12,25", "amount", "12.25"),
        ("financements", "annee", "2031", "year", 2031),
        ("accords", "description", "x", "description", "x"),
        ("accords", "resume", "En bref", "summary", "En bref"),
        ("accords", "resultats", "y", "results", "y"),
        ("evenements", "precision", "à Téra", "note", "à Téra"),
        ("annuaire_partenaires", "sigle", "ABC", "acronym", "ABC"),
        ("annuaire_partenaires", "nom", "Renommé", "name", "Renommé"),
    ]
)
# Longer than a cell may be.
LONG = " ".join(f"mot🙂{number}" for number in range(5_000))
TRIALS = settings(
    max_examples=12,
    deadline=None,
    # Building a world takes half a second: a failure is read as it is, not shrunk.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> None:
    """Keep what is sent in a folder of the test."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def anne() -> User:
    """Somebody who may import."""
    return UserFactory.create(superuser=True)


def build(world: dict[str, Any]) -> None:
    """Make sheets that say what was drawn."""
    texts, (start, end) = world["texts"], world["years"]
    country = CountryFactory.create()
    lead = CollectivityFactory.create(siren="200000172")
    partners = [
        PartnerFactory.create(name=title, description=texts[0], country=country)
        for title in world["titles"]
    ]
    agreement = AgreementFactory.create(
        title=world["titles"][0],
        collectivity=lead,
        counterpart=partners[0],
        summary=texts[1][:300],
        results=texts[3],
        verified_on="2024-02-29",
        verified_by=Verifier.STAFF,
        other_signatories=[CollectivityFactory.create()],
        partners=partners,
        places=[PlaceFactory.create(country=country)],
        themes=[ThemeFactory.create()],
        goals=[GoalFactory.create(number=n) for n in (4, 17)],
    )
    AgreementEventFactory.create(agreement=agreement, year=start, note=texts[1][:300])
    for title in world["titles"]:
        action = ActionFactory.create(
            title=title,
            lead=lead,
            agreement=agreement,
            summary=texts[2][:300],
            description=texts[3] + LONG if world["is_long"] else texts[3],
            results=texts[4],
            source_note=texts[5],
            start_year=start,
            end_year=end,
            budget_eur=max(filter(None, world["money"][:2]), default=None),
            own_share_eur=None
            if None in world["money"][:2]
            else min(world["money"][:2]),
            verified_on="2024-02-29",
            verified_by=Verifier.STAFF,
            status=ActionStatus.ENDED,
            publication=Publication.DRAFT,
            themes=[ThemeFactory.create()],
            goals=[GoalFactory.create(number=n) for n in (6, 17)],
            co_leads=[CollectivityFactory.create(name=f"Saint-{title}"[:100])],
        )
        lat, lng = world["point"]
        LocationFactory.create(
            action=action, country=country, label=title, lat=lat, lng=lng
        )
        for partner in partners:
            InvolvementFactory.create(
                action=action, partner=partner, role=InvolvementRole.LOCAL
            )
        FundingFactory.create(
            action=action,
            funder=partners[-1],
            amount=world["money"][2],
            note=texts[0][:300],
        )


def state() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every sheet's table, lists included."""
    found = {
        code: list(sheet.rows().order_by("pk").values())
        for code, sheet in WORKSHEETS.items()
    }
    for through in (
        *(Action.themes.through, Action.goals.through, Action.co_leads.through),
        *(Agreement.themes.through, Agreement.goals.through),
        *(Agreement.partners.through, Agreement.places.through),
        Agreement.other_signatories.through,
    ):
        found[through.__name__] = list(
            through.objects.order_by("pk").values_list(
                *[f.attname for f in through._meta.concrete_fields if f.attname != "id"]
            )
        )
    return found


def files(tables: Tables) -> dict[str, bytes]:
    """Return the tables in each format: a workbook, or a file for each sheet."""
    by_name = {f"{name}.csv": as_csv(rows) for name, rows in tables.items()}
    return {"tout.xlsx": xlsx(tables), "tout.ods": ods(tables), **by_name}


@TRIALS
@given(world=WORLD)
def test_nothing_changed_changes_nothing(world: dict[str, Any], anne: User) -> None:
    with transaction.atomic():
        build(world)
        for name, content in files(tables_of(everything())).items():
            batch = sent(content, name, anne)
            changes = list(
                batch.lines.exclude(outcome="inchangee").values_list(
                    "sheet", "changes", "remarks"
                )
            )
            assert changes == [], name
            told = [said for said in remarks(batch) if "coupé" not in said]
            assert told == [], name
        transaction.set_rollback(True)


@TRIALS
@given(world=WORLD, change=CHANGES, form=st.sampled_from(["xlsx", "ods", "csv"]))
def test_one_changed_cell_changes_exactly_that(
    world: dict[str, Any],
    change: tuple[str, str, str, str, Any],
    form: str,
    anne: User,
) -> None:
    code, column, text, field, value = change
    with transaction.atomic():
        build(world)
        before = state()
        tables = tables_of(everything())
        sheet = WORKSHEETS[code]
        rows = tables[str(sheet.label)]
        place = [c.code for c in sheet.exported_columns].index(column)
        was = format_cell_text(rows[1][place])
        rows[1][place] = text
        if form == "csv":
            batch = sent(as_csv(rows), "feuille.csv", anne)
        else:
            writer = xlsx if form == "xlsx" else ods
            batch = sent(writer(tables), f"tout.{form}", anne)
        if was.strip() == text or (not was and text.lower() == "effacer"):
            assert not batch.lines.exclude(outcome="inchangee").exists()
        else:
            (line,) = batch.lines.exclude(outcome="inchangee")
            assert [said["column"] for said in line.changes] == [column]
            apply_batch(batch, by=anne)
            assert differences(before, state()) == {(code, line.object_id, field)}
            (row,) = (r for r in state()[code] if r["id"] == line.object_id)
            expected = Decimal(value) if isinstance(row[field], Decimal) else value
            assert row[field] == expected
            revert_batch(batch, by=anne)
            assert state() == before
        transaction.set_rollback(True)


def differences(
    before: dict[str, list[Any]], after: dict[str, list[Any]]
) -> set[tuple[str, int, str]]:
    """Return what differs, but for what the database derives by itself."""
    derived = {"updated_at", "search_vector", "related_vector", "title_key", "name_key"}
    found = set()
    for code, rows in before.items():
        if code not in WORKSHEETS:
            assert rows == after[code]
            continue
        assert [row["id"] for row in rows] == [row["id"] for row in after[code]]
        for old, new in zip(rows, after[code], strict=True):
            found |= {
                (code, old["id"], name)
                for name in old
                if old[name] != new[name] and name not in derived
            }
    return found
