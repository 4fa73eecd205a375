"""Simple tables go out and come in again: each table, each right, each hostile file."""

import csv
import datetime
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from import_export.admin import ExportMixin, ImportMixin

from accounts.people.roles import CURATOR, VIEWER, make_roles
from cooperation import models
from cooperation.admin.mixins.table_import import TableAdmin, TableExportAdmin
from tests import factories
from tests.cooperation.spreadsheets.books import ods, xlsx
from tests.people import log_in_with_second_factor

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]
Rows = list[list[Any]]


class Case(NamedTuple):
    """A table: two rows that fill its columns, and a cell that is changed."""

    make: Callable[[], Any]
    column: str
    cell: str
    field: str
    value: Any


def make_resource() -> Any:
    row = factories.ResourceFactory(acronym="F3E", description="a\nb", position=3)
    row.themes.set(
        [factories.ThemeFactory(), factories.ThemeFactory(code="energie_climat")]
    )
    row.countries.set([factories.CountryFactory()])
    return factories.ResourceFactory(name="=1+1")


def make_theme() -> Any:
    factories.ThemeFactory(code="energie", dac_codes=["23210", "23220"])
    row = factories.ThemeFactory(dac_codes=["14020"])
    row.goals.set([factories.GoalFactory(), factories.GoalFactory(number=13)])
    return row


def make_place() -> Any:
    factories.PlaceFactory(lat=45.899247123456789, lng=-0.1, geonames_id=12)
    factories.PlaceFactory(name="Même nom", lat=None, lng=None)
    return factories.PlaceFactory(
        name="Même nom", alternate_names="Un|Deux", admin_area="-Nord"
    )


def make_testimony() -> Any:
    factories.TestimonyFactory(
        action=None,
        collectivity=factories.CollectivityFactory(),
        person_name="A. B.",
        has_name_consent=True,
    )
    return factories.TestimonyFactory()


def make_alias() -> Any:
    department = factories.DepartmentFactory()
    factories.CollectivityAliasFactory(department=department, until_year=1973)
    return factories.CollectivityAliasFactory()


def make_rate() -> Any:
    factories.ExchangeRateFactory(
        currency="XOF", per_euro=Decimal("655.957"), valid_until=None
    )
    return factories.ExchangeRateFactory(per_euro=Decimal("0.936800"))


DAY = datetime.date(2027, 1, 31)
CASES = {
    "glossaryterm": Case(
        factories.GlossaryTermFactory, "Source", "Une loi", "source", "Une loi"
    ),
    "exchangerate": Case(
        make_rate, "Unités pour un euro", "0,95", "per_euro", Decimal("0.95")
    ),
    "event": Case(factories.EventFactory, "Fin", "31/01/2027", "ends_on", DAY),
    "fundingcall": Case(
        factories.FundingCallFactory, "Date limite", "2027-01-31", "deadline", DAY
    ),
    "offer": Case(factories.OfferFactory, "Nature", "emploi", "kind", "emploi"),
    "resource": Case(make_resource, "Ordre", "7", "position", 7),
    "theme": Case(make_theme, "Codes CAD", "1 | 2", "dac_codes", ["1", "2"]),
    "fundingwindow": Case(
        factories.FundingWindowFactory,
        "Relevé par l’enquête de 2021",
        "oui",
        "is_from_founding_survey",
        True,
    ),
    "ceilingrule": Case(
        factories.CeilingRuleFactory, "Plafond en %", "1,5", "percent", Decimal("1.5")
    ),
    "place": Case(make_place, "Population", "12 000", "population", 12_000),
    "testimony": Case(
        make_testimony, "Publication", "brouillon", "publication", "brouillon"
    ),
    "synonym": Case(
        factories.SynonymFactory, "Mot ou expression", "Comité", "text", "Comité"
    ),
    "collectivityalias": Case(make_alias, "Jusqu’en", "1999", "until_year", 1999),
}
EVERY_TABLE = pytest.mark.parametrize("table", CASES)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Keep the files of imports apart."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def curator(client: Client) -> Client:
    """Somebody of the team."""
    return log_in(client, CURATOR.name)


def log_in(client: Client, group: str) -> Client:
    (role,) = [one for one in make_roles() if one.name == group]
    person = factories.UserFactory(staff=True)
    person.groups.add(role)
    return log_in_with_second_factor(client, person)


def address(table: str, page: str) -> str:
    return reverse(f"admin:cooperation_{table}_{page}")


def export(client: Client, table: str, kind: str = "csv", query: str = "") -> bytes:
    """Return the file that the page of exports gives."""
    number = {"xlsx": "0", "csv": "1"}[kind]
    answer = client.post(address(table, "export") + query, {"format": number})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[arg-type]


def rows_of(content: bytes, kind: str = "csv") -> Rows:
    """Return the cells of an export."""
    if kind == "csv":
        text = content.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    (sheet,) = book.worksheets
    return [
        [one.date() if isinstance(one, datetime.datetime) else one for one in row]
        for row in sheet.iter_rows(values_only=True)
    ]


def as_file(rows: Rows, kind: str = "csv", encoding: str = "cp1252") -> Any:
    """Return cells as a file: CSV as French Excel writes it, XLSX or ODS."""
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows(rows)
        return SimpleUploadedFile("table.csv", text.getvalue().encode(encoding))
    write = {"xlsx": xlsx, "ods": ods}[kind]
    return SimpleUploadedFile(f"table.{kind}", write({"Feuille": rows}))


def send(client: Client, table: str, file: Any) -> Any:
    """Send a file; return the preview."""
    return client.post(address(table, "import"), {"import_file": file, "format": "0"})


def confirm(client: Client, table: str, preview: Any, **other: str) -> Any:
    """Send the form of a preview."""
    data = preview.context["confirm_form"].initial | other
    return client.post(address(table, "process_import"), data, follow=True)


def pending_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def totals(preview: Any) -> dict[str, int]:
    return {one.code: one.n for one in preview.context["totals"] if one.n}


# Out and in again -------------------------------------------------------------------


@EVERY_TABLE
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_what_went_out_changes_nothing_when_it_comes_in(
    table: str, kind: str, curator: Client, tmp_path: Path
) -> None:
    row = CASES[table].make()
    number = type(row).objects.count()
    before = type(row).history.count()
    content = export(curator, table, "xlsx" if kind == "ods" else kind)
    file = SimpleUploadedFile(f"table.{kind}", content)
    if kind == "ods":
        file = as_file(rows_of(content, "xlsx"), "ods")
    preview = send(curator, table, file)
    assert preview.context["problems"] == []
    assert totals(preview) == {"inchangee": number}
    assert "Ce fichier ne change rien" in preview.text
    assert pending_files(tmp_path) == []
    assert type(row).history.count() == before


@EVERY_TABLE
def test_one_changed_cell_is_one_update_with_its_history(
    table: str, curator: Client
) -> None:
    case = CASES[table]
    row = case.make()
    rows = rows_of(export(curator, table))
    at = rows[0].index(case.column)
    line = find_line(rows, row)
    rows[line][at] = case.cell
    preview = send(curator, table, as_file(rows, encoding="utf-8-sig"))
    assert totals(preview).get("modifiee") == 1
    assert "refusee" not in totals(preview)
    (change,) = preview.context["lines"][0].changes
    assert change["label"] == case.column

    versions = row.history.count()
    page = confirm(curator, table, preview)
    assert page.redirect_chain == [(address(table, "changelist"), 302)]
    row.refresh_from_db()
    assert getattr(row, case.field) == case.value
    assert row.history.count() == versions + 1
    last = row.history.latest()
    assert last.history_change_reason == "import table.csv"
    assert last.history_user_id == int(curator.session["_auth_user_id"])
    assert LogEntry.objects.filter(object_repr="Import table.csv").count() == 1


def find_line(rows: Rows, row: Any) -> int:
    """Return the index of the line of a row: by its number, or by its name."""
    names = (
        {str(row.pk)}
        if rows[0][0] == "N°"
        else {
            str(getattr(row, name, ""))
            for name in ("code", "name", "currency", "reference")
        }
    )
    names |= {f"'{name}" for name in names}
    (found,) = [
        at
        for at, cells in enumerate(rows[1:], 1)
        if names & ({cells[0]} if rows[0][0] == "N°" else {*cells[:2]})
    ]
    return found


# Pages ------------------------------------------------------------------------------


def test_only_the_mixin_of_the_site_stands_on_the_library() -> None:
    pages = admin.site._registry.values()
    assert all(
        isinstance(page, TableAdmin) for page in pages if isinstance(page, ImportMixin)
    )
    found = [page for page in pages if isinstance(page, ExportMixin)]
    assert all(isinstance(page, TableExportAdmin) for page in found)
    assert {page.opts.model_name for page in found} == {
        *CASES,
        "user",
        "participation",
    }


@pytest.mark.parametrize("group", [VIEWER.name, "", None])
@EVERY_TABLE
def test_who_may_not_write_imports_nothing(
    table: str, group: str | None, client: Client, tmp_path: Path
) -> None:
    row = CASES[table].make()
    if group is not None:
        person = factories.UserFactory(staff=True)
        person.groups.set([one for one in make_roles() if one.name == group])
        log_in_with_second_factor(client, person)
    status = 302 if group is None else 403
    file = SimpleUploadedFile("table.csv", b"Code;Nom\nx;y\n")
    answers = [
        client.get(address(table, "import")),
        send(client, table, file),
        client.post(address(table, "process_import"), {"import_file_name": "x"}),
        client.get(address(table, "export")),
        client.post(address(table, "export"), {"format": "1"}),
    ]
    # The reader takes tables away, and brings none.
    exports = 200 if group == VIEWER.name else status
    expected = [*[status] * 3, *[exports] * 2]
    assert [answer.status_code for answer in answers] == expected
    assert pending_files(tmp_path) == []
    assert type(row).objects.filter(pk=row.pk).exists()
    if group == VIEWER.name:
        page = client.get(address(table, "changelist"))
        assert address(table, "import") not in page.text
        assert address(table, "export") in page.text


def test_the_list_leads_to_both_pages_and_they_lead_back(curator: Client) -> None:
    page = curator.get(address("event", "changelist") + "?publication__exact=publiee")
    assert f'href="{address("event", "import")}"' in page.text
    assert "/event/export/?publication__exact=publiee" in page.text
    for name in ("import", "export"):
        found = curator.get(address("event", name))
        assert f'href="{address("event", "changelist")}"' in found.text
        assert "Date" not in found.context["title"]
    assert curator.get(address("event", "process_import")).status_code == 405


def test_an_export_holds_the_rows_of_the_filtered_list(curator: Client) -> None:
    factories.EventFactory(title="Publié")
    factories.EventFactory(title="Gardé", publication="brouillon")
    query = "?publication__exact=brouillon"
    rows = rows_of(export(curator, "event", query=query))
    assert [row[1] for row in rows] == ["Titre", "Gardé"]
    entry = LogEntry.objects.get()
    assert entry.change_message.startswith("1 lignes")
    wrong = curator.post(address("event", "export") + "?x__y=1", {"format": "1"})
    assert wrong.status_code == 302
    assert curator.post(address("event", "export"), {"format": "9"}).status_code == 400
    named = {"format": "1", "export_items": ["1", "abc"]}
    assert curator.post(address("event", "export"), named).status_code == 400


@pytest.mark.parametrize("number", [1, 5])
def test_an_export_costs_the_same_whatever_there_is(
    number: int, curator: Client, django_assert_num_queries: Any
) -> None:
    for _row in range(number):
        row = factories.ResourceFactory()
        row.themes.set([factories.ThemeFactory()])
    export(curator, "resource")
    with django_assert_num_queries(16):
        export(curator, "resource")


def make_calls(number: int) -> None:
    for place in range(number):
        call = factories.FundingCallFactory(title=f"Appel {place}")
        call.themes.set([factories.ThemeFactory(code=f"theme_{place}")])
        call.countries.set([factories.CountryFactory()])


@pytest.mark.parametrize("number", [1, 5])
def test_a_preview_of_what_is_unchanged_costs_the_same_for_any_number_of_rows(
    number: int, curator: Client, django_assert_num_queries: Any
) -> None:
    make_calls(number)
    file = export(curator, "fundingcall")
    with django_assert_num_queries(22):
        preview = send(curator, "fundingcall", SimpleUploadedFile("a.csv", file))
    assert totals(preview) == {"inchangee": number}


@pytest.mark.parametrize("number", [1, 5])
def test_a_preview_of_changes_costs_the_same_for_any_number_of_rows(
    number: int, curator: Client, django_assert_num_queries: Any
) -> None:
    make_calls(number)
    rows = rows_of(export(curator, "fundingcall"))
    who, themes = rows[0].index("Pour qui"), rows[0].index("Thématiques")
    for place, row in enumerate(rows[1:]):
        row[who] = f"Communes {place}"
        row[themes] = f"theme_{(place + 1) % number} | theme_0"
    new = [["", f"Nouveau {place}", *rows[1][2:]] for place in range(number)]
    file = as_file([*rows, *new], encoding="utf-8-sig")
    with django_assert_num_queries(29):
        preview = send(curator, "fundingcall", file)
    assert totals(preview) == {"modifiee": number, "creee": number}


def test_lines_that_the_database_does_not_take_are_told_each_with_its_reason(
    curator: Client,
) -> None:
    """The others of the file are not refused with them, and nothing is written."""
    rows = [
        ["Monnaie", "Valable du", "Valable jusqu’au", "Unités pour un euro", "Source"],
        *(["USD", f"0{day}/01/2020", "", "1,1", "BCE"] for day in range(1, 8)),
    ]
    rows[3][2], rows[6][2] = "01/01/2019", "01/01/2018"
    preview = send(curator, "exchangerate", as_file(rows, encoding="utf-8-sig"))
    assert totals(preview) == {"creee": 5, "refusee": 2}
    refused = [line for line in preview.context["lines"] if line.reasons]
    assert [line.number for line in refused] == [4, 7]
    assert all("précéder" in reason for line in refused for reason in line.reasons)
    assert not models.ExchangeRate.objects.exists()


def test_a_row_that_a_line_renames_is_known_to_the_next_lines(curator: Client) -> None:
    event = factories.EventFactory(title="Avant", starts_on=DAY)
    rows = [
        ["N°", "Titre", "Début", "Lieu"],
        [str(event.pk), "Après", "2027-01-31", "Annecy"],
        ["", "Après", "2027-01-31", "Chambéry"],
    ]
    page = send(curator, "event", as_file(rows, encoding="utf-8-sig"))
    assert "la ligne 2 est déjà celle-là" in page.text


# The file -----------------------------------------------------------------------------


TERMS: Rows = [
    [
        *("Code", "Nom français", "Nom anglais"),
        *("Définition en français", "Définition en anglais"),
    ],
    ["jumelage", "Jumelage", "Twinning", "Un lien.", "A bond."],
]
TERM = [["code", "NOM FRANCAIS"], ["jumelage", "Jumelage « été »"]]


def test_a_file_of_french_excel_is_read(curator: Client) -> None:
    factories.GlossaryTermFactory()
    preview = send(curator, "glossaryterm", as_file(TERM))
    assert "Windows-1252" in preview.text
    confirm(curator, "glossaryterm", preview)
    assert models.GlossaryTerm.objects.get().name_fr == "Jumelage « été »"


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (["Code", "Couleur"], "Colonnes inconnues : « Couleur »."),
        (["Nom français", "Source"], "Colonnes manquantes : « Code »."),
        (["Code", "code"], "Colonnes données deux fois : « Code »."),
    ],
)
def test_columns_that_are_not_ours_are_named(
    head: list[str], reason: str, curator: Client, tmp_path: Path
) -> None:
    page = send(curator, "glossaryterm", as_file([head, ["a", "b"]]))
    assert page.status_code == 400
    assert reason in page.text
    assert "confirm_form" not in page.context
    assert pending_files(tmp_path) == []


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 200
HOSTILE_FILES = sorted((Path(__file__).parents[2] / "files" / "hostile").glob("*.*"))
UNREADABLE = {
    "none": (None, "Choisissez un fichier."),
    "empty": (("a.csv", b""), "Ce fichier est vide."),
    "picture": (("a.xlsx", PNG), "PNG"),
    "other name": (("a.xlsx", b"Code;Source\nx;y\n"), "renommez-le"),
    "nul": (("a.csv", b"Code;Source\nx\0;y\n"), "pas un fichier de texte"),
    "heavy": (("a.csv", b"a;b\n" * 3_000_000), "dépasse"),
    "long": (("a.csv", b"Code;Source\n" + b"x;y\n" * 1_001), "1\u202f000"),
    "no row": (("a.csv", b"Code;Source\n"), "aucune ligne"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(
    name: str, curator: Client, tmp_path: Path
) -> None:
    content, reason = UNREADABLE[name]
    data = {"import_file": SimpleUploadedFile(*content)} if content else {}
    page = curator.post(address("glossaryterm", "import"), {"format": "0"} | data)
    assert page.status_code == 400
    assert reason in page.text
    assert pending_files(tmp_path) == []


@pytest.mark.parametrize("path", HOSTILE_FILES[::12], ids=lambda path: path.name)
def test_a_hostile_file_is_answered_with_a_reason(
    path: Path, curator: Client, tmp_path: Path
) -> None:
    page = send(
        curator, "glossaryterm", SimpleUploadedFile(path.name, path.read_bytes())
    )
    assert page.status_code == 400
    assert pending_files(tmp_path) == []


def test_a_workbook_of_two_tables_is_not_half_read(curator: Client) -> None:
    content = xlsx({"Un": TERMS, "Deux": TERMS})
    page = send(curator, "glossaryterm", SimpleUploadedFile("a.xlsx", content))
    assert "plusieurs feuilles" in page.text


# Cells --------------------------------------------------------------------------------


CELLS = [
    ("exchangerate", "Unités pour un euro", "beaucoup", "ce n’est pas un nombre"),
    ("exchangerate", "Unités pour un euro", "-1", "plus grand que zéro"),
    ("exchangerate", "Source", "=CMD()", "une formule sans résultat, ou une erreur"),
    ("event", "Fin", "2027", "il faut le jour, le mois et l’année"),
    ("event", "Fin", "30/02/2027", "cette date n’existe pas"),
    ("event", "Fin", "1/1/2020", "La fin ne peut pas précéder le début."),
    ("event", "Publication", "bof", "cette valeur ne se lit pas"),
    ("event", "N°", "999999999999999999999", "aucune ligne n’a ce numéro"),
    ("event", "N°", "²", "aucune ligne n’a ce numéro"),
    ("resource", "Thématiques", "eau | inconnu", "introuvable"),
    ("resource", "Ordre", "99999999999", "32767"),
    ("theme", "ODD servis", "six", "introuvable"),
    ("place", "Pays", "effacer", "nulle"),
    ("place", "Latitude", "95", "latitude entre -90 et 90"),
    ("ceilingrule", "Guichet", "rien", "introuvable"),
    ("testimony", "Accord pour publier le texte", "non", "l’accord de son auteur"),
    ("collectivityalias", "Nom", "x" * 300, "200"),
]


@pytest.mark.parametrize(
    ("table", "column", "cell", "reason"),
    CELLS,
    ids=[f"{c[0]} {c[2][:20]}" for c in CELLS],
)
def test_a_cell_that_cannot_be_taken_is_named_with_its_reason(
    table: str, column: str, cell: str, reason: str, curator: Client, tmp_path: Path
) -> None:
    row = CASES[table].make()
    rows = rows_of(export(curator, table))
    line = find_line(rows, row)
    rows[line][rows[0].index(column)] = cell
    page = send(curator, table, as_file(rows, encoding="utf-8-sig"))
    (refused,) = [one for one in page.context["lines"] if one.reasons]
    assert refused.number == line + 1
    assert any(reason in words for words in refused.reasons)
    assert "Confirmer l’import" not in page.text
    assert pending_files(tmp_path) == []


def test_a_blank_cell_leaves_what_is_there_and_a_word_empties_it(
    curator: Client,
) -> None:
    factories.GlossaryTermFactory(source="Une loi", url="https://exemple.fr/")
    rows = [["Code", "Source", "Page de la source"], ["jumelage", "", "Effacer"]]
    confirm(curator, "glossaryterm", send(curator, "glossaryterm", as_file(rows)))
    term = models.GlossaryTerm.objects.get()
    assert (term.source, term.url) == ("Une loi", "")


def test_a_new_row_is_added_and_one_wrong_line_stops_all(curator: Client) -> None:
    preview = send(curator, "glossaryterm", as_file(TERMS))
    assert totals(preview) == {"creee": 1}
    confirm(curator, "glossaryterm", preview)
    term = models.GlossaryTerm.objects.get()
    assert term.history.get().history_type == "+"
    more = [
        *TERMS,
        ["pair", "Pair", "Peer", "Un égal.", "An equal."],
        ["sans-nom", "", "", "", ""],
        ["pair", "Pair", "Peer", "Encore.", "Again."],
    ]
    page = send(curator, "glossaryterm", as_file(more))
    assert totals(page) == {"creee": 1, "inchangee": 1, "refusee": 2}
    assert "la ligne 3 est déjà celle-là" in page.text
    assert models.GlossaryTerm.objects.count() == 1


def test_rows_of_the_same_name_need_their_number(curator: Client) -> None:
    make_place()
    rows = [["Nom", "Pays", "Population"], ["Même nom", "NE", "5"]]
    page = send(curator, "place", as_file(rows))
    assert "plusieurs lignes ont ce nom : donnez le N°" in page.text


def test_formulas_leave_as_texts_and_come_back_as_they_were(curator: Client) -> None:
    factories.EventFactory(title="=HYPERLINK(1)", where="+33", description="@x")
    (_head, line) = rows_of(export(curator, "event"))
    assert line[1] == "'=HYPERLINK(1)"
    assert {"'+33", "'@x"} <= {*line}
    book = openpyxl.load_workbook(io.BytesIO(export(curator, "event", "xlsx")))
    assert book.worksheets[0]["B2"].data_type == "s"


# Files that wait ---------------------------------------------------------------------


@pytest.fixture
def preview(curator: Client) -> Any:
    """A preview that waits to be confirmed."""
    return send(curator, "glossaryterm", as_file(TERMS))


def test_a_file_waits_in_the_folder_of_its_owner_and_is_purged(
    preview: Any, curator: Client, tmp_path: Path
) -> None:
    (path,) = pending_files(tmp_path)
    owner = curator.session["_auth_user_id"]
    assert path.parent.parent == tmp_path / "imports" / owner
    assert path.stat().st_mode & 0o777 == 0o600
    call_command("purge_imports", "--hours", "24")
    assert path.exists()
    call_command("purge_imports", "--hours", "0")
    assert pending_files(tmp_path) == []
    assert confirm(curator, "glossaryterm", preview).status_code == 404


def test_another_s_file_is_not_there(preview: Any) -> None:
    other = log_in(Client(), CURATOR.name)
    assert confirm(other, "glossaryterm", preview).status_code == 404
    name = preview.context["confirm_form"].initial["import_file_name"]
    own = other.session["_auth_user_id"] + "/" + name.partition("/")[2]
    for forged in (own, "", "../../etc/passwd", name.replace("/", "\\"), f"{name}/.."):
        answer = confirm(other, "glossaryterm", preview, import_file_name=forged)
        assert answer.status_code == 404
    assert not models.GlossaryTerm.objects.exists()


def test_a_file_of_one_table_is_not_one_of_another(
    preview: Any, curator: Client
) -> None:
    assert confirm(curator, "theme", preview).status_code == 404


def test_a_file_is_applied_once(preview: Any, curator: Client, tmp_path: Path) -> None:
    confirm(curator, "glossaryterm", preview, format="abc", resource="7")
    assert models.GlossaryTerm.objects.count() == 1
    assert pending_files(tmp_path) == []
    assert confirm(curator, "glossaryterm", preview).status_code == 404


@pytest.mark.parametrize("digest", ["", "autre"])
def test_nothing_is_written_but_what_the_preview_showed(
    digest: str, preview: Any, curator: Client
) -> None:
    page = confirm(curator, "glossaryterm", preview, digest=digest)
    assert "La liste a changé depuis l’aperçu" in page.text
    assert not models.GlossaryTerm.objects.exists()


def test_what_others_wrote_since_the_preview_is_told_and_not_lost(
    preview: Any, curator: Client
) -> None:
    factories.GlossaryTermFactory(name_fr="Entre-temps")
    page = confirm(curator, "glossaryterm", preview)
    assert "Rien n’a été écrit." in page.text
    assert models.GlossaryTerm.objects.get().name_fr == "Entre-temps"
