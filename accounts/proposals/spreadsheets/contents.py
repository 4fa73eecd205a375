"""Contents of entries made of planned lines: those of parts go into their entry's."""

from collections import defaultdict
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import ProposalKind
from accounts.proposals.content import Content
from accounts.proposals.entries.authorities import read_authority
from accounts.proposals.entries.partners import read_partner
from accounts.proposals.kinds import ENTRY_SCHEMAS
from accounts.proposals.schema import EntrySchema
from accounts.proposals.spreadsheets.columns import (
    AUTHORITY_FIELDS,
    ENTRY_KINDS,
    PART_NAMES,
    PARTNERS,
)
from accounts.proposals.spreadsheets.lines import (
    EntryKey,
    PlannedLines,
    get_entry_key,
)
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.models import Collectivity, Partner, Theme
from cooperation.spreadsheets.resources.results import LinePlan, RowWrite

PARTNER_FIELDS = ("partner", "funder", "counterpart")


@dataclass
class EntryChange:
    """What the lines of a file propose of one entry, new if ``entry`` is None."""

    kind: ProposalKind
    entry: Any
    owner_id: int | None
    base: Content
    content: Content
    plans: list[LinePlan] = field(default_factory=list)
    rows: dict[str, dict[int, Any]] = field(default_factory=dict)

    @property
    def schema(self) -> EntrySchema:
        return ENTRY_SCHEMAS[self.kind]

    @property
    def changed_fields(self) -> list[str]:
        if self.entry is None:
            return list(self.schema.fields)
        return self.schema.diff_fields(self.base, self.content)

    def get_rows(self, name: str) -> dict[int, Any]:
        """Return the rows of a part by their keys, as they are in the directory."""
        if name not in self.rows:
            part: Any = self.schema.lists[name]
            self.rows[name] = {row.pk: row for row in part.select_rows(self.entry)}
        return self.rows[name]


class ContentBuilder:
    """Makes contents of the lines of a file, each line whole or not at all."""

    def __init__(
        self,
        planned: PlannedLines,
        entries: dict[EntryKey, Any],
        authorities: dict[int, Collectivity],
    ) -> None:
        self.plans, self.entries = planned.plans, entries
        self.authorities = authorities
        self.named_partners: set[int] = set()
        self.bases: dict[EntryKey, Content] = {}
        self.partners = {
            key: Partner(**write.values) for key, write in planned.new_partners.items()
        }

    @cached_property
    def theme_codes(self) -> dict[int, str]:
        return dict(Theme.objects.values_list("pk", "code"))

    def build(self) -> list[EntryChange]:
        """Return the changes; lines that cannot be part of one are refused.

        A refused line is in no change, so that the others are built again.
        """
        changes = self.build_once()
        while self.refuse_orphans(changes):
            changes = self.build_once()
        self.refuse_unnamed_partners()
        return [change for change in changes if change.changed_fields]

    def build_once(self) -> list[EntryChange]:
        self.named_partners.clear()
        rows: dict[EntryKey, list[tuple[LinePlan, RowWrite]]] = defaultdict(list)
        for plan in self.plans:
            for write in plan.writes if not plan.is_refused else ():
                key = get_entry_key(plan, write)
                if key:
                    rows[key].append((plan, write))
        return [self.build_change(key, found) for key, found in rows.items()]

    def build_change(
        self, key: EntryKey, rows: list[tuple[LinePlan, RowWrite]]
    ) -> EntryChange:
        change = self.begin_change(key, rows)
        for plan, write in rows:
            if all(plan is not other for other in change.plans):
                change.plans.append(plan)
            if write.sheet in ENTRY_KINDS:
                self.apply_entry_row(change, plan, write)
            else:
                self.apply_part_row(change, plan, write)
        return change

    def begin_change(
        self, key: EntryKey, rows: list[tuple[LinePlan, RowWrite]]
    ) -> EntryChange:
        """Return the change of an entry with its content of today."""
        kind, entry = ENTRY_KINDS[key[0]], self.entries.get(key)
        schema, column = ENTRY_SCHEMAS[kind], f"{AUTHORITY_FIELDS[key[0]]}_id"
        if entry is not None:
            if key not in self.bases:
                self.bases[key] = schema.read_content(entry)
            base = self.bases[key]
            return EntryChange(kind, entry, getattr(entry, column), base, dict(base))
        owners = [write.values.get(column) for _plan, write in rows]
        owner = next(filter(None, owners), None)
        content = schema.build_empty_content(self.authorities[owner]) if owner else {}
        return EntryChange(kind, None, owner, {}, content)

    # Rows -----------------------------------------------------------------------------

    def apply_entry_row(
        self, change: EntryChange, plan: LinePlan, write: RowWrite
    ) -> None:
        """Set the fields of an entry that a row sets."""
        for name, value in write.values.items():
            if name in change.schema.plain:
                change.content[name] = change.schema.to_content_value(name, value)
        for name, keys in write.lists.items():
            change.content[name] = self.read_list(name, keys)
        if "counterpart_id" in write.values:
            partner = self.get_partner(write.values["counterpart_id"])
            change.content["counterpart"] = [read_partner(partner)]
            country = write.values.get("country_id")
            reason = _("le pays suit celui du partenaire : laissé")
            is_said = any(remark.reason == reason for remark in plan.remarks)
            if country and country != partner.country_id and not is_said:
                plan.inform("pays", reason)

    def read_list(self, name: str, keys: list[int]) -> list[Any]:
        """Return themes, goals, partners or authorities as contents have them."""
        if name in ("co_leads", "other_signatories"):
            rows = Collectivity.objects.filter(pk__in=keys).without_large_fields()
            return [read_authority(row) for row in rows.order_by("name_key", "pk")]
        if name == "partners":
            return [read_partner(self.get_partner(key)) for key in keys]
        codes = self.theme_codes
        return sorted([codes[key] for key in keys] if name == "themes" else keys)

    def apply_part_row(
        self, change: EntryChange, plan: LinePlan, write: RowWrite
    ) -> None:
        """Add, replace or remove a row of a part."""
        name = PART_NAMES[write.sheet]
        rows: Any = change.schema.lists[name]
        listed = list(change.content.get(name, []))
        before = None
        if write.operation != "create":
            before = change.get_rows(name)[write.key]
        place = listed.index(rows.read_row(before)) if before else len(listed)
        made = []
        if write.operation != "remove":
            row = self.build_row(write, before)
            if row is None:
                plan.refuse("financeur", _("ce financeur n’est pas dans l’annuaire"))
                return
            made = [rows.read_row(row)]
        listed[place : place + 1] = made
        change.content[name] = listed

    def build_row(self, write: RowWrite, before: Any) -> Any:
        """Return a row with its new values, not saved; None if its funder is new."""
        spec = WORKSHEETS[write.sheet]
        row = copy(before) if before else spec.model()
        for name, value in write.values.items():
            field_name = name.removesuffix("_id")
            if field_name == spec.parent_field:
                continue
            if field_name in PARTNER_FIELDS and value:
                partner = self.get_partner(value)
                if field_name == "funder" and partner._state.adding:
                    return None
                setattr(row, field_name, partner)
            else:
                setattr(row, name, value)
        return row

    def get_partner(self, key: int) -> Partner:
        """Return a partner of the directory, or one that the file adds."""
        self.named_partners.add(key)
        if key not in self.partners:
            self.partners[key] = Partner.objects.get(pk=key)
        return self.partners[key]

    # What is refused ------------------------------------------------------------------

    def refuse_orphans(self, changes: list[EntryChange]) -> bool:
        """Refuse the parts of no entry; return whether lines of changes are refused."""
        reason = _("la fiche à laquelle elle appartient est refusée")
        for change in changes:
            for plan in change.plans if change.owner_id is None else ():
                plan.refuse(plan.spec.key, reason)
        return any(plan.is_refused for change in changes for plan in change.plans)

    def refuse_unnamed_partners(self) -> None:
        """Refuse a partner that no entry of the file names; say it of the others."""
        for plan in self.plans:
            if plan.spec.code != PARTNERS or plan.is_refused or not plan.writes:
                continue
            if plan.write.key in self.named_partners:
                plan.inform("nom", _("proposé avec la fiche qui le nomme"))
            else:
                plan.refuse("nom", _("aucune fiche du fichier ne nomme ce partenaire"))
