"""The simple tables of the administration: their columns, in and out of spreadsheets.

A blank cell leaves what is there, the word "effacer" empties it. A cell that still says
what an export wrote is not read. All is written, or nothing.
"""

import hashlib
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Model, Q, QuerySet
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import ManyToManyWidget

from cooperation.columns.datasets import format_cell_value, unescape_formula
from cooperation.models.common import LARGE_FIELDS
from cooperation.spreadsheets.files.cell_text import is_formula_or_error
from cooperation.spreadsheets.formats import TableDataset
from cooperation.spreadsheets.matching.places import is_number
from cooperation.spreadsheets.resources.current_rows import is_same_text, is_truncated
from cooperation.spreadsheets.selection import FRENCH
from cooperation.spreadsheets.table_columns import COLUMNS
from cooperation.spreadsheets.table_rows import (
    JUDGED_BY_DATABASE,
    PendingRow,
    RowChanges,
    find_conflicts,
)
from cooperation.spreadsheets.table_widgets import build_widget
from cooperation.text import normalize

logger = logging.getLogger(__name__)
MAX_REASON_LENGTH = 100
NUMBER_LABEL = "N°"


class TableResource(ModelResource):
    """The rows of a table, found by ``import_id_fields`` or, where it has one, by N°.

    ``COLUMNS`` lists those of the directory. With ``use_bulk``, rows are tried and
    written when all lines are read: a preview costs the same whatever their number.
    """

    class Meta:
        clean_model_instances = True
        use_bulk = True
        batch_size = None
        skip_unchanged = True
        report_skipped = False
        use_transactions = True

    @classmethod
    def get_diff_class(cls) -> type[RowChanges]:
        return RowChanges

    @classmethod
    def field_from_django_field(
        cls, field_name: str, django_field: Any, readonly: bool
    ) -> Field:
        """Return the column of a field, under its French label."""
        with translation.override(FRENCH):
            label = capfirst(str(django_field.verbose_name))
        return Field(
            attribute=field_name,
            column_name=NUMBER_LABEL if field_name == "id" else label,
            widget=build_widget(django_field),
            default=django_field.default,
            readonly=readonly or field_name == "id",
        )

    # Out ------------------------------------------------------------------------------

    def filter_export(self, queryset: QuerySet[Any], **_options: Any) -> QuerySet[Any]:
        return self.with_lists(self.with_relations(queryset))

    def with_lists(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        lists = (field.name for field in self._meta.model._meta.many_to_many)
        return queryset.prefetch_related(*lists)

    def with_relations(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Join the rows that columns name, without their large fields."""
        relations = [
            field
            for field in self._meta.model._meta.concrete_fields
            if field.is_relation and field.name in self.fields
        ]
        large = [
            f"{field.name}__{name}"
            for field in relations
            for name in LARGE_FIELDS.get(field.related_model.__name__, ())
        ]
        names = [field.name for field in relations]
        return queryset.select_related(*names).defer(*large)

    # In -------------------------------------------------------------------------------

    def before_import(self, dataset: TableDataset, **options: Any) -> None:
        """Name the columns; refuse the file if one is unknown, doubled or missing."""
        self.lines, self.notes = dataset.lines, dataset.notes
        self.pending: list[PendingRow] = []
        self.keys: dict[Any, int] = {}
        headers = [self.find_column(name) for name in dataset.headers]
        unknown = [n for n, h in zip(dataset.headers, headers, strict=True) if not h]
        twice = sorted({name for name in headers if name and headers.count(name) > 1})
        needed = [self.fields[name].column_name for name in self._meta.import_id_fields]
        missing = [name for name in needed if name not in headers]
        problems = [
            message % ", ".join(f"« {name} »" for name in names)
            for message, names in (
                (_("Colonnes inconnues : %s."), unknown),
                (_("Colonnes données deux fois : %s."), twice),
                (_("Colonnes manquantes : %s."), missing),
            )
            if names
        ]
        if problems:
            dataset.wipe()
            raise ValidationError(problems)
        dataset.headers = headers
        self.load_rows(dataset)

    def find_column(self, name: str) -> str:
        """Return the column with this label or code, or a blank."""
        asked = normalize(name)
        for code, field in self.fields.items():
            if asked in (normalize(field.column_name), normalize(code)):
                return str(field.column_name)
        return ""

    def import_row(self, row: dict[str, str], loader: Any, **options: Any) -> Any:
        """Import a line; the result knows its number and why it is refused."""
        self.line = self.lines[options["row_number"] - 1]
        names = [self.fields[name].column_name for name in self._meta.import_id_fields]
        title = ", ".join(row[name][:100] for name in names)
        self.lists: dict[str, list[Any]] = {}
        result = super().import_row(row, loader, **options)
        if self.pending and self.pending[-1].result is None:
            self.pending[-1].result = result
        result.object_repr = result.object_repr or title
        result.line, result.reasons = self.line, self.list_reasons(result, row)
        if result.errors and not self._meta.use_bulk:
            transaction.set_rollback(True)  # the database may have refused to go on
        return result

    def list_reasons(self, result: Any, row: dict[str, str]) -> list[str]:
        """Return why a line is refused, with the column and what it holds."""
        for error in result.errors:
            logger.warning("Line of a table not written: %r", type(error.error))
            return [_("cette ligne n’a pas pu être écrite")]
        if result.validation_error is None:
            return []
        found: dict[str, list[ValidationError]] = {}
        result.validation_error.update_error_dict(found)
        columns = {field.attribute: field.column_name for field in self.fields.values()}
        return [
            f"{columns[name]}, « {row.get(columns[name], '')[:200]} » : {message}"
            if name in columns
            else message
            for name, errors in found.items()
            for message in ValidationError(errors).messages
        ]

    def before_import_row(self, row: dict[str, str], **options: Any) -> None:
        """Take blank cells away: what they hold is left as it is."""
        for name in [name for name, text in row.items() if not text]:
            del row[name]

    def load_rows(self, dataset: TableDataset) -> None:
        """Lock the rows that the lines name, and read them with what they refer to."""
        lines = [dict(zip(dataset.headers, cells, strict=True)) for cells in dataset]
        for field in self.get_import_fields():
            field.widget.prepare(line.get(field.column_name, "") for line in lines)
        numbers = {line.get(NUMBER_LABEL, "") for line in lines}
        first = self.fields[self._meta.import_id_fields[0]]
        named = Q(**{f"{first.attribute}__in": list(self.read_names(first, lines))})
        known = Q(pk__in=[text for text in numbers if is_number(text)])
        rows = self.with_relations(self._meta.model._base_manager).filter(named | known)
        self.by_number: dict[str, Any] = {}
        self.by_key: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
        for row in self.with_lists(rows).select_for_update(of=("self",)).order_by("pk"):
            self.by_number[str(row.pk)] = row
            key = (getattr(row, name) for name in self._meta.import_id_fields)
            self.by_key[tuple(key)].append(row)

    def read_names(self, field: Field, lines: list[dict[str, str]]) -> Iterator[Any]:
        """Yield what the cells of a column name; each says later why it cannot."""
        for line in lines:
            if line.get(field.column_name):
                with suppress(ValueError, ValidationError):
                    yield field.clean(line)

    def get_instance(self, loader: Any, row: dict[str, str]) -> Any:
        """Return the row that a line is about, or None if it is a new one."""
        number = row.get(NUMBER_LABEL, "") if "id" in self.fields else ""
        key = None if number else self.get_key(row)
        found = [] if key is None else self.by_key.get(key, [])
        if number:
            known = self.by_number.get(number.lstrip("0"))
            if not known:
                raise ValidationError({"id": _("aucune ligne n’a ce numéro")})
            key, found = (number,), [known]
        if len(found) > 1:
            raise ValidationError(_("plusieurs lignes ont ce nom : donnez le N°"))
        for one in () if key is None else (key, *found):
            self.refuse_repetition(one)
        return found[0] if found else None

    def after_init_instance(self, instance: Any, *_args: Any, **_options: Any) -> None:
        """Note what the row says: the copy of it has lost the lists read with it."""
        self.texts_before = self.get_texts(instance)

    def get_key(self, row: dict[str, str]) -> tuple[Any, ...] | None:
        """Return the values that identify a line; None if it lacks one."""
        key = []
        for field in (self.fields[name] for name in self._meta.import_id_fields):
            if field.column_name not in row:
                return None
            try:
                key.append(field.clean(row))
            except ValueError as error:
                raise ValidationError({field.attribute: str(error)}) from error
        return tuple(key)

    def refuse_repetition(self, key: Any) -> None:
        """Refuse a second line about the same row."""
        first = self.keys.setdefault(key, self.line)
        if first != self.line:
            raise ValidationError(_("la ligne %s est déjà celle-là") % first)

    def import_instance(self, instance: Any, row: dict[str, str], **opts: Any) -> None:
        """Set the fields of a row; raise ``ValidationError`` by field."""
        errors = {}
        for field in self.get_import_fields():
            try:
                self.check_cell(field, instance, row)
                if isinstance(field.widget, ManyToManyWidget):
                    self.read_list(field, instance, row)
                else:
                    self.import_field(field, instance, row, **opts)
            except ValueError as error:
                errors[field.attribute] = ValidationError(str(error))
        if errors:
            raise ValidationError(errors)

    def read_list(self, field: Field, instance: Any, row: dict[str, str]) -> None:
        """Read the list of a cell, if it is another than the row's."""
        if field.column_name not in row:
            return
        rows = list(dict.fromkeys(field.clean(row)))
        known = [] if instance._state.adding else field.get_value(instance).all()
        if set(rows) != set(known):
            self.lists[field.attribute] = rows

    def check_cell(self, field: Field, instance: Any, row: dict[str, str]) -> None:
        """Leave an untouched cell unread; refuse one that nothing can be made of."""
        text = row.get(field.column_name)
        if text is None:
            return
        current = format_cell_value(field.export(instance))
        if not instance._state.adding and (
            is_same_text(text, current) or is_truncated(text, current)
        ):
            del row[field.column_name]
        elif field.readonly:
            raise ValueError(_("cette colonne ne s’importe pas"))
        elif is_formula_or_error(unescape_formula(text)):
            raise ValueError(_("une formule sans résultat, ou une erreur"))

    def before_save_instance(
        self, instance: Any, row: dict[str, str], **options: Any
    ) -> None:
        """Tell history who imports which file."""
        instance._history_user = options["user"]
        instance._change_reason = f"import {options['file_name']}"[:MAX_REASON_LENGTH]

    def after_save_instance(self, instance: Any, row: Any, **_options: Any) -> None:
        """Let later lines find the row under the name that it has now."""
        key = tuple(getattr(instance, one) for one in self._meta.import_id_fields)
        if instance not in self.by_key[key]:
            self.by_key[key].append(instance)

    def skip_row(
        self, instance: Any, original: Any, row: Any, errors: Any = None
    ) -> bool:
        """Return whether a line changes nothing."""
        return not self.lists and super().skip_row(instance, original, {}, errors)

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, *_args: Any
    ) -> None:
        """Check what a row says by itself: the database judges all rows at once."""
        if not (self._meta.use_bulk and self._meta.clean_model_instances):
            super().validate_instance(instance, import_validation_errors)
            return
        errors = dict(import_validation_errors or {})
        known = {
            field.name
            for field in instance._meta.concrete_fields
            if field.is_relation and getattr(instance, field.attname) is not None
        }
        try:
            instance.clean_fields(known | errors.keys())
            if not isinstance(instance, JUDGED_BY_DATABASE):
                instance.clean()
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def save_instance(
        self, instance: Any, is_create: bool, row: Any, **options: Any
    ) -> None:
        """Keep the row to be written with all others."""
        if not self._meta.use_bulk:
            super().save_instance(instance, is_create, row, **options)
            return
        self.before_save_instance(instance, row, **options)
        self.pending.append(PendingRow(instance, is_create, row, self.lists))
        self.after_save_instance(instance, row, **options)

    def bulk_create(
        self,
        using_transactions: bool,
        dry_run: bool,
        raise_errors: bool,
        batch_size: int | None = None,
        result: Any = None,
    ) -> None:
        """Refuse the lines that the database does not take; write, if all are fine."""
        if result.has_errors() or not self.pending:
            return
        with transaction.atomic():
            for row, reason in find_conflicts(self.pending):
                self.refuse_row(row, reason, result)
            transaction.set_rollback(True)
        if not dry_run and not result.has_validation_errors():
            self.write_rows(result)

    def write_rows(self, result: Any) -> None:
        """Write all rows; refuse the first that is refused after all."""
        try:
            with transaction.atomic():
                for row in self.pending:
                    row.save()
        except DatabaseError as error:
            self.refuse_row(row, row.find_reason(error), result)

    def refuse_row(self, row: PendingRow, reason: ValidationError, result: Any) -> None:
        """Refuse a line that was read without a fault."""
        refused = row.result
        result.totals[refused.import_type] -= 1
        refused.import_type = refused.IMPORT_TYPE_INVALID
        refused.validation_error = reason
        refused.reasons = self.list_reasons(refused, row.line)
        result.increment_row_result_total(refused)
        result.append_invalid_row(refused.line, row.line, reason)

    def after_import(self, dataset: TableDataset, result: Any, **options: Any) -> None:
        """Refuse to write anything else than what was shown.

        Sequences are left alone, which the library resets: rows have no number given.
        """
        result.notes, result.file_name = self.notes, options["file_name"]
        lines = [(row.line, row.import_type, row.diff) for row in result.rows]
        result.digest = hashlib.sha256(repr(lines).encode()).hexdigest()
        if options.get("digest") not in (None, result.digest):
            raise ValidationError(
                _("La liste a changé depuis l’aperçu : regardez de nouveau.")
            )

    def get_texts(self, instance: Any) -> dict[str, str]:
        """Return the text of each column that an import may change."""
        return {
            field.column_name: format_cell_value(
                field.widget.render(self.lists[field.attribute])
                if field.attribute in self.lists
                else field.export(instance)
            )
            for field in self.get_import_fields()
            if not field.readonly
        }


def build_resource(model: type[Model]) -> type[TableResource]:
    """Return the resource of a table; its number, where it has one, comes first."""
    key, others = COLUMNS[model]
    fields = sorted((*key, *others), key=lambda name: name != "id")
    options = {"model": model, "import_id_fields": key, "fields": tuple(fields)}
    meta = type("Meta", (), options)
    return type(f"{model.__name__}Table", (TableResource,), {"Meta": meta})
