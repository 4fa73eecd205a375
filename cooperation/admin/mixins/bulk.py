"""Bulk actions on entries: confirmed, recorded in history, revertible.

A batch is identified by the change reason of its history rows.
"""

import secrets
from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cooperation.admin.base import ModelAdmin, build_path, get_page_url
from cooperation.enums import Publication, Verifier
from cooperation.history.reasons import BATCH_PREFIX
from cooperation.history.restore import revert_batch
from cooperation.models import Theme

# The cleaned data of the form that a bulk action asks to fill in.
FormData = dict[str, Any]


class BulkAction(NamedTuple):
    """An action on many entries: its question, the fields it writes, its function."""

    question: Any
    fields: tuple[str, ...]
    apply: Callable[[Any, FormData], None]


def publish_entry(entry: Any, _data: FormData) -> None:
    entry.publication = Publication.PUBLISHED


def archive_entry(entry: Any, _data: FormData) -> None:
    entry.publication = Publication.ARCHIVED


def verify_entry(entry: Any, _data: FormData) -> None:
    entry.verified_on, entry.verified_by = timezone.localdate(), Verifier.STAFF


def add_entry_theme(entry: Any, data: FormData) -> None:
    """Add a theme, at once: simple_history records it without a save."""
    entry.themes.add(data["theme"])


def remove_entry_theme(entry: Any, data: FormData) -> None:
    entry.themes.remove(data["theme"])


def unpublish_entry(entry: Any, _data: FormData) -> None:
    entry.publication = Publication.DRAFT


# Actions that ask for a theme.
THEME_ACTIONS = {"add_theme", "remove_theme"}
BULK_ACTIONS = {
    "unpublish": BulkAction(
        gettext_lazy("Retirer ces fiches du site, pour les remettre en brouillon ?"),
        ("publication",),
        unpublish_entry,
    ),
    "remove_theme": BulkAction(
        gettext_lazy("Retirer une thématique à ces fiches ?"),
        ("themes",),
        remove_entry_theme,
    ),
    "publish": BulkAction(
        gettext_lazy("Publier ces fiches ?"), ("publication",), publish_entry
    ),
    "archive": BulkAction(
        gettext_lazy("Archiver ces fiches ?"), ("publication",), archive_entry
    ),
    "verify": BulkAction(
        gettext_lazy("Marquer ces fiches comme vérifiées aujourd’hui par l’équipe ?"),
        ("verified_on", "verified_by"),
        verify_entry,
    ),
    "add_theme": BulkAction(
        gettext_lazy("Ajouter une thématique à ces fiches ?"),
        ("themes",),
        add_entry_theme,
    ),
}


class ThemeForm(forms.Form):
    theme = forms.ModelChoiceField(
        Theme.objects.all(), label=gettext_lazy("Thématique")
    )


class BulkAdmin(ModelAdmin):
    """An admin whose lists offer the bulk actions named in ``actions``."""

    def get_urls(self) -> list[Any]:
        undo = build_path(self, "lots/<slug:token>/", self.undo_view, "undo")
        return [undo, *super().get_urls()]

    @admin.action(description=gettext_lazy("Publier"), permissions=["change"])
    def publish(self, request: HttpRequest, rows: QuerySet[Any]) -> Any:
        return self.confirm_action(request, rows, "publish")

    @admin.action(description=gettext_lazy("Archiver"), permissions=["change"])
    def archive(self, request: HttpRequest, rows: QuerySet[Any]) -> Any:
        return self.confirm_action(request, rows, "archive")

    @admin.action(
        description=gettext_lazy("Marquer vérifiées aujourd’hui"),
        permissions=["change"],
    )
    def verify(self, request: HttpRequest, rows: QuerySet[Any]) -> Any:
        return self.confirm_action(request, rows, "verify")

    @admin.action(
        description=gettext_lazy("Ajouter une thématique"), permissions=["change"]
    )
    def add_theme(self, request: HttpRequest, rows: QuerySet[Any]) -> Any:
        return self.confirm_action(request, rows, "add_theme")

    @admin.action(
        description=gettext_lazy("Retirer une thématique"), permissions=["change"]
    )
    def remove_theme(self, request: HttpRequest, rows: QuerySet[Any]) -> Any:
        return self.confirm_action(request, rows, "remove_theme")

    @admin.action(
        description=gettext_lazy("Remettre en brouillon"), permissions=["change"]
    )
    def unpublish(self, request: HttpRequest, rows: QuerySet[Any]) -> Any:
        return self.confirm_action(request, rows, "unpublish")

    def confirm_action(
        self, request: HttpRequest, rows: QuerySet[Any], name: str
    ) -> Any:
        """Ask to confirm; once confirmed, apply the action and link to its reversal."""
        data = request.POST if "confirmer" in request.POST else None
        form = ThemeForm(data) if name in THEME_ACTIONS else forms.Form(data)
        if form.is_valid():
            return self.apply_action(
                request, rows, BULK_ACTIONS[name], form.cleaned_data
            )
        context = self.admin_site.each_context(request) | {
            "title": BULK_ACTIONS[name].question,
            "opts": self.opts,
            "rows": rows[:50],
            "total": rows.count(),
            "form": form,
            "action": name,
            "keys": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across", "0"),
        }
        return render(request, "cooperation/admin/bulk.html", context)

    def apply_action(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        bulk_action: BulkAction,
        data: Any,
    ) -> None:
        """Change all entries or none, each with its history row."""
        token = secrets.token_urlsafe(9)
        number = 0
        try:
            with transaction.atomic():
                for entry in rows.model._base_manager.filter(
                    pk__in=list(rows.order_by().values_list("pk", flat=True))
                ).select_for_update(of=("self",)):
                    number += apply_to_entry(
                        entry, bulk_action, data, BATCH_PREFIX + token
                    )
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return
        self.report_changed(request, number, token)

    def report_changed(self, request: HttpRequest, number: int, token: str) -> None:
        done = ngettext("%(n)s fiche changée.", "%(n)s fiches changées.", number)
        undo = get_page_url(self.model, "undo", token)
        message = format_html(
            '{} <a href="{}">{}</a>', done % {"n": number}, undo, _("Annuler")
        )
        self.message_user(request, message, messages.SUCCESS)

    def undo_view(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show what a batch changed; revert it on POST."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        reason = BATCH_PREFIX + token
        lines = self.model.history.filter(history_change_reason=reason)
        if not lines.exists():
            raise Http404
        if request.method == "POST":
            reverted, skipped = revert_batch(
                model=self.model, reason=reason, by=request.user
            )
            self.report_reverted(request, reverted, skipped)
            return redirect(get_page_url(self.model, "changelist"))
        titles = lines.order_by().values_list("title", flat=True).distinct()
        context = self.admin_site.each_context(request) | {
            "title": _("Annuler ce qui a été changé d’un coup ?"),
            "opts": self.opts,
            "rows": titles[:50],
            "total": titles.count(),
        }
        return render(request, "cooperation/admin/bulk.html", context)

    def report_reverted(
        self, request: HttpRequest, reverted: int, skipped: int
    ) -> None:
        done = ngettext("%(n)s fiche remise.", "%(n)s fiches remises.", reverted)
        self.message_user(request, done % {"n": reverted}, messages.SUCCESS)
        if skipped:
            words = ngettext(
                "%(n)s fiche a changé depuis : elle reste comme elle est.",
                "%(n)s fiches ont changé depuis : elles restent comme elles sont.",
                skipped,
            )
            self.message_user(request, words % {"n": skipped}, messages.WARNING)


def get_field_values(entry: Any, fields: tuple[str, ...]) -> list[Any]:
    """Return the values of some fields of an entry, or of one of its history rows."""
    return [
        {row.pk for row in entry.themes.all()}
        if field == "themes"
        else getattr(entry, field)
        for field in fields
    ]


def apply_to_entry(
    entry: Any, bulk_action: BulkAction, data: FormData, reason: str
) -> int:
    """Apply an action to an entry; return 1 if that changed anything, else 0."""
    before = get_field_values(entry, bulk_action.fields)
    entry._change_reason = reason
    bulk_action.apply(entry, data)
    if get_field_values(entry, bulk_action.fields) == before:
        return 0
    if bulk_action.fields != ("themes",):
        entry.full_clean()
        entry.save()
    return 1
