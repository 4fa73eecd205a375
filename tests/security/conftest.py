"""A directory to look at, and a visitor who is nobody."""

import pytest
from pytest_django import DjangoDbBlocker

from cooperation.models import Action
from tests.security.world import build_public_world


@pytest.fixture(scope="module")
def world(shared_rows: DjangoDbBlocker) -> Action:
    """A published action with everything that may hang on it, one for each module."""
    with shared_rows.unblock():
        return build_public_world()
