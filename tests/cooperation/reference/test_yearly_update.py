"""The turn of the year: told before it applies; nobody is lost, no sheet moves."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from cooperation import models
from cooperation.history.reasons import format_reason
from cooperation.imports.yearly_undo import WRITTEN_COLUMNS
from cooperation.imports.yearly_updates import purge_previews
from cooperation.spreadsheets.matching.authorities import AuthorityIndex
from cooperation.spreadsheets.matching.names import AuthorityQuery
from tests import factories
from tests.people import give_rights, log_in_with_second_factor

pytestmark = pytest.mark.django_db

Row = dict[str, str]
EPCIS = [
    {"siren": "200000172", "nom": "CC Un", "type": "CC"},
    {"siren": "200011773", "nom": "CA Deux", "type": "CA"},
]
COMMUNES = [
    ("74001", "Alpe", "200000172", "1000", "74100"),
    ("74002", "Bourg", "200000172", "500", "74200"),
    ("74003", "Combe", "200000172", "300", "74300"),
    ("74004", "Doran", "200011773", "400", "74400"),
]


def commune(code: str, name: str, epci: str, people: str, postcodes: str) -> Row:
    """Return a row in the form of the national list."""
    return {
        "code_insee": code,
        "nom": name,
        "departement": "74",
        "region": "84",
        "epci_siren": epci,
        "population": people,
        "siren": "",
        "codes_postaux": postcodes,
        "lat": "46.1",
        "lng": "6.2",
    }


def epci(row: Row) -> Row:
    """Return a row in the form of the national list."""
    where = {"departement_principal": "74", "region": "84", "lat": "46", "lng": "6"}
    return row | where | {"population_municipale": "1800"}


@pytest.fixture
def lists(tmp_path: Path) -> Callable[..., list[str]]:
    """Write two lists, and give the options that name them."""
    factories.DepartmentFactory()

    def write(communes: list[Row], epcis: list[Row] | None = None) -> list[str]:
        options = []
        named = {"communes": communes, "epci": [epci(row) for row in epcis or EPCIS]}
        for name, rows in named.items():
            path = tmp_path / f"{name}.csv"
            with path.open("w", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
            options += [f"--{name}", str(path)]
        return options

    return write


@pytest.fixture
def of_the_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the steps that have nothing to do with the lists."""
    for steps in ("STEPS_BEFORE_LISTS", "STEPS_AFTER_LISTS"):
        monkeypatch.setattr(f"cooperation.reference.loading.{steps}", [])


def load(options: list[str], year: int = 2027) -> None:
    """Apply lists."""
    call_command("load_reference", *options, "--on", f"{year}-01-01", verbosity=0)


def told(options: list[str], capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the lines of a preview."""
    capsys.readouterr()
    call_command("load_reference", *options, "--on", "2027-01-01", "--preview")
    return capsys.readouterr().out.splitlines()


def next_year() -> list[Row]:
    """Merge Bourg into Alpe, move Combe to another EPCI and rename it, add Ercé."""
    return [
        commune("74001", "Alpe", "200000172", "1500", "74100|74200"),
        commune("74003", "Combe-sur-Lac", "200011773", "300", "74300"),
        commune("74004", "Doran", "200011773", "400", "74400"),
        commune("74005", "Ercé", "200011773", "50", "74500"),
    ]


def of(code: str) -> models.Collectivity:
    """Return a commune."""
    return models.Collectivity.objects.get(insee_code=code)


@pytest.fixture
def loaded(lists: Callable[..., list[str]], of_the_year: None) -> None:
    """Load the lists of this year."""
    load(lists([commune(*row) for row in COMMUNES]), 2026)


def test_what_would_change_is_told_and_nothing_is_written(
    loaded: None,
    lists: Callable[..., list[str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    factories.ActionFactory(lead=of("74002"))
    epcis = [EPCIS[0] | {"type": "CU"}, {**EPCIS[1], "siren": "200023372"}]
    communes = [
        row | {"epci_siren": row["epci_siren"].replace("200011773", "200023372")}
        for row in next_year()
    ]
    lines = told(lists(communes, epcis), capsys)
    assert lines == [
        "Changements au 1 janvier 2027 (rien n’est encore écrit) :",
        "Nouvelles : 1",
        "  Ercé (74005)",
        "N’existent plus : 1",
        "  Bourg (74002) → Alpe (74001) ; 1 fiche à rattacher",
        "Renommées : 1",
        "  Combe (74003) : Combe → Combe-sur-Lac",
        "Changent d’EPCI : 1",
        "  Combe (74003) : CC Un → CA Deux",
        "Changent de type : 1",
        "  CC Un (200000172) : CC → CU",
        "Changent de SIREN : 1",
        "  CA Deux (200011773) : 200011773 → 200023372",
        "Inchangées : 2",
    ]
    assert models.Collectivity.objects.count() == 6
    assert of("74003").name == "Combe"


@pytest.mark.slow
def test_applied_the_merged_commune_stays_and_leads_to_its_successor(
    loaded: None, lists: Callable[..., list[str]], client: Client
) -> None:
    action = factories.ActionFactory(lead=of("74002"))
    load(lists(next_year()))
    bourg, combe = of("74002"), of("74003")
    assert (bourg.closed_on, bourg.successor) == (date(2027, 1, 1), of("74001"))
    assert bourg.history.first().history_change_reason == "load_reference"
    action.refresh_from_db()
    assert action.lead == bourg
    assert (combe.name, combe.epci.name) == ("Combe-sur-Lac", "CA Deux")
    assert list(combe.aliases.values_list("name", "until_year")) == [("Combe", 2026)]

    page = client.get(bourg.get_absolute_url())
    assert "Fusionnée depuis le 1 janvier 2027 dans :" in page.text
    assert of("74001").get_absolute_url() in page.text
    assert "n’existe plus depuis le" in client.get("/collectivites/?q=bourg").text
    members = models.Collectivity.objects.members_of(of("74001").epci)
    assert list(members) == [of("74001")]

    known = AuthorityIndex()
    found = known.find(AuthorityQuery("Commune de Bourg", department="74"))
    assert found.pk == of("74001").pk

    # Once more, nothing changes; the site's older lists leave it as it is.
    load(lists(next_year()))
    call_command("load_reference", verbosity=0)
    assert of("74002").closed_on
    assert of("74002").history.count() == bourg.history.count()


def test_one_that_is_back_is_open_again(
    loaded: None, lists: Callable[..., list[str]]
) -> None:
    load(lists(next_year()))
    load(lists([commune(*row) for row in COMMUNES]), 2028)
    assert (of("74002").closed_on, of("74002").successor) == (None, None)
    assert of("74005").closed_on == date(2028, 1, 1)


def test_staff_say_who_succeeds(
    loaded: None, lists: Callable[..., list[str]], tmp_path: Path
) -> None:
    settled = tmp_path / "qui.csv"
    settled.write_text("code,successeur\n74002,74004\n")
    load([*lists(next_year()), "--successors", str(settled)])
    assert of("74002").successor == of("74004")


@pytest.mark.parametrize(
    ("communes", "problem"),
    [
        ([commune("74001", "Alpe", "999", "1", "")], "inconnu"),
        ([commune("74001", "Alpe", "", "1", "")] * 2, "répété"),
        ([{"ville": "Alpe"}], "Il manque"),
    ],
)
def test_lists_that_cannot_be_are_refused(
    loaded: None, lists: Callable[..., list[str]], communes: list[Row], problem: str
) -> None:
    with pytest.raises(CommandError, match=problem):
        load(lists(communes))


def test_a_list_cut_short_closes_nobody(
    loaded: None, lists: Callable[..., list[str]]
) -> None:
    more = [commune(f"74{n}", f"Commune {n}", "", "1", "") for n in range(100, 125)]
    load(lists([commune(*row) for row in COMMUNES] + more), 2026)
    with pytest.raises(CommandError, match="pas entier"):
        load(lists([commune(*row) for row in COMMUNES]))
    assert not models.Collectivity.objects.closed().exists()


# In the admin ------------------------------------------------------------------------

PAGES = "/gestion/cooperation/collectivity/"


@pytest.fixture
def private_folder(settings: Any, tmp_path: Path) -> Path:
    """Keep what is sent in a folder of the test."""
    settings.VAR_DIR = tmp_path / "var"
    return tmp_path / "var"


def send_lists(client: Client, options: list[str]) -> str:
    """Send two lists; return the address of their comparison."""
    files = {
        "communes": SimpleUploadedFile("c.csv", Path(options[1]).read_bytes()),
        "epcis": SimpleUploadedFile("e.csv", Path(options[3]).read_bytes()),
    }
    answer = client.post(f"{PAGES}millesime/", files | {"on": "2027-01-01"})
    assert answer.status_code == 302
    return str(answer["Location"])


def read_directory() -> list[Any]:
    """Return all that a yearly update may write."""
    columns = ("pk", *WRITTEN_COLUMNS)
    return [
        *models.Collectivity.objects.order_by("pk").values_list(*columns),
        *models.CollectivityAlias.objects.order_by("pk").values_list("pk", "name"),
    ]


@pytest.mark.slow
def test_staff_compare_lists_in_the_admin(
    loaded: None,
    lists: Callable[..., list[str]],
    staff_client: Client,
    private_folder: Path,
) -> None:
    page = f"{PAGES}millesime/"
    assert "Rien n’est écrit ici" in staff_client.get(page).text
    answer = staff_client.get(send_lists(staff_client, lists(next_year())))
    assert "Bourg (74002) → Alpe (74001)" in answer.text
    assert not models.Collectivity.objects.closed().exists()
    wrong = SimpleUploadedFile("c.csv", b"\xff\xfe")
    files = {"communes": wrong, "epcis": SimpleUploadedFile("e.csv", b"x\n1")}
    answer = staff_client.post(page, files | {"on": "2027-01-01"})
    assert answer.status_code == 400
    assert "Le fichier communes.csv n’est pas un texte en UTF-8 entier." in answer.text
    assert models.YearlyUpdateRun.objects.count() == 1
    assert len(list(private_folder.glob("imports/millesime/*"))) == 1


@pytest.mark.slow
def test_staff_apply_what_they_saw_once_and_undo_it(
    loaded: None,
    lists: Callable[..., list[str]],
    staff_client: Client,
    private_folder: Path,
    run_jobs: Callable[[], None],
) -> None:
    factories.ActionFactory(lead=of("74002"))
    before = read_directory()
    page = send_lists(staff_client, lists(next_year()))
    waiting = staff_client.post(f"{page}appliquer/", follow=True)
    assert waiting.redirect_chain[-1][0] == f"{page}avancement/"
    assert "Écriture en cours" in waiting.text
    again = staff_client.post(f"{page}appliquer/", follow=True)
    assert "Rien de plus n’a été fait : en cours." in again.text
    run_jobs()
    done = staff_client.get(f"{page}avancement/", follow=True)
    assert "1 collectivité qui n’existe plus a des fiches à rattacher" in done.text
    run = models.YearlyUpdateRun.objects.get()
    assert (run.state, run.path, run.problem) == ("appliquee", "", "")
    assert of("74002").successor == of("74001")
    assert of("74005").epci == of("74003").epci
    assert not list(private_folder.glob("imports/millesime/*"))

    asked = staff_client.get(f"{page}annuler/")
    assert "Oui, annuler ces changements" in asked.text
    staff_client.post(f"{page}annuler/")
    run_jobs()
    assert "tout est revenu à l’état d’avant" in staff_client.get(page).text
    assert read_directory() == before
    reason = of("74003").history.first().history_change_reason
    assert format_reason(reason) == "mise à jour des listes officielles, annulée"
    again = staff_client.post(f"{page}annuler/", follow=True)
    assert "Rien de plus n’a été fait : annulés." in again.text


@pytest.mark.slow
def test_a_directory_that_changed_since_the_preview_is_left_alone(
    loaded: None,
    lists: Callable[..., list[str]],
    staff_client: Client,
    private_folder: Path,
    run_jobs: Callable[[], None],
) -> None:
    page = send_lists(staff_client, lists(next_year()))
    models.Collectivity.objects.filter(insee_code="74003").update(name="Combe-Haute")
    before = read_directory()
    staff_client.post(f"{page}appliquer/")
    run_jobs()
    assert "L’annuaire a changé depuis la comparaison" in staff_client.get(page).text
    assert read_directory() == before


@pytest.mark.slow
def test_later_edits_are_never_lost_by_undoing(
    loaded: None,
    lists: Callable[..., list[str]],
    staff_client: Client,
    private_folder: Path,
    run_jobs: Callable[[], None],
) -> None:
    page = send_lists(staff_client, lists(next_year()))
    staff_client.post(f"{page}appliquer/")
    run_jobs()
    action = factories.ActionFactory(lead=of("74005"))
    staff_client.post(f"{page}annuler/")
    run_jobs()
    answer = staff_client.get(page).text
    assert "« Ercé » : « action » s’y rattache depuis" in answer
    action.delete()
    models.Collectivity.objects.filter(insee_code="74003").update(name="Combe-Haute")
    models.Collectivity.objects.filter(insee_code="74001").update(
        website="https://a.fr"
    )
    staff_client.post(f"{page}annuler/")
    run_jobs()
    answer = staff_client.get(page).text
    assert "« Combe-Haute » : modifiée depuis" in answer
    assert "« Alpe »" not in answer
    assert of("74005").name == "Ercé"


@pytest.mark.slow
def test_lists_that_nobody_applied_are_purged_after_a_day(
    loaded: None,
    lists: Callable[..., list[str]],
    staff_client: Client,
    private_folder: Path,
    run_jobs: Callable[[], None],
) -> None:
    page = send_lists(staff_client, lists(next_year()))
    assert purge_previews() == 0
    yesterday = timezone.now() - timedelta(hours=25)
    models.YearlyUpdateRun.objects.update(compared_at=yesterday)
    assert purge_previews() == 1
    assert not list(private_folder.glob("imports/millesime/*"))
    assert "les listes sont effacées" in staff_client.get(page).text
    answer = staff_client.post(f"{page}appliquer/", follow=True)
    assert "Rien de plus n’a été fait : abandonnés." in answer.text


@pytest.mark.parametrize(
    ("rights", "statuses"),
    [
        (["cooperation.view_collectivity"], (403, 403, 403)),
        (["cooperation.change_collectivity"], (200, 403, 403)),
        (
            ["cooperation.change_collectivity", "cooperation.import_directory"],
            (200, 302, 302),
        ),
    ],
)
def test_who_may_compare_does_not_yet_apply(
    rights: list[str], statuses: tuple[int, ...], client: Client
) -> None:
    person = factories.UserFactory(staff=True)
    give_rights(person, *rights)
    log_in_with_second_factor(client, person)
    run = models.YearlyUpdateRun.objects.create(on=date(2027, 1, 1), state="annulee")
    page = f"{PAGES}millesime/{run.pk}/"
    assert statuses == (
        client.get(page).status_code,
        client.post(f"{page}appliquer/").status_code,
        client.post(f"{page}annuler/").status_code,
    )


@pytest.mark.slow
def test_sheets_move_to_the_successor_on_demand_and_back(staff_client: Client) -> None:
    heir = factories.CollectivityFactory(name="Alpe")
    gone = factories.CollectivityFactory(
        name="Bourg", closed_on=date(2027, 1, 1), successor=heir
    )
    led = factories.ActionFactory(lead=gone, co_leads=[heir])
    joined = factories.ActionFactory(co_leads=[gone])
    kept = factories.ActionFactory(lead=gone)
    signed = factories.AgreementFactory(collectivity=gone)
    listed = staff_client.get(f"{PAGES}fermees/").text
    assert "Bourg" in listed
    assert "Alpe" in listed
    page = f"{PAGES}fermees/{gone.pk}/"
    assert led.title in staff_client.get(page).text

    chosen = {"action": [led.pk, joined.pk], "agreement": ["x", signed.pk]}
    answer = staff_client.post(page, chosen, follow=True)
    assert "3 fiches rattachées." in answer.text
    for sheet in (led, joined, kept, signed):
        sheet.refresh_from_db()
    assert (led.lead, list(led.co_leads.all())) == (heir, [])
    assert list(joined.co_leads.all()) == [heir]
    assert (kept.lead, signed.collectivity) == (gone, heir)
    reason = led.history.first().history_change_reason
    assert reason.startswith(f"lot succession-{gone.pk}-")

    staff_client.post(f"/gestion/cooperation/action/lots/{reason[4:]}/", follow=True)
    for sheet in (led, joined):
        sheet.refresh_from_db()
    assert (led.lead, list(led.co_leads.all())) == (gone, [heir])
    assert list(joined.co_leads.all()) == [gone]

    staff_client.post(page, {"toutes": "1"})
    assert "Aucune fiche à rattacher" in staff_client.get(page).text


@pytest.mark.slow
def test_nothing_moves_without_a_successor_nor_without_the_right(
    staff_client: Client,
) -> None:
    gone = factories.CollectivityFactory(closed_on=date(2027, 1, 1))
    action = factories.ActionFactory(lead=gone)
    page = f"{PAGES}fermees/{gone.pk}/"
    answer = staff_client.post(page, {"toutes": "1"}, follow=True)
    assert "Choisissez d’abord qui lui succède" in answer.text
    action.refresh_from_db()
    assert action.lead == gone
    assert Client().get(page).status_code == 302
