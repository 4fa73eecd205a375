"""The layouts of known files, recognised by their columns."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from cooperation.enums import ActionStatus, AgreementKind
from cooperation.models.slugs import slugify_name
from cooperation.parsing import (
    ParseError,
    parse_euro_amount,
    parse_partner_list,
    parse_plain_year,
    parse_status,
    split_list,
)
from cooperation.spreadsheets.files import LoadedTable, RowDict, UnreadableFile
from cooperation.spreadsheets.fixed_layouts.records import Record
from cooperation.spreadsheets.fixed_layouts.report import ImportReport, Remark
from cooperation.spreadsheets.matching.names import AuthorityQuery
from cooperation.spreadsheets.resources.results import Level

KINDS = {
    "cooperation_decentralisee": AgreementKind.COOPERATION,
    "coopération décentralisée": AgreementKind.COOPERATION,
    "jumelage et coopération décentralisée": AgreementKind.COOPERATION,
    "jumelage": AgreementKind.TWINNING,
    "pacte_amitie": AgreementKind.FRIENDSHIP,
    "projet": None,
    "programme concerté": None,
}
LEAD_KINDS = {
    "commune": "commune",
    "epci": "epci",
    "EPCI": "epci",
    "departement": "departement",
    "département": "departement",
    "region": "region",
    "région": "region",
    "syndicat": "syndicat",
}


class RowReader:
    """The cells of one row, read one by one; unreadable ones are reported."""

    def __init__(self, line: int, row: RowDict, report: ImportReport) -> None:
        self.line, self.row, self.report = line, row, report

    def text(self, column: str) -> str:
        return self.row.get(column, "")

    def read(self, column: str, reader: Callable[[str], Any], reason: str) -> Any:
        """Return what ``reader`` makes of a cell; report a doubt if it fails."""
        try:
            return reader(self.text(column))
        except ParseError:
            self.report_doubt(column, reason)
            return None

    def report_doubt(self, column: str, reason: str) -> None:
        """Report that a cell was left out."""
        cell = self.text(column)
        self.report.add(Remark(self.line, column, cell, Level.DOUBT, reason))

    def year(self, column: str) -> int | None:
        year: int | None = self.read(column, parse_plain_year, _("année illisible"))
        return year

    def years(self, start: str, end: str) -> tuple[int | None, int | None]:
        """Return (start, end); an end before its start is left out and reported."""
        first, last = self.year(start), self.year(end)
        if first and last and last < first:
            self.report_doubt(end, _("la fin précède le début"))
            return first, None
        return first, last

    def status(self, column: str) -> ActionStatus:
        """Return a status, ``UNKNOWN`` where it cannot be read."""
        found = self.read(column, parse_status, _("état illisible"))
        return found or ActionStatus.UNKNOWN


@dataclass(frozen=True)
class FileLayout:
    """One file layout: its columns, and how one of its rows becomes a record."""

    name: str
    required: frozenset[str]
    optional: frozenset[str]
    build_record: Callable[[RowReader], Record | None]


def recognise_layout(table: LoadedTable, layouts: list[FileLayout]) -> FileLayout:
    """Return the layout of a table.

    Raises ``UnreadableFile`` naming what is missing or unknown in the nearest layout.
    """
    header = set(table.header)
    nearest = min(layouts, key=lambda layout: len(layout.required - header))
    missing = sorted(nearest.required - header)
    if missing:
        names = ", ".join(missing)
        raise UnreadableFile(_("Colonnes manquantes : %s.") % names)
    unknown = sorted(header - nearest.required - nearest.optional)
    if unknown:
        names = ", ".join(unknown)
        raise UnreadableFile(_("Colonnes inconnues : %s.") % names)
    return nearest


def read_agreement_kind(
    cells: RowReader, column: str
) -> tuple[bool, AgreementKind | None]:
    """Return whether the kind of a row is known, and the kind."""
    text = cells.text(column)
    if text in KINDS:
        return True, KINDS[text]
    reason = _("nature inconnue")
    cells.report.add(Remark(cells.line, column, text, Level.REFUSED, reason))
    return False, None


def get_host_name(url: str) -> str:
    """Return the host name of an address, without "www."."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def read_sourced_action(cells: RowReader) -> Record | None:
    """Read a row of the actions compiled from public pages."""
    known, kind = read_agreement_kind(cells, "kind")
    if not known:
        return None
    start, end = cells.years("start_year", "end_year")
    text = cells.text
    return Record(
        line=cells.line,
        reference=text("id"),
        title=text("title"),
        lead=AuthorityQuery(
            "lead_name",
            text("lead_name"),
            LEAD_KINDS.get(text("lead_kind"), ""),
            text("lead_department"),
        ),
        kind=kind,
        others=[
            AuthorityQuery("other_french_authorities", name)
            for name in split_list(text("other_french_authorities"))
        ],
        counterparts=split_list(text("partner_name")),
        counterpart_column="partner_name",
        country=text("partner_country_iso2"),
        country_column="partner_country_iso2",
        start_year=start,
        end_year=end,
        status=cells.status("status"),
        themes=split_list(text("themes")),
        partners=parse_partner_list(text("partners")),
        windows=split_list(text("funding_windows")),
        budget=cells.read("budget_eur", parse_euro_amount, _("montant illisible")),
        summary=text("summary_fr"),
        source_name=get_host_name(text("source_url")),
        source_url=text("source_url"),
        source_note=format_budget_year(text("amount_year")),
        uncertainty=text("uncertainty"),
    )


def format_budget_year(year: str) -> str:
    return _("Montant donné par la source pour %s.") % year if year else ""


def read_documented_partnership(cells: RowReader) -> Record | None:
    """Read a row of the partnerships of the national atlas and other sources."""
    known, kind = read_agreement_kind(cells, "type")
    if not known:
        return None
    start, end = cells.years("annee_debut", "annee_fin")
    text = cells.text
    source = text("source")
    names = f"{text('collectivite_fr')} {text('partenaire')}"
    return Record(
        line=cells.line,
        reference=f"{text('source_id')}/{slugify_name(names)}"[:100],
        title=text("titre"),
        lead=AuthorityQuery(
            "collectivite_fr",
            text("collectivite_fr"),
            LEAD_KINDS.get(text("collectivite_type"), ""),
        ),
        kind=kind,
        counterparts=split_list(text("partenaire")),
        counterpart_column="partenaire",
        country=text("pays_iso2"),
        country_column="pays_iso2",
        start_year=start,
        end_year=end,
        status=cells.status("statut"),
        source_name=source,
        source_url=source if source.startswith("https://") else "",
        uncertainty=text("incertitude"),
    )


def read_twinning(cells: RowReader) -> Record:
    """Read a row of Wikidata's twinnings; the source says only that they exist."""
    text = cells.text
    reference = f"wikidata/{text('code_insee')}/{slugify_name(text('partenaire'))}"
    return Record(
        line=cells.line,
        reference=reference[:100],
        title=f"Jumelage {text('commune')} – {text('partenaire')}",
        lead=AuthorityQuery(
            "code_insee",
            text("commune"),
            "commune",
            text("departement"),
            insee=text("code_insee"),
        ),
        kind=AgreementKind.TWINNING,
        counterparts=[text("partenaire")] if text("partenaire") else [],
        counterpart_column="partenaire",
        country=text("pays_iso2"),
        country_column="pays_iso2",
        geonames_id=int(text("geonameid")) if text("geonameid").isdecimal() else None,
        source_name="Wikidata (CC0)",
        source_url="",
        uncertainty=_("La source ne donne ni la date de ce jumelage, ni son état."),
        has_action=False,
    )


def split_column_names(text: str) -> frozenset[str]:
    return frozenset(text.split())


SOURCED_ACTIONS = FileLayout(
    "actions",
    split_column_names(
        "id title kind lead_name partner_name partner_country_iso2 source_url"
    ),
    split_column_names(
        "lead_kind lead_department other_french_authorities start_year end_year status "
        "themes partners funding_windows budget_eur amount_year summary_fr uncertainty"
    ),
    read_sourced_action,
)
DOCUMENTED_PARTNERSHIPS = FileLayout(
    "partenariats",
    split_column_names(
        "source_id type collectivite_fr partenaire pays_iso2 titre source"
    ),
    split_column_names(
        "collectivite_type annee_debut annee_fin statut theme sous_theme incertitude"
    ),
    read_documented_partnership,
)
WIKIDATA_TWINNINGS = FileLayout(
    "jumelages",
    split_column_names("code_insee commune partenaire pays_iso2"),
    split_column_names(
        "departement epci_siren pays_source partenaire_lat partenaire_lng geonameid "
        "rapprochement sources"
    ),
    read_twinning,
)
