"""Countries, rows of matrices and dates are filtered by and crossed like choices."""

import pytest
from django.test import Client

from surveys.enums import QuestionKind
from surveys.models import Questionnaire, Wave
from surveys.results.crossing import CrossTable, NotCrossableError, cross_questions
from surveys.results.maps import draw_country_map
from surveys.results.publication import publish_results
from surveys.results.ring_check import cross_in_public
from surveys.results.tables import count_results, list_questions
from surveys.results.variables import AnswerVariable, list_variables
from surveys.waves.lifecycle import close_wave
from tests import factories
from tests.surveys.conftest import ask
from tests.surveys.factories import OptionFactory, QuestionnaireFactory, SectionFactory
from tests.surveys.results.world import authorities, staff_with, wave_with

pytestmark = pytest.mark.django_db
NIGER = {"key": "NE", "label": "Niger"}
SENEGAL = {"key": "SN", "label": "Sénégal"}
TYPED = {"key": "", "label": "Haute-Volta"}


@pytest.fixture
def questionnaire() -> Questionnaire:
    for code, name, lat, lng in (("NE", "Niger", 17, 8), ("SN", "Sénégal", 14, -14)):
        factories.CountryFactory(iso2=code, name_fr=name, lat=lat, lng=lng)
    questionnaire = QuestionnaireFactory()
    section = SectionFactory(questionnaire=questionnaire)
    ask(section, "pays", QuestionKind.COUNTRY)
    ask(section, "partenaires", QuestionKind.PARTNER)
    ask(section, "jour", QuestionKind.DATE)
    ask(section, "rang", QuestionKind.RANKING, options=("eau", "climat"))
    table = ask(section, "appui", QuestionKind.MATRIX, options=("peu", "beaucoup"))
    for code in ("etat", "region"):
        OptionFactory(question=table, code=code, label_fr=code.title(), is_row=True)
    return questionnaire


@pytest.fixture
def wave(questionnaire: Questionnaire) -> Wave:
    """Forty: half in Niger, the rest in Senegal; who is in Niger is helped by the
    state; two name what is in no list.
    """
    said = [
        (
            one,
            {
                "pays": [NIGER if place < 20 else SENEGAL, *([TYPED] * (place < 2))],
                "partenaires": [{"key": "7", "label": "GRET"}],
                "jour": "2020-05-31" if place < 30 else "2021-01-01",
                "rang": ["eau", "climat"] if place < 10 else ["climat"],
                "appui": {
                    "etat": "beaucoup" if place < 20 else "peu",
                    "region": "peu",
                },
            },
        )
        for place, one in enumerate(authorities(("commune", "74", 40)))
    ]
    return wave_with(questionnaire, said)


def find(wave: Wave, code: str) -> AnswerVariable:
    found = {one.code: one for one in list_variables(list_questions(wave))}
    return found[code]


def read(table: CrossTable) -> dict[str, list[int | None]]:
    return {line.label: [cell.number for cell in line.cells] for line in table.lines}


def test_a_row_of_a_matrix_is_a_variable_of_its_own(wave: Wave) -> None:
    assert [one.code for one in list_variables(list_questions(wave))] == [
        *("pays", "partenaires", "jour", "rang", "appui--etat", "appui--region")
    ]
    assert find(wave, "appui--etat").label == "Quoi : appui ? – Etat"


def test_countries_are_crossed_with_rows_of_a_matrix_and_with_years(
    wave: Wave,
) -> None:
    table = cross_questions(wave, find(wave, "pays"), find(wave, "appui--etat"))
    assert table.columns == [("Réponse peu", 20), ("Réponse beaucoup", 20)]
    assert read(table) == {
        "Niger": [0, 20],
        "Sénégal": [20, 0],
        "pas dans la liste": [0, 2],
    }
    by_year = cross_questions(wave, find(wave, "rang"), find(wave, "jour"))
    assert by_year.columns == [("2020", 30), ("2021", 10)]
    assert read(by_year) == {"Réponse eau": [10, 0], "Réponse climat": [30, 10]}


def test_two_rows_of_one_matrix_are_crossed(wave: Wave) -> None:
    rows = find(wave, "appui--etat"), find(wave, "appui--region")
    table = cross_questions(wave, *rows)
    assert read(table) == {"Réponse peu": [20], "Réponse beaucoup": [20]}


def test_in_public_a_country_that_few_named_is_in_no_crossing(wave: Wave) -> None:
    table = cross_in_public(wave, find(wave, "appui--etat"), find(wave, "pays"))
    assert read(table) == {"Sénégal": [20, 0], "Niger": [0, 20]}
    with pytest.raises(NotCrossableError, match="n’avoir qu’une réponse"):
        cross_in_public(wave, find(wave, "pays"), find(wave, "partenaires"))
    with pytest.raises(NotCrossableError, match="ses effectifs se déduiraient"):
        cross_in_public(wave, find(wave, "jour"), find(wave, "appui--etat"))


def count_filtered(client: Client, wave: Wave, *filters: str) -> int:
    page = f"/gestion/enquetes/{wave.slug}/resultats/"
    answer = client.get(page, {"filtre": filters})
    assert answer.status_code == 200
    submitted: int = answer.context["response"].submitted
    return submitted


def test_results_are_filtered_by_every_kind_of_answer(wave: Wave) -> None:
    client = staff_with("see_answers")
    for number, *filters in (
        (20, "pays:NE"),
        (2, "pays:hors-liste"),
        (40, "partenaires:7"),
        (30, "jour:2020"),
        (10, "rang:eau"),
        (20, "appui--etat:peu"),
        (10, "pays:SN", "jour:2021"),
        (40, "pays:FR"),
    ):
        assert count_filtered(client, wave, *filters) == number, filters


def test_a_question_is_crossed_with_what_authorities_are(wave: Wave) -> None:
    client = staff_with("see_answers")
    page = f"/gestion/enquetes/{wave.slug}/resultats/"
    results = client.get(f"{page}?filtre=jour:2020").text
    assert "croisement/?filtre=jour%3A2020&amp;lignes=appui--etat" in results
    asked = {"lignes": "appui--etat", "colonnes": "collectivite:departement"}
    refused = client.get(f"{page}croisement/", asked).text
    assert "Pas de croisement : un seul groupe" in refused
    row = wave.participations.order_by("pk")[0].collectivity
    row.department = factories.DepartmentFactory(code="01")
    row.save()
    table = client.get(f"{page}croisement/", asked).context["table"]
    assert [base for _label, base in table.columns] == [1, 39]
    assert read(table) == {"Réponse peu": [0, 20], "Réponse beaucoup": [1, 19]}


def test_a_question_of_countries_has_a_map_with_the_counts_that_are_shown(
    wave: Wave,
) -> None:
    table = next(
        one
        for one in count_results(wave).build_tables(public=False)
        if one.code == "pays"
    )
    drawn = draw_country_map(table)
    assert "<title>Carte des pays : Quoi : pays ?</title>" in drawn
    assert "Niger 20" in drawn
    assert "Sénégal 20" in drawn
    assert "Haute-Volta" not in drawn
    client = staff_with("see_answers")
    page = f"/gestion/enquetes/{wave.slug}/resultats/"
    assert client.get(page).text.count('class="still"') == 1


def test_the_map_of_the_public_shows_no_country_that_few_named(
    questionnaire: Questionnaire,
) -> None:
    said = [
        (one, {"pays": [NIGER, *([SENEGAL] * (place < 3))]})
        for place, one in enumerate(authorities(("commune", "74", 12)))
    ]
    wave = wave_with(questionnaire, said)
    close_wave(wave)
    publish_results(wave)
    page = staff_with("view_wave").get(f"/gestion/enquetes/{wave.slug}/resultats/")
    assert "Niger 12" in page.text
    assert "Sénégal" not in page.text
