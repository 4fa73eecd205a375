"""The staff pages and tables of the directory, in the order in which they are shown."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from cooperation.views.staff.changes import list_viewable_owners
from cooperation.web.staff_navigation import (
    StaffGroup,
    StaffPage,
    register_staff_pages,
    register_staff_tables,
    require,
)

# Whose rows can be merged, by name of table.
MERGEABLE = {
    "collectivity": gettext_lazy("collectivités"),
    "partner": gettext_lazy("partenaires"),
    "action": gettext_lazy("actions"),
    "agreement": gettext_lazy("accords"),
    "place": gettext_lazy("lieux"),
}


def register_staff_navigation() -> None:
    register_staff_pages(
        StaffPage(
            StaffGroup.ENTRIES,
            50,
            gettext_lazy("Importer un tableur"),
            "admin:cooperation_importbatch_changelist",
            require("cooperation.import_directory"),
            bar_label=gettext_lazy("Importer"),
        ),
        *(
            StaffPage(
                StaffGroup.ENTRIES,
                60,
                format_lazy(gettext_lazy("Doublons possibles : {what}"), what=what),
                f"admin:cooperation_{table}_twins",
                require(f"cooperation.change_{table}"),
            )
            for table, what in MERGEABLE.items()
        ),
        StaffPage(
            StaffGroup.REFERENCE,
            70,
            gettext_lazy("Changements du 1er janvier"),
            "admin:cooperation_collectivity_edition",
            require("cooperation.change_collectivity"),
        ),
        StaffPage(
            StaffGroup.REFERENCE,
            71,
            gettext_lazy("Collectivités qui n’existent plus"),
            "admin:cooperation_collectivity_closed",
            require("cooperation.change_collectivity"),
        ),
        StaffPage(
            StaffGroup.UPKEEP,
            80,
            gettext_lazy("Toutes les modifications"),
            "admin:changes",
            lambda request: bool(list_viewable_owners(request.user)),
        ),
        StaffPage(
            StaffGroup.UPKEEP,
            81,
            gettext_lazy("Traitements et tâches périodiques"),
            "admin:jobs",
            require("cooperation.view_periodicjob"),
        ),
    )
    for group, tables in STAFF_TABLES_OF_DIRECTORY.items():
        register_staff_tables(group, *(f"cooperation.{table}" for table in tables))


STAFF_TABLES_OF_DIRECTORY = {
    StaffGroup.ENTRIES: (
        *("Action", "Agreement", "Collectivity", "EPCI", "CollectivityAlias"),
        *("Partner", "Place", "Testimony"),
    ),
    StaffGroup.PUBLICATIONS: (
        *("GuidedStory", "Resource", "Event", "FundingCall", "Offer"),
        "GlossaryTerm",
    ),
    StaffGroup.REFERENCE: (
        *("Theme", "Goal", "FundingWindow", "CeilingRule", "ExchangeRate"),
        *("Country", "SubRegion", "Region", "Department", "Synonym"),
    ),
    StaffGroup.UPKEEP: (
        *("ErrorReport", "RelayedMessage", "OutgoingMail", "LinkCheck"),
        *("ImportBatch", "Merge", "FormerSlug"),
    ),
}
