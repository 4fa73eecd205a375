"""Pages and files of results cost the same with one participation and with three."""

import pytest

from tests.surveys.results.filled import filled_wave
from tests.surveys.results.world import staff_with

pytestmark = pytest.mark.django_db
RIGHTS = (
    *("see_answers", "export_answers", "add_answerreading"),
    *("change_proposal", "change_wave"),
)
PAGES = {
    "": 24,
    "croisement/?lignes=role&colonnes=rencontrer": 13,
    "comparaison/": 10,
    "comparaison/?avec=avant": 60,
    "lecture/": 11,
    "lecture/recit/": 13,
    "lecture/recit/themes/": 10,
    "propositions/": 13,
    "exports/": 12,
}
FILES = {
    ("anonyme", "csv"): 19,
    ("anonyme", "xlsx"): 19,
    ("complet", "csv"): 19,
    ("complet", "xlsx"): 19,
}


@pytest.mark.slow
@pytest.mark.parametrize("number", [10, 12])
def test_each_page_and_file_costs_the_same(
    number: int, django_assert_num_queries
) -> None:
    before = filled_wave("avant", number)
    wave = filled_wave("remplie", number, like=before)
    client = staff_with(*RIGHTS)
    about = f"/gestion/enquetes/{wave.slug}/resultats/"
    client.get(about)
    for page, cost in PAGES.items():
        with django_assert_num_queries(cost, info=page):
            assert client.get(about + page).status_code == 200
    for (kind, file_format), cost in FILES.items():
        sent = {"contenu": kind, "format": file_format}
        with django_assert_num_queries(cost, info=f"{kind}.{file_format}"):
            answer = client.post(f"{about}exports/", sent)
        assert answer.getvalue()
