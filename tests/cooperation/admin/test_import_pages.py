"""Staff import a spreadsheet: each page, each unhappy path, and nobody else's file."""

import io
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from cooperation.enums import ImportState, LineOutcome
from cooperation.models import Action, Collectivity, ImportBatch, ImportLine
from cooperation.spreadsheets.selection import WorkbookSelection
from cooperation.spreadsheets.template import build_xlsx_template
from cooperation.spreadsheets.workbook import stream_selection_workbook
from tests import factories
from tests.people import log_in_with_second_factor

pytestmark = pytest.mark.django_db
IMPORTS = "/gestion/cooperation/importbatch/"
HEAD = "Titre;Collectivité chef de file;État;Année de début\r\n"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Keep the files of imports apart."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def annecy() -> Collectivity:
    """The authority that the files name."""
    return factories.CollectivityFactory(name="Annecy", slug="annecy")


def csv_file(*lines: str, head: str = HEAD) -> SimpleUploadedFile:
    """Return a CSV file as French Excel writes it."""
    text = head + "".join(f"{line}\r\n" for line in lines)
    return SimpleUploadedFile("actions.csv", text.encode("cp1252"))


def send(client: Client, file: Any) -> Any:
    """Send a file, and go where that leads."""
    return client.post(f"{IMPORTS}deposer/", {"file": file}, follow=True)


def sent(client: Client, *lines: str) -> ImportBatch:
    """Send a file whose columns are all known; give the import."""
    answer = send(client, csv_file(*lines))
    assert answer.redirect_chain
    return ImportBatch.objects.latest("pk")


def of(batch: ImportBatch, page: str = "") -> str:
    """Return the address of a page of an import."""
    return f"{IMPORTS}{batch.pk}/{page}"


def importer(client: Client, *more: str) -> Client:
    """Log in somebody of the staff who may import."""
    person = factories.UserFactory(staff=True)
    codes = ["import_directory", *more]
    person.user_permissions.set(Permission.objects.filter(codename__in=codes))
    return log_in_with_second_factor(client, person)


# The file ---------------------------------------------------------------------------


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 200
UNREADABLE = [
    (None, "Choisissez un fichier."),
    (SimpleUploadedFile("vide.csv", b""), "Ce fichier est vide."),
    (SimpleUploadedFile("image.xlsx", PNG), "image.xlsx"),
    (SimpleUploadedFile("grand.csv", b"a;b\n" * 3_000_000), "manage.py"),
]


@pytest.mark.parametrize(
    ("file", "reason"), UNREADABLE, ids=["none", "empty", "image", "large"]
)
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(
    staff_client: Client, file: Any, reason: str, tmp_path: Path
) -> None:
    answer = staff_client.post(f"{IMPORTS}deposer/", {"file": file} if file else {})

    assert answer.status_code == 400
    assert "errornote" in answer.text
    if file is None or file.name != "image.xlsx":
        assert reason in answer.text
    assert not ImportBatch.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


HOSTILE = sorted((Path(__file__).parents[2] / "files" / "hostile").glob("*.*"))


@pytest.mark.parametrize("path", HOSTILE[::12], ids=lambda path: path.name)
def test_a_hostile_file_is_answered_with_a_reason(
    staff_client: Client, path: Path
) -> None:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = send(staff_client, file)
    assert answer.status_code in {200, 400}
    assert not Action.objects.exists()


# The columns ------------------------------------------------------------------------


def test_known_columns_lead_straight_to_the_preview(
    staff_client: Client, annecy: Collectivity
) -> None:
    batch = sent(staff_client, "Un puits;Annecy;en cours;2019")

    page = staff_client.get(of(batch))
    assert batch.state == ImportState.READ
    assert "Un puits" in page.text
    assert "Windows" in page.text or "cp1252" in page.text


def unknown(client: Client) -> ImportBatch:
    """Send a file of which one column is not known."""
    head = "Titre;Collectivité chef de file;Intitulé libre\r\n"
    answer = send(client, csv_file("Un puits;Annecy;Forage", head=head))
    batch = ImportBatch.objects.latest("pk")
    assert answer.redirect_chain[-1][0] == of(batch, "colonnes/")
    assert "Forage" in answer.text
    return batch


@pytest.mark.slow
def test_columns_are_mapped_by_hand_and_remembered(
    staff_client: Client, annecy: Collectivity
) -> None:
    batch = unknown(staff_client)
    data = {
        "feuille-0": "actions",
        "colonne-0-0": "titre",
        "colonne-0-1": "chef_de_file",
        "colonne-0-2": "resume",
    }
    answer = staff_client.post(of(batch, "colonnes/"), data, follow=True)

    assert answer.redirect_chain[-1][0] == of(batch)
    assert "Forage" in answer.text
    head = "Titre;Collectivité chef de file;Intitulé libre\r\n"
    again = send(staff_client, csv_file("École;Annecy;Murs", head=head))
    assert "/colonnes/" not in again.redirect_chain[-1][0]


def test_no_column_at_all_is_told(staff_client: Client, annecy: Collectivity) -> None:
    batch = unknown(staff_client)
    data = {"feuille-0": "actions", **{f"colonne-0-{n}": "" for n in range(3)}}
    answer = staff_client.post(of(batch, "colonnes/"), data)

    assert answer.status_code == 400
    assert "Aucune colonne n’est reconnue" in answer.text


def test_a_column_chosen_twice_is_told_and_nothing_is_lost(
    staff_client: Client, annecy: Collectivity
) -> None:
    batch = unknown(staff_client)
    data = {
        "feuille-0": "actions",
        "colonne-0-0": "titre",
        "colonne-0-1": "chef_de_file",
        "colonne-0-2": "titre",
    }
    answer = staff_client.post(of(batch, "colonnes/"), data)

    assert answer.status_code == 400
    assert "« Titre » est choisie pour plusieurs colonnes" in answer.text
    assert answer.context["tables"][0].columns[2].chosen == "titre"


def test_a_worksheet_may_be_mapped_to_another(
    staff_client: Client, annecy: Collectivity
) -> None:
    batch = unknown(staff_client)
    data = {"feuille-0": "accords"}
    answer = staff_client.post(of(batch, "colonnes/"), data, follow=True)

    assert "cherchées de nouveau" in answer.text
    assert answer.context["tables"][0].code == "accords"


def test_a_flat_table_is_chosen_as_kind_of_table(staff_client: Client) -> None:
    head = "Lien;Commune;Ville jumelée;Pays;Remarques diverses\r\n"
    line = "jumelage;Annecy;Téra;Niger;x"
    send(staff_client, csv_file(line, head=head))
    batch = ImportBatch.objects.latest("pk")
    staff_client.post(of(batch, "colonnes/"), {"feuille-0": ""})
    data = {"feuille-0": "cooperations"}
    answer = staff_client.post(of(batch, "colonnes/"), data, follow=True)

    (table,) = answer.context["tables"]
    assert [column.chosen for column in table.columns] == [
        *("kind", "lead", "partner", "country", ""),
    ]


def test_two_columns_for_one_are_said_and_unknown_ones_listed(
    staff_client: Client, annecy: Collectivity
) -> None:
    head = "Titre;Chef de file;Collectivité chef de file;Quoi;Combien\r\n"
    answer = send(staff_client, csv_file("Un puits;Annecy;Annecy;x;y", head=head))

    assert (
        "Colonne « Collectivité chef de file » laissée : « Chef de file » dit la même "
        "chose."
    ) in answer.text
    assert (
        "Colonnes laissées de côté : « Collectivité chef de file », « Quoi », "
        "« Combien »."
    ) in answer.text


def test_two_columns_of_a_flat_table_for_one_are_said(staff_client: Client) -> None:
    head = "Lien;Commune;Collectivité;Ville jumelée;Pays\r\n"
    line = "jumelage;Annecy;Annecy;Téra;Niger"
    answer = send(staff_client, csv_file(line, head=head))
    assert "Colonne « Collectivité » laissée : « Commune » dit la même" in answer.text


def test_another_header_line_is_chosen_by_hand(
    staff_client: Client, annecy: Collectivity
) -> None:
    head = "Quoi;Comment;Avec quoi\r\nTitre;Chef de file;État\r\n"
    answer = send(staff_client, csv_file("Un puits;Annecy;en cours", head=head))
    batch = ImportBatch.objects.latest("pk")
    assert "2 – Titre · Chef de file · État" in answer.text
    data = {"ligne-feuille-0": "2", "feuille-0": ""}
    answer = staff_client.post(of(batch, "colonnes/"), data, follow=True)

    assert answer.redirect_chain[-1][0] == of(batch)
    assert [card.row.title for card in answer.context["lines"]] == ["Un puits"]
    odd = staff_client.post(of(batch, "colonnes/"), {"ligne-feuille-0": "x"})
    assert odd.status_code == 302


def test_a_reading_that_was_interrupted_is_begun_again(
    staff_client: Client, annecy: Collectivity
) -> None:
    batch = sent(staff_client, "Un puits;Annecy;en cours;2019")
    # A job that is in no queue.
    dead = {"state": ImportState.READING, "job": uuid4(), "sheets": []}
    ImportBatch.objects.filter(pk=batch.pk).update(**dead)
    told = staff_client.get(of(batch), follow=True)
    assert "La lecture du fichier a été interrompue" in told.text
    again = staff_client.post(of(batch, "colonnes/"), follow=True)
    assert again.redirect_chain[-1][0] == of(batch)
    assert "Un puits" in again.text


# The preview ------------------------------------------------------------------------


@pytest.fixture
def mistaken(staff_client: Client, annecy: Collectivity) -> ImportBatch:
    """An import of one good line, one with a wrong cell, one with a doubtful name."""
    for number in ("93066", "97411"):
        factories.CollectivityFactory(
            name="Saint-Denis", slug=f"saint-denis-{number}", insee_code=number
        )
    return sent(
        staff_client,
        "Un puits;Annecy;en cours;2019",
        "Une école;Annecy;finie;2020",
        "Un four;Saint-Denis;en cours;2021",
    )


def line(batch: ImportBatch, title: str) -> ImportLine:
    """Return a line by its title."""
    return batch.lines.get(title=title)


def test_the_preview_counts_and_says_what_is_refused(
    staff_client: Client, mistaken: ImportBatch
) -> None:
    page = staff_client.get(of(mistaken))

    totals = {one.code: one.n for one in page.context["totals"]}
    assert (totals["creee"], totals["refusee"]) == (1, 2)
    assert "« finie »" in page.text
    only = staff_client.get(of(mistaken) + "?feuille=actions&sort=creee")
    assert [card.row.title for card in only.context["lines"]] == ["Un puits"]
    odd = staff_client.get(of(mistaken) + "?feuille=x&sort=y&page=zz")
    assert odd.status_code == 200


def test_all_remarks_come_as_csv(staff_client: Client, mistaken: ImportBatch) -> None:
    answer = staff_client.get(of(mistaken, "remarques.csv"))

    said = b"".join(answer).decode("utf-8-sig").splitlines()
    assert said[0].startswith("Feuille;Ligne;Intitulé;Colonne;Valeur")
    assert said[1].startswith("Actions;3;Une école;État;finie;refusé;")


def test_a_cell_is_corrected_in_place(
    staff_client: Client, mistaken: ImportBatch
) -> None:
    wrong = line(mistaken, "Une école")
    data = {
        "avant-etat": "finie",
        "valeur-etat": "terminee",
        "retour": "sort=refusee",
    }
    answer = staff_client.post(of(mistaken, f"lignes/{wrong.pk}/"), data)

    assert answer.headers["Location"].endswith(f"?sort=refusee#ligne-{wrong.pk}")
    wrong.refresh_from_db()
    assert wrong.outcome == LineOutcome.CREATED


def test_several_cells_of_a_line_are_corrected_at_once(
    staff_client: Client, annecy: Collectivity
) -> None:
    batch = sent(staff_client, "Un puits;Anecy;finie;hier")
    wrong = batch.lines.get()
    data = {
        "avant-chef_de_file": "Anecy",
        "valeur-chef_de_file": "Annecy",
        "avant-etat": "finie",
        "valeur-etat": "terminee",
        "avant-annee_debut": "hier",
        "valeur-annee_debut": "2019",
    }
    staff_client.post(of(batch, f"lignes/{wrong.pk}/"), data)

    wrong.refresh_from_db()
    assert (wrong.outcome, wrong.remarks) == (LineOutcome.CREATED, [])
    assert wrong.corrections == {
        "chef_de_file": "Annecy",
        "etat": "terminee",
        "annee_debut": "2019",
    }


def test_a_cell_that_was_not_touched_is_not_sent_from_an_older_tab(
    staff_client: Client, annecy: Collectivity
) -> None:
    batch = sent(staff_client, "Un puits;Annecy;finie;hier")
    wrong = batch.lines.get()
    address = of(batch, f"lignes/{wrong.pk}/")
    both = {"avant-etat": "finie", "avant-annee_debut": "hier"}
    staff_client.post(
        address, both | {"valeur-etat": "terminee", "valeur-annee_debut": "hier"}
    )
    staff_client.post(
        address, both | {"valeur-etat": "finie", "valeur-annee_debut": "2019"}
    )
    wrong.refresh_from_db()
    assert wrong.corrections == {"etat": "terminee", "annee_debut": "2019"}


def test_enter_sends_what_is_typed_whatever_is_proposed(
    staff_client: Client, mistaken: ImportBatch
) -> None:
    page = staff_client.get(of(mistaken)).text
    form = page[page.index("import__answer", page.index("Un four")) :]
    first = form[form.index('type="submit"') - 60 : form.index('type="submit"') + 60]
    assert 'name="candidat"' in form
    assert "candidat" not in first


@pytest.mark.slow
def test_a_place_is_corrected_with_its_country(staff_client: Client) -> None:
    factories.CountryFactory(name_fr="Niger")
    factories.CollectivityFactory(name="Annecy")
    head = "Titre;Chef de file;Lieux;Pays\r\n"
    send(staff_client, csv_file("Un puits;Annecy;Kokorou;", head=head))
    batch = ImportBatch.objects.latest("pk")
    page = staff_client.get(of(batch))
    ((remark,),) = [card.remarks for card in page.context["lines"]]
    assert [field.column for field in remark.fields] == ["lieux", "pays"]
    data = {
        "avant-lieux": "Kokorou",
        "valeur-lieux": "Kokorou",
        "avant-pays": "",
        "valeur-pays": "Niger",
    }
    (line,) = batch.lines.all()
    staff_client.post(of(batch, f"lignes/{line.pk}/"), data)
    line.refresh_from_db()
    assert line.outcome == LineOutcome.CREATED


def test_a_candidate_is_chosen_and_htmx_gets_the_line_and_the_counts(
    staff_client: Client, mistaken: ImportBatch
) -> None:
    # A number that people would read with a space in it.
    mistaken.lines.filter(title="Un four").update(id=1_234_567)
    doubtful = line(mistaken, "Un four")
    candidates = doubtful.remarks[0]["candidates"]
    data = {
        "avant-chef_de_file": "Saint-Denis",
        "valeur-chef_de_file": "Saint-Denis",
        "candidat": f"chef_de_file={candidates[0]['value']}",
    }
    answer = staff_client.post(
        of(mistaken, f"lignes/{doubtful.pk}/"), data, headers={"hx-request": "true"}
    )

    assert len(candidates) == 2
    assert f'id="ligne-{doubtful.pk}"' in answer.text
    assert 'hx-swap-oob="true"' in answer.text
    doubtful.refresh_from_db()
    assert doubtful.outcome == LineOutcome.CREATED


@pytest.mark.slow
def test_a_correction_of_a_column_that_is_not_there_changes_nothing(
    staff_client: Client, mistaken: ImportBatch
) -> None:
    wrong = line(mistaken, "Une école")
    data = {"valeur-publication_forgee": "x"}
    answer = staff_client.post(
        of(mistaken, f"lignes/{wrong.pk}/"), data, headers={"hx-request": "true"}
    )

    assert answer.headers["HX-Redirect"] == of(mistaken)
    assert "n’existe pas" in staff_client.get(of(mistaken)).text
    assert staff_client.get(of(mistaken, f"lignes/{wrong.pk}/")).status_code == 404


def test_lines_are_left_out_and_taken_back(
    staff_client: Client, mistaken: ImportBatch
) -> None:
    good = line(mistaken, "Un puits")
    address = of(mistaken, f"lignes/{good.pk}/")
    staff_client.post(address, {"ecarter": "1"})
    good.refresh_from_db()
    assert good.outcome == LineOutcome.LEFT_OUT
    staff_client.post(address, {"ecarter": "0"})
    good.refresh_from_db()
    assert good.outcome == LineOutcome.CREATED

    told = staff_client.post(of(mistaken, "ecarter/"), follow=True)
    assert "2 lignes écartées." in told.text


def many(client: Client, number: int) -> ImportBatch:
    """Send a file of some lines, each with a remark."""
    return sent(client, *[f"Puits {n};Annecy;finie;2019" for n in range(number)])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_preview_costs_the_same_whatever_there_is(
    rows: int,
    staff_client: Client,
    annecy: Collectivity,
    django_assert_num_queries: Any,
) -> None:
    batch = many(staff_client, rows)
    staff_client.get(of(batch))
    with django_assert_num_queries(10):
        assert staff_client.get(of(batch)).status_code == 200


@pytest.mark.slow
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_imports_costs_the_same_whatever_there_is(
    rows: int,
    staff_client: Client,
    annecy: Collectivity,
    django_assert_num_queries: Any,
) -> None:
    for _row in range(rows):
        many(staff_client, 1)
    staff_client.get(IMPORTS)
    with django_assert_num_queries(8):
        page = staff_client.get(IMPORTS)
    assert page.text.count("actions.csv") >= rows


# The end ----------------------------------------------------------------------------


def test_refused_lines_keep_everything_from_being_applied(
    staff_client: Client, mistaken: ImportBatch
) -> None:
    asked = staff_client.get(of(mistaken, "appliquer/"))
    assert "Appliquer maintenant" not in asked.text
    told = staff_client.post(of(mistaken, "appliquer/"), follow=True)

    assert "corrigez-les ou écartez-les" in told.text
    assert not Action.objects.exists()


@pytest.fixture
def changed(staff_client: Client, annecy: Collectivity) -> tuple[Action, ImportBatch]:
    """An action, and the import that changes its title."""
    action = factories.ActionFactory(title="Puits", lead=annecy)
    data = b"".join(
        stream_selection_workbook(
            WorkbookSelection.from_actions(Action.objects.all()), []
        )
    )
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["Actions"]["B2"].value = "Puits de Téra"
    file = io.BytesIO()
    book.save(file)
    send(staff_client, SimpleUploadedFile("actions.xlsx", file.getvalue()))
    return action, ImportBatch.objects.latest("pk")


@pytest.mark.slow
def test_an_export_with_one_cell_changed_changes_that_cell(
    staff_client: Client, changed: tuple[Action, ImportBatch]
) -> None:
    action, batch = changed
    page = staff_client.get(of(batch))
    (card,) = page.context["lines"]
    assert [(c["old"], c["new"]) for c in card.row.changes] == [
        ("Puits", "Puits de Téra")
    ]
    assert re.search(r"<del>.*Puits</del>", page.text)

    done = staff_client.post(of(batch, "appliquer/"), follow=True)

    assert "Annuler cet import" in done.text
    assert f"/gestion/cooperation/action/{action.pk}/change/" in done.text
    action.refresh_from_db()
    assert action.title == "Puits de Téra"


def test_applying_twice_is_told(
    staff_client: Client, changed: tuple[Action, ImportBatch]
) -> None:
    _action, batch = changed
    staff_client.post(of(batch, "appliquer/"))
    again = staff_client.post(of(batch, "appliquer/"), follow=True)

    assert "Rien de plus n’a été fait : appliqué." in again.text
    assert Action.history.filter(title="Puits de Téra").count() == 1


@pytest.mark.slow
def test_new_entries_are_published_at_once_or_afterwards(
    staff_client: Client, annecy: Collectivity
) -> None:
    batch = sent(staff_client, "Un puits;Annecy;en cours;2019")
    assert "brouillon" in staff_client.get(of(batch)).text
    told = staff_client.post(of(batch, "publication/"), {"publier": "1"}, follow=True)
    assert "Votre choix est retenu" in told.text
    assert "seront publiées" in staff_client.get(of(batch, "appliquer/")).text
    staff_client.post(of(batch, "publication/"), {"publier": "0"})
    result = staff_client.post(of(batch, "appliquer/"), follow=True)
    assert "Publier cette fiche…" in result.text
    assert f"/gestion/cooperation/action/?import={batch.pk}" in result.text

    assert "Oui, publier" in staff_client.get(of(batch, "publier/")).text
    done = staff_client.post(of(batch, "publier/"), follow=True)
    assert "1 fiche publiée." in done.text
    assert "Publier cette" not in done.text
    assert Action.objects.get().is_published()
    assert staff_client.get(of(batch, "publier/")).status_code == 302


def test_lists_are_filtered_by_import(
    staff_client: Client, annecy: Collectivity
) -> None:
    factories.ActionFactory(title="Une école", lead=annecy)
    batch = sent(staff_client, "Un puits;Annecy;en cours;2019")
    staff_client.post(of(batch, "appliquer/"))
    actions = "/gestion/cooperation/action/"
    page = staff_client.get(f"{actions}?import={batch.pk}")
    assert f"import n° {batch.pk}" in page.text
    assert [row.title for row in page.context["cl"].result_list] == ["Un puits"]
    for odd in ("x", "9" * 30, "²"):
        page = staff_client.get(f"{actions}?import={odd}")
        assert list(page.context["cl"].result_list) == []
    for model in ("agreement", "partner"):
        page = staff_client.get(f"/gestion/cooperation/{model}/?import={batch.pk}")
        assert list(page.context["cl"].result_list) == []


def test_a_line_of_a_flat_table_leads_to_the_entries_that_it_changes(
    staff_client: Client, annecy: Collectivity
) -> None:
    niger = factories.CountryFactory(name_fr="Niger")
    partner = factories.PartnerFactory(name="Téra", country=niger, kind="collectivite")
    agreement = factories.AgreementFactory(
        title="Annecy – Téra", collectivity=annecy, counterpart=partner
    )
    head = "Identifiant;Type de lien;Collectivité;Collectivité partenaire;Pays\r\n"
    row = "x;jumelage;Annecy;Téra;Niger"
    agreement.source_reference = "x"
    agreement.save()
    answer = send(staff_client, csv_file(row, head=head))
    batch = ImportBatch.objects.latest("pk")
    page = staff_client.get(of(batch) + "?sort=toutes")
    assert answer.status_code == 200
    (card,) = page.context["lines"]
    assert [entry.label for entry in card.entries] == ["Annecy – Téra"], (
        card.row.remarks
    )
    assert f"/gestion/cooperation/agreement/{agreement.pk}/change/" in page.text


def test_an_entry_changed_since_the_preview_stops_all(
    staff_client: Client, changed: tuple[Action, ImportBatch]
) -> None:
    action, batch = changed
    action.title = "Puits, autrement"
    action.save()
    told = staff_client.post(of(batch, "appliquer/"), follow=True)

    assert "ont changé depuis l’aperçu" in told.text
    action.refresh_from_db()
    assert action.title == "Puits, autrement"


def test_an_import_is_undone_once(
    staff_client: Client, changed: tuple[Action, ImportBatch]
) -> None:
    action, batch = changed
    staff_client.post(of(batch, "appliquer/"))
    assert "annuler cet import" in staff_client.get(of(batch, "annuler/")).text
    done = staff_client.post(of(batch, "annuler/"), follow=True)
    again = staff_client.post(of(batch, "annuler/"), follow=True)

    assert "tout est revenu à l’état d’avant" in done.text
    assert "Rien de plus n’a été fait : annulé." in again.text
    action.refresh_from_db()
    assert action.title == "Puits"


def test_what_changed_since_is_not_undone(
    staff_client: Client, changed: tuple[Action, ImportBatch]
) -> None:
    action, batch = changed
    staff_client.post(of(batch, "appliquer/"))
    action.refresh_from_db()
    action.title = "Encore autre chose"
    action.save()
    told = staff_client.post(of(batch, "annuler/"), follow=True)

    assert "ont changé depuis" in told.text
    action.refresh_from_db()
    assert action.title == "Encore autre chose"


def test_an_import_is_discarded_with_its_file(
    staff_client: Client, mistaken: ImportBatch, tmp_path: Path
) -> None:
    told = staff_client.post(of(mistaken, "abandonner/"), follow=True)

    assert "rien n’a changé" in told.text
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert staff_client.get(of(mistaken)).status_code == 200
    assert staff_client.get(of(mistaken, "colonnes/")).status_code == 302


def test_progress_is_shown_then_leads_to_the_result(
    staff_client: Client, mistaken: ImportBatch
) -> None:
    running = ImportBatch.objects.filter(pk=mistaken.pk)
    running.update(state=ImportState.RUNNING, steps=10, steps_done=4)

    page = staff_client.get(of(mistaken), follow=True)
    part = staff_client.get(of(mistaken, "avancement/"), headers={"hx-request": "true"})
    assert "4 lignes écrites sur 10" in page.text
    assert "<html" not in part.text
    assert staff_client.post(of(mistaken, "appliquer/")).headers["Location"] == of(
        mistaken, "avancement/"
    )

    running.update(state=ImportState.READ)
    done = staff_client.get(of(mistaken, "avancement/"), headers={"hx-request": "true"})
    assert done.headers["HX-Redirect"] == of(mistaken)


def test_the_template_comes_back_without_its_examples(
    staff_client: Client, annecy: Collectivity
) -> None:
    action = factories.ActionFactory(title="Puits", lead=annecy)
    factories.LocationFactory(action=action, label="Kokorou")
    factories.InvolvementFactory(action=action, partner__name="Eau Vive")
    data = build_xlsx_template(annecy, Action.objects.all())
    send(staff_client, SimpleUploadedFile("modele.xlsx", data))

    batch = ImportBatch.objects.latest("pk")
    assert batch.counts["total"] == {LineOutcome.UNCHANGED.value: 1}


# Who --------------------------------------------------------------------------------


PAGES = ["", "remarques.csv", "colonnes/", "appliquer/", "avancement/", "annuler/"]
PAGES += ["publier/"]
POST_PAGES = ["colonnes/", "appliquer/", "annuler/", "ecarter/", "abandonner/"]
POST_PAGES += ["publication/", "publier/"]


def test_somebody_elses_import_is_not_there(
    client: Client, mistaken: ImportBatch
) -> None:
    other = importer(client)
    first = mistaken.lines.first()
    assert first is not None
    pages = [*POST_PAGES, f"lignes/{first.pk}/"]

    assert {other.get(of(mistaken, page)).status_code for page in PAGES} == {404}
    assert {other.post(of(mistaken, page)).status_code for page in pages} == {404}
    assert mistaken.name not in other.get(IMPORTS).text
    mistaken.refresh_from_db()
    assert mistaken.is_pending


def test_what_was_done_is_the_log_of_all_who_may_import(
    changed: tuple[Action, ImportBatch], staff_client: Client
) -> None:
    _action, batch = changed
    staff_client.post(of(batch, "appliquer/"))
    other = importer(Client())

    assert batch.name in other.get(IMPORTS).text
    assert other.get(of(batch)).status_code == 200
    assert other.get(of(batch, "appliquer/")).status_code == 404


@pytest.mark.slow
def test_who_may_not_import_sees_nothing_of_it(
    client: Client, mistaken: ImportBatch
) -> None:
    person = factories.UserFactory(staff=True)
    codes = ["view_action", "view_importbatch", "export_directory"]
    person.user_permissions.set(Permission.objects.filter(codename__in=codes))
    log_in_with_second_factor(client, person)

    pages = [IMPORTS, f"{IMPORTS}deposer/", f"{IMPORTS}modele-actions.xlsx"]
    pages += [of(mistaken, page) for page in PAGES]
    assert {client.get(page).status_code for page in pages} == {403}
    assert {client.post(of(mistaken, page)).status_code for page in POST_PAGES} == {403}
    assert IMPORTS not in client.get("/gestion/cooperation/action/").text
    assert IMPORTS not in client.get("/gestion/").text


def test_the_home_page_says_what_imports_wait(
    staff_client: Client, mistaken: ImportBatch
) -> None:
    assert "Vos imports à finir" in staff_client.get("/gestion/").text
    other = importer(Client())
    assert "Vos imports à finir" not in other.get("/gestion/").text
    assert User.objects.filter(is_staff=True).count() == 2


def test_the_list_leads_to_each_import(
    staff_client: Client, mistaken: ImportBatch
) -> None:
    page = staff_client.get(IMPORTS)
    assert "Importer un fichier" in page.text
    moved = staff_client.get(f"{IMPORTS}{mistaken.pk}/change/")
    assert moved.headers["Location"] == of(mistaken)
    assert staff_client.get(f"{IMPORTS}nimporte/change/").status_code == 404
    assert staff_client.get(f"{IMPORTS}{mistaken.pk}/delete/").status_code == 403
    assert staff_client.get(f"{IMPORTS}add/").status_code == 403
