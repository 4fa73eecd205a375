"""The history of a row in the admin; any version can be restored."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin

from cooperation.history.etags import get_entry_etag
from cooperation.history.labels import build_unsaved_row
from cooperation.history.parts import (
    get_concrete_model,
    get_history_model,
    list_parts,
)
from cooperation.history.restore import (
    VersionConflictError,
    list_revert_options,
    revert_entry,
)
from cooperation.history.timeline import describe_versions, list_versions

VERSIONS_PER_PAGE = 25


class HistoryAdmin(SimpleHistoryAdmin):
    """An admin whose rows show their history and can be restored to a version."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """List the versions of a row and of its parts, the latest first."""
        row = self.get_row_or_last_version(object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        page = Paginator(list_versions(self.model, row.pk), VERSIONS_PER_PAGE).get_page(
            request.GET.get("p")
        )
        describe_versions(self.model, page.object_list)
        context = self.get_page_context(request, row) | {
            "title": _("Historique : %s") % row,
            "page": page,
            "versions": pair_with_authors(page.object_list),
            "may_restore": self.may_restore(request, is_gone=row._state.adding),
            **(extra_context or {}),
        }
        return render(request, "cooperation/admin/history.html", context)

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: Any = None,
    ) -> HttpResponseBase:
        """Show what restoring a version would change; restore it on POST."""
        row = self.get_row_or_last_version(object_id)
        is_gone = row._state.adding
        if not self.may_restore(request, is_gone=is_gone):
            raise PermissionDenied
        moment = self.get_version_moment(row.pk, version_id)
        problems: list[str] = []
        if request.method == "POST":
            problems = self.revert_to_version(request, row, moment)
            if not problems:
                return redirect(self.get_page_url("change", row.pk))
        context = self.get_page_context(request, row) | {
            "title": _("Revenir à une version"),
            "moment": moment,
            "choices": list_revert_options(self.model, row.pk, moment),
            "kept": request.POST.getlist("remettre"),
            "is_first_look": request.method != "POST",
            "stamp": get_entry_etag(self.model, row.pk),
            "problems": problems,
        }
        status = 409 if problems else 200
        template = "cooperation/admin/restore.html"
        return render(request, template, context, status=status)

    def revert_to_version(
        self, request: HttpRequest, row: Any, moment: Any
    ) -> list[str]:
        """Restore what was selected; return the problems, in words."""
        keys = request.POST.getlist("remettre")
        if not keys:
            return [_("Cochez au moins un champ à remettre.")]
        try:
            restored = revert_entry(
                model=self.model,
                pk=row.pk,
                moment=moment,
                keys=keys,
                seen=request.POST.get("version", ""),
                by=request.user,
            )
        except VersionConflictError:
            return [
                _(
                    "La fiche a changé pendant que vous la regardiez : voici de "
                    "nouveau ce qui serait remis. Rien n’a été écrit."
                )
            ]
        except ValidationError as error:
            return list(error.messages)
        done = _("« %s » : la version choisie est remise. L’historique garde l’autre.")
        self.message_user(request, done % restored, messages.SUCCESS)
        return []

    def may_restore(self, request: HttpRequest, *, is_gone: bool) -> bool:
        """Return whether a person may restore a row; a deleted one is added anew."""
        may_add = not is_gone or self.has_add_permission(request)
        return bool(may_add and self.has_change_permission(request))

    def get_row_or_last_version(self, object_id: str) -> Any:
        """Return a row, or its last version where it was deleted.

        Raise Http404 where it never existed.
        """
        key = get_concrete_model(self.model)._meta.pk
        try:
            pk = key.to_python(object_id)
        except ValidationError as error:
            raise Http404 from error
        row = self.model._base_manager.filter(pk=pk).first()
        if row is None:
            told = get_history_model(self.model).objects.filter(**{key.attname: pk})
            last = told.order_by("-history_date", "-history_id").first()
            if last is None:
                raise Http404
            row = build_unsaved_row(last)
        return row

    def get_version_moment(self, pk: Any, version: str) -> Any:
        """Return when a version began, from its URL token: "12", "photos-40".

        Raise Http404 where there is no such version.
        """
        name, _dash, number = version.rpartition("-")
        tables = {part.name: (part.model, part.key) for part in list_parts(self.model)}
        tables[""] = (self.model, get_concrete_model(self.model)._meta.pk.attname)
        if name not in tables or not (number.isascii() and number.isdigit()):
            raise Http404
        model, key = tables[name]
        known = get_history_model(model).objects.filter(
            **{key: pk}, history_id=int(number[:18])
        )
        moment = known.values_list("history_date", flat=True).first()
        if moment is None:
            raise Http404
        return moment

    def get_page_url(self, page: str, *args: Any) -> str:
        return reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args
        )

    def get_page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Return the context that the history and lock pages share."""
        get_page_context: dict[str, Any] = self.admin_site.each_context(request)
        return get_page_context | {
            "opts": self.opts,
            "object": row,
            "exists": not row._state.adding,
            "list_url": self.get_page_url("changelist"),
            "change_url": self.get_page_url("change", row.pk),
            "history_url": self.get_page_url("history", row.pk),
        }


def pair_with_authors(versions: Any) -> list[tuple[Any, str]]:
    """Return each version with the name of its author, in one query."""
    chosen = list(versions)
    people = get_user_model()._base_manager.in_bulk(
        {version.user_id for version in chosen}
    )
    nobody = _("un import ou une commande")
    return [
        (version, str(people[version.user_id]) if version.user_id in people else nobody)
        for version in chosen
    ]
