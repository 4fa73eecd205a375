"""The real records: one flat file, and the calls, events and resources beside it."""

import importlib
import re
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from cooperation import enums
from cooperation.columns.agreements import AGREEMENTS_WORKSHEET
from cooperation.parsing.choices import PARTNER_KINDS
from cooperation.text import normalize
from tests.cooperation.reference.conftest import REAL, read

RECORDS = read(REAL.parent / "real/cooperations.csv")
CALLS = read(REAL / "funding_calls.csv")
EVENTS = read(REAL / "events.csv")
RESOURCES = read(REAL / "resources_sourced.csv")
SOURCES = Path(settings.BASE_DIR).parent / "shared/data"
BY_ID = {row["id"]: row for row in RECORDS}


def codes(name: str, key: str = "code") -> set[str]:
    return {row[key] for row in read(REAL / name)}


def used(rows: list[dict[str, str]], column: str, separator: str) -> set[str]:
    return {part for row in rows for part in row[column].split(separator)} - {""}


def is_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "")


def is_day(text: str) -> bool:
    return not text or date.fromisoformat(text).isoformat() == text


@pytest.mark.skipif(not SOURCES.exists(), reason="the compiled facts are not here")
def test_the_files_are_what_the_script_makes_of_its_sources(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(settings.BASE_DIR / "scripts"))
    build_files = importlib.import_module("build_real_records").build_files
    differing = [
        path.name
        for path, text in build_files(SOURCES).items()
        if path.read_bytes() != text.encode()
    ]
    assert differing == []


# Cooperations -----------------------------------------------------------------------


def test_each_record_and_each_title_comes_once() -> None:
    assert len(RECORDS) == len(BY_ID) == 259
    titles = Counter(normalize(row["title"]) for row in RECORDS)
    assert [title for title, number in titles.items() if number > 1] == []


def test_codes_are_known() -> None:
    kinds = {*enums.AgreementKind.values, "projet"}
    assert used(RECORDS, "kind", ";") <= kinds
    assert used(RECORDS, "lead_kind", ";") <= set(enums.CollectivityKind.values)
    assert used(RECORDS, "lead_department", ";") <= codes("departments.csv")
    assert used(RECORDS, "partner_country_iso2", ";") <= codes("countries.csv", "iso2")
    assert used(RECORDS, "themes", ";") <= codes("themes.csv")
    assert used(RECORDS, "goals", ";") <= codes("goals.csv", "number")
    assert used(RECORDS, "funding_windows", ";") <= codes("funding_windows.csv")
    assert used(RECORDS, "status", ";") <= {"en_cours", "termine", "inconnu"}
    known = {"total", "part", "annuel", "hors_total"}
    assert used(RECORDS, "amount_kind", ";") == known


def test_kinds_of_partners_are_known() -> None:
    said = {
        match[1]
        for partner in used(RECORDS, "partners", ";")
        if (match := re.search(r"\(([^()]+)\)$", partner))
    }
    assert said - {"CCP"} <= set(PARTNER_KINDS)


def test_years_and_amounts_are_numbers_in_their_order() -> None:
    for row in RECORDS:
        start, end = row["start_year"], row["end_year"]
        assert re.fullmatch(r"(\d{4})?", start), row["id"]
        assert re.fullmatch(r"(\d{4})?", end), row["id"]
        assert not (start and end) or start <= end, row["id"]
        assert re.fullmatch(r"\d*", row["budget_eur"]), row["id"]
        assert bool(row["budget_eur"]) == bool(row["amount_kind"]), row["id"]


def test_each_record_names_its_source_and_every_page_is_an_address() -> None:
    for row in RECORDS:
        assert row["source_url"] or row["source_name"], row["id"]
        assert not row["source_url"] or is_page(row["source_url"]), row["id"]
        assert not row["website"] or is_page(row["website"]), row["id"]


def test_notes_for_checking_are_not_shipped() -> None:
    assert not {"source_note", "note", "certain", "remarque"} & set(RECORDS[0])
    assert not [row["id"] for row in RECORDS if "incertain :" in str(row)]


def test_texts_have_typographic_apostrophes_and_fit_their_fields() -> None:
    columns = ["title", "summary_fr", "description_fr", "results_fr", "uncertainty"]
    texts = [row[column] for row in RECORDS for column in columns]
    assert [text for text in texts if re.search(r"\w'\w", text)] == []
    longest = AGREEMENTS_WORKSHEET.model._meta.get_field("title").max_length
    assert max(len(row["title"]) for row in RECORDS) <= longest
    assert max(len(row["summary_fr"]) for row in RECORDS) <= 300


def test_a_project_stands_under_an_agreement_that_exists() -> None:
    titles = {row["title"] for row in RECORDS if row["kind"] != "projet"}
    named = {row["agreement"] for row in RECORDS} - {""}
    assert named <= titles
    assert {row["kind"] for row in RECORDS if row["agreement"]} == {"projet"}
    assert BY_ID["GEN-101"]["agreement"] == "Coopération Annecy – Sassandra"


def test_where_sources_disagree_both_are_kept_and_it_is_said() -> None:
    assert BY_ID["S-142"]["start_year"] == "1961"
    assert "1970" in BY_ID["S-142"]["uncertainty"]
    assert BY_ID["S-190"]["start_year"] == "1997"
    assert "1995, en 1996 ou en 1997" in BY_ID["S-190"]["uncertainty"]
    assert BY_ID["S-043"]["start_year"] == "1967"
    assert "1968" in BY_ID["S-043"]["uncertainty"]


def test_amounts_that_are_no_budget_of_the_cooperation_are_not_counted() -> None:
    apart = {row["id"] for row in RECORDS if row["amount_kind"] == "hors_total"}
    assert apart == {"S-068", "S-158", "S-196", "S-247", "S-248"}
    assert all("pas compté" in BY_ID[key]["uncertainty"] for key in apart)


def test_the_grant_of_a_project_is_not_that_of_its_cooperation_too() -> None:
    assert BY_ID["GEN-101"]["budget_eur"] == "31000"
    assert BY_ID["S-006"]["budget_eur"] == BY_ID["S-006"]["funding_windows"] == ""


def test_two_sources_of_one_cooperation_make_one_record() -> None:
    assert "Répertoire" in BY_ID["S-200"]["other_sources"]
    assert not [key for key in BY_ID if key.endswith("albi-abomey")]
    assert (
        "prjId=3219" in BY_ID["atlas-12522/juvisy-sur-orge-tillaberi"]["other_sources"]
    )


# Calls, events, resources -----------------------------------------------------------


def test_calls_events_and_resources_come_once() -> None:
    for rows, key, number in (
        (CALLS, "title", 60),
        (EVENTS, "title", 25),
        (RESOURCES, "name", 66),
    ):
        assert len({row[key] for row in rows}) == len(rows) == number
        assert all(is_page(row["url"]) for row in rows)
        assert all("Source : " in row["description"] for row in rows)
    assert not codes("resources.csv", "name") & {row["name"] for row in RESOURCES}


def test_days_of_calls_and_events_are_days() -> None:
    for row in CALLS:
        assert is_day(row["opens_on"])
        assert is_day(row["deadline"])
        assert not row["opens_on"] or row["opens_on"] <= row["deadline"], row["title"]
    for row in EVENTS:
        assert is_day(row["starts_on"])
        assert is_day(row["ends_on"])
        assert not row["ends_on"] or row["starts_on"] < row["ends_on"], row["title"]


def test_codes_of_calls_and_resources_are_known() -> None:
    for rows in (CALLS, RESOURCES):
        assert used(rows, "themes", "|") <= codes("themes.csv")
        assert used(rows, "countries", "|") <= codes("countries.csv", "iso2")
        assert used(rows, "level", "|") <= set(enums.ResourceLevel.values)
    assert used(RESOURCES, "kind", "|") <= set(enums.ResourceKind.values)


def test_a_call_says_whom_where_on_what_and_at_what_rate() -> None:
    title = "Appel à projets solidarité internationale eau 2024"
    (call,) = [row for row in CALLS if row["title"] == title]
    assert call["deadline"] == "2024-07-05"
    assert (call["who"], call["departments"]) == ("communes|associations", "38")
    assert call["themes"] == "eau_assainissement"
    assert (call["rate_max_percent"], call["amount_max_eur"]) == ("40", "50000")
    assert call["recurrence"] == "annuel"
    assert "hors Mali, Niger et Burkina Faso.\n\nRevient chaque" in call["description"]


def test_a_deadline_that_was_not_found_is_said() -> None:
    supposed = [row for row in CALLS if "seule l’année est sûre" in row["description"]]
    assert len(supposed) > 5
    assert {row["deadline"][4:] for row in supposed} == {"-12-31"}
