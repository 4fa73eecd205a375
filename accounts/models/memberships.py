"""Memberships: what a person may do for an authority, between which dates."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.models import Collectivity
from cooperation.models.common import known_choice_constraint, track_history

# A membership that nobody used for so long asks to be confirmed.
DORMANT_AFTER_MONTHS = 18
DORMANT_AFTER = datetime.timedelta(days=DORMANT_AFTER_MONTHS * 30)


class MembershipRole(models.TextChoices):
    AGENT = "agent", _("agent")
    ELECTED = "elu", _("élu")
    OPERATOR = "operateur", _("opérateur")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, day: datetime.date | None = None) -> Self:
        """Return those valid on a day (default today); ``until`` is excluded."""
        today = day or timezone.localdate()
        return self.filter(Q(until__isnull=True) | Q(until__gt=today), since__lte=today)

    def contactable(self) -> Self:
        """Return current ones of open accounts."""
        return self.current().filter(user__is_active=True)

    def for_user(self, user: Any) -> Self:
        """Return those of a person; none if the account is closed."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(user=user)

    def to_remove(self) -> Self:
        """Return current ones that a colleague asks to end."""
        return self.current().filter(removal_asked_by__isnull=False)

    def dormant(self) -> Self:
        """Return current ones without a visit for eighteen months."""
        return self.current().filter(used_at__lt=timezone.now() - DORMANT_AFTER)


class Membership(models.Model):
    """A person's role for an authority.

    A person may have several authorities, and an authority several people.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name=_("personne"),
        related_name="memberships",
    )
    collectivity = models.ForeignKey(
        Collectivity,
        models.PROTECT,
        verbose_name=_("collectivité"),
        related_name="memberships",
    )
    role = models.CharField(
        _("rôle"),
        max_length=10,
        choices=MembershipRole,
        default=MembershipRole.AGENT,
    )
    function = models.CharField(_("fonction"), max_length=150, blank=True)
    is_trusted = models.BooleanField(
        _("de confiance"),
        default=False,
        help_text=_("Ses propositions sont publiées aussitôt, et relues après."),
    )
    since = models.DateField(_("depuis le"), default=timezone.localdate)
    until = models.DateField(
        _("jusqu’au"),
        null=True,
        blank=True,
        help_text=_("Premier jour sans droits ; vide : sans fin prévue."),
    )
    used_at = models.DateTimeField(_("dernière visite"), default=timezone.now)
    asked_at = models.DateTimeField(
        _("confirmation demandée le"), null=True, blank=True, editable=False
    )
    removal_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("retrait demandé par"),
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Un collègue dit que cette personne ne s’en occupe plus."),
    )
    history = track_history(excluded_fields=["used_at", "asked_at", "removal_asked_by"])

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandat")
        verbose_name_plural = _("mandats")
        ordering = ("collectivity__name_key", "user__email", "pk")
        constraints = [
            known_choice_constraint("role", MembershipRole),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="accounts_membership_dates_ordered",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            ),
            models.UniqueConstraint(
                fields=["user", "collectivity"],
                condition=Q(until__isnull=True),
                name="accounts_membership_once",
                violation_error_message=_("Cette personne a déjà ce mandat."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.collectivity}"

    def clean(self) -> None:
        super().clean()
        if self.until and self.until < self.since:
            raise ValidationError({"until": _("La fin ne peut pas précéder le début.")})

    dormant_after_months = DORMANT_AFTER_MONTHS

    @property
    def is_dormant(self) -> bool:
        """Whether the last visit was over ``DORMANT_AFTER`` ago."""
        return self.used_at < timezone.now() - DORMANT_AFTER

    def end(self) -> None:
        self.until = timezone.localdate()
        self.since = min(self.since, self.until)
        self.save(update_fields=["since", "until"])
