"""The kinds of sheets, and the sheet of a proposal."""

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
    """Give the kind of sheet that a proposal would write."""
    return SHEETS[proposal.kind]


def now(proposal: Proposal) -> Content:
    """Give what the sheet says today; nothing of one that is not there yet."""
    subject: Any = proposal.subject
    return sheet_of(proposal).content_of(subject) if subject else {}
