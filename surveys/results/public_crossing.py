"""Two questions crossed as those who may not read answers see them.

All who were asked are in the table, those who gave no answer too, so that its totals
are those that the public knows; what is hidden in the table of a question alone is
hidden here too (decision 0049). ``ring_check`` looks at what three tables tell together
before one of them is shown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.models import Wave
from surveys.questionnaires.conditions import list_conditions
from surveys.results import suppression
from surveys.results.counting import ALL_ANSWERS
from surveys.results.crossing import (
    NO_ANSWER,
    CountedPair,
    CrossTable,
    NotCrossableError,
    Side,
    build_cross_table,
    count_pair,
)
from surveys.results.releases import list_other_releases
from surveys.results.types import FRAIL_BASE, ResultTable
from surveys.results.variables import Variable

Group = tuple[str, ...]
Places = set[tuple[int, int]]


@dataclass(frozen=True)
class PublicGrid:
    """Two questions crossed, answers put together where need be, with hidden places."""

    counted: CountedPair
    lines: list[Group]
    columns: list[Group]
    numbers: list[list[int]]
    hidden: Places

    def build_table(self) -> CrossTable:
        return build_cross_table(
            self.counted, self.lines, self.columns, self.numbers, self.hidden
        )


def build_public_grid(
    wave: Wave, one: Variable, other: Variable, tables: dict[str, ResultTable]
) -> PublicGrid:
    """Return what may be shown of two questions, third ones left aside.

    ``tables`` are the public ones. The same two questions always give the same table,
    whichever is named first. Raise ``NotCrossableError`` with the reason.
    """
    for variable in (one, other):
        check_public_variable(variable, tables.get(variable.code))
    if list_other_releases(wave):
        raise NotCrossableError(
            _("Ces résultats ont été rendus publics deux fois : rien ne se croise.")
        )
    if not one.is_exclusive and not other.is_exclusive:
        raise NotCrossableError(
            _("L’une des deux questions doit n’avoir qu’une réponse.")
        )
    lines, columns = order_variables(one, other)
    counted = count_pair(wave, lines, columns, ALL_ANSWERS)
    if sum(n for _codes, _others, n in counted.pairs) < FRAIL_BASE:
        raise NotCrossableError(
            _("Moins de %(n)s réponses : rien ne se croise.") % {"n": FRAIL_BASE}
        )
    return hide_small_cells(counted, tables[lines.code], tables[columns.code])


def check_public_variable(variable: Variable, table: ResultTable | None) -> None:
    """Raise ``NotCrossableError`` where the public crosses a question with none."""
    question = variable.question
    if table is None or table.suppressed or question.section.is_repeated:
        raise NotCrossableError(
            _("« %s » ne se croise pas : confidentielle, masquée ou par coopération.")
            % variable.label
        )
    if list_conditions(question):
        raise NotCrossableError(
            _("« %s » n’est pas posée à toutes : elle ne se croise pas.")
            % variable.label
        )
    is_limited = not variable.is_exclusive and question.most is not None
    if is_limited or not table.rows:
        raise NotCrossableError(
            _(
                "« %s » ne se croise pas sans le droit de lire les réponses : ses "
                "effectifs se déduiraient."
            )
            % variable.label
        )


def order_variables(one: Variable, other: Variable) -> tuple[Variable, Variable]:
    """Return lines and columns: several choices in lines, else by their place."""
    first, second = sorted((one, other), key=get_place)
    return first, second


def get_place(variable: Variable) -> tuple[int, ...]:
    question, row = variable.question, variable.row
    return (
        int(variable.is_exclusive),
        *(question.section.position, question.section_id),
        *(question.position, question.pk),
        *((row.position, row.pk) if row else (0, 0)),
    )


def hide_small_cells(
    counted: CountedPair, lines: ResultTable, columns: ResultTable
) -> PublicGrid:
    """Return the cells that no total gives away; raise where none is left."""
    groups = group_hidden(counted.columns, columns, counted.count_column)
    if counted.lines.is_exclusive:
        shown = group_hidden(counted.lines, lines, counted.count_line)
        grid = [[counted.count(line, one) for one in groups] for line in shown]
        rest = frozenset(i for i, line in enumerate(shown) if len(line) > 1)
        hidden = suppression.find_grid_cells_to_hide(grid, rest)
    else:
        shown = [(row.code,) for row in lines.rows if not row.suppressed]
        grid = [[counted.count(line, one) for one in groups] for line in shown]
        hidden = find_cells_of_choices(counted, groups, grid)
    if hidden is None or len(groups) < 2 or not shown:
        raise NotCrossableError(_("Des groupes trop petits : rien ne se montre."))
    return PublicGrid(counted, shown, groups, grid, hidden)


def find_cells_of_choices(
    counted: CountedPair, groups: list[Group], grid: list[list[int]]
) -> Places | None:
    """Return the cells to hide where answers do not exclude each other."""
    most = [counted.count_column(one) for one in groups]
    hidden: Places = set()
    for i, line in enumerate(grid):
        places = suppression.find_line_cells_to_hide(line, most)
        if places is None:
            return None
        hidden |= {(i, j) for j in places}
    return hidden


def group_hidden(
    side: Side, table: ResultTable, count: Callable[[Iterable[str]], int]
) -> list[Group]:
    """Return the answers that are shown each alone, and the others as one group.

    How many gave no answer is known: few of them need two others beside them, given by
    somebody.
    """
    counts = {code: count([code]) for code in side.labels}
    secret = {row.code for row in table.rows if row.suppressed}
    secret |= {code for code, n in counts.items() if suppression.is_small(n)}
    if secret:
        secret |= {code for code, n in counts.items() if n == 0}
    least = 3 if suppression.is_small(counts[NO_ANSWER]) else 2
    left = sorted(set(counts) - secret, key=lambda code: (counts[code], code))
    while (
        secret
        and left
        and (
            sum(counts[code] > 0 for code in secret) < least
            or sum(counts[code] for code in secret) < suppression.MIN_COUNT
        )
    ):
        secret.add(left.pop(0))
    groups: list[Group] = [
        (code,) for code in counts if code not in secret and counts[code]
    ]
    return [*groups, tuple(sorted(secret))] if secret else groups
