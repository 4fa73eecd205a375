"""Review of proposals by staff: queue, decision field by field, correction."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from django.views.generic.base import View

from accounts.models import Proposal, ProposalKind, ProposalState, User
from accounts.people import permissions
from accounts.proposals.diff import list_differences
from accounts.proposals.kind_forms import build_proposal_form
from accounts.proposals.kinds import get_current_content, get_entry_schema
from accounts.proposals.workflow import (
    NotWaitingError,
    accept_proposal,
    build_merged_content,
    is_revertible,
    list_proposed_fields,
    refuse_proposal,
    revert_proposal,
)
from accounts.views.space.editing import LIST_LABELS, add_requested_row
from accounts.views.space.proposals import list_new_pictures

QUEUE_SIZE = 100


class StaffView(View):
    """A page for staff who may decide on proposals; 403 for others."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not permissions.may_moderate(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class QueueView(StaffView, TemplateView):
    """Waiting proposals, the oldest first."""

    template_name = "accounts/queue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = Proposal.objects.waiting().with_related()
        kind = self.request.GET.get("sorte", "")
        whose = self.request.GET.get("collectivite", "")
        shown = waiting.filter(kind=kind) if kind in ProposalKind else waiting
        shown = shown.filter(collectivity__slug=whose) if whose else shown
        authorities = waiting.order_by("collectivity__name_key").values_list(
            "collectivity__slug", "collectivity__name"
        )
        by_trusted = Proposal.objects.filter(
            state=ProposalState.ACCEPTED, decided_by__isnull=True
        ).with_related()
        return super().get_context_data(**kwargs) | {
            "waiting": shown[:QUEUE_SIZE],
            "total": waiting.count(),
            "kinds": [*ProposalKind.choices],
            "authorities": authorities.distinct(),
            "kind": kind,
            "whose": whose,
            "by_trusted": by_trusted[:20],
        }


class DecideView(StaffView):
    """Decision on a proposal: before, now and after, field by field."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        proposal = get_object_or_404(Proposal.objects.with_related(), pk=pk)
        return self.render_page(request, proposal, [])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        proposal = get_object_or_404(Proposal.objects.with_related(), pk=pk)
        staff = cast(User, request.user)
        try:
            if "refuser" in request.POST:
                return self.refuse(request, proposal, staff)
            if "annuler" in request.POST:
                return self.undo(request, proposal, staff)
            if "tout" in request.POST:
                fields = list_proposed_fields(proposal)
            else:
                fields = request.POST.getlist("champ")
            if not fields:
                problem = _("Cochez au moins un champ, ou refusez.")
                return self.render_page(request, proposal, [problem])
            accept_proposal(proposal, fields, decided_by=staff)
        except NotWaitingError:
            messages.warning(request, _("Cette proposition est déjà décidée."))
            return redirect("accounts:queue")
        except ValidationError as error:
            return self.render_page(request, proposal, error.messages)
        messages.success(request, _("Acceptée : la fiche publique est à jour."))
        return redirect("accounts:queue")

    def refuse(
        self, request: HttpRequest, proposal: Proposal, staff: User
    ) -> HttpResponse:
        """Refuse with a reason, which is sent to the author."""
        reason = request.POST.get("motif", "").strip()[:2_000]
        if not reason:
            problem = _("Dites pourquoi : l’auteur lira ce motif.")
            return self.render_page(request, proposal, [problem])
        refuse_proposal(proposal, reason, staff)
        messages.success(request, _("Refusée : l’auteur est prévenu."))
        return redirect("accounts:queue")

    def undo(
        self, request: HttpRequest, proposal: Proposal, staff: User
    ) -> HttpResponse:
        """Undo what was published without review; a reason is required."""
        reason = request.POST.get("motif", "").strip()[:2_000]
        if not reason:
            problem = _("Dites pourquoi : l’auteur lira ce motif.")
            return self.render_page(request, proposal, [problem])
        try:
            revert_proposal(proposal, reason, staff)
        except NotWaitingError:
            problem = _("La fiche a changé depuis : corrigez-la dans la gestion.")
            return self.render_page(request, proposal, [problem])
        messages.success(request, _("Annulée : la fiche dit de nouveau ce d’avant."))
        return redirect("accounts:queue")

    def render_page(
        self, request: HttpRequest, proposal: Proposal, problems: list[str]
    ) -> HttpResponse:
        today, fields = get_current_content(proposal), list_proposed_fields(proposal)
        after = build_merged_content(proposal, today)
        if proposal.state != ProposalState.SENT:
            today = after = proposal.content
        base = proposal.base
        found = list_differences(get_entry_schema(proposal), base, today, after, fields)
        is_waiting = proposal.state == ProposalState.SENT
        context = {
            "proposal": proposal,
            "differences": found,
            "is_contested": is_waiting
            and bool(base)
            and any(row.is_contested for row in found),
            "pictures": list_new_pictures(proposal),
            "problems": problems,
            "may_undo": is_revertible(proposal),
            "chosen": request.POST.getlist("champ"),
            "reason": request.POST.get("motif", ""),
        }
        status = 400 if problems else 200
        return render(request, "accounts/decide.html", context, status=status)


class CorrectView(StaffView):
    """Correction of a proposal in its own form, then acceptance."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        proposal = self.waiting(pk)
        form = build_proposal_form(proposal, content=build_merged_content(proposal))
        return self.render_page(request, proposal, form, [])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept the whole content of the form."""
        proposal = self.waiting(pk)
        form = build_proposal_form(
            proposal, add_requested_row(request.POST), request.FILES
        )
        if not form.is_valid() or "ajouter" in request.POST:
            return self.render_page(request, proposal, form, [])
        content = form.content()
        try:
            fields = list_proposed_fields(proposal, content)
            staff = cast(User, request.user)
            accept_proposal(proposal, fields, decided_by=staff, content=content)
        except NotWaitingError:
            messages.warning(request, _("Cette proposition est déjà décidée."))
            return redirect("accounts:queue")
        except ValidationError as error:
            return self.render_page(request, proposal, form, error.messages)
        messages.success(request, _("Acceptée telle que corrigée : la fiche le dit."))
        return redirect("accounts:queue")

    def waiting(self, pk: int) -> Proposal:
        """Return a waiting proposal; 404 once it is decided."""
        rows = Proposal.objects.waiting().with_related()
        return get_object_or_404(rows, pk=pk)

    def render_page(
        self, request: HttpRequest, proposal: Proposal, form: Any, problems: list[str]
    ) -> HttpResponse:
        context = {
            "draft": proposal,
            "form": form,
            "lists": [
                (name, *LIST_LABELS[name], rows) for name, rows in form.lists.items()
            ],
            "problems": problems,
        }
        status = 400 if problems else 200
        return render(request, "accounts/correct.html", context, status=status)
