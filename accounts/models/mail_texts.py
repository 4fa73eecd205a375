"""Texts of mails that staff changed; the others are files of the site."""

import hashlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cooperation.models.common import track_history
from cooperation.web.mail_texts import LONGEST_BODY, LONGEST_SUBJECT, MailContent


def compute_digest(content: MailContent) -> str:
    return hashlib.sha256("\n".join(content).encode()).hexdigest()


class MailText(models.Model):
    """The text of a mail in a language, in place of the shipped one.

    ``shipped_digest`` is that of the shipped text which staff had before them.
    """

    code = models.CharField(_("courriel"), max_length=60)
    language = models.CharField(_("langue"), max_length=5)
    subject = models.CharField(_("objet"), max_length=LONGEST_SUBJECT)
    body = models.TextField(_("texte"), max_length=LONGEST_BODY)
    shipped_digest = models.CharField(_("empreinte du texte livré"), max_length=64)
    changed_at = models.DateTimeField(_("changé le"), auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("changé par"),
        related_name="+",
        null=True,
        blank=True,
    )
    history = track_history(excluded_fields=["changed_by"])

    class Meta:
        verbose_name = _("texte de courriel")
        verbose_name_plural = _("textes de courriels")
        ordering = ("code", "language", "pk")
        permissions = [
            ("change_login_mailtext", _("peut changer les courriels de connexion"))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "language"],
                name="accounts_mailtext_once",
                violation_error_message=_("Ce courriel a déjà un texte."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.language})"

    @property
    def content(self) -> MailContent:
        return MailContent(self.subject, self.body)

    @property
    def etag(self) -> str:
        return self.changed_at.isoformat()

    def is_outdated(self, shipped: MailContent) -> bool:
        """Return whether the shipped text changed since staff changed theirs."""
        return self.shipped_digest != compute_digest(shipped)
