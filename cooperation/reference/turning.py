"""The yearly update: write the lists of communes and EPCI, close those they lack.

No authority is deleted: one that is in no list any more is closed, with its successor
if one is likely or given; its entries stay until staff transfer them
(``curation.succession``). A renamed authority keeps the old name as an alias, so that
records still find it.
"""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from cooperation.enums import AliasKind
from cooperation.folding import name_key
from cooperation.models import Collectivity, CollectivityAlias
from cooperation.reference.changes import COMMUNE, Change, Kind, Plan, compare
from cooperation.reference.collectivities import write_communes, write_epcis
from cooperation.reference.editions import SITE_EDITION, Edition, read_edition
from cooperation.reference.reading import Row
from cooperation.reference.syncing import REASON, Tally


class Turn:
    """The lists of a year against the directory: compared once, then written.

    Lists older than the closings in the directory are not written: a new release must
    not undo what a site's owner loaded since.
    """

    def __init__(
        self,
        communes: Path | None = None,
        epcis: Path | None = None,
        on: date | None = None,
        successors: dict[str, str] | None = None,
    ) -> None:
        self.paths, self.on, self.told = (communes, epcis), on, successors
        self.is_of_site = not (communes or epcis)

    @cached_property
    def edition(self) -> Edition:
        return read_edition(*self.paths, self.on)

    @cached_property
    def plan(self) -> Plan:
        return compare(self.edition, self.told)

    @cached_property
    def is_overtaken(self) -> bool:
        """Whether the site's lists are older than closings in the directory."""
        later = Collectivity.objects.filter(closed_on__gt=SITE_EDITION)
        return self.is_of_site and later.exists()

    # Writing ------------------------------------------------------------------------

    def write_epcis(self) -> Tally:
        """Write the EPCI, after new codes and reopenings, by which they are found."""
        if self.is_overtaken:
            return Tally()
        for change in self.plan.of(Kind.RESIREN, Kind.RECODED, Kind.BACK):
            self.write_identity(change)
        return write_epcis(self.whole(self.edition.epcis, "siren"))

    def write_communes(self) -> Tally:
        """Write the communes; EPCI come first."""
        if self.is_overtaken:
            return Tally()
        return write_communes(self.whole(self.edition.communes, "insee_code"))

    def write_endings(self) -> Tally:
        """Close the authorities that no longer exist, and keep old names as aliases."""
        if self.is_overtaken:
            return Tally()
        closed, renamed = self.plan.of(Kind.CLOSED), self.plan.of(Kind.RENAMED)
        for change in closed:
            self.close(change)
        for change in renamed:
            self.rename(change)
        return Tally(updated=len(closed) + len(renamed))

    def whole(self, rows: dict[str, Row], key: str) -> list[Row]:
        """Return the rows, with what the file leaves empty taken from the directory."""
        known = {
            row[0]: row[1:]
            for row in Collectivity.objects.exclude(**{key: None}).values_list(
                key, "population", "postcodes"
            )
        }
        return [
            row | filled(row, *known[code]) if code in known else row
            for code, row in rows.items()
        ]

    def write_identity(self, change: Change) -> None:
        """Write a new code, or that an authority exists again."""
        row = Collectivity.objects.get(pk=change.pk)
        if change.kind == Kind.RECODED:
            row.insee_code = change.after
        elif change.kind == Kind.BACK:
            row.closed_on = row.successor = None
        elif change.nature != COMMUNE:
            row.siren = change.after
        save(row)

    def close(self, change: Change) -> None:
        """Close an authority; its successor gets its name as an alias."""
        row = Collectivity.objects.get(pk=change.pk)
        row.closed_on = self.edition.on
        row.successor = of_code(change.successor)
        save(row)
        if row.successor:
            self.keep_name(row.successor, row.name, row.department_id)

    def rename(self, change: Change) -> None:
        """Keep the old name as an alias; the slug is for staff to change."""
        row = Collectivity.objects.get(pk=change.pk)
        if name_key(change.before) != name_key(change.after):
            self.keep_name(row, change.before, row.department_id)

    def keep_name(self, owner: Collectivity, name: str, department: Any) -> None:
        CollectivityAlias.objects.get_or_create(
            collectivity=owner,
            name=name,
            defaults={
                "kind": AliasKind.FORMER,
                "department_id": department,
                "until_year": self.edition.on.year - 1,
            },
        )


def filled(row: Row, population: int | None, postcodes: str) -> Row:
    """Return the population and postcodes that a row lacks and the directory knows."""
    known = {"population": str(population or ""), "postcodes": postcodes}
    return {name: value for name, value in known.items() if not row.get(name)}


def save(row: Collectivity) -> None:
    """Save an authority, with the reason in its history."""
    row._change_reason = REASON  # type: ignore[attr-defined]
    row.save()


def of_code(code: str) -> Collectivity | None:
    """Return the authority with a code of the lists, INSEE or SIREN."""
    if not code:
        return None
    column = "insee_code" if len(code) == 5 else "siren"
    found: Collectivity | None = Collectivity.objects.filter(**{column: code}).first()
    return found
