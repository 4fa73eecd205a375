"""The questionnaires that come with the site, read from fixtures.

A version that is already there is left alone: staff may have worked on it, or a wave
may have used it.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from surveys.enums import QuestionnaireState
from surveys.models import Option, Question, Questionnaire, Section

Data = dict[str, Any]


def shipped() -> list[Data]:
    """Give the questionnaires of the fixtures, oldest version first."""
    folder = Path(settings.FIXTURES_ROOT) / "surveys"
    read = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    return sorted(read, key=lambda one: (one["code"], one["version"]))


def load(data: Data) -> Questionnaire | None:
    """Make a questionnaire with all its questions; nothing where the version exists."""
    found = Questionnaire.objects.filter(code=data["code"], version=data["version"])
    return None if found.exists() else made(data)


@transaction.atomic
def made(data: Data) -> Questionnaire:
    """Make a questionnaire from what a fixture, or an export, says."""
    questionnaire = Questionnaire.objects.create(
        state=QuestionnaireState.USABLE,
        **texts(data, "title", "introduction"),
        code=data["code"],
        version=data["version"],
    )
    for place, part in enumerate(data["sections"]):
        section = Section.objects.create(
            questionnaire=questionnaire,
            code=part["code"],
            position=place,
            is_repeated=part.get("repeated", False),
            **texts(part, "title", "help"),
        )
        for number, asked in enumerate(part["questions"]):
            make_question(section, number, asked)
    return questionnaire


def make_question(section: Section, position: int, data: Data) -> None:
    """Make a question and what may be answered."""
    question = Question.objects.create(
        section=section,
        code=data["code"],
        position=position,
        kind=data["kind"],
        label_fr=data["fr"],
        label_en=data.get("en", ""),
        is_required=data.get("required", False),
        is_confidential=data.get("confidential", False),
        **{name: data[name] for name in OPTIONAL if name in data},
        **texts(data, "help"),
    )
    Option.objects.bulk_create(
        Option(
            question=question,
            code=one["code"],
            position=place,
            label_fr=one["fr"],
            label_en=one.get("en", ""),
            is_other=one.get("other", False),
        )
        for place, one in enumerate(data.get("options", []))
    )


OPTIONAL = ("least", "most", "unit", "shown_if", "shown_values")


def texts(data: Data, *names: str) -> dict[str, str]:
    """Give texts in both languages, those that are there."""
    fields = [f"{name}_{code}" for name in names for code in ("fr", "en")]
    return {field: data[field] for field in fields if field in data}
