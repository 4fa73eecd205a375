"""A running site is upgraded without a request lost: docs/upgrade.md, tried."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_nobody_gets_an_error_while_the_site_is_migrated_and_restarted() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/upgrade_under_load.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert list(found["answers"]) == ["200"]
    assert found["answers"]["200"] > 50
    assert found["wrong pages"] == 0
    assert found["workers replaced"]
