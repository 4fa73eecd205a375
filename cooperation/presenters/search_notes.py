"""What a page says of how it read a search, each time with a way out."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cooperation.presenters.types import Link, SearchNote
from cooperation.search.alternatives import Alternative
from cooperation.search.filterset import SearchFilterSet
from cooperation.search.frame_words import NEAR_US
from cooperation.search.fulltext import ParsedSearch
from cooperation.search.terms import read_terms, write_term
from cooperation.text import normalize

EITHER_OR = {"ou", "or"}


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
    asked = alternative.asked if alternative else " ".join(selection.data.getlist("q"))
    return [*notes, *iter_next_steps(selection, asked)]


def iter_next_steps(selection: SearchFilterSet, asked: str) -> Iterator[SearchNote]:
    """Yield what to do where words ask for what no list can tell."""
    if asks_for_here(asked):
        yield SearchNote(
            _("Le site ne sait pas où vous êtes : donnez votre commune."),
            _("Trouver ma commune"),
            reverse("cooperation:my_commune"),
        )
    if parts := split_either_or(asked):
        first, *others = (
            Link(
                _("Chercher « %s »") % part,
                f"?{selection.replace_search(part)}",
            )
            for part in parts
        )
        yield SearchNote(
            _("Tous les mots sont cherchés ensemble : « ou » ne les sépare pas."),
            str(first.label),
            first.url,
            others,
        )


def asks_for_here(text: str) -> bool:
    """Return whether words say where somebody is: "près de chez nous"."""
    key = f" {normalize(text)} "
    return any(f" {words} " in key for words in NEAR_US)


def split_either_or(text: str) -> list[str]:
    """Return what stands on each side of "ou"; nothing without it."""
    parts: list[list[str]] = [[]]
    for term in read_terms(text):
        if term.is_plain and term.words[0] in EITHER_OR and not term.joined:
            parts.append([])
        else:
            parts[-1].append(write_term(term))
    sides = [" ".join(part) for part in parts if part]
    return sides if len(sides) > 1 else []


def describe_reading(search: ParsedSearch) -> str:
    """Return how words were read otherwise than as they are; a blank if none was."""
    if search.understood:
        return _("Ces choix sont lus dans votre recherche.")
    asking = [word for word in search.unsearched if normalize(word) not in EITHER_OR]
    if asking:
        words = " ".join(asking)
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
