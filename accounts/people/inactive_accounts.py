"""Dormant memberships and inactive accounts: reminders, warnings, closing.

A membership without a visit for eighteen months is asked to be confirmed, once. An
account without a current membership and without a visit for two years is warned
twice, a month apart, then closed a month later (recommendation of the CNIL: data are
not kept for longer than needed). Staff accounts are not concerned.
"""

import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.mail import kinds
from accounts.models import Membership, User
from accounts.models.memberships import DORMANT_AFTER_MONTHS
from cooperation.web.mail_texts import link_to, queue_text

BETWEEN_WARNINGS = datetime.timedelta(days=30)
WARNINGS = 2


@transaction.atomic
def ask_dormant_members() -> int:
    """Ask the holders of dormant memberships to confirm them, once; return how many."""
    unasked = Q(asked_at__isnull=True) | Q(asked_at__lt=F("used_at"))
    rows = Membership.objects.dormant().filter(unasked, user__is_active=True)
    found = list(
        rows.select_related("user", "collectivity").select_for_update(of=["self"])
    )
    for membership in found:
        values = {
            "collectivite": membership.collectivity.name,
            "mois": DORMANT_AFTER_MONTHS,
            "lien": link_to("accounts:space"),
        }
        queue_text(kinds.DORMANT_MEMBERSHIP, membership.user.email, values)
    keys = [membership.pk for membership in found]
    Membership.objects.filter(pk__in=keys).update(asked_at=timezone.now())
    return len(found)


def get_inactive_accounts(age: datetime.timedelta) -> "QuerySet[User]":
    """Return open accounts without a membership, and without a visit for so long."""
    limit = timezone.now() - age
    held = Membership.objects.current().filter(user=OuterRef("pk"))
    seen = Q(last_login__lt=limit) | Q(last_login__isnull=True, date_joined__lt=limit)
    return User.objects.filter(seen, ~Exists(held), is_active=True, is_staff=False)


@transaction.atomic
def close_inactive_accounts(age: datetime.timedelta) -> int:
    """Warn or close the accounts that are due; return how many were closed."""
    closed = 0
    early = timezone.now() - BETWEEN_WARNINGS
    for user in get_inactive_accounts(age).select_for_update():
        if user.warned_at and user.warned_at > early:
            continue
        if user.warnings >= WARNINGS:
            user.is_active = False
            closed += 1
        else:
            is_last = user.warnings + 1 == WARNINGS
            kind = kinds.LAST_WARNING if is_last else kinds.INACTIVE_ACCOUNT
            queue_text(kind, user.email, {"lien": link_to("account_login")})
            user.warnings += 1
            user.warned_at = timezone.now()
        user.save(update_fields=["is_active", "warnings", "warned_at"])
    return closed
