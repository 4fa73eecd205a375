"""Merge what is known of each cooperation into one row of one flat layout."""

from pathlib import Path

from reference_build.names import build_name_key

from real_records.files import (
    FIXTURES,
    HERE,
    Row,
    Rows,
    join_once,
    read_rows,
    set_apostrophes,
    split_cell,
)
from real_records.partnerships import SAME_COOPERATIONS, read_partnerships

COLUMNS = [
    "id",
    "title",
    "kind",
    "lead_name",
    "lead_kind",
    "lead_department",
    "other_french_authorities",
    "partner_name",
    "partner_country_iso2",
    "places",
    "agreement",
    "start_year",
    "end_year",
    "status",
    "themes",
    "goals",
    "partners",
    "funding_windows",
    "budget_eur",
    "amount_year",
    "amount_kind",
    "summary_fr",
    "description_fr",
    "results_fr",
    "website",
    "source_name",
    "source_url",
    "other_sources",
    "uncertainty",
]
# Facts that an enrichment adds to what is known, or gives where nothing is.
ADDED = ("themes", "funding_windows")
GIVEN = ("budget_eur", "amount_year", "amount_kind", "end_year", "website")
WRITTEN_TEXTS = ("description_fr", "results_fr")
TEXTS = [
    "title",
    "lead_name",
    "other_french_authorities",
    "partner_name",
    "places",
    "agreement",
    "partners",
    "summary_fr",
    "description_fr",
    "results_fr",
    "source_name",
    "uncertainty",
]
NO_STATEMENT = {"", "inconnu"}
# What foreign authorities are called beside their name, for comparing two of them.
AUTHORITY_WORDS = {
    *("commune", "ville", "region", "departement", "province", "cercle", "conseil"),
    *("regional", "de", "du", "des", "la", "le", "les", "d", "l"),
}


def build_cooperations(source: Path) -> Rows:
    """Return the rows of ``cooperations.csv``."""
    rows = [
        make_row(row)
        for name in ("actions_sourced.csv", "actions_sourced_2.csv")
        for row in read_rows(source / name)
    ]
    by_id = {row["id"]: row for row in rows}
    enrichment = read_rows(source / "actions_enrichment.csv")
    for facts in enrichment:
        enrich_row(by_id[facts["id"]], facts)
    for row in map(make_row, read_partnerships(source)):
        if known := by_id.get(SAME_COOPERATIONS.get(row["id"], "")):
            merge_partnership(known, row)
        else:
            by_id[row["id"]] = row
    apply_written_values(by_id)
    finished = list(by_id.values())
    for row in finished:
        finish_row(row)
    link_projects(finished)
    check_rows(
        finished, {facts["id"] for facts in enrichment if facts["certain"] != "oui"}
    )
    return finished


def make_row(facts: Row) -> Row:
    """Return a row with the columns of the layout, and nothing else."""
    row = {name: facts.get(name) or "" for name in COLUMNS}
    return row | {"places": clean_places(row["places"])}


def clean_places(text: str) -> str:
    """Return the names of places without the region and the country after them."""
    return ";".join(
        part.split(" (")[0].split(",")[0].strip() for part in split_cell(text)
    )


def enrich_row(row: Row, facts: Row) -> None:
    """Add facts of another page; an empty cell, or "unknown", says nothing."""
    for name in ADDED:
        row[name] = join_once(row[name], facts[name])
    for name in GIVEN:
        row[name] = row[name] or facts[name]
    for name in WRITTEN_TEXTS:
        row[name] = facts[name]
    row["start_year"] = row["start_year"] or facts["start_year"]
    if row["status"] in NO_STATEMENT:
        row["status"] = facts["status"] or row["status"]
    row["places"] = row["places"] or clean_places(facts["places"])
    row["partners"] = ";".join(split_cell(row["partners"] + ";" + facts["partners"]))
    add_sources(row, facts["source_url"], facts["website"])


def add_sources(row: Row, *sources: str) -> None:
    """Add pages to the other sources of a row, each once."""
    others = [*row["other_sources"].split(" | "), *sources]
    kept = [one for one in others if one and one != row["source_url"]]
    row["other_sources"] = " | ".join(dict.fromkeys(kept))


def merge_partnership(row: Row, other: Row) -> None:
    """Add what a second source says of the same cooperation."""
    row["themes"] = join_once(row["themes"], other["themes"])
    for name in ("start_year", "end_year", "partner_country_iso2"):
        row[name] = row[name] or other[name]
    if row["status"] in NO_STATEMENT:
        row["status"] = other["status"] or row["status"]
    add_sources(row, other["source_url"] or other["source_name"])


def apply_written_values(by_id: dict[str, Row]) -> None:
    """Set what the project wrote or corrected."""
    for written in read_rows(HERE / "written.csv"):
        by_id[written["id"]][written["column"]] = written["value"]


def finish_row(row: Row) -> None:
    """Set the typography, the goals, and each partner once."""
    for name in TEXTS:
        row[name] = set_apostrophes(row[name])
    row["partners"] = list_partners(row)
    if row["website"] == row["source_url"]:
        row["website"] = ""
    others = [one for one in row["other_sources"].split(" | ") if one != row["website"]]
    row["other_sources"] = " | ".join(others)
    goals = {
        theme["code"]: theme["goals"]
        for theme in read_rows(FIXTURES / "reference/themes.csv")
    }
    served = [goals[code].replace("|", ";") for code in split_cell(row["themes"])]
    row["goals"] = join_once(*served)


def list_partners(row: Row) -> str:
    """Return the partners, each once, without who signs or leads anyway."""
    signing = ";".join(
        row[name] for name in ("lead_name", "other_french_authorities", "partner_name")
    )
    once = {build_name_key(name): "" for name in split_cell(signing)}
    for partner in split_cell(row["partners"]):
        key = build_name_key(partner.split(" (")[0])
        if key not in once or ("(" in partner and "(" not in once[key] != ""):
            once[key] = partner
    return ";".join(partner for partner in once.values() if partner)


def link_projects(rows: Rows) -> None:
    """Give each project the title of the agreement of its lead and partner."""
    agreements = {
        (build_name_key(row["lead_name"]), partner): row["title"]
        for row in reversed(rows)
        if row["kind"] != "projet"
        for partner in list_partner_keys(row)
    }
    for row in rows:
        if row["kind"] == "projet":
            lead = build_name_key(row["lead_name"])
            found = [agreements.get((lead, key)) for key in list_partner_keys(row)]
            row["agreement"] = next(filter(None, found), "")


def list_partner_keys(row: Row) -> list[str]:
    names = [name.split(" (")[0] for name in split_cell(row["partner_name"])]
    return [
        " ".join(
            word for word in build_name_key(name).split() if word not in AUTHORITY_WORDS
        )
        for name in names
    ]


def check_rows(rows: Rows, uncertain: set[str]) -> None:
    """Raise ``ValueError`` for a doubt that visitors would not read."""
    silent = [
        row["id"] for row in rows if row["id"] in uncertain and not row["uncertainty"]
    ]
    if silent:
        raise ValueError(f"Uncertain, and nothing says so: {', '.join(silent)}.")
