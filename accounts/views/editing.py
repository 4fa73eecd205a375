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

from accounts import permissions
from accounts.models import Proposal, ProposalKind, ProposalState
from accounts.proposals import drafting
from accounts.proposals.contents import Content
from accounts.proposals.deciding import fields_of, outcome, submit
from accounts.proposals.differences import differences
from accounts.proposals.forms import WholeForm
from accounts.proposals.kind_forms import form_of
from accounts.proposals.kinds import now, sheet_of
from accounts.proposals.merging import catch_up
from accounts.resending import resend

# Of each list: what it is called, and what adds a row to it.
LISTS = {
    "locations": (gettext_lazy("Où"), gettext_lazy("Ajouter un lieu")),
    "partners": (gettext_lazy("Avec qui"), gettext_lazy("Ajouter un partenaire")),
    "fundings": (gettext_lazy("Avec quel argent"), gettext_lazy("Ajouter un montant")),
    "photos": (gettext_lazy("Photos"), gettext_lazy("Ajouter une photo")),
    "documents": (gettext_lazy("Documents"), gettext_lazy("Ajouter un document")),
    "counterpart": (gettext_lazy("Avec qui"), ""),
    "events": (gettext_lazy("Son histoire"), gettext_lazy("Ajouter un événement")),
}
NEW = {
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
            return resend(request)
        return redirect_to_login(request.get_full_path())

    def draft(self, **where: Any) -> Proposal:
        """Return the person's open proposal of the entry, or a new one."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        return self.page(request, self.draft(**where), None)

    def post(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """Save what was typed; send it if requested and valid."""
        draft = self.draft(**where)
        if draft.state == ProposalState.SENT:
            return redirect("accounts:proposal", draft.pk)
        form = form_of(draft, with_more_rows(request.POST), request.FILES)
        is_valid = form.is_valid()
        typed = {**dict(request.POST.lists()), **named(form.uploads())}
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
        return self.page(request, draft, form if not is_valid else None)

    def send(self, request: HttpRequest, draft: Proposal) -> HttpResponse:
        """Send a draft that changes something, after rebasing it.

        If others changed the entry meanwhile, the form is shown again first.
        """
        if draft.subject and not fields_of(draft):
            messages.warning(
                request,
                _("Rien ne diffère de la fiche : confirmez-la plutôt d’un clic."),
            )
            return redirect("accounts:space")
        before = catch_up(draft)
        if before is not None:
            return self.page(request, draft, None, before)
        mandate = permissions.memberships(request.user).get(
            collectivity=draft.collectivity
        )
        submit(draft, mandate)
        messages.success(
            request,
            _("Publiée aussitôt : merci.")
            if mandate.is_trusted
            else _("Envoyée à la relecture : l’équipe vous répondra par courriel."),
        )
        return redirect("accounts:proposal", draft.pk)

    def page(
        self,
        request: HttpRequest,
        draft: Proposal,
        form: WholeForm | None,
        before: Content | None = None,
    ) -> HttpResponse:
        """Render the form; one that is bound is shown with its errors.

        ``before`` is the content of the entry before others changed it.
        """
        if draft.state == ProposalState.SENT:
            return redirect("accounts:proposal", draft.pk)
        typed = with_more_rows(kept(draft.typed)) if draft.typed else None
        whole = form or form_of(draft, typed, None, draft.content or draft.base)
        context = {
            "draft": draft,
            "form": whole,
            "heading": heading(draft),
            "lists": [(name, *LISTS[name], rows) for name, rows in whole.lists.items()],
            "overtaken": overtaken(draft, before) if before is not None else [],
            "of_colleagues": of_colleagues(draft),
        }
        status = 409 if before is not None else 200
        return render(request, self.template_name, context, status=status)


class EditActionView(EditView):
    def draft(self, **where: Any) -> Proposal:
        return drafting.draft_of_action(self.request.user, where["reference"])


class EditAgreementView(EditView):
    def draft(self, **where: Any) -> Proposal:
        return drafting.draft_of_agreement(self.request.user, where["reference"])


class EditCollectivityView(EditView):
    def draft(self, **where: Any) -> Proposal:
        return drafting.draft_of_collectivity(self.request.user, where["slug"])


class NewSheetView(EditView):
    kind = ProposalKind.ACTION

    def draft(self, **where: Any) -> Proposal:
        return drafting.new_sheet(self.request.user, self.kind, where["slug"])


class EditDraftView(EditView):
    def draft(self, **where: Any) -> Proposal:
        return drafting.draft_by_key(self.request.user, where["pk"])


def heading(draft: Proposal) -> str:
    if draft.subject is None:
        return str(NEW[ProposalKind(draft.kind)])
    return _("Modifier « %(title)s »") % {"title": draft.subject}


def overtaken(draft: Proposal, before: Content) -> list[Any]:
    """Return what others changed in the entry, beside the content of the draft."""
    sheet, today = sheet_of(draft), draft.base
    fields = sheet.changed(before, today)
    return differences(sheet, before, today, draft.content, fields)


def of_colleagues(draft: Proposal) -> list[tuple[Proposal, list[Any]]]:
    """Return waiting proposals of colleagues for the same entry, with their changes."""
    if draft.subject is None:
        return []
    waiting = Proposal.objects.waiting().about(draft).exclude(pk=draft.pk)
    rows = waiting.filter(collectivity=draft.collectivity).select_related("author")
    today = now(draft)
    sheet = sheet_of(draft)
    return [
        (row, differences(sheet, today, today, outcome(row, today), fields_of(row)))
        for row in rows
    ]


def kept(typed: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def named(tokens: dict[str, str]) -> dict[str, list[str]]:
    return {name: [token] for name, token in tokens.items()}


def with_more_rows(sent: QueryDict) -> QueryDict:
    """Add an empty row to the list that the button names, without JavaScript."""
    name = sent.get("ajouter", "")
    if name not in LISTS:
        return sent
    data = sent.copy()
    count = data.get(f"{name}-TOTAL_FORMS", "0")
    if count.isdecimal() and len(count) < 4:
        data[f"{name}-TOTAL_FORMS"] = str(int(count) + 1)
    return data
