"""Facts on the page of an agreement, for the component ``facts``."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.enums import AgreementStatus
from cooperation.models import Agreement
from cooperation.presenters.actions import build_authority_link
from cooperation.presenters.places import format_place
from cooperation.presenters.years import format_agreement_years

Fact = dict[str, Any]


def build_agreement_facts(agreement: Agreement, status: AgreementStatus) -> list[Fact]:
    others = agreement.other_signatories.all()
    country = agreement.country
    return [
        {
            "term": _("Signataires français"),
            "entries": [
                build_authority_link(agreement.collectivity),
                *map(build_authority_link, others),
            ],
        },
        {
            "term": _("Collectivité partenaire"),
            "value": agreement.counterpart.name,
            "url": agreement.counterpart.get_absolute_url(),
        },
        {
            "term": _("Où"),
            "value": format_place(agreement.place, country),
            "url": country.get_absolute_url() if country else "",
        },
        {"term": _("Nature"), "value": capfirst(agreement.get_kind_display())},
        {"term": _("Années"), "value": format_agreement_years(agreement, status)},
        {
            "term": _("État aujourd’hui"),
            "value": capfirst(status.label),
            "note": _("Déduit des événements connus."),
        },
        {"term": _("Référence"), "value": agreement.reference},
    ]
