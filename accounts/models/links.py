"""Links in mails that confirm entries without logging in."""

import datetime
import hashlib
import secrets
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.memberships import Membership

VALID_FOR = datetime.timedelta(days=45)


def hash_token(token: str) -> str:
    """Return the hash that is stored instead of the token."""
    return hashlib.sha256(token.encode()).hexdigest()


class ConfirmationLinkQuerySet(models.QuerySet["ConfirmationLink"]):
    def usable(self) -> Self:
        """Return unused, unexpired links of current memberships."""
        held = Membership.objects.contactable()
        return self.filter(
            used_at__isnull=True, expires_at__gt=timezone.now(), membership__in=held
        )

    def find_by_token(self, token: str) -> "ConfirmationLink | None":
        return (
            self.usable()
            .select_related("membership__user", "membership__collectivity")
            .filter(fingerprint=hash_token(token))
            .first()
        )


class ConfirmationLinkManager(models.Manager.from_queryset(ConfirmationLinkQuerySet)):  # type: ignore[misc]
    def issue_token(self, membership: Membership) -> str:
        """Create a link; return its token, of which only the hash is stored."""
        token = secrets.token_urlsafe(32)
        self.create(
            membership=membership,
            fingerprint=hash_token(token),
            expires_at=timezone.now() + VALID_FOR,
        )
        return token


class ConfirmationLink(models.Model):
    """A single-use link that confirms the entries of an authority."""

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
