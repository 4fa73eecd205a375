"""Every list of the staff: its heading, its columns, its saved views, its addresses."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.views.main import ERROR_FLAG, ChangeList
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cooperation.admin.mixins.columns import (
    Column,
    attach_last_changes,
    build_column,
    build_plain_numbers,
    show_last_change,
)
from cooperation.admin.mixins.list_parameters import split_parameters
from cooperation.admin.mixins.saved_views import SavedViewsAdmin
from cooperation.enums import Publication
from cooperation.web.context import Context

LAST_CHANGE = "last_change"
DRAFTS_VIEW = (
    gettext_lazy("Brouillons"),
    f"publication__exact={Publication.DRAFT}",
)


class StaffChangeList(ChangeList):
    """A list under its own name, whose rows know who changed them last."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = capfirst(str(self.opts.verbose_name_plural))

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        # From here on a list: a queryset would be asked for again.
        self.result_list: Any = list(self.result_list)
        own_admin: Any = self.model_admin
        prefetch_related_objects(self.result_list, *own_admin.list_prefetch)
        if LAST_CHANGE in self.list_display:
            attach_last_changes(self.model, self.result_list)


class ListAdmin(SavedViewsAdmin):
    """An admin whose list and forms are named as French names them.

    ``is_feminine`` is the gender of the model's name: "Ajouter une action".
    ``list_prefetch`` is what the columns show of related rows.
    """

    is_feminine: ClassVar[bool] = False
    list_prefetch: ClassVar[tuple[Any, ...]] = ()
    list_per_page = 50

    @admin.display(description=gettext_lazy("dernier changement"))
    def last_change(self, row: Any) -> Any:
        return show_last_change(row)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StaffChangeList

    def get_list_display(self, request: HttpRequest) -> list[Column]:
        """Show dates in short and years as plain numbers."""
        table: Any = self.model
        return [build_column(table, name) for name in self.list_display]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show years as plain numbers to those who may only view."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        return [
            (
                name,
                {
                    **options,
                    "fields": build_plain_numbers(self.model, options["fields"]),
                },
            )
            for name, options in fieldsets
        ]

    def get_add_label(self) -> str:
        """Return "Ajouter une action", with the article of the model's name."""
        words = (
            _("Ajouter une %(name)s") if self.is_feminine else _("Ajouter un %(name)s")
        )
        return words % {"name": self.opts.verbose_name}

    def changelist_view(
        self, request: HttpRequest, extra_context: Context | None = None
    ) -> HttpResponse:
        """Leave out filters that the list does not know, and say so."""
        known, unknown = split_parameters(self, request, request.GET)
        if unknown:
            words = ngettext(
                "Cette liste ne connaît pas le filtre « %(names)s » : il est laissé "
                "de côté.",
                "Cette liste ne connaît pas les filtres « %(names)s » : ils sont "
                "laissés de côté.",
                len(unknown),
            )
            words %= {"names": " », « ".join(unknown)}
            self.message_user(request, words, messages.WARNING)
            return redirect(f"{request.path}?{known.urlencode()}".rstrip("?"))
        context = {"add_label": self.get_add_label(), **(extra_context or {})}
        response: HttpResponse = super().changelist_view(request, context)
        return self.explain_refused_value(request, response)

    def explain_refused_value(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        """Tell that a filter has an impossible value, which Django ignores."""
        if response.get("Location") != f"{request.path}?{ERROR_FLAG}=1":
            return response
        words = _("Un filtre a une valeur qu’il ne peut pas avoir : voici tout.")
        self.message_user(request, words, messages.WARNING)
        return redirect(request.path)

    def render_change_form(
        self,
        request: HttpRequest,
        context: Context,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Put the row's name first; a new one is "Ajouter une action"."""
        context["title"] = str(obj) if obj is not None else self.get_add_label()
        context["subtitle"] = None
        response: HttpResponse = super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )
        return response


class DatedListAdmin(ListAdmin):
    """A list of rows with ``updated_at``: sorted by it as the column is clicked."""

    @admin.display(
        description=gettext_lazy("dernier changement"), ordering="updated_at"
    )
    def last_change(self, row: Any) -> Any:
        return show_last_change(row)
