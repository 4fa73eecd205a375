"""What staff read and decide: the queue, and each proposal field by field."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from django.views.generic.base import View

from accounts import permissions
from accounts.models import Proposal, ProposalState, User
from accounts.proposals.deciding import (
    NotWaitingError,
    accept,
    fields_of,
    now,
    refuse,
    undo,
)
from accounts.proposals.differences import differences

QUEUE = 100


class StaffView(View):
    """A page for staff who may moderate; others are refused."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Let in whoever may change proposals."""
        if not permissions.may_moderate(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class QueueView(StaffView, TemplateView):
    """What waits, the oldest first."""

    template_name = "accounts/queue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the proposals that wait, and those that published themselves."""
        waiting = Proposal.objects.waiting().with_what()
        by_trusted = Proposal.objects.filter(
            state=ProposalState.ACCEPTED, decided_by__isnull=True
        ).with_what()
        return super().get_context_data(**kwargs) | {
            "waiting": waiting[:QUEUE],
            "total": waiting.count(),
            "by_trusted": by_trusted[:20],
        }


class DecideView(StaffView):
    """One proposal: what the sheet said, says, and would say."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the differences, each with a box."""
        proposal = get_object_or_404(Proposal.objects.with_what(), pk=pk)
        return self.page(request, proposal, [])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept all, some, or refuse."""
        proposal = get_object_or_404(Proposal.objects.with_what(), pk=pk)
        staff = cast(User, request.user)
        try:
            if "refuser" in request.POST:
                return self.refuse(request, proposal, staff)
            if "annuler" in request.POST:
                return self.undo(request, proposal, staff)
            if "tout" in request.POST:
                fields = fields_of(proposal)
            else:
                fields = request.POST.getlist("champ")
            if not fields:
                problem = _("Cochez au moins un champ, ou refusez.")
                return self.page(request, proposal, [problem])
            accept(proposal, fields, decided_by=staff)
        except NotWaitingError:
            messages.warning(request, _("Cette proposition est déjà décidée."))
            return redirect("accounts:queue")
        except ValidationError as error:
            return self.page(request, proposal, error.messages)
        messages.success(request, _("Acceptée : la fiche publique est à jour."))
        return redirect("accounts:queue")

    def refuse(
        self, request: HttpRequest, proposal: Proposal, staff: User
    ) -> HttpResponse:
        """Refuse with a reason, which the author reads."""
        reason = request.POST.get("motif", "").strip()[:2_000]
        if not reason:
            problem = _("Dites pourquoi : l’auteur lira ce motif.")
            return self.page(request, proposal, [problem])
        refuse(proposal, reason, staff)
        messages.success(request, _("Refusée : l’auteur est prévenu."))
        return redirect("accounts:queue")

    def undo(
        self, request: HttpRequest, proposal: Proposal, staff: User
    ) -> HttpResponse:
        """Put back what a trusted person published."""
        reason = request.POST.get("motif", "").strip()[:2_000]
        if not reason:
            problem = _("Dites pourquoi : l’auteur lira ce motif.")
            return self.page(request, proposal, [problem])
        try:
            undo(proposal, reason, staff)
        except NotWaitingError:
            problem = _("La fiche a changé depuis : corrigez-la dans la gestion.")
            return self.page(request, proposal, [problem])
        messages.success(request, _("Annulée : la fiche dit de nouveau ce d’avant."))
        return redirect("accounts:queue")

    def page(
        self, request: HttpRequest, proposal: Proposal, problems: list[str]
    ) -> HttpResponse:
        """Give the page, with what could not be done."""
        found = differences(proposal.base, now(proposal), proposal.content)
        context = {
            "proposal": proposal,
            "differences": found,
            "is_contested": any(row.is_contested for row in found) and proposal.base,
            "problems": problems,
            "may_undo": proposal.state == ProposalState.ACCEPTED
            and proposal.decided_by_id is None,
            "chosen": request.POST.getlist("champ"),
            "reason": request.POST.get("motif", ""),
        }
        status = 400 if problems else 200
        return render(request, "accounts/decide.html", context, status=status)
