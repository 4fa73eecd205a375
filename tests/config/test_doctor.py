"""What rots is said in words, for a machine, and to the owner on /gestion/."""

import json
import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Proposal, User
from config import doctor
from cooperation.db import session_lock
from cooperation.enums import ImportState
from cooperation.imports.undo import undo_import
from cooperation.models import BackupRun, ImportBatch, PeriodicJob
from cooperation.web.jobs import WORKER_LOCKS
from cooperation.web.periodic import SCHEDULER_LOCKS, add_missing_jobs
from tests import factories
from tests.people import log_in_with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def healthy(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A site that lacks nothing, of which each test spoils one thing."""
    # What the day, the disk and the tables of this machine would say is left out.
    room = SimpleNamespace(total=10**12, free=10**11)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _path: room)
    monkeypatch.setattr(doctor.timezone, "localdate", lambda: date(2026, 6, 1))
    monkeypatch.setattr(doctor, "LARGE_TABLE_ROWS", 10**12)
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "media", tmp_path
    settings.MEDIA_ROOT.mkdir()
    settings.LEGAL_DIRECTOR, settings.LEGAL_HOST = "La présidente", "Un hébergeur"
    settings.CONTACT_EMAIL = "equipe@annuaire.invalid"
    settings.SECURITY_CONTACT = "mailto:securite@annuaire.invalid"
    settings.DEFAULT_FROM_EMAIL = "Passerelles <site@annuaire.invalid>"
    settings.EMAIL_DISABLED, settings.EMAIL_HOST = False, "mail.invalid"
    person = User.objects.create_superuser("qui@annuaire.invalid")
    person.authenticator_set.create(type="totp", data={})
    now = timezone.now()
    BackupRun.objects.create(kind="sauvegarde", started_at=now, ended_at=now)
    caches["pages"].clear()
    with session_lock(WORKER_LOCKS, 1), session_lock(SCHEDULER_LOCKS, 1):
        yield
    caches["pages"].clear()


def find_problems() -> dict[str, list[str]]:
    return {one.code: one.problems for one in doctor.examine_site() if one.problems}


def run_doctor(*arguments: str) -> tuple[int, str]:
    said, code = StringIO(), 0
    try:
        call_command("doctor", *arguments, stdout=said)
    except SystemExit as end:
        code = int(str(end.code))
    return code, said.getvalue()


def test_a_healthy_site_has_nothing_to_say() -> None:
    code, said = run_doctor()
    assert code == 0
    assert {line.partition(" : ")[2] for line in said.splitlines()} == {
        "rien à signaler"
    }
    assert len(said.splitlines()) == len(doctor.EXAMINATIONS)


def test_a_machine_reads_the_same(settings: Any) -> None:
    settings.LEGAL_HOST = ""
    code, said = run_doctor("--json")
    told = json.loads(said)
    assert (code, told["ok"]) == (1, False)
    assert [one for one in told["checks"] if one["problems"]] == [
        {
            "code": "legal",
            "label": "Pages légales",
            "problems": ["Il manque l’hébergeur : renseignez LEGAL_HOST."],
        }
    ]


def test_a_mail_is_sent_to_who_is_named() -> None:
    code, said = run_doctor("--to", "moi@annuaire.invalid")
    assert code == 0
    assert "Courriel d’essai : rien à signaler" in said
    (sent,) = mail.outbox
    assert sent.to == ["moi@annuaire.invalid"]
    assert sent.subject == "Passerelles : courriel d’essai"


def test_a_mail_that_does_not_leave_is_told(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: Any) -> None:
        raise ConnectionRefusedError("refused")

    server = "django.core.mail.backends.locmem.EmailBackend.send_messages"
    monkeypatch.setattr(server, refuse)
    code, said = run_doctor("--to", "moi@annuaire.invalid")
    assert code == 1
    assert "mail.invalid n’a pas pris le courriel : refused" in said
    settings.EMAIL_DISABLED, settings.EMAIL_HOST = True, ""
    code, said = run_doctor("--to", "moi@annuaire.invalid")
    assert code == 1
    assert "Courriel d’essai : EMAIL_DISABLED : rien n’est parti." in said


@pytest.mark.parametrize(
    ("changed", "problems"),
    [
        ({"LEGAL_DIRECTOR": ""}, {"legal": "le responsable de la publication"}),
        ({"CONTACT_EMAIL": "a@x.example"}, {"legal": "encore un exemple"}),
        ({"SECRET_KEY_FALLBACKS": ["k9" * 10 + "abcdefghij" * 4]}, {"keys": "retirez"}),
        ({"SITE_URL": "https://ailleurs.invalid"}, {"settings": "ALLOWED_HOSTS"}),
        ({"STAFF_SECOND_FACTOR": False}, {"people": "n’est pas exigé"}),
        ({"EMAIL_DISABLED": True, "EMAIL_HOST": ""}, {"mail": "Aucun courriel"}),
    ],
)
def test_settings_that_rot(
    settings: Any, changed: dict[str, Any], problems: dict[str, str]
) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)
    found = find_problems()
    assert set(found) == set(problems)
    assert all(words in found[code][0] for code, words in problems.items())


def test_accounts_whose_password_is_public() -> None:
    User.objects.create_user("agent@passerelles.example")
    assert "comptes de la démonstration" in find_problems()["keys"][0]


def test_a_team_without_second_factor_or_administrator() -> None:
    User.objects.create_user("elle@annuaire.invalid", is_staff=True)
    assert find_problems() == {
        "people": ["1 membre de l’équipe n’a pas encore de second facteur."]
    }
    User.objects.all().delete()
    assert "n’a pas d’administrateur" in find_problems()["people"][0]


def test_migrations_that_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "is_ready", lambda: False)
    assert "prepare_site" in find_problems()["migrations"][0]


def test_a_clock_that_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    late = SimpleNamespace(now=lambda: timezone.now() - timedelta(seconds=90))
    monkeypatch.setattr(doctor, "timezone", late)
    assert "90 secondes" in doctor.examine(examination("clock")).problems[0]


def examination(code: str) -> doctor.Examination:
    (found,) = [one for one in doctor.EXAMINATIONS if one.code == code]
    return found


def test_lists_of_an_earlier_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.timezone, "localdate", lambda: date(2028, 3, 1))
    assert "datent de 2026" in find_problems()["lists"][0]
    factories.CollectivityFactory(closed_on=date(2028, 1, 1))
    assert "lists" not in find_problems()


def test_imports_that_wait() -> None:
    old = ImportBatch.objects.create(name="vieux.csv", path="1/a")
    ImportBatch.objects.create(name="neuf.csv", path="1/b")
    long_ago = timezone.now() - timedelta(days=2)
    ImportBatch.objects.filter(pk=old.pk).update(received_at=long_ago)
    ImportBatch.objects.create(name="mort.csv", state=ImportState.INTERRUPTED)
    assert find_problems()["imports"] == [
        "1 import attend depuis plus d’un jour : il aurait dû être abandonné.",
        "L’import « mort.csv » a été interrompu : relancez-le.",
    ]


def test_an_import_whose_worker_died_is_told_though_nobody_opened_its_page() -> None:
    lost = {"state": ImportState.RUNNING, "job": uuid4()}
    ImportBatch.objects.create(name="mort.csv", **lost)
    told = "L’import « mort.csv » a été interrompu : relancez-le."
    assert find_problems()["imports"] == [told]


def test_jobs_that_failed_that_are_late_and_that_run() -> None:
    add_missing_jobs()
    assert find_problems() == {}
    now, day = timezone.now(), timedelta(days=1)
    rows = PeriodicJob.objects
    rows.filter(name="links").update(problem="Le réseau manque.", ended_at=now)
    rows.filter(name="digest").update(started_at=now - 9 * day, ended_at=now - 8 * day)
    # It runs for long: it is not late.
    rows.filter(name="jobs").update(started_at=now - 3 * day)
    undo_import.enqueue(1, None)
    DBTaskResult.objects.get().set_failed(OSError("No room."))
    assert find_problems() == {
        "jobs": [
            "« Lettre à l’équipe : ce qui attend » est en retard.",
            "« Liens sortants » a échoué : Le réseau manque.",
            "1 traitement a échoué cette semaine : la page des traitements le dit.",
        ]
    }


def test_a_site_without_worker_and_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "is_worker_running", lambda: False)
    monkeypatch.setattr(doctor, "is_scheduler_running", lambda: False)
    assert find_problems()["jobs"] == [
        "Aucun service de traitement ne tourne, les gros imports attendent : lancez "
        "« manage.py run_worker ».",
        "Aucun planificateur ne tourne, ni rappels ni purges ne se font : lancez "
        "« manage.py run_scheduler ».",
    ]


def test_a_disk_that_fills(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = SimpleNamespace(total=10**12, free=10**10)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _path: usage)
    assert "10000 Mo" in find_problems()["disk"][0]
    monkeypatch.setattr(doctor.os, "access", lambda *_arguments: False)
    assert "ne peut pas écrire" in find_problems()["disk"][0]


def store_old_file(root: Path, name: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    before = (datetime.now() - timedelta(days=3)).timestamp()
    os.utime(path, (before, before))


def test_files_that_are_lost_and_files_of_nothing(settings: Any) -> None:
    root = Path(settings.MEDIA_ROOT)
    document = factories.DocumentFactory(file="documents/perdu.pdf")
    store_old_file(root, "documents/de-rien.pdf")
    store_old_file(root, "photos/proposee.jpg")
    (root / "photos" / "toute-neuve.jpg").write_text("x")
    content = {"photos": [{"file": "photos/proposee.jpg"}]}
    author = factories.UserFactory()
    Proposal.objects.create(
        kind="action", author=author, collectivity=document.action.lead, content=content
    )
    assert find_problems()["files"] == [
        "Fichiers perdus, à reprendre d’une sauvegarde (1) : documents/perdu.pdf.",
        "Fichiers d’aucune fiche (1) : documents/de-rien.pdf.",
    ]


def test_a_file_that_only_the_history_names_is_kept(settings: Any) -> None:
    document = factories.DocumentFactory(file="documents/avant.pdf")
    document.file = "documents/apres.pdf"
    document.save()
    for name in ("avant", "apres"):
        store_old_file(Path(settings.MEDIA_ROOT), f"documents/{name}.pdf")
    assert find_problems() == {}


def test_tables_that_the_planner_does_not_know() -> None:
    with connection.cursor() as cursor:
        cursor.execute(doctor.TABLES_WITHOUT_STATISTICS, [-1])
        assert all(name for (name,) in cursor.fetchall())
        cursor.execute(doctor.TABLES_MOSTLY_DEAD, [10**9])
        assert cursor.fetchall() == []


def test_what_cannot_be_examined_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> Iterator[str]:
        raise OperationalError("the server\nis away")
        yield ""

    found = doctor.examine(doctor.Examination("x", "Base", fail))
    assert found == ("x", "Base", ["Impossible à examiner : the server is away"])


def test_the_owner_sees_on_the_home_page_of_staff_what_is_wrong(
    client: Client, settings: Any
) -> None:
    settings.LEGAL_HOST = ""
    page = log_in_with_second_factor(client, User.objects.get()).get("/gestion/").text
    assert "Ce qui ne va pas" in page
    assert "<strong>Pages légales</strong> : Il manque l’hébergeur" in page


def test_others_of_the_team_do_not_see_it(client: Client, settings: Any) -> None:
    settings.LEGAL_HOST = ""
    person = User.objects.create_user("elle@annuaire.invalid", is_staff=True)
    page = log_in_with_second_factor(client, person).get("/gestion/").text
    assert "Rien n’attend." in page
    assert "Ce qui ne va pas" not in page


def test_nothing_is_shown_where_nothing_is_wrong(client: Client) -> None:
    page = log_in_with_second_factor(client, User.objects.get()).get("/gestion/").text
    assert "Ce qui ne va pas" not in page
