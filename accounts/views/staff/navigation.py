"""The staff pages and tables of people and proposals."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from accounts.people.permissions import (
    may_moderate,
    may_read_campaigns,
    may_read_mail_texts,
    may_read_proposals,
)
from cooperation.web.staff_navigation import (
    StaffGroup,
    StaffPage,
    register_staff_pages,
    register_staff_tables,
)


def may_decide_on_requests(request: HttpRequest) -> bool:
    return may_moderate(request) and request.user.has_perm(
        "accounts.change_accessrequest"
    )


def register_staff_navigation() -> None:
    register_staff_pages(
        StaffPage(
            StaffGroup.ENTRIES,
            10,
            gettext_lazy("Relecture des propositions"),
            "moderation:queue",
            may_read_proposals,
            bar_label=gettext_lazy("Relecture"),
        ),
        StaffPage(
            StaffGroup.PEOPLE,
            15,
            gettext_lazy("Demandes d’accès à décider"),
            "moderation:access_requests",
            may_decide_on_requests,
        ),
        StaffPage(
            StaffGroup.PEOPLE,
            16,
            gettext_lazy("Inviter des personnes"),
            "moderation:invite",
            may_moderate,
        ),
        StaffPage(
            StaffGroup.PEOPLE,
            20,
            gettext_lazy("Campagnes de mise à jour"),
            "moderation:campaigns",
            may_read_campaigns,
            bar_label=gettext_lazy("Campagnes"),
        ),
        StaffPage(
            StaffGroup.PEOPLE,
            25,
            gettext_lazy("Textes des courriels"),
            "moderation:mail_texts",
            may_read_mail_texts,
        ),
    )
    register_staff_tables(
        StaffGroup.PEOPLE,
        *("accounts.User", "accounts.Membership", "accounts.AccessRequest"),
        "auth.Group",
    )
