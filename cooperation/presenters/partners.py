"""Facts on the page of a partner, for the component ``facts``."""

from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cooperation.enums import InvolvementRole
from cooperation.models import Partner
from cooperation.presenters.places import format_place

Fact = dict[str, Any]


def build_partner_facts(partner: Partner) -> list[Fact]:
    country = partner.country
    return [
        {"term": _("Nature"), "value": capfirst(partner.get_kind_display())},
        {"term": _("Sigle"), "value": partner.acronym},
        {
            "term": _("Où"),
            "value": format_place(partner.place, country),
            "url": country.get_absolute_url() if country else "",
        },
        {
            "term": _("Site internet"),
            "value": partner.website,
            "url": partner.website,
        },
    ]


def format_roles_by_key(
    pairs: Iterable[tuple[Any, str]], funded: set[Any]
) -> dict[Any, str]:
    """Return the roles of a partner beside each authority, as text in enum order.

    ``pairs`` are (key of the authority, role); ``funded`` the keys of the authorities
    whose actions the partner funds.
    """
    roles: dict[Any, set[str]] = {}
    for key, role in pairs:
        roles.setdefault(key, set()).add(role)
    for key in funded:
        roles.setdefault(key, set()).add(InvolvementRole.COFUNDER)
    return {key: format_roles(held) for key, held in roles.items()}


def format_roles(held: set[str]) -> str:
    labels = [str(role.label) for role in InvolvementRole if role in held]
    return ", ".join(labels)
