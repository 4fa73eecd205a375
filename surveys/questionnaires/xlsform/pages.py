"""The groups of an XLSForm as the pages of a questionnaire."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from surveys.questionnaires.xlsform.expressions import ALL
from surveys.questionnaires.xlsform.questions import get_own_data, set_texts
from surveys.questionnaires.xlsform.rows import Row, Texts, get_texts

Data = dict[str, Any]
AddRemark = Callable[[Row | None, str], None]


@dataclass
class OpenGroup:
    row: Row
    texts: Texts
    condition: Data
    is_repeated: bool
    is_matrix: bool = False
    pages: int = 0
    own: Data = field(default_factory=dict)


class PageStack:
    """The groups that are open, and the pages made so far.

    The site has pages one after the other: a group within a group is one of its own.
    """

    def __init__(self, add_remark: AddRemark, language: str) -> None:
        self.add_remark, self.language = add_remark, language
        self.sections: list[Data] = []
        self.groups: list[OpenGroup] = []
        self.page: Data | None = None
        self.matrix: Data | None = None
        self.ungrouped = OpenGroup(Row(0, {}), Texts("", ""), {}, False)

    def begin_group(self, row: Row, condition: Data, *, is_repeated: bool) -> None:
        if self.groups:
            self.add_remark(row, _("Groupe dans un groupe : devenu une page à lui."))
        texts, own = get_texts(row, "label", self.language), get_own_data(row.cells)
        if is_repeated and not own:
            words = _(
                "Répétition : chez nous la page est posée pour chaque coopération de "
                "la collectivité, préremplie avec l’annuaire."
            )
            self.add_remark(row, words)
        self.groups.append(OpenGroup(row, texts, condition, is_repeated, own=own))
        self.page = None

    def begin_matrix(self, row: Row, matrix: Data) -> None:
        """Begin a group that is one question: its rows are read into it."""
        group = OpenGroup(row, Texts("", ""), {}, False, is_matrix=True)
        self.groups.append(group)
        self.matrix = matrix

    def end_group(self, row: Row) -> None:
        if not self.groups:
            self.add_remark(row, _("Fin d’un groupe qui n’est pas ouvert : ignorée."))
            return
        group = self.groups.pop()
        if group.is_matrix:
            matrix, self.matrix = self.matrix, None
            if matrix:
                self.add_question(group.row, matrix)
            return
        if not group.pages:
            self.add_remark(group.row, _("Groupe sans question reprise : pas de page."))
        self.page = None

    def finish(self) -> None:
        """Close what the form left open."""
        while self.groups:
            row = self.groups[-1].row
            self.add_remark(row, _("Groupe jamais fermé : fermé à la fin."))
            self.end_group(row)

    def add_question(self, row: Row, question: Data) -> None:
        if self.page is None:
            self.page = self.build_page()
            self.sections.append(self.page)
        self.page["questions"].append(question)

    def build_page(self) -> Data:
        group = self.groups[-1] if self.groups else self.ungrouped
        group.pages += 1
        page: Data = {"code": self.get_free_code(group)}
        if any(one.is_repeated for one in self.groups):
            page["repeated"] = True
        texts = group.texts
        if not texts.french:
            texts = Texts(group.row.get("name") or "Questions", "")
        if group.pages > 1:
            english = f"{texts.english} (continued)" if texts.english else ""
            texts = Texts(_("%s (suite)") % texts.french[:190], english)
        set_texts(page, "title", texts, 200)
        if condition := self.join_conditions():
            page["condition"] = condition
        for name in ("help_fr", "help_en"):
            if isinstance(group.own.get(name), str):
                page[name] = group.own[name]
        page["questions"] = []
        return page

    def get_free_code(self, group: OpenGroup) -> str:
        name = str(group.own.get("code") or group.row.get("name") or "questions")
        root = slugify(name)[:34].strip("-") or "page"
        known, code, number = {one["code"] for one in self.sections}, root, 1
        while code in known:
            number += 1
            code = f"{root}_{number}"
        return code

    def join_conditions(self) -> Data:
        """Return the condition of all open groups together."""
        found = [group.condition for group in self.groups if group.condition]
        if len(found) < 2:
            return found[0] if found else {}
        is_joined = all(one["join"] == ALL or len(one["tests"]) == 1 for one in found)
        if is_joined:
            return {
                "join": ALL,
                "tests": [test for one in found for test in one["tests"]],
            }
        words = _(
            "Conditions de groupes emboîtés : seule celle du dernier est reprise."
        )
        self.add_remark(self.groups[-1].row, words)
        return found[-1]
