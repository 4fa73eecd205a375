"""Backups and drills that are too old, for ``config/doctor.py``."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cooperation.enums import BackupRunKind
from cooperation.models import BackupRun

MAX_BACKUP_AGE = timedelta(hours=36)
MAX_DRILL_AGE = timedelta(days=40)


def find_backup_problems() -> Iterator[str]:
    """Yield what is wrong with backups; the demonstration needs none."""
    if settings.ON_LOOPBACK_ONLY:
        return
    backups = BackupRun.objects.of_kind(BackupRunKind.BACKUP)
    drills = BackupRun.objects.of_kind(BackupRunKind.DRILL)
    yield from find_old_backup(backups.get_last_success())
    first = backups.filter(problem="").last()
    yield from find_old_drill(drills.get_last_success(), first)
    for run in (backups.first(), drills.first()):
        if run and run.problem:
            text = _("Le dernier passage (%(what)s) a échoué : %(problem)s")
            yield text % {"what": run.get_kind_display(), "problem": run.problem}


def find_old_backup(last: BackupRun | None) -> Iterator[str]:
    if last is None:
        yield _(
            "Aucune sauvegarde n’a encore réussi : « manage.py backup » en fait une."
        )
    elif timezone.now() - last.ended_at > MAX_BACKUP_AGE:
        text = _("La dernière sauvegarde date du %s : lancez « manage.py backup ».")
        yield text % f"{timezone.localtime(last.ended_at):%d/%m/%Y %H:%M}"


def find_old_drill(last: BackupRun | None, first: BackupRun | None) -> Iterator[str]:
    """Yield whether no drill succeeded for long, since the first backup at least."""
    since = last or first
    if since is None or timezone.now() - since.ended_at <= MAX_DRILL_AGE:
        return
    if last is None:
        yield _(
            "Aucune sauvegarde n’a été essayée : lancez « manage.py restore_drill »."
        )
    else:
        text = _(
            "Le dernier essai de restauration date du %s : lancez « manage.py "
            "restore_drill »."
        )
        yield text % f"{timezone.localtime(last.ended_at):%d/%m/%Y}"
