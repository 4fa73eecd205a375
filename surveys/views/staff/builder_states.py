"""What a part of a questionnaire is, in words: to say what changed meanwhile."""

import json
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from surveys.enums import ConditionJoin, ConditionOperator
from surveys.models import Option, Question
from surveys.views.staff.builder_forms import list_value_choices

Data = dict[str, Any]
# The words for each field of a part, by its label.
State = dict[str, str]
MAX_SHOWN = 300


def describe_fields(form: forms.ModelForm[Any]) -> State:
    """Return the stored fields that a form changes, by label."""
    row = form.instance
    state = {}
    for name, field in form.fields.items():
        show = getattr(row, f"get_{name}_display", None)
        value = show() if show else getattr(row, name)
        if isinstance(value, bool):
            value = _("oui") if value else _("non")
        state[str(field.label)] = "" if value is None else str(value)
    return state


def describe_options(question: Question) -> str:
    return " · ".join(map(describe_option, question.options.all()))


def describe_option(option: Option) -> str:
    facts = [option.label_en]
    facts += [_("« autre », à préciser")] if option.is_other else []
    facts += [_("ligne")] if option.is_row else []
    told = ", ".join(filter(None, facts))
    return f"{option.label_fr} ({told})" if told else option.label_fr


def describe_condition(condition: Data, questions: dict[str, Question]) -> str:
    """Return a condition in words; "" for what is always shown."""
    tests = [describe_test(test, questions) for test in condition.get("tests", [])]
    word = _(" ou ") if condition.get("join") == ConditionJoin.ANY else _(" et ")
    return word.join(tests)


def describe_test(test: Data, questions: dict[str, Question]) -> str:
    question = questions.get(test["question"])
    operator = ConditionOperator(test["operator"]).label
    labels = dict(list_value_choices(question)) if question else {}
    values = [labels.get(str(value), str(value)) for value in test["values"]]
    label = question.label if question else test["question"]
    return " ".join(filter(None, [f"« {label} »", str(operator), ", ".join(values)]))


def write_state(state: State) -> str:
    return json.dumps(state, ensure_ascii=False)


def list_changes(sent: str | None, now: State) -> list[str]:
    """Return what is not as it was when a form was opened, in words.

    ``sent`` is the state that came back with the form; without one nothing is compared.
    """
    try:
        before = json.loads(sent or "null")
    except (ValueError, RecursionError):
        return []
    if not isinstance(before, dict):
        return []
    return [
        _("%(field)s, maintenant : %(value)s")
        % {
            "field": field,
            "value": Truncator(value).chars(MAX_SHOWN) if value else _("rien"),
        }
        for field, value in now.items()
        if before.get(field) != value
    ]
