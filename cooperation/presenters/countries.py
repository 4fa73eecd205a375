"""Facts on the page of a country, for the component ``facts``."""

from typing import Any

from django.utils.translation import gettext as _

from cooperation.models import Country
from cooperation.presenters.list_links import get_list_url

Fact = dict[str, Any]


def build_country_facts(country: Country, since: int | None) -> list[Fact]:
    """Return the facts; ``since`` is the first year with any activity there."""
    region = country.sub_region
    listed = {"year": country.facts_year}
    in_year = _("liste de %(year)s") % listed if country.facts_year else ""
    return [
        {"term": _("Première année connue"), "value": str(since or "")},
        {
            "term": _("Région du monde"),
            "value": region.name if region else "",
            "url": get_list_url("country_list", region=region.code) if region else "",
        },
        {"term": _("Capitale"), "value": country.capital},
        {
            "term": _("Groupe de revenu"),
            "value": country.income_group,
            "note": in_year,
        },
        {
            "term": _("Aide au développement"),
            "value": _("Pays moins avancé") if country.is_least_developed else "",
            "note": in_year,
        },
    ]
