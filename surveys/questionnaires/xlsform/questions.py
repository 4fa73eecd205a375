"""The rows of an XLSForm that ask something, as the data of questions."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from surveys.enums import QuestionKind
from surveys.questionnaires.codes import build_code
from surveys.questionnaires.xlsform import question_types as types
from surveys.questionnaires.xlsform.bounds import read_bounds
from surveys.questionnaires.xlsform.expressions import UnsupportedExpression
from surveys.questionnaires.xlsform.relevance import ConditionReader, needs_answer
from surveys.questionnaires.xlsform.rows import (
    FALSE_WORDS,
    TRUE_WORDS,
    Row,
    Texts,
    Workbook,
    get_texts,
)

Data = dict[str, Any]
AddRemark = Callable[..., None]
DETAIL = re.compile(r"(?P<name>.+)_(precision|other|autre|specify|preciser)")
MAX_LABEL, MAX_OPTION, MAX_HELP = 300, 200, 1_000
MOST_POINTS = 11
LANGUAGES = ("fr", "en")


def get_own_data(cells: Mapping[str, str]) -> Data:
    """Return what this site wrote in its own column; {} where it is anything else."""
    try:
        found = json.loads(cells.get(types.OWN_COLUMN, "") or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def set_texts(
    target: Data, name: str, texts: Texts, most: int, *, is_added: bool = False
) -> None:
    """Set both languages of a text, cut at its limit; ``is_added`` goes on after it."""
    for language, text in (("fr", texts.french), ("en", texts.english)):
        key = language if name == "label" else f"{name}_{language}"
        before = f"{target[key]}\n" if is_added and target.get(key) else ""
        if text:
            target[key] = f"{before}{text}"[:most]


class QuestionReader:
    """Reads questions, their choices and conditions; knows all that were asked."""

    def __init__(self, book: Workbook, add_remark: AddRemark, language: str) -> None:
        self.add_remark, self.language = add_remark, language
        self.lists: dict[str, list[Row]] = {}
        for row in book.choices:
            self.lists.setdefault(row.get("list_name"), []).append(row)
        self.asked: dict[str, Data] = {}
        self.conditions = ConditionReader(self.asked)
        self.used_columns: set[str] = set()

    def read(self, row: Row, matrix: Data | None) -> Data | None:
        """Return a question; None for what is part of another, or left out."""
        self.used_columns = set()
        kind = self.find_kind(row)
        if kind is None:
            return None
        if matrix is not None:
            self.add_matrix_row(row, matrix)
            return None
        if kind == QuestionKind.SHORT_TEXT and self.take_detail(row):
            return None
        return self.build(row, kind)

    def find_kind(self, row: Row) -> QuestionKind | None:
        """Return the kind of a row, or None after saying why it is left out."""
        text = row.get("type")
        if select := types.parse_select(text):
            if select.list_name in self.lists:
                return select.kind
            words = _("La liste « %s » n’est pas dans la feuille « choices ».")
            self.add_remark(row, words % select.list_name)
            return None
        name = text.casefold()
        if name in types.KINDS:
            if (name in types.KIND_REMARKS) and not get_own_data(row.cells).get("kind"):
                self.add_remark(row, str(types.KIND_REMARKS[name]))
            return types.KINDS[name]
        reason = types.LEFT_OUT.get(name, types.UNKNOWN)
        self.add_remark(row, str(reason) % text[:60])
        return None

    def build(self, row: Row, kind: QuestionKind) -> Data:
        own = get_own_data(row.cells)
        name = row.get("name")
        question: Data = {
            "code": build_code(str(own.get("code") or name), self.list_codes(), 60),
            "kind": kind.value,
        }
        self.read_labels(row, question, own)
        if select := types.parse_select(row.get("type")):
            question["options"] = self.read_options(row, select)
        self.read_kind(row, question, own)
        read_bounds(row, question, self.add_remark)
        self.read_rules(row, question, own)
        if condition := self.read_condition(row):
            question["condition"] = condition
        self.asked[name] = question
        return question

    def list_codes(self) -> set[str]:
        return {question["code"] for question in self.asked.values()}

    def read_labels(self, row: Row, question: Data, own: Data) -> None:
        texts = get_texts(row, "label", self.language)
        if not texts.french:
            texts = Texts(row.get("name") or _("Question sans texte"), texts.english)
            self.add_remark(row, _("Question sans texte : son nom en tient lieu."))
        if texts.is_borrowed:
            words = _("Pas de texte français : l’autre langue est reprise, à traduire.")
            self.add_remark(row, words)
        texts = self.rename_in(texts)
        if max(map(len, texts[:2])) > MAX_LABEL:
            words = _("Texte de plus de %s signes : entier dans l’aide.") % MAX_LABEL
            self.add_remark(row, words)
            set_texts(question, "help", texts, MAX_HELP)
        set_texts(question, "label", texts, MAX_LABEL)
        hint = get_texts(row, "hint", self.language)
        set_texts(question, "help", hint, MAX_HELP, is_added=True)

    def rename_in(self, texts: Texts) -> Texts:
        french, english = map(self.rename_references, texts[:2])
        return Texts(french, english)

    def rename_references(self, text: str) -> str:
        """Return a text with the codes of the questions whose answers it takes up."""

        def rename(found: re.Match[str]) -> str:
            known = self.asked.get(found[1].strip())
            return f"${{{known['code']}}}" if known else found[0]

        return re.sub(r"\$\{([^}]+)\}", rename, text)

    def read_options(self, row: Row, select: types.SelectType) -> list[Data]:
        options: list[Data] = []
        for choice in self.lists[select.list_name]:
            options.append(self.read_option(choice, options))
        if select.has_other:
            code = build_code("autre", {one["code"] for one in options}, 60)
            options.append({"code": code, "fr": "Autre", "en": "Other", "other": True})
        return options

    def read_option(self, choice: Row, options: list[Data]) -> Data:
        own = get_own_data(choice.cells)
        name = choice.get("name") or choice.get("value")
        texts = get_texts(choice, "label", self.language)
        wanted = str(own.get("code") or name or texts.french)
        option: Data = {
            "code": build_code(wanted, {one["code"] for one in options}, 60),
            "name": name,
        }
        if not texts.french:
            texts = Texts(name, texts.english)
        if max(map(len, texts[:2])) > MAX_OPTION:
            words = _("Réponse coupée à %s signes.") % MAX_OPTION
            self.add_remark(choice, words, "choices")
        told = self.rename_in(texts)
        set_texts(option, "label", told, MAX_OPTION)
        if own.get("other") is True:
            option["other"] = True
        return option

    def read_kind(self, row: Row, question: Data, own: Data) -> None:
        """Set the kind that only the site has, where its column says it."""
        base = "select_one" if question["kind"] == QuestionKind.ONE else ""
        base = base or types.get_base_type(question["kind"])
        wanted = own.get("kind")
        is_text = question["kind"] == QuestionKind.SHORT_TEXT
        if wanted in QuestionKind and types.get_base_type(str(wanted)) == base:
            question["kind"] = str(wanted)
        elif is_text and "multiline" in row.get("appearance"):
            question["kind"] = QuestionKind.LONG_TEXT.value
        if is_text or wanted or "likert" in row.get("appearance"):
            self.used_columns.add("appearance")
        if question["kind"] in (QuestionKind.YES_NO, QuestionKind.SCALE) and wanted:
            self.read_points(question)
        if question["kind"] == QuestionKind.SCALE and not wanted:
            self.read_range(row, question)

    def read_points(self, question: Data) -> None:
        """Drop the choices that the kind has by itself."""
        options = question.pop("options", [])
        if question["kind"] == QuestionKind.SCALE:
            question["options"] = [one for one in options if one["fr"] != one["code"]]

    def read_range(self, row: Row, question: Data) -> None:
        self.used_columns.add("parameters")
        found = dict(
            re.findall(r"(start|end|step)\s*=\s*(-?\d+)", row.get("parameters"))
        )
        first, last = int(found.get("start", "1")), int(found.get("end", "10"))
        if found.get("step", "1") == "1" and 0 < last - first < MOST_POINTS:
            question |= {"least": first, "most": last}
            return
        question["kind"] = QuestionKind.NUMBER.value
        words = _("Échelle de plus de %s points : lue comme un nombre.") % MOST_POINTS
        self.add_remark(row, words)

    def read_rules(self, row: Row, question: Data, own: Data) -> None:
        required = row.get("required").casefold()
        if required in TRUE_WORDS:
            question["required"] = True
        elif required not in FALSE_WORDS:
            words = _("Obligatoire selon « %s » : chez nous facultative.")
            self.add_remark(row, words % required[:60])
        message = get_texts(row, "constraint_message", self.language)
        french, english = (
            str(own.get(f"rule_message_{one}") or "") for one in LANGUAGES
        )
        own_message = Texts(french, english)
        message = message if message.french else own_message
        set_texts(question, "rule_message", message, MAX_LABEL)
        if own.get("confidential") is True:
            question["confidential"] = True
        if isinstance(own.get("unit"), str):
            question["unit"] = own["unit"][:40]
        for name in ("least", "most"):
            if type(own.get(name)) is int:
                question[name] = own[name]

    def read_condition(self, row: Row) -> Data:
        """Return the condition of a row; {} after saying why it is none of ours."""
        text = row.get("relevant")
        if not text or text.replace(" ", "") in ("true()", "1"):
            return {}
        try:
            condition = self.conditions.read(text)
        except UnsupportedExpression as problem:
            words = _("Condition « %(text)s » pas reprise, %(why)s : toujours montrée.")
            self.add_remark(row, words % {"text": text[:120], "why": str(problem)})
            return {}
        if needs_answer(condition, text):
            self.add_remark(
                row, _("« Différent de » : chez nous, il faut une réponse.")
            )
        return condition

    def take_detail(self, row: Row) -> bool:
        """Return whether a text is the detail of an option "other", and make it so."""
        found = DETAIL.fullmatch(row.get("name"))
        asked = self.asked.get(found["name"]) if found else None
        if not found or not asked:
            return False
        if asked["kind"] == QuestionKind.YES_NO:
            return bool(get_own_data(row.cells).get("detail"))
        try:
            condition = self.conditions.read(row.get("relevant"))
        except UnsupportedExpression:
            return False
        option = self.find_other(condition, asked)
        if option is None:
            return False
        option["other"] = True
        if not get_own_data(row.cells).get("detail"):
            words = _("Lue comme la précision de la réponse « %s ».") % option["fr"]
            self.add_remark(row, words)
        return True

    def find_other(self, condition: Data, asked: Data) -> Data | None:
        """Return the option that alone asks for a detail."""
        tests = condition.get("tests", [])
        values = tests[0]["values"] if len(tests) == 1 else []
        if len(values) != 1 or tests[0]["question"] != asked["code"]:
            return None
        options = asked.get("options", [])
        return next((one for one in options if one["code"] == values[0]), None)

    def start_matrix(self, row: Row) -> Data:
        own = get_own_data(row.cells)
        code = build_code(
            str(own.get("code") or row.get("name")), self.list_codes(), 60
        )
        matrix: Data = {"code": code, "kind": QuestionKind.MATRIX.value, "options": []}
        self.read_labels(row, matrix, own)
        self.read_rules(row, matrix, own)
        self.asked[row.get("name")] = matrix
        return matrix

    def add_matrix_row(self, row: Row, matrix: Data) -> None:
        select = types.parse_select(row.get("type"))
        if not select or select.kind != QuestionKind.ONE:
            words = _("Dans un tableau, seuls des choix uniques sont repris.")
            self.add_remark(row, words)
            return
        columns = [one for one in matrix["options"] if not one.get("row")]
        if not columns:
            columns = self.read_options(row, select)
            matrix["options"] += columns
            matrix["list"] = select.list_name
        elif matrix["list"] != select.list_name:
            words = _(
                "Un tableau a les mêmes colonnes à chaque ligne : celles du début."
            )
            self.add_remark(row, words)
        own = get_own_data(row.cells)
        known = {one["code"] for one in matrix["options"]}
        wanted = str(own.get("code") or row.get("name"))
        line: Data = {"code": build_code(wanted, known, 60), "row": True}
        texts = get_texts(row, "label", self.language)
        told = self.rename_in(texts)
        set_texts(line, "label", told, MAX_OPTION)
        line.setdefault("fr", wanted)
        self.asked[row.get("name")] = matrix
        rows = sum(bool(one.get("row")) for one in matrix["options"])
        matrix["options"].insert(rows, line)
        if row.get("required").casefold() in TRUE_WORDS:
            matrix["required"] = True
