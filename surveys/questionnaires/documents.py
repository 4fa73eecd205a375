"""A questionnaire as JSON, the format of the fixtures: written, and read from anywhere.

What comes from outside is checked against the models, key by key, before anything is
made of it; the reasons say where.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.enums import ConditionJoin, ConditionOperator, QuestionnaireState
from surveys.models import Option, Question, Questionnaire, Section
from surveys.questionnaires.codes import build_code
from surveys.questionnaires.fixtures import create_questionnaire

Data = dict[str, Any]
MAX_TEXT = 3_000_000
MAX_REASONS = 30
# How many pages, questions and options a questionnaire may have.
MOST = {"sections": 100, "questions": 300, "options": 300}


class InvalidDocument(Exception):
    """The file is no questionnaire; ``reasons`` say why, in sentences."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class Part(NamedTuple):
    """A level of the document: its model, its keys with their fields, what it holds."""

    model: type[models.Model]
    label: Any
    fields: Mapping[str, str]
    children: str = ""


def name_both(*names: str) -> dict[str, str]:
    keys = [f"{name}_{language}" for name in names for language in ("fr", "en")]
    return dict(zip(keys, keys, strict=True))


LABELS = {"fr": "label_fr", "en": "label_en"}
PARTS = {
    "questionnaire": Part(
        Questionnaire,
        gettext_lazy("questionnaire"),
        {"code": "code", "version": "version", **name_both("title", "introduction")},
        "sections",
    ),
    "sections": Part(
        Section,
        gettext_lazy("page"),
        {
            "code": "code",
            "repeated": "is_repeated",
            **name_both("title", "help"),
            "condition": "condition",
        },
        "questions",
    ),
    "questions": Part(
        Question,
        gettext_lazy("question"),
        {
            **{"code": "code", "kind": "kind"},
            **LABELS,
            **name_both("help"),
            **{"required": "is_required", "confidential": "is_confidential"},
            **{"least": "least", "most": "most", "unit": "unit"},
            "condition": "condition",
            **name_both("rule_message"),
        },
        "options",
    ),
    "options": Part(
        Option,
        gettext_lazy("réponse possible"),
        {"code": "code", **LABELS, "other": "is_other", "row": "is_row"},
    ),
}


# Writing ----------------------------------------------------------------------------


def describe_questionnaire(questionnaire: Questionnaire) -> Data:
    """Return the data of a questionnaire, in the format of the fixtures."""
    whole = Questionnaire.objects.complete().get(pk=questionnaire.pk)
    return describe_part("questionnaire", whole)


def describe_part(name: str, row: Any) -> Data:
    """Return what a row and those inside it say; what says nothing is left out."""
    part = PARTS[name]
    values = {key: getattr(row, field) for key, field in part.fields.items()}
    data = {key: value for key, value in values.items() if is_told(value)}
    if part.children:
        rows = getattr(row, part.children).all()
        inside = [describe_part(part.children, one) for one in rows]
        if inside or part.children != "options":
            data[part.children] = inside
    return data


def is_told(value: Any) -> bool:
    return value not in (None, "", False, {}) or type(value) is int


def write_json(questionnaire: Questionnaire) -> str:
    data = describe_questionnaire(questionnaire)
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


# Reading ----------------------------------------------------------------------------


def parse_document(text: str) -> Data:
    """Return the data of a questionnaire; raise ``InvalidDocument``."""
    if len(text) > MAX_TEXT:
        raise InvalidDocument([_("Le fichier est trop grand pour un questionnaire.")])
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidDocument([_("Ce fichier n’est pas du JSON.")]) from error
    if not isinstance(data, dict) or not isinstance(data.get("sections"), list):
        words = _("Ce JSON n’est pas un questionnaire : il n’a pas de « sections ».")
        raise InvalidDocument([words])
    reasons = [*iter_part_problems("questionnaire", data, _("questionnaire"))]
    reasons = reasons or [*iter_code_problems(data)]
    if reasons:
        raise InvalidDocument(reasons[:MAX_REASONS])
    return data


def iter_part_problems(name: str, data: Any, where: str) -> Iterator[str]:
    """Yield what is wrong with a level of the document, and those inside it."""
    part = PARTS[name]
    if not isinstance(data, dict):
        yield _("%s : ce n’est pas un objet JSON.") % where
        return
    for key in data.keys() - part.fields.keys() - {part.children}:
        yield _("%(where)s : « %(key)s » n’est pas connu.") % {
            "where": where,
            "key": str(key)[:40],
        }
    values = {field: data[key] for key, field in part.fields.items() if key in data}
    wrong = [
        field for field in values if not has_type(part.model, field, values[field])
    ]
    yield from (_("%s : valeur impossible.") % f"{where}, {field}" for field in wrong)
    if not wrong:
        yield from iter_field_problems(part, values, where)
    if part.children:
        yield from iter_children_problems(part.children, data, where)


def iter_children_problems(name: str, data: Data, where: str) -> Iterator[str]:
    inside = data.get(name, [])
    if not isinstance(inside, list) or len(inside) > MOST[name]:
        words = _("%(where)s : « %(key)s » n’est pas une liste de %(n)s au plus.")
        yield words % {"where": where, "key": name, "n": MOST[name]}
        return
    for number, one in enumerate(inside, start=1):
        label = f"{PARTS[name].label} {number}"
        yield from iter_part_problems(
            name, one, label if name == "sections" else f"{where}, {label}"
        )


def has_type(model: type[models.Model], name: str, value: Any) -> bool:
    """Return whether a value is of the type of its field, and can be stored."""
    field = model._meta.get_field(name)
    if isinstance(field, models.JSONField):
        return is_condition(value)
    if isinstance(field, models.BooleanField):
        return isinstance(value, bool)
    if isinstance(field, models.IntegerField):
        return type(value) is int or (value is None and bool(field.null))
    return is_text(value)


def is_text(value: Any) -> bool:
    """Return whether a value is a text that the database takes."""
    return isinstance(value, str) and not re.search("[\0\ud800-\udfff]", value)


def is_condition(value: Any) -> bool:
    """Return whether a value has the shape of a condition."""
    if value == {}:
        return True
    if not isinstance(value, dict) or value.keys() != {"join", "tests"}:
        return False
    tests = value["tests"]
    return (
        isinstance(value["join"], str)
        and value["join"] in set(ConditionJoin)
        and isinstance(tests, list)
        and 0 < len(tests) <= MOST["questions"]
        and all(map(is_condition_test, tests))
    )


def is_condition_test(test: Any) -> bool:
    if not isinstance(test, dict) or test.keys() != {"question", "operator", "values"}:
        return False
    values, operator = test["values"], test["operator"]
    if not isinstance(operator, str) or operator not in set(ConditionOperator):
        return False
    is_list = isinstance(values, list) and all(map(is_text, values))
    needs_values = operator in (
        *ConditionOperator.WITH_CODES,
        *ConditionOperator.WITH_BOUND,
    )
    return is_text(test["question"]) and is_list and bool(values) >= needs_values


def iter_field_problems(part: Part, values: Data, where: str) -> Iterator[str]:
    row = part.model(**values)
    names = {field.name for field in part.model._meta.fields}
    asked = {*part.fields.values()} - {"condition"}
    try:
        row.clean_fields(exclude=names - asked)
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            yield f"{where}, {field} : {' '.join(texts)}"
    least, most = values.get("least"), values.get("most")
    if least is not None and most is not None and least > most:
        yield f"{where} : " + _("Le plus petit ne peut pas dépasser le plus grand.")


def iter_code_problems(data: Data) -> Iterator[str]:
    """Yield codes that are given twice where each may stand once."""
    sections = data["sections"]
    questions = [one for part in sections for one in part.get("questions", [])]
    groups = [sections, questions, *(one.get("options", []) for one in questions)]
    for rows in groups:
        codes = [row["code"] for row in rows]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield _("Le code « %s » sert deux fois.") % code


def create_empty(title: str) -> Questionnaire:
    """Create a draft without a page; its code is made from its title."""
    known = set(Questionnaire.objects.values_list("code", flat=True))
    code = build_code(title, known, 40)
    return Questionnaire.objects.create(code=code, title_fr=title)


@transaction.atomic
def create_draft(data: Data) -> Questionnaire:
    """Create a draft of checked data; a code that is known gets its next version."""
    rows = Questionnaire.objects.filter(code=data["code"])
    last = rows.aggregate(last=Max("version"))["last"]
    version = max(last + 1, 1) if last else 1
    return create_questionnaire(
        data | {"version": version}, state=QuestionnaireState.DRAFT
    )
