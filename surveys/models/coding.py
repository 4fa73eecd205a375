"""Coding of long answers: themes, and quotes with consent."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from cooperation.models import Testimony
from cooperation.models.common import Dated, known_choice_constraint
from surveys.enums import Consent
from surveys.models.answers import Answer
from surveys.models.sent import build_sent_condition
from surveys.models.waves import Wave

# The question by which respondents agree to a testimony, in every version.
CONSENT_QUESTION = "temoignage"


class AnswerTheme(Dated):
    """A theme that staff assign to answers to a text question.

    It is tied to the code of the question, so that waves share their themes.
    """

    questionnaire_code = models.SlugField(_("questionnaire"), max_length=40)
    question_code = models.SlugField(_("question"), max_length=60)
    label = models.CharField(_("thème"), max_length=120)

    class Meta:
        verbose_name = _("thème de réponses")
        verbose_name_plural = _("thèmes de réponses")
        ordering = ("label", "pk")
        constraints = [
            models.UniqueConstraint(
                "questionnaire_code",
                "question_code",
                models.functions.Lower("label"),
                name="surveys_answertheme_once",
                violation_error_message=_("Ce thème existe déjà."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class AnswerReadingQuerySet(models.QuerySet["AnswerReading"]):
    def in_results(
        self,
        wave: Wave,
        kind: str = "",
        department: str = "",
        participations: tuple[int, ...] | None = None,
    ) -> Self:
        """Keep readings of submitted answers, of one kind, department or group."""
        whose = {"answer__participation__collectivity__kind": kind} if kind else {}
        if department:
            whose["answer__participation__collectivity__department"] = department
        rows = self.filter(answer__participation__wave=wave, **whose)
        if participations is not None:
            rows = rows.filter(answer__participation__in=participations)
        return rows.filter(build_sent_condition("answer__participation__"))


class AnswerReading(models.Model):
    """That an answer was read, with its themes; there may be none."""

    answer = models.OneToOneField(
        Answer,
        models.CASCADE,
        verbose_name=_("réponse"),
        related_name="reading",
    )
    themes = models.ManyToManyField(
        AnswerTheme, verbose_name=_("thèmes"), related_name="readings", blank=True
    )
    read_at = models.DateTimeField(_("lue le"), auto_now=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("lue par"),
        related_name="+",
        null=True,
    )

    objects = AnswerReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("lecture d’une réponse")
        verbose_name_plural = _("lectures de réponses")
        ordering = ("pk",)

    def __str__(self) -> str:
        # Never the answer itself: this text may reach a log.
        return f"{self.answer_id}"


class QuoteQuerySet(models.QuerySet["Quote"]):
    def publishable(self) -> Self:
        """Keep quotes with consent that the respondent has not withdrawn since."""
        said_yes = Answer.objects.filter(
            participation=OuterRef("answer__participation"),
            question__code=CONSENT_QUESTION,
            value=True,
        )
        by_respondent = Q(consent=Consent.RESPONDENT) & Q(Exists(said_yes))
        return self.filter(
            Q(consent=Consent.STAFF) | by_respondent,
            build_sent_condition("answer__participation__"),
            answer__question__is_confidential=False,
        )

    def with_attribution(self) -> Self:
        """Fetch the relations that an attribution needs."""
        return self.select_related(
            "answer__question", "answer__participation__collectivity"
        )


class Quote(Dated):
    """A part of an answer chosen by staff; published only with consent."""

    answer = models.ForeignKey(
        Answer, models.CASCADE, verbose_name=_("réponse"), related_name="quotes"
    )
    text = models.TextField(_("citation"), max_length=2_000)
    consent = models.CharField(
        _("accord"), max_length=10, choices=Consent, default=Consent.NONE
    )
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("choisie par"),
        related_name="+",
        null=True,
    )
    testimony = models.OneToOneField(
        Testimony,
        models.SET_NULL,
        verbose_name=_("témoignage"),
        related_name="+",
        null=True,
        blank=True,
    )

    objects = QuoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ("pk",)
        constraints = [
            known_choice_constraint("consent", Consent),
            models.UniqueConstraint(
                fields=["answer", "text"],
                name="surveys_quote_once",
                violation_error_message=_("Cette citation est déjà gardée."),
            ),
        ]

    def __str__(self) -> str:
        # Never the answer itself: this text may reach a log.
        return f"{self.answer_id}/{self.pk}"
