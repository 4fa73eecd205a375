"""What an XLSForm shows or hides is a condition, where ours says the same."""

from pathlib import Path
from typing import Any

import pytest

from tests.surveys.questionnaires.test_xlsform import Rows, read


@pytest.mark.parametrize(
    ("expression", "join", "tests"),
    [
        ("${a} = 'yes'", "et", [("a", "parmi", ["yes"])]),
        ("'yes' = ${a}", "et", [("a", "parmi", ["yes"])]),
        ("not(selected(${a}, 'yes'))", "et", [("a", "aucun_de", ["yes"])]),
        ("${a}='yes' or ${a}='no'", "et", [("a", "parmi", ["yes", "no"])]),
        ("${n} > 3", "et", [("n", "au_moins", ["4"])]),
        (
            "${n} = 3",
            "et",
            [("n", "au_moins", ["3"]), ("n", "au_plus", ["3"])],
        ),
        (
            "(${a} = 'yes') and (${n} < 10)",
            "et",
            [("a", "parmi", ["yes"]), ("n", "au_plus", ["9"])],
        ),
        (
            "${a} = ‘yes’ or string-length(${t}) > 0",
            "ou",
            [("a", "parmi", ["yes"]), ("t", "repondu", [])],
        ),
        ("${t} = ''", "et", [("t", "sans_reponse", [])]),
        # "And" and "or" together, where one of them says the same.
        (
            "${a} = 'yes' or (${a} = 'yes' and ${n} > 3)",
            "et",
            [("a", "parmi", ["yes"])],
        ),
        ("${t} = '' and (${t} = '' or ${n} > 3)", "et", [("t", "sans_reponse", [])]),
        (
            "(${t} != '' and ${a} = 'yes') or (${t} != '' and ${a} = 'no')",
            "et",
            [("t", "repondu", []), ("a", "parmi", ["yes", "no"])],
        ),
        (
            "not(${a} = 'yes' or ${t} = '')",
            "et",
            [("a", "aucun_de", ["yes"]), ("t", "repondu", [])],
        ),
        (
            "${n} = 4 or ${n} = 3",
            "et",
            [("n", "au_moins", ["3"]), ("n", "au_plus", ["4"])],
        ),
        ("${d} >= 2.5", "et", [("d", "au_moins", ["2.5"])]),
    ],
)
def test_what_relevant_says_is_a_condition(
    expression: str, join: str, tests: list[Any], tmp_path: Path
) -> None:
    rows: Rows = [
        ("select_one on", "a", "A ?"),
        ("integer", "n", "N ?"),
        ("text", "t", "T ?"),
        ("decimal", "d", "D ?"),
        ("text", "q", "Q ?", expression),
    ]

    questions, _remarks = read(tmp_path, rows)

    names = ("question", "operator", "values")
    found = [dict(zip(names, test, strict=True)) for test in tests]
    assert questions[-1]["condition"] == {"join": join, "tests": found}
