"""Conditions as expressions of XLSForm (XPath), both ways.

An expression says more than a condition of ours can: ``UnsupportedExpression`` tells
what, and nothing is guessed.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from surveys.enums import ConditionJoin, ConditionOperator

MAX_LENGTH, MAX_DEPTH = 4_000, 40
Condition = dict[str, Any]
Names = Callable[[str], str]


class UnsupportedExpression(Exception):
    """The expression says what no condition of the site says; the message tells."""


class Test(NamedTuple):
    question: str
    operator: str
    values: tuple[str, ...] = ()


class Group(NamedTuple):
    """Tests and groups that are joined by "and" or "or"."""

    join: str
    parts: tuple["Test | Group", ...]


Node = Test | Group
ALL, ANY = ConditionJoin.ALL.value, ConditionJoin.ANY.value
ONE_OF, NONE_OF = ConditionOperator.ONE_OF.value, ConditionOperator.NONE_OF.value
AT_LEAST, AT_MOST = ConditionOperator.AT_LEAST.value, ConditionOperator.AT_MOST.value
ANSWERED = ConditionOperator.ANSWERED.value
UNANSWERED = ConditionOperator.UNANSWERED.value


# Writing ----------------------------------------------------------------------------


def write_condition(condition: Condition, get_name: Names) -> str:
    """Return a condition as an expression; ``get_name`` gives the name of a code."""
    tests = condition.get("tests") or []
    word = " or " if condition.get("join") == ANY else " and "
    parts = [write_test(test, get_name(str(test["question"]))) for test in tests]
    return word.join(parts)


def write_test(test: dict[str, Any], name: str) -> str:
    field, values = f"${{{name}}}", [str(one) for one in test.get("values") or ()]
    chosen = [f"selected({field}, {quote(value)})" for value in values]
    match test["operator"]:
        case "parmi":
            return chosen[0] if len(chosen) == 1 else f"({' or '.join(chosen)})"
        case "aucun_de":
            parts = [f"{field} != ''", *(f"not({one})" for one in chosen)]
            return f"({' and '.join(parts)})"
        case "au_moins":
            return f"{field} >= {write_bound(values[0])}"
        case "au_plus":
            return f"{field} <= {write_bound(values[0])}"
        case "sans_reponse":
            return f"{field} = ''"
    return f"{field} != ''"


def write_bound(value: str) -> str:
    is_date = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value)
    return f"date({quote(value)})" if is_date else value


def quote(value: str) -> str:
    return f'"{value}"' if "'" in value else f"'{value}'"


# Reading ----------------------------------------------------------------------------

TOKEN = re.compile(
    r"\s*(?:(?P<field>\$\{\s*[^}]+?\s*\})|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<sign><=|>=|!=|=|<|>|\(|\)|,)"
    r"|(?P<word>[A-Za-z][A-Za-z-]*))"
)
# Word processors bend them.
STRAIGHT_QUOTES = str.maketrans("‘’“”", "''\"\"")
MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


class Token(NamedTuple):
    kind: str
    text: str


def parse_expression(text: str) -> Condition:
    """Return the condition that an expression is, in the names of the form.

    Raises ``UnsupportedExpression``.
    """
    node = simplify(ExpressionParser(split_tokens(text)).parse())
    parts = node.parts if isinstance(node, Group) else (node,)
    tests = [part for part in parts if isinstance(part, Test)]
    if len(tests) < len(parts):
        raise UnsupportedExpression(_("« et » et « ou » y sont mêlés"))
    join = node.join if isinstance(node, Group) else ALL
    return {"join": join, "tests": [build_test(test) for test in tests]}


def build_test(test: Test) -> dict[str, Any]:
    return {
        "question": test.question,
        "operator": test.operator,
        "values": list(test.values),
    }


def split_tokens(text: str) -> list[Token]:
    text = text.translate(STRAIGHT_QUOTES)
    if len(text) > MAX_LENGTH:
        raise UnsupportedExpression(_("elle est trop longue"))
    tokens, at, text = [], 0, text.rstrip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise UnsupportedExpression(
                _("« %s » n’est pas repris") % text[at : at + 20]
            )
        kind = str(found.lastgroup)
        tokens.append(Token(kind, found[kind]))
        at = found.end()
    return tokens


class ExpressionParser:
    """Reads the tokens of an expression, one after the other."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    def parse(self) -> Node:
        node = self.parse_joined(ANY)
        if self.at < len(self.tokens):
            raise self.refuse()
        return node

    def refuse(self) -> UnsupportedExpression:
        if self.at >= len(self.tokens):
            return UnsupportedExpression(_("elle n’est pas finie"))
        token = self.tokens[self.at].text
        return UnsupportedExpression(_("« %s » n’est pas repris") % token[:40])

    def accept(self, *texts: str) -> str:
        """Return the next token if it is one of these, and go past it; else ""."""
        if self.at < len(self.tokens) and self.tokens[self.at].text in texts:
            self.at += 1
            return self.tokens[self.at - 1].text
        return ""

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise self.refuse()

    def take(self, *kinds: str) -> Token:
        if self.at < len(self.tokens) and self.tokens[self.at].kind in kinds:
            self.at += 1
            return self.tokens[self.at - 1]
        raise self.refuse()

    def parse_joined(self, join: str) -> Node:
        """Read parts joined by "or", each of which is parts joined by "and"."""
        parts = [self.parse_part(join)]
        while self.accept("or" if join == ANY else "and"):
            parts.append(self.parse_part(join))
        return parts[0] if len(parts) == 1 else Group(join, tuple(parts))

    def parse_part(self, join: str) -> Node:
        return self.parse_joined(ALL) if join == ANY else self.parse_one()

    def parse_one(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise UnsupportedExpression(_("elle a trop de parenthèses"))
        if self.accept("("):
            node = self.parse_joined(ANY)
            self.expect(")")
        elif self.accept("not"):
            self.expect("(")
            node = negate(self.parse_joined(ANY))
            self.expect(")")
        elif self.accept("selected"):
            node = self.parse_selected()
        else:
            node = self.parse_comparison()
        self.depth -= 1
        return node

    def parse_selected(self) -> Node:
        self.expect("(")
        field = self.take_field()
        self.expect(",")
        value = self.take("text", "number").text.strip("'\"")
        self.expect(")")
        return Test(field, ONE_OF, (value,))

    def take_field(self) -> str:
        return self.take("field").text[2:-1].strip()

    def parse_comparison(self) -> Node:
        if self.accept("string-length", "count-selected"):
            return self.parse_length()
        if self.tokens[self.at :] and self.tokens[self.at].kind == "field":
            field, sign = self.take_field(), self.take("sign").text
            return compare(field, sign, *self.take_value())
        value, is_text = self.take_value()
        sign = MIRRORED.get(self.take("sign").text, "")
        return compare(self.take_field(), sign, value, is_text)

    def take_value(self) -> tuple[str, bool]:
        """Return a value, and whether it is a text; a date is none."""
        if self.accept("date"):
            self.expect("(")
            value = self.take("text").text[1:-1]
            self.expect(")")
            return value, False
        token = self.take("text", "number")
        is_text = token.kind == "text"
        return (token.text[1:-1] if is_text else token.text), is_text

    def parse_length(self) -> Node:
        """Read that a text or a choice is not empty; no other length is compared."""
        self.expect("(")
        field = self.take_field()
        self.expect(")")
        sign, number = self.take("sign").text, self.take("number").text
        if (sign, number) in ((">", "0"), (">=", "1"), ("!=", "0")):
            return Test(field, ANSWERED)
        if (sign, number) in (("=", "0"), ("<", "1")):
            return Test(field, UNANSWERED)
        raise UnsupportedExpression(_("la longueur d’une réponse n’est pas comparée"))


def compare(field: str, sign: str, value: str, is_text: bool) -> Node:
    """Return what a comparison asks of a question."""
    if sign in ("=", "!=") and is_text and not value:
        return Test(field, UNANSWERED if sign == "=" else ANSWERED)
    if sign == "=":
        return Test(field, ONE_OF, (value,))
    if sign == "!=":
        return Test(field, NONE_OF, (value,))
    operators = {">=": AT_LEAST, "<=": AT_MOST, ">": ">", "<": "<"}
    if sign not in operators:
        raise UnsupportedExpression(_("« %s » n’est pas repris") % sign)
    return Test(field, operators[sign], (value,))


OPPOSITES = {
    ONE_OF: NONE_OF,
    NONE_OF: ONE_OF,
    ANSWERED: UNANSWERED,
    UNANSWERED: ANSWERED,
}


def negate(node: Node) -> Node:
    """Return the opposite: of what is joined, the opposites joined the other way."""
    node = simplify(node)
    if isinstance(node, Group):
        join = ANY if node.join == ALL else ALL
        return Group(join, tuple(map(negate, node.parts)))
    if node.operator in OPPOSITES:
        return node._replace(operator=OPPOSITES[node.operator])
    raise UnsupportedExpression(_("« not() » y porte sur un nombre comparé"))


def simplify(node: Node) -> Node:
    """Return the node with what is asked of one question joined in one test."""
    if isinstance(node, Test):
        return node
    parts: list[Node] = []
    for part in map(simplify, node.parts):
        is_same = isinstance(part, Group) and part.join == node.join
        parts += part.parts if is_same and isinstance(part, Group) else [part]
    operator = ONE_OF if node.join == ANY else NONE_OF
    parts = merge_values(parts, operator)
    if node.join == ALL:
        parts = drop_answered(parts)
    parts = absorb(parts)
    if len(parts) == 1:
        return parts[0]
    return factor(node.join, parts) or Group(node.join, tuple(parts))


def absorb(parts: list[Node]) -> list[Node]:
    """Drop groups that say no more than a part beside them: "a or (a and b)" is "a"."""
    return [
        part
        for part in parts
        if not isinstance(part, Group) or set(part.parts).isdisjoint(parts)
    ]


def factor(join: str, parts: list[Node]) -> Node | None:
    """Return groups with what they share said once, if what is left is one test.

    "(a and b1) or (a and b2)" is "a and (b1 or b2)": b1 and b2 are of one question.
    """
    if not all(isinstance(part, Group) for part in parts):
        return None
    groups = [part for part in parts if isinstance(part, Group)]
    shared = [
        one for one in groups[0].parts if all(one in group.parts for group in groups)
    ]
    rests = [[one for one in group.parts if one not in shared] for group in groups]
    if not shared or any(len(rest) != 1 for rest in rests):
        return None
    inner = simplify(Group(join, tuple(rest[0] for rest in rests)))
    if not isinstance(inner, Test):
        return None
    return simplify(Group(groups[0].join, (*shared, inner)))


def merge_values(parts: list[Node], operator: str) -> list[Node]:
    """Join the values that one question is, or is not, among."""
    merged: dict[Any, Node] = {}
    for part in parts:
        is_list = isinstance(part, Test) and part.operator == operator
        key = (part.question, operator) if is_list and isinstance(part, Test) else part
        known = merged.get(key)
        if isinstance(known, Test) and isinstance(part, Test):
            part = part._replace(
                values=tuple(dict.fromkeys(known.values + part.values))
            )
        merged[key] = part
    return list(merged.values())


def drop_answered(parts: list[Node]) -> list[Node]:
    """Drop that a question has an answer where another test asks something of it."""
    asked = {
        part.question
        for part in parts
        if isinstance(part, Test) and part.operator not in (ANSWERED, UNANSWERED)
    }
    return [
        part
        for part in parts
        if not (isinstance(part, Test) and part.operator == ANSWERED)
        or part.question not in asked
    ]
