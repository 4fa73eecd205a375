"""One-sentence summaries of entries, for page headers and meta descriptions."""

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from cooperation.directories.rows import nature_of
from cooperation.models import Action, Agreement, Collectivity, Country, Partner
from cooperation.reading.collectivities import inhabitants
from cooperation.reading.places import location_in_words, place_in_words

LONGEST = 200


def of_action(action: Action) -> str:
    """Return the summary of an action, else the start of its description."""
    told = action.summary or Truncator(action.description).chars(LONGEST)
    return " ".join(told.split()) or who_and_where(action)


def who_and_where(action: Action) -> str:
    places = ", ".join(location_in_words(row) for row in action.locations.all())
    lead = action.lead.name
    if not places:
        return _("Une action de coopération de %(lead)s.") % {"lead": lead}
    words = {"lead": lead, "places": places}
    return _("Une action de coopération de %(lead)s : %(places)s.") % words


def of_agreement(agreement: Agreement) -> str:
    country = agreement.country
    return _("%(kind)s entre %(lead)s et %(counterpart)s%(country)s.") % {
        "kind": capfirst(agreement.get_kind_display()),
        "lead": agreement.collectivity.name,
        "counterpart": agreement.counterpart.name,
        "country": f" ({country.name})" if country else "",
    }


def of_collectivity(collectivity: Collectivity) -> str:
    known = (
        capfirst(nature_of(collectivity)),
        str(collectivity.department or collectivity.region or ""),
        inhabitants(collectivity.population),
    )
    return " · ".join(part for part in known if part)


def of_country(country: Country) -> str:
    return _(
        "%(name)s : les collectivités françaises qui y agissent, depuis quand, sur "
        "quoi et avec qui."
    ) % {"name": country.name}


def of_partner(partner: Partner) -> str:
    known = (
        capfirst(partner.get_kind_display()),
        place_in_words(partner.place, partner.country),
    )
    return " · ".join(part for part in known if part)
