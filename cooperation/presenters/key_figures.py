"""Key figures and "see all" links, with labels that agree in number."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cooperation.presenters.counts import LABELS
from cooperation.presenters.types import KeyFigure, Link


def build_figure(kind: str, number: int, url: str) -> KeyFigure:
    """Return the number of rows of a kind of ``LABELS``, linked unless it is 0."""
    return KeyFigure(number, LABELS[kind](number), url if number else "")


def build_see_all_link(shown: int, counted: KeyFigure) -> Link:
    """Return the link to all rows of a figure; empty if all are shown."""
    if shown >= counted.value:
        return Link("")
    number = number_format(counted.value, force_grouping=True)
    words = {"number": number, "things": counted.label}
    return Link(_("Voir les %(number)s %(things)s") % words, counted.url)


def format_shown_count(shown: int, number: int) -> str:
    """Return a note that only the first rows are shown; empty if all are."""
    if shown >= number:
        return ""
    counts = {"shown": shown, "number": number_format(number, force_grouping=True)}
    return _("Les %(shown)s premiers sur %(number)s.") % counts
