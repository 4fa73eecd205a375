"""Waiting work of this app, and the weekly mail that lists all of it to staff."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from accounts.mail.texts import count_unusable_texts
from accounts.models import AccessRequest, CampaignMail, Membership, Proposal, User
from accounts.models.memberships import DORMANT_AFTER_MONTHS
from cooperation.curation.todo import TodoCount, TodoItem, count_waiting, iter_todo
from cooperation.web.outbox import queue_mail


def count_proposals(user: Any) -> TodoCount:
    """Count what waits, and what of it ``user`` looks at."""
    waiting = Proposal.objects.waiting()
    counted = count_waiting(waiting, "sent_at")
    if user is None or not counted.n:
        return counted
    mine = waiting.in_review().filter(reviewer=user)
    return counted._replace(mine=mine.count())


STAFF_TODO_ITEMS = (
    TodoItem(
        10,
        gettext_lazy("propositions à relire"),
        count_proposals,
        ("moderation:queue", ""),
        "accounts.change_proposal",
        is_awaited=True,
    ),
    TodoItem(
        20,
        gettext_lazy("demandes d’accès"),
        lambda _user: count_waiting(AccessRequest.objects.pending(), "created_at"),
        ("moderation:access_requests", ""),
        "accounts.change_accessrequest",
        is_awaited=True,
    ),
    TodoItem(
        30,
        gettext_lazy("retraits demandés par des collègues"),
        lambda _user: Membership.objects.to_remove().count(),
        ("admin:accounts_membership_changelist", "?retrait=demande"),
        "accounts.view_membership",
    ),
    TodoItem(
        50,
        gettext_lazy("courriels de campagne non partis"),
        lambda _user: count_waiting(CampaignMail.objects.failed(), "claimed_at"),
        ("moderation:campaigns", ""),
        "accounts.change_proposal",
    ),
    TodoItem(
        55,
        gettext_lazy("courriels changés par l’équipe qui ne peuvent plus servir"),
        count_unusable_texts,
        ("moderation:mail_texts", ""),
        "accounts.change_mailtext",
    ),
    TodoItem(
        60,
        format_lazy(
            gettext_lazy("mandats sans visite depuis {months} mois"),
            months=DORMANT_AFTER_MONTHS,
        ),
        lambda _user: count_waiting(Membership.objects.dormant(), "used_at"),
        ("admin:accounts_membership_changelist", "?visite=ancienne"),
        "accounts.view_membership",
    ),
)


def list_digest_recipients() -> list[User]:
    allowed = ModelBackend().with_perm("accounts.change_proposal")
    return list(allowed.filter(is_staff=True).order_by("pk"))


def send_digest() -> int:
    """Send the list of waiting work to staff; return the number of recipients.

    Nothing is sent when nothing waits.
    """
    with translation.override(settings.LANGUAGE_CODE):
        lines = [
            {"label": str(line.label), "n": line.n, "url": line.url}
            for line in iter_todo()
            if line.item.is_mailed
        ]
    if not lines:
        return 0
    people = list_digest_recipients()
    for person in people:
        queue_mail("accounts/mail/digest", person.email, {"lines": lines})
    return len(people)
