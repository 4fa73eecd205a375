"""One-sentence summaries of entries, for page headers and meta descriptions."""

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from cooperation.models import Action, Agreement, Collectivity, Country, Partner
from cooperation.presenters.collectivities import (
    format_population,
    get_collectivity_nature,
)
from cooperation.presenters.places import format_location, format_place

MAX_LENGTH = 200


def summarize_action(action: Action) -> str:
    """Return the summary of an action, else the start of its description."""
    text = action.summary or Truncator(action.description).chars(MAX_LENGTH)
    return " ".join(text.split()) or format_lead_and_places(action)


def format_lead_and_places(action: Action) -> str:
    places = ", ".join(format_location(row) for row in action.locations.all())
    lead = action.lead.name
    if not places:
        return _("Une action de coopération menée par %(lead)s.") % {"lead": lead}
    words = {"lead": lead, "places": places}
    return _("Une action de coopération menée par %(lead)s : %(places)s.") % words


def summarize_agreement(agreement: Agreement) -> str:
    """Return the summary of an agreement, else who signed it with whom."""
    if agreement.summary:
        return " ".join(agreement.summary.split())
    country = agreement.country
    return _("%(kind)s entre %(lead)s et %(counterpart)s%(country)s.") % {
        "kind": capfirst(agreement.get_kind_display()),
        "lead": agreement.collectivity.name,
        "counterpart": agreement.counterpart.name,
        "country": f" ({country.name})" if country else "",
    }


def summarize_collectivity(collectivity: Collectivity) -> str:
    known = (
        capfirst(get_collectivity_nature(collectivity)),
        str(collectivity.department or collectivity.region or ""),
        format_population(collectivity.population),
    )
    return " · ".join(part for part in known if part)


def summarize_country(country: Country) -> str:
    return _(
        "%(name)s : les collectivités françaises qui y agissent, depuis quand, sur "
        "quoi et avec qui."
    ) % {"name": country.name}


def summarize_partner(partner: Partner) -> str:
    known = (
        capfirst(partner.get_kind_display()),
        format_place(partner.place, partner.country),
    )
    return " · ".join(part for part in known if part)
