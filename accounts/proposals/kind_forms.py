"""The form of each kind of entry."""

from typing import Any

from accounts.models import Proposal, ProposalKind
from accounts.proposals.content import Content
from accounts.proposals.entries.action_forms import ACTION_FORMS
from accounts.proposals.entries.agreement_forms import (
    AGREEMENT_FORMS,
    COLLECTIVITY_FORMS,
)
from accounts.proposals.form_base import ProposalForm, ProposalFormSpec

PROPOSAL_FORMS: dict[str, ProposalFormSpec] = {
    ProposalKind.ACTION: ACTION_FORMS,
    ProposalKind.AGREEMENT: AGREEMENT_FORMS,
    ProposalKind.COLLECTIVITY: COLLECTIVITY_FORMS,
}


def build_proposal_form(
    proposal: Proposal,
    data: Any = None,
    files: Any = None,
    content: Content | None = None,
) -> ProposalForm:
    """Return the form of a proposal's entry, with a content or bound to ``data``."""
    return ProposalForm(PROPOSAL_FORMS[proposal.kind], data, files, content)
