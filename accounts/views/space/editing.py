"""Editing of a proposal: saved as a draft, then sent to review."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from accounts.models import Proposal, ProposalKind, ProposalState
from accounts.people import permissions
from accounts.proposals.content import Content
from accounts.proposals.decisions import list_proposed_fields
from accounts.proposals.diff import Difference, list_differences
from accounts.proposals.drafts import get_new_entry_draft, list_new_entry_drafts
from accounts.proposals.form import MOST_ROWS, FormError, ProposalForm
from accounts.proposals.kinds import (
    build_proposal_form,
    get_current_content,
    get_entry_schema,
)
from accounts.proposals.rebase import rebase_draft
from accounts.proposals.workflow import (
    build_merged_content,
    submit_proposal,
)
from cooperation.web.resubmit import render_resubmit_page

NEW_ENTRY_HEADINGS = {
    ProposalKind.ACTION: gettext_lazy("Une nouvelle action"),
    ProposalKind.AGREEMENT: gettext_lazy("Un nouvel accord"),
}


@method_decorator(login_not_required, name="dispatch")
class EditView(LoginRequiredMixin, View):
    """Form of an entry, new or existing; a form sent too late can be resubmitted."""

    template_name = "accounts/edit.html"
    # Returns the person's open proposal of an entry, or a new one.
    find_draft: Any = None

    def handle_no_permission(self) -> HttpResponseRedirect:
        """Ask for login; offer to resubmit what was sent without a session."""
        if self.request.method == "POST":
            return cast(HttpResponseRedirect, render_resubmit_page(self.request))
        return super().handle_no_permission()

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        return self.render_page(request, self.get_draft(**where), None)

    def get_draft(self, **where: Any) -> Proposal:
        draft: Proposal = self.find_draft(self.request.user, **where)
        return draft

    def post(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """Save what was typed; send it if requested and valid."""
        draft = self.get_draft(**where)
        if draft.state != ProposalState.DRAFT:
            return self.answer_too_late(request, draft)
        form = build_proposal_form(draft, request.POST, request.FILES)
        if form.oversized_lists:
            return self.refuse_size(request, draft)
        is_valid = form.is_valid()
        tokens = {name: [token] for name, token in form.get_upload_tokens().items()}
        draft.typed = dict(request.POST.lists()) | tokens
        if is_valid:
            draft.content = form.get_content()
        try:
            with transaction.atomic():
                draft.save()
        except IntegrityError:
            # The same form came twice at once, and the other was first.
            return redirect("accounts:space")
        if "X-Autosave" in request.headers:
            return HttpResponse(status=204)
        if form.is_to_send and is_valid:
            return self.send(request, draft)
        if form.extended_list:
            form.hide_errors()
            return self.render_page(request, draft, form)
        if not form.is_to_send:
            messages.success(request, _("Brouillon enregistré. Rien n’est publié."))
        return self.render_page(
            request, draft, None if is_valid else form, problems=form.list_errors()
        )

    def answer_too_late(self, request: HttpRequest, draft: Proposal) -> HttpResponse:
        """Lead to a proposal that was sent; tell what a second tab says otherwise."""
        form = build_proposal_form(draft, request.POST)
        is_same = form.is_valid() and form.get_content() == draft.content
        if not is_same and "X-Autosave" not in request.headers:
            words = _(
                "Cette proposition était déjà envoyée : ce que vous venez d’écrire n’y "
                "est pas. Revenez à la page précédente pour le copier, et reprenez la "
                "proposition en brouillon pour l’y ajouter."
            )
            messages.warning(request, words)
        return redirect("accounts:proposal", draft.pk)

    def refuse_size(self, request: HttpRequest, draft: Proposal) -> HttpResponse:
        """Refuse a form with more rows than a person types; nothing is stored."""
        words = _(
            "Ce formulaire a trop de lignes : %(most)s par liste au plus. Rien n’en "
            "est enregistré. Pour davantage, envoyez un tableur."
        ) % {"most": MOST_ROWS}
        problems = [FormError("", "", words)]
        return self.render_page(request, draft, None, problems=problems, status=400)

    def send(self, request: HttpRequest, draft: Proposal) -> HttpResponse:
        """Send a draft that changes something, after rebasing it.

        If others changed the entry meanwhile, the form is shown again first.
        """
        if draft.subject and not list_proposed_fields(draft):
            messages.warning(
                request,
                _("Rien ne diffère de la fiche : confirmez-la plutôt d’un clic."),
            )
            return redirect("accounts:space")
        before = rebase_draft(draft)
        if before is not None:
            return self.render_page(request, draft, None, before)
        memberships = permissions.get_memberships(request.user)
        membership = memberships.get(collectivity=draft.collectivity)
        try:
            submit_proposal(draft, membership)
        except ValidationError as error:
            # What only the entry as a whole shows: nothing was written.
            draft.state = ProposalState.DRAFT
            problems = [FormError("", "", text) for text in error.messages]
            return self.render_page(request, draft, None, problems=problems)
        messages.success(
            request,
            _("Publiée aussitôt : merci.")
            if membership.is_trusted
            else _("Envoyée à la relecture : l’équipe vous répondra par courriel."),
        )
        return redirect("accounts:proposal", draft.pk)

    def render_page(
        self,
        request: HttpRequest,
        draft: Proposal,
        form: ProposalForm | None,
        before: Content | None = None,
        *,
        problems: Sequence[FormError] = (),
        status: int = 200,
    ) -> HttpResponse:
        """Render the form; one that is bound is shown with its errors.

        ``before`` is the content of the entry before others changed it.
        """
        if draft.state == ProposalState.SENT:
            return redirect("accounts:proposal", draft.pk)
        context = {
            "draft": draft,
            "form": form or build_stored_form(draft),
            "problems": problems,
            "heading": get_page_heading(draft),
            "concurrent_changes": list_concurrent_changes(draft, before)
            if before is not None
            else [],
            "colleague_proposals": list_colleague_proposals(draft),
            "drafts": []
            if draft.pk or draft.subject
            else list_new_entry_drafts(request.user, draft),
        }
        status = 409 if before is not None else status
        return render(request, self.template_name, context, status=status)


class NewEntryView(EditView):
    """The form of a new entry: blank, with the drafts in hand as a choice."""

    kind: Any = None

    def get_draft(self, **where: Any) -> Proposal:
        key = self.request.POST.get("cle", "")
        return get_new_entry_draft(self.request.user, self.kind, where["slug"], key)


def build_stored_form(draft: Proposal) -> ProposalForm:
    """Return the form of what was typed last; what it lacks is not told yet."""
    typed = build_query_dict(draft.typed) if draft.typed else None
    form = build_proposal_form(draft, typed, None, draft.content or draft.base)
    if typed is not None:
        form.hide_errors()
    return form


def get_page_heading(draft: Proposal) -> str:
    if draft.subject is None:
        return str(NEW_ENTRY_HEADINGS[ProposalKind(draft.kind)])
    return _("Modifier « %(title)s »") % {"title": draft.subject}


def list_concurrent_changes(draft: Proposal, before: Content) -> list[Difference]:
    """Return what others changed in the entry, beside the content of the draft."""
    schema, today = get_entry_schema(draft), draft.base
    fields = schema.diff_fields(before, today)
    return list_differences(schema, before, today, draft.content, fields)


def list_colleague_proposals(
    draft: Proposal,
) -> list[tuple[Proposal, list[Difference]]]:
    """Return waiting proposals of colleagues for the same entry, with their changes."""
    if draft.subject is None:
        return []
    waiting = Proposal.objects.waiting().about(draft).exclude(pk=draft.pk)
    rows = waiting.filter(collectivity=draft.collectivity).select_related("author")
    today = get_current_content(draft)
    schema = get_entry_schema(draft)
    return [
        (
            row,
            list_differences(
                schema,
                today,
                today,
                build_merged_content(row, today),
                list_proposed_fields(row),
            ),
        )
        for row in rows
    ]


def build_query_dict(typed: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data
