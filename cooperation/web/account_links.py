"""What the app of accounts adds to public pages; it registers in ``ready()``.

Nothing of it enters a kept page but what all anonymous visitors get alike.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpRequest

from cooperation.web.visitor import get_public_user


@dataclass(frozen=True)
class AccountMenu:
    """The account block of the header, and where authorities begin.

    ``name`` is that of the person who is logged in, with ``links`` (label, URL) to
    their pages; the anonymous have a ``login_url`` instead.
    """

    space_url: str
    login_url: str = ""
    name: str = ""
    links: tuple[tuple[str, str], ...] = ()
    logout_url: str = ""


@dataclass(frozen=True)
class OwnerActions:
    """What the authority of an entry can do with it.

    ``edit_url`` leads its agent to the form, others to an access request filled in.
    The agent may post ``reference`` to ``confirm_url``, where that is possible.
    """

    edit_url: str
    is_agent: bool = False
    confirm_url: str = ""
    reference: str = ""


class AccountLinks(NamedTuple):
    """How the higher app builds both, for a user."""

    build_menu: Callable[[Any], AccountMenu]
    build_owner_actions: Callable[[Any, Any], OwnerActions | None]


REGISTERED: list[AccountLinks] = []


def register_account_links(links: AccountLinks) -> None:
    REGISTERED[:] = [links]


def build_account_menu(request: HttpRequest) -> AccountMenu | None:
    user = get_public_user(request)
    return next((links.build_menu(user) for links in REGISTERED), None)


def build_owner_actions(request: HttpRequest, entry: Any) -> OwnerActions | None:
    """Return what the authority of ``entry`` can do; None where nobody owns it."""
    user = get_public_user(request)
    return next((links.build_owner_actions(user, entry) for links in REGISTERED), None)
