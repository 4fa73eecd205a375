"""The plain text of staff: what it says, and what is wrong with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.reports.markup import find_prose_problems, parse_prose
from surveys.reports.snapshot_reader import SnapshotReader

FIGURE = {"code": "actions", "value": 3, "unit": ""}
FROZEN = SnapshotReader(
    {
        "figures": [FIGURE, FIGURE | {"code": "accords"}],
        "tables": [{"code": "par_pays", "rows": []}],
        "maps": [],
        "cards": [],
    }
)


def kinds(text: str) -> list[str]:
    return [node.kind for node in parse_prose(text)]


def test_a_text_has_paragraphs_headings_lists_and_quotes() -> None:
    text = "Un début\nqui continue.\n\n## Puis\n- un\n- deux\n\n> dit-elle\n\nFin."
    assert kinds(text) == ["text", "heading", "items", "quote", "text"]
    first, _heading, items, *_rest = parse_prose(text)
    assert first.lines[0][0].text == "Un début qui continue."
    assert [line[0].text for line in items.lines] == ["un", "deux"]


def test_figures_and_links_stand_within_a_line() -> None:
    (node,) = parse_prose("Il y a {{chiffre:actions}} fiches, [ici](/actions/).")
    (line,) = node.lines
    assert [piece.figure for piece in line] == ["", "actions", "", "", ""]
    assert (line[3].text, line[3].url) == ("ici", "/actions/")


def test_what_is_shown_apart_has_a_line_of_its_own() -> None:
    text = "{{chiffres: actions, accords}}\n{{tableau:par_pays}}"
    first, second = parse_prose(text)
    assert (first.kind, first.names) == ("chiffres", ("actions", "accords"))
    assert (second.kind, second.names) == ("tableau", ("par_pays",))
    assert find_prose_problems(text, FROZEN) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{chiffre:actoins}}", "Vouliez-vous dire : actions"),
        ("{{chiffre:zzz}}", "Choisissez un nom dans la liste"),
        ("{{chiffres:actions, zzz}}", "« zzz »"),
        ("{{carte:actions}}", "n’a rien qui s’appelle"),
        ("{{nombre:actions}}", "n’est pas compris"),
        ("{{actions}}", "n’est pas compris"),
        ("{{chiffre:actions", "accolade reste ouverte"),
        ("chiffre:actions}}", "accolade reste ouverte"),
        ("voir {{tableau:par_pays}} ici", "seul sur sa ligne"),
        ("[ici](javascript:alert)", "ne mène nulle part"),
        ("[ici](//ailleurs.example/)", "ne mène nulle part"),
        ("{{image:maire}}", "Vouliez-vous dire : mairie"),
        ("{{image:zzz}}", "parmi les images de l’état des lieux"),
        ("voir {{image:mairie}} ici", "seul sur sa ligne"),
        ("un **mot", "gras reste ouvert"),
        ("- un **mot\n- deux** mots", "gras reste ouvert"),
    ],
)
def test_what_is_wrong_is_said_in_words(text: str, said: str) -> None:
    (problem,) = find_prose_problems(text, FROZEN, {"mairie"})
    assert said in problem


def test_a_link_that_is_not_allowed_stays_text() -> None:
    (node,) = parse_prose("[ici](javascript:alert)")
    assert [(piece.text, piece.url) for piece in node.lines[0]] == [
        ("[ici](javascript:alert)", "")
    ]


@pytest.mark.parametrize(
    ("line", "bold", "plain"),
    [
        ("un **mot** ici", ["mot"], ["un ", " ici"]),
        ("**[là](/a/)**", ["là"], []),
        ("[**là**](/a/) et **ici**", ["là", "ici"], [" et "]),
        ("**un [là](/a/)** ** ici", ["un ", "là"], [" ** ici"]),
        ("un **mot", [], ["un **mot"]),
        ("un * mot", [], ["un * mot"]),
    ],
)
def test_bold_stands_between_its_marks(
    line: str, bold: list[str], plain: list[str]
) -> None:
    (node,) = parse_prose(line)
    (pieces,) = node.lines
    assert [one.text for one in pieces if one.bold] == bold
    assert [one.text for one in pieces if not one.bold] == plain


def test_a_figure_may_be_bold() -> None:
    (node,) = parse_prose("**{{chiffre:actions}} fiches**")
    assert [(one.figure, one.bold) for one in node.lines[0]] == [
        ("actions", True),
        ("", True),
    ]


def test_a_picture_has_a_line_of_its_own() -> None:
    text = "Avant.\n{{ image : mairie }}\nAprès."
    assert kinds(text) == ["text", "image", "text"]
    assert parse_prose(text)[1].names == ("mairie",)
    assert find_prose_problems("{{image:mairie}}", FROZEN, ["mairie"]) == []


@given(st.text(alphabet="{}[]():|-* >#\nachifres,/.", max_size=120))
def test_any_text_can_be_read(text: str) -> None:
    assert all(node.kind for node in parse_prose(text))
    assert all(find_prose_problems(text, FROZEN))
