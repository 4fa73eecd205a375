"""What an import did and could not do, line by line."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from cooperation.spreadsheets.resources.results import Level


class Remark(NamedTuple):
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
class ImportReport:
    rows: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, what: str, outcome: str) -> None:
        """Count one object; ``outcome`` is created, updated or unchanged."""
        self.counts[what, outcome] += 1

    def add(self, remark: Remark) -> None:
        self.remarks.append(remark)

    def by_reason(self, level: Level) -> list[tuple[str, int]]:
        """Return how many lines each reason of a level touches, most first."""
        reasons = {(r.line, r.reason) for r in self.remarks if r.level == level}
        counts = Counter(reason for _line, reason in reasons)
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    def summary(self) -> list[str]:
        """Return the counts as sentences: lines read, outcomes, remarks by reason."""
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
        """Return the summary followed by each remark."""
        return [*self.summary(), *map(str, self.remarks)]
