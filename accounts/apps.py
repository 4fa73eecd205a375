"""People: users, and later memberships, proposals and campaigns."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _

from accounts.sessions import note_opening


class AccountsConfig(AppConfig):
    """The app of people."""

    name = "accounts"
    verbose_name = _("comptes")

    def ready(self) -> None:
        """Watch the opening of sessions, whoever opens them."""
        user_logged_in.connect(note_opening)
