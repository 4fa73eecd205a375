"""The conditions of a form in the codes of the questionnaire, checked against it."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from surveys.enums import QuestionKind
from surveys.questionnaires.conditions import get_comparable, list_operators
from surveys.questionnaires.xlsform.expressions import (
    ALL,
    ANSWERED,
    AT_LEAST,
    AT_MOST,
    NONE_OF,
    ONE_OF,
    UNANSWERED,
    UnsupportedExpression,
    parse_expression,
)

Data = dict[str, Any]
STRICT = {">": (AT_LEAST, 1), "<": (AT_MOST, -1)}


class ConditionReader:
    """Reads conditions, given the questions asked so far by their names in the form."""

    def __init__(self, asked: dict[str, Data]) -> None:
        self.asked = asked

    def read(self, text: str) -> Data:
        """Return an expression as a condition; raise ``UnsupportedExpression``."""
        condition = parse_expression(text)
        tests = [
            found
            for test in condition["tests"]
            for found in self.read_test(test, condition)
        ]
        return condition | {"tests": tests}

    def read_test(self, test: Data, condition: Data) -> list[Data]:
        asked = self.asked.get(test["question"])
        if asked is None:
            words = _("« %s » n’est pas une question reprise avant elle")
            raise UnsupportedExpression(words % test["question"])
        kind, operator = asked["kind"], test["operator"]
        found = {"question": asked["code"], "operator": operator, "values": []}
        if operator in (ANSWERED, UNANSWERED):
            return [found]
        value = test["values"][0]
        if operator in STRICT:
            operator, step = STRICT[operator]
            found |= {"operator": operator, "values": [self.shift(value, step, kind)]}
        elif kind in QuestionKind.ORDERED and operator == ONE_OF and is_run(test, kind):
            if condition["join"] != ALL and len(condition["tests"]) > 1:
                raise UnsupportedExpression(
                    _("une égalité de nombres y est jointe par « ou »")
                )
            values = sorted(test["values"], key=get_order)
            ends = ((AT_LEAST, values[0]), (AT_MOST, values[-1]))
            return [found | {"operator": one, "values": [end]} for one, end in ends]
        elif operator in (ONE_OF, NONE_OF):
            found["values"] = [self.find_code(asked, one) for one in test["values"]]
        else:
            found["values"] = [value]
        if found["operator"] not in list_operators(kind):
            words = _("« %s » n’a pas de réponse qui se compare ainsi")
            raise UnsupportedExpression(words % test["question"])
        return [found]

    def shift(self, value: str, step: int, kind: str) -> str:
        """Return the first number beyond another; only whole numbers have one."""
        is_whole = value.removeprefix("-").isdecimal()
        if not is_whole or kind not in (
            QuestionKind.NUMBER,
            QuestionKind.YEAR,
            QuestionKind.SCALE,
        ):
            raise UnsupportedExpression(_("seuls des nombres entiers s’y comparent"))
        return str(int(value) + step)

    def find_code(self, asked: Data, name: str) -> str:
        """Return the code of a choice; those of kinds without choices are theirs."""
        options = asked.get("options", [])
        for option in options:
            if name in (option.get("name"), option["code"]):
                return str(option["code"])
        if options:
            words = _("« %s » n’est pas une réponse possible")
            raise UnsupportedExpression(words % name)
        return name


def is_run(test: Data, kind: str) -> bool:
    """Return whether values are one, or whole numbers without a gap: two bounds."""
    values = test["values"]
    if len(values) == 1:
        return True
    if kind not in (QuestionKind.NUMBER, QuestionKind.YEAR):
        return False
    if not all(value.removeprefix("-").isdecimal() for value in values):
        return False
    numbers = sorted(map(int, values))
    return numbers == list(range(numbers[0], numbers[-1] + 1))


def get_order(value: str) -> Decimal:
    number = get_comparable(value)
    return number if isinstance(number, Decimal) else Decimal()


def needs_answer(condition: Data, text: str) -> bool:
    """Return whether a test of ours wants an answer that the form does not want."""
    has_negation = any(test["operator"] == NONE_OF for test in condition["tests"])
    return has_negation and "!= ''" not in text
