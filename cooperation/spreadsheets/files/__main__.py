"""The process that ``bounded`` starts: it reads a file and prints its rows as JSON."""

import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.utils.translation import gettext as _

from cooperation.spreadsheets.files.open_file import open_spreadsheet
from cooperation.spreadsheets.files.types import (
    MEGABYTE,
    HeaderLines,
    Limits,
    UnreadableFile,
)

FRENCH = "fr"
# Left to the process after the limit of time, to end by itself.
SPARE_SECONDS = 5
PAGE = resource.getpagesize()
# How near to its limit a process may be that lacks memory.
SPARE_MEMORY = 4 * MEGABYTE


def main(request: dict[str, Any]) -> None:
    configure_texts(request["language"], request["locale_paths"])
    limits = Limits(**request["limits"])
    most = sys.maxsize
    try:
        most = limit_process(limits)
        answers = iter_answers(Path(request["path"]), limits, request["header_lines"])
        for answer in answers:
            sys.stdout.write(json.dumps(answer) + "\n")
    except UnreadableFile as error:
        # A parser that lacks memory may take the file for damaged.
        is_short = error.__cause__ is not None and get_size() > most - SPARE_MEMORY
        print(json.dumps({"error": get_memory_reason() if is_short else str(error)}))
    except MemoryError:
        print(json.dumps({"error": get_memory_reason()}))


def get_memory_reason() -> str:
    return _("La lecture du fichier demande trop de mémoire : refusé.")


def configure_texts(language: str, locale_paths: list[str]) -> None:
    """Prepare the language of messages; French is the one of the sources."""
    is_translated = not language.startswith(FRENCH)
    settings.configure(
        USE_I18N=is_translated, LANGUAGE_CODE=language, LOCALE_PATHS=locale_paths
    )
    if is_translated:
        django.setup()


def get_size() -> int:
    """Return the address space of this process in bytes, 0 where it is not told."""
    size = Path("/proc/self/statm")
    return int(size.read_text().split()[0]) * PAGE if size.exists() else 0


def limit_process(limits: Limits) -> int:
    """Limit time, and memory beyond what there is now; return the most memory."""
    bounds = (limits.seconds, limits.seconds + SPARE_SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, bounds)
    own = get_size()
    if not own:
        return sys.maxsize
    most = own + limits.memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    return most


def iter_answers(
    path: Path, limits: Limits, header_lines: HeaderLines
) -> Iterator[dict[str, Any]]:
    with open_spreadsheet(path, limits, header_lines) as book:
        yield {"kind": book.kind, "notes": book.notes}
        for table in book.sheets():
            columns = [table.name, table.header, table.header_line, table.first_lines]
            yield {"table": columns, "notes": book.notes}
            yield from ({"row": row} for row in table.rows)
            yield {"notes": book.notes}
        yield {"end": True, "notes": book.notes}


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
