"""Files that wait to be imported: in a folder, or in a bucket that all nodes share.

Each has a folder of its own, named "<owner>/<token>": what was sent, and the rows that
were read of it. A bucket (IMPORTS_BUCKET) is copied for as long as it is used: nothing
of it stays on a node.
"""

import fnmatch
import shutil
import time
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile, is_zipfile

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage, storages

IMPORT_DIRECTORY_NAME = "imports"
# No part of a file that may be imported is larger, unpacked.
MAX_SEARCHED_BYTES = 200 * 1024 * 1024
UPLOADS, ROWS = "envoi*", "lignes-*"


def get_import_directory() -> Path:
    return Path(settings.VAR_DIR) / IMPORT_DIRECTORY_NAME


def get_bucket() -> Storage | None:
    return storages["imports"] if "imports" in settings.STORAGES else None


def make_command_directory() -> Path:
    """Return where a command keeps its files, which is made if it is not there."""
    place = get_import_directory() / "commande"
    place.mkdir(parents=True, mode=0o700, exist_ok=True)
    return place


@contextmanager
def make_folder(name: str) -> Iterator[Path]:
    """Yield a new folder, to be filled; nothing is kept if that fails."""
    bucket = get_bucket()
    if bucket is not None:
        with TemporaryDirectory() as copy:
            yield Path(copy)
            put_files(bucket, name, Path(copy))
        return
    place = get_import_directory() / name
    place.mkdir(parents=True, mode=0o700)
    try:
        yield place
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


@contextmanager
def open_folder(
    name: str, files: str = "*", *, is_written: bool = False
) -> Iterator[Path]:
    """Yield a folder with the files of a pattern; those that change are kept."""
    bucket = get_bucket()
    if bucket is None:
        yield get_import_directory() / name
        return
    with TemporaryDirectory() as copy:
        folder = Path(copy)
        fetch_files(bucket, name, folder, files)
        known = read_times(folder)
        yield folder
        if is_written:
            put_files(bucket, name, folder, known)


def read_times(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def fetch_files(bucket: Storage, name: str, folder: Path, pattern: str) -> None:
    for file in fnmatch.filter(list_files(bucket, name), pattern):
        with bucket.open(f"{name}/{file}") as kept, (folder / file).open("wb") as own:
            shutil.copyfileobj(kept, own)


def put_files(
    bucket: Storage, name: str, folder: Path, known: dict[str, int] | None = None
) -> None:
    """Write the files of a folder that are not as they were known to the bucket."""
    for file, changed in read_times(folder).items():
        if (known or {}).get(file) != changed:
            bucket.delete(f"{name}/{file}")
            with (folder / file).open("rb") as own:
                bucket.save(f"{name}/{file}", File(own))


def list_files(bucket: Storage, name: str) -> list[str]:
    try:
        return bucket.listdir(name)[1]
    except FileNotFoundError:
        return []


def has_folder(name: str) -> bool:
    bucket = get_bucket()
    if bucket is not None:
        return bool(list_files(bucket, name))
    return (get_import_directory() / name).is_dir()


def remove_folder(name: str) -> None:
    bucket = get_bucket()
    if bucket is not None:
        for file in list_files(bucket, name):
            bucket.delete(f"{name}/{file}")
    shutil.rmtree(get_import_directory() / name, ignore_errors=True)


# All of them --------------------------------------------------------------------------


def iter_folders() -> Iterator[str]:
    """Yield the names of the folders that there are."""
    for place in get_import_directory().glob("*/*"):
        yield f"{place.parent.name}/{place.name}"
    if (bucket := get_bucket()) is not None:
        for owner in bucket.listdir("")[0]:
            yield from (f"{owner}/{token}" for token in bucket.listdir(owner)[0])


def remove_old_folders(known: Collection[str], older_than: timedelta) -> None:
    """Remove the folders of nobody, left by a killed process, after a time."""
    limit = time.time() - older_than.total_seconds()
    for name in list(iter_folders()):
        if name not in known and get_newest_time(name) < limit:
            remove_folder(name)


def get_newest_time(name: str) -> float:
    """Return when something of a folder changed last."""
    place, bucket = get_import_directory() / name, get_bucket()
    times = [path.stat().st_mtime for path in place.glob("*")]
    if place.exists() and not times:
        times = [place.stat().st_mtime]
    if bucket is not None:
        for file in list_files(bucket, name):
            times.append(bucket.get_modified_time(f"{name}/{file}").timestamp())
    return max(times, default=0.0)


def holds_text(path: Path, text: str) -> bool:
    """Return whether a file holds a text in any case, unpacked where it is packed."""
    if not is_zipfile(path):
        return is_among(path.read_bytes(), text)
    try:
        with ZipFile(path) as archive:
            return any(
                is_among(archive.read(member), text)
                for member in archive.infolist()
                if member.file_size <= MAX_SEARCHED_BYTES
            )
    except (BadZipFile, OSError, NotImplementedError, RuntimeError, zlib.error):
        return False


def is_among(content: bytes, text: str) -> bool:
    """Return whether a text stands in bytes, in the encodings that imports read."""
    lowered = content.lower()
    encodings = ("utf-8", "utf-16-le", "utf-16-be", "cp1252")
    return any(
        text.lower().encode(encoding, "ignore") in lowered for encoding in encodings
    )
