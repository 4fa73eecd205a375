"""What an agent's file would propose, line by line; nothing is written."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import Proposal, ProposalKind, ProposalState
from accounts.people import permissions
from accounts.proposals.spreadsheets.columns import ENTRY_KINDS
from accounts.proposals.spreadsheets.contents import ContentBuilder, EntryChange
from accounts.proposals.spreadsheets.lines import (
    EntryKey,
    PlannedLines,
    get_entry_key,
    plan_file,
)
from cooperation.enums import LineOutcome
from cooperation.models import ImportBatch
from cooperation.spreadsheets.resources.results import (
    CellMessage,
    Level,
    LinePlan,
    RowWrite,
)
from cooperation.text import normalize

# What becomes of a line, in the order of the page.
OUTCOME_LABELS = {
    LineOutcome.REFUSED: gettext_lazy("refusée"),
    LineOutcome.CREATED: gettext_lazy("à créer"),
    LineOutcome.CHANGED: gettext_lazy("à modifier"),
    LineOutcome.UNCHANGED: gettext_lazy("inchangée"),
}
OUTCOME_WORDS = {
    LineOutcome.REFUSED: ngettext_lazy("ligne refusée", "lignes refusées", "number"),
    LineOutcome.CREATED: ngettext_lazy("ligne à créer", "lignes à créer", "number"),
    LineOutcome.CHANGED: ngettext_lazy(
        "ligne à modifier", "lignes à modifier", "number"
    ),
    LineOutcome.UNCHANGED: ngettext_lazy(
        "ligne inchangée", "lignes inchangées", "number"
    ),
}
PROPOSED_OUTCOMES = (LineOutcome.CREATED, LineOutcome.CHANGED)


@dataclass(frozen=True)
class PreviewLine:
    """A line of the file: what it would propose, and the proposal in its way."""

    plan: LinePlan
    obstacle: Proposal | None = None

    @property
    def outcome(self) -> LineOutcome:
        if self.plan.is_refused:
            return LineOutcome.REFUSED
        if not self.plan.changes:
            return LineOutcome.UNCHANGED
        return LineOutcome.CREATED if self.plan.is_new else LineOutcome.CHANGED

    @property
    def label(self) -> Any:
        return OUTCOME_LABELS[self.outcome]

    @property
    def is_proposed(self) -> bool:
        return self.outcome in PROPOSED_OUTCOMES

    @property
    def remarks(self) -> list[tuple[str, CellMessage]]:
        """The remarks, each with the label of its column; those that refuse first."""
        columns = self.plan.spec.by_code
        found = [
            (str(columns[one.column].label if one.column in columns else ""), one)
            for one in self.plan.remarks
        ]
        return sorted(found, key=lambda one: one[1].level != Level.REFUSED)


@dataclass
class SpreadsheetPreview:
    """The lines of a file in its order, and the changes that they propose."""

    lines: list[PreviewLine]
    changes: list[EntryChange]

    @property
    def counts(self) -> Counter[str]:
        return Counter(line.outcome.value for line in self.lines)

    @property
    def totals(self) -> list[tuple[int, str]]:
        """How many lines have each outcome, and the words for it."""
        counts = self.counts
        return [
            (counts[outcome], str(label % {"number": counts[outcome]}))
            for outcome, label in OUTCOME_WORDS.items()
            if counts[outcome]
        ]

    @property
    def shown_lines(self) -> list[PreviewLine]:
        """The lines that propose or say something, refused ones first."""
        shown = [
            line
            for line in self.lines
            if line.plan.remarks or line.outcome != LineOutcome.UNCHANGED
        ]
        return sorted(shown, key=lambda line: line.outcome != LineOutcome.REFUSED)

    @property
    def digest(self) -> str:
        """A text that two previews share if they propose the same."""
        contents = [
            [one.kind, one.entry and one.entry.pk, one.base, one.content]
            for one in self.changes
        ]
        data = json.dumps(contents, sort_keys=True, default=str)
        return hashlib.sha256(data.encode()).hexdigest()


def build_preview(batch: ImportBatch, user: Any) -> SpreadsheetPreview:
    """Read a person's file again and return what it would propose today."""
    planned = plan_file(batch, user)
    obstacles = refuse_open_entries(planned, user)
    changes = ContentBuilder(
        planned,
        find_entries(planned, user),
        {one.pk: one for one in permissions.get_user_authorities(user)},
    ).build()
    lines = [PreviewLine(plan, obstacles.get(id(plan))) for plan in planned.plans]
    return SpreadsheetPreview(lines, changes)


def find_entries(planned: PlannedLines, user: Any) -> dict[EntryKey, Any]:
    """Return the entries that some lines change, by worksheet and key."""
    found: dict[EntryKey, Any] = {}
    for sheet, rows in (
        ("actions", permissions.get_editable_actions(user)),
        ("accords", permissions.get_editable_agreements(user)),
    ):
        keys = {
            key[1]
            for plan in planned.plans
            for write in plan.writes
            if (key := get_entry_key(plan, write)) and key[0] == sheet and key[1] > 0
        }
        entries = rows.filter(pk__in=keys).in_bulk() if keys else {}
        found |= {(sheet, pk): entry for pk, entry in entries.items()}
    return found


# Proposals in the way -------------------------------------------------------------


class OpenProposals:
    """The open proposals about entries of a person's authorities, theirs first."""

    def __init__(self, user: Any) -> None:
        authorities = permissions.get_user_authorities(user)
        mine = Q(author=user)
        waiting = Q(state=ProposalState.SENT, collectivity__in=authorities)
        rows = Proposal.objects.open().filter(mine | waiting).with_related()
        self.found: dict[tuple[Any, ...], Proposal] = {}
        for proposal in sorted(rows, key=lambda one: one.author_id != user.pk):
            self.found.setdefault(self.get_key(proposal), proposal)

    def get_key(self, proposal: Proposal) -> tuple[Any, ...]:
        if proposal.subject is not None:
            return (proposal.kind, proposal.subject.pk)
        title = normalize(str(proposal.content.get("title", "")))
        return (proposal.kind, proposal.collectivity_id, title)

    def find(self, kind: ProposalKind, key: int, write: RowWrite) -> Proposal | None:
        """Return the proposal about an entry, or about a new one of the same title."""
        if key > 0:
            return self.found.get((kind, key))
        authority = write.values.get("lead_id") or write.values.get("collectivity_id")
        title = normalize(str(write.values.get("title", "")))
        return self.found.get((kind, authority, title))


def refuse_open_entries(planned: PlannedLines, user: Any) -> dict[int, Proposal]:
    """Refuse the lines about entries with a draft or a proposal that waits.

    Returns the person's own ones by the identity of the line's plan. A colleague's
    proposal is only told: both are merged when staff decide.
    """
    opened, obstacles = OpenProposals(user), {}
    for plan in planned.plans:
        for write in [] if plan.is_refused else plan.writes:
            key = get_entry_key(plan, write)
            found = opened.find(ENTRY_KINDS[key[0]], key[1], write) if key else None
            if found is None:
                continue
            if found.author_id == user.pk:
                obstacles[id(plan)] = found
                plan.refuse(plan.spec.key, describe_obstacle(found))
                break
            reason = _("un collègue a déjà proposé de changer cette fiche")
            plan.add_message(plan.spec.key, Level.DOUBT, reason)
    return obstacles


def describe_obstacle(proposal: Proposal) -> str:
    if proposal.state == ProposalState.DRAFT:
        return _("vous avez un brouillon de cette fiche : finissez-le ou supprimez-le")
    return _("une proposition de vous sur cette fiche attend déjà la relecture")
