"""Reading a selection out of the database, sheet after sheet, in constant memory."""

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
    """The rows of each sheet that an export holds, by key, in their order.

    Eight bytes for each row; the rows themselves are read a thousand at a time, in as
    many queries whatever their number.
    """

    keys: dict[str, "array[int]"] = field(default_factory=dict)

    @classmethod
    def of_actions(cls, actions: QuerySet[Any]) -> "Selection":
        """Give actions, what belongs to them, their agreements and partners."""
        keys = keys_of(actions)
        agreements = Agreement.objects.filter(actions__in=among(keys)).distinct()
        return cls.of(keys, keys_of(agreements.order_by("title_key", "pk")))

    @classmethod
    def of_agreements(cls, agreements: QuerySet[Any]) -> "Selection":
        """Give agreements, their events and partners."""
        return cls.of(array("q"), keys_of(agreements))

    @classmethod
    def of_partners(cls, partners: QuerySet[Any]) -> "Selection":
        """Give partners alone."""
        return cls({"annuaire_partenaires": keys_of(partners)})

    @classmethod
    def of(cls, actions: "array[int]", agreements: "array[int]") -> "Selection":
        """Give all the sheets about some actions and agreements, by their keys."""
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
        """Give each sheet that has rows, with them: one value per exported column."""
        for code, keys in self.keys.items():
            sheet = SHEETS[code]
            yield sheet, sheet.dataset.records(keys, FRENCH)

    def records(self, code: str) -> Iterator[Record]:
        """Give the rows of one sheet, which may have none."""
        keys = self.keys.get(code, array("q"))
        return SHEETS[code].dataset.records(keys, FRENCH)


def among(keys: "array[int]") -> RawSQL:
    """Give the condition that a key is one of many, in one parameter."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def partners_of(
    actions: "array[int]", agreements: "array[int]"
) -> QuerySet[Partner, Partner]:
    """Give the partners that actions or agreements name."""
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
    """Give the whole directory."""
    return Selection.of(
        keys_of(Action.objects.order_by("title_key", "pk")),
        keys_of(Agreement.objects.order_by("title_key", "pk")),
    )
