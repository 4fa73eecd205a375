"""What the lines of a file share: lookups, exchange rates, keys of new rows."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cooperation.columns.specs import ColumnKind, ColumnSpec
from cooperation.enums import PartnerKind, Publication
from cooperation.models import Action, Agreement, Partner
from cooperation.spreadsheets.matching.choices import CellChoice, LookupResult
from cooperation.spreadsheets.matching.lookups import DirectoryLookups
from cooperation.spreadsheets.matching.partners import NEW_PREFIX, IndexedPartner
from cooperation.spreadsheets.resources.results import Level, LinePlan, RowWrite
from cooperation.spreadsheets.resources.words import RowNames
from cooperation.spreadsheets.widgets import CurrencyRates
from cooperation.text import normalize


class EntryLookup:
    """A lookup of the actions, or the agreements, that some lines name."""

    def __init__(
        self, kind: ColumnKind, rows: QuerySet[Any], row_names: RowNames
    ) -> None:
        self.kind, self.rows, self.row_names = kind, rows, row_names
        self.made: dict[str, list[int]] = defaultdict(list)
        # Entries of the line that names them, by a text that no file holds.
        self.by_token: dict[str, int] = {}
        self.by_reference: dict[str, int] = {}
        self.by_title: dict[str, list[tuple[int, str]]] = {}

    def prepare(self, references: Iterable[str], titles: Iterable[str]) -> None:
        """Read the entries that some lines name, in at most two queries."""
        asked = sorted({text.upper() for text in references if text})
        self.by_reference = (
            dict(self.rows.filter(reference__in=asked).values_list("reference", "pk"))
            if asked
            else {}
        )
        keys = sorted({normalize(text) for text in titles} - {""})
        self.by_title = defaultdict(list)
        if keys:
            found = self.rows.filter(title_key__in=keys).order_by("pk")
            for key, pk, reference in found.values_list("title_key", "pk", "reference"):
                self.by_title[key].append((pk, reference))

    def by_code(self, text: str) -> LookupResult:
        key = self.by_reference.get(text.upper())
        return LookupResult(key) if key else LookupResult(None, _("référence inconnue"))

    def find(self, text: str) -> LookupResult:
        """Return the entry of a title, or of a reference in place of the title."""
        if text in self.by_token:
            return LookupResult(self.by_token[text])
        if text.upper() in self.by_reference:
            return self.by_code(text)
        made = self.made.get(normalize(text), [])
        known = self.by_title.get(normalize(text), [])
        if len(made) == 1:
            return LookupResult(made[0])
        if not made and len(known) == 1:
            return LookupResult(known[0][0])
        if not made and not known:
            return LookupResult(None, _("aucune fiche n’a ce titre"))
        choices = [
            CellChoice(reference, f"{text} ({reference})") for _k, reference in known
        ]
        return LookupResult(None, _("plusieurs fiches ont ce titre"), choices)

    def register(self, title: str, key: int) -> None:
        self.made[normalize(title)].append(key)
        self.row_names.add(self.kind, key, title)


class KeySource(Protocol):
    """A source of keys for new rows."""

    def next(self, model: type[Any]) -> int:
        """Return a key that no row has."""


class TemporaryKeys:
    """Keys for a plan that is not written: negative, so that no row has them."""

    def __init__(self) -> None:
        self.last = 0

    def next(self, model: type[Any]) -> int:
        self.last -= 1
        return self.last


class ImportContext:
    """What the lines of one file share.

    With ``tracks_created``, lines may name what other lines of the file create; with
    ``publishes``, a new entry is published unless its line says otherwise.
    """

    def __init__(
        self, keys: KeySource, *, tracks_created: bool = True, publishes: bool = False
    ) -> None:
        self.keys, self.tracks_created = keys, tracks_created
        self.publication = Publication.PUBLISHED if publishes else Publication.DRAFT
        self.names = DirectoryLookups()
        self.rates = CurrencyRates()
        # What the file renames, so that its old name beside it is no change.
        self.renamed: dict[tuple[ColumnKind, int], str] = {}
        self.row_names = RowNames(self.renamed)
        self.actions = EntryLookup(
            ColumnKind.ACTION, Action._base_manager.all(), self.row_names
        )
        self.agreements = EntryLookup(
            ColumnKind.AGREEMENT, Agreement._base_manager.all(), self.row_names
        )
        self.seen: dict[str, set[Hashable]] = defaultdict(set)
        # Partners that only refused lines would have created, by key.
        self.orphans: dict[int, RowWrite] = {}

    # Names --------------------------------------------------------------------------

    def by_code(self, column: ColumnSpec, text: str) -> LookupResult:
        kind, names = column.kind, self.names
        if kind == ColumnKind.AUTHORITY:
            return names.authorities.by_code(text)
        if kind == ColumnKind.PARTNER:
            return names.partners.by_code(text)
        if kind in (ColumnKind.ACTION, ColumnKind.AGREEMENT):
            return self.get_entry_lookup(kind).by_code(text)
        if kind == ColumnKind.COUNTRY:
            return names.find_country_by_code(text)
        return self.find_in_list(column, text)

    def by_name(
        self, column: ColumnSpec, text: str, plan: LinePlan | None = None
    ) -> LookupResult:
        if column.kind == ColumnKind.PARTNER:
            country = (plan.get("country_id") if plan else "") or ""
            return self.find_partner(text, country)
        if column.kind in (ColumnKind.ACTION, ColumnKind.AGREEMENT):
            return self.get_entry_lookup(column.kind).find(text)
        if column.kind == ColumnKind.AUTHORITY and plan:
            near = plan.get("lead_id") or plan.get("collectivity_id")
            return self.names.authorities.by_name(text, near=near)
        return self.find_in_list(column, text)

    def find_partner(self, text: str, country: str) -> LookupResult:
        """Return the partner of a name.

        A town that the references know is not taken for one whose name resembles it.
        """
        found = self.names.partners.find(text, country)
        is_similar = any(
            choice.value.startswith(NEW_PREFIX) for choice in found.candidates
        )
        if is_similar and country and self.names.find_place(text, country).key:
            return LookupResult(None, "", is_new=True)
        return found

    def find_in_list(self, column: ColumnSpec, text: str) -> LookupResult:
        kind, names = column.kind, self.names
        if kind == ColumnKind.AUTHORITY:
            return names.authorities.by_name(text)
        if kind == ColumnKind.COUNTRY:
            return names.find_country(text)
        lists = {
            ColumnKind.THEME: lambda: names.themes,
            ColumnKind.GOAL: lambda: names.goals,
            ColumnKind.WINDOW: lambda: names.windows,
        }
        return lists[kind]().find(text)

    def get_entry_lookup(self, kind: ColumnKind) -> EntryLookup:
        return self.actions if kind == ColumnKind.ACTION else self.agreements

    def plan_new_partner(
        self,
        column: ColumnSpec,
        text: str,
        plan: LinePlan,
        *,
        kind: str = "",
        doubt: str = "",
    ) -> int:
        """Plan a partner known by its name alone, add messages, and return its key."""
        name = text.removeprefix(f"{NEW_PREFIX}:").strip()[:250]
        country = str(plan.get("country_id") or "")
        is_signing = column.field == "counterpart"
        kind = kind or (PartnerKind.AUTHORITY if is_signing else PartnerKind.OTHER)
        key = self.keys.next(Partner)
        values = {"name": name, "kind": kind, "country_id": country or None}
        plan.writes.append(RowWrite(PARTNER_WORKSHEET, "create", key, values))
        self.register_partner(key, values)
        plan.inform(column.code, _("partenaire nouveau : il sera créé"), name)
        if doubt:
            plan.add_message(column.code, Level.DOUBT, doubt, name)
        return key

    def register_partner(self, key: int, values: Mapping[str, Any]) -> None:
        """Register a partner that the file makes, so that lines can name it."""
        name, country = values["name"], values.get("country_id") or ""
        kind = values.get("kind", PartnerKind.OTHER)
        acronym = values.get("acronym", "")
        self.names.partners.register(
            IndexedPartner(key, "", name, country, kind, acronym)
        )
        self.row_names.add(ColumnKind.PARTNER, key, name)

    # The end of a chunk -------------------------------------------------------------

    def settle(self, plans: Sequence[LinePlan]) -> None:
        """Put the changes of lines in words, and clear what refused ones would write.

        A partner that one of them would have created is created by the first line that
        names it too.
        """
        self.row_names.put_in_words(change for plan in plans for change in plan.changes)
        for plan in plans:
            if plan.is_refused:
                made = [write for write in plan.writes if is_new_partner(write)]
                self.orphans.update({write.key: write for write in made})
                plan.writes.clear()
        if self.orphans:
            for plan in plans:
                self.adopt_orphans(plan)

    def adopt_orphans(self, plan: LinePlan) -> None:
        for key in [key for write in plan.writes for key in iter_partner_keys(write)]:
            if key in self.orphans:
                plan.writes.insert(0, self.orphans.pop(key))


PARTNER_WORKSHEET = "annuaire_partenaires"
PARTNER_COLUMNS = ("counterpart_id", "partner_id", "funder_id")


def is_new_partner(write: RowWrite) -> bool:
    return write.sheet == PARTNER_WORKSHEET and write.operation == "create"


def iter_partner_keys(write: RowWrite) -> Iterator[int]:
    """Yield the keys of the partners that a row names."""
    yield from (write.values.get(column) or 0 for column in PARTNER_COLUMNS)
    yield from write.lists.get("partners", [])
