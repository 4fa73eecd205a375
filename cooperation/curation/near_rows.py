"""Rows that may be what somebody types into a form: the rule of ``duplicates``."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.db.models import Q

from cooperation.curation.duplicates import (
    COLUMNS,
    NamedRow,
    build_row,
    get_signatories_match,
    have_near_counterparts,
    is_likely,
    read_counterparts,
    read_rows,
)
from cooperation.models import Action, Agreement, Partner
from cooperation.spreadsheets.matching.near_names import (
    NameForm,
    NearMatch,
    compare_names,
    list_acronym_keys,
)

MAX_SHOWN, MAX_COMPARED = 5, 1_000
# Of a name, the longest words are looked for, by their beginning or end.
STEM, MAX_WORDS = 4, 3
TITLED = (Agreement, Action)
# The columns that bound a search: the same, or not known.
SCOPES = {"country_id", "department_id"}


class NearRow(NamedTuple):
    pk: int
    label: str
    reason: str


def find_near_rows(
    model: type[Any], values: Mapping[str, Any], excluded: int = 0
) -> list[NearRow]:
    """Return the rows that may be the one with these values, the surest first.

    ``values`` are by column of ``duplicates.COLUMNS``; ``excluded`` is the row itself.
    """
    name = str(values.get(COLUMNS[model][1]) or "").strip()
    if len(name) < 2:
        return []
    others = [values.get(column) for column in COLUMNS[model][2:]]
    typed = build_row(model, 0, name, *(("" if one is None else one) for one in others))
    candidates = get_candidates(model, typed).exclude(pk=excluded)
    rows = read_rows(model, candidates[:MAX_COMPARED])
    matches = sorted(
        iter_matches(model, typed, rows), key=lambda one: (-one[1].certainty, one[0])
    )[:MAX_SHOWN]
    labels = model._base_manager.only(COLUMNS[model][1]).in_bulk(
        [pk for pk, _match in matches]
    )
    return [
        NearRow(pk, str(labels[pk]), str(match.reason.label)) for pk, match in matches
    ]


def iter_matches(
    model: type[Any], typed: NamedRow, rows: Mapping[int, NamedRow]
) -> Iterator[tuple[int, NearMatch]]:
    """Yield the rows that are near, once each, and why."""
    counterparts = [row.other for row in (typed, *rows.values())]
    forms = read_counterparts(counterparts) if model is Agreement else {}
    for pk, row in rows.items():
        if not have_near_counterparts(typed, row, forms):
            continue
        match = compare_names(typed.form, row.form)
        if match and is_likely(typed, row, match) and not (typed.code and row.code):
            yield pk, match
        elif typed.other and row.other:
            yield pk, get_signatories_match(typed, row)


def get_candidates(model: type[Any], typed: NamedRow) -> Any:
    """Return the rows worth comparing: of the same authority, or sharing letters."""
    rows = model._base_manager.order_by("pk")
    if model in TITLED:
        if not typed.scope.isdecimal():
            return rows.none()
        return rows.filter(**{COLUMNS[model][2]: int(typed.scope)})
    if typed.scope:
        scope = {column: typed.scope for column in COLUMNS[model] if column in SCOPES}
        nowhere = dict.fromkeys(scope)
        rows = rows.filter(Q(**scope) | Q(**nowhere))
    return rows.filter(build_letters_condition(model, typed.form))


def build_letters_condition(model: type[Any], form: NameForm) -> Q:
    """Return the condition that a name has a part of a word, or an acronym."""
    condition = Q()
    for word in sorted(form.words, key=len, reverse=True)[:MAX_WORDS]:
        for part in {word[:STEM], word[-STEM:]} if len(word) > STEM else {word}:
            condition |= Q(name_key__contains=part)
    for acronym in form.acronyms:
        condition |= Q(name_key__regex=build_spelled_pattern(acronym))
        condition |= Q(name_key__contains=" ".join(acronym))
    for acronym in list_acronym_keys(form):
        condition |= Q(name_key__contains=acronym)
        if model is Partner:
            condition |= Q(acronym__iexact=acronym)
    return condition


def build_spelled_pattern(acronym: str) -> str:
    """Return the pattern of names whose words begin with the letters of an acronym.

    The last of them may be an acronym in the name too: "agence de l eau rmc".
    """
    last = len(acronym) - 1
    ways = [
        "[^ ]* (.* )?".join([*acronym[:number], acronym[number:]])
        for number in range(1, last + 1)
    ]
    return f"^({'|'.join(ways)})"
