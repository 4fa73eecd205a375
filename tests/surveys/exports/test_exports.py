"""Files for analysis: what they hold, what an anonymised one never holds."""

import csv
import datetime
import io
import json
import re
import zipfile
from collections import Counter

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as some

from surveys.exports.coarsening import (
    GROUPED,
    coarsen_answer,
    get_class_label,
    group_rare_strata,
)
from surveys.models import Answer, AnswerExport, Block, Question, Wave
from tests.surveys.conftest import small_questionnaire
from tests.surveys.results.world import authorities, staff_with, wave_with

pytestmark = pytest.mark.django_db

CANARY = "canari"
TABLES = {
    *("participations", "reponses", "cooperations", "reponses_detail"),
    *("citations", "questions", "options"),
}


@pytest.fixture
def wave() -> Wave:
    """Twelve authorities; a canary in every text, detail, note and name."""
    people = authorities(("commune", "74", 9), ("epci", "01", 3))
    for one in people:
        one.name = f"{CANARY} {one.pk}"
        one.save()
    said = {
        "agents": 3,
        "depuis": 1987,
        "freins": ["argent", "temps"],
        "budget": "12345.60",
        "recit": f"=HYPERLINK({CANARY})",
    }
    wave = wave_with(
        small_questionnaire(),
        [
            (
                one,
                said
                | {
                    "role": "elu" if place < 2 else "technicien",
                    "rencontrer": place >= 2,
                },
            )
            for place, one in enumerate(people)
        ],
    )
    wave.participations.update(notes=f"{CANARY} note")
    Answer.objects.update(other=f"{CANARY} précision")
    title = Question.objects.get(code="coop_titre")
    block = Block.objects.create(
        participation=wave.participations.first(),
        section=title.section,
        title=f"{CANARY} titre",
        outcome="ajoutee",
    )
    Answer.objects.create(
        participation=block.participation,
        block=block,
        question=title,
        value=f"{CANARY} titre",
    )
    return wave


def taken(wave: Wave, kind: str, file_format: str, *rights: str) -> bytes:
    """Take an export away."""
    client = staff_with("see_answers", *rights)
    answer = client.post(
        f"/gestion/enquetes/{wave.slug}/resultats/exports/",
        {"contenu": kind, "format": file_format},
    )
    assert answer.status_code == 200
    return b"".join(answer)


def unpacked(body: bytes) -> dict[str, str]:
    """Return the files of an archive."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV."""
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.slow
def test_a_full_export_says_all_harmlessly_and_is_noted(wave: Wave) -> None:
    files = unpacked(taken(wave, "complet", "csv", "export_answers"))
    assert set(files) == {"datapackage.json", *(f"{name}.csv" for name in TABLES)}
    first = rows(files["reponses.csv"])[0]
    assert (first["agents"], first["budget"], first["freins"]) == (
        *("3", "12345.6"),
        "argent|temps",
    )
    assert first["recit"] == f"'=HYPERLINK({CANARY})"
    assert first["role__precision"] == f"{CANARY} précision"
    assert len(rows(files["reponses_detail.csv"])) == 85
    assert rows(files["cooperations.csv"])[0]["titre"] == f"{CANARY} titre"
    log = AnswerExport.objects.get()
    assert (log.kind, log.file_format, log.rows, log.wave_slug) == (
        *("complet", "csv"),
        12,
        wave.slug,
    )
    manager = staff_with("change_wave")
    page = manager.get(f"/gestion/enquetes/{wave.slug}/resultats/exports/")
    assert log.who in page.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_anonymised_export_holds_no_text_and_no_name(
    wave: Wave, file_format: str
) -> None:
    body = taken(wave, "anonyme", file_format)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist()]
    assert not any(CANARY in text for text in texts)
    assert any("argent" in text for text in texts)


def test_an_anonymised_export_groups_what_is_rare(wave: Wave) -> None:
    files = unpacked(taken(wave, "anonyme", "csv"))
    answers = rows(files["reponses.csv"])
    assert Counter(row["rencontrer"] for row in answers) == {"oui": 10, GROUPED: 2}
    assert {row["depuis"] for row in answers} == {"1980-1989"}
    assert {row["budget"] for row in answers} == {"10000-24999"}
    strata = Counter(
        (row["nature"], row["departement"]) for row in rows(files["participations.csv"])
    )
    assert min(strata.values()) >= 5


@pytest.mark.slow
def test_a_workbook_has_the_same_sheets(wave: Wave) -> None:
    body = taken(wave, "complet", "xlsx", "export_answers")
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
    assert set(book.sheetnames) == {"lisez_moi", *TABLES}
    (head, first, *_more) = book["reponses"].iter_rows(values_only=True)
    told = dict(zip(head, first, strict=True))
    assert (told["agents"], told["budget"]) == (3, 12345.6)
    assert told["recit"] == f"=HYPERLINK({CANARY})"
    book.close()


# The rules of the Data Package standard, version 2 (datapackage.org/standard).
NAME = re.compile(r"^[a-z0-9._-]+$")
FIELD_TYPES = {
    *("string", "number", "integer", "boolean", "object", "array", "list"),
    *("datetime", "date", "time", "year", "yearmonth", "duration"),
    *("geopoint", "geojson", "any"),
}


@pytest.mark.parametrize("kind", ["anonyme", "complet"])
def test_the_metadata_keep_the_rules_of_the_standard(wave: Wave, kind: str) -> None:
    files = unpacked(taken(wave, kind, "csv", "export_answers"))
    package = json.loads(files["datapackage.json"])
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert NAME.match(package["name"])
    datetime.datetime.fromisoformat(package["created"])
    names = [resource["name"] for resource in package["resources"]]
    assert len(names) == len(set(names)) == 7
    by_name = dict(zip(names, package["resources"], strict=True))
    for resource in package["resources"]:
        check_resource(resource, by_name, files[resource["path"]])


def check_resource(resource: dict, by_name: dict, text: str) -> None:
    """Check one file against what is said of it."""
    assert NAME.match(resource["name"])
    assert resource["type"] == "table"
    assert not resource["path"].startswith(("/", "."))
    fields = {one["name"]: one for one in resource["schema"]["fields"]}
    assert list(fields) == next(csv.reader(io.StringIO(text)))
    assert {one["type"] for one in fields.values()} <= FIELD_TYPES
    assert set(resource["schema"].get("primaryKey", [])) <= set(fields)
    for key in resource["schema"].get("foreignKeys", []):
        target = by_name[key["reference"]["resource"]]["schema"]
        assert set(key["fields"]) <= set(fields)
        assert target["primaryKey"] == key["reference"]["fields"]
    found = rows(text)
    for row in found:
        for name, one in fields.items():
            check_cell(row[name], one)
    keys = [
        tuple(row[n] for n in resource["schema"].get("primaryKey", [])) for row in found
    ]
    if keys and keys[0]:
        assert len(set(keys)) == len(keys)


def check_cell(cell: str, described: dict) -> None:
    """Check a cell against its type and its constraints; empty is missing."""
    limits = described.get("constraints", {})
    if not cell:
        assert not limits.get("required")
        return
    if described["type"] == "integer":
        int(cell)
    elif described["type"] == "number":
        float(cell)
    elif described["type"] == "boolean":
        assert cell in described["trueValues"] + described["falseValues"]
    elif described["type"] == "datetime":
        datetime.datetime.fromisoformat(cell)
    assert "enum" not in limits or cell in limits["enum"]


# Pure -----------------------------------------------------------------------------

STRATA = some.lists(
    some.tuples(some.sampled_from("ceds"), some.sampled_from(["01", "73", "74"])),
    max_size=60,
)


@given(STRATA)
@how(max_examples=100, deadline=None)
def test_nobody_stands_apart_in_an_anonymised_file(strata: list) -> None:
    pairs = group_rare_strata(strata)
    assert len(pairs) == len(strata)
    if len(strata) >= 5:
        assert min(Counter(pairs).values()) >= 5


def test_figures_become_classes() -> None:
    assert get_class_label(7, (0, 1, 5, 10)) == "5-9"
    assert get_class_label(0, (0, 1, 5)) == "0"
    assert get_class_label(50, (0, 1, 5)) == ">=5"
    assert coarsen_answer("annee", 2007) == ["2000-2009"]
    assert coarsen_answer("oui_non", False) == ["non"]
