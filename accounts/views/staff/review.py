"""Review of proposals by staff: queue, decision field by field, correction."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from django.views.generic.base import View

from accounts.models import Proposal, ProposalKind, ProposalState, User
from accounts.proposals.diff import list_differences
from accounts.proposals.form import FormError, ProposalForm
from accounts.proposals.kinds import (
    build_proposal_form,
    get_current_content,
    get_entry_schema,
)
from accounts.proposals.uploads import list_new_pictures
from accounts.proposals.workflow import (
    NotWaitingError,
    accept_proposal,
    build_merged_content,
    is_revertible,
    list_proposed_fields,
    refuse_proposal,
    revert_proposal,
)
from accounts.views.base import InvalidFormMixin, StaffMixin, list_form_errors
from accounts.views.forms import DecisionForm
from cooperation.web.context import Context

QUEUE_SIZE = 100


class QueueView(StaffMixin, TemplateView):
    """Waiting proposals, the oldest first."""

    template_name = "accounts/queue.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        waiting = Proposal.objects.waiting().with_related()
        kind = self.request.GET.get("sorte", "")
        whose = self.request.GET.get("collectivite", "")
        proposals = waiting.filter(kind=kind) if kind in ProposalKind else waiting
        proposals = proposals.filter(collectivity__slug=whose) if whose else proposals
        authorities = waiting.order_by("collectivity__name_key").values_list(
            "collectivity__slug", "collectivity__name"
        )
        by_trusted = Proposal.objects.filter(
            state=ProposalState.ACCEPTED, decided_by__isnull=True
        ).with_related()
        return super().get_context_data(**kwargs) | {
            "waiting": proposals[:QUEUE_SIZE],
            "total": waiting.count(),
            "kinds": [*ProposalKind.choices],
            "authorities": authorities.distinct(),
            "kind": kind,
            "whose": whose,
            "by_trusted": by_trusted[:20],
        }


DECISION_MESSAGES = {
    "refuser": gettext_lazy("Refusée : l’auteur est prévenu."),
    "annuler": gettext_lazy("Annulée : la fiche a repris son contenu d’avant."),
}
ACCEPTED_MESSAGE = gettext_lazy("Acceptée : la fiche publique est à jour.")


class DecideView(StaffMixin, InvalidFormMixin, FormView):  # type: ignore[type-arg]
    """Decision on a proposal: before, now and after, field by field."""

    template_name = "accounts/decide.html"
    form_class = DecisionForm
    success_url = reverse_lazy("moderation:queue")

    @cached_property
    def proposal(self) -> Proposal:
        return get_object_or_404(Proposal.objects.with_related(), pk=self.kwargs["pk"])

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        verb = form.cleaned_data["geste"]
        try:
            self.decide(verb, form.cleaned_data["motif"], form.cleaned_data["champ"])
        except NotWaitingError:
            if verb != "annuler":
                messages.warning(self.request, _("Cette proposition est déjà décidée."))
                return super().form_valid(form)
            words = _("La fiche a changé depuis : corrigez-la dans la gestion.")
            form.add_error(None, words)
            return self.form_invalid(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        message = DECISION_MESSAGES.get(verb, ACCEPTED_MESSAGE)
        messages.success(self.request, message)
        return super().form_valid(form)

    def decide(self, verb: str, reason: str, fields: list[str]) -> None:
        proposal, staff = self.proposal, cast(User, self.request.user)
        if verb == "refuser":
            refuse_proposal(proposal, reason, staff)
        elif verb == "annuler":
            revert_proposal(proposal, reason, staff)
        else:
            every = list_proposed_fields(proposal)
            accept_proposal(
                proposal, every if verb == "tout" else fields, decided_by=staff
            )

    def get_context_data(self, **kwargs: Any) -> Context:
        proposal, base = self.proposal, self.proposal.base
        today, fields = get_current_content(proposal), list_proposed_fields(proposal)
        after = build_merged_content(proposal, today)
        is_waiting = proposal.state == ProposalState.SENT
        if not is_waiting:
            today = after = proposal.content
        schema = get_entry_schema(proposal)
        found = list_differences(schema, base, today, after, fields)
        context = super().get_context_data(**kwargs)
        return context | {
            "proposal": proposal,
            "differences": found,
            "is_contested": is_waiting
            and bool(base)
            and any(row.is_contested for row in found),
            "pictures": list_new_pictures(proposal),
            "problems": list_form_errors(context["form"]),
            "may_undo": is_revertible(proposal),
            "chosen": self.request.POST.getlist("champ"),
            "reason": self.request.POST.get("motif", ""),
        }


class CorrectView(StaffMixin, View):
    """Correction of a proposal in its own form, then acceptance."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        proposal = self.get_waiting_proposal(pk)
        form = build_proposal_form(proposal, content=build_merged_content(proposal))
        return self.render_page(request, proposal, form, [])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept the whole content of the form."""
        proposal = self.get_waiting_proposal(pk)
        form = build_proposal_form(proposal, request.POST, request.FILES)
        if form.oversized_lists:
            return HttpResponseBadRequest()
        is_valid = form.is_valid()
        if form.extended_list:
            form.hide_errors()
            return self.render_page(request, proposal, form, [])
        if not is_valid or request.POST.get("geste") != "accepter":
            return self.render_page(request, proposal, form, form.list_errors())
        content = form.get_content()
        try:
            fields = list_proposed_fields(proposal, content)
            staff = cast(User, request.user)
            accept_proposal(proposal, fields, decided_by=staff, content=content)
        except NotWaitingError:
            messages.warning(request, _("Cette proposition est déjà décidée."))
            return redirect("moderation:queue")
        except ValidationError as error:
            problems = [FormError("", "", text) for text in error.messages]
            return self.render_page(request, proposal, form, problems)
        messages.success(request, _("Acceptée telle que corrigée : la fiche le dit."))
        return redirect("moderation:queue")

    def get_waiting_proposal(self, pk: int) -> Proposal:
        """Return a waiting proposal; 404 once it is decided."""
        return get_object_or_404(Proposal.objects.waiting().with_related(), pk=pk)

    def render_page(
        self,
        request: HttpRequest,
        proposal: Proposal,
        form: ProposalForm,
        problems: list[FormError],
    ) -> HttpResponse:
        context = {"draft": proposal, "form": form, "problems": problems}
        status = 400 if problems else 200
        return render(request, "accounts/correct.html", context, status=status)
