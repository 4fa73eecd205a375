"""Users, memberships, proposals and update campaigns."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _

from accounts import posting
from accounts.register import LINES
from accounts.sessions import note_login, note_opening
from cooperation.privacy import register


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("comptes")

    def ready(self) -> None:
        """Connect login signals and register providers of the other apps' lists."""
        # Models are there only once every app is loaded.
        from accounts.campaigning import send_running  # noqa: PLC0415

        posting.register(send_running)
        user_logged_in.connect(note_opening)
        user_logged_in.connect(note_login)
        register(*LINES)
        # The models, which these count, are there by now.
        from accounts.digest import WORKS  # noqa: PLC0415
        from cooperation.waiting import register as register_work  # noqa: PLC0415

        register_work(*WORKS)
