"""No row of an anonymised export is joined with the public directory: tried."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as some

from surveys.enums import QuestionKind
from surveys.exports import answers
from surveys.exports.coarsening import GROUPED, group_rare_profiles
from surveys.exports.files import TooFewAnswersError, log_export
from surveys.exports.source import ExportSource, is_known_to_directory
from surveys.models import AnswerExport, Block, Participation, Question, Section
from surveys.results.suppression import MIN_COUNT
from tests import factories
from tests.surveys.conftest import small_questionnaire
from tests.surveys.results.world import authorities, staff_with, wave_with

ONCE, PAGE = Section(code="qui"), Section(code="coop", is_repeated=True)
QUESTIONS = [
    Question(pk=1, section=ONCE, code="avis", kind=QuestionKind.ONE),
    Question(pk=2, section=PAGE, code="coop_etat", kind=QuestionKind.ONE),
    Question(pk=3, section=PAGE, code="coop_debut", kind=QuestionKind.YEAR),
    Question(pk=4, section=PAGE, code="utile", kind=QuestionKind.YES_NO),
]
# A cooperation as the directory tells it, and what the authority says of it alone.
COOPERATION = some.tuples(
    some.sampled_from(["en_cours", "terminee", "suspendue"]),
    some.integers(1995, 2024),
    some.booleans(),
)
# An authority: its kind and department, its opinion, its cooperations.
AUTHORITY = some.tuples(
    some.sampled_from(["commune", "epci"]),
    some.sampled_from(["01", "74"]),
    some.sampled_from("ab"),
    some.lists(COOPERATION, max_size=4),
)
WORLD = some.lists(AUTHORITY, min_size=10, max_size=30)


def build_source(world: list[Any]) -> ExportSource:
    """Return what an anonymised export reads of a world, without a database."""
    participations, blocks, given = [], [], []
    for pk, (kind, department, opinion, cooperations) in enumerate(world, start=1):
        authority = SimpleNamespace(kind=kind, department_id=department)
        row = Participation(pk=pk)
        row._state.fields_cache["collectivity"] = authority
        participations.append(row)
        given.append((pk, 1, None, opinion, ""))
        for state, year, useful in cooperations:
            block = Block(pk=len(blocks) + 1, participation_id=pk, section=PAGE)
            blocks.append(block)
            values = zip((2, 3, 4), (state, year, useful), strict=True)
            given += [(pk, key, block.pk, value, "") for key, value in values]
    wave: Any = None
    return ExportSource(wave, False, list(QUESTIONS), participations, blocks, given)


def build_tables(world: list[Any]) -> dict[str, Any]:
    source = build_source(world)
    once = [one for one in QUESTIONS if not one.section.is_repeated]
    repeated = [one for one in QUESTIONS if one.section.is_repeated]
    tables = [
        answers.build_participations_table(source),
        answers.build_wide_table(source, once),
        answers.build_long_table(source),
        answers.build_anonymous_cooperations_table(source, repeated),
    ]
    return {table.name: table for table in tables}


def list_contents(table: Any) -> Counter[tuple[Any, ...]]:
    """Return the rows without their numbers, which are of chance."""
    return Counter(tuple(row[1:]) for row in table.rows)


@given(WORLD, some.randoms(use_true_random=False))
@how(max_examples=60, deadline=None)
def test_rows_of_participations_say_nothing_of_their_cooperations(
    world: list[Any], draw: Any
) -> None:
    dealt = [one[3] for one in world]
    draw.shuffle(dealt)
    other = [(*one[:3], new) for one, new in zip(world, dealt, strict=True)]
    before, after = build_tables(world), build_tables(other)
    for name in ("participations", "reponses", "reponses_detail"):
        assert list_contents(before[name]) == list_contents(after[name])


@given(WORLD)
@how(max_examples=100, deadline=None)
def test_the_join_finds_no_fewer_than_five_authorities(world: list[Any]) -> None:
    """Who knows all that the directory says looks for rows that fit one of them."""
    source = build_source(world)
    repeated = [one for one in QUESTIONS if one.section.is_repeated]
    known = sum(map(is_known_to_directory, repeated))
    table = answers.build_anonymous_cooperations_table(source, repeated)
    names = [one.name for one in table.fields]
    assert names == ["cooperation", "page", "coop_etat", "coop_debut", "utile"]
    owners: dict[Any, set[int]] = {}
    for block, row in zip(source.blocks, table.rows, strict=True):
        profile = tuple(row[1 : 2 + known])
        owners.setdefault(profile, set()).add(block.participation_id)
    assert all(len(found) >= MIN_COUNT for found in owners.values())


@given(WORLD)
@how(max_examples=30, deadline=None)
def test_the_two_tables_share_no_number_and_no_outcome(world: list[Any]) -> None:
    tables = build_tables(world)
    first = {row[0] for row in tables["reponses"].rows}
    second = {row[0] for row in tables["cooperations"].rows}
    assert not first & second
    columns = {one.name for table in tables.values() for one in table.fields}
    assert not columns & {"suite", "titre", "reference", "collectivite"}
    assert "participation" not in {one.name for one in tables["cooperations"].fields}


@given(some.lists(some.tuples(*[some.sampled_from("abc")] * 3), max_size=40))
@how(max_examples=100, deadline=None)
def test_profiles_are_merged_as_little_as_five_people_ask(profiles: list[Any]) -> None:
    if len(profiles) < MIN_COUNT:
        return
    found = group_rare_profiles(profiles, range(len(profiles)))
    assert min(Counter(found).values()) >= MIN_COUNT
    for real, told in zip(profiles, found, strict=True):
        pairs = zip(real, told, strict=True)
        assert all(new in (old, GROUPED) for old, new in pairs)


def test_cooperations_of_nine_authorities_are_left_out() -> None:
    cooperations = [("en_cours", 2010, True)]
    world = [("commune", "74", "a", cooperations if n < 9 else []) for n in range(20)]
    assert build_tables(world)["cooperations"].rows == []
    world = [("commune", "74", "a", cooperations if n < 10 else []) for n in range(20)]
    assert len(build_tables(world)["cooperations"].rows) == 10


@pytest.mark.django_db
def test_nothing_is_exported_without_names_of_fewer_than_ten() -> None:
    people = authorities(("commune", "74", 9))
    wave = wave_with(small_questionnaire(), [(one, {"role": "elu"}) for one in people])
    by = factories.UserFactory(staff=True)
    with pytest.raises(TooFewAnswersError):
        log_export(wave, kind="anonyme", file_format="csv", by=by)

    client, page = (
        staff_with("see_answers"),
        f"/gestion/enquetes/{wave.slug}/resultats/exports/",
    )
    text = client.get(page).content.decode()
    assert "Pas d’export anonymisé sous 10 réponses" in text
    answer = client.post(page, {"contenu": "anonyme", "format": "csv"}, follow=True)
    assert "Moins de 10 réponses : pas d’export anonymisé." in answer.content.decode()
    assert not AnswerExport.objects.exists()
