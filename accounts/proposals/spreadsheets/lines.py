"""The lines of an agent's file as the import plans them, within the agent's rights.

A line about an entry of another authority is refused without a word of what the
directory says of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people import permissions
from accounts.proposals.spreadsheets.columns import (
    AUTHORITY_FIELDS,
    CREATION_FIELDS,
    PARTNERS,
    PROPOSED_FIELDS,
    list_reserved_codes,
)
from cooperation.columns.specs import ColumnKind
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.enums import LineOutcome
from cooperation.imports.pending_files import ROWS, open_folder
from cooperation.imports.preview import (
    build_batch_resource,
    iter_table_lines,
    list_known_tables,
)
from cooperation.imports.tables import ImportTable
from cooperation.imports.upload import get_folder_name
from cooperation.models import ImportBatch, Partner
from cooperation.spreadsheets.layouts.columns import FLAT_WORKSHEET
from cooperation.spreadsheets.matching.choices import LookupResult
from cooperation.spreadsheets.matching.lookups import AuthorityLookup
from cooperation.spreadsheets.matching.partners import PartnerLookup
from cooperation.spreadsheets.resources.base import is_new_entry_word
from cooperation.spreadsheets.resources.context import (
    EntryLookup,
    ImportContext,
    TemporaryKeys,
    is_new_partner,
)
from cooperation.spreadsheets.resources.current_rows import find_changed_text
from cooperation.spreadsheets.resources.results import (
    CellTexts,
    LinePlan,
    RowWrite,
    SourceLine,
)
from cooperation.text import normalize

NOT_EDITABLE = gettext_lazy(
    "cette fiche n’est pas de votre collectivité, est archivée ou n’existe pas"
)
RESERVED = gettext_lazy("réservé à l’équipe : laissé")
PARTNER_CHANGE = gettext_lazy(
    "un partenaire ne se change pas par une proposition : écrivez à l’équipe"
)
TITLE_CODES = ("titre", "nom", "action", "accord", "title")

# The worksheet of an entry and its key there; a key under 0 is that of a new one.
EntryKey = tuple[str, int]


class OwnEntryLookup(EntryLookup):
    """A lookup of the entries that a person may edit; others do not exist."""

    def by_code(self, text: str) -> LookupResult:
        found = super().by_code(text)
        return found if found.key else LookupResult(None, str(NOT_EDITABLE))

    def find(self, text: str) -> LookupResult:
        found = super().find(text)
        is_known = found.key or found.candidates
        return found if is_known else LookupResult(None, str(NOT_EDITABLE))


class OwnAuthorityLookup(AuthorityLookup):
    """A lookup of authorities where one's own comes before others of its name."""

    def __init__(self, authorities: Iterable[Any]) -> None:
        own = [(normalize(authority.name), authority.pk) for authority in authorities]
        times = Counter(name for name, _key in own)
        self.own = {name: key for name, key in own if times[name] == 1}

    def by_name(self, text: str, *args: Any, **options: Any) -> LookupResult:
        key = self.own.get(normalize(text))
        return LookupResult(key) if key else super().by_name(text, *args, **options)


def select_known_partners(actions: Any, agreements: Any) -> QuerySet[Partner]:
    """Return the partners that a person may read of: public, or of their entries."""
    own = Q(involvements__action__in=actions) | Q(fundings__action__in=actions)
    own |= Q(agreements__in=agreements) | Q(other_agreements__in=agreements)
    public = Partner.objects.published().values("pk")
    keys = Partner.objects.filter(own).values("pk").union(public)
    return Partner.objects.filter(pk__in=keys)


def build_agent_context(user: Any) -> ImportContext:
    """Return what the lines of a file share, within the rights of a person."""
    context = ImportContext(TemporaryKeys())
    names = context.row_names
    actions = permissions.get_editable_actions(user)
    agreements = permissions.get_editable_agreements(user)
    context.actions = OwnEntryLookup(ColumnKind.ACTION, actions, names)
    context.agreements = OwnEntryLookup(ColumnKind.AGREEMENT, agreements, names)
    authorities = permissions.get_user_authorities(user).only("pk", "name")
    context.names.authorities = OwnAuthorityLookup(authorities)
    known = select_known_partners(actions, agreements)
    context.names.partners = PartnerLookup(known)
    return context


@dataclass
class PlannedLines:
    """The planned lines of a file, and the partners that they add, by their keys."""

    plans: list[LinePlan]
    new_partners: dict[int, RowWrite]


def plan_file(batch: ImportBatch, user: Any) -> PlannedLines:
    """Plan the lines of a file; those that the person may not send are refused."""
    context = build_agent_context(user)
    plans: list[LinePlan] = []
    reserved: list[CellTexts] = []
    for table in list_known_tables(batch):
        resource = build_batch_resource(batch, table["code"], context)
        lines, others = split_lines(batch, table)
        plans += resource.import_lines(lines)
        reserved += others
    writes = [write for plan in plans for write in plan.writes]
    new_partners = {write.key: write for write in writes if is_new_partner(write)}
    refused = refuse_others_lines(plans, user)
    for number, (plan, texts) in enumerate(zip(plans, reserved, strict=True)):
        if number not in refused:
            note_reserved_cells(plan, texts)
            drop_reserved_values(plan)
    return PlannedLines(plans, new_partners)


def split_lines(
    batch: ImportBatch, table: ImportTable
) -> tuple[list[SourceLine], list[CellTexts]]:
    """Return the lines of a table, and apart their texts in reserved columns."""
    codes = list_reserved_codes(table["code"])
    answers = dict(
        batch.lines.filter(sheet=table["code"]).values_list("line", "corrections")
    )
    lines, reserved = [], []
    with open_folder(get_folder_name(batch), ROWS) as folder:
        every = list(iter_table_lines(folder, batch.sheets, table))
    for line in every:
        items = line.texts.items()
        texts = {code: text for code, text in items if code not in codes}
        answered = answers.get(line.number, {})
        lines.append(SourceLine(line.number, texts | answered, list(answered)))
        reserved.append({code: text for code, text in items if code in codes})
    return lines, reserved


# Rights ---------------------------------------------------------------------------


def refuse_others_lines(plans: list[LinePlan], user: Any) -> set[int]:
    """Refuse lines about others' entries and about partners; return their places."""
    editable = {
        "actions": find_editable(plans, permissions.get_editable_actions(user)),
        "accords": find_editable(plans, permissions.get_editable_agreements(user)),
    }
    authorities = permissions.get_user_authorities(user)
    held = set(authorities.order_by().values_list("pk", flat=True))
    refused = set()
    for number, plan in enumerate(plans):
        if plan.spec.code in (PARTNERS, FLAT_WORKSHEET.code):
            hide_candidates(plan)
        column, reason = find_missing_right(plan, editable, held)
        if reason:
            refuse_without_details(plan, column, reason)
            refused.add(number)
    return refused


def find_editable(plans: list[LinePlan], rows: QuerySet[Any]) -> set[int]:
    """Return the keys of the entries among ``rows`` that some lines are about."""
    sheet = rows.model._meta.model_name
    keys = {
        key
        for plan in plans
        for code, key in iter_entry_keys(plan)
        if key > 0 and WORKSHEETS[code].model._meta.model_name == sheet
    }
    return set(rows.filter(pk__in=keys).order_by().values_list("pk", flat=True))


def iter_entry_keys(plan: LinePlan) -> Iterator[EntryKey]:
    """Yield the entries that a line is about, even if it changes nothing in them."""
    own = [] if plan.spec is FLAT_WORKSHEET else [plan.write]
    for write in [*own, *plan.writes]:
        key = get_entry_key(plan, write)
        if key:
            yield key


def get_entry_key(plan: LinePlan, write: RowWrite) -> EntryKey | None:
    """Return the entry that a row is, or belongs to; None for a partner."""
    spec = WORKSHEETS[write.sheet]
    if write.sheet == PARTNERS:
        return None
    if not spec.is_child:
        return write.sheet, write.key
    column = f"{spec.parent_field}_id"
    is_own = plan.current is not None and write is plan.write
    before = plan.current.row.get(column) if plan.current and is_own else None
    key = before or write.values.get(column)
    return (spec.parent, key) if key else None


def find_missing_right(
    plan: LinePlan, editable: dict[str, set[int]], held: set[int]
) -> tuple[str, Any]:
    """Return the column and the reason why a person may not send a line, if any."""
    identifier = plan.spec.key
    if plan.spec.code == PARTNERS:
        is_change = plan.current and plan.outcome != LineOutcome.UNCHANGED
        return identifier, PARTNER_CHANGE if is_change else ""
    text = plan.cells.get(identifier, "").strip()
    if text and plan.current is None and not is_new_entry_word(text):
        return identifier, NOT_EDITABLE
    for sheet, key in iter_entry_keys(plan):
        if key > 0 and key not in editable[sheet]:
            return identifier, NOT_EDITABLE
    for write in [plan.write, *plan.writes]:
        field = AUTHORITY_FIELDS.get(write.sheet, "")
        authority = write.values.get(f"{field}_id")
        if write.operation == "create" and authority and authority not in held:
            column = WORKSHEETS[write.sheet].by_field[field].code
            return column, _("cette collectivité n’est pas la vôtre")
    return identifier, ""


def refuse_without_details(plan: LinePlan, column: str, reason: Any) -> None:
    """Refuse a line; what the directory says of its entry is not shown."""
    plan.remarks.clear()
    plan.changes.clear()
    plan.writes.clear()
    plan.title = get_typed_title(plan)
    plan.refuse(column, reason)


def get_typed_title(plan: LinePlan) -> str:
    return next(filter(None, map(plan.cells.get, TITLE_CODES)), "")


def hide_candidates(plan: LinePlan) -> None:
    """Show nothing but what was typed: partners and others' entries may be drafts."""
    if plan.spec.code == PARTNERS:
        plan.title = get_typed_title(plan)
    for remark in plan.remarks:
        remark.candidates.clear()


# Reserved columns -----------------------------------------------------------------


def note_reserved_cells(plan: LinePlan, texts: CellTexts) -> None:
    """Note which cells of reserved columns are left, if they would change something."""
    for code, text in texts.items():
        column = plan.spec.by_code[code]
        is_old = plan.version is not None and plan.version.said(column, text)
        if find_changed_text(column, text, plan.current) is not None and not is_old:
            plan.cells[code] = text
            plan.inform(code, RESERVED)


def drop_reserved_values(plan: LinePlan) -> None:
    """Take what an agent may not propose out of a plan, and say it if it was typed."""
    for write in list(plan.writes):
        allowed = set(PROPOSED_FIELDS[write.sheet])
        if write.operation == "create":
            allowed |= CREATION_FIELDS[write.sheet]
        for values in (write.values, write.lists):
            for name in list(values):
                field = name.removesuffix("_id")
                if field not in allowed:
                    del values[name]
                    note_dropped_field(plan, write, field)
        if write.operation == "change" and not write.values and not write.lists:
            plan.writes.remove(write)


def note_dropped_field(plan: LinePlan, write: RowWrite, field: str) -> None:
    """Note that a value is left, unless the import itself had set it."""
    column = WORKSHEETS[write.sheet].by_field.get(field)
    if column is None or field == "publication":
        return
    plan.changes = [one for one in plan.changes if one["column"] != column.code]
    if plan.spec is FLAT_WORKSHEET:
        plan.inform("title", f"« {column.label} » : {RESERVED}")
        return
    typed = [one.code for one in plan.spec.columns if one.field == field]
    for code in [code for code in typed if plan.texts.get(code)][:1]:
        plan.inform(code, RESERVED)
