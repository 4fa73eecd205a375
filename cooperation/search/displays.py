"""How a list is shown: as rows, a table or a map, with which columns, how many a page.

These parameters are in the address as the filters are, and change nothing of what is
found: exports, maps and feeds accept and ignore them.
"""

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cooperation.search.params import ParamOption, ParamReader

VIEW, PAGE_SIZE, COLUMNS = "vue", "par", "colonnes"
DISPLAY_PARAMS = (VIEW, PAGE_SIZE, COLUMNS)
PAGE_SIZES = (25, 50, 100)


class ListDisplay(TextChoices):
    LIST = "liste", _("liste")
    TABLE = "tableau", _("tableau")
    MAP = "carte", _("carte")
    BOTH = "deux", _("les deux")


class ActionColumn(TextChoices):
    LEAD = "collectivite", _("collectivité")
    PLACES = "lieux", _("où")
    PARTNERS = "partenaires", _("partenaires")
    KIND = "accord", _("accord")
    THEMES = "themes", _("thématiques")
    YEARS = "annees", _("années")
    STATUS = "etat", _("état")
    BUDGET = "budget", _("budget")
    VERIFIED = "verifiee", _("vérifiée")


class AgreementColumn(TextChoices):
    KIND = "type", _("type")
    PLACES = "lieux", _("où")
    PARTNERS = "partenaires", _("autres partenaires")
    THEMES = "themes", _("thématiques")
    YEARS = "annees", _("années")
    STATUS = "etat", _("état")
    ACTIONS = "actions", _("actions")
    VERIFIED = "verifiee", _("vérifiée")


class CollectivityColumn(TextChoices):
    NATURE = "nature", _("nature")
    DEPARTMENT = "departement", _("département")
    POPULATION = "population", _("population")
    COUNTRIES = "pays", _("pays")
    AGREEMENTS = "accords", _("accords")
    ACTIONS = "actions", _("actions")


class PartnerColumn(TextChoices):
    NATURE = "nature", _("nature")
    ACRONYM = "sigle", _("sigle")
    COUNTRY = "pays", _("pays")
    AGREEMENTS = "accords", _("accords")
    ACTIONS = "actions", _("actions")


class CountryColumn(TextChoices):
    REGION = "region", _("région du monde")
    SINCE = "depuis", _("première année")
    COLLECTIVITIES = "collectivites", _("collectivités")
    AGREEMENTS = "accords", _("accords")
    ACTIONS = "actions", _("actions")


# The columns of a table as long as none are chosen.
DEFAULT_COLUMNS: dict[type[TextChoices], list[str]] = {
    ActionColumn: ["collectivite", "lieux", "annees", "etat"],
    AgreementColumn: ["type", "lieux", "annees", "etat", "actions"],
    CollectivityColumn: CollectivityColumn.values,
    PartnerColumn: ["nature", "pays", "accords", "actions"],
    CountryColumn: CountryColumn.values,
}


def read_members(members: Iterable[TextChoices]) -> ParamReader:
    """Return a reader of the values of some members of a closed list."""
    labels = {str(member.value): member.label for member in members}

    def read(raw: list[str]) -> dict[str, ParamOption]:
        return {
            text: ParamOption(text.lower(), str(labels[text.lower()]), text.lower())
            for text in raw
            if text.lower() in labels
        }

    return read


def read_page_sizes(raw: list[str]) -> dict[str, ParamOption]:
    sizes = {str(size): size for size in PAGE_SIZES}
    return {text: ParamOption(text, text, sizes[text]) for text in raw if text in sizes}
