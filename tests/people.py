"""How people are logged in by the tests."""

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth.models import Permission
from django.test import Client, RequestFactory

from accounts.models import User


def log_in_with_second_factor(client: Client, person: User) -> Client:
    """Log a person in as if they had typed the code of their second factor."""
    client.force_login(person)
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, person, "mfa", type="totp")
    request.session.save()
    return client


def give_rights(person: User, *names: str) -> User:
    """Give a person rights by their names: "cooperation.view_action"."""
    for name in names:
        app, codename = name.split(".")
        right = Permission.objects.get(content_type__app_label=app, codename=codename)
        person.user_permissions.add(right)
    return person
