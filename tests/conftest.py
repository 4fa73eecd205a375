"""What every test stands on."""

import pytest

from tests import factories


@pytest.fixture
def staff_client(client, db):
    """A logged-in client of a superuser at CSI."""
    client.force_login(factories.UserFactory(superuser=True))
    return client
