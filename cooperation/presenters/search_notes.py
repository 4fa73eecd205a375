"""What a page says of how it read a search, each time with a way out."""

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cooperation.presenters.types import SearchNote
from cooperation.search.alternatives import Alternative
from cooperation.search.filterset import SearchFilterSet
from cooperation.search.fulltext import ParsedSearch


def build_search_notes(
    selection: SearchFilterSet, alternative: Alternative | None
) -> list[SearchNote]:
    """Return the notes of a list: what it answers instead, what words stand for."""
    notes = []
    if alternative:
        url = selection.replace_search(alternative.literal)
        notes.append(build_alternative_note(alternative, url))
    if selection.search and (text := describe_reading(selection.search)):
        url = selection.replace_search(selection.search.literal)
        notes.append(SearchNote(text, _("Chercher ces mots tels quels"), f"?{url}"))
    return notes


def describe_reading(search: ParsedSearch) -> str:
    """Return how words were read otherwise than as they are; a blank if none was."""
    if search.understood:
        return _("Ces choix sont lus dans votre recherche.")
    if search.unsearched:
        words = " ".join(search.unsearched)
        return _("« %s » ne compte que pour l’ordre des résultats.") % words
    return ""


def build_alternative_note(other: Alternative, query: str = "") -> SearchNote:
    """Return what is answered instead; ``query`` asks for exactly what was asked."""
    if other.left_out:
        text = _(
            "Rien n’a tous les mots de « %(asked)s » : voici ce qui répond sans "
            "« %(left)s »."
        ) % {"asked": other.asked, "left": other.left_out}
    else:
        text = _("Résultats pour « %(found)s ».") % {"found": other.text}
    label = _("Chercher exactement « %s »") % other.asked
    return SearchNote(text, label, f"?{query or urlencode({'q': other.literal})}")
