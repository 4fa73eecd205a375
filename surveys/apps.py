"""App of the surveys of authorities: questionnaires, waves, answers, reports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts import tasks


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = _("enquêtes")

    def ready(self) -> None:
        """Register what the lower apps show, send, keep and ask for surveys."""
        # Models are there only once every app is loaded.
        from accounts.mail import sending  # noqa: PLC0415
        from accounts.people.personal_data import register_personal_data  # noqa: PLC0415
        from cooperation.curation.staff_search import register_search_sources  # noqa: PLC0415
        from cooperation.curation.workplace import register_undertakings  # noqa: PLC0415
        from cooperation.presenters.filled_sections import register_section  # noqa: PLC0415
        from cooperation.presenters.search_groups import register_search_provider  # noqa: PLC0415
        from cooperation.presenters.search_publications import (  # noqa: PLC0415
            SitePage,
            register_pages,
        )
        from cooperation.web.mail_texts import register_mail_kinds  # noqa: PLC0415
        from cooperation.web.privacy import register_processing  # noqa: PLC0415
        from surveys.models import Report  # noqa: PLC0415
        from surveys.personal_data import PERSONAL_DATA_HOLDER  # noqa: PLC0415
        from surveys.processing_register import PROCESSING_RECORDS  # noqa: PLC0415
        from surveys.reports.search_group import find_reports  # noqa: PLC0415
        from surveys.reports.undertakings import list_surveys_under_way  # noqa: PLC0415
        from surveys.tasks import list_survey_tasks  # noqa: PLC0415
        from surveys.views.staff.navigation import (  # noqa: PLC0415
            register_staff_navigation,
        )
        from surveys.views.staff.search_sources import list_search_sources  # noqa: PLC0415
        from surveys.waves.kinds import SURVEY_MAILS  # noqa: PLC0415
        from surveys.waves.mails import send_running_waves  # noqa: PLC0415

        register_section("etats-des-lieux", lambda: Report.objects.published())
        register_search_provider("etats-des-lieux", 100, find_reports)
        words = "rapports enquetes reports surveys"
        register_pages(SitePage(_("États des lieux"), "reports:list", words=words))
        register_processing(*PROCESSING_RECORDS)
        tasks.register_task_provider(list_survey_tasks)
        sending.register_mail_sender(send_running_waves)
        register_mail_kinds(*SURVEY_MAILS)
        register_personal_data("enquetes", PERSONAL_DATA_HOLDER)
        register_staff_navigation()
        register_undertakings(list_surveys_under_way)
        register_search_sources(list_search_sources)
