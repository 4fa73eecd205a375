"""The accounts of the demonstration, one per kind of work."""

from typing import NamedTuple

from django.contrib.auth.models import Group, Permission

from accounts.models import User


class DemoAccount(NamedTuple):
    """An account whose password is printed at each start."""

    who: str
    email: str
    password: str
    is_superuser: bool


DEMO_ACCOUNTS = [
    DemoAccount(
        who="Site owner, may do everything",
        email="responsable@passerelles.example",
        password="demonstration-responsable",  # noqa: S106 -- printed, loopback only
        is_superuser=True,
    ),
    DemoAccount(
        who="Staff, edits the directory",
        email="equipe@passerelles.example",
        password="demonstration-equipe-csi",  # noqa: S106 -- printed, loopback only
        is_superuser=False,
    ),
]
EDITORS = "Équipe"


def make_accounts() -> None:
    """Create the accounts, or give them back their password and rights."""
    editors, _created = Group.objects.get_or_create(name=EDITORS)
    editors.permissions.set(
        Permission.objects.filter(content_type__app_label="cooperation").exclude(
            codename__startswith="delete_"
        )
    )
    for account in DEMO_ACCOUNTS:
        make_account(account, editors)


def make_account(account: DemoAccount, editors: Group) -> None:
    """Create one account, or put it right."""
    user, _created = User.objects.update_or_create(
        email=account.email,
        defaults={"is_staff": True, "is_superuser": account.is_superuser},
    )
    if not user.check_password(account.password):
        user.set_password(account.password)
        user.save()
    user.groups.set([] if account.is_superuser else [editors])
