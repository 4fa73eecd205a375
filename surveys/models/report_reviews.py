"""Links by which élus read a report that is not published."""

import datetime
import secrets
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.links import hash_token
from surveys.models.reports import Report

VALID_FOR = datetime.timedelta(days=30)


class ReviewLinkQuerySet(models.QuerySet["ReviewLink"]):
    def usable(self) -> Self:
        """Keep those neither ended nor withdrawn."""
        return self.filter(expires_at__gt=timezone.now(), revoked_at__isnull=True)

    def delete_old(self, age: datetime.timedelta) -> int:
        """Delete those that ended longer than ``age`` ago; return how many."""
        return self.filter(expires_at__lt=timezone.now() - age).delete()[0]

    def get_by_token(self, token: str) -> "ReviewLink | None":
        """Return the usable link of a token with its report, or None."""
        rows = self.usable().select_related("report__snapshot")
        return rows.filter(fingerprint=hash_token(token)).first()


class ReviewLinkManager(models.Manager.from_queryset(ReviewLinkQuerySet)):  # type: ignore[misc]
    def create_with_token(
        self, report: Report, *, reader: str, reply_to: str, by: object
    ) -> tuple["ReviewLink", str]:
        """Create a link; return it with its token, of which only a hash is stored."""
        token = secrets.token_urlsafe(32)
        link = self.create(
            report=report,
            fingerprint=hash_token(token),
            reader=reader,
            reply_to=reply_to,
            created_by=by,
            expires_at=timezone.now() + VALID_FOR,
        )
        return link, token


class ReviewLink(models.Model):
    """A link to read a draft without an account, for thirty days."""

    report = models.ForeignKey(
        Report,
        models.CASCADE,
        verbose_name=_("état des lieux"),
        related_name="review_links",
    )
    fingerprint = models.CharField(_("empreinte"), max_length=64, unique=True)
    reader = models.CharField(
        _("pour qui"),
        max_length=150,
        help_text=_("Pour reconnaître ce lien : une fonction, une collectivité."),
    )
    reply_to = models.EmailField(
        _("à qui répondre"),
        help_text=_("L’adresse que la page donne pour les remarques."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("créé par"),
        related_name="+",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(_("créé le"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expire le"))
    opened_at = models.DateTimeField(_("ouvert le"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("repris le"), null=True, blank=True)

    objects: ClassVar[ReviewLinkManager] = ReviewLinkManager()

    class Meta:
        verbose_name = _("lien de relecture")
        verbose_name_plural = _("liens de relecture")
        ordering = ("-created_at", "pk")

    def __str__(self) -> str:
        return f"{self.report} ({self.reader})"

    def is_usable(self) -> bool:
        """Return whether it still opens the report; same rule as ``usable()``."""
        return self.revoked_at is None and self.expires_at > timezone.now()
