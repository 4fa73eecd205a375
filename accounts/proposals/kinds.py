"""The schema of each kind of entry."""

from typing import Any

from accounts.models import Proposal, ProposalKind
from accounts.proposals.content import Content, EntrySchema
from accounts.proposals.entries.action import ActionSchema
from accounts.proposals.entries.agreement import AgreementSchema
from accounts.proposals.entries.collectivity import CollectivitySchema

ENTRY_SCHEMAS: dict[str, EntrySchema] = {
    ProposalKind.ACTION: ActionSchema(),
    ProposalKind.AGREEMENT: AgreementSchema(),
    ProposalKind.COLLECTIVITY: CollectivitySchema(),
}


def get_entry_schema(proposal: Proposal) -> EntrySchema:
    return ENTRY_SCHEMAS[proposal.kind]


def get_current_content(proposal: Proposal) -> Content:
    """Return the entry's content of today; empty for a new entry."""
    subject: Any = proposal.subject
    return get_entry_schema(proposal).read_content(subject) if subject else {}
