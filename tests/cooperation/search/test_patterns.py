"""What runs of words say by their form."""

import datetime

import pytest
from django.utils import timezone

from cooperation.search.patterns import read_pattern


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("le plus ancien", {"tri": ["ancien"]}),
        ("les plus vieilles", {"tri": ["ancien"]}),
        ("oldest", {"tri": ["ancien"]}),
        ("dernier", {"tri": ["recent"]}),
        ("les plus gros budgets", {"tri": ["budget"]}),
        ("depuis plus de 30 ans", {"annee_max": ["1996"]}),
        ("depuis trente ans", {"annee_max": ["1996"]}),
        ("for over 30 years", {"annee_max": ["1996"]}),
        ("les dix dernieres annees", {"annee_min": ["2016"]}),
        ("last ten years", {"annee_min": ["2016"]}),
        ("30 ans", {}),
        ("50 000 euros", {"montant": ["40000-60000"]}),
        ("plus de 50000 euros", {"montant": ["50000-"]}),
        ("moins de 2 millions d euros", {"montant": ["-2000000"]}),
        ("entre 10 000 et 50 000 euros", {"montant": ["10000-50000"]}),
        ("entre 50 000 et 10 000 euros", {}),
        ("50k euros", {"montant": ["40000-60000"]}),
        ("50 000", {}),
    ],
)
def test_words_are_read_by_their_form(
    key: str, values: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(2026, 11, 30))

    assert read_pattern(key) == values
