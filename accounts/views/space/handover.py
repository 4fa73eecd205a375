"""Page of a membership: confirm it, invite a successor, leave."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic.base import View

from accounts.confirmations import record_membership_use
from accounts.models import Membership
from accounts.people import permissions
from accounts.people.handover import hand_over
from accounts.views.forms import HandoverForm


class MembershipView(View):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render_page(request, self.mandate(request, pk), HandoverForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        mandate = self.mandate(request, pk)
        if "confirmer" in request.POST:
            record_membership_use(mandate)
            messages.success(request, _("Merci : votre mandat est confirmé."))
            return redirect("accounts:space")
        form = HandoverForm(request.POST)
        if not form.is_valid():
            return self.render_page(request, mandate, form, status=400)
        hand_over(mandate, **form.cleaned_data)
        self.add_success_messages(request, mandate, form)
        return redirect("accounts:space")

    def add_success_messages(
        self, request: HttpRequest, mandate: Membership, form: HandoverForm
    ) -> None:
        name = {"name": mandate.collectivity}
        if form.cleaned_data["successor"]:
            messages.success(
                request,
                _("%(email)s peut maintenant tenir les fiches de %(name)s.")
                % {"email": form.cleaned_data["successor"], **name},
            )
        if form.cleaned_data["leaves"]:
            messages.success(
                request, _("Vous ne vous occupez plus de %(name)s. Merci !") % name
            )

    def mandate(self, request: HttpRequest, pk: int) -> Membership:
        """Return a current membership of the person; another's is a 404."""
        return get_object_or_404(permissions.get_memberships(request.user), pk=pk)

    def render_page(
        self,
        request: HttpRequest,
        mandate: Membership,
        form: HandoverForm,
        status: int = 200,
    ) -> HttpResponse:
        others = (
            Membership.objects.current()
            .filter(collectivity=mandate.collectivity)
            .exclude(pk=mandate.pk)
            .select_related("user")
        )
        context = {"mandate": mandate, "form": form, "others": others}
        return render(request, "accounts/mandate.html", context, status=status)
