"""Answers to the remarks of a file, in its preview: which value a cell has."""

from typing import Any

from django.db import transaction

from accounts.proposals.spreadsheets.preview import SpreadsheetPreview, build_preview
from cooperation.enums import LineOutcome
from cooperation.models import ImportBatch, ImportLine


@transaction.atomic
def answer_remark(
    batch: ImportBatch, user: Any, *, sheet: str, line: str, column: str, value: str
) -> bool:
    """Keep the value that a person chose for a cell; return whether it was offered.

    Where both sides changed a cell it is the value of the one or of the other.
    """
    locked = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if not locked.is_pending:
        return False
    number = find_offered_line(build_preview(locked, user), sheet, line, column, value)
    if number is None:
        return False
    kept, _is_new = ImportLine.objects.get_or_create(
        batch=locked,
        sheet=sheet,
        line=number,
        defaults={"outcome": LineOutcome.REFUSED},
    )
    kept.corrections |= {column: value}
    kept.save(update_fields=["corrections"])
    return True


def find_offered_line(
    preview: SpreadsheetPreview, sheet: str, line: str, column: str, value: str
) -> int | None:
    """Return the number of the line whose remark offers a value, or None."""
    for one in preview.lines:
        if one.plan.spec.code != sheet or str(one.plan.line) != line:
            continue
        for remark in one.plan.remarks:
            offered = [str(choice.value) for choice in remark.candidates]
            if remark.column == column and value in offered:
                return one.plan.line
    return None
