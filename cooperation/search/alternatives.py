"""What to answer where nothing has all the words of a search.

A word that the directory does not have is replaced by the one that resembles it most;
else a part of the search is left out. The page says which, and how to search for the
words as they are.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from rapidfuzz import fuzz, process

from cooperation.db import has_written
from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Country,
    Department,
    Partner,
    Place,
    Region,
    Synonym,
)
from cooperation.parsing.country_names import COUNTRIES_BY_USUAL_NAME
from cooperation.search.facets import count_facets
from cooperation.search.filters import EntryFilterSet
from cooperation.search.frame_words import FRAME_WORDS
from cooperation.search.interpretation import iter_word_runs
from cooperation.search.sounds import get_sound
from cooperation.search.terms import SearchTerm, read_terms, write_term
from cooperation.web.etags import get_public_version

# Of rapidfuzz's ratio: one wrong letter of five, two of nine.
MIN_LIKENESS = 78
MIN_COUNTRY_LIKENESS = 86
# Of how two words sound, where nothing is written nearly so.
MIN_SOUND_LIKENESS = 92
MIN_WORD_LENGTH = 4
MAX_PARTS = 6
WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True)
class Alternative:
    """Another search that finds something.

    ``asked`` is what was typed, ``literal`` the same as a search for exactly that;
    ``left_out`` is what the search no longer holds, blank where it was respelled.
    """

    text: str
    asked: str
    literal: str
    left_out: str = ""


class Vocabulary:
    """The words of names and titles that the public may read, with how often.

    Made when it is first asked for after public data has changed; a word with an error
    in it is rare, and everything else does without.
    """

    def __init__(self) -> None:
        self.version: object = None
        self.words: Counter[str] = Counter()
        self.sounds: dict[str, str] = {}
        self.lock = Lock()

    def get_words(self) -> Counter[str]:
        version = get_public_version()
        with self.lock:
            if has_written() or version != self.version:
                self.words = Counter(
                    word for key in iter_public_names() for word in WORD.findall(key)
                )
                self.sounds = {word: get_sound(word) for word in self.words}
                self.version = version
            return self.words


VOCABULARY = Vocabulary()


def iter_public_names() -> Iterator[str]:
    """Yield the keys of names and titles, one by one."""
    yield from COUNTRIES_BY_USUAL_NAME
    for rows, column in list_name_columns():
        yield from rows.order_by().values_list(column, flat=True).iterator(5_000)


def list_name_columns() -> list[tuple[QuerySet[Any], str]]:
    actions, agreements = Action.objects.published(), Agreement.objects.published()
    placed = Place.objects.filter(
        Q(pk__in=actions.values("locations__place"))
        | Q(pk__in=agreements.values("place"))
    )
    return [
        (Country.objects.all(), "name_key"),
        (Country.objects.all(), "name_en_key"),
        (Department.objects.all(), "name_key"),
        (Region.objects.all(), "name_key"),
        (Synonym.objects.all(), "text_key"),
        (Collectivity.objects.with_published_entries(), "name_key"),
        (Partner.objects.published(), "name_key"),
        (placed, "name_key"),
        (actions, "title_key"),
        (agreements, "title_key"),
    ]


def find_alternative(
    selection_class: type[EntryFilterSet], data: QueryDict
) -> Alternative | None:
    """Return another search that finds something, other choices unchanged."""
    asked = " ".join(data.getlist("q")).strip()
    respelled = find_respelled(asked)
    if respelled and count_entries(selection_class, data, respelled.text):
        return respelled
    text = respelled.text if respelled else asked
    return find_shorter(
        asked,
        iter_shorter_searches(selection_class, data, text),
        lambda part: count_entries(selection_class, data, part),
    )


def find_shorter(
    asked: str, parts: Iterable[tuple[str, str]], count: Callable[[str], int]
) -> Alternative | None:
    """Return the part of a search that finds the fewest entries, but some."""
    found = [(count(text), text, left_out) for text, left_out in parts]
    some = [one for one in found if one[0]]
    if not some:
        return None
    _number, text, left_out = min(some, key=lambda one: one[0])
    return Alternative(text, asked, write_exactly(asked), left_out)


def find_shorter_of_all(
    asked: str, selection_classes: Iterable[type[EntryFilterSet]]
) -> Alternative | None:
    """Return the part of a text that finds something among entries of all kinds."""
    classes = list(selection_classes)
    data = replace_text(QueryDict(), asked)
    respelled = find_respelled(asked)
    text = respelled.text if respelled else asked
    return find_shorter(
        asked,
        iter_shorter_searches(classes[0], data, text),
        lambda part: sum(count_entries(one, data, part) for one in classes),
    )


def find_respelled(asked: str) -> Alternative | None:
    """Return the search with its unknown words respelled, if there are some."""
    text = correct_spelling(read_terms(asked))
    return Alternative(text, asked, write_exactly(asked)) if text else None


def write_exactly(asked: str) -> str:
    """Return the search for each of the words as it is."""
    terms = read_terms(asked)
    return " ".join(f'"{write_term(one)}"' for one in terms if one.is_plain)


def find_near_countries(text: str) -> list[str]:
    """Return the codes of the country whose name resembles a few of the words most.

    For names with an error that the words of the directory do not help with: nobody
    cooperates there, or the error makes another word.
    """
    keys = {
        key: code
        for code, *names in Country.objects.values_list("pk", "name_key", "name_en_key")
        for key in names
    }
    keys |= {name: codes[0] for name, codes in COUNTRIES_BY_USUAL_NAME.items()}
    runs = (run.key for run in iter_word_runs(read_terms(text)))
    near = (
        process.extractOne(
            run, list(keys), scorer=fuzz.ratio, score_cutoff=MIN_COUNTRY_LIKENESS
        )
        for run in runs
        if len(run) > MIN_WORD_LENGTH
    )
    found = sorted(filter(None, near), key=lambda one: -one[1])
    return [keys[name] for name, _likeness, _place in found[:1]]


def count_entries(
    selection_class: type[EntryFilterSet], data: QueryDict, text: str
) -> int:
    return count_facets(selection_class(replace_text(data, text))).total


def replace_text(data: QueryDict, text: str) -> QueryDict:
    """Return the parameters with another text to search for."""
    changed = data.copy()
    changed.setlist("q", [text])
    return changed


def correct_spelling(terms: list[SearchTerm]) -> str:
    """Return the terms with unknown words respelled; a blank if none is."""
    known = VOCABULARY.get_words()
    written, is_changed = [], False
    for term in terms:
        near = find_near_word(term, known)
        written.append(near or write_term(term))
        is_changed = is_changed or bool(near)
    return " ".join(written) if is_changed else ""


def find_near_word(term: SearchTerm, known: Counter[str]) -> str:
    """Return the known word that resembles an unknown one; the most used of equals."""
    word = term.words[0]
    is_right = word in known or word in FRAME_WORDS
    if is_right or not term.is_plain or not WORD.fullmatch(word):
        return ""
    near = list_written_alike(word, known) or list_sounding_alike(word)
    return max(near, key=lambda one: (one[1], known[one[0]]), default=("",))[0]


def list_written_alike(word: str, known: Counter[str]) -> list[tuple[str, float]]:
    """Return words with their likeness."""
    found = process.extract(
        word, list(known), scorer=fuzz.ratio, score_cutoff=MIN_LIKENESS, limit=5
    )
    return [(other, likeness) for other, likeness, _place in found]


def list_sounding_alike(word: str) -> list[tuple[str, float]]:
    sound = get_sound(word)
    if len(sound) < MIN_WORD_LENGTH:
        return []
    found = process.extract(
        sound,
        VOCABULARY.sounds,
        scorer=fuzz.ratio,
        score_cutoff=MIN_SOUND_LIKENESS,
        limit=5,
    )
    return [(other, likeness) for _sound, likeness, other in found]


def iter_shorter_searches(
    selection_class: type[EntryFilterSet], data: QueryDict, text: str
) -> Iterator[tuple[str, str]]:
    """Yield a search without each of its parts, then each part alone."""
    search = selection_class(replace_text(data, text)).search
    parts: list[str] = list(
        dict.fromkeys(one.text for one in search.understood) if search else ()
    )
    parts += [
        write_term(term)
        for term in read_terms(search.words if search else "")
        if not term.is_plain or len(term.words[0]) > 2
    ]
    parts = parts[:MAX_PARTS]
    if len(parts) < 2:
        return
    yield from split_parts(parts, range(len(parts)), keep=False)
    if len(parts) > 2:
        yield from split_parts(parts, range(len(parts)), keep=True)


def split_parts(
    parts: list[str], places: Iterable[int], *, keep: bool
) -> Iterator[tuple[str, str]]:
    """Yield what is searched for and what is left out, for each part."""
    for at in places:
        others = " ".join(part for place, part in enumerate(parts) if place != at)
        yield (parts[at], others) if keep else (others, parts[at])
