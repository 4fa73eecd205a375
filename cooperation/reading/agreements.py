"""Facts on the page of an agreement, for the component ``facts``."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.enums import AgreementStatus
from cooperation.models import Agreement
from cooperation.reading.actions import authority
from cooperation.reading.places import place_in_words
from cooperation.reading.years import agreement_years

Fact = dict[str, Any]


def agreement_facts(agreement: Agreement, status: AgreementStatus) -> list[Fact]:
    others = agreement.other_signatories.all()
    country = agreement.country
    return [
        {
            "term": _("Signataires français"),
            "entries": [authority(agreement.collectivity), *map(authority, others)],
        },
        {
            "term": _("Collectivité partenaire"),
            "value": agreement.counterpart.name,
            "url": agreement.counterpart.get_absolute_url(),
        },
        {
            "term": _("Où"),
            "value": place_in_words(agreement.place, country),
            "url": country.get_absolute_url() if country else "",
        },
        {"term": _("Nature"), "value": capfirst(agreement.get_kind_display())},
        {"term": _("Années"), "value": agreement_years(agreement, status)},
        {
            "term": _("État aujourd’hui"),
            "value": capfirst(status.label),
            "note": _("Déduit des événements connus."),
        },
        {"term": _("Référence"), "value": agreement.reference},
    ]
