"""The form of each kind of entry."""

from typing import Any

from accounts.models import Proposal, ProposalKind
from accounts.proposals.action_forms import ACTION_FORMS
from accounts.proposals.agreement_forms import AGREEMENT_FORMS, COLLECTIVITY_FORMS
from accounts.proposals.contents import Content
from accounts.proposals.forms import FormKind, WholeForm

FORMS: dict[str, FormKind] = {
    ProposalKind.ACTION: ACTION_FORMS,
    ProposalKind.AGREEMENT: AGREEMENT_FORMS,
    ProposalKind.COLLECTIVITY: COLLECTIVITY_FORMS,
}


def form_of(
    proposal: Proposal,
    data: Any = None,
    files: Any = None,
    content: Content | None = None,
) -> WholeForm:
    """Return the form of a proposal's entry, with a content or bound to ``data``."""
    return WholeForm(FORMS[proposal.kind], data, files, content)
