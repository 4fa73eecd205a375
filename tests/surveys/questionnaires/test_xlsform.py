"""XLSForms: ours are valid and come back whole; others say by line what is lost."""

import io
from pathlib import Path
from typing import Any

import pytest
from pyxform.xls2xform import convert
from xlsxwriter import Workbook

from cooperation.spreadsheets.files import UnreadableFile
from surveys.questionnaires.fixtures import read_fixtures
from surveys.questionnaires.xlsform import read_xlsform, write_xlsform
from surveys.questionnaires.xlsform.rows import format_remarks

Rows = list[tuple[str, ...]]
SURVEY = ("type", "name", "label::Français (fr)", "relevant", "constraint")
CHOICES = ("list_name", "name", "label::Français (fr)")
YES_NO: Rows = [CHOICES, ("on", "yes", "Oui"), ("on", "no", "Non")]


def build_form(folder: Path, **worksheets: Rows) -> Path:
    """Write a workbook of its worksheets; return its path."""
    path = folder / "formulaire.xlsx"
    with Workbook(path) as workbook:
        for name, rows in worksheets.items():
            sheet = workbook.add_worksheet(name)
            for line, cells in enumerate(rows):
                sheet.write_row(line, 0, cells)
    return path


def read(folder: Path, rows: Rows, choices: Rows | None = None) -> tuple[Any, Any]:
    """Return the questions of a form of one page, and the remarks."""
    path = build_form(folder, survey=[SURVEY, *rows], choices=choices or YES_NO)
    data, remarks = read_xlsform(path, path.name)
    questions = [one for part in data["sections"] for one in part["questions"]]
    return questions, format_remarks(remarks)


def describe(**more: Any) -> dict[str, Any]:
    """Return the data of a questionnaire of one page."""
    questions = more.pop("questions")
    section = {"code": "page", "title_fr": "Une page", "questions": questions} | more
    return {"code": "essai", "version": 1, "title_fr": "Essai", "sections": [section]}


def bring_back(data: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return what comes back of a questionnaire that was written and read again."""
    path = folder / "sorti.xlsx"
    path.write_bytes(write_xlsform(data))
    found, remarks = read_xlsform(path, path.name)
    assert remarks == []
    return found


# Ours -------------------------------------------------------------------------------

OPTIONS = [
    {"code": "a", "fr": "Le a", "en": "The a"},
    {"code": "autre", "fr": "Autre", "en": "Other", "other": True},
]
EVERY_KIND: list[dict[str, Any]] = [
    {"code": "un", "kind": "un_choix", "fr": "Un ?", "options": OPTIONS},
    {
        "code": "plus",
        "kind": "plusieurs",
        "fr": "Plus ?",
        "most": 2,
        "options": OPTIONS,
    },
    {
        "code": "ordre",
        "kind": "classement",
        "fr": "Ordre ?",
        "most": 1,
        "options": [{"code": "b", "fr": "B"}, {"code": "c", "fr": "C"}],
    },
    {
        "code": "note",
        "kind": "echelle",
        "fr": "Note ?",
        "least": 0,
        "most": 3,
        "options": [{"code": "0", "fr": "Non"}, {"code": "3", "fr": "Oui"}],
    },
    {"code": "nombre", "kind": "nombre", "fr": "Combien ?", "least": 0, "most": 9},
    {"code": "part", "kind": "decimal", "fr": "Combien ?", "unit": "km"},
    {"code": "euros", "kind": "montant", "fr": "Combien ?", "unit": "€"},
    {"code": "annee", "kind": "annee", "fr": "Quand ?", "least": 1950},
    {"code": "mots", "kind": "texte_court", "fr": "Mots ?", "most": 80},
    {"code": "texte", "kind": "texte_long", "fr": "Texte ?", "required": True},
    {"code": "oui", "kind": "oui_non", "fr": "Oui ?", "confidential": True},
    {"code": "pays", "kind": "pays", "fr": "Où ?", "most": 5},
    {"code": "lieu", "kind": "lieu", "fr": "Où ?"},
    {"code": "avec", "kind": "partenaire", "fr": "Avec qui ?"},
    {"code": "coll", "kind": "collectivite", "fr": "Qui ?"},
    {"code": "theme", "kind": "theme", "fr": "Quoi ?"},
    {"code": "jour", "kind": "date", "fr": "Quel jour ?", "help_fr": "Le premier."},
    {"code": "courriel", "kind": "courriel", "fr": "Adresse ?"},
    {"code": "piece", "kind": "fichier", "fr": "Fichier ?"},
    {
        "code": "tableau",
        "kind": "matrice",
        "fr": "Tableau ?",
        "options": [
            {"code": "eau", "fr": "L’eau", "row": True},
            {"code": "air", "fr": "L’air", "row": True},
            {"code": "bien", "fr": "Bien"},
            {"code": "mal", "fr": "Mal"},
        ],
    },
]


def test_every_kind_of_question_comes_back_as_it_went_out(tmp_path: Path) -> None:
    data = describe(questions=EVERY_KIND)

    assert bring_back(data, tmp_path)["sections"] == data["sections"]


@pytest.mark.parametrize("data", read_fixtures(), ids=lambda data: data["code"])
def test_shipped_questionnaires_come_back_whole(data: Any, tmp_path: Path) -> None:
    assert bring_back(data, tmp_path) == data | {"version": 1}


@pytest.mark.parametrize(
    "data",
    [describe(questions=EVERY_KIND), *read_fixtures()],
    ids=["every kind", *(data["code"] for data in read_fixtures())],
)
def test_pyxform_takes_our_forms_without_a_warning(data: Any, tmp_path: Path) -> None:
    path = tmp_path / "essai.xlsx"
    path.write_bytes(write_xlsform(data))

    result = convert(str(path), validate=False)

    assert result.warnings == []
    for question in data["sections"][-1]["questions"]:
        assert question["code"] in result.xform


def test_conditions_come_back_with_their_joins(tmp_path: Path) -> None:
    first = {"question": "un", "operator": "parmi", "values": ["a", "autre"]}
    conditions = [
        {"join": "et", "tests": [first]},
        {
            "join": "ou",
            "tests": [
                {"question": "un", "operator": "aucun_de", "values": ["a"]},
                {"question": "nombre", "operator": "au_moins", "values": ["3"]},
                {"question": "jour", "operator": "au_plus", "values": ["2026-01-31"]},
            ],
        },
        {
            "join": "et",
            "tests": [
                first,
                {"question": "mots", "operator": "repondu", "values": []},
                {"question": "tableau", "operator": "sans_reponse", "values": []},
            ],
        },
    ]
    asked = [
        {"code": f"q{at}", "kind": "texte_court", "fr": "Q ?", "condition": condition}
        for at, condition in enumerate(conditions)
    ]
    data = describe(questions=[*EVERY_KIND, *asked])

    back = bring_back(data, tmp_path)["sections"][0]["questions"]

    assert [one.get("condition") for one in back[-3:]] == conditions


def test_texts_that_take_up_an_answer_keep_doing_so(tmp_path: Path) -> None:
    asked = [
        {"code": "2026", "kind": "texte_court", "fr": "Quoi ?"},
        {"code": "suite", "kind": "texte_court", "fr": "Pourquoi ${2026} ?"},
    ]
    data = describe(questions=asked)

    path = tmp_path / "essai.xlsx"
    path.write_bytes(write_xlsform(data))

    assert "${_2026}" not in convert(str(path), validate=False).xform
    assert bring_back(data, tmp_path)["sections"][0]["questions"] == asked


# Others -----------------------------------------------------------------------------


def test_a_group_is_a_page_and_a_note_before_a_question_its_help(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        ("begin_group", "qui", "Qui êtes-vous"),
        ("note", "aide", "Pour savoir."),
        ("text", "nom", "Votre nom"),
        ("end_group", "qui", ""),
        ("begin_repeat", "enfants", "Projets"),
        ("integer", "age", "Durée", "", ". > 0 and . <= 12"),
        ("end_repeat", "enfants", ""),
    ]
    path = build_form(tmp_path, survey=[SURVEY, *rows])

    data, remarks = read_xlsform(path, "Mon enquête.xlsx")

    assert data == {
        "code": "mon-enquete",
        "version": 1,
        "title_fr": "Mon enquête",
        "sections": [
            {
                "code": "qui",
                "title_fr": "Qui êtes-vous",
                "questions": [
                    {"code": "nom", "kind": "texte_court", "fr": "Votre nom"}
                ],
                "help_fr": "Pour savoir.",
            },
            {
                "code": "enfants",
                "repeated": True,
                "title_fr": "Projets",
                "questions": [
                    {
                        "code": "age",
                        "kind": "nombre",
                        "fr": "Durée",
                        "least": 1,
                        "most": 12,
                    }
                ],
            },
        ],
    }
    assert [remark.line for remark in remarks] == [6]


def test_or_other_and_its_written_form_are_an_option_to_precise(tmp_path: Path) -> None:
    rows: Rows = [
        ("select_one on or_other", "a", "A ?"),
        ("select_multiple on", "b", "B ?"),
        ("text", "b_other", "Précisez", "selected(${b}, 'no')"),
    ]

    questions, remarks = read(tmp_path, rows)

    assert [one["options"][-1] for one in questions] == [
        {"code": "autre", "fr": "Autre", "en": "Other", "other": True},
        {"code": "no", "fr": "Non", "other": True},
    ]
    assert remarks == [
        "survey, ligne 4 : Lue comme la précision de la réponse « Non »."
    ]


@pytest.mark.parametrize(
    ("row", "remark"),
    [
        (("geopoint", "x", "Où ?"), "le site ne relève pas de position"),
        (("calculate", "x", ""), "le site ne calcule pas"),
        (("start", "x", ""), "le site sait déjà quand"),
        (("barcode", "x", "Code ?"), "le site ne lit pas de code-barres"),
        (("magie", "x", "Quoi ?"), "nature inconnue ici"),
        (("select_one rien", "x", "Quoi ?"), "La liste « rien »"),
        (
            ("text", "x", "Q ?", "${n} + 1 = 3"),
            "Condition « ${n} + 1 = 3 » pas reprise",
        ),
        (("text", "x", "Q ?", "${y} = 3"), "n’est pas une question reprise avant elle"),
        (("text", "x", "Q ?", "${a} = 'peut'"), "« peut » n’est pas une réponse"),
        (("text", "x", "Q ?", "("), "elle n’est pas finie"),
        (("text", "x", "Q ?", "(" * 60), "elle a trop de parenthèses"),
        (("integer", "x", "Q ?", "", "regex(., '1')"), "Règle « regex(., '1') »"),
        (("decimal", "x", "Q ?", "", ". > 0"), "Règle « . > 0 » pas reprise"),
        (
            ("text", "x", "Q ?", "${a} = 'yes' and (${n} > 3 or ${n} < 1)"),
            "« et » et « ou » y sont mêlés",
        ),
        (("text", "x", "Q ?", "not(${n} > 3)"), "« not() » y porte sur un nombre"),
        (("end_group", "", ""), "Fin d’un groupe qui n’est pas ouvert"),
        (("begin_group", "g", "G"), "Groupe sans question reprise"),
        (("note", "x", "À savoir"), "Note à la fin d’une page"),
    ],
)
def test_what_we_do_not_have_is_said_with_its_line(
    row: tuple[str, ...], remark: str, tmp_path: Path
) -> None:
    rows: Rows = [("select_one on", "a", "A ?"), ("integer", "n", "N ?"), row]

    _questions, remarks = read(tmp_path, rows)

    assert [one for one in remarks if one.startswith("survey, ligne 4 :")]
    assert remark in " ".join(remarks)


def test_columns_that_we_do_not_have_are_said_too(tmp_path: Path) -> None:
    header = ("type", "name", "label", "choice_filter", "media::image", "default")
    row = ("text", "q", "Q ?", "x=1", "a.png", "rien")
    path = build_form(tmp_path, survey=[header, row], autre=[("a",), ("b",)])

    _data, remarks = read_xlsform(path, path.name)

    assert format_remarks(remarks) == [
        "autre : Feuille laissée de côté : un questionnaire n’en a que trois.",
        "survey, ligne 2 : Le filtre des choix « x=1 » n’est pas repris : "
        "tous restent.",
        "survey, ligne 2 : La colonne « media::image » n’est pas reprise (« a.png »).",
        "survey, ligne 2 : La réponse par défaut « rien » n’est pas reprise : rien "
        "n’est coché.",
    ]


def test_a_form_in_another_language_is_taken_to_be_translated(tmp_path: Path) -> None:
    header = ("type", "name", "label::English (en)", "label::Español (es)")
    rows: Rows = [header, ("text", "q", "Who?", "¿Quién?"), ("text", "r", "", "¿Qué?")]
    path = build_form(tmp_path, survey=rows)

    data, remarks = read_xlsform(path, path.name)

    assert data["sections"][0]["questions"] == [
        {"code": "q", "kind": "texte_court", "fr": "Who?", "en": "Who?"},
        {"code": "r", "kind": "texte_court", "fr": "¿Qué?"},
    ]
    assert "lignes 2–3" in format_remarks(remarks)[0]


def test_a_workbook_that_is_no_form_is_refused(tmp_path: Path) -> None:
    path = build_form(tmp_path, Feuil1=[("nom", "pays"), ("a", "b")])

    with pytest.raises(UnreadableFile, match="pas un XLSForm"):
        read_xlsform(path, path.name)


def test_our_forms_hold_no_formula() -> None:
    asked = [{"code": "q", "kind": "texte_court", "fr": "=1+1", "en": "@a"}]

    content = write_xlsform(describe(questions=asked))

    assert b"<f>" not in io.BytesIO(content).getvalue()
