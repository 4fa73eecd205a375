"""Access requests, with the decisions of staff."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.models import Collectivity
from cooperation.models.common import known_choice_constraint


class RequestState(models.TextChoices):
    PENDING = "attente", _("en attente")
    ACCEPTED = "acceptee", _("acceptée")
    REFUSED = "refusee", _("refusée")


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    def pending(self) -> Self:
        """Return requests without a decision, the oldest first."""
        return self.filter(state=RequestState.PENDING).order_by("created_at", "pk")

    def delete_old_answered(self, age: datetime.timedelta) -> int:
        """Delete those that were decided longer than ``age`` ago; return how many."""
        answered = self.exclude(state=RequestState.PENDING)
        return answered.filter(decided_at__lt=timezone.now() - age).delete()[0]


class AccessRequest(models.Model):
    """A person's request to represent an authority."""

    email = models.EmailField(_("adresse électronique"))
    full_name = models.CharField(_("nom"), max_length=150)
    function = models.CharField(_("fonction"), max_length=150)
    collectivity = models.ForeignKey(
        Collectivity,
        models.PROTECT,
        verbose_name=_("collectivité"),
        related_name="access_requests",
        null=True,
        blank=True,
    )
    other_collectivity = models.CharField(
        _("collectivité absente de la liste"), max_length=200, blank=True
    )
    message = models.TextField(_("message"), max_length=2_000, blank=True)
    answer = models.TextField(_("réponse"), max_length=2_000, blank=True, db_default="")
    state = models.CharField(
        _("état"), max_length=10, choices=RequestState, default=RequestState.PENDING
    )
    created_at = models.DateTimeField(_("reçue le"), auto_now_add=True)
    decided_at = models.DateTimeField(_("décidée le"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("décidée par"),
        related_name="+",
        null=True,
        blank=True,
    )

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande d’accès")
        verbose_name_plural = _("demandes d’accès")
        ordering = ("-created_at", "pk")
        constraints = [
            known_choice_constraint("state", RequestState),
            models.CheckConstraint(
                condition=Q(collectivity__isnull=False) | ~Q(other_collectivity=""),
                name="accounts_accessrequest_names_an_authority",
                violation_error_message=_("Dites pour quelle collectivité."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                "collectivity",
                "other_collectivity",
                condition=Q(state=RequestState.PENDING),
                name="accounts_accessrequest_once",
                violation_error_message=_("Cette demande est déjà reçue."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} – {self.authority_name}"

    @property
    def authority_name(self) -> str:
        """The authority's name, from the list or as typed."""
        return str(self.collectivity or self.other_collectivity)
