"""A large invented wave, and how long its results take."""

import json
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import User
from cooperation.enums import CollectivityKind
from cooperation.models import Collectivity, Department, Region
from surveys.enums import ExportKind, ParticipationState, QuestionKind
from surveys.exports.files import create_export_file
from surveys.models import (
    Answer,
    Option,
    Participation,
    Question,
    Questionnaire,
    Section,
    Wave,
)
from surveys.results.tables import count_results

SLUG, RUNS, QUESTIONS, OPTIONS = "mesure", 5, 60, 6
DEPARTMENTS = ("01", "38", "73", "74")
KINDS = (
    *(QuestionKind.ONE, QuestionKind.SEVERAL, QuestionKind.RANKING),
    *(QuestionKind.SCALE, QuestionKind.NUMBER, QuestionKind.AMOUNT),
    *(QuestionKind.YEAR, QuestionKind.YES_NO, QuestionKind.SHORT_TEXT),
    QuestionKind.LONG_TEXT,
)


def build_report(number: int) -> str:
    """Return the measures as JSON."""
    wave = Wave.objects.filter(slug=SLUG).first() or make_wave(number)
    person = get_staff_user()
    client = Client()
    client.force_login(person)
    page = f"/gestion/enquetes/{SLUG}/resultats/"
    deeds: dict[str, Callable[[], Any]] = {
        "Tables, whole": lambda: count_results(wave).build_tables(public=False),
        "Tables, as the public sees them": lambda: count_results(wave).build_tables(
            public=True
        ),
        "Page of results": lambda: request_page(client, page),
        "A question by department": lambda: request_page(
            client,
            f"{page}croisement/?lignes=q0&colonnes=collectivite:departement",
        ),
        "Page of results, filtered": lambda: request_page(
            client, f"{page}?filtre=q0:r1"
        ),
        "Two questions crossed": lambda: request_page(
            client, f"{page}croisement/?lignes=q0&colonnes=q1"
        ),
        "Anonymised export, CSV": lambda: create_export_file(
            wave=wave, kind=ExportKind.ANONYMOUS, file_format="csv", by=person
        ).close(),
    }
    with override_settings(SECURE_SSL_REDIRECT=False, ALLOWED_HOSTS=["testserver"]):
        rows = [measure_operation(name, deed) for name, deed in deeds.items()]
    return json.dumps(
        {
            "participations": wave.participations.count(),
            "questions": QUESTIONS,
            "answers": Answer.objects.for_wave(wave).count(),
            "rows": rows,
        }
    )


def request_page(client: Client, address: str) -> None:
    """Ask for a page, which must be there."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")


def measure_operation(name: str, deed: Callable[[], Any]) -> dict[str, Any]:
    """Return the median time of a deed, and its queries."""
    queries: list[str] = []

    def count(execute: Any, sql: str, *how: Any) -> Any:
        queries.append(sql)
        return execute(sql, *how)

    # Not the log of queries: it is emptied where a request starts.
    with connection.execute_wrapper(count):
        deed()
    times = []
    for _run in range(RUNS):
        start = time.perf_counter()
        deed()
        times.append(1000 * (time.perf_counter() - start))
    return {"name": name, "ms": statistics.median(times), "queries": len(queries)}


def get_staff_user() -> User:
    """Return somebody who may see all."""
    person, _made = User.objects.get_or_create(
        email="mesure@passerelles.example",
        defaults={"is_staff": True, "is_superuser": True},
    )
    return person


def make_wave(number: int) -> Wave:
    """Make the wave: every authority answers all but a few questions."""
    questions = make_questions()
    wave = Wave.objects.create(
        name="Mesure",
        slug=SLUG,
        questionnaire=questions[0].section.questionnaire,
        closes_on=timezone.localdate(),
        is_demonstration=True,
        subject="-",
        body="-",
    )
    draw = random.Random(2026)  # noqa: S311 -- the same every time
    rows = Participation.objects.bulk_create(
        Participation(
            wave=wave,
            collectivity=one,
            state=ParticipationState.SUBMITTED,
            submitted_at=timezone.now(),
        )
        for one in make_authorities(number)
    )
    for start in range(0, len(rows), 500):
        Answer.objects.bulk_create(
            Answer(participation=row, question=one, value=make_answer(one.kind, draw))
            for row in rows[start : start + 500]
            for one in questions
            if draw.random() < 0.95
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return wave


def make_questions() -> list[Question]:
    """Make sixty questions of every kind."""
    questions = Questionnaire.objects.create(code=SLUG, title_fr="Mesure")
    section = Section.objects.create(
        questionnaire=questions, code="page", title_fr="Page"
    )
    rows = Question.objects.bulk_create(
        Question(
            section=section,
            code=f"q{place}",
            position=place,
            kind=KINDS[place % len(KINDS)],
            label_fr=f"Question {place}",
            least=1 if KINDS[place % len(KINDS)] == QuestionKind.SCALE else None,
            most=5 if KINDS[place % len(KINDS)] == QuestionKind.SCALE else None,
        )
        for place in range(QUESTIONS)
    )
    Option.objects.bulk_create(
        Option(question=row, code=f"r{n}", position=n, label_fr=f"Réponse {n}")
        for row in rows
        if row.kind in QuestionKind.CHOOSING
        for n in range(OPTIONS)
    )
    return rows


def make_authorities(number: int) -> list[Collectivity]:
    """Make authorities of several kinds in four departments."""
    region, _made = Region.objects.get_or_create(code="84", defaults={"name": "Région"})
    for code in DEPARTMENTS:
        Department.objects.get_or_create(
            code=code, defaults={"name": f"Département {code}", "region": region}
        )
    kinds = [CollectivityKind.COMMUNE] * 8 + [CollectivityKind.SYNDICAT] * 2
    return Collectivity.objects.bulk_create(
        Collectivity(
            name=f"Collectivité {place}",
            slug=f"mesure-{place}",
            kind=kinds[place % len(kinds)],
            department_id=DEPARTMENTS[place % len(DEPARTMENTS)],
        )
        for place in range(number)
    )


def make_answer(kind: str, draw: random.Random) -> Any:
    """Return an answer of a kind."""
    codes = [f"r{n}" for n in range(OPTIONS)]
    given: dict[str, Callable[[], Any]] = {
        QuestionKind.ONE: lambda: draw.choice(codes),
        QuestionKind.SEVERAL: lambda: draw.sample(codes, draw.randint(1, 4)),
        QuestionKind.RANKING: lambda: draw.sample(codes, 3),
        QuestionKind.SCALE: lambda: draw.randint(1, 5),
        QuestionKind.NUMBER: lambda: draw.randint(0, 60),
        QuestionKind.AMOUNT: lambda: f"{draw.randint(1, 900) * 100}.00",
        QuestionKind.YEAR: lambda: draw.randint(1960, 2025),
        QuestionKind.YES_NO: lambda: draw.random() < 0.5,
    }
    return given.get(kind, lambda: "Texte inventé, assez long pour peser un peu.")()
