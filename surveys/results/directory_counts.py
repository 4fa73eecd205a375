"""Answers that are rows of the directory, counted: by country, partner, theme…"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from cooperation.models import Country, Theme
from surveys.enums import QuestionKind
from surveys.models import Question, Wave
from surveys.results.breakdowns import BilingualText, get_bilingual_text
from surveys.results.counting import (
    FROM_ANSWERS,
    IS_SENT,
    OUT_OF_LIST,
    STRATUM_COLUMNS,
    AnswerSelection,
    QuestionCounts,
    Stratum,
    fetch_count_rows,
)

# What was typed and is in no list: counted together, for it may name somebody.
OUT_OF_LIST_LABEL = _("pas dans la liste")

# An answer may hold several texts that are in no list: it counts once.
DIRECTORY_QUERY = f"""
SELECT answer.question_id,
  coalesce(nullif(element.value ->> 'key', ''), %(unlisted)s), {STRATUM_COLUMNS},
  count(DISTINCT answer.id), count(DISTINCT answer.participation_id),
  max(element.value ->> 'label')
{FROM_ANSWERS} CROSS JOIN LATERAL jsonb_array_elements(
  CASE jsonb_typeof(answer.value) WHEN 'array' THEN answer.value ELSE '[]' END
) element(value)
WHERE {IS_SENT} AND question.id = any(%(asked)s)
GROUP BY 1, 2, 3, 4, 5"""


def add_directory_counts(
    counted: dict[int, QuestionCounts],
    wave: Wave,
    selection: AnswerSelection,
    questions: Iterable[Question],
) -> None:
    """Count the rows that answers name, with their labels, if any are asked for."""
    questions = [one for one in questions if one.kind in QuestionKind.DIRECTORY]
    if not questions:
        return
    names = load_names(questions)
    asked = [one.pk for one in questions]
    rows = fetch_count_rows(DIRECTORY_QUERY, wave, selection, asked=asked)
    for key, code, *stratum, n, people, label in rows:
        counts = counted[key]
        counts.values[code][Stratum(*stratum)] += n
        counts.people[code] += people
        known = names.get(key, {}).get(code)
        counts.labels[code] = known or (label, label)
        if code == OUT_OF_LIST:
            counts.labels[code] = get_bilingual_text(OUT_OF_LIST_LABEL)


def load_names(questions: Iterable[Question]) -> dict[int, dict[str, BilingualText]]:
    """Return the names in both languages of countries and themes, by question."""
    tables = {
        QuestionKind.COUNTRY: (Country, "iso2"),
        QuestionKind.THEME: (Theme, "code"),
    }
    asked = {one.pk: one.kind for one in questions}
    names: dict[str, dict[str, BilingualText]] = {
        kind: {
            code: (fr, en or fr)
            for code, fr, en in model._default_manager.values_list(
                field, "name_fr", "name_en"
            )
        }
        for kind, (model, field) in tables.items()
        if kind in asked.values()
    }
    return {key: names[kind] for key, kind in asked.items() if kind in names}
