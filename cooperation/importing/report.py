"""What an import did, and what it could not do, line by line."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _


class Level(StrEnum):
    """How much a remark matters."""

    REFUSED = "refusé"
    DOUBT = "doute"
    INFORMATION = "information"


class Remark(NamedTuple):
    """What is said of one cell of one line."""

    line: int
    column: str
    value: str
    level: Level
    reason: str
    detail: str = ""

    def __str__(self) -> str:
        where = _("ligne %(line)s, %(column)s") % self._asdict()
        detail = f" ({self.detail})" if self.detail else ""
        return f"{where}, « {self.value} » : {self.reason}{detail}"


@dataclass
class Report:
    """The counts and remarks of one import."""

    rows: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, what: str, outcome: str) -> None:
        """Count one object: ``outcome`` is created, updated or unchanged."""
        self.counts[what, outcome] += 1

    def add(self, remark: Remark) -> None:
        """Keep a remark."""
        self.remarks.append(remark)

    def by_reason(self, level: Level) -> list[tuple[str, int]]:
        """Give how many lines each reason of a level touches, the most first."""
        reasons = {(r.line, r.reason) for r in self.remarks if r.level == level}
        return Counter(reason for _line, reason in reasons).most_common()

    def summary(self) -> list[str]:
        """Give the counts in words: what was read, done, and remarked how often."""
        outcomes = [
            f"{what} : {number} {outcome}"
            for (what, outcome), number in sorted(self.counts.items())
        ]
        remarks = [
            f"{level.value} — {reason} : {number}"
            for level in Level
            for reason, number in self.by_reason(level)
        ]
        read = _("%(rows)s lignes lues") % {"rows": self.rows}
        return [read, *self.notes, *outcomes, *remarks]

    def lines(self) -> list[str]:
        """Give the whole report in words: the counts, then each remark."""
        return [*self.summary(), *map(str, self.remarks)]
