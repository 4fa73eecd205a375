"""The schema of each kind of entry."""

from typing import Any

from accounts.models import Proposal, ProposalKind
from accounts.proposals.actions import ActionSheet
from accounts.proposals.agreements import AgreementSheet
from accounts.proposals.collectivities import CollectivitySheet
from accounts.proposals.contents import Content, Sheet

SHEETS: dict[str, Sheet] = {
    ProposalKind.ACTION: ActionSheet(),
    ProposalKind.AGREEMENT: AgreementSheet(),
    ProposalKind.COLLECTIVITY: CollectivitySheet(),
}


def sheet_of(proposal: Proposal) -> Sheet:
    return SHEETS[proposal.kind]


def now(proposal: Proposal) -> Content:
    """Return the entry's content of today; empty for a new entry."""
    subject: Any = proposal.subject
    return sheet_of(proposal).content_of(subject) if subject else {}
