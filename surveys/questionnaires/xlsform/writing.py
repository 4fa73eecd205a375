"""The data of a questionnaire as an XLSForm.

What an XLSForm cannot say (an amount in euros, a confidential question, a code that is
no name there) stands in a column of ours, which other tools ignore.
"""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from cooperation.exports.xlsx import WORKBOOK_OPTIONS, write_table
from surveys.enums import QuestionKind
from surveys.questionnaires.xlsform import question_types as types
from surveys.questionnaires.xlsform.bounds import write_constraint
from surveys.questionnaires.xlsform.expressions import write_condition
from surveys.questionnaires.xlsform.reading import SETTINGS_TEXTS

Data = dict[str, Any]
Row = dict[str, Any]
FRENCH, ENGLISH = "Français (fr)", "English (en)"
YES_NO = (
    {"code": "oui", "fr": "Oui", "en": "Yes"},
    {"code": "non", "fr": "Non", "en": "No"},
)
DETAIL = {"fr": "Précisez", "en": "Please specify"}
APPEARANCES = {
    QuestionKind.LONG_TEXT: "multiline",
    QuestionKind.SCALE: "likert",
    QuestionKind.MATRIX: "table-list",
    QuestionKind.YEAR: "numbers",
}


def write_xlsform(data: Data) -> bytes:
    """Return a questionnaire as the workbook of an XLSForm."""
    form = FormWriter(data)
    survey = list(form.iter_survey())
    file = BytesIO()
    with Workbook(file, WORKBOOK_OPTIONS) as workbook:
        bold = workbook.add_format({"bold": True})
        for name, rows in (
            ("survey", survey),
            ("choices", form.choices),
            ("settings", [form.get_settings()]),
        ):
            columns = list_columns(name, rows)
            cells = [[row.get(column) or None for column in columns] for row in rows]
            write_table(workbook.add_worksheet(name), columns, cells, bold)
    return file.getvalue()


FIRST_COLUMNS = {
    "survey": ("type", "name", f"label::{FRENCH}"),
    "choices": ("list_name", "name", f"label::{FRENCH}"),
    "settings": ("form_title", "form_id", "version", "default_language"),
}


def list_columns(name: str, rows: list[Row]) -> list[str]:
    """Return the columns that any row fills, those of every form first.

    A text has columns of both languages, once anything is in English.
    """
    used = [key for row in rows for key, value in row.items() if value]
    columns = list(dict.fromkeys([*FIRST_COLUMNS[name], *used]))
    if any(ENGLISH in column for column in columns):
        both = [[one, one.replace(FRENCH, ENGLISH)] for one in columns]
        columns = list(dict.fromkeys(one for pair in both for one in pair))
    return columns


def set_texts(row: Row, column: str, fr: str | None, en: str | None) -> Row:
    return row | {f"{column}::{FRENCH}": fr or "", f"{column}::{ENGLISH}": en or ""}


def write_own(own: Data) -> str:
    """Return what only the site says, as JSON; "" for nothing. Zero is something."""
    nothing = (None, "", False)
    kept = {
        name: value
        for name, value in own.items()
        if type(value) is int or value not in nothing
    }
    return json.dumps(kept, ensure_ascii=False) if kept else ""


class FormWriter:
    """Writes the rows of a form; choices are collected on the way."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.choices: list[Row] = []
        self.names: dict[str, str] = {}
        self.taken: set[str] = set()

    def get_settings(self) -> Row:
        own = {name: self.data.get(name) for name in ("code", *SETTINGS_TEXTS)}
        return {
            "form_title": self.data["title_fr"],
            "form_id": self.make_name(self.data["code"]),
            "version": str(self.data["version"]),
            "default_language": FRENCH,
            types.OWN_COLUMN: write_own(own),
        }

    def make_name(self, code: str) -> str:
        """Return a name of the form that is free: letters first, no accents."""
        root = code if re.match(r"[A-Za-z_]", code) else f"_{code}"
        name, number = root, 1
        while name.casefold() in self.taken:
            number += 1
            name = f"{root}_{number}"
        self.taken.add(name.casefold())
        return name

    def iter_survey(self) -> Iterator[Row]:
        if self.data.get("introduction_fr"):
            yield self.build_note("introduction", self.data, "introduction")
        for section in self.data["sections"]:
            yield from self.iter_section(section)

    def build_note(self, name: str, texts: Data, key: str) -> Row:
        row = {"type": "note", "name": self.make_name(name)}
        return set_texts(row, "label", texts.get(f"{key}_fr"), texts.get(f"{key}_en"))

    def iter_section(self, section: Data) -> Iterator[Row]:
        kind = "repeat" if section.get("repeated") else "group"
        name = self.make_name(section["code"])
        row = {"type": f"begin_{kind}", "name": name}
        row = set_texts(row, "label", section["title_fr"], section.get("title_en"))
        row["relevant"] = self.write_condition(section)
        row[types.OWN_COLUMN] = write_own({"code": section["code"]})
        yield row
        if section.get("help_fr"):
            yield self.build_note(f"{name}_aide", section, "help")
        for question in section["questions"]:
            yield from self.iter_question(question)
        yield {"type": f"end_{kind}", "name": name}

    def write_condition(self, row: Data) -> str:
        return write_condition(
            row.get("condition") or {}, lambda code: self.names.get(code, code)
        )

    def write_references(self, text: str | None) -> str:
        """Return a text with the names of the questions whose answers it takes up."""
        return re.sub(
            r"\$\{([^}]+)\}",
            lambda found: f"${{{self.names.get(found[1], found[1])}}}",
            text or "",
        )

    def iter_question(self, question: Data) -> Iterator[Row]:
        name = self.make_name(question["code"])
        self.names[question["code"]] = name
        row = self.build_row(question, name)
        if question["kind"] == QuestionKind.MATRIX:
            yield from self.iter_matrix(question, row, name)
            return
        yield row
        if detail := self.build_detail(question, name):
            yield detail

    def build_row(self, question: Data, name: str) -> Row:
        kind = question["kind"]
        base = types.get_base_type(kind)
        row: Row = {"type": base, "name": name}
        labels = [self.write_references(question.get(one)) for one in ("fr", "en")]
        row = set_texts(row, "label", *labels)
        row = set_texts(row, "hint", question.get("help_fr"), question.get("help_en"))
        message = (question.get("rule_message_fr"), question.get("rule_message_en"))
        if constraint := write_constraint(question):
            row["constraint"] = constraint
            row = set_texts(row, "constraint_message", *message)
        own = {
            name: question.get(name)
            for name in ("code", "kind", "unit", "confidential")
        }
        own |= {"least": question.get("least"), "most": question.get("most")}
        if not constraint:
            own |= {"rule_message_fr": message[0], "rule_message_en": message[1]}
        row |= {
            "required": "yes" if question.get("required") else "",
            "relevant": self.write_condition(question),
            "appearance": APPEARANCES.get(QuestionKind(kind), ""),
            types.OWN_COLUMN: write_own(own),
        }
        if base in ("select_one", "select_multiple", "rank"):
            row["type"] = f"{base} {self.add_list(name, list_choices(question))}"
        return row

    def add_list(self, name: str, options: list[Data]) -> str:
        for option in options:
            row = {"list_name": name, "name": option["code"]}
            labels = [self.write_references(option.get(one)) for one in ("fr", "en")]
            row = set_texts(row, "label", *labels)
            row[types.OWN_COLUMN] = write_own({"other": option.get("other")})
            self.choices.append(row)
        return name

    def build_detail(self, question: Data, name: str) -> Row | None:
        """Return the row that asks for the detail of "other", or of yes and no."""
        others = [
            one["code"] for one in question.get("options", []) if one.get("other")
        ]
        is_yes_no = question["kind"] == QuestionKind.YES_NO
        if not others and not is_yes_no:
            return None
        relevant = f"${{{name}}} != ''" if is_yes_no else ""
        row = {
            "type": "text",
            "name": self.make_name(f"{name}_precision"),
            "relevant": relevant or f"selected(${{{name}}}, '{others[0]}')",
            types.OWN_COLUMN: write_own({"detail": True}),
        }
        return set_texts(row, "label", DETAIL["fr"], DETAIL["en"])

    def iter_matrix(self, question: Data, row: Row, name: str) -> Iterator[Row]:
        """Yield a group shown as a table: a question of one choice for each row."""
        columns = [one for one in question["options"] if not one.get("row")]
        lines = [one for one in question["options"] if one.get("row")]
        required = row.pop("required")
        yield row | {"type": "begin_group"}
        self.add_list(name, columns)
        for line in lines:
            own_name = self.make_name(f"{name}_{line['code']}")
            if line is lines[0]:
                # A group has no answer: conditions ask that of its first row.
                self.names[question["code"]] = own_name
            own = {"type": f"select_one {name}", "name": own_name, "required": required}
            own[types.OWN_COLUMN] = write_own({"code": line["code"]})
            labels = [self.write_references(line.get(one)) for one in ("fr", "en")]
            yield set_texts(own, "label", *labels)
        yield {"type": "end_group", "name": name}


def list_choices(question: Data) -> list[Data]:
    """Return the choices of a question; those of a scale are its points."""
    if question["kind"] == QuestionKind.YES_NO:
        return list(YES_NO)
    options = question.get("options", [])
    if question["kind"] != QuestionKind.SCALE:
        return list(options)
    labels = {one["code"]: one for one in options}
    least, most = question.get("least"), question.get("most")
    points = map(
        str, range(1 if least is None else least, (5 if most is None else most) + 1)
    )
    return [
        labels.get(point, {"code": point, "fr": point, "en": point}) for point in points
    ]
