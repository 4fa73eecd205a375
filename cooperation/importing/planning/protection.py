"""Parts of entries that staff lock against imports: their rows are left as they are.

The locked field names of an entry may be those of its parts, such as ``locations``.
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
    """Return the keys of entries whose rows of this worksheet are locked."""
    if not sheet.is_child:
        return frozenset()
    owners = SHEETS[sheet.parent].rows().filter(locked_fields__contains=[sheet.part])
    return frozenset(owners.values_list("pk", flat=True))


def is_left(planner: "SheetPlanner", plan: Plan, current: Current | None) -> bool:
    """Return whether a row is locked; add a message if its line would change it."""
    owner = current and current.row.get(f"{planner.sheet.parent_field}_id")
    if not current or owner not in planner.protected:
        return False
    columns = [planner.sheet.by_code[code] for code in plan.texts]
    changed = [c for c in columns if not c.read_only and differs(c, plan, current)]
    if changed:
        tell(plan, changed[0].code)
    return True


def differs(column: ColumnSpec, plan: Plan, current: Current) -> bool:
    """Return whether a cell differs from the current value, in code or in words."""
    text, old = plan.texts[column.code], current.said.get(column.code)
    return not (is_same(text, cell_text(old)) or is_same(text, str(column.words(old))))


def forbids(planner: "SheetPlanner", plan: Plan, write: Write) -> bool:
    """Return whether a line would add a row to a locked part; add a message if so."""
    name = f"{planner.sheet.parent_field}_id"
    if not planner.protected or write.values.get(name) not in planner.protected:
        return False
    tell(plan, planner.sheet.by_field[planner.sheet.parent_field].code)
    plan.changes.clear()
    plan.is_new = False
    return True


def leaves(plan: Plan, current: Current | None, part: str, *codes: str) -> bool:
    """Return whether a part is locked; add a message if cells would add to it."""
    if current is None or part not in current.locked:
        return False
    told = [code for code in codes if plan.texts.get(code)]
    if told:
        tell(plan, told[0])
    return True


def tell(plan: Plan, code: Any) -> None:
    plan.say(code, Level.INFORMATION, _("partie protégée de la fiche : laissée"))
