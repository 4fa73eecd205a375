"""The constraints of an XLSForm as the least and the most of a question."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from surveys.enums import QuestionKind
from surveys.questionnaires.xlsform.rows import Row

Data = dict[str, Any]
COMPARISON = re.compile(
    r"\(?\s*(?P<what>\.|count-selected\(\s*\.\s*\)|string-length\(\s*\.\s*\))"
    r"\s*(?P<sign>>=|<=|>|<|=)\s*(?P<number>-?\d{1,9}(?:\.0+)?)\s*\)?"
)
MEASURED = {
    ".": (*QuestionKind.FIGURES,),
    "count-selected(.)": (QuestionKind.SEVERAL, QuestionKind.RANKING),
    "string-length(.)": QuestionKind.TEXTS,
}
# How far beyond the number a strict comparison starts.
STEPS = {">": 1, "<": -1}


def read_bounds(row: Row, question: Data, add_remark: Callable[..., None]) -> None:
    """Set the bounds of a question, or say that its constraint is not read."""
    text = row.get("constraint")
    if not text:
        return
    parts = re.split(r"\s+and\s+", text)
    found = [read_bound(part, question["kind"]) for part in parts]
    bounds = {name: value for pair in found if pair for name, value in pair.items()}
    is_ordered = bounds.get("least", 0) <= bounds.get("most", 2**31)
    if not all(found) or not is_ordered:
        words = _("Règle « %s » pas reprise : le site vérifie des bornes entières.")
        add_remark(row, words % text[:120])
        return
    question.update(bounds)


def read_bound(text: str, kind: str) -> dict[str, int] | None:
    """Return the bounds that a comparison sets; None where it is none of ours."""
    found = COMPARISON.fullmatch(text.strip())
    if not found:
        return None
    what, sign = re.sub(r"\s", "", found["what"]), found["sign"]
    if kind not in MEASURED[what]:
        return None
    if kind in QuestionKind.WITH_DECIMALS and sign in STEPS:
        # Just beyond a number there is no next one.
        return None
    number = int(float(found["number"])) + STEPS.get(sign, 0)
    if sign == "=":
        return {"least": number, "most": number}
    if what == "string-length(.)" and sign in (">", ">="):
        return None
    return {"least" if ">" in sign else "most": number}


def write_constraint(question: Data) -> str:
    """Return the bounds of a question as a constraint."""
    kind, least, most = question["kind"], question.get("least"), question.get("most")
    what = next((one for one, kinds in MEASURED.items() if kind in kinds), "")
    if kind in (QuestionKind.SCALE, QuestionKind.RANKING) or not what:
        return ""
    parts = [f"{what} >= {least}"] if least is not None else []
    parts += [f"{what} <= {most}"] if most is not None else []
    return " and ".join(parts)
