"""Confirmations, from the space or by the link of a mail."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic.base import View

from accounts import permissions
from accounts.confirming import confirm, confirm_by_link, sheets_of
from accounts.models import ConfirmationLink

LONGEST_REFERENCE = 10


@require_POST
def confirm_sheets(request: HttpRequest) -> HttpResponse:
    """Confirm one entry (``fiche``), or all that the person may edit (``toutes``).

    An entry of another authority is answered with 404, and nothing is written.
    """
    actions = permissions.editable_actions(request.user).published()
    if "toutes" not in request.POST:
        reference = request.POST.get("fiche", "")[:LONGEST_REFERENCE]
        actions = actions.filter(reference=reference)
    found = list(actions.select_related("lead"))
    if not found:
        raise Http404
    number = 0
    left = {action.pk: action for action in found}
    for mandate in permissions.memberships(request.user):
        keys = permissions.authorities_of(mandate)
        own = permissions.actions_of(keys).filter(pk__in=left)
        sheets = [left.pop(pk) for pk in own.values_list("pk", flat=True)]
        number += confirm(mandate, sheets) if sheets else 0
    messages.success(request, confirmed_in_words(number))
    return redirect("accounts:space")


def confirmed_in_words(number: int) -> str:
    return ngettext(
        "%(n)s fiche confirmée : le public voit qu’elle est à jour.",
        "%(n)s fiches confirmées : le public voit qu’elles sont à jour.",
        number,
    ) % {"n": number}


@method_decorator(login_not_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class LinkView(View):
    """Link of a mail: lists the entries; only the button confirms them."""

    template_name = "accounts/confirm_link.html"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show what the button confirms, and record the first visit."""
        link = ConfirmationLink.objects.of_token(token)
        if link is None:
            return self.spent(request)
        ConfirmationLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(
            opened_at=timezone.now()
        )
        return self.page(request, self.shown(link))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        link = ConfirmationLink.objects.of_token(token)
        if link is None:
            return self.spent(request)
        done = confirmed_in_words(confirm_by_link(link))
        return self.page(request, self.shown(link) | {"done": done})

    def shown(self, link: ConfirmationLink) -> dict[str, Any]:
        collectivity = link.membership.collectivity
        return {"collectivity": collectivity, "sheets": sheets_of(collectivity)}

    def spent(self, request: HttpRequest) -> HttpResponse:
        """Render the page of a link that is used or expired."""
        problem = _(
            "Ce lien a déjà servi, ou il est trop ancien. Connectez-vous pour "
            "confirmer vos fiches."
        )
        return self.page(request, {"problem": problem}, status=410)

    def page(
        self, request: HttpRequest, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        """Render the page; its address, a secret, is not sent to other sites."""
        response = render(request, self.template_name, context, status=status)
        # Not "no-referrer": browsers would then send the button without its origin.
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response
