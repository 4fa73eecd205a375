"""Selections of rows for the workbook, read in constant memory."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from cooperation.columns.datasets import Record, get_primary_keys
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.models import Agreement, Funding, Involvement, Partner

FRENCH = "fr"


@dataclass
class WorkbookSelection:
    """The keys of the rows of each worksheet of an export, in their order.

    Eight bytes for each row; the rows themselves are read a thousand at a time, in as
    many queries whatever their number.
    """

    keys: dict[str, "array[int]"] = field(default_factory=dict)

    @classmethod
    def from_actions(cls, actions: QuerySet[Any]) -> "WorkbookSelection":
        """Select actions, their child rows, their agreements and partners."""
        keys = get_primary_keys(actions)
        agreements = Agreement.objects.filter(
            actions__in=build_key_subquery(keys)
        ).distinct()
        return cls.from_keys(
            keys, get_primary_keys(agreements.order_by("title_key", "pk"))
        )

    @classmethod
    def from_agreements(cls, agreements: QuerySet[Any]) -> "WorkbookSelection":
        """Select agreements, their events and partners."""
        return cls.from_keys(array("q"), get_primary_keys(agreements))

    @classmethod
    def from_partners(cls, partners: QuerySet[Any]) -> "WorkbookSelection":
        return cls({"annuaire_partenaires": get_primary_keys(partners)})

    @classmethod
    def from_keys(
        cls, actions: "array[int]", agreements: "array[int]"
    ) -> "WorkbookSelection":
        """Select all rows about some actions and agreements, by their keys."""
        found = {"actions": actions, "accords": agreements}
        for sheet in WORKSHEETS.values():
            if sheet.is_child:
                parents = build_key_subquery(found[sheet.parent])
                rows = sheet.rows().filter(**{f"{sheet.parent_field}__in": parents})
                found[sheet.code] = get_primary_keys(
                    rows.order_by(sheet.parent_field, "pk")
                )
        named = find_named_partners(actions, agreements).order_by("name_key", "pk")
        found["annuaire_partenaires"] = get_primary_keys(named)
        return cls({code: found[code] for code in WORKSHEETS if found[code]})

    def records(self, code: str) -> Iterator[Record]:
        keys = self.keys.get(code, array("q"))
        return WORKSHEETS[code].dataset.records(keys, FRENCH)


def build_key_subquery(keys: "array[int]") -> RawSQL:
    """Return the keys as a subquery with one parameter."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def find_named_partners(
    actions: "array[int]", agreements: "array[int]"
) -> QuerySet[Partner, Partner]:
    """Return the partners of actions and agreements: involved, funding, signing."""
    involved = Involvement.objects.filter(action__in=build_key_subquery(actions))
    funding = Funding.objects.filter(
        action__in=build_key_subquery(actions), funder__isnull=False
    )
    signing = Agreement.objects.filter(pk__in=build_key_subquery(agreements))
    keys = (
        involved.order_by()
        .values("partner")
        .union(
            funding.order_by().values("funder"),
            signing.order_by().values("counterpart"),
        )
    )
    return Partner.objects.filter(pk__in=keys)
