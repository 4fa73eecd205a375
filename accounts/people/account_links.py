"""What this app adds to public pages: the account block, an entry's owner actions."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Proposal
from accounts.people.permissions import find_membership_for, get_user_authorities
from cooperation.models import Action, Agreement, Collectivity
from cooperation.web.account_links import AccountLinks, AccountMenu, OwnerActions


def build_account_menu(user: Any) -> AccountMenu:
    if not user.is_authenticated:
        return AccountMenu(
            reverse("accounts:for_authorities"), login_url=reverse("account_login")
        )
    space_url = reverse("accounts:space")
    links = [
        (_("Mon espace"), space_url),
        (_("Mon compte"), reverse("account_email")),
    ]
    if user.is_staff:
        links.append((_("Gestion"), reverse("admin:index")))
    return AccountMenu(
        space_url,
        name=user.get_full_name() or user.email,
        links=tuple(links),
        logout_url=reverse("account_logout"),
    )


def build_owner_actions(user: Any, entry: Any) -> OwnerActions | None:
    """Return what a person can do with an action, agreement or authority.

    None for other entries, and for an authority that no longer exists.
    """
    if isinstance(entry, Collectivity):
        return None if entry.closed_on else build_authority_actions(user, entry)
    if not isinstance(entry, Action | Agreement):
        return None
    if not find_membership_for(user, entry):
        first = entry.lead if isinstance(entry, Action) else entry.collectivity
        return build_request_link(first)
    kind = "action" if isinstance(entry, Action) else "agreement"
    waiting = Proposal.objects.waiting().filter(**{kind: entry.pk})
    is_confirmable = entry.is_published() and not waiting.exists()
    return OwnerActions(
        reverse(f"accounts:edit_{kind}", args=[entry.reference]),
        is_agent=True,
        confirm_url=reverse("accounts:confirm") if is_confirmable else "",
        reference=entry.reference,
    )


def build_authority_actions(user: Any, authority: Collectivity) -> OwnerActions:
    own = get_user_authorities(user).filter(pk=authority.pk)
    if not user.is_authenticated or not own.exists():
        return build_request_link(authority)
    url = reverse("accounts:edit_collectivity", args=[authority.slug])
    return OwnerActions(url, is_agent=True)


def build_request_link(authority: Collectivity) -> OwnerActions:
    """Return the link to an access request for an authority, filled in."""
    return OwnerActions(f"{reverse('accounts:request')}?collectivite={authority.slug}")


ACCOUNT_LINKS = AccountLinks(build_account_menu, build_owner_actions)
