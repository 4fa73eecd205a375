"""Questionnaires of the fixtures.

An existing version is not changed: staff may have edited it, or a wave may use it.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from surveys.enums import QuestionnaireState
from surveys.models import Option, Question, Questionnaire, Section

Data = dict[str, Any]


def read_fixtures() -> list[Data]:
    """Return the questionnaires of the fixtures, oldest version first."""
    folder = Path(settings.FIXTURES_ROOT) / "surveys"
    read = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    return sorted(read, key=lambda one: (one["code"], one["version"]))


def list_missing_questionnaires() -> list[Data]:
    """Return the questionnaires of the fixtures that this site does not have."""
    known = set(Questionnaire.objects.values_list("code", "version"))
    return [
        data for data in read_fixtures() if (data["code"], data["version"]) not in known
    ]


def load_questionnaire(data: Data) -> Questionnaire | None:
    """Create a questionnaire with its questions, or return None if it exists."""
    found = Questionnaire.objects.filter(code=data["code"], version=data["version"])
    return None if found.exists() else create_questionnaire(data)


@transaction.atomic
def create_questionnaire(
    data: Data, state: QuestionnaireState = QuestionnaireState.USABLE
) -> Questionnaire:
    """Create a questionnaire from the data of a fixture."""
    questionnaire = Questionnaire.objects.create(
        state=state,
        **get_translated_fields(data, "title", "introduction"),
        code=data["code"],
        version=data["version"],
    )
    for place, part in enumerate(data["sections"]):
        section = Section.objects.create(
            questionnaire=questionnaire,
            code=part["code"],
            position=place,
            is_repeated=part.get("repeated", False),
            condition=part.get("condition", {}),
            **get_translated_fields(part, "title", "help"),
        )
        for number, asked in enumerate(part["questions"]):
            create_question(section, number, asked)
    return questionnaire


def create_question(section: Section, position: int, data: Data) -> None:
    question = Question.objects.create(
        section=section,
        code=data["code"],
        position=position,
        kind=data["kind"],
        label_fr=data["fr"],
        label_en=data.get("en", ""),
        is_required=data.get("required", False),
        is_confidential=data.get("confidential", False),
        **{name: data[name] for name in OPTIONAL_FIELDS if name in data},
        **get_translated_fields(data, "help", "rule_message"),
    )
    Option.objects.bulk_create(
        Option(
            question=question,
            code=one["code"],
            position=place,
            label_fr=one["fr"],
            label_en=one.get("en", ""),
            is_other=one.get("other", False),
            is_row=one.get("row", False),
        )
        for place, one in enumerate(data.get("options", []))
    )


OPTIONAL_FIELDS = ("least", "most", "unit", "condition")


def get_translated_fields(data: Data, *names: str) -> dict[str, str]:
    """Return the fields of both languages that the data contain."""
    fields = [f"{name}_{code}" for name in names for code in ("fr", "en")]
    return {field: data[field] for field in fields if field in data}
