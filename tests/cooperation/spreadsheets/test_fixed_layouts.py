"""Importing records: what becomes of good, doubtful and bad lines."""

import csv
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from cooperation.enums import AliasKind, PartnerKind
from cooperation.models import (
    Action,
    Agreement,
    CollectivityAlias,
    Funding,
    Partner,
)
from cooperation.parsing import (
    ParseError,
    parse_euro_amount,
    parse_partner_list,
    parse_plain_year,
)
from cooperation.spreadsheets.fixed_layouts.command import (
    ACTION_LAYOUTS,
    AGREEMENT_LAYOUTS,
    import_file,
)
from cooperation.spreadsheets.fixed_layouts.report import ImportReport
from cooperation.spreadsheets.matching.names import (
    normalize_authority_name,
    normalize_foreign_name,
)
from cooperation.spreadsheets.planning.types import Level
from tests import factories

pytestmark = pytest.mark.django_db

ACTION: dict[str, str] = {
    "id": "S-1",
    "title": "Jumelage Annecy – Téra",
    "kind": "jumelage",
    "lead_name": "Commune d'Annecy",
    "lead_kind": "commune",
    "lead_department": "74",
    "other_french_authorities": "",
    "partner_name": "Tera",
    "partner_country_iso2": "NE",
    "start_year": "2001",
    "end_year": "",
    "status": "en_cours",
    "themes": "",
    "partners": "",
    "funding_windows": "",
    "budget_eur": "",
    "amount_year": "",
    "summary_fr": "Annecy et Téra sont jumelées.",
    "source_url": "https://www.annecy.fr/jumelages",
    "uncertainty": "",
}


@pytest.fixture
def annecy() -> Any:
    """Annecy, and the Niger it acts in, with Téra in it."""
    factories.PlaceFactory(name="Téra")
    return factories.CollectivityFactory(name="Annecy", insee_code="74010")


@pytest.fixture
def load(tmp_path: Path) -> Any:
    """Import rows as a CSV file would be."""

    def load(*rows: dict[str, str], dry_run: bool = False) -> ImportReport:
        path = tmp_path / "actions.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(ACTION))
            writer.writeheader()
            writer.writerows(ACTION | row for row in rows)
        return import_file(path, ACTION_LAYOUTS, dry_run=dry_run)

    return load


def reasons(report: ImportReport) -> list[tuple[int, str, str, str]]:
    """Return the remarks as (line, column, value, level)."""
    return [(r.line, r.column, r.value, r.level.value) for r in report.remarks]


def test_a_twinning_is_an_agreement_and_the_cooperation_under_it(
    annecy: Any, load: Any
) -> None:
    load({})
    action = Action.objects.get()
    agreement = action.agreement
    assert (agreement.collectivity, agreement.counterpart.name) == (annecy, "Téra")
    assert agreement.place.name == "Téra"
    assert [(e.kind, e.year) for e in agreement.events.all()] == [("signe", 2001)]
    assert (action.lead, action.publication) == (annecy, "publiee")
    assert [str(row) for row in action.locations.all()] == ["Téra (NE)"]
    assert action.source_name == "annecy.fr"


def test_a_project_goes_under_the_agreement_of_the_same_two(
    annecy: Any, load: Any
) -> None:
    project = {"id": "S-2", "kind": "projet", "title": "Puits", "partner_name": "Téra"}
    load(project, {})
    agreement = Agreement.objects.get()
    assert Action.objects.get(title="Puits").agreement == agreement


def test_a_second_import_changes_nothing(annecy: Any, load: Any) -> None:
    load({"partners": "Puits du désert (ONG)"})
    report = load({"partners": "Puits du désert (ONG)"})
    assert dict(report.counts) == {
        ("accords", "inchangés"): 1,
        ("actions", "inchangés"): 1,
    }
    assert (Action.objects.count(), Partner.objects.count()) == (1, 2)


def test_a_newer_source_updates_what_staff_did_not_lock(annecy: Any, load: Any) -> None:
    load({})
    Action.objects.update(locked_fields=["title"])
    load({"title": "Autre titre", "summary_fr": "Autre résumé"})
    action = Action.objects.get()
    assert (action.title, action.summary) == ("Jumelage Annecy – Téra", "Autre résumé")
    assert action.history.first().history_change_reason == "import actions.csv"


def test_a_protected_note_of_an_agreement_is_left_alone(annecy: Any, load: Any) -> None:
    load({})
    Agreement.objects.update(
        locked_fields=["source_note"], source_note="Relue", source_reference="AUTRE"
    )
    load({})
    assert Agreement.objects.get().source_note == "Relue"
    Agreement.objects.update(locked_fields=[])
    load({})
    assert Agreement.objects.get().source_note.startswith("Relue Aussi dans")


def test_a_trial_reports_the_same_and_writes_nothing(annecy: Any, load: Any) -> None:
    tried = load({"themes": "rien"}, dry_run=True)
    assert not Action.objects.exists()
    assert not Partner.objects.exists()
    assert load({"themes": "rien"}).lines() == tried.lines()


@pytest.mark.parametrize(
    ("status", "year", "events"),
    [
        ("en_cours", "", [("signe", None)]),
        ("inconnu", "1967", [("signe", 1967), ("sans_nouvelles", None)]),
        ("inconnu", "", [("sans_nouvelles", None)]),
        ("termine", "1967", [("signe", 1967), ("termine", None)]),
    ],
)
def test_what_the_source_does_not_tell_stays_unknown(
    annecy: Any, load: Any, status: str, year: str, events: list[Any]
) -> None:
    load({"status": status, "start_year": year})
    agreement = Agreement.objects.get()
    assert [(e.kind, e.year) for e in agreement.events.all()] == events


def test_homonyms_are_a_doubt_and_the_rest_of_the_file_is_read(
    annecy: Any, load: Any
) -> None:
    for code in ("74", "60"):
        factories.CollectivityFactory(
            name="Bonneville", department=factories.DepartmentFactory(code=code)
        )
    report = load({"id": "S-2", "lead_name": "Bonneville", "lead_department": ""}, {})
    refused = (2, "lead_name", "Bonneville", Level.REFUSED.value)
    assert reasons(report) == [refused]
    assert "Bonneville (60)" in report.remarks[0].detail
    assert Action.objects.count() == 1


def test_the_department_tells_homonyms_apart(load: Any) -> None:
    here = factories.CollectivityFactory(name="Bonneville")
    factories.CollectivityFactory(
        name="Bonneville", department=factories.DepartmentFactory(code="60")
    )
    factories.CountryFactory()
    load({"lead_name": "Ville de Bonneville"})
    assert Action.objects.get().lead == here


def test_a_delegated_commune_is_known_by_its_present_one(
    annecy: Any, load: Any
) -> None:
    CollectivityAlias.objects.create(
        collectivity=annecy, name="Annecy-le-Vieux", kind=AliasKind.DELEGATED
    )
    load({"lead_name": "Commune d’Annecy-le-Vieux"})
    assert Action.objects.get().lead == annecy


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "alliance"),
        ("lead_name", "Commune de Nullepart"),
        ("partner_country_iso2", "ZZ"),
    ],
)
def test_a_line_that_cannot_be_placed_is_refused(
    annecy: Any, load: Any, column: str, value: str
) -> None:
    report = load({column: value})
    assert reasons(report)[0] == (2, column, value, Level.REFUSED.value)
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("start_year", "années 90"),
        ("end_year", "1999"),
        ("budget_eur", "environ 5000"),
        ("status", "gelé"),
        ("themes", "astronomie"),
        ("funding_windows", "loterie"),
        ("other_french_authorities", "Régie des Eaux Gessiennes"),
    ],
)
def test_a_cell_that_cannot_be_read_is_left_out_and_said(
    annecy: Any, load: Any, column: str, value: str
) -> None:
    report = load({column: value})
    assert reasons(report) == [(2, column, value, Level.DOUBT.value)]
    assert Action.objects.count() == 1


def test_a_place_out_of_the_references_keeps_its_name(annecy: Any, load: Any) -> None:
    report = load({"partner_name": "Kokorou"})
    assert [str(row) for row in Action.objects.get().locations.all()] == [
        "Kokorou (NE)"
    ]
    assert [remark.level for remark in report.remarks] == [Level.INFORMATION]


def test_a_place_keeps_the_name_that_its_source_gives(annecy: Any, load: Any) -> None:
    factories.PlaceFactory(name="Điện Bàn", alternate_names="Quang Nam")
    factories.PlaceFactory(name="Nghĩa Lộ")
    load({"partner_name": "Quang Nam;nghia lo"})
    assert sorted(str(row) for row in Action.objects.get().locations.all()) == [
        "Nghĩa Lộ (NE)",
        "Quang Nam (NE)",
    ]


def test_of_two_places_alike_neither_is_chosen(annecy: Any, load: Any) -> None:
    factories.PlaceFactory(name="Tera")
    report = load({})
    assert Agreement.objects.get().place is None
    assert [remark.level for remark in report.remarks] == [Level.DOUBT]


def test_two_spellings_of_one_town_are_one_partner(annecy: Any, load: Any) -> None:
    factories.PlaceFactory(name="Zaporijjia", alternate_names="Zaporojie|Zaporizhia")
    load(
        {"partner_name": "Zaporojie"},
        {"id": "S-2", "kind": "projet", "partner_name": "Zaporijjia"},
    )
    assert Partner.objects.count() == 1


def test_the_same_cooperation_from_two_sources_is_told_once(
    annecy: Any, load: Any
) -> None:
    report = load({}, {"id": "S-2", "source_url": "https://exemple.fr/"})
    assert Action.objects.count() == 1
    assert "S-2" in Agreement.objects.get().source_note
    assert Level.DOUBT in {remark.level for remark in report.remarks}


def test_partners_and_windows_are_kept_without_inventing_roles_or_amounts(
    annecy: Any, load: Any
) -> None:
    window = factories.FundingWindowFactory()
    load(
        {
            "partners": "Hydraulique sans frontières (ONG);Agence RMC (agence_eau);X",
            "funding_windows": "oudin_santini",
            "budget_eur": "481.180 €",
        }
    )
    action = Action.objects.get()
    roles = {
        row.partner.name: (row.partner.kind, row.role)
        for row in action.involvements.all()
    }
    assert roles == {
        "Téra": (PartnerKind.AUTHORITY, "partenaire_local"),
        "Hydraulique sans frontières": (PartnerKind.NGO, "non_precise"),
        "Agence RMC": (PartnerKind.WATER_AGENCY, "cofinanceur"),
        "X": (PartnerKind.OTHER, "non_precise"),
    }
    funding = Funding.objects.get()
    assert (funding.window, funding.amount) == (window, None)
    assert action.budget_eur == Decimal(481_180)


def test_twinnings_of_wikidata_are_agreements_of_unknown_date(
    annecy: Any, tmp_path: Path
) -> None:
    path = tmp_path / "jumelages.csv"
    path.write_text(
        "code_insee,commune,partenaire,pays_iso2\n74010,Annecy,Téra,NE\n",
        encoding="utf-8",
    )
    import_file(path, AGREEMENT_LAYOUTS)
    agreement = Agreement.objects.get()
    assert [(e.kind, e.year) for e in agreement.events.all()] == [
        ("sans_nouvelles", None)
    ]
    assert "date" in agreement.uncertainty
    assert not Action.objects.exists()


# Files ------------------------------------------------------------------------------


def test_old_excel_files_are_read_and_said_so(annecy: Any, tmp_path: Path) -> None:
    path = tmp_path / "vieux.csv"
    lines = [list(ACTION), list((ACTION | {"partner_name": "Téra"}).values())]
    path.write_bytes("\r\n".join(";".join(line) for line in lines).encode("cp1252"))
    report = import_file(path, ACTION_LAYOUTS)
    assert report.notes == ["Encodage Windows-1252, séparateur point-virgule."]
    assert Action.objects.count() == 1


def test_workbooks_are_read(annecy: Any, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(list(ACTION))
    book.active.append([2001 if k == "start_year" else v for k, v in ACTION.items()])
    path = tmp_path / "actions.xlsx"
    book.save(path)
    import_file(path, ACTION_LAYOUTS)
    assert Action.objects.get().start_year == 2001


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("vide.csv", b"", "vide"),
        ("entete.csv", ",".join(ACTION).encode(), "aucune ligne"),
        ("manque.csv", b"id,title\n1,x\n", "Colonnes manquantes"),
        ("coupe.xlsx", b"PK\x03\x04rien", "abîmé"),
        ("binaire.csv", b"\x00\x01\x02", "texte"),
    ],
)
def test_an_unreadable_file_is_refused_with_a_reason(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        call_command("import_actions", str(path))


def test_unknown_columns_are_named(tmp_path: Path) -> None:
    path = tmp_path / "trop.csv"
    header = [*ACTION, "couleur", "id"]
    row = ["x"] * len(header)
    path.write_text(",".join(header) + "\n" + ",".join(row), encoding="utf-8")
    with pytest.raises(CommandError, match=r"Colonnes inconnues : couleur, id \(V\)"):
        call_command("import_actions", str(path))


def test_the_command_says_what_it_did_and_writes_its_remarks(
    annecy: Any, tmp_path: Path
) -> None:
    path, remarks = tmp_path / "actions.csv", tmp_path / "remarques.csv"
    row = ACTION | {"themes": "astronomie"}
    path.write_text(",".join(ACTION) + "\n" + ",".join(row.values()), encoding="utf-8")
    output = StringIO()
    call_command("import_actions", str(path), report=remarks, stdout=output)
    assert "actions : 1 créés" in output.getvalue()
    assert "astronomie" in remarks.read_text(encoding="utf-8-sig")


# Values and names -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("", None),
        ("481.180 €", Decimal(481_180)),
        ("2 700 000", Decimal(2_700_000)),
        ("78000", Decimal(78_000)),
        ("12,50", Decimal("12.50")),
    ],
)
def test_amounts_are_read(text: str, amount: Decimal | None) -> None:
    assert parse_euro_amount(text) == amount


@pytest.mark.parametrize("text", ["2,7 M€", "env. 50 000 €", "FCFA 12", "-5"])
def test_loose_amounts_are_not_guessed(text: str) -> None:
    with pytest.raises(ParseError):
        parse_euro_amount(text)


@pytest.mark.parametrize("text", ["depuis 2007", "99999", "12", "²012"])
def test_loose_years_are_not_guessed(text: str) -> None:
    with pytest.raises(ParseError):
        parse_plain_year(text)


def test_partners_carry_their_kind() -> None:
    assert parse_partner_list("Gret (ONG); Odyscène") == [
        ("Gret", "ONG"),
        ("Odyscène", ""),
    ]


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Communauté de communes Faucigny-Glières", "CC Faucigny - Glières", "epci"),
        ("Métropole de Lyon", "Lyon Métropole", "epci"),
        ("Département des Côtes-d'Armor", "Côtes d’Armor", "departement"),
        ("Commune des Planches-près-Arbois", "Les Planches-près-Arbois", "commune"),
    ],
)
def test_names_of_one_authority_are_alike(one: str, other: str, kind: str) -> None:
    assert normalize_authority_name(one, kind) == normalize_authority_name(other, kind)


def test_foreign_names_lose_what_stands_in_brackets() -> None:
    assert normalize_foreign_name("Sainte-Thérèse (Québec)") == "sainte therese"
    assert normalize_foreign_name("Commune de Bignona") == "bignona"
