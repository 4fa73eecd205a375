"""Writing a proposal: draft, send, withdraw. Nothing that was typed is lost."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic.base import View

from accounts import permissions
from accounts.models import Membership, Proposal, ProposalState, User
from accounts.proposals.contents import changed, content_of
from accounts.proposals.deciding import NotWaitingError, fields_of, submit, withdraw
from accounts.proposals.differences import differences
from accounts.proposals.forms import ROW_FORMS, WholeForm
from accounts.resending import resend
from cooperation.models import Action, Collectivity
from cooperation.topology import OUTLINES


@method_decorator(login_not_required, name="dispatch")
class EditView(View):
    """The form of an action, new or known; what is sent too late is given back."""

    template_name = "accounts/edit.html"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Ask strangers to log in; keep on the page what they were sending."""
        if request.user.is_authenticated:
            return super().dispatch(request, *args, **kwargs)
        if request.method == "POST":
            return resend(request)
        return redirect_to_login(request.get_full_path())

    def get(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """Show the sheet, or the draft where there is one, as it was left."""
        draft = self.draft(**where)
        typed = kept(draft.typed) if draft.typed else None
        whole = WholeForm(typed, draft.content or draft.base)
        return self.page(request, draft, whole)

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
        if "X-Autosave" in request.headers:
            return HttpResponse(status=204)
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

    def draft(self, reference: str = "", slug: str = "", pk: int = 0) -> Proposal:
        """Give the person's own open proposal for a sheet, or a new one."""
        if pk:
            written = Proposal.objects.by(self.request.user).open()
            return get_object_or_404(
                written.filter(
                    collectivity__in=permissions.authorities(self.request.user)
                ),
                pk=pk,
            )
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
        typed = with_more_rows(kept(draft.typed)) if draft.typed else None
        whole = form or WholeForm(typed, draft.content or draft.base)
        context = {
            "draft": draft,
            "form": whole,
            "lists": list(whole.lists.items()),
            "world_url": static(OUTLINES),
        }
        return render(request, self.template_name, context)


@require_POST
@transaction.atomic
def copy_action(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin a new sheet from what another of one's own says; without its money."""
    found = permissions.editable_actions(request.user).select_related("lead")
    action = get_object_or_404(found, reference=reference)
    mandates = list(permissions.memberships(request.user))
    own = [one for one in mandates if one.collectivity_id == action.lead_id]
    content = content_of(action) | {"fundings": []}
    content["title"] = _("%(title)s (copie)") % {"title": action.title[:180]}
    draft = Proposal.objects.create(
        author=cast(User, request.user),
        collectivity=(own or mandates)[0].collectivity,
        content=content,
    )
    messages.success(request, _("Copie faite, en brouillon : changez-en le titre."))
    return redirect("accounts:edit_draft", draft.pk)


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
