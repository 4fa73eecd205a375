"""When an authority or staff last said that an entry is true, and the rule of stale."""

import calendar
import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.enums import Verifier
from cooperation.models.common import PublishableQuerySet, known_choice_constraint

STALE_AFTER_MONTHS = 18


def get_stale_limit(today: datetime.date) -> datetime.date:
    """Return the latest day whose verifications are stale: 18 months before today.

    It is the last day of its month where that month is too short.
    """
    year, month = divmod(today.year * 12 + today.month - 1 - STALE_AFTER_MONTHS, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(today.day, last_day))


def build_unverified_condition() -> Q:
    """Return the condition that an entry was never verified, or too long ago."""
    limit = get_stale_limit(timezone.localdate())
    return Q(verified_on__isnull=True) | Q(verified_on__lte=limit)


class VerifiableQuerySet(PublishableQuerySet):
    def stale(self) -> Self:
        """Keep what was verified too long ago; see ``Verifiable.is_stale``."""
        return self.filter(verified_on__lte=get_stale_limit(timezone.localdate()))

    def never_verified(self) -> Self:
        return self.filter(verified_on__isnull=True)

    def recently_verified(self) -> Self:
        return self.filter(verified_on__gt=get_stale_limit(timezone.localdate()))

    def to_verify(self) -> Self:
        """Keep what was never verified, or too long ago (``is_to_verify``)."""
        return self.filter(build_unverified_condition())

    def to_confirm_first(self) -> Self:
        """Sort by last verification, those that never had one first."""
        return self.order_by(F("verified_on").asc(nulls_first=True), "title_key", "pk")


class Verifiable(models.Model):
    """An entry that its authority confirms: "Rien n'a changé"."""

    verified_on = models.DateField(_("vérifiée le"), null=True, blank=True)
    verified_by = models.CharField(
        _("vérifiée par"), max_length=12, choices=Verifier, blank=True
    )

    class Meta:
        abstract = True
        constraints = [
            known_choice_constraint("verified_by", Verifier, optional=True),
            models.CheckConstraint(
                condition=Q(verified_on__isnull=True, verified_by="")
                | (Q(verified_on__isnull=False) & ~Q(verified_by="")),
                name="%(app_label)s_%(class)s_verified_on_and_by",
                violation_error_message=_(
                    "Une vérification a une date et un auteur, ou ni l’un ni l’autre."
                ),
            ),
        ]

    @property
    def is_stale(self) -> bool:
        """Whether it was verified too long ago; see ``VerifiableQuerySet.stale``."""
        day = self.verified_on
        return day is not None and day <= get_stale_limit(timezone.localdate())

    @property
    def is_to_verify(self) -> bool:
        """Whether it was never verified, or too long ago; see ``to_verify``."""
        return self.verified_on is None or self.is_stale
