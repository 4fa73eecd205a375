"""Adapter of django-allauth: accounts are opened by staff, not by signing up."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from accounts.mail import kinds
from accounts.models import User
from accounts.people.staff_password import record_password
from cooperation.web.client_address import get_client_address
from cooperation.web.context import Context
from cooperation.web.mail_texts import build_text_message, link_to
from cooperation.web.outbox import enqueue_nothing
from cooperation.web.throttle import ThrottledError, check_attempt

UNKNOWN_ACCOUNT = "account/email/unknown_account"
# What allauth calls these mails; its other mails are texts of its own.
KINDS = {
    UNKNOWN_ACCOUNT: kinds.UNKNOWN_ACCOUNT,
    "account/email/login_code": kinds.LOGIN_CODE,
}
# What is sent to whoever asks for a code, or a new password.
ANSWERS = (
    UNKNOWN_ACCOUNT,
    "account/email/login_code",
    "account/email/password_reset_key",
)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by an invitation or a request that staff accept."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return what limits on logins count by, and lists of sessions show."""
        return get_client_address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Note whether the password is enough for staff, who may be it later."""
        user = super().authenticate(request, **credentials)
        if user is not None and credentials.get("password"):
            record_password(request, cast(User, user), credentials["password"])
        return user

    def format_email_subject(self, subject: str) -> str:
        return f"Passerelles – {subject}"

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the admin for staff, the space for anybody else."""
        is_staff = getattr(request.user, "is_staff", False)
        return reverse("admin:index" if is_staff else "accounts:space")

    def render_mail(
        self,
        prefix: str,
        email: str,
        context: Context,
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Return a mail with the text of the site, where it has one."""
        kind = KINDS.get(prefix)
        if kind is None:
            message: EmailMessage = super().render_mail(prefix, email, context, headers)
            return message
        values = {
            "adresse": email,
            "code": context.get("code", ""),
            "lien": link_to("accounts:request"),
        }
        language = get_language() or settings.LANGUAGE_CODE
        return build_text_message(kind, email, values, language=language)

    def send_mail(self, prefix: str, email: str, context: Context) -> None:
        """Add ``site_url``, which the links and the footer of mails use.

        Anyone may name any address: one without an account is told so twice a day at
        most. The page says nothing of it, and takes as long for any address: all are
        counted, and a mail that is left out is made all the same.
        """
        context = context | {"site_url": settings.SITE_URL}
        if prefix in ANSWERS and not may_be_told(email) and prefix == UNKNOWN_ACCOUNT:
            self.render_mail(prefix, email, context)
            enqueue_nothing()
            return
        super().send_mail(prefix, email, context)


def may_be_told(email: str) -> bool:
    """Count a mail to an address that somebody typed; return whether it is few."""
    try:
        check_attempt("unknown_accounts", email.lower())
    except ThrottledError:
        return False
    return True
