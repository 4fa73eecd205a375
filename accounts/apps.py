"""Users, memberships, proposals and update campaigns."""

from allauth.account.signals import password_changed, password_set
from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("comptes")

    def ready(self) -> None:
        """Connect login signals; register what the other apps show of this one."""
        # Models are there only once every app is loaded.
        from accounts.campaigns.workflow import send_running_campaigns  # noqa: PLC0415
        from accounts.mail import sending  # noqa: PLC0415
        from accounts.mail.kinds import ACCOUNT_MAILS  # noqa: PLC0415
        from accounts.mail.texts import find_changed_text  # noqa: PLC0415
        from accounts.people.account_links import ACCOUNT_LINKS  # noqa: PLC0415
        from accounts.people.processing_register import PROCESSING_RECORDS  # noqa: PLC0415
        from accounts.people.security_events import connect_security_events  # noqa: PLC0415
        from accounts.people.sessions import (  # noqa: PLC0415
            record_session_start,
            reset_inactivity_warnings,
        )
        from accounts.people.staff_password import forget_weak_password  # noqa: PLC0415
        from accounts.views.staff.navigation import (  # noqa: PLC0415
            register_staff_navigation,
        )
        from cooperation.presenters.search_publications import (  # noqa: PLC0415
            SitePage,
            register_pages,
        )
        from cooperation.web.account_links import register_account_links  # noqa: PLC0415
        from cooperation.web.mail_texts import (  # noqa: PLC0415
            register_mail_kinds,
            register_text_source,
        )
        from cooperation.web.outbox import mail_ended  # noqa: PLC0415
        from cooperation.web.privacy import register_processing  # noqa: PLC0415

        register_mail_kinds(*ACCOUNT_MAILS)
        register_text_source(find_changed_text)
        sending.register_mail_sender(send_running_campaigns)
        mail_ended.connect(sending.record_outcome)
        user_logged_in.connect(record_session_start)
        user_logged_in.connect(reset_inactivity_warnings)
        connect_security_events()
        for signal in (password_changed, password_set):
            signal.connect(forget_weak_password)
        register_processing(*PROCESSING_RECORDS)
        register_account_links(ACCOUNT_LINKS)
        words = "connexion compte espace agent mot de passe login password account"
        register_pages(SitePage(_("Se connecter"), "account_login", words=words))
        register_staff_navigation()
        # The models, which these count, are there by now.
        from accounts.campaigns.undertakings import list_campaigns_under_way  # noqa: PLC0415
        from accounts.mail.staff_digest import STAFF_TODO_ITEMS  # noqa: PLC0415
        from accounts.views.staff.search_sources import list_search_sources  # noqa: PLC0415
        from cooperation.curation.staff_search import register_search_sources  # noqa: PLC0415
        from cooperation.curation.todo import register_todo_items as register_work  # noqa: PLC0415
        from cooperation.curation.workplace import register_undertakings  # noqa: PLC0415

        register_work(*STAFF_TODO_ITEMS)
        register_search_sources(list_search_sources)
        register_undertakings(list_campaigns_under_way)
