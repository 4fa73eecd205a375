"""Links of mails by which a person confirms sheets without logging in."""

import datetime
import hashlib
import secrets
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.memberships import Membership

VALID_FOR = datetime.timedelta(days=45)


def fingerprint(token: str) -> str:
    """Give what is kept of a token: whoever reads the database cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


class ConfirmationLinkQuerySet(models.QuerySet["ConfirmationLink"]):
    """Questions about the links of mails."""

    def usable(self) -> Self:
        """Keep those that are not used, not too old, and whose mandate holds."""
        held = Membership.objects.current().filter(user__is_active=True)
        return self.filter(
            used_at__isnull=True, expires_at__gt=timezone.now(), membership__in=held
        )

    def of_token(self, token: str) -> "ConfirmationLink | None":
        """Give the usable link of a token, or nothing."""
        return (
            self.usable()
            .select_related("membership__user", "membership__collectivity")
            .filter(fingerprint=fingerprint(token))
            .first()
        )


class ConfirmationLinkManager(models.Manager.from_queryset(ConfirmationLinkQuerySet)):  # type: ignore[misc]
    """Makes links."""

    def give(self, membership: Membership) -> str:
        """Make a link for a person's mandate; give its token, which is not kept."""
        token = secrets.token_urlsafe(32)
        self.create(
            membership=membership,
            fingerprint=fingerprint(token),
            expires_at=timezone.now() + VALID_FOR,
        )
        return token


class ConfirmationLink(models.Model):
    """A link that confirms the sheets of an authority, once."""

    membership = models.ForeignKey(
        Membership,
        models.CASCADE,
        verbose_name=_("mandat"),
        related_name="links",
    )
    fingerprint = models.CharField(_("empreinte"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("créé le"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expire le"))
    opened_at = models.DateTimeField(_("ouvert le"), null=True, blank=True)
    used_at = models.DateTimeField(_("utilisé le"), null=True, blank=True)

    objects: ClassVar[ConfirmationLinkManager] = ConfirmationLinkManager()

    class Meta:
        verbose_name = _("lien de confirmation")
        verbose_name_plural = _("liens de confirmation")
        ordering = ("-created_at", "pk")

    def __str__(self) -> str:
        return f"{self.membership} ({self.created_at:%Y-%m-%d})"
