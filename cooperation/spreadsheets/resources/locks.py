"""Parts of entries that staff lock against imports.

The locked field names of an entry may be those of its parts, such as ``locations``:
their rows are left as they are."""

from typing import Any

from django.utils.translation import gettext as _

from cooperation.columns.specs import WorksheetSpec
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.spreadsheets.resources.results import LinePlan


class PartLocks:
    """The entries of which staff lock the part that a worksheet describes."""

    def __init__(self, sheet: WorksheetSpec) -> None:
        self.sheet = sheet
        self.owner_column = f"{sheet.parent_field}_id"
        self.owners: frozenset[int] = frozenset()
        if sheet.is_child:
            parents = WORKSHEETS[sheet.parent].rows()
            locked = parents.filter(locked_fields__contains=[sheet.lock_name])
            self.owners = frozenset(locked.values_list("pk", flat=True))

    def skip_row(self, plan: LinePlan) -> bool:
        """Return whether a row is locked; add a message if its line would change it."""
        current = plan.current
        if not current or current.row.get(self.owner_column) not in self.owners:
            return False
        for code in plan.texts:
            column = self.sheet.by_code[code]
            if not column.read_only and plan.get_changed_text(column) is not None:
                add_protected_message(plan, code)
                break
        return True

    def refuse_owner(self, plan: LinePlan) -> bool:
        """Return whether a line would add to a locked part; add a message if so."""
        if plan.write.values.get(self.owner_column) not in self.owners:
            return False
        add_protected_message(plan, self.sheet.by_field[self.sheet.parent_field].code)
        plan.changes.clear()
        plan.is_new = False
        return True


def skip_protected_part(plan: LinePlan, part: str, *codes: str) -> bool:
    """Return whether a part is locked; add a message if cells would add to it."""
    if plan.current is None or part not in plan.current.locked:
        return False
    filled_codes = [code for code in codes if plan.texts.get(code)]
    if filled_codes:
        add_protected_message(plan, filled_codes[0])
    return True


def add_protected_message(plan: LinePlan, code: Any) -> None:
    plan.inform(code, _("partie protégée de la fiche : laissée"))
