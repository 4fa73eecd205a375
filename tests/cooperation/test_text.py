"""Names are compared without accents and case, the same in Python and PostgreSQL."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cooperation.text import normalize, strip_accents

LETTERS = st.text(
    st.characters(min_codepoint=1, max_codepoint=0x24F)
    | st.sampled_from("’‘ʼ′“”«»–—…  œŒæÆßẞþøłđıħŧ\u0301\u0327\u0308ǖṩệ文字Жλ"),
    max_size=60,
)


def in_postgresql(function: str, text: str) -> str:
    """Return what PostgreSQL's twin of a function makes of a text."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [text])
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Œuvre à Téra", "OEuvre a Tera"),
        ("Plzeň, Łódź, Đà Nẵng", "Plzen, Lodz, Da Nang"),
        ("Straße", "Strasse"),
        ("L’Haÿ", "L'Hay"),
    ],
)
def test_unaccent(name: str, plain: str) -> None:
    assert strip_accents(name) == plain


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("L'Étoile–d’Or ", "l etoile d or"),
        ("  SAINT-DENIS (93) ", "saint denis 93"),
        ("!?", ""),
        ("", ""),
    ],
)
def test_name_key(name: str, key: str) -> None:
    assert normalize(name) == key


@pytest.mark.django_db
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example("L’Étoile–d’Or, œuvre à Plzeň")
@example("e\u0301 ﬁ ½ ²")
@given(LETTERS)
def test_postgresql_folds_as_python_does(text: str) -> None:
    assert in_postgresql("passerelles_unaccent", text) == strip_accents(text)
    assert in_postgresql("passerelles_name_key", text) == normalize(text)


@given(LETTERS)
def test_a_key_is_its_own_key(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)
