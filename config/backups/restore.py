"""Restoring a backup into an empty database, and its media beside it."""

import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from config.backups.errors import BackupError
from config.backups.manifest import Manifest, count_rows, refuse_newer
from config.backups.programs import (
    find_program,
    get_server_version,
    run_program,
)
from config.backups.stored import (
    DUMP,
    MEDIA,
    PieceReader,
    StoredBackup,
    iter_content,
    verify_files,
)

HAS_TABLES = "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')"


def open_manifest(backup: StoredBackup) -> Manifest:
    """Return the manifest of a backup that this code and server can restore.

    Raises ``BackupError`` if it is damaged, or newer than the code or the server.
    """
    manifest = backup.read_manifest()
    refuse_newer(manifest)
    server = get_server_version(connection)
    if server < manifest.server_version:
        raise BackupError(
            _(
                "La sauvegarde vient de PostgreSQL %(made)s, et ce serveur est un "
                "%(here)s : prenez un serveur aussi récent."
            )
            % {"made": manifest.server_version, "here": server}
        )
    verify_files(backup, manifest)
    return manifest


def restore_site(backup: StoredBackup) -> Iterator[str]:
    """Restore a backup as the site's own data; yield what is done.

    Raises ``BackupError`` if the database holds anything.
    """
    manifest = open_manifest(backup)
    with connection.cursor() as cursor:
        cursor.execute(HAS_TABLES)
        if cursor.fetchone()[0]:
            raise BackupError(
                _(
                    "La base du site n’est pas vide : une restauration n’écrase rien. "
                    "Donnez une base vide dans DATABASE_URL."
                )
            )
    restore_database(backup, manifest)
    with connection.cursor() as cursor:
        problems = compare_rows(manifest, count_rows(cursor))
    if problems:
        raise BackupError(" ".join(problems))
    number = sum(manifest.rows.values())
    yield _("Base restaurée : %(n)s lignes, comme au manifeste.") % {"n": number}
    number = restore_media(backup, manifest, default_storage)
    yield _("Fichiers restaurés : %(n)s.") % {"n": number}
    call_command("migrate", interactive=False, verbosity=0)
    yield _("Migrations appliquées. Lancez maintenant « manage.py prepare_site ».")


def restore_database(
    backup: StoredBackup, manifest: Manifest, database: str = ""
) -> None:
    """Restore the dump into a database of the site's server, all or nothing."""
    server = get_server_version(connection)
    program = find_program("pg_restore", max(manifest.program_version, server))
    arguments = [
        *(program, "--exit-on-error", "--single-transaction", "--no-owner"),
        "--no-privileges",
    ]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL}
    with run_program(arguments, connection, database, **pipes) as process:
        feed(process.stdin, iter_content(backup, manifest, DUMP))


def feed(target: Any, pieces: Iterator[bytes]) -> None:
    """Write all pieces; a program that ended says itself why."""
    with suppress(BrokenPipeError), closing(target):
        for piece in pieces:
            target.write(piece)


def compare_rows(manifest: Manifest, rows: dict[str, int]) -> list[str]:
    """Return in words the tables that hold something else than the manifest says."""
    text = _("Lignes de %(table)s : %(n)s au lieu de %(known)s.")
    return [
        text % {"table": table, "n": rows.get(table, 0), "known": known}
        for table, known in manifest.rows.items()
        if rows.get(table, 0) != known
    ]


# Media ------------------------------------------------------------------------------


def open_media(backup: StoredBackup, manifest: Manifest) -> tarfile.TarFile:
    reader: Any = PieceReader(iter_content(backup, manifest, MEDIA))
    return tarfile.open(mode="r|", fileobj=reader)


def restore_media(backup: StoredBackup, manifest: Manifest, storage: Storage) -> int:
    """Write the media that are not there yet; return how many files were written."""
    number = 0
    with open_media(backup, manifest) as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is None or storage.exists(member.name):
                continue
            # Uploads have a limit of some megabytes.
            storage.save(member.name, ContentFile(content.read()))
            number += 1
    return number


def list_media(backup: StoredBackup, manifest: Manifest) -> list[str]:
    """Return the names of the media of a backup, all read to the end."""
    with open_media(backup, manifest) as tar:
        return [member.name for member in tar]
