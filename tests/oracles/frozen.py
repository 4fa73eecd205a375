"""Frozen files: compared with what is given now, or recorded anew."""

import os
from collections.abc import Mapping
from difflib import unified_diff
from hashlib import sha256
from pathlib import Path

import pytest

FROZEN = Path(__file__).parent / "frozen"
RECORDING = os.environ.get("RECORD_ORACLES") == "1"
# A folder that receives each output whole, so that two commits may be compared.
WHOLE = os.environ.get("ORACLES_WHOLE")
LONGEST_SHOWN = 80
LONGEST_KEPT = 7_500


def compare(texts: Mapping[str, str]) -> None:
    """Fail with the differences between texts and their frozen files, by name.

    Writes the files instead where that is asked for.
    """
    if RECORDING:
        record(texts)
        return
    found = [line for name, text in texts.items() for line in differences(name, text)]
    if found:
        shown = "\n".join(found[:LONGEST_SHOWN])
        pytest.fail(f"{len(found)} lines of differences:\n{shown}", pytrace=False)


def record(texts: Mapping[str, str]) -> None:
    """Write frozen files."""
    for name, text in texts.items():
        path = FROZEN / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def differences(name: str, text: str) -> list[str]:
    """Return the lines of the difference between a frozen file and a text."""
    path = FROZEN / name
    before = path.read_bytes().decode() if path.exists() else ""
    lines = before.split("\n"), text.split("\n")
    return list(unified_diff(*lines, f"frozen/{name}", "now", n=1, lineterm=""))


def summary(title: str, headers: str, text: str) -> str:
    """Return an output in a few lines: its title, its digest, itself if it is short."""
    keep_whole(title, text)
    data = text.encode()
    size = f"{len(data)} bytes, {text.count(chr(10))} lines"
    parts = [f"=== {title}", headers, f"{size}, sha256 {sha256(data).hexdigest()}"]
    if len(data) <= LONGEST_KEPT:
        parts.append(text.replace("\r", "␍").rstrip("\n"))
    return "\n".join(parts) + "\n"


def keep_whole(title: str, text: str) -> None:
    """Write an output whole, where a folder is given for that."""
    if WHOLE:
        name = title.strip("/").translate({ord(letter): "_" for letter in "/?&=:, "})
        folder = Path(WHOLE)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name[:200]).write_bytes(text.encode())
