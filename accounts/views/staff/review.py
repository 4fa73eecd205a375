"""Review of proposals by staff: queue, decision field by field, correction."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from django.views.generic.base import View

from accounts.models import Proposal, ProposalKind, ProposalState, User
from accounts.proposals.decisions import (
    list_corrections,
    list_proposed_fields,
)
from accounts.proposals.diff import list_differences
from accounts.proposals.form import FormError, ProposalForm
from accounts.proposals.kinds import (
    build_proposal_form,
    get_current_content,
    get_entry_schema,
)
from accounts.proposals.queue import (
    NOVELTIES,
    READERS,
    QueueFilter,
    TakenError,
    give_back_proposal,
    take_proposal,
)
from accounts.proposals.uploads import list_new_files
from accounts.proposals.workflow import (
    NotWaitingError,
    accept_proposal,
    build_merged_content,
    is_revertible,
    refuse_proposal,
    revert_proposal,
)
from accounts.views.base import (
    InvalidFormMixin,
    ProposalReaderMixin,
    StaffMixin,
    list_form_errors,
)
from accounts.views.forms import DecisionForm
from cooperation.search.pagination import get_displayed_page
from cooperation.web.context import Context

QUEUE_PAGE = 50
BY_TRUSTED_SHOWN = 20


class QueueMixin:
    """A page of the queue, which keeps the filter that a person works with."""

    request: HttpRequest

    @cached_property
    def filter(self) -> QueueFilter:
        return QueueFilter.parse(cast(User, self.request.user), self.request.GET)

    def get_url(self, route: str, *args: Any) -> str:
        return reverse(f"moderation:{route}", args=args) + self.filter.querystring

    def get_next_url(self, proposal: Proposal) -> str:
        """Return the address of the next proposal, or of the queue after the last."""
        following = self.filter.find_next(proposal)
        return (
            self.get_url("decide", following.pk) if following else self.get_url("queue")
        )


class QueueView(QueueMixin, ProposalReaderMixin, TemplateView):
    """Waiting proposals, the oldest first."""

    template_name = "accounts/queue.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        waiting = Proposal.objects.waiting()
        authorities = waiting.order_by("collectivity__name_key").values_list(
            "collectivity__slug", "collectivity__name"
        )
        by_trusted = Proposal.objects.filter(
            state=ProposalState.ACCEPTED, decided_by__isnull=True
        ).with_related()
        paginator = Paginator(self.filter.select().with_related(), QUEUE_PAGE)
        page = get_displayed_page(paginator, self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "waiting": page.items,
            "found": paginator.count,
            "problems": page.problems,
            "pagination": page.build_context(self.get_page_url),
            "total": waiting.count(),
            "filter": self.filter,
            "kinds": [*ProposalKind.choices],
            "authorities": authorities.distinct(),
            "readers": READERS.items(),
            "novelties": NOVELTIES.items(),
            "by_trusted": by_trusted[:BY_TRUSTED_SHOWN],
        }

    def get_page_url(self, number: int) -> str:
        query = self.filter.querystring
        return f"{query}&page={number}" if query else f"?page={number}"


DECISION_MESSAGES = {
    "refuser": gettext_lazy("Refusée : l’auteur est prévenu."),
    "annuler": gettext_lazy("Annulée : la fiche a repris son contenu d’avant."),
}
ACCEPTED_MESSAGE = gettext_lazy("Acceptée : la fiche publique est à jour.")


class DecideView(QueueMixin, ProposalReaderMixin, InvalidFormMixin, FormView):  # type: ignore[type-arg]
    """Decision on a proposal: before, now and after, field by field.

    After a decision comes the next proposal of the queue.
    """

    template_name = "accounts/decide.html"
    form_class = DecisionForm

    @cached_property
    def proposal(self) -> Proposal:
        return get_object_or_404(Proposal.objects.with_related(), pk=self.kwargs["pk"])

    @property
    def staff(self) -> User:
        return cast(User, self.request.user)

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        verb = form.cleaned_data["geste"]
        if verb == "voir":
            return self.render_to_response(self.get_context_data(form=form))
        if verb in REVIEW_VERBS:
            return self.change_reader(verb)
        try:
            self.decide(verb, form.cleaned_data["motif"], form.cleaned_data["champ"])
        except NotWaitingError:
            if verb != "annuler":
                messages.warning(self.request, _("Cette proposition est déjà décidée."))
                return redirect(self.get_next_url(self.proposal))
            words = _("La fiche a changé depuis : corrigez-la dans la gestion.")
            form.add_error(None, words)
            return self.form_invalid(form)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        said = DECISION_MESSAGES.get(verb, ACCEPTED_MESSAGE)
        messages.success(self.request, f"{self.proposal} – {said}")
        if verb == "annuler":
            return redirect(self.get_url("queue"))
        return redirect(self.get_next_url(self.proposal))

    def decide(self, verb: str, reason: str, fields: list[str]) -> None:
        proposal = self.proposal
        if verb == "refuser":
            refuse_proposal(proposal, reason, self.staff)
        elif verb == "annuler":
            revert_proposal(proposal, reason, self.staff)
        else:
            every = list_proposed_fields(proposal)
            accept_proposal(
                proposal, every if verb == "tout" else fields, decided_by=self.staff
            )

    def change_reader(self, verb: str) -> HttpResponse:
        """Take the proposal, or give it back; nothing else changes."""
        try:
            REVIEW_VERBS[verb](self.proposal, self.staff)
        except NotWaitingError:
            messages.warning(self.request, _("Cette proposition est déjà décidée."))
        except TakenError:
            words = _("Une autre personne vient de la prendre : voyez avec elle.")
            messages.warning(self.request, words)
        return redirect(self.get_url("decide", self.proposal.pk))

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
        return (
            context
            | {
                "proposal": proposal,
                "differences": found,
                "is_contested": is_waiting
                and bool(base)
                and any(row.is_contested for row in found),
                "corrected": list_corrections(proposal),
                "files": list_new_files(proposal),
                "problems": list_form_errors(context["form"]),
                "may_undo": context["may_decide"] and is_revertible(proposal),
                "chosen": self.request.POST.getlist("champ"),
                "reason": self.request.POST.get("motif", ""),
            }
            | self.get_queue_context()
        )

    def get_queue_context(self) -> Context:
        """Return who looks at the proposal, and what waits beside it."""
        proposal = self.proposal
        others = self.filter.select().exclude(pk=proposal.pk)
        following = proposal.sent_at and self.filter.find_next(proposal)
        return {
            "queue_url": self.get_url("queue"),
            "correct_url": self.get_url("correct", proposal.pk),
            "next_url": self.get_url("decide", following.pk) if following else "",
            "left": others.count(),
            "is_mine": proposal.is_in_review and proposal.reviewer == self.staff,
            "is_theirs": proposal.is_in_review and proposal.reviewer != self.staff,
        }


def take_over(proposal: Proposal, person: User) -> None:
    """Take a proposal that another person looks at."""
    take_proposal(proposal, person, anyway=True)


REVIEW_VERBS: dict[str, Callable[[Proposal, User], None]] = {
    "prendre": take_proposal,
    "reprendre": take_over,
    "rendre": give_back_proposal,
}


class CorrectView(QueueMixin, StaffMixin, View):
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
            return redirect(self.get_next_url(proposal))
        except ValidationError as error:
            problems = [FormError("", "", text) for text in error.messages]
            return self.render_page(request, proposal, form, problems)
        said = _("Acceptée telle que corrigée : l’auteur lit ce qui a changé.")
        messages.success(request, f"{proposal} – {said}")
        return redirect(self.get_next_url(proposal))

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
        context = {
            "draft": proposal,
            "form": form,
            "problems": problems,
            "decide_url": self.get_url("decide", proposal.pk),
        }
        status = 400 if problems else 200
        return render(request, "accounts/correct.html", context, status=status)
