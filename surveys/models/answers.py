"""Answers, and the blocks of a repeated page: one for each cooperation."""

import uuid
from typing import Any, ClassVar

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cooperation.models import Action, Agreement
from cooperation.models.common import known_choice_constraint
from cooperation.models.media import random_file_name
from surveys.enums import BlockOutcome, QuestionKind
from surveys.models.participations import Participation
from surveys.models.questionnaires import Question, Section
from surveys.models.sent import DraftableQuerySet, SentManager


class Block(models.Model):
    """A cooperation on a repeated page: one of the directory, or a new one."""

    participation = models.ForeignKey(
        Participation,
        models.CASCADE,
        verbose_name=_("participation"),
        related_name="blocks",
    )
    section = models.ForeignKey(
        Section,
        models.PROTECT,
        verbose_name=_("page"),
        related_name="blocks",
    )
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    action = models.ForeignKey(
        Action,
        models.SET_NULL,
        verbose_name=_("action"),
        related_name="survey_blocks",
        null=True,
        blank=True,
    )
    agreement = models.ForeignKey(
        Agreement,
        models.SET_NULL,
        verbose_name=_("accord"),
        related_name="survey_blocks",
        null=True,
        blank=True,
    )
    title = models.CharField(_("titre"), max_length=250)
    base = models.JSONField(
        _("ce que disait l’annuaire"),
        default=dict,
        blank=True,
        help_text=_("Les réponses préremplies, par code de question."),
    )
    outcome = models.CharField(
        _("réponse"), max_length=10, choices=BlockOutcome, blank=True
    )
    is_draft = models.BooleanField(
        _("retouche pas envoyée"), default=False, db_default=False, editable=False
    )
    draft_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("retouche de"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    objects: ClassVar[SentManager] = SentManager()
    with_drafts = DraftableQuerySet.as_manager()

    class Meta:
        verbose_name = _("coopération d’une réponse")
        verbose_name_plural = _("coopérations d’une réponse")
        ordering = ("position", "pk")
        constraints = [
            known_choice_constraint("outcome", BlockOutcome, optional=True),
            models.CheckConstraint(
                condition=Q(action__isnull=True) | Q(agreement__isnull=True),
                name="surveys_block_one_sheet",
                violation_error_message=_(
                    "Une coopération répond d’une action ou d’un accord, pas des deux."
                ),
            ),
            models.UniqueConstraint(
                fields=["participation", "section", "action", "is_draft"],
                condition=Q(action__isnull=False),
                name="surveys_block_action_once",
                violation_error_message=_("Cette action est déjà là."),
            ),
            models.UniqueConstraint(
                fields=["participation", "section", "agreement", "is_draft"],
                condition=Q(agreement__isnull=False),
                name="surveys_block_agreement_once",
                violation_error_message=_("Cet accord est déjà là."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> int:
        """The key in addresses, the same for a cooperation and for its draft."""
        return self.draft_of_id or self.pk


class Answer(models.Model):
    """The answer to one question, for one block where the page is repeated.

    Value by kind: un_choix ``"code"``; plusieurs ``["code", …]``; classement
    ``["code", …]`` in order; echelle, nombre, annee an integer; montant
    ``"1234.50"``; texts a string; oui_non ``true`` or ``false``, with its detail in
    ``other``. ``other`` also holds the text of an option "autre". Kinds of the
    directory ``[{"key": …, "label": …}]``, the key "" for what is in no list; date
    ``"2026-05-31"``; courriel a string; matrice ``{row: column}``; fichier ``{"key":
    AnswerFile, "label": name}``. A question without an answer has no row.
    """

    # Protected: merging two authorities or two entries may not lose what was answered.
    participation = models.ForeignKey(
        Participation,
        models.PROTECT,
        verbose_name=_("participation"),
        related_name="answers",
    )
    question = models.ForeignKey(
        Question,
        models.PROTECT,
        verbose_name=_("question"),
        related_name="answers",
    )
    block = models.ForeignKey(
        Block,
        models.PROTECT,
        verbose_name=_("coopération"),
        related_name="answers",
        null=True,
        blank=True,
    )
    value: Any = models.JSONField(_("réponse"))
    other = models.TextField(_("précision"), max_length=5_000, blank=True)
    updated_at = models.DateTimeField(_("modifiée le"), auto_now=True)
    is_draft = models.BooleanField(
        _("retouche pas envoyée"), default=False, db_default=False, editable=False
    )

    objects: ClassVar[SentManager] = SentManager()
    with_drafts = DraftableQuerySet.as_manager()

    class Meta:
        verbose_name = _("réponse")
        verbose_name_plural = _("réponses")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "question", "block", "is_draft"],
                nulls_distinct=False,
                name="surveys_answer_once",
                violation_error_message=_("Cette question a déjà une réponse."),
            ),
        ]

    def __str__(self) -> str:
        # Never the answer itself: this text may reach a log.
        return f"{self.participation_id}/{self.question_id}"


class AnswerFileQuerySet(models.QuerySet["AnswerFile"]):
    def delete_unused(self, participations: Any) -> None:
        """Delete the files that no answer names, drafts included, and their content."""
        answers = Answer.with_drafts.filter(
            participation__in=participations, question__kind=QuestionKind.FILE
        )
        named = {value["key"] for value in answers.values_list("value", flat=True)}
        rows = self.filter(participation__in=participations).exclude(pk__in=named)
        names = list(rows.values_list("file", flat=True))
        rows.delete()
        transaction.on_commit(lambda: delete_stored(names))


def delete_stored(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def answer_file_path(_file: "AnswerFile", filename: str) -> str:
    return random_file_name("reponses", filename)


class AnswerFile(models.Model):
    """A file that a respondent gave; the answer that counts names its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participation = models.ForeignKey(
        Participation,
        models.PROTECT,
        verbose_name=_("participation"),
        related_name="files",
    )
    file = models.FileField(_("fichier"), upload_to=answer_file_path, max_length=300)
    name = models.CharField(_("nom donné"), max_length=150)
    created_at = models.DateTimeField(_("reçu le"), auto_now_add=True)

    objects = AnswerFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("fichier d’une réponse")
        verbose_name_plural = _("fichiers de réponses")
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        # Never the name that a respondent gave: this text may reach a log.
        return str(self.pk)
