"""The index on disk: what a new process begins with, and brings up to date.

Written by whoever renewed it last. A file that is damaged, of another database or of
other code is left aside, and the log says why.
"""

import hashlib
import json
import logging
import os
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection

from cooperation.search.facet_index import (
    FacetColumn,
    FacetIndex,
    FacetLabel,
    IndexReference,
    PointColumns,
)

logger = logging.getLogger(__name__)

WRITTEN_EVERY_SECONDS = 600.0


@dataclass(frozen=True)
class HeldIndex:
    """An index, and what it was made of: the changes that it knows, and its day.

    ``version`` is the digest of the changes, ``last`` the start of the last one.
    """

    index: FacetIndex
    changes: frozenset[str]
    version: str
    last: str
    day: date


# The modules that decide what an index holds.
MODULES = ("facet_index", "facet_sources", "index_reading", "reference_data")


@cache
def compute_schema_digest() -> str:
    digest = hashlib.sha256()
    for module in (*MODULES, "index_snapshots"):
        digest.update(Path(__file__).with_name(f"{module}.py").read_bytes())
    return digest.hexdigest()


def get_path(kind: str) -> Path | None:
    """Return the file of a kind; None where none is kept (the setting is empty)."""
    folder = getattr(settings, "FACET_INDEX_DIR", settings.VAR_DIR / "facet-index")
    if not folder:
        return None
    database = connection.settings_dict
    place = f"{database['HOST']} {database['PORT']} {database['NAME']}"
    name = hashlib.sha256(place.encode()).hexdigest()[:16]
    return Path(folder) / f"{kind}-{name}.npz"


# Writing ------------------------------------------------------------------------------


def write_aside(kind: str, held: HeldIndex, *, was_read_whole: bool) -> None:
    """Write the file in a thread: no request waits for the disk.

    Not where another process wrote it lately; but an index that was read whole found
    no file that it could begin with.
    """
    path = get_path(kind)
    if path and (was_read_whole or is_old(path)):
        Thread(target=write, args=(path, held), daemon=True).start()


def is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime >= WRITTEN_EVERY_SECONDS
    except OSError:
        return True


def write(path: Path, held: HeldIndex) -> None:
    """Write the file whole or not at all; a full disk is told in the log only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, allow_pickle=False, **pack(held))
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        logger.warning("The facet index could not be written to %s: %s", path, error)


def pack(held: HeldIndex) -> dict[str, Any]:
    """Return the arrays of an index; what are no numbers is one array of JSON."""
    index = held.index
    reference = index.reference
    about = {
        "schema": compute_schema_digest(),
        "changes": sorted(held.changes),
        "version": held.version,
        "last": held.last,
        "day": held.day.isoformat(),
        "values": {name: column.values for name, column in index.facets.items()},
        "labels": {
            name: list(labels.items()) for name, labels in reference.labels.items()
        },
        "groups": {
            name: list(groups.items()) for name, groups in reference.groups.items()
        },
        "lead_ranks": list(reference.lead_ranks.items()),
    }
    text = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    return {
        "about": text,
        "keys": index.keys,
        "title_ranks": index.title_ranks,
        **{f"number {name}": column for name, column in index.numbers.items()},
        **{f"point {name}": column for name, column in vars(index.points).items()},
        **{f"codes {name}": column.codes for name, column in index.facets.items()},
        **{f"offsets {name}": column.offsets for name, column in index.facets.items()},
    }


# Reading ------------------------------------------------------------------------------


def load(kind: str) -> HeldIndex | None:
    """Return the index of the file; None where there is none that can be used."""
    path = get_path(kind)
    if path is None or not path.exists():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
        return unpack(arrays)
    except Exception as error:
        logger.warning("The facet index in %s is left aside: %s", path, error)
        return None


def unpack(arrays: dict[str, Any]) -> HeldIndex:
    about = json.loads(arrays["about"].tobytes())
    if about["schema"] != compute_schema_digest():
        raise ValueError("it was written by other code")
    reference = IndexReference(
        labels={
            name: {key: FacetLabel(*label) for key, label in labels}
            for name, labels in about["labels"].items()
        },
        groups={name: dict(groups) for name, groups in about["groups"].items()},
        lead_ranks=dict(about["lead_ranks"]),
    )
    index = FacetIndex(
        keys=arrays["keys"],
        facets={
            name: FacetColumn(
                values, arrays[f"codes {name}"], arrays[f"offsets {name}"]
            )
            for name, values in about["values"].items()
        },
        numbers=select_arrays(arrays, "number "),
        title_ranks=arrays["title_ranks"],
        points=PointColumns(**select_arrays(arrays, "point ")),
        reference=reference,
    )
    day = date.fromisoformat(about["day"])
    changes = frozenset(about["changes"])
    return HeldIndex(index, changes, about["version"], about["last"], day)


def select_arrays(arrays: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(prefix)
    }
