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

from cooperation.versions.families import concrete, parts_of, records
from cooperation.versions.restoring import StaleError, choices, restore
from cooperation.versions.stamps import stamp
from cooperation.versions.timeline import deeds_of, tell
from cooperation.versions.wording import as_row

DEEDS_PER_PAGE = 25


class HistoryAdmin(SimpleHistoryAdmin):
    """An admin whose rows show their history and can be restored to a version."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """List the versions of a row and of its parts, the latest first."""
        row = self.row_or_last(object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        page = Paginator(deeds_of(self.model, row.pk), DEEDS_PER_PAGE).get_page(
            request.GET.get("p")
        )
        tell(self.model, page.object_list)
        context = self.frame(request, row) | {
            "title": _("Historique : %s") % row,
            "page": page,
            "deeds": with_authors(page.object_list),
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
        row = self.row_or_last(object_id)
        is_gone = row._state.adding
        if not self.may_restore(request, is_gone=is_gone):
            raise PermissionDenied
        moment = self.moment_of(row.pk, version_id)
        problems: list[str] = []
        if request.method == "POST":
            problems = self.put_back(request, row, moment)
            if not problems:
                return redirect(self.address_of("change", row.pk))
        context = self.frame(request, row) | {
            "title": _("Revenir à une version"),
            "moment": moment,
            "choices": choices(self.model, row.pk, moment),
            "kept": request.POST.getlist("remettre"),
            "is_first_look": request.method != "POST",
            "stamp": stamp(self.model, row.pk),
            "problems": problems,
        }
        status = 409 if problems else 200
        template = "cooperation/admin/restore.html"
        return render(request, template, context, status=status)

    def put_back(self, request: HttpRequest, row: Any, moment: Any) -> list[str]:
        """Restore what was selected; return the problems, in words."""
        keys = request.POST.getlist("remettre")
        if not keys:
            return [_("Cochez au moins un champ à remettre.")]
        try:
            sheet = restore(
                model=self.model,
                pk=row.pk,
                moment=moment,
                keys=keys,
                seen=request.POST.get("version", ""),
                by=request.user,
            )
        except StaleError:
            return [
                _(
                    "La fiche a changé pendant que vous la regardiez : voici de "
                    "nouveau ce qui serait remis. Rien n’a été écrit."
                )
            ]
        except ValidationError as error:
            return list(error.messages)
        done = _("« %s » : la version choisie est remise. L’historique garde l’autre.")
        self.message_user(request, done % sheet, messages.SUCCESS)
        return []

    def may_restore(self, request: HttpRequest, *, is_gone: bool) -> bool:
        """Return whether a person may restore a row; a deleted one is added anew."""
        may_add = not is_gone or self.has_add_permission(request)
        return bool(may_add and self.has_change_permission(request))

    def row_or_last(self, object_id: str) -> Any:
        """Return a row, or its last version where it was deleted.

        Raise Http404 where it never existed.
        """
        key = concrete(self.model)._meta.pk
        try:
            pk = key.to_python(object_id)
        except ValidationError as error:
            raise Http404 from error
        row = self.model._base_manager.filter(pk=pk).first()
        if row is None:
            told = records(self.model).objects.filter(**{key.attname: pk})
            last = told.order_by("-history_date", "-history_id").first()
            if last is None:
                raise Http404
            row = as_row(last)
        return row

    def moment_of(self, pk: Any, version: str) -> Any:
        """Return when a version began, from its URL token: "12", "photos-40".

        Raise Http404 where there is no such version.
        """
        name, _dash, number = version.rpartition("-")
        tables = {part.name: (part.model, part.key) for part in parts_of(self.model)}
        tables[""] = (self.model, concrete(self.model)._meta.pk.attname)
        if name not in tables or not (number.isascii() and number.isdigit()):
            raise Http404
        model, key = tables[name]
        known = records(model).objects.filter(**{key: pk}, history_id=int(number[:18]))
        moment = known.values_list("history_date", flat=True).first()
        if moment is None:
            raise Http404
        return moment

    def address_of(self, page: str, *args: Any) -> str:
        return reverse(
            f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args
        )

    def frame(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Return the context that the history and lock pages share."""
        frame: dict[str, Any] = self.admin_site.each_context(request)
        return frame | {
            "opts": self.opts,
            "object": row,
            "exists": not row._state.adding,
            "list_url": self.address_of("changelist"),
            "change_url": self.address_of("change", row.pk),
            "history_url": self.address_of("history", row.pk),
        }


def with_authors(deeds: Any) -> list[tuple[Any, str]]:
    """Return each version with the name of its author, in one query."""
    chosen = list(deeds)
    people = get_user_model()._base_manager.in_bulk({deed.user_id for deed in chosen})
    nobody = _("un import ou une commande")
    return [
        (deed, str(people[deed.user_id]) if deed.user_id in people else nobody)
        for deed in chosen
    ]
