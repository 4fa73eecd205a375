"""Reference data that staff may edit: goals, themes, windows, resources and others.

A row that people changed by hand is never touched again.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from cooperation.enums import CollectivityKind, Publication
from cooperation.models import (
    CeilingRule,
    Event,
    ExchangeRate,
    FundingCall,
    FundingWindow,
    GlossaryTerm,
    Goal,
    Resource,
    Synonym,
    Theme,
)
from cooperation.reference.source_files import (
    CsvRow,
    parse_integer,
    read_reference_rows,
    split_items,
)
from cooperation.reference.sync import ReferenceTable, RowValues, SyncCount


def load_goals() -> SyncCount:
    rows = read_reference_rows("goals.csv")
    values = (row | {"number": int(row["number"])} for row in rows)
    return ReferenceTable(Goal, ("number",)).write(values)


def load_themes() -> SyncCount:
    """Load the themes; a new one serves the goals of the file."""
    rows = read_reference_rows("themes.csv")
    before = set(Theme.objects.values_list("code", flat=True))
    tally = ReferenceTable(Theme, ("code",), keep_edited=True).write(
        map(build_theme_values, rows)
    )
    new = {
        row["code"]: [int(goal) for goal in split_items(row["goals"])]
        for row in rows
        if row["code"] not in before
    }
    link_new_rows(Theme, "code", "goals", new)
    return tally


def build_theme_values(row: CsvRow) -> RowValues:
    return {
        "code": row["code"],
        "name_fr": row["name_fr"],
        "name_en": row["name_en"],
        "dac_codes": split_items(row["dac_codes"]),
    }


def load_synonyms() -> SyncCount:
    """Load the other words of searches; those that people changed or took stay so."""
    rows = list(read_reference_rows("synonyms.csv"))
    past = Synonym.history.model.objects
    gone = set(past.filter(history_type="-").values_list("text", "param", "value"))
    new = [row for row in rows if (row["text"], row["param"], row["value"]) not in gone]
    return ReferenceTable(Synonym, ("text", "param", "value")).write(new)


def link_new_rows(
    model: type[Model], key: str, relation: str, wanted: Mapping[str, list[Any]]
) -> None:
    """Attach to new rows, found by ``key``, the related rows that a file names.

    Written to the relation's own table, so that no history attributes it to people.
    """
    field = model._meta.get_field(relation)
    through, source, target = (
        field.remote_field.through,  # type: ignore[union-attr]
        field.m2m_column_name(),  # type: ignore[union-attr]
        field.m2m_reverse_name(),  # type: ignore[union-attr]
    )
    made = model._base_manager.filter(**{f"{key}__in": wanted}).values_list("pk", key)
    through._base_manager.bulk_create(
        through(**{source: pk, target: other})
        for pk, name in made
        for other in wanted[name]
    )


def load_windows() -> SyncCount:
    return ReferenceTable(FundingWindow, ("code",), keep_edited=True).write(
        iter_window_values()
    )


def iter_window_values() -> Iterator[RowValues]:
    for row in read_reference_rows("funding_windows.csv"):
        yield {
            "code": row["code"],
            "name_fr": row["name_fr"],
            "name_en": row["name_en"],
            "description": row["description"],
            "legal_basis": row["legal_basis"],
            "url": row["url"],
            "is_from_founding_survey": row["from_founding_survey"] == "1",
            "position": parse_integer(row["position"]),
        }


def load_glossary() -> SyncCount:
    columns = ("code", "name_fr", "name_en", "definition_fr", "definition_en")
    rows = read_reference_rows("glossary.csv")
    values = ({name: row[name] for name in (*columns, "source", "url")} for row in rows)
    return ReferenceTable(GlossaryTerm, ("code",), keep_edited=True).write(values)


def load_ceilings() -> SyncCount:
    return ReferenceTable(CeilingRule, ("code",), keep_edited=True).write(
        iter_ceiling_values()
    )


def iter_ceiling_values() -> Iterator[RowValues]:
    windows = dict(FundingWindow.objects.values_list("code", "pk"))
    columns = ("code", "name_fr", "name_en", "base_fr", "base_en", "legal_basis", "url")
    for row in read_reference_rows("ceiling_rules.csv"):
        yield {name: row[name] for name in columns} | {
            "window_id": windows[row["window"]],
            "percent": Decimal(row["percent"]),
            "in_force_from": date.fromisoformat(row["in_force_from"]),
            "in_force_until": parse_day(row["in_force_until"]),
            "position": parse_integer(row["position"]),
        }


def load_fixed_rates() -> SyncCount:
    """Load the currencies that a treaty ties to the euro; staff enter the others."""
    table = ReferenceTable(ExchangeRate, ("currency", "valid_from"), keep_edited=True)
    return table.write(
        {
            "currency": row["currency"],
            "per_euro": Decimal(row["per_euro"]),
            "valid_from": date.fromisoformat(row["valid_from"]),
            "source": row["source"],
        }
        for row in read_reference_rows("exchange_rates.csv")
    )


def load_resources() -> SyncCount:
    """Load the resource directory, published."""
    rows = list_resource_rows()
    before = set(Resource.objects.values_list("name", flat=True))
    table = ReferenceTable(Resource, ("name",), keep_edited=True)
    tally = table.write(map(build_resource_values, rows))
    new = [row for row in rows if row["name"] not in before]
    link_themes_and_places(Resource, "name", new)
    return tally


def link_themes_and_places(
    model: type[Model], key: str, rows: Iterable[CsvRow]
) -> None:
    """Attach to new rows, found by ``key``, the themes and places of a file."""
    new = list(rows)
    themes = dict(Theme.objects.values_list("code", "pk"))
    for relation, keys in (
        ("themes", themes),
        ("countries", None),
        ("departments", None),
    ):
        if relation not in {field.name for field in model._meta.many_to_many}:
            continue
        wanted = {
            row[key]: [
                keys[code] if keys else code
                for code in split_items(row.get(relation, ""))
            ]
            for row in new
        }
        link_new_rows(model, key, relation, wanted)


def list_resource_rows() -> list[CsvRow]:
    """Return the rows of each file that holds resources; the first of a name counts."""
    rows = [
        *read_reference_rows("resources.csv"),
        *read_reference_rows("resources_sourced.csv"),
    ]
    return list({row["name"]: row for row in reversed(rows)}.values())[::-1]


def build_resource_values(row: CsvRow) -> RowValues:
    columns = ("name", "kind", "level", "description", "url")
    return {name: row[name] for name in columns} | {
        "acronym": row.get("acronym", ""),
        "position": parse_integer(row["position"]),
        "publication": Publication.PUBLISHED,
    }


# Who answers calls, as the file says it, among authorities.
AUTHORITY_KINDS = {
    "communes": CollectivityKind.COMMUNE,
    "EPCI": CollectivityKind.EPCI,
    "syndicats": CollectivityKind.SYNDICAT,
    "départements": CollectivityKind.DEPARTEMENT,
    "régions": CollectivityKind.REGION,
}
# The theme of what has no other: such a call is about any subject.
OTHER_THEME = "autre"


def load_calls() -> SyncCount:
    """Load calls and standing schemes, published; closed ones stay, as closed."""
    rows = read_reference_rows("funding_calls.csv")
    before = set(FundingCall.objects.values_list("title", flat=True))
    table = ReferenceTable(FundingCall, ("title",), keep_edited=True)
    tally = table.write(map(build_call_values, rows))
    new = (row for row in rows if row["title"] not in before)
    link_themes_and_places(
        FundingCall,
        "title",
        (
            row | {"themes": "" if row["themes"] == OTHER_THEME else row["themes"]}
            for row in new
        ),
    )
    return tally


def build_call_values(row: CsvRow) -> RowValues:
    columns = ("title", "funder", "recurrence", "description", "url")
    numbers = {
        "rate_max": "rate_max_percent",
        "amount_min": "amount_min_eur",
        "amount_max": "amount_max_eur",
        "known_in": "year_of_information",
    }
    who = split_items(row["who"])
    return {
        **{name: row[name] for name in columns},
        **{name: parse_integer(row[column]) for name, column in numbers.items()},
        "opens_on": parse_day(row["opens_on"]),
        "deadline": parse_day(row["deadline"]),
        "who": ", ".join(who),
        "authority_kinds": [
            kind.value for name, kind in AUTHORITY_KINDS.items() if name in who
        ],
        "publication": Publication.PUBLISHED,
    }


def load_events() -> SyncCount:
    """Load the events whose days are known, published."""
    columns = ("title", "where", "description", "url")
    return ReferenceTable(Event, ("title",), keep_edited=True).write(
        {name: row[name] for name in columns}
        | {
            "starts_on": parse_day(row["starts_on"]),
            "ends_on": parse_day(row["ends_on"]),
            "publication": Publication.PUBLISHED,
        }
        for row in read_reference_rows("events.csv")
        if row["starts_on"]
    )


def parse_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
