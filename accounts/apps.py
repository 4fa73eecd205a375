"""People: users, and later memberships, proposals and campaigns."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _

from accounts import posting
from accounts.register import LINES
from accounts.sessions import note_login, note_opening
from cooperation.privacy import register


class AccountsConfig(AppConfig):
    """The app of people."""

    name = "accounts"
    verbose_name = _("comptes")

    def ready(self) -> None:
        """Watch logins; send for campaigns; say what is kept of people."""
        # Models are there only once every app is loaded.
        from accounts.campaigning import send_running  # noqa: PLC0415

        posting.register(send_running)
        user_logged_in.connect(note_opening)
        user_logged_in.connect(note_login)
        register(*LINES)
