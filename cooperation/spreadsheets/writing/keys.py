"""Keys, free slugs and references for many rows that are not written yet."""

import secrets
from collections import Counter, deque
from collections.abc import Sequence
from typing import Any

from django.db import connection

from cooperation.models import FormerSlug
from cooperation.models.common import REFERENCE_ALPHABET, REFERENCE_LENGTH
from cooperation.models.slugs import slugify_name

KEYS_PER_DRAW = 1_000


class SequenceKeys:
    """Keys drawn from sequences; a rolled back import leaves harmless gaps."""

    def __init__(self) -> None:
        self.left: dict[str, deque[int]] = {}

    def next(self, model: type[Any]) -> int:
        table = model._meta.db_table
        left = self.left.setdefault(table, deque())
        if not left:
            left.extend(draw_keys(table))
        return left.popleft()


def draw_keys(table: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) "
            "FROM generate_series(1, %s)",
            [table, KEYS_PER_DRAW],
        )
        return [key for (key,) in cursor.fetchall()]


# "." comes right after "-": all that begins with the base and a dash lies between.
LAST_NUMBER_SQL = """
SELECT base, max(substring(slug FROM '-([0-9]{{1,9}})$')::bigint)
FROM unnest(%s::text[]) AS base JOIN (
  SELECT slug FROM {table}
  UNION ALL SELECT slug FROM cooperation_formerslug WHERE "table" = '{table}'
) AS taken
ON slug ~>=~ (base || '-') AND slug ~<~ (base || '.')
  AND slug ~ ('^' || base || '-[0-9]{{1,9}}$')
GROUP BY base
"""


def build_free_slugs(model: type[Any], names: Sequence[str]) -> list[str]:
    """Return a slug for each name that no row has or had: "tera", "tera-2"…"""
    bases = [slugify_name(name) for name in names]
    taken = find_taken_slugs(model, bases)
    repeated = {base for base, times in Counter(bases).items() if times > 1}
    numbers = get_last_numbers(model, sorted(repeated | taken))
    given: set[str] = set()
    return [take_free_slug(base, taken, numbers, given) for base in bases]


def take_free_slug(
    base: str, taken: set[str], numbers: dict[str, int], given: set[str]
) -> str:
    """Return the first free slug of a base, and add it to ``given``."""
    if base not in taken and base not in given:
        given.add(base)
        return base
    number = max(numbers.get(base, 1), 1) + 1
    while f"{base}-{number}" in given:
        number += 1
    numbers[base] = number
    given.add(f"{base}-{number}")
    return f"{base}-{number}"


def find_taken_slugs(model: type[Any], slugs: Sequence[str]) -> set[str]:
    """Return the slugs among some that a row has or had."""
    asked = list(set(slugs))
    former = FormerSlug.objects.filter(table=model._meta.db_table, slug__in=asked)
    rows = model._base_manager.filter(slug__in=asked)
    return {
        *rows.values_list("slug", flat=True),
        *former.values_list("slug", flat=True),
    }


def get_last_numbers(model: type[Any], bases: Sequence[str]) -> dict[str, int]:
    """Return the highest number after each base that has one."""
    if not bases:
        return {}
    with connection.cursor() as cursor:
        query = LAST_NUMBER_SQL.format(table=model._meta.db_table)
        cursor.execute(query, [list(bases)])
        return {base: number for base, number in cursor.fetchall() if number}


def draw_free_references(model: type[Any], number: int) -> list[str]:
    found: set[str] = set()
    while len(found) < number:
        drawn = {draw_reference() for _one in range(number - len(found))}
        rows = model._base_manager.filter(reference__in=drawn)
        found |= drawn - set(rows.values_list("reference", flat=True))
    return list(found)


def draw_reference() -> str:
    """Return a random reference, from one draw for all its letters."""
    number = secrets.randbelow(len(REFERENCE_ALPHABET) ** REFERENCE_LENGTH)
    letters = []
    for _place in range(REFERENCE_LENGTH):
        number, letter = divmod(number, len(REFERENCE_ALPHABET))
        letters.append(REFERENCE_ALPHABET[letter])
    return "".join(letters)
