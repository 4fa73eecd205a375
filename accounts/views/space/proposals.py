"""Pages of a proposal for its author: view, withdraw, discard, copy."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Proposal, ProposalState
from accounts.people import permissions
from accounts.proposals.decisions import list_corrections, list_proposed_fields
from accounts.proposals.diff import list_differences
from accounts.proposals.drafts import create_action_copy
from accounts.proposals.kinds import get_entry_schema
from accounts.proposals.uploads import (
    get_stored_name,
    is_picture,
    list_new_files,
)
from accounts.proposals.workflow import (
    NotWaitingError,
    discard_proposal,
    withdraw_to_draft,
)
from cooperation.views.api.media import send_file


def get_own_proposal(request: HttpRequest, pk: int) -> Proposal:
    rows = Proposal.objects.by_author(request.user).with_related()
    return get_object_or_404(rows, pk=pk)


@require_safe
def show_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the state of a proposal, and what it would change."""
    proposal = get_own_proposal(request, pk)
    schema, before, after = (
        get_entry_schema(proposal),
        proposal.base,
        proposal.content,
    )
    fields = list_proposed_fields(proposal) if after else []
    context = {
        "proposal": proposal,
        "differences": list_differences(schema, before, before, after, fields),
        "corrected": list_corrections(proposal),
        "files": list_new_files(proposal),
    }
    return render(request, "accounts/proposal.html", context)


@require_safe
def proposed_file(request: HttpRequest, pk: int, token: str) -> HttpResponseBase:
    """Return a file of a proposal to its author and to staff who read proposals.

    Pictures, which were made anew when they came, are shown; documents are as they
    were sent, and are only ever downloaded.
    """
    if permissions.may_read_proposals(request):
        proposal = get_object_or_404(Proposal, pk=pk)
    else:
        proposal = get_own_proposal(request, pk)
    stored = get_stored_name(token)
    if not stored:
        raise Http404
    titles = {file.stored: file.title for file in list_new_files(proposal)}
    name = slugify(titles.get(stored, "")) or "piece-jointe"
    return send_file(request, stored, name=name, download=not is_picture(stored))


@require_POST
@transaction.atomic
def withdraw_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a sent proposal a draft again, unless it is decided."""
    proposal = get_own_proposal(request, pk)
    try:
        withdraw_to_draft(proposal)
    except NotWaitingError:
        messages.warning(request, _("Cette proposition n’attend plus de décision."))
        return redirect("accounts:proposal", pk)
    messages.success(request, _("Proposition retirée : elle est de nouveau brouillon."))
    return redirect("accounts:proposal", pk)


@require_POST
def discard_draft(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = get_own_proposal(request, pk)
    if proposal.state == ProposalState.DRAFT:
        discard_proposal(proposal)
        messages.success(request, _("Brouillon supprimé."))
    return redirect("accounts:space")


@require_POST
@transaction.atomic
def copy_action(request: HttpRequest, reference: str) -> HttpResponse:
    draft = create_action_copy(request.user, reference)
    messages.success(request, _("Copie faite, en brouillon : changez-en le titre."))
    return redirect("accounts:edit_draft", draft.pk)
