"""Pages of the admin about authorities that closed, and their entries."""

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.admin.base import build_path, get_page_url
from cooperation.admin.curation.yearly_update import YearlyUpdateAdmin
from cooperation.curation.succession import (
    get_closed_with_entries,
    list_entries_by_model,
    transfer_entries,
)
from cooperation.history.reasons import BATCH_PREFIX
from cooperation.models import Action, Agreement, Collectivity
from cooperation.reference.edition_changes import (
    count_entries_by_authority,
)

MAX_CLOSED_ROWS = 200


class ClosedAuthoritiesAdmin(YearlyUpdateAdmin):
    """The pages of authorities that closed, beside those of the yearly update."""

    def get_urls(self) -> list[Any]:
        return [
            build_path(self, "fermees/", self.closed_view, "closed"),
            build_path(self, "fermees/<int:pk>/", self.transfer_view, "heirs"),
            *super().get_urls(),
        ]

    # What becomes of their entries ---------------------------------------------------

    def closed_view(self, request: HttpRequest) -> HttpResponse:
        self.require_change_permission(request)
        rows = list(
            get_closed_with_entries()
            .without_large_fields()
            .select_related("successor")[:MAX_CLOSED_ROWS]
        )
        counts = count_entries_by_authority([row.pk for row in rows])
        return self.render_page(
            request,
            "closed.html",
            title=_("Collectivités qui n’existent plus"),
            rows=[(row, counts.get(row.pk, 0)) for row in rows],
        )

    def transfer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the entries of a closed authority; transfer chosen ones on POST."""
        self.require_change_permission(request)
        gone = get_object_or_404(
            Collectivity.objects.closed()
            .without_large_fields()
            .select_related("successor"),
            pk=pk,
        )
        if request.method == "POST":
            self.transfer_chosen(request, gone)
            return redirect(get_page_url(Collectivity, "heirs", gone.pk))
        found = list_entries_by_model(gone)
        return self.render_page(
            request,
            "transfer.html",
            title=_("Fiches : %(name)s") % {"name": gone.name},
            gone=gone,
            groups=[(name, rows) for name, rows in found.items() if rows],
        )

    def transfer_chosen(self, request: HttpRequest, gone: Collectivity) -> None:
        """Transfer the chosen entries, or all; add a message with revert links."""
        chosen: dict[str, list[str]] = {
            name: [str(row.pk) for row in rows]
            if "toutes" in request.POST
            else request.POST.getlist(name)
            for name, rows in list_entries_by_model(gone).items()
        }
        token = f"succession-{gone.pk}-{secrets.token_hex(4)}"
        try:
            moved = transfer_entries(gone, dict(chosen), reason=BATCH_PREFIX + token)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return
        total = sum(moved.values())
        words = ngettext("%(n)s fiche rattachée.", "%(n)s fiches rattachées.", total)
        self.message_user(request, words % {"n": total}, messages.SUCCESS)
        if total:
            self.message_user(request, render_revert_links(moved, token), messages.INFO)


def render_revert_links(moved: dict[str, int], token: str) -> Any:
    """Return the links that revert a transfer, one for each kind of entry."""
    kinds = (
        (Action, "action", _("Annuler (actions)")),
        (Agreement, "agreement", _("Annuler (accords)")),
    )
    links = [
        (get_page_url(model, "undo", token), label)
        for model, name, label in kinds
        if moved.get(name)
    ]
    return format_html_join(" ", '<a href="{}">{}</a>', links)
