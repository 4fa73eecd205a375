"""Import and export of simple tables, by the pages of django-import-export.

What the library leaves open is closed here: rights, files that wait (of one person
and table, in the site's own directory, purged as those of other imports), size, kind
and columns of a file, all or nothing, and a preview that holds.
"""

import re
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from import_export.admin import ExportMixin, ImportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.tmp_storages import BaseStorage

from cooperation.admin.base import MAY_EXPORT, MAY_IMPORT, ModelAdmin, get_page_url
from cooperation.admin.imports.cards import OUTCOME_MARKS
from cooperation.admin.imports.rows import OutcomeCount
from cooperation.admin.mixins.exports import (
    describe_filters,
    log_list_export,
    log_operation,
)
from cooperation.enums import LineOutcome
from cooperation.imports.pending_files import (
    UPLOADS,
    has_folder,
    make_folder,
    open_folder,
    remove_folder,
)
from cooperation.imports.upload import store_upload
from cooperation.spreadsheets.files import UnreadableFile
from cooperation.spreadsheets.formats import (
    TABLE_LIMITS,
    CsvFormat,
    SpreadsheetFormat,
    XlsxFormat,
)
from cooperation.spreadsheets.selection import FRENCH
from cooperation.spreadsheets.tables import TableResource, build_resource
from cooperation.web.context import Context

MAX_SHOWN_LINES = 500
TOKEN = re.compile(r"[\w-]{22}", re.ASCII)
OUTCOMES = {
    "new": LineOutcome.CREATED,
    "update": LineOutcome.CHANGED,
    "skip": LineOutcome.UNCHANGED,
    "invalid": LineOutcome.REFUSED,
    "error": LineOutcome.REFUSED,
}


class PendingFile(BaseStorage):
    """A file that waits to be confirmed; its name is "<owner>/<table>.<token>"."""

    def save(self, data: Any) -> None:
        suffix = Path(data.name).suffix.lower()[:10]
        with make_folder(str(self.name)) as place:
            store_upload(data, place / f"envoi{suffix}", TABLE_LIMITS)

    def read(self) -> "PendingFile":
        """Return what the format opens; raise Http404 if it is not there."""
        if not has_folder(str(self.name)):
            raise Http404
        return self

    @contextmanager
    def open(self) -> Iterator[Path]:
        """Yield the path of the file."""
        with open_folder(str(self.name), UPLOADS) as folder:
            yield next(folder.glob(UPLOADS))

    def remove(self) -> None:
        remove_folder(str(self.name))


class OwnedFormMixin:
    """A form about the files of one person for one table."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, owner: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.fields["format"].required = False

    def clean_format(self) -> str:
        """Return the one format there is: what a file is, its content says."""
        return "0"


class TableImportForm(OwnedFormMixin, ImportForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["import_file"]
        field.label = _("Choisissez un fichier, ou déposez-le ici")
        field.error_messages |= {
            "required": _("Choisissez un fichier."),
            "empty": _("Ce fichier est vide."),
        }
        field.widget.attrs = {"accept": ".xlsx,.ods,.csv,.tsv,.txt"}

    def clean_import_file(self) -> Any:
        """Store the file under a name that is its owner's."""
        file = self.cleaned_data["import_file"]
        file.pending = PendingFile(name=f"{self.owner}.{secrets.token_urlsafe(16)}")
        try:
            file.pending.save(file)
        except UnreadableFile as error:
            file.pending.remove()
            raise ValidationError(str(error)) from error
        return file


class TableConfirmForm(OwnedFormMixin, ConfirmImportForm):
    digest = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["import_file_name"].required = False
        self.fields["original_file_name"].required = False

    def clean_import_file_name(self) -> str:
        """Return the name of a file of the person that waits; else raise Http404."""
        name = str(self.cleaned_data["import_file_name"])
        owner, _dot, token = name.rpartition(".")
        if owner != self.owner or not TOKEN.fullmatch(token):
            raise Http404
        PendingFile(name=name).read()
        return name

    def clean_resource(self) -> str:
        return ""


class PreviewLine(NamedTuple):
    """A line of a file: what an import makes of it, or why it is refused."""

    number: int
    outcome: LineOutcome
    title: str
    changes: list[dict[str, str]]
    reasons: list[str]

    @property
    def mark(self) -> str:
        return OUTCOME_MARKS[self.outcome]

    @property
    def is_new(self) -> bool:
        return self.outcome == LineOutcome.CREATED

    @property
    def row(self) -> "PreviewLine":
        """Itself: the template of changes reads those of the row of a line."""
        return self


def build_preview(result: Any) -> Context:
    """Return what an import would do, refused lines first."""
    lines = [
        PreviewLine(
            row.line,
            OUTCOMES[row.import_type],
            row.object_repr or "",
            row.diff or [],
            row.reasons,
        )
        for row in result.rows
    ]
    counts = count_outcomes(result)
    lines.sort(key=lambda line: line.outcome != LineOutcome.REFUSED)
    return {
        "problems": list_problems(result),
        "totals": [
            OutcomeCount(one.value, OUTCOME_MARKS[one], one.label, counts[one])
            for one in dict.fromkeys(OUTCOMES.values())
        ],
        "refused": counts[LineOutcome.REFUSED],
        "to_write": counts[LineOutcome.CREATED] + counts[LineOutcome.CHANGED],
        "lines": lines[:MAX_SHOWN_LINES],
        "hidden": max(len(lines) - MAX_SHOWN_LINES, 0),
    }


def count_outcomes(result: Any) -> Counter[LineOutcome]:
    counts: Counter[LineOutcome] = Counter()
    for kind, outcome in OUTCOMES.items():
        counts[outcome] += result.totals[kind]
    return counts


def list_problems(result: Any) -> list[str]:
    """Return why the file as a whole is refused."""
    return [
        message
        for problem in result.base_errors
        for message in getattr(problem.error, "messages", [_("La lecture a échoué.")])
    ]


class TableExportAdmin(ExportMixin, ModelAdmin):
    """An admin whose list is exported, as filtered, by those who have that right."""

    resource_classes: list[type[TableResource]] = []
    export_form_class = ExportForm
    export_formats = (XlsxFormat, CsvFormat)
    import_export_change_list_template = (
        "admin/import_export/change_list_import_export.html"
    )

    def get_resource_classes(self, request: HttpRequest) -> list[type[TableResource]]:
        """Return the resource of the table: the admin's own, or the directory's."""
        return self.resource_classes or [build_resource(self.model)]

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Return whether a person may export; the right to view is not enough."""
        return bool(
            request.user.has_perm(MAY_EXPORT) and self.has_view_permission(request)
        )

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Refuse: these rows only go out."""
        return False

    def export_action(self, request: HttpRequest) -> HttpResponseBase:
        """Show the formats; answer a POST with the list, as filtered."""
        try:
            response: Any = super().export_action(request)
        except IncorrectLookupParameters:
            return redirect(get_page_url(self.model, "changelist"))
        if hasattr(response, "context_data"):
            response.context_data |= self.build_page_context(_("Exporter : %s"))
            response.context_data["may_import"] = self.has_import_permission(request)
            response.status_code = 400 if request.method == "POST" else 200
        return response  # type: ignore[no-any-return]

    def get_valid_export_item_pks(self, request: HttpRequest) -> list[int]:
        """Return nothing: rows are chosen by the filters of the list."""
        return []

    def build_page_context(self, title: str) -> Context:
        name = capfirst(str(self.opts.verbose_name_plural))
        return {
            "title": title % name,
            "trail": [(name, get_page_url(self.model, "changelist"))],
            "list_url": get_page_url(self.model, "changelist"),
        }

    def _do_file_export(
        self,
        file_format: Any,
        request: HttpRequest,
        queryset: QuerySet[Any],
        export_form: Any = None,
    ) -> StreamingHttpResponse:
        """Log the export and return the file."""
        words = describe_filters(self.get_changelist_instance(request))
        title = file_format.get_extension().upper()
        log_list_export(request, self.model, queryset.count(), title, words)
        name = self.get_export_filename(request, queryset, file_format)
        return StreamingHttpResponse(
            self.get_export_data(file_format, request, queryset),
            content_type=file_format.get_content_type(),
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "private, no-store",
            },
        )

    def get_export_filename(
        self, request: HttpRequest, queryset: QuerySet[Any], file_format: Any
    ) -> str:
        with translation.override(FRENCH):
            name = slugify(str(self.opts.verbose_name_plural))
        return f"{name}-{timezone.localdate()}.{file_format.get_extension()}"


class TableAdmin(ImportMixin, TableExportAdmin):
    """An admin whose rows are also imported, by those who may write all of them."""

    import_formats = (SpreadsheetFormat,)
    import_form_class = TableImportForm
    confirm_form_class = TableConfirmForm
    tmp_storage_class = PendingFile
    skip_admin_log = True
    import_export_change_list_template = (
        TableExportAdmin.import_export_change_list_template
    )

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Return whether a person may import, and both add and change rows."""
        return bool(
            request.user.has_perm(MAY_IMPORT)
            and self.has_add_permission(request)
            and self.has_change_permission(request)
        )

    def get_owner(self, request: HttpRequest) -> str:
        return f"{request.user.pk}/{self.opts.model_name}"

    def get_import_form_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_import_form_kwargs(request)
        return kwargs | {"owner": self.get_owner(request)}

    def get_confirm_form_kwargs(
        self, request: HttpRequest, import_form: Any = None
    ) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_confirm_form_kwargs(request, import_form)
        return kwargs | {"owner": self.get_owner(request)}

    def write_to_tmp_storage(self, import_file: Any, input_format: Any) -> PendingFile:
        """Return the file as the form stored it."""
        pending: PendingFile = import_file.pending
        return pending

    def add_data_read_fail_error_to_form(self, form: Any, error: Exception) -> None:
        if not isinstance(error, UnreadableFile):
            raise error
        form.cleaned_data["import_file"].pending.remove()
        form.add_error("import_file", str(error))

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Write all lines or none, and nothing else than the preview showed."""
        form = kwargs.pop("form", None)
        digest = form.cleaned_data.get("digest") if form else None
        return kwargs | {"digest": digest, "rollback_on_validation_errors": True}

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show what a file would change; keep the file if it can be applied."""
        response: Any = super().import_action(request, **kwargs)
        context = response.context_data
        context |= self.build_page_context(_("Importer : %s"))
        result, form = context.get("result"), context["form"]
        if result:
            context |= build_preview(result)
        if confirm := context.get("confirm_form"):
            confirm.initial["digest"] = result.digest
        file = form.is_bound and form.cleaned_data.get("import_file")
        if file and not (confirm and context["to_write"]):
            file.pending.remove()
        if form.errors or context.get("problems"):
            response.status_code = 400
        return response  # type: ignore[no-any-return]

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Apply what the preview showed, to which the person goes back if it cannot."""
        try:
            response: HttpResponse = super().process_import(request, **kwargs)
        except UnreadableFile as error:
            messages.error(request, str(error))
            return redirect(get_page_url(self.model, "import"))
        return response

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        """Log what was written and tell it; or tell why nothing was."""
        preview = build_preview(result)
        if result.has_errors() or result.has_validation_errors():
            messages.error(request, _("Rien n’a été écrit."))
            reasons = [
                _("Ligne %(line)s : %(reason)s")
                % {"line": line.number, "reason": " ; ".join(line.reasons)}
                for line in preview["lines"]
                if line.reasons
            ]
            for words in islice([*preview["problems"], *reasons], 20):
                messages.error(request, words)
            return redirect(get_page_url(self.model, "import"))
        words = ", ".join(f"{one.n} {one.label}" for one in preview["totals"] if one.n)
        title = _("Import %(name)s") % {"name": result.file_name}
        log_operation(request, self.model, title, words)
        messages.success(request, _("Import terminé. Lignes : %s.") % words)
        return redirect(get_page_url(self.model, "changelist"))
