"""An XLSForm read as the data of a questionnaire, with a remark for what is lost."""

from pathlib import Path
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from cooperation.spreadsheets.files import UnreadableFile
from surveys.enums import QuestionKind
from surveys.questionnaires.xlsform import question_types as types
from surveys.questionnaires.xlsform.pages import PageStack
from surveys.questionnaires.xlsform.questions import (
    QuestionReader,
    get_own_data,
    set_texts,
)
from surveys.questionnaires.xlsform.rows import (
    Remark,
    Row,
    Workbook,
    get_texts,
    name_language,
    read_workbook,
)

Data = dict[str, Any]
DEFAULT_TITLE = "Questionnaire"


def read_xlsform(path: Path, name: str = "") -> tuple[Data, list[Remark]]:
    """Return the data of a questionnaire, and what was left out or read otherwise.

    ``name`` is the name of the file. Raises ``UnreadableFile``.
    """
    reader = FormReader(read_workbook(path), name)
    data = reader.read()
    if not data["sections"]:
        raise UnreadableFile(_("Ce questionnaire n’a aucune question que le site ait."))
    return data, reader.remarks


class FormReader:
    """Reads the worksheet ``survey`` from its first row to its last."""

    def __init__(self, book: Workbook, name: str) -> None:
        self.book, self.name, self.remarks = book, name, book.remarks
        language = name_language(book.settings.get("default_language", "").casefold())
        self.pages = PageStack(self.add_remark, language)
        self.questions = QuestionReader(book, self.add_remark, language)
        self.language = language
        self.notes: list[Row] = []
        self.introduction: Data = {}

    def add_remark(self, row: Row | None, text: str, sheet: str = "survey") -> None:
        self.remarks.append(Remark(sheet, row.line if row else 0, str(text)))

    def read(self) -> Data:
        for row in self.book.survey:
            self.read_row(row)
        self.leave_notes()
        self.pages.finish()
        drop_names(self.pages.sections)
        settings, own = self.book.settings, get_own_data(self.book.settings)
        title = settings.get("form_title", "").strip() or Path(self.name).stem
        code = str(own.get("code") or settings.get("form_id") or title)
        texts = {name: str(own[name]) for name in SETTINGS_TEXTS if own.get(name)}
        return {
            "code": slugify(code)[:40].strip("-") or "questionnaire",
            "version": 1,
            "title_fr": title[:200] or DEFAULT_TITLE,
            **self.introduction,
            **texts,
            "sections": self.pages.sections,
        }

    def read_row(self, row: Row) -> None:
        kind = " ".join(row.get("type").casefold().replace("_", " ").split())
        if kind in ("begin group", "begin repeat"):
            self.leave_notes()
            self.begin_group(row, is_repeated=kind == "begin repeat")
        elif kind in ("end group", "end repeat"):
            self.leave_notes()
            self.pages.end_group(row)
        elif kind == "note":
            self.read_note(row)
        elif kind:
            self.read_question(row)
        elif row.cells:
            self.add_remark(row, _("Ligne sans nature (« type ») : laissée de côté."))

    def begin_group(self, row: Row, *, is_repeated: bool) -> None:
        own = get_own_data(row.cells)
        matrix = None
        if own.get("kind") == QuestionKind.MATRIX or "table-list" in row.get(
            "appearance"
        ):
            matrix = self.questions.start_matrix(row)
        self.remark_columns(row, {"appearance"} if matrix else set())
        condition = self.questions.read_condition(row)
        if matrix is None:
            self.pages.begin_group(row, condition, is_repeated=is_repeated)
            return
        if condition:
            matrix["condition"] = condition
        self.pages.begin_matrix(row, matrix)

    def read_note(self, row: Row) -> None:
        """Keep a note until it is known what it explains."""
        if row.get("name") == "introduction" and not self.pages.sections:
            set_texts(self.introduction, "introduction", self.get_note(row), 5_000)
            return
        if row.get("relevant"):
            words = _("Condition d’une note, pas reprise : elle se lit toujours.")
            self.add_remark(row, words)
        self.notes.append(row)

    def get_note(self, row: Row) -> Any:
        return get_texts(row, "label", self.language)

    def leave_notes(self) -> None:
        """Take what explains no question: the page it ends has no place for it."""
        for row in self.notes:
            text = self.get_note(row).french
            words = _("Note à la fin d’une page, pas reprise : « %s »") % text[:200]
            self.add_remark(row, words)
        self.notes = []

    def read_question(self, row: Row) -> None:
        question = self.questions.read(row, self.pages.matrix)
        self.remark_columns(row, self.questions.used_columns)
        if question is None:
            return
        if self.pages.matrix is None:
            self.pages.add_question(row, question)
            self.place_notes(question)

    def place_notes(self, question: Data) -> None:
        """Make notes the help of their page, or of the question that follows them."""
        page = self.pages.sections[-1]
        is_first, limit = len(page["questions"]) == 1, 2_000
        for row in self.notes:
            target = page if is_first else question
            limit = 2_000 if is_first else 1_000
            set_texts(target, "help", self.get_note(row), limit, is_added=True)
            if not is_first:
                self.add_remark(row, _("Note devenue l’aide de la question suivante."))
        self.notes = []

    def remark_columns(self, row: Row, used: set[str]) -> None:
        """Remark on the cells of columns that the site has no equal of."""
        for column, value in row.cells.items():
            name = column.partition("::")[0]
            if (
                name in types.READ_COLUMNS - {"appearance", "parameters"}
                or name in used
            ):
                continue
            reason = types.COLUMN_REASONS.get(name)
            if reason and "%s" in str(reason):
                self.add_remark(row, str(reason) % value[:60])
            elif reason:
                self.add_remark(row, str(reason))
            else:
                words = str(types.UNKNOWN_COLUMN)
                self.add_remark(row, words % {"column": column, "value": value[:60]})


def drop_names(sections: list[Data]) -> None:
    """Drop what was only needed while reading: names of choices and of lists."""
    for section in sections:
        for question in section["questions"]:
            question.pop("list", None)
            for option in question.get("options", []):
                option.pop("name", None)


SETTINGS_TEXTS = ("title_fr", "title_en", "introduction_fr", "introduction_en")
