"""An agent of Annecy, what they look after, and staff who decide."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import Membership
from cooperation.models import Action
from tests import factories
from tests.people import log_in_with_second_factor


@pytest.fixture
def membership() -> Membership:
    """An agent's membership for Annecy."""
    return factories.MembershipFactory(
        collectivity__name="Annecy", collectivity__slug="annecy"
    )


@pytest.fixture
def agent(client: Client, membership: Membership) -> Client:
    """That agent, logged in."""
    client.force_login(membership.user)
    return client


@pytest.fixture
def staff() -> Client:
    """A member of staff who may decide on proposals."""
    person = factories.UserFactory(staff=True, email="equipe@exemple.fr")
    person.user_permissions.add(Permission.objects.get(codename="change_proposal"))
    return log_in_with_second_factor(Client(), person)


@pytest.fixture
def action(membership: Membership) -> Action:
    """A published action of Annecy, with a place, a partner and an amount."""
    action = factories.ActionFactory(
        title="Eau potable à Téra", lead=membership.collectivity
    )
    factories.LocationFactory(action=action, place=factories.PlaceFactory())
    factories.InvolvementFactory(action=action, partner__name="SEVES")
    factories.FundingFactory(action=action, amount=1000, year=2024)
    return action
