"""The staff pages and tables of surveys and reports."""

from django.utils.translation import gettext_lazy

from cooperation.web.staff_navigation import (
    StaffGroup,
    StaffPage,
    register_staff_pages,
    register_staff_tables,
)
from surveys import permissions


def register_staff_navigation() -> None:
    register_staff_pages(
        StaffPage(
            StaffGroup.SURVEYS,
            30,
            gettext_lazy("Enquêtes"),
            "waves:waves",
            permissions.may_read_waves,
            bar_label=gettext_lazy("Enquêtes"),
        ),
        StaffPage(
            StaffGroup.SURVEYS,
            35,
            gettext_lazy("Questionnaires"),
            "waves:questionnaires",
            permissions.may_read_questionnaires,
        ),
        StaffPage(
            StaffGroup.SURVEYS,
            40,
            gettext_lazy("Écrire les états des lieux"),
            "report_editing:drafts",
            permissions.may_read_report_drafts,
            bar_label=gettext_lazy("États des lieux"),
        ),
    )
    register_staff_tables(StaffGroup.SURVEYS, "surveys.Participation")
