"""Pages of a proposal for its author: view, withdraw, discard, copy."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic.base import View

from accounts import permissions
from accounts.models import Proposal, ProposalState
from accounts.proposals.deciding import (
    NotWaitingError,
    discard,
    fields_of,
    withdraw,
)
from accounts.proposals.differences import differences
from accounts.proposals.drafting import copy_of
from accounts.proposals.files import kept_name, token_of
from accounts.proposals.kinds import sheet_of
from cooperation.views.media import served


def own_proposal(request: HttpRequest, pk: int) -> Proposal:
    rows = Proposal.objects.by(request.user).with_what()
    return get_object_or_404(rows, pk=pk)


class ProposalView(View):
    """State of a proposal, and what it would change."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        proposal = own_proposal(request, pk)
        sheet, before, after = sheet_of(proposal), proposal.base, proposal.content
        fields = fields_of(proposal) if after else []
        context = {
            "proposal": proposal,
            "differences": differences(sheet, before, before, after, fields),
            "corrected": corrected(proposal),
            "pictures": new_pictures(proposal),
        }
        return render(request, "accounts/proposal.html", context)


def corrected(proposal: Proposal) -> list[Any]:
    """Return the fields whose published value differs from the proposed one."""
    if not proposal.written:
        return []
    sheet = sheet_of(proposal)
    fields = [field for field in proposal.accepted_fields if field in sheet.plain]
    after = proposal.written["after"]
    return differences(sheet, proposal.content, proposal.content, after, fields)


def new_pictures(proposal: Proposal) -> list[dict[str, str]]:
    """Return the pictures that a proposal would add, each with its token."""
    return [
        {"token": token_of(row["file"]), "alt": row["alt"], "credit": row["credit"]}
        for row in proposal.content.get("photos") or []
        if row["row"] is None
    ]


@require_safe
def proposed_file(request: HttpRequest, pk: int, token: str) -> HttpResponseBase:
    """Return a file of a proposal to its author and to staff who may decide."""
    if permissions.may_moderate(request):
        get_object_or_404(Proposal, pk=pk)
    else:
        own_proposal(request, pk)
    name = kept_name(token)
    if not name:
        raise Http404
    is_picture = name.startswith("photos/")
    return served(request, name, name="piece-jointe", download=not is_picture)


@require_POST
@transaction.atomic
def withdraw_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a sent proposal a draft again, unless it is decided."""
    proposal = own_proposal(request, pk)
    try:
        withdraw(proposal)
    except NotWaitingError:
        messages.warning(request, _("Cette proposition n’attend plus de décision."))
        return redirect("accounts:proposal", pk)
    messages.success(request, _("Proposition retirée : elle est de nouveau brouillon."))
    return redirect("accounts:proposal", pk)


@require_POST
def discard_draft(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = own_proposal(request, pk)
    if proposal.state == ProposalState.DRAFT:
        discard(proposal)
        messages.success(request, _("Brouillon supprimé."))
    return redirect("accounts:space")


@require_POST
@transaction.atomic
def copy_action(request: HttpRequest, reference: str) -> HttpResponse:
    draft = copy_of(request.user, reference)
    messages.success(request, _("Copie faite, en brouillon : changez-en le titre."))
    return redirect("accounts:edit_draft", draft.pk)
