"""The columns that an agent may propose, and the workbook of their authority."""

from functools import cache

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import ProposalKind
from accounts.people import permissions
from accounts.proposals.kinds import ENTRY_SCHEMAS
from cooperation.columns.datasets import get_primary_keys
from cooperation.columns.specs import ColumnKind, ColumnSpec, WorksheetSpec
from cooperation.columns.worksheets import WORKSHEETS
from cooperation.enums import Publication
from cooperation.models import Collectivity
from cooperation.models.common import PublishableQuerySet
from cooperation.spreadsheets.selection import WorkbookSelection

PARTNERS = "annuaire_partenaires"
# The worksheets of entries, with the kind of proposal that their rows become.
ENTRY_KINDS = {"actions": ProposalKind.ACTION, "accords": ProposalKind.AGREEMENT}
# The worksheets of their parts, with the name of each in the content of an entry.
PART_NAMES = {
    "lieux": "locations",
    "partenaires": "partners",
    "financements": "fundings",
    "evenements": "events",
}
# What says whose entry a new one is.
AUTHORITY_FIELDS = {"actions": "lead", "accords": "collectivity"}
# What else a new row takes: whose it is, and the country of a new partner.
CREATION_FIELDS = {
    "actions": {"lead"},
    "accords": {"collectivity", "country"},
    "lieux": {"action"},
    "partenaires": {"action"},
    "financements": {"action"},
    "evenements": {"agreement"},
    PARTNERS: set(),
}
PROPOSED_FIELDS = {
    # The agreement of an action is chosen on its page: a file could name a new one.
    "actions": set(ENTRY_SCHEMAS[ProposalKind.ACTION].fields) - {"agreement"},
    "accords": set(ENTRY_SCHEMAS[ProposalKind.AGREEMENT].fields),
    "lieux": {"country", "place", "label", "lat", "lng"},
    "partenaires": {"partner", "role"},
    "financements": {"window", "funder", "amount", "year", "kind"},
    "evenements": {"kind", "year", "date", "note"},
    PARTNERS: {"name", "kind", "country"},
}
IDENTIFYING_KINDS = (ColumnKind.IDENTIFIER, ColumnKind.VERSION, ColumnKind.YES)


def is_open_column(spec: WorksheetSpec, column: ColumnSpec) -> bool:
    """Return whether an agent may fill in a column; the others are for staff."""
    if column.is_inline or column.kind in IDENTIFYING_KINDS:
        return True
    return column.field in PROPOSED_FIELDS[spec.code] | CREATION_FIELDS[spec.code]


@cache
def list_reserved_codes(sheet: str) -> frozenset[str]:
    """Return the codes of the columns of a worksheet that only staff set."""
    spec = WORKSHEETS.get(sheet)
    columns = spec.columns if spec else ()
    return frozenset(
        column.code for column in columns if spec and not is_open_column(spec, column)
    )


def select_own_entries(authority: Collectivity) -> WorkbookSelection:
    """Select the entries of an authority with their parts, in the open columns.

    Drafts of others that it joined are left out.
    """
    own = Collectivity.objects.filter(pk=authority.pk).order_by().values("pk")
    actions = permissions.get_led_or_joined_actions(own)
    agreements = permissions.get_signed_agreements(own)
    selection = WorkbookSelection.from_keys(
        get_primary_keys(leave_out_drafts_of_others(actions, "lead", authority)),
        get_primary_keys(
            leave_out_drafts_of_others(agreements, "collectivity", authority)
        ),
    )
    selection.keys.pop(PARTNERS, None)
    selection.hidden = {code: list_reserved_codes(code) for code in WORKSHEETS}
    return selection


def leave_out_drafts_of_others(
    rows: PublishableQuerySet, field: str, authority: Collectivity
) -> PublishableQuerySet:
    is_shown = Q(**{field: authority}) | Q(publication=Publication.PUBLISHED)
    return rows.filter(is_shown).order_by("title_key", "pk")


def list_own_advice() -> list[str]:
    return [
        _(
            "Corrigez les cellules, enregistrez, puis envoyez le fichier par la page "
            "« Tableur » de votre espace : vous verrez d’abord, ligne par ligne, ce "
            "qui serait proposé. Rien n’est publié avant la relecture par l’équipe."
        ),
        _(
            "Une cellule vide laisse ce qui est là ; « effacer » vide ce que dit la "
            "fiche. Une ligne sans identifiant crée une fiche, ou une partie de fiche."
        ),
        _(
            "« oui » dans la colonne « Supprimer » retire une ligne des lieux, des "
            "partenaires, des financements ou des événements."
        ),
        _(
            "Plusieurs valeurs dans une cellule sont séparées par une barre verticale. "
            "La cellule dit alors la liste entière."
        ),
        _("N’écrivez le nom d’aucune personne : les fiches sont publiques."),
    ]
