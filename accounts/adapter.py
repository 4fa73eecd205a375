"""How django-allauth behaves here: accounts are given, not taken."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are opened by an invitation or a request that staff accept."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Refuse that people open accounts by themselves."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """Give a subject that says where the mail comes from."""
        return f"Passerelles – {subject}"

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Give where a person goes after logging in: staff to the admin."""
        is_staff = getattr(request.user, "is_staff", False)
        return reverse("admin:index" if is_staff else "accounts:space")

    def send_mail(self, prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail; its links and its foot name the site by its own address."""
        super().send_mail(prefix, email, context | {"site_url": settings.SITE_URL})
