"""Factories of surveys: one per model, nothing surprising.

A started wave freezes its questionnaire: make the questions first, or the wave with
``WaveFactory(started=True)`` last.
"""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from surveys import models
from surveys.enums import ParticipationState, QuestionKind, QuestionnaireState
from tests.factories import ActionFactory, CollectivityFactory


class QuestionnaireFactory(DjangoModelFactory):
    """A usable questionnaire without questions."""

    class Meta:
        model = models.Questionnaire

    code = factory.Sequence(lambda n: f"questionnaire-{n}")
    title_fr = "La coopération de votre collectivité"
    title_en = "Your authority’s cooperation"
    state = QuestionnaireState.USABLE


class SectionFactory(DjangoModelFactory):
    """A page of questions."""

    class Meta:
        model = models.Section

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    code = factory.Sequence(lambda n: f"page-{n}")
    position = factory.Sequence(lambda n: n % 30_000)
    title_fr = factory.Sequence(lambda n: f"Page {n}")


class QuestionFactory(DjangoModelFactory):
    """A short text, unless ``kind`` says another nature."""

    class Meta:
        model = models.Question

    section = factory.SubFactory(SectionFactory)
    code = factory.Sequence(lambda n: f"question_{n}")
    position = factory.Sequence(lambda n: n % 30_000)
    kind = QuestionKind.SHORT_TEXT
    label_fr = factory.Sequence(lambda n: f"Question {n}")


class OptionFactory(DjangoModelFactory):
    """An answer to choose, of a question of one choice."""

    class Meta:
        model = models.Option

    question = factory.SubFactory(QuestionFactory, kind=QuestionKind.ONE)
    code = factory.Sequence(lambda n: f"reponse_{n}")
    position = factory.Sequence(lambda n: n % 30_000)
    label_fr = factory.Sequence(lambda n: f"Réponse {n}")


class WaveFactory(DjangoModelFactory):
    """A wave that was not started. ``WaveFactory(started=True)`` takes answers."""

    class Meta:
        model = models.Wave

    class Params:
        started = factory.Trait(started_at=factory.LazyFunction(timezone.now))

    name = factory.Sequence(lambda n: f"Enquête {n}")
    slug = factory.Sequence(lambda n: f"enquete-{n}")
    questionnaire = factory.SubFactory(QuestionnaireFactory)
    opens_on = factory.LazyFunction(timezone.localdate)
    closes_on = factory.LazyFunction(
        lambda: timezone.localdate() + datetime.timedelta(days=30)
    )
    subject = "Enquête : {collectivite}"
    body = "{collectivite} est invitée : {lien}, avant le {date}"


class ParticipationFactory(DjangoModelFactory):
    """A commune, invited. ``submitted=True`` sent its answers."""

    class Meta:
        model = models.Participation

    class Params:
        submitted = factory.Trait(
            state=ParticipationState.SUBMITTED,
            submitted_at=factory.LazyFunction(timezone.now),
        )

    wave = factory.SubFactory(WaveFactory, started=True)
    collectivity = factory.SubFactory(CollectivityFactory)


class ParticipationLinkFactory(DjangoModelFactory):
    """A link whose token nobody knows."""

    class Meta:
        model = models.ParticipationLink

    participation = factory.SubFactory(ParticipationFactory)
    fingerprint = factory.Sequence(lambda n: f"{n:064d}")
    expires_at = factory.LazyFunction(
        lambda: timezone.now() + datetime.timedelta(days=30)
    )


class SurveyMailFactory(DjangoModelFactory):
    """An invitation that was begun."""

    class Meta:
        model = models.SurveyMail

    participation = factory.SubFactory(ParticipationFactory)
    email = factory.Sequence(lambda n: f"invite{n}@exemple.fr")


class BlockFactory(DjangoModelFactory):
    """A cooperation of the directory in an answer."""

    class Meta:
        model = models.Block

    participation = factory.SubFactory(ParticipationFactory)
    section = factory.SubFactory(SectionFactory, is_repeated=True)
    action = factory.SubFactory(ActionFactory)
    title = "Eau potable"


class AnswerFactory(DjangoModelFactory):
    """A short text."""

    class Meta:
        model = models.Answer

    participation = factory.SubFactory(ParticipationFactory)
    question = factory.SubFactory(QuestionFactory)
    value = "Une réponse"


class ReportPartnerFactory(DjangoModelFactory):
    """A partner with a logo; the report is given."""

    class Meta:
        model = models.ReportPartner

    name = "Un réseau"
    url = "https://reseau.example/"
    logo = factory.django.ImageField(width=80, height=40, format="JPEG")


class ReportImageFactory(DjangoModelFactory):
    """A picture; the report is given."""

    class Meta:
        model = models.ReportImage

    code = "mairie"
    file = factory.django.ImageField(width=40, height=30, format="JPEG")
    alt_fr = "La mairie de Téra"
    credit = "A. Photographe"
    caption_fr = "Devant la mairie"
