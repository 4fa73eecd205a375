"""Ratios of a benchmark, and which of them passed those that are recorded.

Milliseconds are of one machine. How a page stands to its peers and to raw SQL, and to
itself with more actions, holds on others too: ``docs/bench-ratios.json``.
"""

import json
from pathlib import Path
from typing import Any

# Of each case, what each contender took: {"site": {"ms": …, "status": 200, …}, …}.
Measures = dict[str, dict[str, dict[str, Any]]]
Ratios = dict[str, dict[str, float]]

SITE = "site"
# A ratio may pass the recorded one by this much before it counts as slower.
TOLERANCE, SLACK = 1.4, 0.1


def get_ms(measures: Measures, case: str, contender: str = SITE) -> float | None:
    """Return what a contender took; None if it was not asked, or failed."""
    figure = measures.get(case, {}).get(contender)
    return figure["ms"] if figure and figure["status"] == 200 else None


def divide(dividend: float | None, divisor: float | None) -> float | None:
    return dividend / divisor if dividend is not None and divisor else None


def compute_ratios(results: dict[int, Measures]) -> Ratios:
    """Return by case: the site to each other contender at each size, and its growth.

    Growth is the time of a size to that of the smallest.
    """
    least = min(results)
    ratios: Ratios = {}
    for size, measures in results.items():
        for case, contenders in measures.items():
            own = get_ms(measures, case)
            found = {
                f"{size} / {other}": divide(own, get_ms(measures, case, other))
                for other in contenders
                if other != SITE
            }
            if size > least:
                found[f"growth {size}"] = divide(own, get_ms(results[least], case))
            known = {
                key: round(one, 3) for key, one in found.items() if one is not None
            }
            ratios.setdefault(case, {}).update(known)
    return {case: found for case, found in ratios.items() if found}


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
    """Write the ratios; those of other sizes that the file holds stay."""
    known = read_ratios(path) if path.exists() else {}
    merged = {case: known.get(case, {}) | found for case, found in ratios.items()}
    path.write_text(json.dumps(merged, indent=2, ensure_ascii=False) + "\n")
