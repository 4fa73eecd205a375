"""Files made to do harm: each is refused with a reason, and little of it is read.

Each is read by a process of its own that may take 100 MB and no more.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

SCRIPTS = Path(settings.BASE_DIR) / "scripts"
KEPT = Path(settings.BASE_DIR) / "tests" / "files" / "hostile"
sys.path.insert(0, str(SCRIPTS))

from hostile import FILES  # noqa: E402
from hostile.shape import Hostile  # noqa: E402

pytestmark = pytest.mark.slow

MOST_CELLS = 20_000 * 256


def run(*arguments: str) -> str:
    """Run Python with the scripts and the project at hand."""
    path = os.pathsep.join([str(SCRIPTS), str(settings.BASE_DIR)])
    return subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"PYTHONPATH": path},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Read them all: those that the project keeps, and the large ones made anew."""
    folder = tmp_path_factory.mktemp("hostile")
    run(str(SCRIPTS / "make_hostile_files.py"), str(folder))
    shutil.copytree(KEPT, folder, dirs_exist_ok=True)
    found: dict[str, Any] = json.loads(run("-m", "hostile.measures", str(folder)))
    shutil.rmtree(folder)
    return found


@pytest.mark.parametrize("hostile", FILES, ids=lambda hostile: hostile.name)
def test_a_hostile_file_is_refused_with_a_reason_or_read_with_care(
    outcomes: dict[str, Any], hostile: Hostile
) -> None:
    outcome = outcomes[hostile.name]
    assert hostile.says in outcome["said"]
    assert bool(outcome["said"]) == bool(hostile.says)
    assert 0 <= outcome["cells"] <= MOST_CELLS
    assert hostile.says or outcome["rows"] == hostile.reads


def test_there_are_many_and_the_small_ones_are_kept() -> None:
    small = {one.name for one in FILES if not one.is_large}
    assert {path.name for path in KEPT.iterdir()} == small | {"README.md"}
    assert len({one.name for one in FILES}) == len(FILES) >= 120
