"""Flat tables of cooperations, recognised by their columns.

A flat table has one row for each twinning, cooperation, friendship or project, with a
column for the kind of link.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from django.utils.translation import gettext_lazy as _

from cooperation.columns.specs import ColumnSpec, WorksheetSpec
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.models import Agreement
from cooperation.text import normalize

# What the columns of flat tables are called: those of our own file, of earlier ones,
# and of tables of staff.
COLUMN_NAMES = {
    "id": "id, source id, identifiant",
    "title": "title, titre, intitule, libelle, nom du projet, nom de la cooperation",
    "kind": "kind, type, nature, type de lien, nature du lien, type d accord, lien, "
    "nature de l accord, type de partenariat, type de cooperation, forme du lien",
    "lead": "lead name, collectivite fr, collectivite, collectivite francaise, "
    "collectivite territoriale, collectivite chef de file, chef de file, commune, "
    "ville, ville francaise, commune francaise, porteur, epci",
    "lead_kind": "lead kind, collectivite type, type de collectivite, "
    "nature de la collectivite",
    "department": "lead department, departement, dep, dept, code departement, "
    "numero de departement",
    "insee": "code insee, insee, insee code",
    "siren": "siren, siret, collectivite siren",
    "others": "other french authorities, autres collectivites, autres signataires, "
    "autres collectivites francaises, autres signataires francais, cosignataires",
    "partner": "partner name, partenaire, collectivite partenaire, ville partenaire, "
    "partenaire etranger, collectivite etrangere, ville jumelee, commune jumelee, "
    "ville etrangere, commune partenaire, territoire partenaire",
    "country": "partner country iso2, pays iso2, pays, pays partenaire, "
    "pays du partenaire, pays d intervention",
    "places": "places, lieux, lieu, localites, lieu d intervention, "
    "lieux d intervention",
    "agreement": "agreement, accord, accord cadre",
    "start": "start year, annee debut, annee de debut, debut, date de debut, annee, "
    "annee de signature, date de signature, signature, depuis, annee du jumelage",
    "end": "end year, annee fin, annee de fin, fin, date de fin",
    "status": "status, statut, etat",
    "themes": "themes, theme, thematiques, thematique, domaines, domaine",
    "atlas_theme": "sous theme",
    "goals": "goals, odd",
    "partners": "partners, partenaires, autres partenaires, partenaires associes",
    "windows": "funding windows, guichet, guichets, guichet de financement, "
    "source de financement",
    "amount": "budget eur, budget, budget total, montant, montant total, "
    "montant en euros, montant eur, budget en euros, cout, cout total",
    "amount_year": "amount year, annee du montant, montant annee",
    "amount_kind": "amount kind, nature du montant",
    "summary": "summary fr, resume",
    "description": "description fr, description, presentation",
    "results": "results fr, resultats",
    "website": "website, site, site internet, site web",
    "source_name": "source name, source",
    "source_url": "source url, page de la source, lien de la source",
    "other_sources": "other sources, autres sources",
    "uncertainty": "uncertainty, incertitude, ce qui reste incertain",
    "note": "source note, note, notes, remarque, remarques, observations, commentaire, "
    "commentaires",
}
CODES = {
    name.strip(): code
    for code, names in COLUMN_NAMES.items()
    for name in names.split(",")
}
# The columns of a flat table, as staff read them; "entry" is for corrections only.
COLUMN_LABELS = {
    "title": _("Titre"),
    "kind": _("Type de lien"),
    "lead": _("Collectivité"),
    "lead_kind": _("Nature de la collectivité"),
    "department": _("Département"),
    "insee": _("Code INSEE"),
    "siren": _("SIREN"),
    "others": _("Autres collectivités françaises"),
    "partner": _("Collectivité partenaire"),
    "country": _("Pays"),
    "places": _("Lieux"),
    "agreement": _("Accord"),
    "start": _("Année de début"),
    "end": _("Année de fin"),
    "status": _("État"),
    "themes": _("Thématiques"),
    "atlas_theme": _("Thématique de l’atlas"),
    "goals": _("ODD"),
    "partners": _("Partenaires"),
    "windows": _("Guichets"),
    "amount": _("Montant"),
    "amount_year": _("Année du montant"),
    "amount_kind": _("Nature du montant"),
    "summary": _("Résumé"),
    "description": _("Description"),
    "results": _("Résultats"),
    "website": _("Site"),
    "source_name": _("Source"),
    "source_url": _("Page de la source"),
    "other_sources": _("Autres sources"),
    "uncertainty": _("Ce qui reste incertain"),
    "note": _("Note sur la source"),
    "id": _("Identifiant dans la source"),
    "entry": _("Fiche qui existe déjà"),
}
FLAT_WORKSHEET = WorksheetSpec(
    "cooperations",
    _("Tableau de coopérations"),
    _("Une ligne par lien : elle devient un accord, une action, ou les deux."),
    Agreement,
    "entry",
    [ColumnSpec(code, label, "") for code, label in COLUMN_LABELS.items()],
)
REQUIRED = {"kind", "lead", "partner"}
# The twinnings of Wikidata name no kind: each row is one.
TWINNING_COLUMNS = {"insee", "lead", "partner", "country"}
TWINNING_DEFAULTS = {
    "kind": "jumelage",
    "source_name": "Wikidata (CC0)",
    "uncertainty": "La source ne donne ni la date de ce jumelage, ni son état.",
}


@dataclass(frozen=True)
class FlatLayout:
    """The columns of a flat table, by our codes, and what is true of every row.

    ``unknown`` are the columns that say nothing to us.
    """

    columns: Mapping[str, str]
    unknown: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_columns(cls, columns: Mapping[str, str]) -> Self:
        """Return the layout of columns that staff may have chosen."""
        is_twinning = is_twinning_header(columns.values()) and "kind" not in columns
        defaults = TWINNING_DEFAULTS if is_twinning else {}
        return cls({**columns, "entry": "entry"}, (), defaults)

    def get_column(self, *codes: str) -> str:
        """Return the first of some columns that the table has, or ""."""
        return next((self.columns[code] for code in codes if code in self.columns), "")


def recognize_flat_layout(header: Sequence[str]) -> FlatLayout | None:
    """Return the layout of a flat table, or ``None`` for any other.

    A worksheet of ours is none, whatever columns it has.
    """
    if is_worksheet_header(header):
        return None
    columns: dict[str, str] = {}
    for name, code in zip(header, list_flat_codes(header), strict=True):
        if code:
            columns.setdefault(code, name)
    unknown = tuple(name for name in header if name not in columns.values())
    if columns.keys() >= REQUIRED:
        return FlatLayout(columns, unknown)
    if columns.keys() >= TWINNING_COLUMNS and is_twinning_header(header):
        return FlatLayout(columns, unknown, TWINNING_DEFAULTS)
    return None


def list_flat_codes(header: Sequence[str]) -> list[str]:
    """Return our code for each column of a flat table, blank if there is none.

    Where no column is the partner's, the partners' is.
    """
    codes = [CODES.get(normalize(name.removesuffix("*")), "") for name in header]
    if "partner" in codes:
        return codes
    return ["partner" if code == "partners" else code for code in codes]


def is_twinning_header(header: Iterable[str]) -> bool:
    names = {normalize(name) for name in header}
    return {"code insee", "commune", "partenaire", "pays iso2"} <= names


def is_worksheet_header(header: Sequence[str]) -> bool:
    """Return whether a header is that of a worksheet: all its names, or a reference."""
    names = {normalize(name.removesuffix("*")) for name in header}
    if "reference" in names:
        return True
    return any(
        names
        <= {
            normalize(text)
            for column in sheet.columns
            for text in (column.code, str(column.label))
        }
        for sheet in WORKSHEETS.values()
    )
