"""The values of parameters that names, codes and other words of the tables give."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Lower

from cooperation.models import (
    Collectivity,
    Country,
    Department,
    FundingWindow,
    SubRegion,
    Synonym,
    Theme,
)
from cooperation.parsing.country_names import COUNTRIES_BY_USUAL_NAME
from cooperation.text import Normalize

PLACE_CODE = re.compile(r"(\d{5}|2[ab]\d{3})")
SIREN = re.compile(r"\d{9}")
# "près d'Annemasse": the department around; of "near us" no Us is meant.
NEAR = re.compile(
    r"(?:pres|autour|alentours|environs|near|around)"
    r"(?: (?:de la|de l|de|du|d))? (.{3,})"
)
# "franco-allemand": the country is the second word.
FRENCH_AND = re.compile(r"franco (.+)")

ParamValues = dict[str, list[str]]


def find_known_values(searched: Iterable[str]) -> dict[str, ParamValues]:
    """Return the values that names and synonyms in the database give to keys."""
    keys = {variant for key in searched for variant in list_variants(key)}
    found: dict[str, ParamValues] = {}
    tables = list_name_tables(keys)
    for key, param, value in tables[0].union(*tables[1:], all=True):
        add_value(found, key, param, value)
    for key in keys & COUNTRIES_BY_USUAL_NAME.keys():
        for code in COUNTRIES_BY_USUAL_NAME[key]:
            add_value(found, key, "pays", code.lower())
    codes = [key for key in keys if PLACE_CODE.fullmatch(key) or SIREN.fullmatch(key)]
    if codes:
        find_authorities_by_code(codes, found)
    near = {match[1]: key for key in keys if (match := NEAR.fullmatch(key))}
    if near:
        find_departments_around(near, found)
    return found


def list_variants(key: str) -> list[str]:
    """Return a key, and the same in the singular: "ordures menageres", "cities"."""
    words = key.split()
    singulars = (
        " ".join(get_singular(word) for word in words),
        " ".join(get_former_singular(word) for word in words),
    )
    joined = FRENCH_AND.fullmatch(key)
    others = list_variants(joined[1]) if joined else []
    return list(dict.fromkeys([key, *singulars, *others]))


def get_singular(word: str) -> str:
    return re.sub(r"(?<=\w\w\w)[sx]$", "", word)


def get_former_singular(word: str) -> str:
    """Return the singular of irregular plurals: "cities", "hopitaux"."""
    word = re.sub(r"(?<=\w\w)ies$", "y", word)
    return re.sub(r"(?<=\w\w)aux$", "al", word)


def list_name_tables(keys: set[str]) -> list[QuerySet[Any]]:
    """Return the rows (key, parameter, value) of each table with one of the names."""
    return [
        *(
            tables
            for name in ("name_fr", "name_en")
            for tables in (
                select_names(SubRegion, Normalize(name), "region", F("code"), keys),
                select_names(Theme, Normalize(name), "theme", F("code"), keys),
                select_names(
                    FundingWindow, Normalize(name), "guichet", F("code"), keys
                ),
            )
        ),
        select_names(Country, F("name_key"), "pays", Lower("iso2"), keys),
        select_names(Country, F("name_en_key"), "pays", Lower("iso2"), keys),
        select_names(Department, F("name_key"), "departement", F("code"), keys),
        select_names(Synonym, F("text_key"), F("param"), F("value"), keys),
    ]


def select_names(
    model: Any, key: Any, param: Any, value: Any, keys: set[str]
) -> QuerySet[Any]:
    named = Value(param) if isinstance(param, str) else param
    named_rows: QuerySet[Any] = model._base_manager.alias(searched_key=key).filter(
        searched_key__in=sorted(keys)
    )
    return named_rows.values_list(key, named, value).order_by()


def find_authorities_by_code(
    codes: Iterable[str], found: dict[str, ParamValues]
) -> None:
    """Add the authorities of INSEE codes, SIREN numbers and postcodes."""
    for code in codes:
        by_code = Q(insee_code=code.upper()) | Q(siren=code)
        rows = Collectivity.objects.filter(
            by_code | Q(postcodes__contains=code.upper())
        )
        for slug in rows.order_by("name_key", "pk").values_list("slug", flat=True):
            add_value(found, code.lower(), "collectivite", slug)


def find_departments_around(
    near: dict[str, str], found: dict[str, ParamValues]
) -> None:
    """Add the department of each place named, by the key of the words that name it.

    Of several places with a name, that of the most people.
    """
    rows = Collectivity.objects.filter(name_key__in=near, department__isnull=False)
    by_size = rows.order_by(F("population").desc(nulls_last=True), "pk")
    for place, code in by_size.values_list("name_key", "department_id"):
        if near[place] not in found:
            add_value(found, near[place], "departement", code)


def add_value(found: dict[str, ParamValues], key: str, param: str, value: str) -> None:
    values = found.setdefault(key, {}).setdefault(param, [])
    if value not in values:
        values.append(value)
