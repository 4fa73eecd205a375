"""The queue of proposals that wait for staff: its filters, who looks at what, the next.

A person takes a proposal so that nobody else reads it at the same time; it is free
again once it is decided, given back, or after ``REVIEW_LASTS``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Proposal, ProposalKind, User
from accounts.models.proposals import ProposalQuerySet
from accounts.proposals.workflow import lock_waiting_proposal

LONGEST_VALUE = 120
MINE, FREE, OTHERS = "moi", "personne", "autres"
READERS = {
    MINE: _("par moi"),
    FREE: _("par personne"),
    OTHERS: _("par quelqu’un d’autre"),
}
NEW, CHANGED = "nouvelle", "modifiee"
NOVELTIES = {NEW: _("nouvelles fiches"), CHANGED: _("fiches modifiées")}


class TakenError(ValueError):
    """Another person is looking at the proposal."""


@dataclass(frozen=True)
class QueueFilter:
    """What a person keeps of the queue; a value that is not known keeps all."""

    person: User
    kind: str = ""
    authority: str = ""
    reader: str = ""
    novelty: str = ""

    @classmethod
    def parse(cls, person: User, query: Mapping[str, str]) -> "QueueFilter":
        kind, reader = query.get("sorte", ""), query.get("lecture", "")
        novelty = query.get("nouveaute", "")
        return cls(
            person,
            kind=kind if kind in ProposalKind else "",
            authority=query.get("collectivite", "")[:LONGEST_VALUE],
            reader=reader if reader in READERS else "",
            novelty=novelty if novelty in NOVELTIES else "",
        )

    @property
    def querystring(self) -> str:
        """The filter as a query with its question mark, or an empty text."""
        values = {
            "sorte": self.kind,
            "collectivite": self.authority,
            "lecture": self.reader,
            "nouveaute": self.novelty,
        }
        query = urlencode({name: value for name, value in values.items() if value})
        return f"?{query}" if query else ""

    def select(self) -> ProposalQuerySet:
        """Return the waiting proposals that are kept, the oldest first."""
        rows: ProposalQuerySet = Proposal.objects.waiting()
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.authority:
            rows = rows.filter(collectivity__slug=self.authority)
        if self.novelty:
            new = Proposal.objects.new_entries().order_by().values("pk")
            rows = (
                rows.filter(pk__in=new)
                if self.novelty == NEW
                else rows.exclude(pk__in=new)
            )
        return self.select_by_reader(rows)

    def select_by_reader(self, rows: ProposalQuerySet) -> ProposalQuerySet:
        if not self.reader:
            return rows
        taken = Proposal.objects.in_review().order_by()
        if self.reader == FREE:
            return rows.exclude(pk__in=taken.values("pk"))
        mine = Q(reviewer=self.person)
        taken = taken.filter(mine if self.reader == MINE else ~mine)
        return rows.filter(pk__in=taken.values("pk"))

    def find_next(self, proposal: Proposal) -> Proposal | None:
        """Return the next one to decide after ``proposal``, the first after the last.

        What another person looks at is left to them, unless it was asked for.
        """
        rows = self.select().exclude(pk=proposal.pk)
        if self.reader != OTHERS:
            theirs = Proposal.objects.in_review().exclude(reviewer=self.person)
            rows = rows.exclude(pk__in=theirs.order_by().values("pk"))
        sent = proposal.sent_at
        after = rows.filter(Q(sent_at__gt=sent) | Q(sent_at=sent, pk__gt=proposal.pk))
        return after.first() or rows.first()


@transaction.atomic
def take_proposal(proposal: Proposal, person: User, *, anyway: bool = False) -> None:
    """Record that a person looks at a waiting proposal.

    Raises ``NotWaitingError`` if it is decided, ``TakenError`` if another person looks
    at it and it is not taken over (``anyway``).
    """
    locked = lock_waiting_proposal(proposal)
    if locked.is_in_review and locked.reviewer_id != person.pk and not anyway:
        raise TakenError
    locked.reviewer, locked.review_began_at = person, timezone.now()
    locked.save(update_fields=["reviewer", "review_began_at"])


@transaction.atomic
def give_back_proposal(proposal: Proposal, person: User) -> None:
    """Free a proposal that a person took; that of another one stays theirs."""
    mine = Proposal.objects.filter(pk=proposal.pk, reviewer=person)
    mine.update(reviewer=None, review_began_at=None)
