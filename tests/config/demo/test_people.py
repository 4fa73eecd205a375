"""The accounts of the demonstration open what they say."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from config.demo.people import DEMO_ACCOUNTS, DemoAccount, make_accounts

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def accounts(db: None) -> None:
    make_accounts()


@pytest.mark.parametrize("account", DEMO_ACCOUNTS, ids=lambda account: account.email)
def test_the_printed_password_opens_what_it_is_for(
    client: Client, account: DemoAccount, settings: Any
) -> None:
    settings.STAFF_SECOND_FACTOR = False

    page = client.post(
        "/compte/login/",
        {"login": account.email, "password": account.password},
        follow=True,
    )

    assert page.status_code == 200
    assert page.redirect_chain[-1][0] == (
        "/gestion/" if account.is_staff else "/espace/"
    )


def test_a_second_start_gives_back_a_changed_password_and_adds_nobody() -> None:
    owner = User.objects.get(email=DEMO_ACCOUNTS[0].email)
    owner.set_password("something else")
    owner.save()

    make_accounts()

    owner.refresh_from_db()
    assert owner.check_password(DEMO_ACCOUNTS[0].password)
    assert User.objects.count() == len(DEMO_ACCOUNTS)


def test_staff_edit_the_directory_and_touch_nobody_s_rights() -> None:
    staff = User.objects.get(groups__name="Équipe")

    assert staff.has_perm("cooperation.change_action")
    assert staff.has_perm("cooperation.add_agreement")
    assert not staff.has_perm("cooperation.delete_action")
    assert staff.has_perm("accounts.change_accessrequest")
    assert not staff.has_perm("accounts.change_user")


@pytest.mark.parametrize("account", DEMO_ACCOUNTS, ids=lambda account: account.email)
def test_passwords_have_the_length_asked_of_staff(account: DemoAccount) -> None:
    assert len(account.password) >= 16
