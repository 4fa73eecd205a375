"""Making a backup: dump, media, manifest; then what is too old goes."""

import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, default_storage
from django.db import connections
from django.utils import timezone

from config.backups.encryption import EncryptingWriter, Sink
from config.backups.manifest import (
    MANIFEST,
    Manifest,
    count_rows,
    list_left_out_tables,
    list_migrations,
)
from config.backups.programs import (
    find_program,
    get_server_version,
    read_version,
    run_program,
)
from config.backups.retention import choose_kept
from config.backups.stored import (
    DUMP,
    ENCRYPTED_SUFFIX,
    MEDIA,
    NAME_FORMAT,
    READ_SIZE,
    StoredBackup,
    StoredFileWriter,
    get_backup_storage,
    list_backups,
)
from config.storage import iter_files
from config.version import get_version

# A backup without a manifest is being made, or died: a day is enough to know.
UNFINISHED_AFTER = timedelta(days=1)


def create_backup(now: datetime | None = None) -> StoredBackup:
    """Make a backup where settings say; leave nothing where it cannot be made.

    The dump comes before the media: each file that it names is there, unless somebody
    deleted it meanwhile.
    """
    now = now or timezone.now()
    backup = StoredBackup(get_backup_storage(), f"{now:{NAME_FORMAT}}")
    try:
        write_backup(backup, now)
    except BaseException:
        with suppress(Exception):
            backup.delete()
        raise
    delete_old_backups(backup.storage, now)
    return backup


def write_backup(backup: StoredBackup, now: datetime) -> None:
    own: Any = connections.create_connection("default")
    try:
        manifest = write_dump(backup, own, now)
    finally:
        own.close()
    with open_for_writing(backup, MEDIA, manifest) as target:
        manifest.media = write_media(target, default_storage)
    with backup.storage.open(f"{backup.name}/{MANIFEST}", "wb") as file:
        file.write(manifest.to_json().encode())


@contextmanager
def open_for_writing(
    backup: StoredBackup, name: str, manifest: Manifest
) -> Iterator[Sink]:
    """Open a file of a backup, encrypted where there is a key; note it as it closes."""
    stored = name + (ENCRYPTED_SUFFIX if manifest.encrypted else "")
    with backup.storage.open(f"{backup.name}/{stored}", "wb") as file:
        writer = StoredFileWriter(file)
        if manifest.encrypted:
            encrypting = EncryptingWriter(writer, settings.BACKUP_KEY)
            yield encrypting
            encrypting.close()
        else:
            yield writer
    manifest.files[stored] = writer.describe()


# Database ---------------------------------------------------------------------------


def write_dump(backup: StoredBackup, own: Any, now: datetime) -> Manifest:
    """Dump the database as one snapshot sees it, and count the rows of the same."""
    with own.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        server = get_server_version(own)
        program = find_program("pg_dump", server)
        manifest = Manifest(
            made_at=now.isoformat(),
            site_version=get_version(),
            server_version=server,
            program_version=read_version(program),
            migrations=list_migrations(own),
            rows=count_rows(cursor),
            encrypted=bool(settings.BACKUP_KEY),
        )
        with open_for_writing(backup, DUMP, manifest) as target:
            run_dump(program, own, snapshot, target)
        cursor.execute("ROLLBACK")
    return manifest


def run_dump(program: str, own: Any, snapshot: str, target: Sink) -> None:
    left_out = [f"--exclude-table-data=public.{one}" for one in list_left_out_tables()]
    arguments = [
        *(program, "--format=custom", f"--snapshot={snapshot}", "--no-owner"),
        *("--no-privileges", "--no-unlogged-table-data", *left_out),
    ]
    with run_program(arguments, own, stdout=subprocess.PIPE) as process:
        output: Any = process.stdout
        while piece := output.read(READ_SIZE):
            target.write(piece)


# Media ------------------------------------------------------------------------------


def write_media(target: Sink, storage: Storage) -> dict[str, int]:
    """Write all media into one tar; return how many, and how many bytes."""
    files = size = 0
    archive: Any = target
    with tarfile.open(mode="w|", fileobj=archive) as tar:
        for name in iter_files(storage):
            try:
                opened = storage.open(name)
            except FileNotFoundError:  # deleted meanwhile
                continue
            with opened:
                member = tarfile.TarInfo(name)
                member.size, member.mode = opened.size, 0o600
                member.mtime = int(storage.get_modified_time(name).timestamp())
                tar.addfile(member, opened)
            files, size = files + 1, size + member.size
    return {"files": files, "bytes": size}


# Age --------------------------------------------------------------------------------


def delete_old_backups(storage: Storage, now: datetime) -> None:
    """Delete what is not kept, and what was begun a day ago and never finished."""
    backups = {one.made_at: one for one in list_backups(storage)}
    whole = {moment for moment, one in backups.items() if one.is_whole}
    kept = choose_kept(whole)
    for moment, backup in backups.items():
        is_dead = moment not in whole and moment < now - UNFINISHED_AFTER
        if is_dead or moment in whole - kept:
            backup.delete()
