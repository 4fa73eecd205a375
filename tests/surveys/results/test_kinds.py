"""Where authorities act is counted by country; tables and dates are counted too."""

import pytest

from surveys.enums import QuestionKind
from surveys.exports.answers import build_export_tables
from surveys.exports.source import load_export_source
from surveys.models import Questionnaire, Wave
from surveys.questionnaires.conditions import build_condition
from surveys.reports.survey_data import build_wave_tables
from surveys.results.tables import count_results
from surveys.results.types import ResultTable
from tests import factories
from tests.surveys.conftest import ask
from tests.surveys.factories import OptionFactory, QuestionnaireFactory, SectionFactory
from tests.surveys.results.world import authorities, wave_with

pytestmark = pytest.mark.django_db

NIGER = {"key": "NE", "label": "Niger"}
SENEGAL = {"key": "SN", "label": "Sénégal"}
FREE = [{"key": "", "label": "Chez Sacha"}, {"key": "", "label": "Haute-Volta"}]


@pytest.fixture
def questionnaire() -> Questionnaire:
    factories.CountryFactory(iso2="NE", name_fr="Niger", name_en="The Niger")
    factories.CountryFactory(iso2="SN", name_fr="Sénégal", name_en="Senegal")
    questionnaire = QuestionnaireFactory()
    section = SectionFactory(questionnaire=questionnaire)
    ask(section, "pays", QuestionKind.COUNTRY)
    ask(section, "jour", QuestionKind.DATE)
    ask(section, "ecrire", QuestionKind.EMAIL)
    table = ask(section, "appui", QuestionKind.MATRIX, options=("peu", "beaucoup"))
    for code in ("etat", "region"):
        OptionFactory(question=table, code=code, label_fr=code.title(), is_row=True)
    ask(section, "agents", QuestionKind.NUMBER)
    ask(
        section,
        "formes",
        QuestionKind.NUMBER,
        condition=build_condition("agents", "1", operator="au_moins"),
    )
    return questionnaire


def answered(questionnaire: Questionnaire) -> Wave:
    """Twelve authorities: all in Niger, seven in Senegal, two somewhere else."""
    rows = []
    for place, one in enumerate(authorities(("commune", "74", 12))):
        countries = [NIGER, *([SENEGAL] if place < 7 else FREE if place > 9 else [])]
        values = {
            "pays": countries,
            "jour": f"20{10 + place}-05-31",
            "ecrire": "maire@exemple.fr",
            "appui": {"etat": "peu" if place < 6 else "beaucoup", "region": "peu"},
            "agents": 0 if place < 3 else 2,
        }
        if place >= 3:
            values["formes"] = 1
        rows.append((one, values))
    return wave_with(questionnaire, rows)


def tables_of(wave: Wave, *, public: bool) -> dict[str, ResultTable]:
    tables = count_results(wave).build_tables(public=public)
    return {table.code: table for table in tables}


def counts(table: ResultTable) -> list[tuple[str, str, int | None]]:
    return [(row.code, row.label_fr, row.count) for row in table.rows]


def test_rows_of_the_directory_are_counted_the_most_named_first(
    questionnaire: Questionnaire,
) -> None:
    table = tables_of(answered(questionnaire), public=False)["pays"]

    assert counts(table) == [
        ("NE", "Niger", 12),
        ("SN", "Sénégal", 7),
        ("hors-liste", "pas dans la liste", 2),
    ]
    assert [row.label_en for row in table.rows[:2]] == ["The Niger", "Senegal"]
    assert table.base == 12


def test_the_public_reads_no_row_that_few_named_and_no_typed_text(
    questionnaire: Questionnaire,
) -> None:
    wave = answered(questionnaire)
    table = tables_of(wave, public=True)["pays"]

    assert counts(table) == [("NE", "Niger", 12), ("SN", "Sénégal", 7)]
    reported = build_wave_tables(wave, count_results(wave))
    assert [row["code"] for row in reported["enquete_pays"]["rows"]] == ["NE", "SN"]
    assert "Sacha" not in str(reported)
    assert "Sacha" not in str(table)


def test_a_matrix_is_a_table_for_each_row(questionnaire: Questionnaire) -> None:
    tables = tables_of(answered(questionnaire), public=True)

    assert tables["appui--etat"].title_fr == "Quoi : appui ? – Etat"
    assert counts(tables["appui--etat"]) == [
        ("peu", "Réponse peu", 6),
        ("beaucoup", "Réponse beaucoup", 6),
    ]
    assert counts(tables["appui--region"]) == [
        ("peu", "Réponse peu", 12),
        ("beaucoup", "Réponse beaucoup", 0),
    ]
    assert "appui" not in tables


def test_dates_are_counted_by_year(questionnaire: Questionnaire) -> None:
    table = tables_of(answered(questionnaire), public=False)["jour"]
    assert (table.kind, table.median, table.low, table.high) == (
        *("annee", 2015.5),
        *(2010.0, 2021.0),
    )


def test_an_address_is_in_no_public_table(questionnaire: Questionnaire) -> None:
    assert "ecrire" not in tables_of(answered(questionnaire), public=True)


def test_who_was_asked_by_a_bound_is_counted_and_hidden_where_it_tells_of_few(
    questionnaire: Questionnaire,
) -> None:
    wave = answered(questionnaire)
    assert tables_of(wave, public=False)["formes"].asked == 9
    # Twelve gave a number, nine were asked on: three would be told by subtraction.
    assert tables_of(wave, public=True)["formes"].suppressed


def test_exports_say_what_was_answered_and_the_anonymised_one_leads_nowhere(
    questionnaire: Questionnaire,
) -> None:
    wave = answered(questionnaire)
    full = build_export_tables(load_export_source(wave, is_full=True))
    cells = {str(cell) for table in full for row in table.rows for cell in row}
    assert {"Niger [NE]|Sénégal [SN]", "maire@exemple.fr", "2010-05-31"} <= cells
    assert "etat=peu|region=peu" in cells

    anonymous = build_export_tables(load_export_source(wave, is_full=False))
    told = str([list(table.rows) for table in anonymous if table.name != "options"])
    for word in ("Niger", "NE", "Sacha", "maire@", "2010-05-31"):
        assert f"'{word}" not in told
