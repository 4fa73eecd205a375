"""Parts of entries that staff lock against imports: their rows are left as they are.

The locked field names of an entry may be those of its parts, such as ``locations``.
"""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cooperation.columns.specs import ColumnSpec, WorksheetSpec, format_cell_text
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.spreadsheets.planning.cell_text import is_same_text
from cooperation.spreadsheets.planning.current_rows import CurrentRow
from cooperation.spreadsheets.planning.types import LinePlan, RowWrite
from cooperation.spreadsheets.report import Level

if TYPE_CHECKING:
    from cooperation.spreadsheets.planning.planner import WorksheetPlanner


def get_protected_owners(sheet: WorksheetSpec) -> frozenset[int]:
    """Return the keys of entries whose rows of this worksheet are locked."""
    if not sheet.is_child:
        return frozenset()
    owners = (
        WORKSHEETS[sheet.parent]
        .rows()
        .filter(locked_fields__contains=[sheet.lock_name])
    )
    return frozenset(owners.values_list("pk", flat=True))


def skip_protected_row(
    planner: "WorksheetPlanner", plan: LinePlan, current: CurrentRow | None
) -> bool:
    """Return whether a row is locked; add a message if its line would change it."""
    owner = current and current.row.get(f"{planner.sheet.parent_field}_id")
    if not current or owner not in planner.protected_owners:
        return False
    columns = [planner.sheet.by_code[code] for code in plan.texts]
    changed = [
        c for c in columns if not c.read_only and is_cell_changed(c, plan, current)
    ]
    if changed:
        add_protected_message(plan, changed[0].code)
    return True


def is_cell_changed(column: ColumnSpec, plan: LinePlan, current: CurrentRow) -> bool:
    """Return whether a cell differs from the current value, in code or in words."""
    text, old = plan.texts[column.code], current.exported_values.get(column.code)
    return not (
        is_same_text(text, format_cell_text(old))
        or is_same_text(text, str(column.format_value(old)))
    )


def refuse_protected_owner(
    planner: "WorksheetPlanner", plan: LinePlan, write: RowWrite
) -> bool:
    """Return whether a line would add a row to a locked part; add a message if so."""
    name = f"{planner.sheet.parent_field}_id"
    if (
        not planner.protected_owners
        or write.values.get(name) not in planner.protected_owners
    ):
        return False
    add_protected_message(plan, planner.sheet.by_field[planner.sheet.parent_field].code)
    plan.changes.clear()
    plan.is_new = False
    return True


def skip_protected_part(
    plan: LinePlan, current: CurrentRow | None, part: str, *codes: str
) -> bool:
    """Return whether a part is locked; add a message if cells would add to it."""
    if current is None or part not in current.locked:
        return False
    told = [code for code in codes if plan.texts.get(code)]
    if told:
        add_protected_message(plan, told[0])
    return True


def add_protected_message(plan: LinePlan, code: Any) -> None:
    plan.add_message(
        code, Level.INFORMATION, _("partie protégée de la fiche : laissée")
    )
