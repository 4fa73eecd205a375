"""Calls, events and resources, each with a text that says what their source does.

What the models have no field for (countries that are not named one by one, what is
known of the days) stands in the ``description``.
"""

from pathlib import Path

from real_records.files import (
    FIXTURES,
    HERE,
    Row,
    Rows,
    get_host,
    read_rows,
    set_apostrophes,
    split_cell,
)

STANDING = "dispositif permanent"
# A dated call of these years without a day is over; its year is all that is known.
LAST_CLOSED_YEAR = 2025
RECURRENCES = {
    "annuel": "revient chaque année",
    "bisannuel": "revient tous les deux ans",
    "triennal": "revient tous les trois ans",
    "permanent": "ouvert en permanence",
}
RESOURCE_KINDS = {"base de données": "guide", "formation": "guide"}
RESOURCE_LEVELS = {"local": "regional"}
# Where who pays stands, by a word of its name; the first that fits.
FUNDER_LEVELS = {
    "union européenne": "international",
    "commission européenne": "international",
    "canton": "international",
    "ofaj": "international",
    "franco-allemand": "international",
    "ministère": "national",
    "afd": "national",
    "six agences": "national",
    "programme solidarité eau": "national",
}
# Organisations among the trainings.
TRAINING_BODIES = {"CIEDEL", "Centre national de la fonction publique territoriale"}


def read_names(name: str, key: str) -> dict[str, str]:
    rows = read_rows(FIXTURES / "reference" / name)
    return {row[key]: row["name_fr"] for row in rows}


def read_written_values() -> dict[tuple[str, str], str]:
    rows = read_rows(HERE / "written_calls.csv")
    return {(row["title"], row["column"]): row["value"] for row in rows}


def join_paragraphs(*texts: str) -> str:
    return "\n\n".join(set_apostrophes(text) for text in texts if text)


def name_source(row: Row) -> str:
    """Return where a text comes from, and when it was true."""
    year = row.get("year_of_information")
    dated = f" (information de {year})" if year else ""
    return f"Source : {get_host(row['source_url'])}{dated}."


# Calls ------------------------------------------------------------------------------


def build_calls(source: Path) -> Rows:
    """Return the calls and standing schemes.

    A ``deadline`` is the day of the source, or else the end of the year of a call that
    is over; without it the row is a scheme that lasts, or comes back.
    """
    countries = read_names("countries.csv", "iso2")
    written = read_written_values()
    rows = read_rows(source / "funding_calls.csv")
    return [build_call(row, countries, written) for row in rows]


def build_call(
    row: Row,
    countries: dict[str, str],
    written: dict[tuple[str, str], str],
) -> Row:
    codes = split_cell(row["countries"])
    are_codes = all(code in countries for code in codes)
    deadline = written.get((row["title"], "deadline"), get_deadline(row))
    return {
        "title": row["title"],
        "funder": row["funder"],
        "level": get_level(row["funder"]),
        "opens_on": row["opens_on"] if deadline else "",
        "deadline": deadline,
        "recurrence": "" if row["recurrence"] == "inconnu" else row["recurrence"],
        "who": row["who"].replace(";", "|"),
        "countries": "|".join(codes) if are_codes else "",
        "departments": written.get((row["title"], "departments"), ""),
        "themes": row["themes"].replace(";", "|"),
        "rate_max_percent": row["rate_max_percent"],
        "amount_min_eur": row["amount_min_eur"],
        "amount_max_eur": row["amount_max_eur"],
        "year_of_information": row["year_of_information"],
        "description": join_paragraphs(
            row["conditions_fr"],
            "" if are_codes or not codes else f"Pays : {', '.join(codes)}.",
            describe_dates(row, deadline),
            written.get((row["title"], "uncertainty"), ""),
            name_source(row),
        ),
        "url": row["source_url"],
    }


def get_level(funder: str) -> str:
    """Return whether who pays is national, regional or international."""
    levels = [level for word, level in FUNDER_LEVELS.items() if word in funder.lower()]
    return levels[0] if levels else "regional"


def get_deadline(row: Row) -> str:
    year = row["year_of_information"]
    if row["closes_on"] or row["kind"] == STANDING or not year:
        return row["closes_on"]
    return f"{year}-12-31" if int(year) <= LAST_CLOSED_YEAR else ""


def describe_dates(row: Row, deadline: str) -> str:
    """Return what is known of the days of a call, and what is not."""
    again = RECURRENCES.get(row["recurrence"], "")
    if deadline and not row["closes_on"]:
        again += " ; " if again else ""
        again += "la date limite n’a pas été trouvée : seule l’année est sûre"
    elif not deadline and row["kind"] != STANDING:
        again += " ; " if again else ""
        again += "les dates sont à demander au financeur"
    return f"{again[0].upper()}{again[1:]}." if again else ""


# Events -----------------------------------------------------------------------------


def build_events(source: Path) -> Rows:
    """Return the events; one whose days are not known has no ``starts_on``."""
    written = read_written_values()
    return [
        {
            "title": row["title"],
            "starts_on": row["starts_on"],
            "ends_on": row["ends_on"] if row["ends_on"] != row["starts_on"] else "",
            "recurrence": "" if row["recurrence"] == "inconnu" else row["recurrence"],
            "where": row["place"],
            "organiser": row["organiser"],
            "description": join_paragraphs(
                row["description_fr"],
                f"Organisé par : {row['organiser']}.",
                written.get((row["title"], "uncertainty"), ""),
                name_source(row),
            ),
            "url": row["source_url"],
        }
        for row in read_rows(source / "events.csv")
    ]


# Resources --------------------------------------------------------------------------


def build_resources(source: Path) -> Rows:
    """Return the resources, in the columns of ``resources.csv`` and countries."""
    written = read_written_values()
    rows = read_rows(source / "resources_2.csv")
    return [
        build_resource(row, written, position) for position, row in enumerate(rows, 101)
    ]


def build_resource(row: Row, written: dict[tuple[str, str], str], position: int) -> Row:
    kind = RESOURCE_KINDS.get(row["kind"], row["kind"])
    if row["name"] in TRAINING_BODIES:
        kind = "institution"
    contacts = [row["territory"] and f"Territoire : {row['territory']}."]
    contacts.append(row["phone"] and f"Téléphone : {row['phone']}.")
    contacts.append(row["email"] and f"Courriel : {row['email']}.")
    return {
        "name": row["name"],
        "acronym": row["acronym"],
        "kind": kind,
        "level": RESOURCE_LEVELS.get(row["level"], row["level"]),
        "description": join_paragraphs(
            row["description_fr"],
            " ".join(filter(None, contacts)),
            written.get((row["name"], "uncertainty"), ""),
            name_source(row),
        ),
        "url": row["website"] or row["source_url"],
        "themes": row["themes"].replace(";", "|"),
        "countries": row["countries"].replace(";", "|"),
        "position": str(position),
    }
