"""Writing a proposal: draft, send, withdraw. Nothing that was typed is lost."""

from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic.base import View

from accounts import permissions
from accounts.models import Membership, Proposal, ProposalState, User
from accounts.proposals.contents import changed, content_of
from accounts.proposals.deciding import NotWaitingError, fields_of, submit, withdraw
from accounts.proposals.differences import differences
from accounts.proposals.forms import ROW_FORMS, WholeForm
from cooperation.models import Action, Collectivity


class EditView(View):
    """The form of an action, new or known."""

    template_name = "accounts/edit.html"

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """Show the sheet, or the draft where there is one, as it was left."""
        draft = self.draft(**where)
        typed = kept(draft.typed) if draft.typed else None
        return self.page(request, draft, WholeForm(typed, draft.content or draft.base))

    def post(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """Keep what was typed; send it if that is asked and everything can be read."""
        draft = self.draft(**where)
        if draft.state == ProposalState.SENT:
            return redirect("accounts:proposal", draft.pk)
        form = WholeForm(with_more_rows(request.POST))
        draft.typed = dict(request.POST.lists())
        is_valid = form.is_valid()
        if is_valid:
            draft.content = form.content()
        draft.save()
        if "envoyer" in request.POST and is_valid:
            return self.send(request, draft)
        if "envoyer" not in request.POST and "ajouter" not in request.POST:
            messages.success(request, _("Brouillon enregistré. Rien n’est publié."))
        return self.page(request, draft, form if not is_valid else None)

    def send(self, request: HttpRequest, draft: Proposal) -> HttpResponse:
        """Send a draft that changes something."""
        if draft.action_id and not changed(draft.base, draft.content):
            messages.warning(
                request,
                _("Rien ne diffère de la fiche : confirmez-la plutôt d’un clic."),
            )
            return redirect("accounts:space")
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

    def draft(self, reference: str = "", slug: str = "") -> Proposal:
        """Give the person's own open proposal for a sheet, or a new one."""
        if slug:
            return self.new_sheet(slug)
        found = permissions.editable_actions(self.request.user)
        action = get_object_or_404(found, reference=reference)
        written = Proposal.objects.by(self.request.user).open().filter(action=action)
        return written.first() or Proposal(
            action=action,
            author=cast(User, self.request.user),
            collectivity=self.mandate_for(action).collectivity,
            base=content_of(action),
        )

    def new_sheet(self, slug: str) -> Proposal:
        """Give the draft of a new sheet of an authority."""
        rows: Any = permissions.authorities(self.request.user)
        authority: Collectivity = get_object_or_404(rows, slug=slug)
        written = Proposal.objects.by(self.request.user).open()
        mine = written.filter(action__isnull=True, collectivity=authority)
        return mine.filter(state=ProposalState.DRAFT).first() or Proposal(
            author=cast(User, self.request.user), collectivity=authority
        )

    def mandate_for(self, action: Action) -> Membership:
        """Give the mandate by which the person looks after an action."""
        mandates = list(permissions.memberships(self.request.user))
        own = [mandate for mandate in mandates if mandate.collectivity == action.lead]
        for mandate in [*own, *mandates]:
            keys = permissions.authorities_of(mandate)
            if permissions.actions_of(keys).filter(pk=action.pk).exists():
                return mandate
        raise Http404

    def page(
        self, request: HttpRequest, draft: Proposal, form: WholeForm | None
    ) -> HttpResponse:
        """Give the page of a form; a form that was read is shown as it was read."""
        if draft.state == ProposalState.SENT:
            return redirect("accounts:proposal", draft.pk)
        whole = form or WholeForm(with_more_rows(kept(draft.typed)))
        context = {"draft": draft, "form": whole, "lists": list(whole.lists.items())}
        return render(request, self.template_name, context)


def kept(typed: dict[str, list[str]]) -> QueryDict:
    """Give the form as it was kept."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def with_more_rows(sent: QueryDict) -> QueryDict:
    """Add an empty row to the list that the button names, for those without scripts."""
    name = sent.get("ajouter", "")
    if name not in ROW_FORMS:
        return sent
    data = sent.copy()
    count = data.get(f"{name}-TOTAL_FORMS", "0")
    if count.isdecimal() and len(count) < 4:
        data[f"{name}-TOTAL_FORMS"] = str(int(count) + 1)
    return data


def own_proposal(request: HttpRequest, pk: int) -> Proposal:
    """Give a proposal that the person wrote; another's does not exist."""
    rows = Proposal.objects.by(request.user).with_what()
    return get_object_or_404(rows, pk=pk)


class ProposalView(View):
    """What became of a proposal, and what it would change."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it to its author."""
        proposal = own_proposal(request, pk)
        fields = fields_of(proposal) if proposal.content else []
        found = differences(proposal.base, proposal.base, proposal.content)
        shown = [row for row in found if row.field in fields]
        context = {"proposal": proposal, "differences": shown}
        return render(request, "accounts/proposal.html", context)


@require_POST
@transaction.atomic
def withdraw_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal back to a draft, while nobody has decided."""
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
    """Throw a draft away."""
    proposal = own_proposal(request, pk)
    if proposal.state == ProposalState.DRAFT:
        proposal.delete()
        messages.success(request, _("Brouillon supprimé."))
    return redirect("accounts:space")
