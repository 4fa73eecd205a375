"""Storage of static files, of media and of backups."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, also in the imports between JavaScript modules."""

    support_js_module_import_aggregation = True


class PrivateFolderStorage(FileSystemStorage):
    """A folder whose files are for the site's own user alone."""

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        path = Path(self.path(name))
        if "w" in mode:
            path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        return File(open(path, mode, opener=open_privately))


def open_privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def iter_files(storage: Storage, folder: str = "") -> Iterator[str]:
    """Yield the names of all files of a storage, in order."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    for name in sorted(files):
        yield prefix + name
    for name in sorted(folders):
        yield from iter_files(storage, prefix + name)
