"""Each hostile file read in a process of its own, which may take 100 MB and no more.

python -m hostile.measures FOLDER    # what each file of FOLDER got, as JSON
"""

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings

from cooperation.spreadsheets.files import (
    COMMAND_LIMITS,
    WEB_LIMITS,
    UnreadableFile,
    open_spreadsheet,
)
from hostile import FILES
from hostile.shape import Hostile

MOST_MEMORY = 100 * 1024 * 1024
PROCESSOR_SECONDS = 60
NOTHING = {
    "said": "killed",
    "rows": -1,
    "cells": -1,
    "seconds": -1.0,
    "processor": -1.0,
    "megabytes": -1,
}
PAGE = os.sysconf("SC_PAGE_SIZE")


def read_file(path: Path, hostile: Hostile) -> dict[str, Any]:
    """Read a file to its end: what was said, and how many rows and cells came out."""
    rows = cells = 0
    said = ""
    try:
        with open_spreadsheet(
            path, COMMAND_LIMITS if hostile.by_command else WEB_LIMITS
        ) as book:
            for sheet in book.sheets():
                for _line, row in sheet.rows:
                    rows, cells = rows + 1, cells + len(row)
    except UnreadableFile as error:
        said = str(error)
    except MemoryError:
        said = "MemoryError"
    return {"said": said, "rows": rows, "cells": cells}


def measure_reading(path: Path, hostile: Hostile) -> dict[str, Any]:
    """Read a file within bounds, in this process, and add what it took."""
    size = int(Path("/proc/self/statm").read_text().split()[0]) * PAGE
    resource.setrlimit(resource.RLIMIT_AS, (size + MOST_MEMORY,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS,) * 2)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, started = time.perf_counter(), time.process_time()
    outcome = read_file(path, hostile)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return outcome | {
        "seconds": round(seconds, 2),
        "processor": round(time.process_time() - started, 2),
        "megabytes": memory // 1024,
    }


def read_in_child(path: Path, hostile: Hostile) -> dict[str, Any]:
    """Read a file in a child process; a child that dies says nothing."""
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        try:
            answer = measure_reading(path, hostile)
        except BaseException as error:  # whatever it is, the parent is told
            answer = NOTHING | {"said": repr(error)[:300]}
        os.write(sending, json.dumps(answer).encode())
        os._exit(0)
    os.close(sending)
    with os.fdopen(receiving) as pipe:
        answer_text = pipe.read()
    os.waitpid(child, 0)
    answered: dict[str, Any] = json.loads(answer_text or json.dumps(NOTHING))
    return answered


def list_outcomes(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what each file of a folder got."""
    known = [one for one in FILES if (folder / one.name).exists()]
    return {one.name: read_in_child(folder / one.name, one) for one in known}


if __name__ == "__main__":
    settings.configure(USE_I18N=False)
    print(json.dumps(list_outcomes(Path(sys.argv[1]))))
