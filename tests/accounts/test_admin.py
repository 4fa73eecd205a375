"""Accounts and groups in the admin; who may touch them: test_admin_rights."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import UserFactory

TABLES = ["accounts_user", "auth_group"]
PASSWORD = "les quatre saisons du lac"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("rows", [1, 3])
def test_a_superuser_lists_people_and_groups(
    table: str, rows: int, staff_client: Client, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        UserFactory()
        Group.objects.create(name=f"Groupe {number}")
    with django_assert_num_queries(8):
        page = staff_client.get(reverse(f"admin:{table}_changelist"))
    assert page.status_code == 200


def new_account(client: Client, **fields: str) -> Any:
    """Submit the form of a new account."""
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    return client.post(
        reverse("admin:accounts_user_add"),
        {"usable_password": "true", **passwords, **fields},
    )


def test_an_account_is_known_by_its_address(staff_client: Client) -> None:
    new_account(staff_client, email="anne@exemple.fr")
    person = User.objects.get(email="anne@exemple.fr")
    assert person.check_password(PASSWORD)
    assert not person.is_staff


def test_an_address_is_kept_in_lower_case(staff_client: Client) -> None:
    new_account(staff_client, email="Anne@Exemple.FR")
    assert User.objects.filter(email="anne@exemple.fr").exists()


def test_an_address_has_one_account(staff_client: Client) -> None:
    UserFactory(email="anne@exemple.fr")
    answer = new_account(staff_client, email="ANNE@exemple.fr")
    assert answer.context["adminform"].form.errors["email"] == [
        "Un compte existe déjà avec cette adresse."
    ]


def test_a_password_of_eleven_characters_is_refused(staff_client: Client) -> None:
    short = {"password1": "lac bleu 11", "password2": "lac bleu 11"}
    answer = new_account(staff_client, email="anne@exemple.fr", **short)
    assert "password2" in answer.context["adminform"].form.errors


def test_an_account_is_changed(staff_client: Client) -> None:
    person = UserFactory()
    staff_client.post(
        reverse("admin:accounts_user_change", args=[person.pk]),
        {"email": "B@exemple.fr", "is_active": "on", "first_name": "Bea"},
    )
    person.refresh_from_db()
    assert (person.email, person.first_name) == ("b@exemple.fr", "Bea")
