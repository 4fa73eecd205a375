"""Parts of sheets that staff protect from imports: their rows are left, and it is said.

The names of fields that a sheet protects may be those of its parts: ``locations``.
"""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from cooperation.exchange.columns import ColumnSpec, SheetSpec, cell_text
from cooperation.exchange.sheets import SHEETS
from cooperation.importing.planning.plans import Plan, Write
from cooperation.importing.planning.state import Current
from cooperation.importing.planning.texts import is_same
from cooperation.importing.report import Level

if TYPE_CHECKING:
    from cooperation.importing.planning.planner import SheetPlanner


def protected_by(sheet: SheetSpec) -> frozenset[int]:
    """Give the sheets whose rows of a kind are protected: staff protect few."""
    if not sheet.is_child:
        return frozenset()
    owners = SHEETS[sheet.parent].rows().filter(locked_fields__contains=[sheet.part])
    return frozenset(owners.values_list("pk", flat=True))


def is_left(planner: "SheetPlanner", plan: Plan, current: Current | None) -> bool:
    """Say whether a row is protected; note it where its line would change it."""
    owner = current and current.row.get(f"{planner.sheet.parent_field}_id")
    if not current or owner not in planner.protected:
        return False
    columns = [planner.sheet.by_code[code] for code in plan.texts]
    changed = [c for c in columns if not c.read_only and differs(c, plan, current)]
    if changed:
        tell(plan, changed[0].code)
    return True


def differs(column: ColumnSpec, plan: Plan, current: Current) -> bool:
    """Say whether a cell says something else than what is there, in code or words."""
    text, old = plan.texts[column.code], current.said.get(column.code)
    return not (is_same(text, cell_text(old)) or is_same(text, str(column.words(old))))


def forbids(planner: "SheetPlanner", plan: Plan, write: Write) -> bool:
    """Say, and note, that a line would give a row to a sheet that takes none."""
    name = f"{planner.sheet.parent_field}_id"
    if not planner.protected or write.values.get(name) not in planner.protected:
        return False
    tell(plan, planner.sheet.by_field[planner.sheet.parent_field].code)
    plan.changes.clear()
    plan.is_new = False
    return True


def leaves(plan: Plan, current: Current | None, part: str, *codes: str) -> bool:
    """Say, and note, that cells would add to a part that a sheet protects."""
    if current is None or part not in current.locked:
        return False
    told = [code for code in codes if plan.texts.get(code)]
    if told:
        tell(plan, told[0])
    return True


def tell(plan: Plan, code: Any) -> None:
    """Note that a part is left."""
    plan.say(code, Level.INFORMATION, _("partie protégée de la fiche : laissée"))
