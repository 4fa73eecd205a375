"""The directory: who cooperates with whom, where, on what, with whose money."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CooperationConfig(AppConfig):
    name = "cooperation"
    verbose_name = _("annuaire")

    def ready(self) -> None:
        """Register answers of the search, mails that visitors cause, pages of staff."""
        # Models are there only once every app is loaded.
        from cooperation.curation.error_reports import REPORT_ANSWER  # noqa: PLC0415
        from cooperation.presenters.search_publications import (  # noqa: PLC0415
            register_directory_search,
        )
        from cooperation.views.staff.navigation import (  # noqa: PLC0415
            register_staff_navigation,
        )
        from cooperation.web.contact import RELAYED, RELAYED_COPY  # noqa: PLC0415
        from cooperation.web.mail_texts import register_mail_kinds  # noqa: PLC0415

        register_directory_search()
        register_staff_navigation()
        register_mail_kinds(RELAYED, RELAYED_COPY, REPORT_ANSWER)
