"""What happens to accounts and rights, for the security log."""

from typing import Any

from allauth.account.signals import login_code_rejected
from django.contrib.auth.signals import (
    user_logged_in,
    user_logged_out,
    user_login_failed,
)
from django.db.models.signals import m2m_changed, post_save, pre_save
from simple_history.signals import post_create_historical_record

from accounts.models import Membership, User
from cooperation.web.request_context import current_request
from cooperation.web.security_log import get_known_user, hash_address, log_event

FLAGS = ("is_active", "is_staff", "is_superuser")


def connect_security_events() -> None:
    user_logged_in.connect(log_login)
    user_logged_out.connect(log_logout)
    user_login_failed.connect(log_failed_login)
    login_code_rejected.connect(log_rejected_code)
    pre_save.connect(log_changed_flags, sender=User)
    post_save.connect(log_new_account, sender=User)
    for table in (User.groups.through, User.user_permissions.through):
        m2m_changed.connect(log_changed_roles, sender=table)
    post_create_historical_record.connect(
        log_changed_membership, sender=Membership.history.model
    )


def log_login(user: Any, **_signal: Any) -> None:
    log_event("login", user=user.pk)


def log_logout(user: Any, **_signal: Any) -> None:
    log_event("logout", user=user.pk if user else None)


def log_failed_login(credentials: dict[str, Any], **_signal: Any) -> None:
    typed = credentials.get("email") or credentials.get("username") or ""
    log_event("login failed", address=hash_address(str(typed)))


def log_rejected_code(user: Any, **_signal: Any) -> None:
    log_event("login failed", user=user.pk, way="code")


def log_changed_flags(
    instance: User, update_fields: Any = None, **_signal: Any
) -> None:
    """Log the rights that are about to change; a login saves another field."""
    if update_fields is not None and not set(update_fields) & set(FLAGS):
        return
    before = User.objects.filter(pk=instance.pk).values(*FLAGS).first()
    if before is None:
        return
    changed = {
        name: getattr(instance, name)
        for name in FLAGS
        if getattr(instance, name) != before[name]
    }
    if changed:
        log_rights(user=instance.pk, **changed)


def log_new_account(instance: User, created: bool = False, **_signal: Any) -> None:
    if created:
        flags = {name: getattr(instance, name) for name in FLAGS}
        log_rights(user=instance.pk, change="+", **flags)


def log_changed_roles(
    instance: Any, action: str, model: Any, pk_set: Any = None, **_signal: Any
) -> None:
    if action.startswith("post_"):
        name = model._meta.model_name
        keys = sorted(pk_set or ())
        log_rights(
            user=instance.pk, change=action.removeprefix("post_"), **{name: keys}
        )


def log_changed_membership(history_instance: Any, **_signal: Any) -> None:
    log_rights(
        user=history_instance.user_id,
        membership=history_instance.id,
        collectivity=history_instance.collectivity_id,
        role=history_instance.role,
        until=str(history_instance.until or ""),
        change=history_instance.history_type,
    )


def log_rights(**facts: Any) -> None:
    request = current_request.get()
    by = get_known_user(request) if request else None
    log_event("rights", by=by.pk if by else None, **facts)
