"""Ratios of a benchmark, and which of them passed those that are recorded.

Milliseconds are of one machine. How a page stands to raw SQL, and to itself with more
actions, holds on others too: ``docs/bench-ratios.json``.
"""

import json
from pathlib import Path
from typing import Any

Measures = dict[str, dict[str, Any]]
Ratios = dict[str, dict[str, float]]

# A ratio may pass the recorded one by this much before it counts as slower.
TOLERANCE, SLACK = 1.4, 0.1


def compute_ratios(results: dict[int, Measures]) -> Ratios:
    """Return by measure: the site to raw SQL at each size, and ``growth``.

    ``growth`` is the time of the largest size to that of the smallest.
    """
    least, most = min(results), max(results)
    ratios: Ratios = {}
    for name, row in results[least].items():
        found = {
            str(size): measures[name]["site_ms"] / measures[name]["sql_ms"]
            for size, measures in results.items()
        }
        if most > least:
            found["growth"] = results[most][name]["site_ms"] / row["site_ms"]
        ratios[name] = {key: round(value, 2) for key, value in found.items()}
    return ratios


def list_slower(measured: Ratios, recorded: Ratios) -> list[str]:
    """Return the ratios that passed those recorded; what was not recorded, too."""
    slower = []
    for name, found in measured.items():
        for key, value in found.items():
            known = recorded.get(name, {}).get(key)
            if known is None:
                slower.append(f"{name}, {key}: {value}, not recorded")
            elif value > known * TOLERANCE + SLACK:
                slower.append(f"{name}, {key}: {value}, recorded {known}")
    return slower


def read_ratios(path: Path) -> Ratios:
    ratios: Ratios = json.loads(path.read_text())
    return ratios


def write_ratios(path: Path, ratios: Ratios) -> None:
    path.write_text(json.dumps(ratios, indent=2, ensure_ascii=False) + "\n")
