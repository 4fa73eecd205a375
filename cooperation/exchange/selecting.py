"""Selections of rows for the workbook, read in constant memory."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from cooperation.exchange.columns import SheetSpec
from cooperation.exchange.sheets import SHEETS
from cooperation.exports.datasets import Record, keys_of
from cooperation.models import Action, Agreement, Funding, Involvement, Partner

FRENCH = "fr"


@dataclass
class Selection:
    """The keys of the rows of each worksheet of an export, in their order.

    Eight bytes for each row; the rows themselves are read a thousand at a time, in as
    many queries whatever their number.
    """

    keys: dict[str, "array[int]"] = field(default_factory=dict)

    @classmethod
    def of_actions(cls, actions: QuerySet[Any]) -> "Selection":
        """Select actions, their child rows, their agreements and partners."""
        keys = keys_of(actions)
        agreements = Agreement.objects.filter(actions__in=among(keys)).distinct()
        return cls.of(keys, keys_of(agreements.order_by("title_key", "pk")))

    @classmethod
    def of_agreements(cls, agreements: QuerySet[Any]) -> "Selection":
        """Select agreements, their events and partners."""
        return cls.of(array("q"), keys_of(agreements))

    @classmethod
    def of_partners(cls, partners: QuerySet[Any]) -> "Selection":
        return cls({"annuaire_partenaires": keys_of(partners)})

    @classmethod
    def of(cls, actions: "array[int]", agreements: "array[int]") -> "Selection":
        """Select all rows about some actions and agreements, by their keys."""
        found = {"actions": actions, "accords": agreements}
        for sheet in SHEETS.values():
            if sheet.is_child:
                parents = among(found[sheet.parent])
                rows = sheet.rows().filter(**{f"{sheet.parent_field}__in": parents})
                found[sheet.code] = keys_of(rows.order_by(sheet.parent_field, "pk"))
        named = partners_of(actions, agreements).order_by("name_key", "pk")
        found["annuaire_partenaires"] = keys_of(named)
        return cls({code: found[code] for code in SHEETS if found[code]})

    def sheets(self) -> Iterator[tuple[SheetSpec, Iterator[Record]]]:
        """Yield each worksheet with its rows: one value for each exported column."""
        for code, keys in self.keys.items():
            sheet = SHEETS[code]
            yield sheet, sheet.dataset.records(keys, FRENCH)

    def records(self, code: str) -> Iterator[Record]:
        keys = self.keys.get(code, array("q"))
        return SHEETS[code].dataset.records(keys, FRENCH)


def among(keys: "array[int]") -> RawSQL:
    """Return the keys as a subquery with one parameter."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def partners_of(
    actions: "array[int]", agreements: "array[int]"
) -> QuerySet[Partner, Partner]:
    """Return the partners of actions and agreements: involved, funding, signing."""
    involved = Involvement.objects.filter(action__in=among(actions))
    funding = Funding.objects.filter(action__in=among(actions), funder__isnull=False)
    signing = Agreement.objects.filter(pk__in=among(agreements))
    keys = (
        involved.order_by()
        .values("partner")
        .union(
            funding.order_by().values("funder"),
            signing.order_by().values("counterpart"),
        )
    )
    return Partner.objects.filter(pk__in=keys)


def everything() -> Selection:
    return Selection.of(
        keys_of(Action.objects.order_by("title_key", "pk")),
        keys_of(Agreement.objects.order_by("title_key", "pk")),
    )
