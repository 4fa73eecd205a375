"""Backups where they are kept: a folder or a bucket, by Django's storages."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.utils.translation import gettext as _

from config.backups.encryption import DecryptionError, iter_decrypted
from config.backups.errors import BackupError
from config.backups.manifest import MANIFEST, Manifest
from config.storage import PrivateFolderStorage

DUMP, MEDIA = "database.dump", "media.tar"
ENCRYPTED_SUFFIX = ".enc"
NAME_FORMAT = "%Y%m%dT%H%M%SZ"
NAME = re.compile(r"\d{8}T\d{6}Z")
READ_SIZE = 1024 * 1024


class StoredBackup(NamedTuple):
    """A backup in a storage; without a manifest it is not whole."""

    storage: Storage
    name: str

    @property
    def made_at(self) -> datetime:
        return datetime.strptime(self.name, NAME_FORMAT).replace(tzinfo=UTC)

    @property
    def is_whole(self) -> bool:
        return self.storage.exists(f"{self.name}/{MANIFEST}")

    def read_manifest(self) -> Manifest:
        try:
            with self.storage.open(f"{self.name}/{MANIFEST}") as file:
                return Manifest.from_json(file.read().decode())
        except FileNotFoundError:
            raise BackupError(
                _("Il n’y a pas de sauvegarde entière dans « %s ».") % self.name
            ) from None

    def delete(self) -> None:
        """Delete a backup, its manifest first: it is never half a backup."""
        names = self.storage.listdir(self.name)[1]
        for name in sorted(names, key=lambda one: one != MANIFEST):
            self.storage.delete(f"{self.name}/{name}")
        self.storage.delete(self.name)


def get_backup_storage() -> Storage:
    return storages["backups"]


def list_backups(storage: Storage) -> list[StoredBackup]:
    """Return the backups of a storage, the newest first, whole or not."""
    with suppress(FileNotFoundError):
        names = filter(NAME.fullmatch, storage.listdir("")[0])
        return [StoredBackup(storage, name) for name in sorted(names, reverse=True)]
    return []


def find_backup(place: str = "") -> StoredBackup:
    """Return the backup of a name or a folder, the newest without either.

    A file of a backup stands for its folder.
    """
    if not place:
        whole = (one for one in list_backups(get_backup_storage()) if one.is_whole)
        found = next(whole, None)
        if found is None:
            raise BackupError(_("Il n’y a encore aucune sauvegarde."))
        return found
    path = Path(place).resolve()
    folder = path.parent if path.is_file() else path
    if folder.is_dir():
        storage = PrivateFolderStorage(location=folder.parent)
        return StoredBackup(storage, folder.name)
    return StoredBackup(get_backup_storage(), place)


# Reading --------------------------------------------------------------------------


def verify_files(backup: StoredBackup, manifest: Manifest) -> None:
    """Read all files of a backup; raise ``BackupError`` if one is not as written."""
    for name, known in manifest.files.items():
        digest = hashlib.sha256()
        try:
            with backup.storage.open(f"{backup.name}/{name}") as file:
                while piece := file.read(READ_SIZE):
                    digest.update(piece)
        except FileNotFoundError:
            raise BackupError(_("Il manque %s à la sauvegarde.") % name) from None
        if digest.hexdigest() != known["sha256"]:
            raise BackupError(
                _("%s n’est plus tel qu’il a été écrit : la sauvegarde est abîmée.")
                % name
            )


def iter_content(
    backup: StoredBackup, manifest: Manifest, name: str
) -> Iterator[bytes]:
    """Yield the content of a file of a backup, decrypted."""
    if not manifest.encrypted:
        with backup.storage.open(f"{backup.name}/{name}") as file:
            while piece := file.read(READ_SIZE):
                yield piece
        return
    if not settings.BACKUP_KEY:
        raise BackupError(
            _("La sauvegarde est chiffrée : donnez BACKUP_KEY, la clé d’alors.")
        )
    with backup.storage.open(f"{backup.name}/{name}{ENCRYPTED_SUFFIX}") as file:
        try:
            yield from iter_decrypted(file, settings.BACKUP_KEY)
        except DecryptionError:
            raise BackupError(
                _("BACKUP_KEY n’est pas la clé de cette sauvegarde.")
            ) from None


class PieceReader:
    """A readable file made of pieces, for tarfile."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.waiting = pieces, b""

    def read(self, size: int) -> bytes:
        while len(self.waiting) < size and (piece := next(self.pieces, b"")):
            self.waiting += piece
        given, self.waiting = self.waiting[:size], self.waiting[size:]
        return given


# Writing --------------------------------------------------------------------------


class StoredFileWriter:
    """Writes a file into a storage and remembers its size and digest."""

    def __init__(self, file: IO[bytes] | Any) -> None:
        self.file, self.size, self.digest = file, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.digest.update(data)
        self.file.write(data)
        return len(data)

    def describe(self) -> dict[str, Any]:
        return {"bytes": self.size, "sha256": self.digest.hexdigest()}
