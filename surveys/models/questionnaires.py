"""Questionnaires: versions, pages, questions, options.

A version is frozen once a wave that uses it was started: PostgreSQL refuses changes
(``surveys/sql``), and ``clean()`` says so. Changes then need a new version.
"""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cooperation.models.common import Dated, known_choice_constraint
from cooperation.text import get_translated_text
from surveys.enums import QuestionKind, QuestionnaireState

FROZEN_MESSAGE = _(
    "Ce questionnaire a servi à une enquête : il ne change plus. Faites-en une "
    "nouvelle version."
)


def build_condition_field(label: Any) -> "models.JSONField[Any, Any]":
    """Return the field of a condition (``surveys.questionnaires.conditions``).

    ``{"join": "et" | "ou", "tests": [{"question": code, "operator": …, "values":
    […]}]}``, or ``{}``: always shown.
    """
    return models.JSONField(label, default=dict, db_default={}, blank=True)


def build_condition_constraint(table: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(condition={}) | Q(condition__has_keys=["join", "tests"]),
        name=f"surveys_{table}_condition_whole",
        violation_error_message=_(
            "Une condition dit comment ses tests se joignent, et lesquels."
        ),
    )


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def usable(self) -> Self:
        return self.filter(state=QuestionnaireState.USABLE)

    def frozen(self) -> Self:
        return self.filter(Exists(get_started_waves()))

    def with_used(self) -> Self:
        """Annotate ``used``: whether a started wave uses it."""
        return self.annotate(used=Exists(get_started_waves()))

    def complete(self) -> Self:
        """Fetch sections, questions and options: four queries for any number."""
        questions = Question.objects.prefetch_related("options")
        return self.prefetch_related(
            Prefetch(
                "sections",
                Section.objects.prefetch_related(Prefetch("questions", questions)),
            )
        )


def get_started_waves() -> models.QuerySet[Any]:
    """Return the started waves of the outer query's questionnaire."""
    waves = Questionnaire._meta.apps.get_model("surveys", "Wave")
    return waves._base_manager.filter(
        questionnaire=OuterRef("pk"), started_at__isnull=False
    )


class Questionnaire(Dated):
    """A version of a questionnaire."""

    code = models.SlugField(_("code"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title_fr = models.CharField(_("titre"), max_length=200)
    title_en = models.CharField(_("titre anglais"), max_length=200, blank=True)
    introduction_fr = models.TextField(_("introduction"), max_length=5_000, blank=True)
    introduction_en = models.TextField(
        _("introduction anglaise"), max_length=5_000, blank=True
    )
    state = models.CharField(
        _("état"),
        max_length=10,
        choices=QuestionnaireState,
        default=QuestionnaireState.DRAFT,
    )

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ("code", "-version", "pk")
        constraints = [
            known_choice_constraint("state", QuestionnaireState),
            models.UniqueConstraint(
                fields=["code", "version"],
                name="surveys_questionnaire_once",
                violation_error_message=_("Cette version existe déjà."),
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1),
                name="surveys_questionnaire_version_counted",
                violation_error_message=_("Les versions se comptent à partir de 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} (v{self.version})"

    def get_absolute_url(self) -> str:
        """Return the page of staff where it is built and read."""
        return reverse("waves:builder", args=[self.pk])

    @property
    def title(self) -> str:
        return get_translated_text(self.title_fr, self.title_en)

    @property
    def introduction(self) -> str:
        return get_translated_text(self.introduction_fr, self.introduction_en)

    @property
    def is_frozen(self) -> bool:
        """Whether a started wave uses it: the same rule as ``frozen()``."""
        return Questionnaire.objects.frozen().filter(pk=self.pk).exists()

    @property
    def is_editable(self) -> bool:
        """Whether the builder may change it: a draft that no started wave uses."""
        return self.state == QuestionnaireState.DRAFT and not self.is_frozen

    def clean(self) -> None:
        super().clean()
        if self.is_frozen:
            raise ValidationError(FROZEN_MESSAGE)


class Section(models.Model):
    """A page of a questionnaire; a repeated one is asked for each cooperation."""

    questionnaire = models.ForeignKey(
        Questionnaire,
        models.CASCADE,
        verbose_name=_("questionnaire"),
        related_name="sections",
    )
    code = models.SlugField(_("code"), max_length=40)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    title_fr = models.CharField(_("titre"), max_length=200)
    title_en = models.CharField(_("titre anglais"), max_length=200, blank=True)
    help_fr = models.TextField(_("explication"), max_length=2_000, blank=True)
    help_en = models.TextField(_("explication anglaise"), max_length=2_000, blank=True)
    is_repeated = models.BooleanField(
        _("posée pour chaque coopération"),
        default=False,
        help_text=_("Préremplie avec les actions et accords de l’annuaire."),
    )
    condition = build_condition_field(_("montrée si"))

    class Meta:
        verbose_name = _("page de questions")
        verbose_name_plural = _("pages de questions")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "code"],
                name="surveys_section_once",
                violation_error_message=_("Ce code sert déjà à une autre page."),
            ),
            build_condition_constraint("section"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return get_translated_text(self.title_fr, self.title_en)

    @property
    def help(self) -> str:
        return get_translated_text(self.help_fr, self.help_en)

    def clean(self) -> None:
        super().clean()
        if self.questionnaire_id and self.questionnaire.is_frozen:
            raise ValidationError(FROZEN_MESSAGE)


class Question(models.Model):
    """A question; its code is the same in every version."""

    section = models.ForeignKey(
        Section, models.CASCADE, verbose_name=_("page"), related_name="questions"
    )
    code = models.SlugField(
        _("code"),
        max_length=60,
        help_text=_(
            "Le même d’une version à l’autre : c’est par lui que les enquêtes se "
            "comparent."
        ),
    )
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    kind = models.CharField(_("nature"), max_length=12, choices=QuestionKind)
    label_fr = models.CharField(_("question"), max_length=300)
    label_en = models.CharField(_("question en anglais"), max_length=300, blank=True)
    help_fr = models.TextField(_("aide"), max_length=1_000, blank=True)
    help_en = models.TextField(_("aide en anglais"), max_length=1_000, blank=True)
    is_required = models.BooleanField(_("réponse obligatoire"), default=False)
    least = models.IntegerField(
        _("au moins"),
        null=True,
        blank=True,
        help_text=_("La plus petite valeur ; pour plusieurs choix, combien."),
    )
    most = models.IntegerField(
        _("au plus"),
        null=True,
        blank=True,
        help_text=_(
            "La plus grande valeur ; pour plusieurs choix ou un classement, combien ; "
            "pour un texte, combien de signes."
        ),
    )
    unit = models.CharField(_("unité"), max_length=40, blank=True)
    condition = build_condition_field(_("montrée si"))
    rule_message_fr = models.CharField(
        _("message si la règle n’est pas suivie"),
        max_length=300,
        blank=True,
        db_default="",
        help_text=_("À la place du message du site, qui dit les bornes."),
    )
    rule_message_en = models.CharField(
        _("message anglais"), max_length=300, blank=True, db_default=""
    )
    is_confidential = models.BooleanField(
        _("confidentielle"),
        default=False,
        help_text=_("N’entre dans aucun résultat public, même compté."),
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("section__position", "position", "pk")
        constraints = [
            known_choice_constraint("kind", QuestionKind),
            models.UniqueConstraint(
                fields=["section", "code"],
                name="surveys_question_once",
                violation_error_message=_("Ce code sert déjà à une autre question."),
            ),
            models.CheckConstraint(
                condition=Q(least__isnull=True)
                | Q(most__isnull=True)
                | Q(most__gte=F("least")),
                name="surveys_question_bounds_ordered",
                violation_error_message=_(
                    "Le plus petit ne peut pas dépasser le plus grand."
                ),
            ),
            build_condition_constraint("question"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return get_translated_text(self.label_fr, self.label_en)

    @property
    def help(self) -> str:
        return get_translated_text(self.help_fr, self.help_en)

    @property
    def rule_message(self) -> str:
        return get_translated_text(self.rule_message_fr, self.rule_message_en)

    def clean(self) -> None:
        """Refuse changes of a used version, and a code used on another page."""
        super().clean()
        if not self.section_id:
            return
        if self.section.questionnaire.is_frozen:
            raise ValidationError(FROZEN_MESSAGE)
        beside = Question.objects.filter(
            section__questionnaire=self.section.questionnaire_id
        ).exclude(pk=self.pk)
        if beside.filter(code=self.code).exists():
            raise ValidationError(
                {"code": _("Ce code sert déjà à une autre question.")}
            )


class Option(models.Model):
    """A possible answer; of a scale, the label of the point that is its code.

    Of a matrix, a column, or with ``is_row`` a row.
    """

    question = models.ForeignKey(
        Question,
        models.CASCADE,
        verbose_name=_("question"),
        related_name="options",
    )
    code = models.SlugField(_("code"), max_length=60)
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    label_fr = models.CharField(_("réponse"), max_length=200)
    label_en = models.CharField(_("réponse en anglais"), max_length=200, blank=True)
    is_other = models.BooleanField(
        _("« autre » : demande une précision"), default=False
    )
    is_row = models.BooleanField(
        _("ligne d’un tableau"), default=False, db_default=False
    )

    class Meta:
        verbose_name = _("réponse possible")
        verbose_name_plural = _("réponses possibles")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "code"],
                name="surveys_option_once",
                violation_error_message=_("Ce code sert déjà à une autre réponse."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return get_translated_text(self.label_fr, self.label_en)

    def clean(self) -> None:
        super().clean()
        if self.question_id and self.question.section.questionnaire.is_frozen:
            raise ValidationError(FROZEN_MESSAGE)
