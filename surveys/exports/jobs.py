"""Long exports: a worker makes the file, which waits a day for who asked for it."""

import datetime
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from accounts.models import User
from cooperation.db import without_timeouts
from surveys.enums import ExportKind, ExportState
from surveys.exports.files import log_export, write_export
from surveys.models import Answer, AnswerExport, Wave

# More answers than this take longer than a person waits for a page.
MAX_ANSWERS_IN_REQUEST = 40_000
RETENTION_PERIOD = datetime.timedelta(days=1)


def get_export_directory() -> Path:
    return Path(settings.VAR_DIR) / "exports"


def get_export_path(export: AnswerExport) -> Path:
    return get_export_directory() / export.path


def is_long(wave: Wave) -> bool:
    """Return whether a worker has to make the file."""
    answers = Answer.objects.for_wave(wave).submitted()
    return bool(answers.count() > MAX_ANSWERS_IN_REQUEST)


@transaction.atomic
def start_export(wave: Wave, *, kind: ExportKind, file_format: str, by: User) -> None:
    """Have a worker make a file; one that is being made is not made twice."""
    about = {"kind": kind, "file_format": file_format}
    Wave.objects.select_for_update().get(pk=wave.pk)
    waiting = AnswerExport.objects.filter(
        wave_slug=wave.slug, who=by.email, state=ExportState.WAITING, **about
    )
    if not waiting.exists():
        export = log_export(
            wave, kind=kind, file_format=file_format, by=by, state=ExportState.WAITING
        )
        make_export.enqueue(export.pk)


@task()
def make_export(key: int) -> None:
    """Make the file of an export that waits; its page says that it failed."""
    export = AnswerExport.objects.filter(pk=key, state=ExportState.WAITING).first()
    if export is None:
        return
    try:
        with transaction.atomic():
            without_timeouts()
            path = write_private_file(export)
    except BaseException:
        export.state = ExportState.FAILED
        export.save(update_fields=["state"])
        raise
    export.path, export.state = path, ExportState.READY
    export.save(update_fields=["path", "state"])


def write_private_file(export: AnswerExport) -> str:
    """Write the file of an export under a name that nobody guesses; return it."""
    place, wave = get_export_directory(), Wave.objects.get(slug=export.wave_slug)
    place.mkdir(parents=True, mode=0o700, exist_ok=True)
    path = place / f"{secrets.token_urlsafe(16)}.{export.file_format}"
    path.touch(mode=0o600)
    with path.open("wb") as file:
        write_export(file, wave, ExportKind(export.kind), export.file_format)
    return path.name


def purge_export_files(older_than: datetime.timedelta = RETENTION_PERIOD) -> None:
    """Delete the files of a day ago, also those that a killed worker left."""
    limit = timezone.now() - older_than
    ready = (ExportState.READY, ExportState.FAILED, ExportState.WAITING)
    old = AnswerExport.objects.filter(exported_at__lt=limit, state__in=ready)
    old.update(state=ExportState.DELETED, path="")
    for path in get_export_directory().glob("*"):
        if path.stat().st_mtime < limit.timestamp():
            path.unlink(missing_ok=True)
