"""Full-text search: parsing of a typed text, matching and ranking.

PostgreSQL stores the words of an entry (``cooperation/sql``), normalized, both as
stems and whole. A search is normalized the same way.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.expressions import CombinedExpression, Value
from django.utils.translation import gettext as _

from cooperation.db import get_read_connection
from cooperation.search.terms import (
    MAX_SEARCH_LENGTH,
    SearchTerm,
    build_fragments,
    build_word_query,
    read_terms,
    write_term,
)

MIN_SEARCH_LENGTH = 2
# Shorter words are whole ones: "vin" begins "Vincent" and "vingt" too.
MIN_PREFIX_LENGTH = 4

# Weights of D, C, B and A. One occurrence counts, from the first to the last: title 1,
# summary 0.4, description 0.2, authority 0.18, partner 0.164, place 0.148, country
# 0.132, theme 0.1.
OWN_WEIGHTS = [0.1, 0.2, 0.4, 1.0]
RELATED_WEIGHTS = [0.4, 0.6, 0.8, 1.0]
RELATED_SHARE = 0.08

# ``to_tsquery`` is given folded words only, so that nothing typed is an operator.
PARSE_SEARCH_SQL = """
SELECT query::text, numnode(query) > 0, numnode(begun) > 0,
  tsvector_to_array(to_tsvector('french', %(words)s)),
  ARRAY(SELECT to_tsquery('french', run)::text
        FROM unnest(%(runs)s::text[]) WITH ORDINALITY AS runs(run, place)
        ORDER BY place)
FROM (SELECT to_tsquery('passerelles_words', %(prefix)s)) AS last(begun)
CROSS JOIN LATERAL (SELECT to_tsquery('french', %(whole)s) && (
  to_tsquery('french', %(last)s) || begun
)) AS understood(query)
"""


INDEXED_TABLES = ("action", "agreement")
REFRESH_BATCH_SIZE = 2_000


@dataclass(frozen=True)
class UnderstoodWords:
    """Words of a search that stand for a choice, as the FilterSet has read it.

    ``query`` is the ``tsquery`` of the words themselves, which match as well; empty
    where the choice alone counts. ``rest`` is the search without the words.
    """

    text: str
    param: str
    facet: str
    label: str
    keys: tuple[Any, ...]
    query: str
    rest: str


@dataclass(frozen=True)
class ParsedSearch:
    """A parsed search.

    ``query`` is a ``tsquery`` in text form; empty when nothing can be searched for,
    and ``problem`` says why, unless some words are ``understood`` as choices.
    ``words`` are those that are not, ``literal`` is the search for all as they are;
    ``unsearched`` are words that no entry needs, ``preferred`` the ``tsquery`` of them.
    ``stems`` and ``prefix`` are what is highlighted.
    """

    text: str
    query: str = ""
    stems: tuple[str, ...] = ()
    prefix: str = ""
    problem: str = ""
    words: str = ""
    literal: str = ""
    understood: tuple[UnderstoodWords, ...] = ()
    unsearched: tuple[str, ...] = ()
    preferred: str = ""

    def __bool__(self) -> bool:
        return bool(self.query or self.understood)

    def get_keys(self, param: str) -> tuple[Any, ...]:
        """Return the keys of a parameter that words stand for."""
        found = (one.keys for one in self.understood if one.param == param)
        return tuple(key for keys in found for key in keys)

    @property
    def rank_query(self) -> str:
        """The ``tsquery`` of all words that count for the order; empty without any."""
        parts = [self.query, *(one.query for one in self.understood)]
        if any(parts):
            parts.append(self.preferred)
        return " | ".join(f"({part})" for part in parts if part)


class RawTsQuery(SearchQuery):
    """A ``tsquery`` in text form, which is not parsed again in each statement."""

    def __init__(self, query: str) -> None:
        super().__init__(query, search_type="raw")
        self.query = query

    def as_sql(self, *_args: Any, **_kwargs: Any) -> Any:
        return "%s::tsquery", [self.query]


def parse_search(text: str) -> ParsedSearch:
    """Parse a typed text: words, "quoted phrases", -left out, a word being typed.

    Never raises; takes one query where there is a word to look up.
    """
    terms = read_terms(text)
    if problem := find_length_problem(terms):
        return ParsedSearch(text[:MAX_SEARCH_LENGTH], problem=problem)
    return build_search(text, terms)


def find_length_problem(terms: list["SearchTerm"]) -> str:
    """Return why terms are too short to be searched for, or a blank."""
    if sum(len(word) for term in terms for word in term.words) < MIN_SEARCH_LENGTH:
        return _("Cherchez au moins deux lettres.")
    return ""


def build_search(
    text: str,
    terms: list["SearchTerm"],
    runs: Iterable[list["SearchTerm"]] = (),
    *,
    may_be_begun: bool = True,
) -> ParsedSearch:
    """Return the search for the terms, and in ``words`` of understood runs the rest.

    ``runs`` are the words that stand for choices: their queries come as the
    ``understood`` of the result, to be completed. The last term is the beginning of a
    word where ``may_be_begun``.
    """
    parsed, queries = resolve_terms(terms, list(runs), may_be_begun)
    problem = ""
    if len(text) > MAX_SEARCH_LENGTH:
        problem = _("La recherche est trop longue : seul son début est lu.")
    if terms and not parsed.query:
        problem = _("Ces mots sont trop courants pour être cherchés.")
    words = " ".join(write_term(term) for term in terms)
    understood = tuple(
        UnderstoodWords("", "", "", "", (), query, "") for query in queries
    )
    return replace(
        parsed,
        text=text[:MAX_SEARCH_LENGTH],
        problem=problem,
        words=words,
        understood=understood,
    )


def resolve_terms(
    terms: list[SearchTerm], runs: list[list[SearchTerm]], may_be_begun: bool
) -> tuple[ParsedSearch, list[str]]:
    """Let PostgreSQL parse the terms; words that are too common are left out."""
    last = terms[-1] if terms and may_be_begun and terms[-1].is_plain else None
    whole = terms[:-1] if last else terms
    begun = last.words[0] if last else ""
    whole_length = len(last.joined or begun) if last else 0
    prefix = begun if whole_length >= MIN_PREFIX_LENGTH else ""
    shown = [*terms, *(term for run in runs for term in run)]
    parameters = {
        "words": " ".join(
            word for term in shown if not term.is_excluded for word in term.words
        ),
        "whole": " & ".join(build_fragments(whole)),
        "last": build_word_query(last) if last else "",
        "prefix": f"'{prefix}':*" if prefix else "",
        "runs": [" & ".join(build_fragments(run)) for run in runs],
    }
    with get_read_connection().cursor() as cursor:
        cursor.execute(PARSE_SEARCH_SQL, parameters)
        query, is_query, is_prefix, stems, queries = cursor.fetchone()
    found = ParsedSearch(
        "", query if is_query else "", tuple(stems), prefix if is_prefix else ""
    )
    return found, queries


@contextmanager
def defer_all_search_vectors() -> Iterator[None]:
    """Compute the search vectors of all entries once, after a bulk load.

    Without it each table that is filled computes them again. Every entry is read: for
    loads about as large as the directory. Runs in a transaction.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL passerelles.words_at_the_end = 'yes'")
        yield
        cursor.execute("SET LOCAL passerelles.words_at_the_end = 'no'")
        for entry_kind in INDEXED_TABLES:
            refresh_all_vectors(entry_kind)


@contextmanager
def defer_search_vectors(touched: dict[str, set[int]]) -> Iterator[None]:
    """Compute the search vectors of the entries in ``touched`` once, at the end.

    For loads that are small beside the directory: ``touched`` maps "action" and
    "agreement" to primary keys, and is filled within the block; entries whose related
    rows change belong to it too. Runs in a transaction.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        set_vector_deferral(cursor, "yes")
        yield
        set_vector_deferral(cursor, "no")
        refresh_touched_vectors(touched)


def refresh_touched_vectors(touched: dict[str, set[int]]) -> None:
    """Compute the search vectors of the entries in ``touched``, and empty it."""
    for entry_kind in INDEXED_TABLES:
        refresh_vectors(entry_kind, sorted(touched.pop(entry_kind, ())))


@contextmanager
def refresh_vectors_immediately() -> Iterator[None]:
    """Compute search vectors as rows change, though a load defers them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('passerelles.words_at_the_end', true)")
        (before,) = cursor.fetchone()
        set_vector_deferral(cursor, "no")
        yield
        set_vector_deferral(cursor, before or "no")


def set_vector_deferral(cursor: Any, answer: str) -> None:
    cursor.execute(
        "SELECT set_config('passerelles.words_at_the_end', %s, true)", [answer]
    )


def refresh_all_vectors(entry_kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM cooperation_{entry_kind} ORDER BY id")  # noqa: S608 -- one of SHEETS
        refresh_vectors(entry_kind, [key for (key,) in cursor.fetchall()])


def refresh_vectors(entry_kind: str, keys: list[int]) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(keys), REFRESH_BATCH_SIZE):
            batch = keys[start : start + REFRESH_BATCH_SIZE]
            cursor.execute(
                f"SELECT passerelles_refresh_{entry_kind}(%s, true)", [batch]
            )


def filter_matching(
    queryset: QuerySet[Any], parsed_search: ParsedSearch
) -> QuerySet[Any]:
    """Return the entries that hold every word."""
    if not parsed_search:
        return queryset
    return queryset.filter(search_vector=RawTsQuery(parsed_search.query))


def order_by_relevance(
    queryset: QuerySet[Any], parsed_search: ParsedSearch
) -> QuerySet[Any]:
    """Sort by where the words are found: title, summary, description, names."""
    if not parsed_search:
        return queryset
    return queryset.order_by(build_relevance(parsed_search).desc(), "title_key", "pk")


def build_relevance(parsed_search: ParsedSearch) -> CombinedExpression:
    query = RawTsQuery(parsed_search.rank_query)
    own = SearchRank(F("search_vector"), query, weights=OWN_WEIGHTS)
    related = SearchRank(F("related_vector"), query, weights=RELATED_WEIGHTS)
    return CombinedExpression(own, "+", Value(RELATED_SHARE) * related)


def find_matched_words(parsed_search: ParsedSearch, words: Iterable[str]) -> set[str]:
    """Return those of the normalized ``words`` that the search matches; one query."""
    with get_read_connection().cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) AS word "
            "WHERE ts_lexize('french_stem', word) && %s::text[]"
            " OR (%s <> '' AND starts_with(word, %s))",
            [
                list(words),
                list(parsed_search.stems),
                parsed_search.prefix,
                parsed_search.prefix,
            ],
        )
        return {word for (word,) in cursor.fetchall()}
