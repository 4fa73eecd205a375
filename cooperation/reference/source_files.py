"""Read the files of reference data; errors name the file and the problem."""

import csv
import gzip
import io
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

CsvRow = dict[str, str]


class ReferenceDataError(Exception):
    """A file of reference data is missing or malformed; the message is for staff."""


def get_reference_folder() -> Path:
    return Path(settings.FIXTURES_ROOT) / "reference"


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, gzipped or not; raise ``ReferenceDataError``."""
    try:
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        return data.decode("utf-8-sig")
    except OSError as error:
        message = _("Le fichier %(path)s ne peut pas être lu : %(reason)s.")
        raise ReferenceDataError(
            message % {"path": path, "reason": describe_os_error(error)}
        ) from error
    except (UnicodeDecodeError, EOFError) as error:
        message = _("Le fichier %(path)s n’est pas un texte en UTF-8 entier.")
        raise ReferenceDataError(message % {"path": path}) from error


def describe_os_error(error: OSError) -> str:
    """Return why a file cannot be read, in the site's language."""
    if isinstance(error, FileNotFoundError):
        return _("il n’existe pas")
    if isinstance(error, gzip.BadGzipFile):
        return _("l’archive est abîmée")
    return _("son accès est refusé")


def read_rows(path: Path, columns: Collection[str] = ()) -> list[CsvRow]:
    """Return the rows of a CSV file that has at least ``columns``.

    The separator is that of the first line: comma or semicolon. Raises
    ``ReferenceDataError``.
    """
    text = read_text(path)
    header = text.partition("\n")[0]
    separator = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    missing = sorted(set(columns) - set(reader.fieldnames or ()))
    if missing:
        message = _("Il manque au fichier %(path)s : %(columns)s.")
        raise ReferenceDataError(
            message % {"path": path, "columns": ", ".join(missing)}
        )
    return list(reader)


def read_json(path: Path) -> Any:
    """Return the content of a JSON file; raise ``ReferenceDataError``."""
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        message = _("Le fichier %(path)s n’est pas du JSON (ligne %(line)s).")
        raise ReferenceDataError(
            message % {"path": path, "line": error.lineno}
        ) from error


def read_reference_rows(name: str) -> list[CsvRow]:
    return read_rows(get_reference_folder() / name)


def parse_integer(text: str) -> int | None:
    return int(text) if text else None


def parse_decimal(text: str) -> float | None:
    return float(text) if text else None


def split_items(text: str) -> list[str]:
    """Return the values of a cell, separated by ``|``."""
    return [item for item in text.split("|") if item]
