"""App of the surveys of authorities: questionnaires, waves, answers, reports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts import errands, posting
from cooperation.privacy import register
from surveys.register import LINES


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = _("enquêtes")

    def ready(self) -> None:
        """Register tasks, mails, personal data and the register of processing."""
        # Models are there only once every app is loaded.
        from accounts.personal_data import HOLDERS  # noqa: PLC0415
        from surveys.errands import errands_of  # noqa: PLC0415
        from surveys.respondents import HOLDER  # noqa: PLC0415
        from surveys.writing import send_running  # noqa: PLC0415

        register(*LINES)
        errands.register(errands_of)
        posting.register(send_running)
        HOLDERS["enquetes"] = HOLDER
