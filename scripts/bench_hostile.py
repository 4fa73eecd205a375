"""Read every hostile file, each in a process of its own, and say what it took.

    python scripts/bench_hostile.py

A process may take 100 MB more than it has at its start: beyond, it fails. What is too
slow is told by the seconds of the processor, which do not depend on what else the
machine does. The tests look only at what was said and how much was read.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MOST_SECONDS = 2.0


def run_python(*arguments: str) -> str:
    """Run Python with the project and its scripts at hand, and give what it prints."""
    env = os.environ | {"PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent}"}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE)
    return done.stdout.decode()


def format_table(found: dict[str, dict[str, Any]]) -> str:
    """Return the outcomes for people to read."""
    rows = [
        f"{name:26} {one['seconds']:5.2f} s ({one['processor']:.2f} of processor) "
        f"{one['megabytes']:3} MB  {one['said']}"
        for name, one in found.items()
    ]
    slowest = max(one["seconds"] for one in found.values())
    busiest = max(one["processor"] for one in found.values())
    heaviest = max(one["megabytes"] for one in found.values())
    summary = f"{len(found)} files; slowest {slowest} s ({busiest} of processor)"
    summary += f", most memory {heaviest} MB"
    late = [n for n, one in found.items() if one["processor"] > MOST_SECONDS]
    return "\n".join([*rows, summary, *(f"too slow: {name}" for name in late)])


def main() -> None:
    """Make the files, read them, and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        run_python(str(HERE / "make_hostile_files.py"), folder)
        print(format_table(json.loads(run_python("-m", "hostile.measures", folder))))


if __name__ == "__main__":
    main()
