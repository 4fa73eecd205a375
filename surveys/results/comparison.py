"""Two waves side by side: by code of question, for all and for the same authorities."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from surveys.models import Question, Wave
from surveys.questionnaires.conditions import list_conditions
from surveys.responses.submitted import list_submitted_participations
from surveys.results.breakdowns import PANEL, build_panel_dimension
from surveys.results.counting import AnswerSelection
from surveys.results.statistics import compute_percentage
from surveys.results.tables import WaveResults, count_results
from surveys.results.types import FRAIL_BASE, ResultRow, ResultTable

# In percentage points: less is not told among what changed.
LEAST_CHANGE = 5


@dataclass(frozen=True)
class WaveShare:
    """Count, base and share in one wave; None where they are hidden."""

    count: int | None = None
    base: int | None = None
    share: float | None = None


HIDDEN_SHARE = WaveShare()


@dataclass(frozen=True)
class AnswerComparison:
    """One answer in both waves; the difference is in percentage points."""

    code: str
    label: str
    before: WaveShare
    after: WaveShare

    @property
    def difference(self) -> float | None:
        """The change in percentage points; None where a share is hidden."""
        if self.before.share is None or self.after.share is None:
            return None
        return round(self.after.share - self.before.share, 1)


@dataclass(frozen=True)
class QuestionComparison:
    """One question in both waves, for all who answered, and for the panel."""

    code: str
    title: str
    kind: str
    everyone: list[AnswerComparison]
    panel: list[AnswerComparison]
    medians: tuple[str, str]
    bases: tuple[int | None, int | None]
    unit: str = ""
    changes: list[str] = field(default_factory=list)

    @property
    def pairs(self) -> list[tuple[AnswerComparison, AnswerComparison | None]]:
        """Each answer, for all and for the panel."""
        in_panel = {line.code: line for line in self.panel}
        return [(line, in_panel.get(line.code)) for line in self.everyone]


@dataclass(frozen=True)
class AnswerChange:
    """An answer whose share changed, with the question that it is of."""

    question: QuestionComparison
    answer: AnswerComparison

    @property
    def points(self) -> float:
        return self.answer.difference or 0

    @property
    def is_frail(self) -> bool:
        """Whether so few answered that the change is to be read with caution."""
        bases = (self.answer.before.base, self.answer.after.base)
        return any((base or 0) < FRAIL_BASE for base in bases)


@dataclass(frozen=True)
class Panel:
    """The authorities that answered both waves, and how many joined or left."""

    both: tuple[int, ...]
    joined: int
    left: int


@dataclass(frozen=True)
class WaveComparison:
    """The questions of two waves, compared where both ask them."""

    panel: Panel
    questions: list[QuestionComparison]
    only_before: list[str]
    only_after: list[str]

    @property
    def changes(self) -> list[AnswerChange]:
        """What changed by enough to be told, the most first."""
        found = [
            AnswerChange(question, answer)
            for question in self.questions
            for answer in question.everyone
            if abs(answer.difference or 0) >= LEAST_CHANGE
        ]
        return sorted(found, key=lambda change: -abs(change.points))

    @property
    def changed_medians(self) -> list[QuestionComparison]:
        """The questions of figures whose median changed."""
        return [
            one
            for one in self.questions
            if all(one.medians) and one.medians[0] != one.medians[1]
        ]


def compare_waves(before: Wave, after: Wave, *, public: bool) -> WaveComparison:
    """Compare two waves, the older one first, with the disclosure control of each."""
    panel = get_panel(before, after)
    sides = [count_wave(wave, panel, public=public) for wave in (before, after)]
    first, second = sides
    shared = [code for code in second.tables if code in first.tables]
    return WaveComparison(
        panel=panel,
        questions=[compare_questions(code, first, second) for code in shared],
        only_before=[
            table.title for code, table in first.tables.items() if code not in shared
        ],
        only_after=[
            table.title for code, table in second.tables.items() if code not in shared
        ],
    )


def get_panel(before: Wave, after: Wave) -> Panel:
    first, second = (
        set(
            list_submitted_participations(wave)
            .order_by()
            .values_list("collectivity", flat=True)
        )
        for wave in (before, after)
    )
    both = tuple(sorted(first & second))
    return Panel(both, joined=len(second - first), left=len(first - second))


@dataclass(frozen=True)
class CountedWave:
    """The tables of one wave by code, for all and for the panel; its questions."""

    tables: dict[str, ResultTable]
    in_panel: dict[str, ResultTable]
    questions: dict[str, Question]


def count_wave(wave: Wave, panel: Panel, *, public: bool) -> CountedWave:
    """Count a wave for all and for the panel.

    In public the panel is a breakdown like the others, so that what is hidden in one
    cannot be derived from the other.
    """
    whole = count_results(
        wave, AnswerSelection(panel=panel.both), [build_panel_dimension()]
    )
    tables = get_tables_by_code(whole, public=public)
    if public:
        in_panel = {code: build_panel_table(table) for code, table in tables.items()}
    else:
        only = AnswerSelection(panel=panel.both, is_panel_only=True)
        in_panel = get_tables_by_code(count_results(wave, only), public=False)
    questions = {question.code: question for question in whole.questions}
    return CountedWave(tables, in_panel, questions)


def get_tables_by_code(results: WaveResults, *, public: bool) -> dict[str, ResultTable]:
    return {table.code: table for table in results.build_tables(public=public)}


def build_panel_table(table: ResultTable) -> ResultTable:
    """Return the panel's column of a published table; hidden without breakdown."""
    found = [one for one in table.breakdowns if one.dimension == PANEL]
    places = [
        (one, place)
        for one in found
        for place, column in enumerate(one.columns)
        if column.codes == ("oui",)
    ]
    if not places:
        rows = [row.hidden for row in table.rows]
        return ResultTable(
            table.code, table.title_fr, table.title_en, table.kind, None, rows
        )
    breakdown, place = places[0]
    base = breakdown.columns[place].base
    rows = [
        build_column_row(row, breakdown.cells[row.code][place], base)
        for row in table.rows
    ]
    return ResultTable(
        table.code, table.title_fr, table.title_en, table.kind, base, rows
    )


def build_column_row(row: ResultRow, count: int | None, base: int) -> ResultRow:
    if count is None:
        return row.hidden
    words = (row.label_fr, row.label_en)
    return ResultRow(row.code, *words, count, compute_percentage(count, base))


def compare_questions(
    code: str, first: CountedWave, second: CountedWave
) -> QuestionComparison:
    before, after = first.tables[code], second.tables[code]
    is_same_kind = before.kind == after.kind
    return QuestionComparison(
        code=code,
        title=after.title,
        kind=after.kind,
        everyone=compare_answers(before, after) if is_same_kind else [],
        panel=compare_answers(first.in_panel.get(code), second.in_panel.get(code))
        if is_same_kind
        else [],
        medians=(before.formatted_median, after.formatted_median)
        if is_same_kind
        else ("", ""),
        bases=(before.base, after.base),
        unit=after.unit,
        changes=describe_question_changes(
            first.questions.get(code), second.questions.get(code)
        ),
    )


def compare_answers(
    before: ResultTable | None, after: ResultTable | None
) -> list[AnswerComparison]:
    """Return every answer of either wave, in the order of the later one."""
    if before is None or after is None:
        return []
    first = {row.code: row for row in before.rows}
    second = {row.code: row for row in after.rows}
    codes = [*second, *(code for code in first if code not in second)]
    return [
        AnswerComparison(
            code,
            (second.get(code) or first[code]).label,
            get_wave_share(first.get(code), before.base),
            get_wave_share(second.get(code), after.base),
        )
        for code in codes
    ]


def get_wave_share(row: ResultRow | None, base: int | None) -> WaveShare:
    """Return the share of a row; none where it is hidden or was not offered."""
    if row is None or row.suppressed:
        return HIDDEN_SHARE
    return WaveShare(row.count, base, row.share)


def describe_question_changes(
    before: Question | None, after: Question | None
) -> list[str]:
    if before is None or after is None or before.pk == after.pk:
        return []
    changes = []
    if before.kind != after.kind:
        changes.append(_("La nature de la question a changé : rien n’est comparé."))
    if before.label_fr != after.label_fr:
        changes.append(_("Les mots ont changé ; avant : « %s »") % before.label)
    old = {one.code: one.label for one in before.options.all()}
    new = {one.code: one.label for one in after.options.all()}
    if gone := [label for code, label in old.items() if code not in new]:
        changes.append(_("Réponses retirées : %s.") % ", ".join(gone))
    if came := [label for code, label in new.items() if code not in old]:
        changes.append(_("Réponses ajoutées : %s.") % ", ".join(came))
    if list_conditions(before) != list_conditions(after):
        changes.append(_("La question n’est plus posée aux mêmes."))
    return changes
