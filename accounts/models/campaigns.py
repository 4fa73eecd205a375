"""Update campaigns: which authorities are asked to confirm their entries."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.links import ConfirmationLink
from accounts.models.mails import ReservedMail, ReservedMailQuerySet
from accounts.models.memberships import Membership
from cooperation.models import Collectivity
from cooperation.models.common import Dated


class UpdateCampaignQuerySet(models.QuerySet["UpdateCampaign"]):
    def running(self) -> Self:
        return self.filter(started_at__isnull=False, closed_at__isnull=True)


class UpdateCampaign(Dated):
    """A mail to the members of some authorities, with reminders."""

    name = models.CharField(_("nom"), max_length=120)
    subject = models.CharField(_("objet du courriel"), max_length=150)
    body = models.TextField(_("texte du courriel"), max_length=5_000)
    remind_after_days = models.PositiveSmallIntegerField(
        _("relancer après, en jours"),
        default=14,
        validators=[MinValueValidator(3), MaxValueValidator(90)],
    )
    most_reminders = models.PositiveSmallIntegerField(
        _("relances au plus"), default=2, validators=[MaxValueValidator(5)]
    )
    scope = models.TextField(_("qui a été choisi, en mots"), blank=True)
    started_at = models.DateTimeField(_("lancée le"), null=True, blank=True)
    closed_at = models.DateTimeField(_("close le"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("créée par"),
        related_name="+",
        null=True,
        blank=True,
    )

    objects = UpdateCampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campagne de mise à jour")
        verbose_name_plural = _("campagnes de mise à jour")
        ordering = ("-created_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(started_at__isnull=False),
                name="accounts_updatecampaign_closed_once_started",
                violation_error_message=_("Une campagne se clôt après son lancement."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.closed_at is None


class CampaignTarget(models.Model):
    campaign = models.ForeignKey(
        UpdateCampaign,
        models.CASCADE,
        verbose_name=_("campagne"),
        related_name="targets",
    )
    collectivity = models.ForeignKey(
        Collectivity,
        models.PROTECT,
        verbose_name=_("collectivité"),
        related_name="campaign_targets",
    )
    note = models.CharField(_("note de relance"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("collectivité d’une campagne")
        verbose_name_plural = _("collectivités d’une campagne")
        ordering = ("collectivity__name_key", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "collectivity"],
                name="accounts_campaigntarget_once",
                violation_error_message=_("Cette collectivité est déjà choisie."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} – {self.collectivity}"


class CampaignMailQuerySet(ReservedMailQuerySet["CampaignMail"]):
    """What all reserved mails have."""


class CampaignMail(ReservedMail):
    """One mail of a campaign to one person."""

    target = models.ForeignKey(
        CampaignTarget,
        models.CASCADE,
        verbose_name=_("collectivité"),
        related_name="mails",
    )
    membership = models.ForeignKey(
        Membership,
        models.CASCADE,
        verbose_name=_("mandat"),
        related_name="campaign_mails",
    )
    link = models.OneToOneField(
        ConfirmationLink,
        models.SET_NULL,
        verbose_name=_("lien"),
        related_name="campaign_mail",
        null=True,
        blank=True,
    )

    objects = CampaignMailQuerySet.as_manager()

    class Meta(ReservedMail.Meta):
        verbose_name = _("courriel de campagne")
        verbose_name_plural = _("courriels de campagne")
        constraints = [
            models.UniqueConstraint(
                fields=["target", "membership", "number"],
                name="accounts_campaignmail_once",
                violation_error_message=_("Ce courriel est déjà parti."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} ({self.number})"
