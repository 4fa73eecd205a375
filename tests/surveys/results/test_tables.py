"""Results of a wave: what is counted, of whom, and what the public may see of it."""

import pytest

from surveys.models import Answer, AnswerTheme, Block, Wave
from surveys.questionnaires.conditions import build_condition
from surveys.results.coding import record_reading
from surveys.results.comparison import compare_waves
from surveys.results.counting import AnswerSelection
from surveys.results.publication import publish_results
from surveys.results.tables import count_results
from surveys.waves.lifecycle import close_wave
from tests.surveys.conftest import ask, small_questionnaire
from tests.surveys.factories import (
    ParticipationFactory,
    QuestionnaireFactory,
    SectionFactory,
)
from tests.surveys.results.world import authorities, staff_with, wave_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave() -> Wave:
    """Fourteen authorities: nine communes of 74, five EPCI of 01."""
    people = authorities(("commune", "74", 9), ("epci", "01", 5))
    said = [
        (
            one,
            {
                "role": "elu" if place < 2 else "technicien",
                "agents": place,
                "freins": ["argent", "temps"] if place % 2 else ["argent"],
                "poids_argent": 4 if place < 7 else 2,
                "besoins": ["a", "b"] if place < 10 else ["b", "c"],
                "budget": f"{1000 * (place + 1)}.00",
                "rencontrer": place < 7,
            },
        )
        for place, one in enumerate(people)
    ]
    del said[13][1]["budget"]
    wave = wave_with(small_questionnaire(), said, is_public=True)
    ParticipationFactory(wave=wave)
    return wave


def by_code(wave: Wave, *, public: bool) -> dict:
    """Return tables by code."""
    return {
        table.code: table for table in count_results(wave).build_tables(public=public)
    }


def counts(table) -> dict:
    """Return the counts of a table by answer."""
    return {row.code: row.count for row in table.rows}


def test_whole_tables_say_who_was_asked_and_who_answered(wave: Wave) -> None:
    tables = by_code(wave, public=False)
    budget = tables["budget"]
    assert (budget.asked, budget.base, budget.no_answer) == (14, 13, 1)
    assert (budget.median, budget.low, budget.high) == (7000, 1000, 13000)
    assert counts(tables["role"]) == {"elu": 2, "technicien": 12, "autre": 0}
    assert [row.share for row in tables["role"].rows] == [14.3, 85.7, 0.0]
    assert counts(tables["rencontrer"]) == {"true": 7, "false": 7}
    assert counts(tables["poids_argent"]) == {"1": 0, "2": 7, "3": 0, "4": 7}
    assert (tables["agents"].median, tables["agents"].low) == (6.5, 0)


def test_ranked_answers_come_by_points_and_brakes_by_weight(wave: Wave) -> None:
    tables = by_code(wave, public=False)
    assert [(row.code, row.score) for row in tables["besoins"].rows] == [
        ("a", 20),
        ("b", 18),
        ("c", 4),
    ]
    first = tables["freins"].rows[0]
    assert (first.code, first.score, first.mean) == ("argent", 42.0, 3.0)
    assert sum(row.share for row in tables["freins"].rows) > 100


def test_breakdowns_sum_to_the_table(wave: Wave) -> None:
    role = by_code(wave, public=False)["role"]
    kinds, departments = role.breakdowns
    assert [column.base for column in kinds.columns] == [9, 5]
    assert kinds.cells["technicien"] == [7, 5]
    assert [column.base for column in departments.columns] == [5, 9]
    for breakdown in role.breakdowns:
        assert sum(column.base for column in breakdown.columns) == role.base
        for row in role.rows:
            assert sum(breakdown.cells[row.code]) == row.count


def test_the_public_sees_no_small_count_and_no_value_of_one(wave: Wave) -> None:
    tables = by_code(wave, public=True)
    assert counts(tables["role"]) == {"elu": None, "technicien": None, "autre": None}
    assert (tables["budget"].low, tables["budget"].median) == (4000, 7000)
    assert tables["besoins"].rows[0].score is None
    assert counts(tables["rencontrer"]) == {"true": 7, "false": 7}
    kinds = tables["rencontrer"].breakdowns
    assert [one.cells["true"] for one in kinds] == [[None, None], [None, None]]


def test_the_response_is_said_by_groups_of_five_invited_at_least(wave: Wave) -> None:
    whole, public = (
        count_results(wave).get_response_rate(public=False),
        count_results(wave).get_response_rate(public=True),
    )
    assert (whole.invited, whole.submitted, whole.rate) == (15, 14, 93.3)
    assert [row.invited for row in whole.by_kind] == [10, 5]
    assert {row.invited for row in public.by_department} <= {5, 9, 6, 10}


def test_cooperations_are_counted_with_their_authorities() -> None:
    questionnaire = small_questionnaire()
    people = authorities(("commune", "74", 6))
    wave = wave_with(questionnaire, [(one, {}) for one in people])
    section = questionnaire.sections.get(code="cooperations")
    state = section.questions.get(code="coop_etat")
    for place, participation in enumerate(wave.participations.order_by("pk")):
        for number in range(3 if place == 0 else 1):
            block = Block.objects.create(
                participation=participation, section=section, title=str(number)
            )
            value = "terminee" if place == 0 else "en_cours"
            Answer.objects.create(
                participation=participation, question=state, block=block, value=value
            )
    whole, public = (by_code(wave, public=one)["coop_etat"] for one in (False, True))
    assert (whole.base, whole.authorities, whole.asked) == (8, 6, 8)
    assert [(row.count, row.authorities) for row in whole.rows] == [(5, 5), (3, 1)]
    assert counts(public) == {"en_cours": None, "terminee": None}


def test_drafts_are_not_counted(wave: Wave) -> None:
    wave.participations.filter(pk=wave.participations.first().pk).update(
        state="commencee", submitted_at=None
    )
    assert by_code(wave, public=False)["role"].base == 13


def test_staff_count_some_authorities_only(wave: Wave) -> None:
    some = count_results(wave, AnswerSelection(kind="epci")).build_tables(public=False)
    assert {table.code: table.base for table in some}["role"] == 5


def test_confidential_questions_and_what_hangs_on_them_are_not_public() -> None:
    questionnaire = QuestionnaireFactory()
    section = SectionFactory(questionnaire=questionnaire)
    ask(section, "secret", "oui_non", is_confidential=True)
    ask(section, "suite", "nombre", condition=build_condition("secret", "oui"))
    people = authorities(("commune", "74", 8))
    wave = wave_with(
        questionnaire, [(one, {"secret": True, "suite": 3}) for one in people]
    )
    (table,) = count_results(wave).build_tables(public=True)
    assert (table.code, table.base, table.median) == ("suite", None, None)
    assert by_code(wave, public=False)["suite"].asked == 8


def test_themes_are_a_table_of_the_answers_read(wave: Wave, django_user_model) -> None:
    question = wave.questionnaire.sections.get(code="freins").questions.get(
        code="recit"
    )
    user = django_user_model.objects.create(email="x@exemple.fr")
    for place, participation in enumerate(wave.participations.submitted()[:6]):
        answer = Answer.objects.create(
            participation=participation, question=question, value="Long"
        )
        record_reading(
            answer=answer,
            themes=AnswerTheme.objects.values_list("pk", flat=True),
            new=["Argent", *(["Temps"] if place == 0 else [])],
            by=user,
        )
    table = by_code(wave, public=False)["recit--themes"]
    assert table.base == 6
    assert [(row.label, row.count) for row in table.rows] == [
        ("Argent", 6),
        ("Temps", 6),
    ]
    public = by_code(wave, public=True)["recit--themes"]
    assert [row.count for row in public.rows] == [6, 6]


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_answers(
    number: int, django_assert_num_queries
) -> None:
    people = authorities(("commune", "74", number))
    wave = wave_with(
        small_questionnaire(), [(one, {"role": "elu", "agents": 1}) for one in people]
    )
    with django_assert_num_queries(12):
        count_results(wave).build_tables(public=False)


# Comparison -----------------------------------------------------------------------


@pytest.fixture
def waves() -> tuple[Wave, Wave]:
    """Two waves: eight of both, two who left, six who joined; the words changed."""
    people = authorities(("commune", "74", 16))
    first, second = (
        QuestionnaireFactory(code="suivi", version=version) for version in (1, 2)
    )
    for number, questionnaire in enumerate((first, second), start=1):
        section = SectionFactory(questionnaire=questionnaire, code="p")
        ask(section, "avis", "oui_non")
        options = ("a", "b") if number == 1 else ("a", "b", "c")
        choice = ask(section, "choix", "un_choix", options=options)
        choice.label_fr = f"Mots {number}"
        choice.save()
        ask(section, f"seule_{number}", "nombre")
    before = [
        (one, {"avis": place < 2, "choix": "a"})
        for place, one in enumerate(people[:10])
    ]
    after = [
        (one, {"avis": place % 2 == 0, "choix": "a" if place < 7 else "c"})
        for place, one in enumerate(people[2:])
    ]
    return wave_with(first, before), wave_with(second, after)


def test_two_waves_are_compared_for_all_and_for_the_panel(waves) -> None:
    found = compare_waves(*waves, public=False)
    assert (len(found.panel.both), found.panel.joined, found.panel.left) == (8, 6, 2)
    avis = {one.code: one for one in found.questions}["avis"]
    yes = avis.everyone[0]
    assert (yes.before.count, yes.before.base, yes.after.count) == (2, 10, 7)
    assert yes.difference == 30.0
    assert (avis.panel[0].before.count, avis.panel[0].after.count) == (0, 4)
    assert found.only_before == ["Quoi : seule_1 ?"]
    choix = {one.code: one for one in found.questions}["choix"]
    assert choix.changes == [
        "Les mots ont changé ; avant : « Mots 1 »",
        "Réponses ajoutées : Réponse c.",
    ]


def test_in_public_a_panel_is_one_more_breakdown(waves) -> None:
    found = compare_waves(*waves, public=True)
    avis = {one.code: one for one in found.questions}["avis"]
    assert [line.before.count for line in avis.everyone] == [None, None]
    assert [line.after.count for line in avis.everyone] == [7, 7]
    assert [line.after.count for line in avis.panel] == [None, None]


# Pages ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_results_asks_the_same_queries(
    number: int, django_assert_num_queries
) -> None:
    people = authorities(("commune", "74", number))
    wave = wave_with(small_questionnaire(), [(one, {"role": "elu"}) for one in people])
    client = staff_with("see_answers")
    client.get(f"/gestion/enquetes/{wave.slug}/resultats/")
    with django_assert_num_queries(24):
        client.get(f"/gestion/enquetes/{wave.slug}/resultats/")


@pytest.mark.slow
def test_the_page_hides_small_counts_from_who_may_not_read_answers(wave: Wave) -> None:
    address = f"/gestion/enquetes/{wave.slug}/resultats/?nature=epci"
    whole = staff_with("see_answers").get(address)
    assert "no-store" in whole["Cache-Control"]
    assert "Base : 5 réponses" in whole.content.decode()
    close_wave(wave)
    publish_results(wave)
    hidden = staff_with("view_wave").get(address).content.decode()
    assert "masqué" in hidden
    assert "Base : 5 réponses" not in hidden


def test_the_page_of_comparison_says_who_came_and_left(waves) -> None:
    before, after = waves
    client = staff_with("see_answers")
    address = f"/gestion/enquetes/{after.slug}/resultats/comparaison/"
    assert client.get(address).status_code == 200
    page = client.get(f"{address}?avec={before.slug}").content.decode()
    assert "8 collectivités ont répondu aux deux" in page
    assert "2 à la première seulement, 6 à la seconde seulement" in page
