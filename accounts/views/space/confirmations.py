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

from accounts.confirmations import (
    confirm_by_link,
    exclude_waiting,
    list_confirmable_entries,
    record_confirmations,
)
from accounts.models import ConfirmationLink
from accounts.people import permissions
from accounts.views.forms import ConfirmationForm
from cooperation.web.site import NOINDEX
from cooperation.web.throttle import check_client


@require_POST
def confirm_entries(request: HttpRequest) -> HttpResponse:
    """Confirm one entry (``fiche``), or all that the person may edit (``toutes``).

    An entry of which a proposal waits is left out.

    An entry of another authority is answered with 404, and nothing is written.
    """
    form = ConfirmationForm(request.POST)
    if not form.is_valid():
        raise Http404
    chosen = {}
    if not form.cleaned_data["toutes"]:
        chosen = {"reference": form.cleaned_data["fiche"]}
    asked = [
        entries.published().filter(**chosen)
        for entries in (
            permissions.get_editable_actions(request.user),
            permissions.get_editable_agreements(request.user),
        )
    ]
    left = {
        (type(entry), entry.pk): entry
        for rows in asked
        for entry in exclude_waiting(rows)
    }
    if not left and not any(rows.exists() for rows in asked):
        raise Http404
    if not left:
        words = _("Une proposition attend la relecture : rien n’est à confirmer.")
        messages.warning(request, words)
        return redirect("accounts:space")
    number = 0
    for membership in permissions.get_memberships(request.user):
        own = permissions.get_entry_keys(membership)
        entries = [left.pop(key) for key in list(left) if key in own]
        number += record_confirmations(membership, entries) if entries else 0
    messages.success(request, format_confirmed_count(number))
    return redirect("accounts:space")


def format_confirmed_count(number: int) -> str:
    return ngettext(
        "%(n)s fiche confirmée : le public voit qu’elle est à jour.",
        "%(n)s fiches confirmées : le public voit qu’elles sont à jour.",
        number,
    ) % {"n": number}


@method_decorator(login_not_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class ConfirmationLinkView(View):
    """Link of a mail: lists the entries; only the button confirms them."""

    template_name = "accounts/confirm_link.html"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show what the button confirms, and record the first visit."""
        link = ConfirmationLink.objects.find_by_token(token)
        if link is None:
            return self.render_spent_link()
        ConfirmationLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(
            opened_at=timezone.now()
        )
        return self.render_entries(link)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        link = ConfirmationLink.objects.find_by_token(token)
        if link is None:
            return self.render_spent_link()
        done = format_confirmed_count(confirm_by_link(link))
        return self.render_entries(link, done=done)

    def render_entries(self, link: ConfirmationLink, done: str = "") -> HttpResponse:
        collectivity = link.membership.collectivity
        entries = list_confirmable_entries(collectivity)
        return self.render_page(collectivity=collectivity, entries=entries, done=done)

    def render_spent_link(self) -> HttpResponse:
        """Render the page of a link that is used, expired or guessed."""
        check_client("unknown_links", self.request)
        problem = _(
            "Ce lien a déjà servi, ou il est trop ancien. Connectez-vous pour "
            "confirmer vos fiches."
        )
        return self.render_page(status=410, problem=problem)

    def render_page(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """Render the page; its address, a secret, is not sent to other sites."""
        response = render(self.request, self.template_name, context, status=status)
        # Not "no-referrer": browsers would then send the button without its origin.
        response.headers["Referrer-Policy"] = "same-origin"
        for name, value in NOINDEX.items():
            response.headers[name] = value
        return response
