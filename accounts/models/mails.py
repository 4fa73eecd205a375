"""What mails of campaigns and of surveys have in common."""

import datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.models import OutgoingMail

# A mail that is not sent after so long waits for something that staff should know of.
LOST_AFTER = datetime.timedelta(minutes=30)


Mail = TypeVar("Mail", bound="ReservedMail", covariant=True)


class ReservedMailQuerySet(models.QuerySet[Mail]):
    def failed(self) -> Self:
        """Return mails that failed, or that should have been sent by now."""
        lost = Q(sent_at__isnull=True, claimed_at__lt=timezone.now() - LOST_AFTER)
        return self.filter(~Q(failure="") | lost)


class ReservedMail(models.Model):
    """One mail to one person; number 0 is the first, then reminders.

    The row is unique, which keeps the mail from being sent twice.
    """

    number = models.PositiveSmallIntegerField(_("numéro"), default=0)
    outgoing = models.ForeignKey(
        OutgoingMail,
        models.SET_NULL,
        verbose_name=_("courriel sortant"),
        related_name="+",
        null=True,
        blank=True,
    )
    claimed_at = models.DateTimeField(_("commencé le"), default=timezone.now)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    failure = models.CharField(_("échec"), max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ("claimed_at", "pk")
