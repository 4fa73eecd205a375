"""Staff import a spreadsheet: each page, each unhappy path, and nobody else's file."""

import io
import re
from pathlib import Path
from typing import Any

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
    data = {"colonne": "etat", "valeur": "terminee", "retour": "sort=refusee"}
    answer = staff_client.post(of(mistaken, f"lignes/{wrong.pk}/"), data)

    assert answer.headers["Location"].endswith(f"?sort=refusee#ligne-{wrong.pk}")
    wrong.refresh_from_db()
    assert wrong.outcome == LineOutcome.CREATED


def test_a_candidate_is_chosen_and_htmx_gets_the_line_and_the_counts(
    staff_client: Client, mistaken: ImportBatch
) -> None:
    # A number that people would read with a space in it.
    mistaken.lines.filter(title="Un four").update(id=1_234_567)
    doubtful = line(mistaken, "Un four")
    candidates = doubtful.remarks[0]["candidates"]
    data = {
        "colonne": doubtful.remarks[0]["column"],
        "valeur": "Saint-Denis",
        "candidat": candidates[0]["value"],
    }
    answer = staff_client.post(
        of(mistaken, f"lignes/{doubtful.pk}/"), data, headers={"hx-request": "true"}
    )

    assert len(candidates) == 2
    assert f'id="ligne-{doubtful.pk}"' in answer.text
    assert 'hx-swap-oob="true"' in answer.text
    doubtful.refresh_from_db()
    assert doubtful.outcome == LineOutcome.CREATED


def test_a_correction_of_a_column_that_is_not_there_changes_nothing(
    staff_client: Client, mistaken: ImportBatch
) -> None:
    wrong = line(mistaken, "Une école")
    data = {"colonne": "publication_forgee", "valeur": "x"}
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
    with django_assert_num_queries(7):
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
    staff_client: Client, mistaken: ImportBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "cooperation.imports.jobs.is_process_lost", lambda _batch: False
    )
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
POST_PAGES = ["colonnes/", "appliquer/", "annuler/", "ecarter/", "abandonner/"]


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
