"""Admin of tables with history: versions are shown, restored, and never overwritten.

The form of a row carries the etag of what it shows; see ``VersionedForm``.
"""

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import FileField, ImageField, URLField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import re_path
from django.utils.translation import gettext as _

from cooperation.admin.base import get_page_url
from cooperation.admin.mixins.conflicts import VersionedForm
from cooperation.admin.mixins.search import SearchAdmin
from cooperation.history.etags import get_entry_etag, parse_etag
from cooperation.history.labels import build_unsaved_row, get_author_names
from cooperation.history.parts import (
    get_concrete_model,
    get_history_model,
    get_last_record,
    list_parts,
)
from cooperation.history.restore import (
    VersionConflictError,
    list_revert_options,
    revert_entry,
)
from cooperation.history.timeline import describe_versions, list_versions
from cooperation.web.context import Context
from cooperation.web.pictures import PictureField

VERSIONS_PER_PAGE = 25
CONFLICT_STATUS = 409
VERSION_FIELD = "version"


class FileWidget(AdminFileWidget):
    """A file field that names its file without a link: files of drafts have no URL."""

    template_name = "cooperation/admin/file.html"


FIELD_OVERRIDES: dict[Any, Any] = {
    FileField: {"widget": FileWidget},
    ImageField: {"widget": FileWidget, "form_class": PictureField},
    URLField: {"assume_scheme": "https"},
}


class RecordAdmin(SearchAdmin):
    """An admin whose rows keep a history, and whose forms know what they show."""

    form: type[VersionedForm] = VersionedForm
    formfield_overrides: ClassVar[dict[Any, Any]] = FIELD_OVERRIDES

    def get_urls(self) -> list[Any]:
        table = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view(self.history_form_view)
        route = "^([^/]+)/history/([^/]+)/$"
        page = re_path(route, view, name=f"{table}_simple_history")
        return [page, *super().get_urls()]

    # History --------------------------------------------------------------------------

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
                return redirect(get_page_url(self.model, "change", row.pk))
        context = self.get_page_context(request, row) | {
            "title": _("Revenir à une version"),
            "moment": moment,
            "options": list_revert_options(self.model, row.pk, moment),
            "chosen": request.POST.getlist("remettre"),
            "is_first_look": request.method != "POST",
            "etag": get_entry_etag(self.model, row.pk),
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
            last = get_last_record(self.model, pk)
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

    def get_page_context(self, request: HttpRequest, row: Any) -> Context:
        """Return the context that the history and lock pages share."""
        return self.admin_site.each_context(request) | {
            "opts": self.opts,
            "object": row,
            "exists": not row._state.adding,
            "list_url": get_page_url(self.model, "changelist"),
            "change_url": get_page_url(self.model, "change", row.pk),
            "history_url": get_page_url(self.model, "history", row.pk),
        }

    # Forms and their conflicts -------------------------------------------------------

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Return a row with its version, which is read first.

        A change in between is thus a conflict, never lost. On POST the row is locked
        until the end of the transaction.
        """
        if request.method == "POST":
            self.lock_row(object_id)
        try:
            current = get_entry_etag(
                self.model, get_concrete_model(self.model)._meta.pk.to_python(object_id)
            )
        except ValidationError:
            return None
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            row.etag = current
        return row

    def lock_row(self, object_id: str) -> None:
        rows = get_concrete_model(self.model)._base_manager.select_for_update(
            of=("self",)
        )
        try:
            rows.filter(pk=object_id).order_by("pk").values_list("pk").first()
        except ValueError:
            return

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Return the form class with the version it was opened on and today's."""
        form = super().get_form(request, obj, change=change, **kwargs)
        etags = {
            "seen": request.POST.get(VERSION_FIELD, ""),
            "current": getattr(obj, "etag", ""),
        }
        return type(form.__name__, (form,), etags)

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """Show the current rows of a part that others changed meanwhile.

        Rows have no fields to compare one by one: some may be deleted, others new.
        """
        kwargs: dict[str, Any] = super().get_formset_kwargs(
            request, obj, inline, prefix
        )
        if inline.model in self.parts_changed_since(
            obj, request.POST.get(VERSION_FIELD, "")
        ):
            return {
                name: value
                for name, value in kwargs.items()
                if name not in {"data", "files", "save_as_new"}
            }
        return kwargs

    def parts_changed_since(self, obj: Any, seen: str) -> set[Any]:
        """Return the models of the parts that changed since a version."""
        now, then = parse_etag(getattr(obj, "etag", "")), parse_etag(seen)
        if not now or len(now) != len(then):
            return set()
        pairs = zip(list_parts(self.model), now[1:], then[1:], strict=True)
        return {part.model for part, last, known in pairs if last != known}

    def render_change_form(
        self,
        request: HttpRequest,
        context: Context,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Render the form; if outdated, with the changes since and status 409."""
        form = context["adminform"].form
        context["etag"] = getattr(obj, "etag", "")
        if getattr(form, "is_stale", False):
            context["conflict"] = self.list_changes_since(obj, form.seen)
        response: HttpResponse = super().render_change_form(
            request, context, add=add, change=change, form_url=form_url, obj=obj
        )
        if "conflict" in context:
            response.status_code = CONFLICT_STATUS
        return response

    def list_changes_since(self, obj: Any, seen: str) -> list[Any]:
        """Return the later versions of a row, with their authors."""
        names = ["", *[part.name for part in list_parts(self.model)]]
        last = dict(zip(names, parse_etag(seen), strict=False))
        later = list_versions(self.model, obj.pk, since=last)
        describe_versions(self.model, later)
        return pair_with_authors(later)


def pair_with_authors(versions: Any) -> list[tuple[Any, str]]:
    """Return each version with the name of its author, in one query."""
    names = get_author_names(version.user_id for version in versions)
    return [(version, names[version.user_id]) for version in versions]
