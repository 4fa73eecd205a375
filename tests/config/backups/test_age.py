"""/gestion/ is red when a backup or a drill is too old, or failed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from config.backups.age import find_backup_problems
from cooperation.models import BackupRun

pytestmark = pytest.mark.django_db


def note(kind: str, age: timedelta, problem: str = "") -> None:
    moment = timezone.now() - age
    BackupRun.objects.create(
        kind=kind, started_at=moment, ended_at=moment, problem=problem
    )


def find_problems() -> list[str]:
    return [text.partition(" : ")[0] for text in find_backup_problems()]


def test_a_site_with_a_recent_backup_and_drill_is_well() -> None:
    note("sauvegarde", timedelta(hours=35))
    note("essai", timedelta(days=39))
    assert find_problems() == []


def test_a_site_that_was_never_backed_up_is_not() -> None:
    assert find_problems() == ["Aucune sauvegarde n’a encore réussi"]


def test_a_backup_older_than_a_day_and_a_half_is_too_old() -> None:
    note("sauvegarde", timedelta(hours=37))
    (problem,) = find_problems()
    assert problem.startswith("La dernière sauvegarde date du ")


def test_a_drill_older_than_forty_days_is_too_old() -> None:
    note("sauvegarde", timedelta(hours=1))
    note("essai", timedelta(days=41))
    (problem,) = find_problems()
    assert problem.startswith("Le dernier essai de restauration date du ")


def test_a_first_drill_is_due_forty_days_after_the_first_backup() -> None:
    note("sauvegarde", timedelta(hours=1))
    assert find_problems() == []
    note("sauvegarde", timedelta(days=41))
    assert find_problems() == ["Aucune sauvegarde n’a été essayée"]


def test_what_failed_last_is_told_until_it_succeeds() -> None:
    note("sauvegarde", timedelta(hours=20))
    note("sauvegarde", timedelta(hours=2), problem="Le disque est plein.")
    assert list(find_backup_problems()) == [
        "Le dernier passage (sauvegarde) a échoué : Le disque est plein."
    ]
    note("sauvegarde", timedelta(hours=1))
    assert find_problems() == []


def test_the_demonstration_needs_no_backup(settings: Any) -> None:
    settings.ON_LOOPBACK_ONLY = True
    assert find_problems() == []
