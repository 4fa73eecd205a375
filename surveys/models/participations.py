"""Participations of authorities in waves, personal links and mails."""

import datetime
import secrets
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, ReservedMail, ReservedMailQuerySet
from accounts.models.links import hash_token
from cooperation.models import Collectivity
from cooperation.models.common import Dated, known_choice_constraint
from surveys.enums import ParticipationMode, ParticipationState
from surveys.models.sent import build_sent_condition
from surveys.models.waves import Wave

# A link still opens after the last day: the page says thank you, or that it is over.
LINK_GRACE_PERIOD = datetime.timedelta(days=60)


def get_link_expiry(wave: Wave) -> datetime.datetime:
    """Return when the links of a wave expire."""
    last = datetime.datetime.combine(
        wave.closes_on, datetime.time.max, timezone.get_default_timezone()
    )
    return last + LINK_GRACE_PERIOD


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def silent(self) -> Self:
        """Keep those that were neither submitted, reopened nor declined."""
        return self.filter(state__in=ParticipationState.SILENT)

    def submitted(self) -> Self:
        """Keep those whose sent answers count, reopened or not."""
        return self.filter(build_sent_condition())

    def to_remind(self, wave: Wave) -> Self:
        """Keep the silent, and who reopened some time ago and did not send again."""
        rest = datetime.timedelta(days=wave.remind_after_days)
        return self.filter(
            Q(state__in=ParticipationState.SILENT)
            | Q(
                state=ParticipationState.REOPENED,
                reopened_at__lte=timezone.now() - rest,
            )
        )

    def for_authorities(self, authorities: models.QuerySet[Collectivity]) -> Self:
        return self.filter(collectivity__in=authorities.order_by().values("pk"))

    def in_started_waves(self) -> Self:
        """Keep those of waves that were started, closed ones included."""
        return self.filter(wave__started_at__isnull=False)

    def in_answerable_waves(self) -> Self:
        """Keep those of waves that take answers today."""
        return self.filter(wave__in=Wave.objects.answerable().order_by().values("pk"))


class Participation(Dated):
    """An authority in a wave. States change through ``surveys.responses.workflow``."""

    wave = models.ForeignKey(
        Wave,
        models.CASCADE,
        verbose_name=_("enquête"),
        related_name="participations",
    )
    collectivity = models.ForeignKey(
        Collectivity,
        models.PROTECT,
        verbose_name=_("collectivité"),
        related_name="participations",
    )
    state = models.CharField(
        _("état"),
        max_length=10,
        choices=ParticipationState,
        default=ParticipationState.INVITED,
    )
    mode = models.CharField(
        _("façon de répondre"),
        max_length=10,
        choices=ParticipationMode,
        default=ParticipationMode.ONLINE,
    )
    contact_email = models.EmailField(
        _("à qui écrire"),
        blank=True,
        help_text=_(
            "L’adresse d’une personne sans compte : elle reçoit un lien personnel."
        ),
    )
    invited_at = models.DateTimeField(_("invitée le"), null=True, blank=True)
    opened_at = models.DateTimeField(_("ouverte le"), null=True, blank=True)
    begun_at = models.DateTimeField(_("commencée le"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("envoyée le"), null=True, blank=True)
    reopened_at = models.DateTimeField(_("rouverte le"), null=True, blank=True)
    declined_at = models.DateTimeField(_("déclinée le"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(
        _("envoi retiré le"),
        null=True,
        blank=True,
        help_text=_("Ce qui avait été envoyé avant ne compte plus."),
    )
    decline_reason = models.CharField(_("raison du refus"), max_length=500, blank=True)
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("mène l’entretien"),
        related_name="+",
        null=True,
        blank=True,
    )
    notes = models.TextField(
        _("notes de l’équipe"),
        max_length=20_000,
        blank=True,
        help_text=_("Privées : ni la collectivité ni le public ne les voient."),
    )
    version = models.PositiveIntegerField(
        _("version"),
        default=0,
        editable=False,
        help_text=_("Compte les enregistrements : rien n’est écrasé sans le dire."),
    )
    saved = models.JSONField(
        _("pages enregistrées"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("Pour chaque page, la version de son dernier enregistrement."),
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ("collectivity__name_key", "pk")
        constraints = [
            known_choice_constraint("state", ParticipationState),
            known_choice_constraint("mode", ParticipationMode),
            models.UniqueConstraint(
                fields=["wave", "collectivity"],
                name="surveys_participation_once",
                violation_error_message=_("Cette collectivité est déjà invitée."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ParticipationState.SUBMITTED)
                | Q(submitted_at__isnull=False),
                name="surveys_participation_submitted_on_a_day",
                violation_error_message=_("Un envoi a une date."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ParticipationState.DECLINED)
                | Q(declined_at__isnull=False),
                name="surveys_participation_declined_on_a_day",
                violation_error_message=_("Un refus a une date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wave} – {self.collectivity}"

    @property
    def is_writable(self) -> bool:
        """Whether the respondent may still write."""
        return self.state in ParticipationState.WRITABLE

    @property
    def has_sent_answers(self) -> bool:
        """Whether sent answers count: the same rule as ``submitted()``."""
        if self.submitted_at is None:
            return False
        return self.withdrawn_at is None or self.withdrawn_at < self.submitted_at

    @property
    def has_draft(self) -> bool:
        """Whether changes are written beside sent answers, which still count."""
        return self.state == ParticipationState.REOPENED and self.has_sent_answers

    @property
    def is_submitted(self) -> bool:
        """Whether the answers were sent and not reopened."""
        return self.state == ParticipationState.SUBMITTED


class ParticipationLinkQuerySet(models.QuerySet["ParticipationLink"]):
    def usable(self) -> Self:
        """Keep links of started waves, neither expired nor revoked."""
        return self.filter(
            expires_at__gt=timezone.now(),
            revoked_at__isnull=True,
            participation__wave__started_at__isnull=False,
        )

    def get_by_token(self, token: str) -> "ParticipationLink | None":
        """Return the usable link of a token, or None."""
        return (
            self.usable()
            .select_related(
                "participation__wave__questionnaire",
                "participation__collectivity__department",
            )
            .filter(fingerprint=hash_token(token))
            .first()
        )


class ParticipationLinkManager(
    models.Manager.from_queryset(ParticipationLinkQuerySet)  # type: ignore[misc]
):
    def create_with_token(
        self,
        participation: Participation,
        *,
        email: str = "",
        handed_by: "ParticipationLink | None" = None,
    ) -> tuple["ParticipationLink", str]:
        """Create a personal link; return it with its token, which is not stored."""
        token = secrets.token_urlsafe(32)
        link = self.create(
            participation=participation,
            fingerprint=hash_token(token),
            for_email=email,
            handed_by=handed_by,
            expires_at=get_link_expiry(participation.wave),
        )
        return link, token


class ParticipationLink(models.Model):
    """A personal link to a questionnaire; only a hash of its token is stored."""

    participation = models.ForeignKey(
        Participation,
        models.CASCADE,
        verbose_name=_("participation"),
        related_name="links",
    )
    fingerprint = models.CharField(_("empreinte"), max_length=64, unique=True)
    for_email = models.EmailField(_("envoyé à"), blank=True)
    handed_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        verbose_name=_("transmis depuis"),
        related_name="handed",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(_("créé le"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expire le"))
    opened_at = models.DateTimeField(_("ouvert le"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("repris le"), null=True, blank=True)

    objects: ClassVar[ParticipationLinkManager] = ParticipationLinkManager()

    class Meta:
        verbose_name = _("lien personnel")
        verbose_name_plural = _("liens personnels")
        ordering = ("-created_at", "pk")

    def __str__(self) -> str:
        return f"{self.participation} ({self.created_at:%Y-%m-%d})"


class SurveyMailQuerySet(ReservedMailQuerySet["SurveyMail"]):
    """What all reserved mails have."""


class SurveyMail(ReservedMail):
    """A mail of a wave to one person: the invitation, then the reminders."""

    participation = models.ForeignKey(
        Participation,
        models.CASCADE,
        verbose_name=_("participation"),
        related_name="mails",
    )
    email = models.EmailField(_("à"))
    membership = models.ForeignKey(
        Membership,
        models.SET_NULL,
        verbose_name=_("mandat"),
        related_name="survey_mails",
        null=True,
        blank=True,
    )
    link = models.OneToOneField(
        ParticipationLink,
        models.SET_NULL,
        verbose_name=_("lien"),
        related_name="survey_mail",
        null=True,
        blank=True,
    )

    objects = SurveyMailQuerySet.as_manager()

    class Meta(ReservedMail.Meta):
        verbose_name = _("courriel d’enquête")
        verbose_name_plural = _("courriels d’enquête")
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "email", "number"],
                name="surveys_surveymail_once",
                violation_error_message=_("Ce courriel est déjà parti."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation} ({self.number})"
