"""A resource for each of the seven worksheets."""

from typing import Any

from cooperation.columns.action_parts import (
    FUNDINGS_WORKSHEET,
    INVOLVEMENTS_WORKSHEET,
    LOCATIONS_WORKSHEET,
)
from cooperation.columns.actions import ACTIONS_WORKSHEET
from cooperation.columns.agreements import AGREEMENTS_WORKSHEET, EVENTS_WORKSHEET
from cooperation.columns.partners import PARTNERS_WORKSHEET
from cooperation.columns.specs import ColumnKind
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.models import Action, Agreement, Partner
from cooperation.spreadsheets.resources import rules
from cooperation.spreadsheets.resources.base import WorksheetResource, is_new_entry_word
from cooperation.spreadsheets.resources.duplicates import (
    DuplicateKey,
    drop_existing_rows,
    get_unique_values,
    group_by_duplicate_key,
    refuse_duplicates,
)
from cooperation.spreadsheets.resources.inline_columns import (
    ExistingChildRows,
    InlineColumnsPlanner,
)
from cooperation.spreadsheets.resources.results import LinePlan, RowWrite
from cooperation.text import normalize


class EntryResource(WorksheetResource):
    """Entries: a new one that repeats an existing one is refused."""

    title_field = "title"
    kind: ColumnKind

    def check_rules(self, plan: LinePlan) -> None:
        """Publish a new entry, or leave it a draft, where its line does not say."""
        if plan.current is None and "publication" in self.spec.by_field:
            values = plan.write.values
            values.setdefault("publication", self.context.publication.value)

    def check_duplicates(self, plans: list[LinePlan]) -> None:
        new = [
            plan
            for plan in plans
            if plan.write.operation == "create"
            and not is_new_entry_word(plan.texts.get(self.spec.key, ""))
        ]
        if new:
            keys = [(plan, self.get_duplicate_key(plan)) for plan in new]
            known = self.find_existing(new)
            refuse_duplicates(keys, known, self.context.seen[self.spec.code])

    def get_duplicate_key(self, plan: LinePlan) -> DuplicateKey:
        """Return what two entries that are duplicates have in common."""
        raise NotImplementedError

    def find_existing(
        self, plans: list[LinePlan]
    ) -> dict[DuplicateKey, list[tuple[str, str]]]:
        """Return code and title of existing entries, by duplicate key."""
        raise NotImplementedError

    def register(self, plan: LinePlan) -> None:
        """Register what the line creates, or the name that it replaces."""
        for write in plan.writes:
            if write.operation == "create" and write.sheet == self.spec.code:
                self.register_entry(plan)
            elif write.operation == "create":
                self.register_child_row(write)
        if plan.current and self.title_field in plan.write.values:
            before = plan.current.row[self.title_field]
            self.context.renamed[self.kind, plan.write.key] = before

    def register_entry(self, plan: LinePlan) -> None:
        self.context.get_entry_lookup(self.kind).register(plan.title, plan.write.key)

    def register_child_row(self, write: RowWrite) -> None:
        spec = WORKSHEETS[write.sheet]
        if spec.is_child and not self.is_streaming:
            values = get_unique_values(spec.model, write, {})
            self.context.seen[write.sheet].add(values)


class ActionResource(EntryResource):
    spec = ACTIONS_WORKSHEET
    kind = ColumnKind.ACTION

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Read the child rows that the cells of the actions may repeat."""
        super().before_import(dataset, **kwargs)
        inline = {column.code for column in self.spec.columns if column.is_inline}
        self.inline_columns = None
        if inline & self.codes:
            rows = ExistingChildRows(self.current)
            self.inline_columns = InlineColumnsPlanner(self.spec, self.context, rows)

    def check_rules(self, plan: LinePlan) -> None:
        super().check_rules(plan)
        rules.check_year_order(plan)
        rules.check_own_share(plan)
        rules.check_verification(plan)

    def plan_child_rows(self, plan: LinePlan) -> None:
        if self.inline_columns:
            self.inline_columns.plan(plan)

    def get_duplicate_key(self, plan: LinePlan) -> DuplicateKey:
        values = plan.write.values
        return (normalize(values.get("title", "")), values.get("lead_id"))

    def find_existing(
        self, plans: list[LinePlan]
    ) -> dict[DuplicateKey, list[tuple[str, str]]]:
        titles = sorted({self.get_duplicate_key(plan)[0] for plan in plans})
        rows = Action.objects.filter(title_key__in=titles)
        key = ("title_key", "lead_id")
        return group_by_duplicate_key(rows, "reference", "title", *key)


class AgreementResource(EntryResource):
    spec = AGREEMENTS_WORKSHEET
    kind = ColumnKind.AGREEMENT

    def check_rules(self, plan: LinePlan) -> None:
        super().check_rules(plan)
        rules.check_verification(plan)
        rules.check_place_country(plan)

    def get_duplicate_key(self, plan: LinePlan) -> DuplicateKey:
        values = plan.write.values
        keys = ("collectivity_id", "counterpart_id", "kind")
        return tuple(values.get(key) for key in keys)

    def find_existing(
        self, plans: list[LinePlan]
    ) -> dict[DuplicateKey, list[tuple[str, str]]]:
        signing = {plan.write.values.get("counterpart_id") for plan in plans} - {None}
        rows = Agreement.objects.filter(counterpart__in=signing)
        key = ("collectivity_id", "counterpart_id", "kind")
        return group_by_duplicate_key(rows, "reference", "title", *key)


class PartnerResource(EntryResource):
    spec = PARTNERS_WORKSHEET
    kind = ColumnKind.PARTNER
    title_field = "name"

    def check_rules(self, plan: LinePlan) -> None:
        rules.check_place_country(plan)

    def get_duplicate_key(self, plan: LinePlan) -> DuplicateKey:
        values = plan.write.values
        return (normalize(values.get("name", "")), values.get("country_id"))

    def find_existing(
        self, plans: list[LinePlan]
    ) -> dict[DuplicateKey, list[tuple[str, str]]]:
        names = sorted({self.get_duplicate_key(plan)[0] for plan in plans})
        rows = Partner.objects.filter(name_key__in=names)
        return group_by_duplicate_key(rows, "slug", "name", "name_key", "country_id")

    def register_entry(self, plan: LinePlan) -> None:
        self.context.register_partner(plan.write.key, plan.write.values)


class ChildResource(WorksheetResource):
    """Rows that belong to an entry: one that exists already is not added again."""

    def check_duplicates(self, plans: list[LinePlan]) -> None:
        if plans:
            drop_existing_rows(self.spec, plans, self.context.seen[self.spec.code])


class LocationResource(ChildResource):
    spec = LOCATIONS_WORKSHEET

    def check_rules(self, plan: LinePlan) -> None:
        rules.check_point(plan)
        rules.check_place_country(plan)


class InvolvementResource(ChildResource):
    spec = INVOLVEMENTS_WORKSHEET


class FundingResource(ChildResource):
    spec = FUNDINGS_WORKSHEET

    def check_rules(self, plan: LinePlan) -> None:
        rules.check_funding_year(plan)


class EventResource(ChildResource):
    spec = EVENTS_WORKSHEET

    def check_rules(self, plan: LinePlan) -> None:
        rules.check_event_date(plan)
