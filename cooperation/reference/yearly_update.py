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
from cooperation.models import Collectivity, CollectivityAlias
from cooperation.reference.collectivities import write_communes, write_epcis
from cooperation.reference.edition_changes import (
    COMMUNE,
    AuthorityChange,
    ChangeKind,
    EditionChanges,
    compare_edition,
)
from cooperation.reference.editions import SITE_EDITION, Edition, read_edition
from cooperation.reference.source_files import CsvRow
from cooperation.reference.sync import HISTORY_REASON, SyncCount
from cooperation.text import normalize


class YearlyUpdate:
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
        self.paths, self.on, self.known_successors = (communes, epcis), on, successors
        self.uses_site_lists = not (communes or epcis)

    @cached_property
    def edition(self) -> Edition:
        return read_edition(*self.paths, self.on)

    @cached_property
    def plan(self) -> EditionChanges:
        return compare_edition(self.edition, self.known_successors)

    @cached_property
    def is_outdated(self) -> bool:
        """Whether the site's lists are older than closings in the directory."""
        later = Collectivity.objects.filter(closed_on__gt=SITE_EDITION)
        return self.uses_site_lists and later.exists()

    # Writing ------------------------------------------------------------------------

    def write_epcis(self) -> SyncCount:
        """Write the EPCI, after new codes and reopenings, by which they are found."""
        if self.is_outdated:
            return SyncCount()
        for change in self.plan.get_changes(
            ChangeKind.RESIREN, ChangeKind.RECODED, ChangeKind.BACK
        ):
            self.write_identity(change)
        return write_epcis(self.complete_rows(self.edition.epcis, "siren"))

    def write_communes(self) -> SyncCount:
        """Write the communes; EPCI come first."""
        if self.is_outdated:
            return SyncCount()
        return write_communes(self.complete_rows(self.edition.communes, "insee_code"))

    def write_closures(self) -> SyncCount:
        """Close the authorities that no longer exist, and keep old names as aliases."""
        if self.is_outdated:
            return SyncCount()
        closed, renamed = (
            self.plan.get_changes(ChangeKind.CLOSED),
            self.plan.get_changes(ChangeKind.RENAMED),
        )
        for change in closed:
            self.close_authority(change)
        for change in renamed:
            self.record_old_name(change)
        return SyncCount(updated=len(closed) + len(renamed))

    def complete_rows(self, rows: dict[str, CsvRow], key: str) -> list[CsvRow]:
        """Return the rows, with what the file leaves empty taken from the directory."""
        known = {
            row[0]: row[1:]
            for row in Collectivity.objects.exclude(**{key: None}).values_list(
                key, "population", "postcodes"
            )
        }
        return [
            row | get_missing_values(row, *known[code]) if code in known else row
            for code, row in rows.items()
        ]

    def write_identity(self, change: AuthorityChange) -> None:
        """Write a new code, or that an authority exists again."""
        row = Collectivity.objects.get(pk=change.pk)
        if change.kind == ChangeKind.RECODED:
            row.insee_code = change.after
        elif change.kind == ChangeKind.BACK:
            row.closed_on = row.successor = None
        elif change.nature != COMMUNE:
            row.siren = change.after
        save_authority(row)

    def close_authority(self, change: AuthorityChange) -> None:
        """Close an authority; its successor gets its name as an alias."""
        row = Collectivity.objects.get(pk=change.pk)
        row.closed_on = self.edition.on
        row.successor = find_authority_by_code(change.successor)
        save_authority(row)
        if row.successor:
            self.add_former_name(row.successor, row.name, row.department_id)

    def record_old_name(self, change: AuthorityChange) -> None:
        """Keep the old name as an alias; the slug is for staff to change."""
        row = Collectivity.objects.get(pk=change.pk)
        if normalize(change.before) != normalize(change.after):
            self.add_former_name(row, change.before, row.department_id)

    def add_former_name(self, owner: Collectivity, name: str, department: Any) -> None:
        CollectivityAlias.objects.get_or_create(
            collectivity=owner,
            name=name,
            defaults={
                "kind": AliasKind.FORMER,
                "department_id": department,
                "until_year": self.edition.on.year - 1,
            },
        )


def get_missing_values(row: CsvRow, population: int | None, postcodes: str) -> CsvRow:
    """Return the population and postcodes that a row lacks and the directory knows."""
    known = {"population": str(population or ""), "postcodes": postcodes}
    return {name: value for name, value in known.items() if not row.get(name)}


def save_authority(row: Collectivity) -> None:
    """Save an authority, with the reason in its history."""
    row._change_reason = HISTORY_REASON  # type: ignore[attr-defined]
    row.save()


def find_authority_by_code(code: str) -> Collectivity | None:
    """Return the authority with a code of the lists, INSEE or SIREN."""
    if not code:
        return None
    column = "insee_code" if len(code) == 5 else "siren"
    found: Collectivity | None = Collectivity.objects.filter(**{column: code}).first()
    return found
