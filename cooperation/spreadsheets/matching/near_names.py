"""Which names may be of one thing: the one rule of imports, lists and forms.

``compare_names`` says whether two names are near, and why. ``NearNameIndex`` finds what
is worth comparing, by words that few names share, one letter more or less allowed, and
by acronyms: the work grows with the number of names, not with its square.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from cooperation.parsing.names import is_acronym
from cooperation.text import normalize

Key = TypeVar("Key", bound=int | str)


class NearReason(TextChoices):
    """Why two names, or two rows, may be of one thing."""

    SAME_NAME = "nom", _("même nom")
    SAME_ACRONYM = "sigle", _("même sigle")
    NEAR_NAME = "proche", _("noms proches")
    PART_OF_NAME = "partie", _("un nom contient l’autre")
    SAME_COOPERATIONS = "cooperations", _("mêmes coopérations")
    SAME_SIGNATORIES = "signataires", _("mêmes signataires")
    SAME_PLACE = "lieu", _("même lieu")


class NearMatch(NamedTuple):
    reason: NearReason
    certainty: int


# Below the first, of 100, two names are not near; below the second, the words that they
# do not share are two words. docs/decisions/0041 has the figures.
MIN_SIMILARITY, MIN_WORD_SIMILARITY = 84, 80
MIN_ACRONYM, MIN_PREFIX_ACRONYM = 3, 4
MIN_SHARED_WORDS = 3
# A word of more names than this tells nothing.
MAX_SHARING = 100
# Shorter words are compared as they are: one letter more is another word.
MIN_VARIED_WORD = 5
MAX_NAME_LENGTH = 250

LINK_WORDS = {
    *("a", "al", "and", "au", "aux", "d", "da", "de", "del", "della", "der", "des"),
    *("di", "do", "du", "e", "en", "et", "for", "l", "la", "le", "les", "of", "pour"),
    *("s", "sur", "the", "un", "und", "une", "y"),
}
# What a group calls itself, or not.
GENERIC_WORDS = {"association"}
GENERIC_ACRONYMS = {"asbl", "epci", "gie", "ngo", "ong", "sarl", "scic", "usa"}
# Authorities of two levels are two, whatever their names.
TOWN = "commune"
LEVELS = {
    TOWN: r"commune|mairie|municipalite|ville (?:de|du|des|d)",
    "region": r"region|conseil regional",
    "departement": r"departement|conseil (?:departemental|general)",
    **{word: word for word in ("canton", "cercle", "comte", "district", "gouvernorat")},
    **{word: word for word in ("prefecture", "province", "wilaya")},
}
LEVEL = re.compile("|".join(f"(?P<{name}>(?:{p}) )" for name, p in LEVELS.items()))
# "Téra, ville": what a list puts behind a name.
TOWN_BEHIND = re.compile(r",\s*(?:commune|ville|mairie|municipalité)\s*$", re.I)
BRACKETS = re.compile(r"\(([^()]*)\)")
YEAR = re.compile(r"(?:19|20)\d\d")


class NameForm(NamedTuple):
    """What of a name is compared."""

    key: str
    words: frozenset[str]
    numbers: frozenset[str]
    level: str
    bracket: str
    acronyms: frozenset[str]
    # Of the first letters of the words; an acronym within the name gives its own.
    initials: str
    has_inner_acronym: bool


def build_name_form(name: str, acronym: str = "") -> NameForm:
    text = TOWN_BEHIND.sub("", name[:MAX_NAME_LENGTH])
    bracket = " ".join(BRACKETS.findall(text))
    bare = BRACKETS.sub(" ", text)
    bare = bare if normalize(bare) else text
    key = normalize(bare)
    level = LEVEL.match(f"{key} ")
    rest = key[len(level[0]) :] if level else key
    words = [word for word in rest.split() if word not in LINK_WORDS] or key.split()
    numbers = frozenset(word for word in words if word[0].isdigit())
    distinctive = frozenset(words) - GENERIC_WORDS or frozenset(words)
    within = list_acronym_words(bare)
    written = {compact(acronym), compact(bracket) if is_acronym(bracket) else ""}
    written |= {compact(word) for word in within[:1] if bare.strip().startswith(word)}
    return NameForm(
        key,
        distinctive,
        numbers,
        level.lastgroup or "" if level else "",
        "" if is_acronym(bracket) else normalize(bracket),
        frozenset(
            word
            for word in written - GENERIC_ACRONYMS
            if MIN_ACRONYM <= len(word) <= 15
        ),
        "".join(
            word if word in {normalize(one) for one in within} else word[0]
            for word in key.split()
            if word not in LINK_WORDS
        ),
        bool(within),
    )


def compact(text: str) -> str:
    """Return a text in one word: "S.E.V.E.S." is "seves"."""
    return normalize(text).replace(" ", "")


def list_acronym_words(text: str) -> list[str]:
    """Return the words written as acronyms; none where all is in capitals."""
    tokens = text.split()
    found = [one for one in tokens if is_acronym(one) and one.upper() == one]
    longer = [one for one in tokens if len(one) > 1]
    return found if len(found) < len(longer) or len(longer) == 1 else []


# Two names ---------------------------------------------------------------------------


def compare_names(ours: NameForm, theirs: NameForm) -> NearMatch | None:
    """Return why two names may be of one thing, and how sure that is; None if not."""
    if not ours.key or not theirs.key:
        return None
    if have_other_numbers(ours, theirs) or have_other_levels(ours, theirs):
        return None
    if ours.bracket and theirs.bracket and ours.bracket != theirs.bracket:
        return None
    if ours.words == theirs.words:
        is_equal = ours.key == theirs.key and ours.bracket == theirs.bracket
        return NearMatch(NearReason.SAME_NAME, 100 if is_equal else 95)
    return (
        compare_acronyms(ours, theirs)
        or compare_spelling(ours, theirs)
        or compare_words(ours, theirs)
    )


def have_other_numbers(ours: NameForm, theirs: NameForm) -> bool:
    """Return whether numbers tell two names apart; a year may be left out in one."""
    differing = ours.numbers ^ theirs.numbers
    if ours.numbers and theirs.numbers:
        return bool(differing)
    return not all(YEAR.fullmatch(number) for number in differing)


def have_other_levels(ours: NameForm, theirs: NameForm) -> bool:
    """Return whether two names are of authorities of two levels; none is a town's."""
    return (ours.level or TOWN) != (theirs.level or TOWN)


def compare_acronyms(ours: NameForm, theirs: NameForm) -> NearMatch | None:
    if not any(one.acronyms or one.has_inner_acronym for one in (ours, theirs)):
        return None
    if ours.acronyms & theirs.acronyms:
        return NearMatch(NearReason.SAME_ACRONYM, 90)
    for one, other in ((ours, theirs), (theirs, ours)):
        spelled = {other.initials, other.key.replace(" ", "")}
        if one.acronyms & spelled or is_shortened(one, other):
            return NearMatch(NearReason.SAME_ACRONYM, 85)
        if any(is_acronym_prefix(word, other.initials) for word in one.acronyms):
            return NearMatch(NearReason.SAME_ACRONYM, 75)
    return None


def is_shortened(one: NameForm, other: NameForm) -> bool:
    """Return whether a name has an acronym for words of the other.

    "Agence de l'eau RMC" is "Agence de l'eau Rhône Méditerranée Corse".
    """
    if not one.has_inner_acronym or one.initials != other.initials:
        return False
    return len(one.initials) >= MIN_ACRONYM and bool(one.words & other.words)


def is_acronym_prefix(acronym: str, initials: str) -> bool:
    """Return whether an acronym leaves out the last words only, as a country."""
    return len(acronym) >= MIN_PREFIX_ACRONYM and initials[: len(acronym)] == acronym


def compare_spelling(ours: NameForm, theirs: NameForm) -> NearMatch | None:
    """Return a match of names whose letters, and other words, are nearly the same."""
    score = fuzz.ratio(ours.key, theirs.key, score_cutoff=MIN_SIMILARITY)
    if not score or not is_same_but_for_letters(ours, theirs):
        return None
    return NearMatch(NearReason.NEAR_NAME, int(score * 0.85))


def is_same_but_for_letters(ours: NameForm, theirs: NameForm) -> bool:
    """Return whether the words that two names do not share resemble each other.

    "Comité de jumelage de Créteil" is not that of Montluel.
    """
    left = " ".join(sorted(ours.words - theirs.words))
    right = " ".join(sorted(theirs.words - ours.words))
    if not left or not right:
        return True
    return fuzz.ratio(left, right) >= MIN_WORD_SIMILARITY


def compare_words(ours: NameForm, theirs: NameForm) -> NearMatch | None:
    """Return a match where all words of one name, three at least, are in the other."""
    fewer, more = sorted((ours.words, theirs.words), key=len)
    if len(fewer) < MIN_SHARED_WORDS or not fewer < more:
        return None
    return NearMatch(NearReason.PART_OF_NAME, 50 + 20 * len(fewer) // len(more))


# Many names --------------------------------------------------------------------------


class NearNameIndex(Generic[Key]):
    """Names within scopes, such as a country; those of scope "" are of every one."""

    def __init__(self, rows: Iterable[tuple[Key, NameForm, str]]) -> None:
        self.rows = {key: (form, scope) for key, form, scope in rows}
        self.by_word: dict[tuple[str, str], list[Key]] = defaultdict(list)
        self.by_acronym: dict[str, list[Key]] = defaultdict(list)
        # The first word of each variant, and which words others are variants of.
        self.by_variant: dict[str, str] = {}
        self.near_words: dict[str, set[str]] = defaultdict(set)
        known: set[str] = set()
        for key, (form, scope) in self.rows.items():
            words = list_index_words(form)
            for word in words:
                self.by_word[scope, word].append(key)
                if scope:
                    self.by_word["*", word].append(key)
            for acronym in list_acronym_keys(form):
                self.by_acronym[acronym].append(key)
            for word in words - known:
                self.add_variants(word)
            known |= words

    def add_variants(self, word: str) -> None:
        for variant in iter_variants(word):
            first = self.by_variant.setdefault(variant, word)
            if first != word:
                self.near_words[first].add(word)

    def find_candidates(self, form: NameForm, scope: str) -> set[Key]:
        """Return the keys of names that may be near one, in a scope."""
        scopes = (scope, "") if scope else ("", "*")
        found: set[Key] = set()
        for word in list_index_words(form):
            for near in self.list_near_words(word):
                for one in scopes:
                    keys = self.by_word.get((one, near), [])
                    found.update(keys if len(keys) <= MAX_SHARING else ())
        for acronym in list_acronym_keys(form):
            keys = self.by_acronym.get(acronym, [])
            found.update(keys if len(keys) <= MAX_SHARING else ())
        return found

    def list_near_words(self, word: str) -> set[str]:
        near = {word}
        for variant in iter_variants(word):
            first = self.by_variant.get(variant)
            if first is not None:
                near |= {first} | self.near_words.get(first, set())
        return near

    def find_near(
        self,
        form: NameForm,
        scope: str = "",
        is_wanted: Callable[[Key], bool] = lambda _key: True,
    ) -> Iterator[tuple[Key, NearMatch]]:
        """Yield the keys of near names, of the scope or without one, and why."""
        for key in self.find_candidates(form, scope):
            other, its_scope = self.rows[key]
            is_elsewhere = scope and its_scope and scope != its_scope
            if is_elsewhere or not is_wanted(key):
                continue
            match = compare_names(form, other)
            if match:
                yield key, match


def list_index_words(form: NameForm) -> set[str]:
    """Return the words of a name, and the whole of it in one."""
    whole = "".join(sorted(form.words)) if len(form.words) > 1 else ""
    joined = form.key.replace(" ", "")
    return {*form.words, whole, joined} - {""}


def list_acronym_keys(form: NameForm) -> set[str]:
    """Return by which acronyms a name is found: its own, and its initials."""
    initials = form.initials
    keys = {*form.acronyms}
    if len(initials) >= MIN_ACRONYM:
        keys |= {initials, *(initials[:n] for n in range(4, len(initials)))}
    return keys


def iter_variants(word: str) -> Iterator[str]:
    """Yield a word, and the word without each of its letters.

    Two words that share one differ by one letter more, less or other.
    """
    yield word
    if MIN_VARIED_WORD <= len(word) <= 40:
        for place in range(len(word)):
            yield word[:place] + word[place + 1 :]
