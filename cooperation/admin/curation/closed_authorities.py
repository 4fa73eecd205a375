"""Pages of the admin about the yearly update: closed authorities, their entries.

Lists of a newer year are compared here, and applied by ``load_reference`` only.
"""

import secrets
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cooperation.admin.base import ModelAdmin, build_path, get_page_url
from cooperation.curation.succession import (
    get_closed_with_entries,
    list_entries_by_model,
    transfer_entries,
)
from cooperation.history.reasons import BATCH_PREFIX
from cooperation.models import Action, Agreement, Collectivity
from cooperation.reference.change_report import (
    MAX_LINES,
    format_change,
    get_kind_heading,
)
from cooperation.reference.edition_changes import (
    EditionChanges,
    count_entries_by_authority,
)
from cooperation.reference.source_files import ReferenceDataError
from cooperation.reference.yearly_update import YearlyUpdate

MAX_LIST_BYTES = 20_000_000
MAX_CLOSED_ROWS = 200


class YearlyUpdateForm(forms.Form):
    """The lists of communes and of EPCI of a newer year."""

    communes = forms.FileField(label=gettext_lazy("Liste des communes (CSV)"))
    epcis = forms.FileField(label=gettext_lazy("Liste des EPCI (CSV)"))
    on = forms.DateField(
        label=gettext_lazy("Premier jour de ces listes"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("communes", "epcis"):
            if data.get(name) and data[name].size > MAX_LIST_BYTES:
                self.add_error(name, _("Ce fichier est trop lourd : 20 Mo au plus."))
        return data


class ClosedAuthoritiesAdmin(ModelAdmin):
    """The pages of the yearly update, in the admin of authorities."""

    def get_urls(self) -> list[Any]:
        return [
            build_path(self, "millesime/", self.yearly_update_view, "edition"),
            build_path(self, "fermees/", self.closed_view, "closed"),
            build_path(self, "fermees/<int:pk>/", self.transfer_view, "heirs"),
            *super().get_urls(),
        ]

    def render_page(
        self, request: HttpRequest, template: str, status: int = 200, **context: Any
    ) -> HttpResponse:
        whole = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return render(request, f"cooperation/admin/{template}", whole, status=status)

    def require_change_permission(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    # What would change ---------------------------------------------------------------

    def yearly_update_view(self, request: HttpRequest) -> HttpResponse:
        """Compare the site's lists, or uploaded ones, with the directory."""
        self.require_change_permission(request)
        initial = {"on": date(timezone.localdate().year, 1, 1)}
        form = YearlyUpdateForm(
            request.POST or None, request.FILES or None, initial=initial
        )
        plan, problem = None, ""
        try:
            if form.is_valid():
                plan = compare_uploaded_lists(form.cleaned_data)
            elif request.method == "POST" and "site" in request.POST:
                form, plan = YearlyUpdateForm(initial=initial), YearlyUpdate().plan
        except ReferenceDataError as error:
            problem = str(error)
        is_wrong = request.method == "POST" and plan is None
        return self.render_page(
            request,
            "yearly_update.html",
            400 if is_wrong else 200,
            title=_("Changements du 1er janvier"),
            form=form,
            problem=problem,
            plan=plan,
            groups=group_changes_by_kind(plan) if plan else [],
        )

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


def compare_uploaded_lists(data: dict[str, Any]) -> EditionChanges:
    """Return what two uploaded lists would change; the files are not kept."""
    with tempfile.TemporaryDirectory() as name:
        communes, epcis = (
            save_uploaded_list(data[column], Path(name) / f"{column}.csv")
            for column in ("communes", "epcis")
        )
        return YearlyUpdate(communes, epcis, data["on"]).plan


def save_uploaded_list(sent: Any, target: Path) -> Path:
    """Write an uploaded file to ``target`` and return that path."""
    with target.open("wb") as file:
        for chunk in sent.chunks():
            file.write(chunk)
    return target


def group_changes_by_kind(plan: EditionChanges) -> list[tuple[str, int, list[str]]]:
    """Return the changes by kind: title, number, sentences about the first ones."""
    return [
        (
            get_kind_heading(kind),
            len(changes),
            [format_change(one) for one in changes[:MAX_LINES]],
        )
        for kind, changes in plan.group_by_kind()
    ]
