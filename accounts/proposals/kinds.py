"""The kinds of entries that are proposed, each with its content and its form."""

from typing import Any

from accounts.models import Proposal, ProposalKind
from accounts.proposals.content import Content
from accounts.proposals.entries.action import ActionSchema
from accounts.proposals.entries.agreement import AgreementSchema
from accounts.proposals.entries.collectivity import CollectivitySchema
from accounts.proposals.form import ProposalForm
from accounts.proposals.schema import EntrySchema

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


def build_proposal_form(
    proposal: Proposal,
    data: Any = None,
    files: Any = None,
    content: Content | None = None,
) -> ProposalForm:
    """Return the form of a proposal's entry, with a content or bound to ``data``."""
    known = proposal.base | proposal.content
    form = ProposalForm(get_entry_schema(proposal), data, files, content, known)
    form.fields_form.limit_choices(proposal.collectivity, proposal.base)
    return form
