"""Page of a membership: confirm it, invite a successor, leave."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from accounts.confirmations import record_membership_use
from accounts.models import Membership
from accounts.people import permissions
from accounts.people.handover import hand_over
from accounts.views.base import InvalidFormMixin
from accounts.views.forms import HandoverForm
from cooperation.web.context import Context


class MembershipView(InvalidFormMixin, FormView):  # type: ignore[type-arg]
    template_name = "accounts/membership.html"
    form_class = HandoverForm
    success_url = reverse_lazy("accounts:space")

    @cached_property
    def membership(self) -> Membership:
        """A current membership of the person; another's is a 404."""
        rows = permissions.get_memberships(self.request.user)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> Context:
        others = (
            Membership.objects.current()
            .filter(collectivity=self.membership.collectivity)
            .exclude(pk=self.membership.pk)
        )
        return super().get_context_data(**kwargs) | {
            "membership": self.membership,
            "others": others.select_related("user", "removal_asked_by"),
        }

    def form_valid(self, form: HandoverForm) -> HttpResponse:
        is_certain = form.cleaned_data.pop("certain")
        if form.cleaned_data["leaves"] and not is_certain:
            return self.render_to_response(self.get_context_data(form=form, asks=True))
        if form.cleaned_data.pop("confirmer"):
            record_membership_use(self.membership)
            messages.success(self.request, _("Merci : votre mandat est confirmé."))
        else:
            hand_over(self.membership, **form.cleaned_data)
            self.add_success_messages(**form.cleaned_data)
        return super().form_valid(form)

    def add_success_messages(
        self, *, successor: str, leaves: bool, function: str
    ) -> None:
        name = {"name": self.membership.collectivity}
        if successor:
            words = _("%(name)s : %(email)s peut maintenant en tenir les fiches.")
            messages.success(self.request, words % {"email": successor, **name})
        if leaves:
            words = _("%(name)s : vous ne vous en occupez plus. Merci !")
            messages.success(self.request, words % name)


@require_POST
def ask_removal(request: HttpRequest, pk: int, colleague: int) -> HttpResponse:
    """Ask staff to end the membership of a colleague; they decide."""
    own = get_object_or_404(permissions.get_memberships(request.user), pk=pk)
    others = Membership.objects.current().filter(collectivity=own.collectivity)
    found = get_object_or_404(others.exclude(pk=own.pk), pk=colleague)
    found.removal_asked_by = own.user
    found.save(update_fields=["removal_asked_by"])
    words = _("L’équipe est prévenue : elle retirera %(email)s, ou vous écrira.")
    messages.success(request, words % {"email": found.user})
    return redirect("accounts:mandate", pk)
