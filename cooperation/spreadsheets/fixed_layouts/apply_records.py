"""Write records to the database in one transaction; importing twice changes nothing."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cooperation.db import DryRunRollback, without_timeouts
from cooperation.enums import InvolvementRole, PartnerKind, Publication
from cooperation.models import (
    Action,
    Agreement,
    AgreementEvent,
    Country,
    Funding,
    FundingWindow,
    Involvement,
    Location,
    Partner,
    Theme,
)
from cooperation.models.slugs import SlugMaker
from cooperation.parsing.choices import PARTNER_KINDS
from cooperation.search.fulltext import defer_all_search_vectors
from cooperation.spreadsheets.fixed_layouts.records import (
    FUNDER_KINDS,
    Record,
    get_action_fields,
    get_source_fields,
    list_agreement_events,
)
from cooperation.spreadsheets.fixed_layouts.report import ImportReport, Remark
from cooperation.spreadsheets.matching.authorities import (
    AuthorityIndex,
    MatchResult,
)
from cooperation.spreadsheets.matching.names import AuthorityQuery
from cooperation.spreadsheets.matching.places import PartnerIndex, PlaceIndex
from cooperation.spreadsheets.planning.types import Level

CREATED, UPDATED, UNCHANGED = "créés", "mis à jour", "inchangés"
LARGE_LOAD = 1_000


def apply_records(
    records: Iterable[Record],
    report: ImportReport,
    *,
    origin: str,
    dry_run: bool = False,
) -> None:
    """Write records in one transaction; agreements first, then projects under them.

    With ``dry_run`` the report is the same and everything is rolled back.
    """
    rows = sorted(records, key=lambda record: record.is_project)
    with suppress(DryRunRollback), transaction.atomic(), defer_search_indexing(rows):
        without_timeouts()
        writer = RecordWriter(report, origin)
        for record in rows:
            writer.write(record)
        if dry_run:
            raise DryRunRollback


def defer_search_indexing(rows: Sequence[Record]) -> AbstractContextManager[None]:
    """Compute the search words once at the end, for ``LARGE_LOAD`` records or more."""
    return defer_all_search_vectors() if len(rows) >= LARGE_LOAD else nullcontext()


class RecordWriter:
    """Write one record after another, reusing the rows that exist."""

    def __init__(self, report: ImportReport, origin: str) -> None:
        self.report, self.origin = report, origin
        self.authorities, self.places = AuthorityIndex(), PlaceIndex()
        self.partners = PartnerIndex()
        self.slugs = {model: SlugMaker(model) for model in (Action, Agreement, Partner)}
        self.countries = {
            country.iso2: country for country in Country.objects.defer("outline")
        }
        self.themes = {theme.code: theme for theme in Theme.objects.all()}
        self.windows = {window.code: window for window in FundingWindow.objects.all()}

    # One record ---------------------------------------------------------------------

    def write(self, record: Record) -> None:
        """Write a record, unless its authority or country cannot be identified."""
        lead = self.find_authority(record, record.lead, needed=True)
        if lead is None or not self.country_is_known(record):
            return
        others = [self.find_authority(record, query) for query in record.others]
        cosigners = [pk for pk in dict.fromkeys(others) if pk and pk != lead]
        places = [self.find_place(record, name) for name in record.counterparts]
        counterparts = [
            self.get_or_create_counterpart(record, name, place)
            for name, place in zip(record.counterparts, places, strict=True)
        ]
        agreement = self.write_agreement(record, lead, cosigners, counterparts, places)
        if record.has_action:
            self.write_action(record, lead, cosigners, counterparts, places, agreement)

    def add_remark(
        self, record: Record, column: str, value: str, level: Level, match: MatchResult
    ) -> None:
        remark = Remark(record.line, column, value, level, match.reason, match.detail)
        self.report.add(remark)

    def find_authority(
        self, record: Record, query: AuthorityQuery, *, needed: bool = False
    ) -> int | None:
        """Return the authority; without its lead (``needed``) a record is refused."""
        match = self.authorities.find(query)
        if match.reason:
            level = Level.REFUSED if needed else Level.DOUBT
            level = Level.INFORMATION if match.pk else level
            self.add_remark(record, query.column, query.text, level, match)
        return match.pk

    def country_is_known(self, record: Record) -> bool:
        """Return whether the country exists; a record may have none."""
        if not record.country or record.country in self.countries:
            return True
        match = MatchResult(None, _("code de pays inconnu"))
        self.add_remark(
            record, record.country_column, record.country, Level.REFUSED, match
        )
        return False

    def find_place(self, record: Record, name: str) -> int | None:
        match = self.places.find(name, record.country, record.geonames_id)
        if match.reason:
            level = Level.DOUBT if match.is_doubt else Level.INFORMATION
            self.add_remark(record, record.counterpart_column, name, level, match)
        return match.pk

    # Partners -----------------------------------------------------------------------

    def get_or_create_counterpart(
        self, record: Record, name: str, place: int | None
    ) -> int:
        """Return the foreign authority, created if it is new."""
        found = self.partners.find_authority(name, record.country, place)
        if found is not None:
            return found
        spelt = self.places.get_reference_spelling(name, place)
        return self.create_partner(
            record, spelt, PartnerKind.AUTHORITY, record.country, place
        )

    def create_partner(
        self,
        record: Record,
        name: str,
        kind: PartnerKind,
        country: str = "",
        place: int | None = None,
    ) -> int:
        partner = Partner(
            name=name[:250],
            slug=self.slugs[Partner].make(name),
            kind=kind,
            country_id=country or None,
            place_id=place,
            **get_source_fields(record),
        )
        self.save(partner)
        self.report.count("partenaires", CREATED)
        self.partners.add(partner.pk, name, country, place, kind)
        return partner.pk

    # Agreements ---------------------------------------------------------------------

    def write_agreement(
        self,
        record: Record,
        lead: int,
        cosigners: list[int],
        counterparts: list[int],
        places: list[int | None],
    ) -> int | None:
        """Return the agreement of a record, created if new; a project may have none."""
        if not counterparts:
            if not record.is_project:
                match = MatchResult(None, _("partenaire non nommé : pas d’accord"))
                self.add_remark(
                    record, record.counterpart_column, "", Level.DOUBT, match
                )
            return None
        known = Agreement.objects.filter(
            collectivity=lead, counterpart__in=counterparts
        )
        if record.kind is None:
            return known.order_by("pk").values_list("pk", flat=True).first()
        fields = {
            "title": record.title[:250],
            "kind": record.kind,
            "country_id": record.country or None,
            "place_id": places[0],
        }
        return self.get_or_create_agreement(
            record, known, fields, lead, cosigners, counterparts
        )

    def get_or_create_agreement(
        self,
        record: Record,
        known: Any,
        fields: dict[str, Any],
        lead: int,
        cosigners: list[int],
        counterparts: list[int],
    ) -> int:
        """Return the agreement of the same kind among the known ones, or a new one."""
        same = known.filter(kind=record.kind).order_by("pk").first()
        if same is not None:
            self.report.count("accords", self.note_source(record, same))
            return int(same.pk)
        agreement = Agreement(
            slug=self.slugs[Agreement].make(record.title),
            collectivity_id=lead,
            counterpart_id=counterparts[0],
            publication=Publication.PUBLISHED,
            **fields,
            **get_source_fields(record),
        )
        self.save(agreement)
        agreement.other_signatories.set(cosigners)
        for kind, year in list_agreement_events(record):
            event = AgreementEvent(agreement=agreement, kind=kind, year=year)
            event.save()
        self.report.count("accords", CREATED)
        return agreement.pk

    def note_source(self, record: Record, agreement: Agreement) -> str:
        """Add a second source to an agreement, and return the outcome."""
        if agreement.source_reference == record.reference:
            return UNCHANGED
        mention = f"{record.source_name} ({record.reference})"
        is_locked = "source_note" in agreement.locked_fields
        if is_locked or mention in agreement.source_note:
            return UNCHANGED
        notes = [agreement.source_note, _("Aussi dans : %s.") % mention]
        agreement.source_note = " ".join(note for note in notes if note)
        self.save(agreement)
        match = MatchResult(None, _("accord déjà connu par une autre source"))
        self.add_remark(record, "title", record.title, Level.INFORMATION, match)
        return UPDATED

    # Actions ------------------------------------------------------------------------

    def write_action(
        self,
        record: Record,
        lead: int,
        cosigners: list[int],
        counterparts: list[int],
        places: list[int | None],
        agreement: int | None,
    ) -> None:
        """Write the action of a record, unless another source already gave it."""
        known = Action.objects.filter(source_reference=record.reference).first()
        if known is None and self.is_already_recorded(record, lead, agreement):
            match = MatchResult(None, _("coopération déjà connue : doublon probable"))
            self.add_remark(record, "title", record.title, Level.DOUBT, match)
            self.report.count("actions", UNCHANGED)
            return
        if known is not None:
            self.report.count("actions", self.update_action(record, known))
            return
        action = Action(
            slug=self.slugs[Action].make(record.title),
            lead_id=lead,
            agreement_id=agreement,
            publication=Publication.PUBLISHED,
            **get_action_fields(record),
            **get_source_fields(record),
        )
        self.save(action)
        self.write_relations(record, action, cosigners, counterparts, places)
        self.report.count("actions", CREATED)

    def is_already_recorded(
        self, record: Record, lead: int, agreement: int | None
    ) -> bool:
        """Return whether another source already gave the action of an agreement."""
        if record.is_project or agreement is None:
            return False
        known = Action.objects.filter(agreement=agreement, lead=lead)
        return known.exclude(source_reference=record.reference).exists()

    def update_action(self, record: Record, action: Action) -> str:
        """Update an action from its source, except the fields that staff locked."""
        new = get_action_fields(record) | get_source_fields(record)
        changed = {
            field: value
            for field, value in new.items()
            if field not in action.locked_fields and getattr(action, field) != value
        }
        if not changed:
            return UNCHANGED
        for field, value in changed.items():
            setattr(action, field, value)
        self.save(action)
        return UPDATED

    def write_relations(
        self,
        record: Record,
        action: Action,
        cosigners: list[int],
        counterparts: list[int],
        places: list[int | None],
    ) -> None:
        """Write the relations of an action: places, partners, themes and windows."""
        action.co_leads.set(cosigners)
        themes = self.get_known_rows(record, "themes", record.themes, self.themes)
        action.themes.set(themes)
        action.goals.set({goal for theme in themes for goal in theme.goals.all()})
        self.write_locations(record, action, places)
        for pk in counterparts:
            self.add_involvement(action, pk, InvolvementRole.LOCAL)
        for name, kind in record.partners:
            self.add_organisation(record, action, name, kind)
        windows = self.get_known_rows(
            record, "funding_windows", record.windows, self.windows
        )
        for window in windows:
            Funding.objects.create(action=action, window=window)

    def get_known_rows(
        self, record: Record, column: str, codes: list[str], known: dict[str, Any]
    ) -> list[Any]:
        """Return the objects of some codes; unknown codes are reported."""
        for code in codes:
            if code not in known:
                match = MatchResult(None, _("code inconnu"))
                self.add_remark(record, column, code, Level.DOUBT, match)
        return [known[code] for code in dict.fromkeys(codes) if code in known]

    def write_locations(
        self, record: Record, action: Action, places: list[int | None]
    ) -> None:
        """Write the locations of an action, labelled as the source names them.

        The name of a place that is not found is kept; one that is only another
        spelling of the place's own name is not.
        """
        if not record.country:
            return
        named_places = zip(places, record.counterparts, strict=True)
        spots = {
            (place, "" if place else name): self.places.get_distinct_label(name, place)
            for place, name in named_places
        }
        for (place, _name), label in sorted(
            (spots or {(None, ""): ""}).items(), key=str
        ):
            Location.objects.create(
                action=action, country_id=record.country, place_id=place, label=label
            )

    def add_organisation(
        self, record: Record, action: Action, name: str, kind: str
    ) -> None:
        if kind and kind not in PARTNER_KINDS:
            match = MatchResult(None, _("nature de partenaire inconnue"))
            self.add_remark(record, "partners", kind, Level.DOUBT, match)
        pk = self.partners.find_organisation(name)
        if pk is None:
            known = PARTNER_KINDS.get(kind, PartnerKind.OTHER)
            pk = self.create_partner(record, name, known)
        role = (
            InvolvementRole.COFUNDER
            if kind in FUNDER_KINDS
            else InvolvementRole.UNKNOWN
        )
        self.add_involvement(action, pk, role)

    def add_involvement(
        self, action: Action, partner: int, role: InvolvementRole
    ) -> None:
        known = Involvement.objects.filter(action=action, partner=partner)
        if not known.exists():
            Involvement.objects.create(action=action, partner_id=partner, role=role)

    def save(self, entry: Any) -> None:
        """Save an entry, with the import as the reason in its history."""
        entry._change_reason = f"import {self.origin}"[:100]
        entry.save()
