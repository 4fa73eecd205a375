"""The survey of the demonstration: a wave with invented answers.

It is marked as a demonstration everywhere; its figures are never mixed with real
ones.
"""

import datetime

from django.utils import timezone

from accounts.models import Membership, User
from config.demo.people import AGENT_EMAIL
from config.demo.sample_answers import generate_responses
from cooperation.models import Action, Collectivity
from surveys.models import Questionnaire, Wave
from surveys.questionnaires.fixtures import load_questionnaire, read_fixtures
from surveys.waves.lifecycle import prepare_wave, start_wave
from surveys.waves.mails import send_due

DEMO_WAVE_NAME = "Démonstration : enquête du Genevois français"
# The Genevois français of the founding survey: Haute-Savoie and part of Ain.
DEPARTMENTS = ("74", "01")
DAYS_LEFT = 45


def make_survey() -> None:
    for data in read_fixtures():
        load_questionnaire(data)
    questionnaire = Questionnaire.objects.filter(code="etat-des-lieux").first()
    if questionnaire is None or Wave.objects.filter(name=DEMO_WAVE_NAME).exists():
        return
    wave = build_wave(questionnaire)
    agent = get_agent_authority()
    invited = set(list_invited_authorities()) | ({agent} if agent else set())
    prepare_wave(wave, sorted(invited, key=lambda one: one.slug), by=None)
    start_wave(wave)
    generate_responses(wave, excluded=[agent.pk] if agent else [])
    if agent:
        # Only the agent has an account: the others receive nothing.
        send_due(wave)


def build_wave(questionnaire: Questionnaire) -> Wave:
    """Return the unsaved wave, which opened three weeks ago."""
    today = timezone.localdate()
    return Wave(
        name=DEMO_WAVE_NAME,
        questionnaire=questionnaire,
        opens_on=today - datetime.timedelta(days=21),
        closes_on=today + datetime.timedelta(days=DAYS_LEFT),
        scope="Les collectivités du Genevois français qui mènent une action connue. "
        "Les réponses sont inventées.",
        in_charge=User.objects.filter(is_superuser=True).order_by("pk").first(),
        is_demonstration=True,
        subject="Démonstration : quinze minutes pour l’enquête",
        body="Bonjour,\n\nCeci est une démonstration. {collectivite} est invitée à "
        "l’enquête, avant le {date} :\n\n{lien}",
    )


def list_invited_authorities() -> list[Collectivity]:
    leads = Action.objects.published().order_by().values("lead")
    rows = Collectivity.objects.filter(
        pk__in=leads, department__code__in=DEPARTMENTS
    ).defer("outline")
    return list(rows.order_by("slug"))


def get_agent_authority() -> Collectivity | None:
    held = Membership.objects.current().filter(user__email=AGENT_EMAIL)
    mandate = held.select_related("collectivity").order_by("pk").first()
    return mandate.collectivity if mandate else None
