"""Compare the lists of another year with the directory; nothing is written."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Q, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.enums import CollectivityKind
from cooperation.folding import name_key
from cooperation.models import Action, Agreement, Collectivity
from cooperation.reference.editions import Edition, some
from cooperation.reference.reading import ReferenceError, Row

COMMUNE, EPCI = CollectivityKind.COMMUNE, CollectivityKind.EPCI
# More closings than one in ten: the file was cut, or is of something else.
MOST_CLOSED = 10
FEW = 20
# A commune that grew by about as many people as another had, took them in.
LEAST_GROWTH, MOST_GROWTH = 0.85, 1.25


class Kind(TextChoices):
    """What may happen to an authority from one year to the next."""

    NEW = "nouvelle", gettext_lazy("nouvelle")
    CLOSED = "fermee", gettext_lazy("n’existe plus")
    BACK = "rouverte", gettext_lazy("de nouveau là")
    RENAMED = "renommee", gettext_lazy("renommée")
    MOVED = "deplacee", gettext_lazy("change d’EPCI")
    RETYPED = "type", gettext_lazy("change de type")
    RECODED = "code", gettext_lazy("change de code INSEE")
    RESIREN = "siren", gettext_lazy("change de SIREN")


class Known(NamedTuple):
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
class Change:
    """What happens to one authority; ``successor`` is the code of another."""

    kind: Kind
    nature: str
    code: str
    name: str
    before: str = ""
    after: str = ""
    pk: int = 0
    successor: str = ""
    successor_name: str = ""
    sheets: int = 0


@dataclass
class Plan:
    """Every change, and the number of authorities without any."""

    changes: list[Change] = field(default_factory=list)
    same: int = 0

    def of(self, *kinds: Kind) -> list[Change]:
        return [change for change in self.changes if change.kind in kinds]

    def by_kind(self) -> list[tuple[Kind, list[Change]]]:
        """Return the changes grouped by kind, without empty groups."""
        return [(kind, self.of(kind)) for kind in Kind if self.of(kind)]


def compare(edition: Edition, successors: dict[str, str] | None = None) -> Plan:
    """Return what the lists would change; nothing is written.

    ``successors`` maps a code to the successor's, where staff know it. Raises
    ``ReferenceDataError`` where so many would close that a list must be incomplete.
    """
    rows = Collectivity.objects.filter(kind__in=[COMMUNE, EPCI]).order_by("pk")
    names = [name for name in Known._fields if name != "closed"]
    known = [Known(*row) for row in rows.values_list(*names, "closed_on")]
    comparison = Comparison(edition, known, successors or {})
    plan = Plan([*comparison.of_epcis(), *comparison.of_communes()])
    refuse_part(plan, known)
    plan.same = len({row.pk for row in known} - {one.pk for one in plan.changes})
    return plan


def refuse_part(plan: Plan, known: list[Known]) -> None:
    """Raise ``ReferenceDataError`` if too large a part of the directory would close."""
    for nature, label in ((COMMUNE, _("communes")), (EPCI, _("EPCI"))):
        closed = [one for one in plan.of(Kind.CLOSED) if one.nature == nature]
        present = sum(row.kind == nature and not row.closed for row in known)
        if len(closed) > max(FEW, present // MOST_CLOSED):
            message = _(
                "Le fichier des %(what)s n’a pas %(n)s de celles de l’annuaire : il "
                "n’est pas entier. Rien n’est changé."
            )
            raise ReferenceError(message % {"what": label, "n": len(closed)})


class Comparison:
    """Compares the directory with the lists of a year."""

    def __init__(
        self, edition: Edition, known: list[Known], successors: dict[str, str]
    ) -> None:
        self.edition, self.known, self.told = edition, known, successors
        self.communes = [r for r in known if r.kind == COMMUNE and r.code]
        self.epcis = [r for r in known if r.kind == EPCI and r.code]
        self.siren_of = {row.pk: row.siren or "" for row in self.epcis}
        self.name_of = {row.siren or "": row.name for row in self.epcis}
        unknown = {*successors.values()} - {*edition.communes} - {*edition.epcis}
        if unknown:
            message = _("Successeur inconnu des listes : %(codes)s.")
            raise ReferenceError(message % {"codes": some(sorted(unknown))})

    # EPCI -----------------------------------------------------------------------------

    def of_epcis(self) -> Iterator[Change]:
        """Yield the changes of EPCI; one with only a new SIREN stays the same EPCI."""
        by_code = {row.siren or "": row for row in self.epcis}
        gone = [r for code, r in by_code.items() if code not in self.edition.epcis]
        fresh = [r for code, r in self.edition.epcis.items() if code not in by_code]
        again = {(name_key(r.name), r.department_id): r for r in gone if not r.closed}
        self.resiren: dict[str, str] = {}
        for row in fresh:
            before = again.pop((name_key(row["name"]), row["department"]), None)
            if before is None:
                yield new(EPCI, row["siren"], row)
                continue
            self.resiren[row["siren"]] = before.siren or ""
            yield changed(Kind.RESIREN, before, before.siren or "", row["siren"])
        kept = set(self.resiren.values())
        yield from self.closings(
            [row for row in gone if row.siren not in kept], self.epci_after
        )
        for code, row in self.edition.epcis.items():
            if before := by_code.get(code) or by_code.get(self.resiren.get(code, "")):
                yield from both(before, row, "type", before.epci_type, Kind.RETYPED)

    def epci_after(self, gone: Known) -> str:
        """Return the SIREN of the EPCI that took most members of ``missing``, or ""."""
        joined = Counter(
            self.edition.communes[row.insee_code]["epci"]
            for row in self.communes
            if row.epci_id == gone.pk and row.insee_code in self.edition.communes
        )
        joined.pop("", None)
        return joined.most_common(1)[0][0] if joined else ""

    # Communes -------------------------------------------------------------------------

    def of_communes(self) -> Iterator[Change]:
        """Yield the changes of communes; one with only a new code stays the same."""
        lists = self.edition.communes
        by_code = {row.insee_code or "": row for row in self.communes}
        gone = {r.siren: r for c, r in by_code.items() if c not in lists and r.siren}
        recoded: dict[str, Known] = {}
        for code, row in lists.items():
            before = by_code.get(code)
            if before is None and (before := gone.get(row["siren"])):
                recoded[code] = before
                yield changed(Kind.RECODED, before, before.code, code)
            if before is None:
                yield new(COMMUNE, code, row)
            else:
                yield from both(before, row, "siren", before.siren, Kind.RESIREN)
                yield from self.moves(before, row)
        kept = {row.pk for row in recoded.values()}
        self.grown = self.growth(by_code)
        yield from self.closings(
            [r for c, r in by_code.items() if c not in lists and r.pk not in kept],
            self.commune_after,
        )

    def moves(self, before: Known, row: Row) -> Iterator[Change]:
        """Yield a commune's change of EPCI, unless the EPCI only changed its SIREN."""
        was = self.siren_of.get(before.epci_id or 0, "")
        will = row["epci"]
        if will == was or self.resiren.get(will) == was != "":
            return
        names = [
            self.edition.epcis.get(code, {}).get("name") or self.name_of.get(code, "")
            for code in (was, will)
        ]
        none = _("aucun")
        yield changed(Kind.MOVED, before, names[0] or none, names[1] or none)

    def growth(self, by_code: dict[str, Known]) -> dict[str, list[Row]]:
        """Return the communes of the lists that are new or grew, by department."""
        found: dict[str, list[Row]] = defaultdict(list)
        for code, row in self.edition.communes.items():
            before = by_code.get(code)
            if before is None or int(row["population"] or 0) > (before.population or 0):
                found[row["department"]].append(row)
        self.people = {code: row.population or 0 for code, row in by_code.items()}
        return found

    def commune_after(self, gone: Known) -> str:
        """Return the INSEE code of the commune that most likely took it in, or "".

        Its name holds the other's, or it has its postcodes and grew by its population.
        """
        rated = [
            (self.likeness(gone, row), row["insee_code"])
            for row in self.grown.get(gone.department_id or "", [])
        ]
        best = max(rated, default=(0, ""))
        return best[1] if best[0] > 1 else ""

    def likeness(self, gone: Known, row: Row) -> int:
        """Return the score of a successor: name, postcodes, population, EPCI."""
        grown = int(row["population"] or 0) - self.people.get(row["insee_code"], 0)
        people = gone.population or 0
        words = name_key(row["name"]).split()
        return (
            2 * set(name_key(gone.name).split()).issubset(words)
            + bool(set(gone.postcodes.split()) & set(row["postcodes"].split()))
            + 2 * (0 < LEAST_GROWTH * people <= grown <= MOST_GROWTH * people + FEW)
            + (row["epci"] == self.siren_of.get(gone.epci_id or 0, None))
        )

    # Both -----------------------------------------------------------------------------

    def closings(self, gone: list[Known], after: Any) -> Iterator[Change]:
        """Yield the closing of those that are in no list and not closed yet.

        ``after`` returns the likely successor's code.
        """
        gone = [row for row in gone if not row.closed]
        sheets = sheets_by_authority([row.pk for row in gone])
        lists = self.edition.communes | self.edition.epcis
        for row in gone:
            successor = self.told.get(row.code) or after(row)
            yield Change(
                Kind.CLOSED,
                row.kind,
                row.code,
                row.name,
                pk=row.pk,
                successor=successor,
                successor_name=lists[successor]["name"] if successor else "",
                sheets=sheets.get(row.pk, 0),
            )


def new(nature: str, code: str, row: Row) -> Change:
    return Change(Kind.NEW, nature, code, row["name"])


def changed(kind: Kind, row: Known, before: str, after: str) -> Change:
    return Change(kind, row.kind, row.code, row.name, before, after, row.pk)


def both(
    before: Known, row: Row, column: str, was: str | None, kind: Kind
) -> Iterator[Change]:
    """Yield the changes that any authority may have: return, name, one more column."""
    if before.closed:
        yield changed(Kind.BACK, before, "", "")
    if before.name != row["name"]:
        yield changed(Kind.RENAMED, before, before.name, row["name"])
    if row[column] != (was or ""):
        yield changed(kind, before, was or "", row[column])


def sheets_by_authority(keys: Iterable[int]) -> dict[int, int]:
    """Return how many actions and agreements name each authority, in four queries."""
    counted: Counter[int] = Counter()
    for model, relation in SHEETS:
        named = Q(**{f"{relation}__in": list(keys)})
        rows = model._base_manager.filter(named).order_by().values_list(relation)
        counted.update(dict(rows.filter(named).annotate(n=Count("pk"))))
    return counted


SHEETS: list[tuple[Any, str]] = [
    (Action, "lead"),
    (Action, "co_leads"),
    (Agreement, "collectivity"),
    (Agreement, "other_signatories"),
]
