"""The accounts of the demonstration, one per role."""

from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.models import Membership, User
from accounts.people.roles import CURATOR, MANAGER, VIEWER, Role, make_roles
from cooperation.models import Collectivity


class DemoAccount(NamedTuple):
    """An account whose password is printed at each start."""

    who: str
    email: str
    password: str
    is_staff: bool = False
    is_superuser: bool = False
    role: Role | None = None


DEMO_ACCOUNTS = [
    DemoAccount(
        who="Site owner, may do everything",
        email="responsable@passerelles.example",
        password="demonstration-responsable",  # noqa: S106 -- printed, loopback only
        is_staff=True,
        is_superuser=True,
    ),
    DemoAccount(
        who="Staff, edits the directory",
        email="equipe@passerelles.example",
        password="demonstration-equipe-csi",  # noqa: S106 -- printed, loopback only
        is_staff=True,
        role=CURATOR,
    ),
    DemoAccount(
        who="Staff manager, also accounts and spreadsheets",
        email="gestion@passerelles.example",
        password="demonstration-gestion-csi",  # noqa: S106 -- printed, loopback only
        is_staff=True,
        role=MANAGER,
    ),
    DemoAccount(
        who="Staff, may only look",
        email="lecture@passerelles.example",
        password="demonstration-lecture-csi",  # noqa: S106 -- printed, loopback only
        is_staff=True,
        role=VIEWER,
    ),
    DemoAccount(
        who="Agent of a commune, looks after its entries",
        email="agent@passerelles.example",
        password="demonstration-agent-commune",  # noqa: S106 -- printed, loopback only
    ),
]
AGENT_EMAIL = DEMO_ACCOUNTS[-1].email
# Annecy, which leads several of the real actions.
AGENT_COMMUNE_CODE = "74010"


def make_accounts() -> None:
    groups = {group.name: group for group in make_roles()}
    for account in DEMO_ACCOUNTS:
        make_account(account, groups)


def make_account(account: DemoAccount, groups: dict[str, Group]) -> None:
    user, _created = User.objects.update_or_create(
        email=account.email,
        defaults={
            "is_staff": account.is_staff,
            "is_superuser": account.is_superuser,
        },
    )
    if not user.check_password(account.password):
        user.set_password(account.password)
        user.save()
    user.groups.set([groups[account.role.name]] if account.role else [])
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    if not account.is_staff:
        create_agent_membership(user)


def create_agent_membership(user: User) -> None:
    commune = Collectivity.objects.filter(insee_code=AGENT_COMMUNE_CODE).first()
    if commune and not Membership.objects.for_user(user).current().exists():
        Membership.objects.create(user=user, collectivity=commune)
