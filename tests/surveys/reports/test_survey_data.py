"""What a snapshot takes of a wave."""

import pytest

from surveys.reports.survey_data import build_wave_figures
from tests.surveys.conftest import small_questionnaire
from tests.surveys.reports.test_confidentiality import closed_wave

pytestmark = pytest.mark.django_db


def test_a_wave_is_counted_once_in_both_languages(django_assert_num_queries) -> None:
    wave = closed_wave("enquete", questionnaire=small_questionnaire())
    # Questions, options, departments, seven counts, themes, readings, releases.
    with django_assert_num_queries(13):
        found = build_wave_figures(wave)
    table = found["tables"]["enquete_freins"]
    assert table["note"]["fr"].startswith("Plusieurs réponses possibles")
    assert table["note"]["en"].startswith("Several answers possible")
