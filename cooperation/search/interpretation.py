"""What the words of a search stand for: a country, a department, a year, a theme.

"eau au Niger depuis 2015" stands for a theme, a country and a first year. Whatever is
between quotes is searched for as it is. Which values exist is for the FilterSets to
say: this module only proposes.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from cooperation.models import Collectivity
from cooperation.search.frame_words import find_frame_terms
from cooperation.search.fulltext import (
    ParsedSearch,
    UnderstoodWords,
    build_search,
    find_length_problem,
)
from cooperation.search.known_values import (
    ParamValues,
    find_known_values,
    list_variants,
)
from cooperation.search.patterns import read_pattern
from cooperation.search.terms import SearchTerm, read_terms, write_term

MAX_WORDS = 7  # "république démocratique populaire lao" and its like
# Everyday words that are departments too: only said so, or alone.
EVERYDAY_WORDS = {"nord", "cher", "lot", "manche", "somme", "landes", "centre", "est"}
# "département du Nord", "CD 74"
DEPARTMENT_NAMED = re.compile(
    r"(?:conseil departemental|departement|department|dept|dep|cd)"
    r"(?: (?:de la|de l|du|des|de|d|of))? (.+)"
)
DEPARTMENT_NUMBER = re.compile(r"(0[1-9]|[1-8]\d|9[0-5]|2[ab]|97[1-6])")
# What a number before them counts: no department.
COUNTED = re.compile(
    r"\d+|ans?|annees?|years?|mois|months?|euros?|eur|km|millions?|habitants"
    r"|personnes|people"
)
# Words that narrow a search for good; those of the other parameters are also searched
# for as words, for few entries say their theme or their window.
EXACT_PARAMS = {
    *("pays", "region", "departement", "collectivite", "statut", "odd"),
    *("annee_min", "annee_max", "montant", "tri"),
}
PARAM_RANKS = (
    *("pays", "region", "departement", "collectivite", "epci", "theme", "guichet"),
)


class ReadChoice(NamedTuple):
    """Values of a parameter as its FilterSet reads them."""

    facet: str
    label: str
    keys: tuple[Any, ...]


# Returns None for a parameter or for values that the FilterSet does not have.
ChoiceReader = Callable[[str, list[str]], ReadChoice | None]


@dataclass(frozen=True)
class WordRun:
    """Neighbouring words of a search: where they stand, and their key."""

    start: int
    end: int
    key: str


class WordChoice(NamedTuple):
    """Words of a search, and the values of parameters that they stand for."""

    start: int
    end: int
    values: ParamValues

    @property
    def is_exact(self) -> bool:
        return EXACT_PARAMS.issuperset(self.values)


def interpret_search(text: str, read_choice: ChoiceReader) -> ParsedSearch:
    """Return the search for a text, its words read as choices where they are some."""
    terms = read_terms(text.replace("€", " euros "))
    if problem := find_length_problem(terms):
        return ParsedSearch(text, problem=problem)
    found = list(iter_read_choices(find_word_choices(terms), read_choice))
    parsed = build_interpreted(text, terms, found)
    if not parsed:
        named = find_authority_named(terms)
        found = list(iter_read_choices(named, read_choice))
        parsed = build_interpreted(text, terms, found) if found else parsed
    return parsed


def iter_read_choices(
    choices: list["WordChoice"], read_choice: ChoiceReader
) -> Iterator[tuple["WordChoice", dict[str, ReadChoice]]]:
    """Yield the choices that the FilterSet knows, with what it reads."""
    for choice in choices:
        read = {
            param: known
            for param, values in choice.values.items()
            if (known := read_choice(param, values))
        }
        if len(read) == len(choice.values):
            yield choice, read


def build_interpreted(
    text: str,
    terms: list[SearchTerm],
    found: list[tuple["WordChoice", dict[str, ReadChoice]]],
) -> ParsedSearch:
    """Return the search for what is left of the terms, and the choices found."""
    covered = {at for choice, _read in found for at in range(choice.start, choice.end)}
    frame = find_frame_terms(terms) - covered
    if len(frame) + len(covered) == len(terms) and not found:
        frame = set()
    parsed = build_rest(text, terms, found, frame)
    if frame and not (parsed.query or found):
        frame = set()
        parsed = build_rest(text, terms, found, frame)
    understood = [
        UnderstoodWords(
            param=param,
            facet=known.facet,
            label=known.label,
            keys=known.keys,
            query=blank.query,
            text=" ".join(term.text for term in terms[choice.start : choice.end]),
            rest=write_terms([*terms[: choice.start], *terms[choice.end :]]),
        )
        for blank, (choice, read) in zip(parsed.understood, found, strict=False)
        for param, known in read.items()
    ]
    is_all_read = bool(understood) and not parsed.query
    return replace(
        parsed,
        understood=tuple(understood),
        # What is left are words that every text has: "sur l'", "au".
        words="" if is_all_read else parsed.words,
        literal=write_literally(terms, found, frame),
        problem="" if is_all_read else parsed.problem,
        unsearched=tuple(terms[at].text for at in sorted(frame)),
        preferred=" | ".join(
            one.query for one in parsed.understood[len(found) :] if one.query
        ),
    )


def build_rest(
    text: str,
    terms: list[SearchTerm],
    found: list[tuple["WordChoice", dict[str, ReadChoice]]],
    frame: set[int],
) -> ParsedSearch:
    """Return the search for the terms of no choice and out of the frame.

    As ``understood`` the queries of each choice come first, then of each frame word.
    """
    covered = {at for choice, _read in found for at in range(choice.start, choice.end)}
    rest = [term for at, term in enumerate(terms) if at not in covered | frame]
    runs = [
        [] if choice.is_exact else terms[choice.start : choice.end]
        for choice, _read in found
    ]
    runs += [[terms[at]] for at in sorted(frame)]
    is_begun = len(terms) - 1 not in covered | frame
    return build_search(text, rest, runs, may_be_begun=is_begun)


def write_terms(terms: list[SearchTerm]) -> str:
    return " ".join(map(write_term, terms))


def write_literally(
    terms: list[SearchTerm],
    found: list[tuple["WordChoice", dict[str, ReadChoice]]],
    frame: Iterable[int] = (),
) -> str:
    """Return the search with the words that are read otherwise between quotes."""
    runs = {choice.start: choice.end for choice, _read in found}
    runs |= {at: at + 1 for at in frame}
    written, at = [], 0
    while at < len(terms):
        end = runs.get(at, at + 1)
        words = " ".join(term.text for term in terms[at:end])
        written.append(f'"{words}"' if at in runs else write_term(terms[at]))
        at = end
    return " ".join(written)


def find_authority_named(terms: list[SearchTerm]) -> list["WordChoice"]:
    """Return the authority that all the words name, where none can be searched for.

    For names that are everyday words: Eu, Est, Y.
    """
    key = " ".join(word for term in terms for word in term.words)
    found = Collectivity.objects.filter(name_key=key).order_by("pk")
    slugs = list(found.values_list("slug", flat=True))
    return [WordChoice(0, len(terms), {"collectivite": slugs})] if slugs else []


def find_word_choices(terms: list[SearchTerm]) -> list[WordChoice]:
    """Return what the words stand for, from left to right, the longest runs first.

    Positions are those of ``terms``. One query, and one where there is a code.
    """
    runs = list(iter_word_runs(terms))
    if not runs:
        return []
    known = find_known_values(run.key for run in runs)
    found: list[WordChoice] = []
    for run in sorted(runs, key=lambda run: (run.start - run.end, run.start)):
        if any(run.start < one.end and one.start < run.end for one in found):
            continue
        if DEPARTMENT_NUMBER.fullmatch(run.key) and counts_something(terms, run):
            continue
        values = read_pattern(run.key) or choose_values(run, known, len(terms))
        if values:
            found.append(WordChoice(run.start, run.end, values))
    return sorted(found, key=lambda one: one.start)


def counts_something(terms: list[SearchTerm], run: WordRun) -> bool:
    """Return whether a number stands before what it counts: "30 ans", "50 000"."""
    return run.end < len(terms) and bool(COUNTED.fullmatch(terms[run.end].words[0]))


def iter_word_runs(terms: list[SearchTerm]) -> Iterator[WordRun]:
    """Yield the runs of plain words; phrases and excluded words part them.

    A compound stays whole: "pS-Eau" is no water.
    """
    for start in range(len(terms)):
        for end in range(start + 1, min(start + MAX_WORDS, len(terms)) + 1):
            if not terms[end - 1].is_plain:
                break
            if terms[start].begins and terms[end - 1].ends:
                key = " ".join(term.words[0] for term in terms[start:end])
                yield WordRun(start, end, key)


def choose_values(
    run: WordRun, known: dict[str, ParamValues], n_terms: int
) -> ParamValues:
    """Return the values of a run: of one parameter, a country before a theme."""
    said = DEPARTMENT_NAMED.fullmatch(run.key)
    key = said[1] if said else run.key
    if DEPARTMENT_NUMBER.fullmatch(key):
        return {"departement": [key.upper()]}
    found = next((known[one] for one in list_variants(key) if one in known), {})
    if said:
        return {param: found[param] for param in found if param == "departement"}
    if key in EVERYDAY_WORDS and n_terms > 1:
        return {}
    param = min(found, key=get_param_rank, default="")
    return {param: found[param]} if param else {}


def get_param_rank(param: str) -> int:
    known = PARAM_RANKS.index(param) if param in PARAM_RANKS else len(PARAM_RANKS)
    return known
