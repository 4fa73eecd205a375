"""Compare the lists of another year with the directory; nothing is written."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Q, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.enums import CollectivityKind
from cooperation.models import Action, Agreement, Collectivity
from cooperation.reference.editions import Edition, format_first_values
from cooperation.reference.source_files import CsvRow, ReferenceDataError
from cooperation.text import normalize

COMMUNE, EPCI = CollectivityKind.COMMUNE, CollectivityKind.EPCI
# More closings than one in ten: the file was cut, or is of something else.
CLOSED_SHARE_DIVISOR = 10
SMALL_NUMBER = 20
# A commune that grew by about as many people as another had, took them in.
MIN_GROWTH, MAX_GROWTH = 0.85, 1.25


class ChangeKind(TextChoices):
    """What may happen to an authority from one year to the next."""

    NEW = "nouvelle", gettext_lazy("nouvelle")
    CLOSED = "fermee", gettext_lazy("n’existe plus")
    BACK = "rouverte", gettext_lazy("de nouveau là")
    RENAMED = "renommee", gettext_lazy("renommée")
    MOVED = "deplacee", gettext_lazy("change d’EPCI")
    RETYPED = "type", gettext_lazy("change de type")
    RECODED = "code", gettext_lazy("change de code INSEE")
    RESIREN = "siren", gettext_lazy("change de SIREN")


class KnownAuthority(NamedTuple):
    """An authority as the directory has it."""

    pk: int
    kind: str
    insee_code: str | None
    siren: str | None
    name: str
    epci_id: int | None
    epci_type: str
    department_id: str | None
    population: int | None
    postcodes: str
    closed: Any

    @property
    def code(self) -> str:
        """Its code in the lists: INSEE for a commune, SIREN for an EPCI."""
        return (self.insee_code if self.kind == COMMUNE else self.siren) or ""


@dataclass(frozen=True)
class AuthorityChange:
    """What happens to one authority; ``successor`` is the code of another."""

    kind: ChangeKind
    nature: str
    code: str
    name: str
    before: str = ""
    after: str = ""
    pk: int = 0
    successor: str = ""
    successor_name: str = ""
    n_entries: int = 0


@dataclass
class EditionChanges:
    """Every change, and the number of authorities without any."""

    changes: list[AuthorityChange] = field(default_factory=list)
    unchanged: int = 0

    def get_changes(self, *kinds: ChangeKind) -> list[AuthorityChange]:
        return [change for change in self.changes if change.kind in kinds]

    def group_by_kind(self) -> list[tuple[ChangeKind, list[AuthorityChange]]]:
        """Return the changes grouped by kind, without empty groups."""
        return [
            (kind, self.get_changes(kind))
            for kind in ChangeKind
            if self.get_changes(kind)
        ]


def compare_edition(
    edition: Edition, successors: dict[str, str] | None = None
) -> EditionChanges:
    """Return what the lists would change; nothing is written.

    ``successors`` maps a code to the successor's, where staff know it. Raises
    ``ReferenceDataError`` where so many would close that a list must be incomplete.
    """
    rows = Collectivity.objects.filter(kind__in=[COMMUNE, EPCI]).order_by("pk")
    names = [name for name in KnownAuthority._fields if name != "closed"]
    known = [KnownAuthority(*row) for row in rows.values_list(*names, "closed_on")]
    comparison = EditionComparison(edition, known, successors or {})
    plan = EditionChanges(
        [*comparison.iter_epci_changes(), *comparison.iter_commune_changes()]
    )
    check_lists_are_whole(plan, known)
    plan.unchanged = len({row.pk for row in known} - {one.pk for one in plan.changes})
    return plan


def check_lists_are_whole(plan: EditionChanges, known: list[KnownAuthority]) -> None:
    """Raise ``ReferenceDataError`` if too large a part of the directory would close."""
    for nature, label in ((COMMUNE, _("communes")), (EPCI, _("EPCI"))):
        closed = [
            one for one in plan.get_changes(ChangeKind.CLOSED) if one.nature == nature
        ]
        present = sum(row.kind == nature and not row.closed for row in known)
        if len(closed) > max(SMALL_NUMBER, present // CLOSED_SHARE_DIVISOR):
            message = _(
                "Le fichier des %(what)s n’a pas %(n)s de celles de l’annuaire : il "
                "n’est pas entier. Rien n’est changé."
            )
            raise ReferenceDataError(message % {"what": label, "n": len(closed)})


class EditionComparison:
    """Compares the directory with the lists of a year."""

    def __init__(
        self, edition: Edition, known: list[KnownAuthority], successors: dict[str, str]
    ) -> None:
        self.edition, self.known, self.known_successors = edition, known, successors
        self.communes = [r for r in known if r.kind == COMMUNE and r.code]
        self.epcis = [r for r in known if r.kind == EPCI and r.code]
        self.siren_by_key = {row.pk: row.siren or "" for row in self.epcis}
        self.name_by_siren = {row.siren or "": row.name for row in self.epcis}
        unknown = {*successors.values()} - {*edition.communes} - {*edition.epcis}
        if unknown:
            message = _("Successeur inconnu des listes : %(codes)s.")
            raise ReferenceDataError(
                message % {"codes": format_first_values(sorted(unknown))}
            )

    # EPCI -----------------------------------------------------------------------------

    def iter_epci_changes(self) -> Iterator[AuthorityChange]:
        """Yield the changes of EPCI; one with only a new SIREN stays the same EPCI."""
        by_code = {row.siren or "": row for row in self.epcis}
        missing = [r for code, r in by_code.items() if code not in self.edition.epcis]
        fresh = [r for code, r in self.edition.epcis.items() if code not in by_code]
        again = {
            (normalize(r.name), r.department_id): r for r in missing if not r.closed
        }
        self.former_sirens: dict[str, str] = {}
        for row in fresh:
            before = again.pop((normalize(row["name"]), row["department"]), None)
            if before is None:
                yield build_new_change(EPCI, row["siren"], row)
                continue
            self.former_sirens[row["siren"]] = before.siren or ""
            yield build_change(
                ChangeKind.RESIREN, before, before.siren or "", row["siren"]
            )
        matched_sirens = set(self.former_sirens.values())
        yield from self.iter_closings(
            [row for row in missing if row.siren not in matched_sirens],
            self.find_epci_successor,
        )
        for code, row in self.edition.epcis.items():
            if before := by_code.get(code) or by_code.get(
                self.former_sirens.get(code, "")
            ):
                yield from iter_common_changes(
                    before, row, "type", before.epci_type, ChangeKind.RETYPED
                )

    def find_epci_successor(self, missing: KnownAuthority) -> str:
        """Return the SIREN of the EPCI that took most members of ``missing``, or ""."""
        joined = Counter(
            self.edition.communes[row.insee_code]["epci"]
            for row in self.communes
            if row.epci_id == missing.pk and row.insee_code in self.edition.communes
        )
        joined.pop("", None)
        return joined.most_common(1)[0][0] if joined else ""

    # Communes -------------------------------------------------------------------------

    def iter_commune_changes(self) -> Iterator[AuthorityChange]:
        """Yield the changes of communes; one with only a new code stays the same."""
        lists = self.edition.communes
        by_code = {row.insee_code or "": row for row in self.communes}
        missing = {r.siren: r for c, r in by_code.items() if c not in lists and r.siren}
        recoded: dict[str, KnownAuthority] = {}
        for code, row in lists.items():
            before = by_code.get(code)
            if before is None and (before := missing.get(row["siren"])):
                recoded[code] = before
                yield build_change(ChangeKind.RECODED, before, before.code, code)
            if before is None:
                yield build_new_change(COMMUNE, code, row)
            else:
                yield from iter_common_changes(
                    before, row, "siren", before.siren, ChangeKind.RESIREN
                )
                yield from self.iter_epci_moves(before, row)
        recoded_keys = {row.pk for row in recoded.values()}
        self.grown = self.group_grown_communes(by_code)
        yield from self.iter_closings(
            [
                r
                for c, r in by_code.items()
                if c not in lists and r.pk not in recoded_keys
            ],
            self.find_commune_successor,
        )

    def iter_epci_moves(
        self, before: KnownAuthority, row: CsvRow
    ) -> Iterator[AuthorityChange]:
        """Yield a commune's change of EPCI, unless the EPCI only changed its SIREN."""
        was = self.siren_by_key.get(before.epci_id or 0, "")
        will = row["epci"]
        if will == was or self.former_sirens.get(will) == was != "":
            return
        names = [
            self.edition.epcis.get(code, {}).get("name")
            or self.name_by_siren.get(code, "")
            for code in (was, will)
        ]
        none = _("aucun")
        yield build_change(ChangeKind.MOVED, before, names[0] or none, names[1] or none)

    def group_grown_communes(
        self, by_code: dict[str, KnownAuthority]
    ) -> dict[str, list[CsvRow]]:
        """Return the communes of the lists that are new or grew, by department."""
        found: dict[str, list[CsvRow]] = defaultdict(list)
        for code, row in self.edition.communes.items():
            before = by_code.get(code)
            if before is None or int(row["population"] or 0) > (before.population or 0):
                found[row["department"]].append(row)
        self.people = {code: row.population or 0 for code, row in by_code.items()}
        return found

    def find_commune_successor(self, missing: KnownAuthority) -> str:
        """Return the INSEE code of the commune that most likely took it in, or "".

        Its name holds the other's, or it has its postcodes and grew by its population.
        """
        rated = [
            (self.score_successor(missing, row), row["insee_code"])
            for row in self.grown.get(missing.department_id or "", [])
        ]
        best = max(rated, default=(0, ""))
        return best[1] if best[0] > 1 else ""

    def score_successor(self, missing: KnownAuthority, row: CsvRow) -> int:
        """Return the score of a successor: name, postcodes, population, EPCI."""
        grown = int(row["population"] or 0) - self.people.get(row["insee_code"], 0)
        people = missing.population or 0
        words = normalize(row["name"]).split()
        return (
            2 * set(normalize(missing.name).split()).issubset(words)
            + bool(set(missing.postcodes.split()) & set(row["postcodes"].split()))
            + 2
            * (0 < MIN_GROWTH * people <= grown <= MAX_GROWTH * people + SMALL_NUMBER)
            + (row["epci"] == self.siren_by_key.get(missing.epci_id or 0, None))
        )

    # Both -----------------------------------------------------------------------------

    def iter_closings(
        self, missing: list[KnownAuthority], after: Any
    ) -> Iterator[AuthorityChange]:
        """Yield the closing of those that are in no list and not closed yet.

        ``after`` returns the likely successor's code.
        """
        missing = [row for row in missing if not row.closed]
        n_entries = count_entries_by_authority([row.pk for row in missing])
        lists = self.edition.communes | self.edition.epcis
        for row in missing:
            successor = self.known_successors.get(row.code) or after(row)
            yield AuthorityChange(
                ChangeKind.CLOSED,
                row.kind,
                row.code,
                row.name,
                pk=row.pk,
                successor=successor,
                successor_name=lists[successor]["name"] if successor else "",
                n_entries=n_entries.get(row.pk, 0),
            )


def build_new_change(nature: str, code: str, row: CsvRow) -> AuthorityChange:
    return AuthorityChange(ChangeKind.NEW, nature, code, row["name"])


def build_change(
    kind: ChangeKind, row: KnownAuthority, before: str, after: str
) -> AuthorityChange:
    return AuthorityChange(kind, row.kind, row.code, row.name, before, after, row.pk)


def iter_common_changes(
    before: KnownAuthority, row: CsvRow, column: str, was: str | None, kind: ChangeKind
) -> Iterator[AuthorityChange]:
    """Yield the changes that any authority may have: return, name, one more column."""
    if before.closed:
        yield build_change(ChangeKind.BACK, before, "", "")
    if before.name != row["name"]:
        yield build_change(ChangeKind.RENAMED, before, before.name, row["name"])
    if row[column] != (was or ""):
        yield build_change(kind, before, was or "", row[column])


def count_entries_by_authority(keys: Iterable[int]) -> dict[int, int]:
    """Return how many actions and agreements name each authority, in four queries."""
    counted: Counter[int] = Counter()
    for model, relation in AUTHORITY_RELATIONS:
        condition = Q(**{f"{relation}__in": list(keys)})
        rows = model._base_manager.filter(condition).order_by().values_list(relation)
        counted.update(dict(rows.filter(condition).annotate(n=Count("pk"))))
    return counted


AUTHORITY_RELATIONS: list[tuple[Any, str]] = [
    (Action, "lead"),
    (Action, "co_leads"),
    (Agreement, "collectivity"),
    (Agreement, "other_signatories"),
]
