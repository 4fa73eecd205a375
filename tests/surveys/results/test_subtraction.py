"""No subtraction of two public outputs of a wave shows a count under five."""

import csv
import io
from itertools import combinations
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as some

from cooperation.models import Collectivity
from surveys.enums import QuestionKind
from surveys.models import Answer, Participation, Question, Wave
from surveys.reports.survey_data import build_wave_tables
from surveys.results.disclosure import DisclosureRule
from surveys.results.publication import publish_results, withdraw_results
from surveys.results.releases import get_shown_counts, hide_near_tables
from surveys.results.suppression import is_small
from surveys.results.tables import count_results
from surveys.waves.lifecycle import close_wave, reopen_wave
from tests import factories
from tests.surveys.conftest import small_questionnaire
from tests.surveys.results.test_suppression import PEOPLE, table_from
from tests.surveys.results.world import staff_with, wave_with

KINDS = some.sampled_from([QuestionKind.ONE, QuestionKind.SEVERAL])
RULES = {"q": DisclosureRule()}
Counts = dict[tuple[str, ...], int]


@given(KINDS, PEOPLE, PEOPLE, PEOPLE)
@settings(max_examples=150, deadline=None)
def test_tables_of_three_states_of_one_wave_are_subtracted(
    kind: str, first: list[Any], more: list[Any], last: list[Any]
) -> None:
    states = [first, first + more, first[len(first) // 2 :] + last]
    shown: list[Any] = []
    for people in states:
        whole = table_from(people, kind)
        tables = hide_near_tables([whole], RULES, shown)
        shown.append(get_shown_counts(tables))
    for one, other in combinations(shown, 2):
        both = one["q"].keys() & other["q"]
        differences = {abs(one["q"][name] - other["q"][name]) for name in both}
        assert not any(map(is_small, differences))


def test_without_hiding_the_subtraction_shows_one_person() -> None:
    """Without this, the test above would prove nothing."""
    many = [({"a"}, "commune", "74")] * 10 + [({"b"}, "commune", "74")] * 10
    late = [({"a"}, "epci", "74")] * 4 + [({"b"}, "commune", "74")]
    before = hide_near_tables([table_from(many, QuestionKind.ONE)], RULES, [])
    whole = table_from(many + late, QuestionKind.ONE)
    alone = get_shown_counts(hide_near_tables([whole], RULES, []))["q"]
    assert alone["row b"] - get_shown_counts(before)["q"]["row b"] == 1
    both = hide_near_tables([whole], RULES, [get_shown_counts(before)])
    assert get_shown_counts(both)["q"] == {}


# Every public output of a wave that is closed, published and reopened -----------------


def send_answers(wave: Wave, roles: list[str]) -> None:
    question = Question.objects.get(code="role")
    for role in roles:
        row = Participation.objects.create(
            wave=wave,
            collectivity=factories.CollectivityFactory(),
            state="envoyee",
            submitted_at=timezone.now(),
        )
        Answer.objects.create(participation=row, question=question, value=role)


def list_outputs(client: Client, wave: Wave) -> list[Counts]:
    """Return the counts of what a reader downloads and of what a report freezes."""
    page = f"/gestion/enquetes/{wave.slug}/resultats/tableaux.csv"
    answer = client.get(page)
    assert answer.status_code == 200
    text = b"".join(answer).decode("utf-8-sig")
    found: Counts = {}
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        if row["effectif"]:
            found[row["question"], row["reponse"]] = int(row["effectif"])
        if row["base"]:
            found[row["question"],] = int(row["base"])
    tables = build_wave_tables(wave, count_results(wave))
    frozen = {
        (name.removeprefix("enquete_"), row["code"]): row["value"]
        for name, table in tables.items()
        for row in table["rows"]
        if row["value"] is not None
    }
    return [found, frozen]


ROLES = some.lists(some.sampled_from(["elu", "technicien"]), max_size=12)


@pytest.mark.slow
@pytest.mark.django_db
def test_outputs_of_a_wave_that_is_reopened_are_subtracted() -> None:
    wave = wave_with(small_questionnaire(), list[tuple[Collectivity, dict[str, Any]]]())
    client = staff_with("view_wave")

    def play(states: list[list[str]]) -> None:
        outputs: list[Counts] = []
        for roles in states:
            send_answers(wave, roles)
            close_wave(wave)
            try:
                publish_results(wave)
            except ValidationError:
                assert not wave.is_public
            else:
                outputs += list_outputs(client, wave)
                withdraw_results(wave)
            reopen_wave(wave)
        for one, other in combinations(outputs, 2):
            near = [name for name in one.keys() & other if one[name] != other[name]]
            assert not [name for name in near if is_small(abs(one[name] - other[name]))]

    @settings(max_examples=15, deadline=None)
    @given(some.lists(ROLES, min_size=2, max_size=3), some.integers(8, 20))
    def holds(states: list[list[str]], number: int) -> None:
        with transaction.atomic():
            play([["elu", "technicien"] * number, *states])
            transaction.set_rollback(True)
        wave.refresh_from_db()

    holds()


@pytest.mark.django_db
def test_a_release_is_compared_also_where_no_report_took_it() -> None:
    wave = wave_with(small_questionnaire(), list[tuple[Collectivity, dict[str, Any]]]())
    send_answers(wave, ["elu", "technicien"] * 8)
    close_wave(wave)
    publish_results(wave)
    withdraw_results(wave)
    reopen_wave(wave)
    send_answers(wave, ["elu"] * 4)
    close_wave(wave)
    with pytest.raises(ValidationError, match="n’en diffère que de 4 réponses"):
        publish_results(wave)
