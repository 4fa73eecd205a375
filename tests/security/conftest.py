"""A directory to look at, and a visitor who is nobody."""

import pytest

from cooperation.models import Action
from tests.security.world import build_public_world


@pytest.fixture
def world(db: None) -> Action:
    """A published action with everything that may hang on it."""
    return build_public_world()
