"""Key figures and "see all" links, with labels that agree in number."""

from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

Figure = dict[str, Any]


def build_authority_figure(number: int, url: str) -> Figure:
    return build_figure(
        number, npgettext("nombre", "collectivité", "collectivités", number), url
    )


def build_agreement_figure(number: int, url: str) -> Figure:
    return build_figure(number, npgettext("nombre", "accord", "accords", number), url)


def build_action_figure(number: int, url: str) -> Figure:
    return build_figure(number, npgettext("nombre", "action", "actions", number), url)


def build_country_figure(number: int, url: str) -> Figure:
    return build_figure(number, npgettext("nombre", "pays", "pays", number), url)


def build_partner_figure(number: int, url: str) -> Figure:
    return build_figure(
        number, npgettext("nombre", "partenaire", "partenaires", number), url
    )


def build_figure(number: int, label: str, url: str) -> Figure:
    """Return a figure of the component ``key_figures``, linked unless it is 0."""
    return {"value": number, "label": label, "url": url if number else ""}


def build_see_all_link(shown: int, counted: Figure) -> dict[str, str]:
    """Return the link to all rows of a figure; empty if all are shown."""
    if shown >= counted["value"]:
        return {"url": "", "label": ""}
    number = number_format(counted["value"], force_grouping=True)
    words = {"number": number, "things": counted["label"]}
    label = _("Voir les %(number)s %(things)s") % words
    return {"url": counted["url"], "label": label}


def format_shown_count(shown: int, number: int) -> str:
    """Return a note that only the first rows are shown; empty if all are."""
    if shown >= number:
        return ""
    counts = {"shown": shown, "number": number_format(number, force_grouping=True)}
    return _("Les %(shown)s premiers sur %(number)s.") % counts
