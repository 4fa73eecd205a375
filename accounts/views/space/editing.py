"""Editing of a proposal: saved as a draft, then sent to review."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View

from accounts.models import Proposal, ProposalKind, ProposalState
from accounts.people import permissions
from accounts.proposals import drafts
from accounts.proposals.content import Content
from accounts.proposals.diff import list_differences
from accounts.proposals.form_base import ProposalForm
from accounts.proposals.kind_forms import build_proposal_form
from accounts.proposals.kinds import get_current_content, get_entry_schema
from accounts.proposals.rebase import rebase_draft
from accounts.proposals.workflow import (
    build_merged_content,
    list_proposed_fields,
    submit_proposal,
)
from cooperation.web.resubmit import render_resubmit_page

# Of each list: what it is called, and what adds a row to it.
LIST_LABELS = {
    "locations": (gettext_lazy("Où"), gettext_lazy("Ajouter un lieu")),
    "partners": (gettext_lazy("Avec qui"), gettext_lazy("Ajouter un partenaire")),
    "fundings": (gettext_lazy("Avec quel argent"), gettext_lazy("Ajouter un montant")),
    "photos": (gettext_lazy("Photos"), gettext_lazy("Ajouter une photo")),
    "documents": (gettext_lazy("Documents"), gettext_lazy("Ajouter un document")),
    "counterpart": (gettext_lazy("Avec qui"), ""),
    "events": (gettext_lazy("Son histoire"), gettext_lazy("Ajouter un événement")),
}
NEW_ENTRY_HEADINGS = {
    ProposalKind.ACTION: gettext_lazy("Une nouvelle action"),
    ProposalKind.AGREEMENT: gettext_lazy("Un nouvel accord"),
}


@method_decorator(login_not_required, name="dispatch")
class EditView(View):
    """Form of an entry, new or existing; a form sent too late can be resubmitted."""

    template_name = "accounts/edit.html"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Ask for login; offer to resubmit what was sent without a session."""
        if request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        if request.method == "POST":
            return render_resubmit_page(request)
        return redirect_to_login(request.get_full_path())

    def draft(self, **where: Any) -> Proposal:
        """Return the person's open proposal of the entry, or a new one."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        return self.render_page(request, self.draft(**where), None)

    def post(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """Save what was typed; send it if requested and valid."""
        draft = self.draft(**where)
        if draft.state == ProposalState.SENT:
            return redirect("accounts:proposal", draft.pk)
        form = build_proposal_form(
            draft, add_requested_row(request.POST), request.FILES
        )
        is_valid = form.is_valid()
        typed = {
            **dict(request.POST.lists()),
            **build_hidden_fields(form.get_upload_tokens()),
        }
        draft.typed = typed
        if is_valid:
            draft.content = form.content()
        draft.save()
        if "X-Autosave" in request.headers:
            return HttpResponse(status=204)
        if "envoyer" in request.POST and is_valid:
            return self.send(request, draft)
        if "envoyer" not in request.POST and "ajouter" not in request.POST:
            messages.success(request, _("Brouillon enregistré. Rien n’est publié."))
        return self.render_page(request, draft, form if not is_valid else None)

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
        mandate = permissions.get_memberships(request.user).get(
            collectivity=draft.collectivity
        )
        submit_proposal(draft, mandate)
        messages.success(
            request,
            _("Publiée aussitôt : merci.")
            if mandate.is_trusted
            else _("Envoyée à la relecture : l’équipe vous répondra par courriel."),
        )
        return redirect("accounts:proposal", draft.pk)

    def render_page(
        self,
        request: HttpRequest,
        draft: Proposal,
        form: ProposalForm | None,
        before: Content | None = None,
    ) -> HttpResponse:
        """Render the form; one that is bound is shown with its errors.

        ``before`` is the content of the entry before others changed it.
        """
        if draft.state == ProposalState.SENT:
            return redirect("accounts:proposal", draft.pk)
        typed = (
            add_requested_row(build_query_dict(draft.typed)) if draft.typed else None
        )
        whole = form or build_proposal_form(
            draft, typed, None, draft.content or draft.base
        )
        context = {
            "draft": draft,
            "form": whole,
            "heading": get_page_heading(draft),
            "lists": [
                (name, *LIST_LABELS[name], rows) for name, rows in whole.lists.items()
            ],
            "overtaken": list_concurrent_changes(draft, before)
            if before is not None
            else [],
            "of_colleagues": list_colleague_proposals(draft),
        }
        status = 409 if before is not None else 200
        return render(request, self.template_name, context, status=status)


class EditActionView(EditView):
    def draft(self, **where: Any) -> Proposal:
        return drafts.get_action_draft(self.request.user, where["reference"])


class EditAgreementView(EditView):
    def draft(self, **where: Any) -> Proposal:
        return drafts.get_agreement_draft(self.request.user, where["reference"])


class EditCollectivityView(EditView):
    def draft(self, **where: Any) -> Proposal:
        return drafts.get_collectivity_draft(self.request.user, where["slug"])


class NewEntryView(EditView):
    kind = ProposalKind.ACTION

    def draft(self, **where: Any) -> Proposal:
        return drafts.get_new_entry_draft(self.request.user, self.kind, where["slug"])


class EditDraftView(EditView):
    def draft(self, **where: Any) -> Proposal:
        return drafts.get_open_draft(self.request.user, where["pk"])


def get_page_heading(draft: Proposal) -> str:
    if draft.subject is None:
        return str(NEW_ENTRY_HEADINGS[ProposalKind(draft.kind)])
    return _("Modifier « %(title)s »") % {"title": draft.subject}


def list_concurrent_changes(draft: Proposal, before: Content) -> list[Any]:
    """Return what others changed in the entry, beside the content of the draft."""
    schema, today = get_entry_schema(draft), draft.base
    fields = schema.diff_fields(before, today)
    return list_differences(schema, before, today, draft.content, fields)


def list_colleague_proposals(draft: Proposal) -> list[tuple[Proposal, list[Any]]]:
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


def build_hidden_fields(tokens: dict[str, str]) -> dict[str, list[str]]:
    return {name: [token] for name, token in tokens.items()}


def add_requested_row(sent: QueryDict) -> QueryDict:
    """Add an empty row to the list that the button names, without JavaScript."""
    name = sent.get("ajouter", "")
    if name not in LIST_LABELS:
        return sent
    data = sent.copy()
    count = data.get(f"{name}-TOTAL_FORMS", "0")
    if count.isdecimal() and len(count) < 4:
        data[f"{name}-TOTAL_FORMS"] = str(int(count) + 1)
    return data
