"""The accounts of the demonstration, one per kind of work."""

from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission

from accounts.models import Membership, User
from cooperation.models import Collectivity


class DemoAccount(NamedTuple):
    """An account whose password is printed at each start."""

    who: str
    email: str
    password: str
    is_staff: bool = False
    is_superuser: bool = False


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
    ),
    DemoAccount(
        who="Agent of a commune, looks after its sheets",
        email="agent@passerelles.example",
        password="demonstration-agent-commune",  # noqa: S106 -- printed, loopback only
    ),
]
AGENT_EMAIL = DEMO_ACCOUNTS[-1].email
EDITORS = "Équipe"
# Annecy, which leads several of the real actions.
AGENT_OF = "74010"


def make_accounts() -> None:
    """Create the accounts, or give them back their password and rights."""
    editors, _created = Group.objects.get_or_create(name=EDITORS)
    directory = Permission.objects.filter(content_type__app_label="cooperation")
    people = Permission.objects.filter(
        content_type__app_label="accounts",
        content_type__model__in=[
            *("membership", "accessrequest", "proposal", "updatecampaign")
        ],
    )
    # Taking answers away with the names of who gave them is for the owner alone.
    surveys = Permission.objects.filter(content_type__app_label="surveys").exclude(
        codename="export_answers"
    )
    edited = directory | people | surveys
    editors.permissions.set(edited.exclude(codename__startswith="delete_"))
    for account in DEMO_ACCOUNTS:
        make_account(account, editors)


def make_account(account: DemoAccount, editors: Group) -> None:
    """Create one account, or put it right."""
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
    is_editor = account.is_staff and not account.is_superuser
    user.groups.set([editors] if is_editor else [])
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    if not account.is_staff:
        give_mandate(user)


def give_mandate(user: User) -> None:
    """Let an agent look after the sheets of a commune."""
    commune = Collectivity.objects.filter(insee_code=AGENT_OF).first()
    if commune and not Membership.objects.of(user).current().exists():
        Membership.objects.create(user=user, collectivity=commune)
