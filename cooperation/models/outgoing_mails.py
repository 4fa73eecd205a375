"""The outbox: mails that wait to be sent, and what became of the others."""

import datetime
from typing import Self

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cooperation.models.common import known_choice_constraint

# Longer than a conversation with a mail server takes: only then may another worker
# begin again what a killed one began.
ATTEMPT_LASTS = datetime.timedelta(minutes=5)
MINUTES_BEFORE_RETRY = (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60)
GIVE_UP_AFTER = datetime.timedelta(days=3)
PROBLEM_LENGTH = 300
LATE_AFTER = datetime.timedelta(hours=1)


class MailState(models.TextChoices):
    WAITING = "attend", _("en attente")
    SENT = "envoye", _("envoyé")
    FAILED = "echec", _("non parti")
    ABANDONED = "abandon", _("abandonné")


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self) -> Self:
        return self.filter(state=MailState.WAITING)

    def failed(self) -> Self:
        return self.filter(state=MailState.FAILED)

    def late(self) -> Self:
        """Keep those that should have been sent long ago."""
        limit = timezone.now() - LATE_AFTER
        return self.waiting().filter(created_at__lt=limit)

    def claim_next(self) -> "OutgoingMail | None":
        """Begin an attempt at the next due mail; None where none is due.

        Two workers never claim the same: one skips what the other has locked, and an
        attempt that was begun is due again only when it cannot go on any more.
        """
        now = timezone.now()
        due = self.waiting().filter(next_attempt_at__lte=now)
        with transaction.atomic():
            rows = due.order_by("attempts", "pk").select_for_update(skip_locked=True)
            mail = rows.first()
            if mail is not None:
                mail.attempts += 1
                mail.next_attempt_at = now + ATTEMPT_LASTS
                mail.save(update_fields=["attempts", "next_attempt_at"])
        return mail

    def postpone(self) -> None:
        """Let due mails wait for the first pause: the mail server is away."""
        now = timezone.now()
        pause = datetime.timedelta(minutes=MINUTES_BEFORE_RETRY[0])
        self.waiting().filter(next_attempt_at__lte=now).update(
            next_attempt_at=now + pause
        )

    def lock_unsent(self) -> list["OutgoingMail"]:
        """Return those that staff may send again or abandon, locked."""
        states = (MailState.WAITING, MailState.FAILED)
        return list(self.filter(state__in=states).select_for_update().order_by("pk"))

    def delete_old(self, age: datetime.timedelta) -> int:
        """Delete mails that were written longer than ``age`` ago; return how many."""
        old = self.filter(created_at__lt=timezone.now() - age)
        deleted: dict[str, int] = old.delete()[1]
        return deleted.get(self.model._meta.label, 0)


class OutgoingMail(models.Model):
    """A mail of the site to one person, written with what it tells of.

    A worker sends it. Its text, which may hold codes and links, goes as it is sent.
    """

    recipient = models.EmailField(_("à"))
    sender = models.CharField(_("de"), max_length=320)
    reply_to = models.EmailField(_("réponse à"), blank=True)
    subject = models.TextField(_("objet"))
    body = models.TextField(_("texte"), blank=True)
    state = models.CharField(
        _("état"), max_length=10, choices=MailState, default=MailState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    next_attempt_at = models.DateTimeField(_("prochain essai"), default=timezone.now)
    problem = models.CharField(
        _("ce qui a échoué"), max_length=PROBLEM_LENGTH, blank=True
    )
    created_at = models.DateTimeField(_("écrit le"), default=timezone.now)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("courriel sortant")
        verbose_name_plural = _("courriels sortants")
        ordering = ("-created_at", "pk")
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(state=MailState.WAITING),
                name="cooperation_mail_waiting",
            ),
        ]
        constraints = [known_choice_constraint("state", MailState)]

    def __str__(self) -> str:
        return f"{self.recipient} : {self.subject}"

    @property
    def is_ended(self) -> bool:
        """Whether it is sent, or nobody tries to send it again."""
        return self.state != MailState.WAITING

    def resend(self) -> None:
        self.state, self.next_attempt_at = MailState.WAITING, timezone.now()
        self.save(update_fields=["state", "next_attempt_at"])

    def abandon(self) -> None:
        self.state, self.problem = MailState.ABANDONED, str(_("abandonné par l’équipe"))
        self.body = self.reply_to = ""
        self.save(update_fields=["state", "problem", "body", "reply_to"])

    def end_attempt(self, *, problem: str = "", is_final: bool = False) -> bool:
        """Write what came of an attempt; return whether it could be written.

        It cannot where staff abandoned the mail, or another attempt began, meanwhile.
        """
        now = timezone.now()
        if not problem:
            self.state, self.sent_at = MailState.SENT, now
            self.body = self.reply_to = ""
        elif is_final or now > self.created_at + GIVE_UP_AFTER:
            self.state = MailState.FAILED
        else:
            number = min(self.attempts, len(MINUTES_BEFORE_RETRY))
            pause = datetime.timedelta(minutes=MINUTES_BEFORE_RETRY[number - 1])
            self.next_attempt_at = now + pause
        self.problem = problem[:PROBLEM_LENGTH]
        waiting = type(self).objects.waiting()
        attempt = waiting.filter(pk=self.pk, attempts=self.attempts)
        return bool(
            attempt.update(**{name: getattr(self, name) for name in OUTCOME_FIELDS})
        )


class RefusedAddressQuerySet(models.QuerySet["RefusedAddress"]):
    def get_reasons(self) -> dict[str, str]:
        """Return why each address is not written to, by address in lower case."""
        return {row.email: row.reason for row in self}

    def delete_old(self, age: datetime.timedelta) -> int:
        """Delete those of longer than ``age`` ago; return how many."""
        return self.filter(refused_at__lt=timezone.now() - age).delete()[0]


class RefusedAddress(models.Model):
    """An address that mail does not reach: its server says so, or staff do.

    Campaigns and surveys do not write to it; mails that a person asks for still go.
    """

    email = models.EmailField(_("adresse"), unique=True)
    reason = models.CharField(_("raison"), max_length=PROBLEM_LENGTH)
    is_by_hand = models.BooleanField(
        _("notée par l’équipe"), default=False, db_default=False
    )
    refused_at = models.DateTimeField(_("refusée le"), default=timezone.now)

    objects = RefusedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("adresse qui refuse les courriels")
        verbose_name_plural = _("adresses qui refusent les courriels")
        ordering = ("email",)

    def __str__(self) -> str:
        return self.email


OUTCOME_FIELDS = (
    "state",
    "sent_at",
    "body",
    "reply_to",
    "next_attempt_at",
    "problem",
)
