"""After a test that commits, the database is as Django's flush leaves it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection

from cooperation.models import Action
from cooperation.web.etags import get_public_version
from tests.emptying import (
    Digests,
    empty_database,
    list_filled_tables,
    read_digests,
)
from tests.security.world import build_public_world

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def read_everything() -> Digests:
    with connection.cursor() as cursor:
        return read_digests(cursor, list_filled_tables(cursor))


def list_rights() -> list[str]:
    return sorted(map(str, Permission.objects.all()))


def test_what_was_written_is_gone_and_caches_are_told() -> None:
    empty_database()
    before = read_everything()
    assert set(before) == {"auth_permission", "django_content_type"}
    build_public_world()
    version = get_public_version()

    empty_database()

    assert not Action.objects.exists()
    assert read_everything() == before
    assert get_public_version() != version


def test_rights_that_were_taken_away_come_back_and_new_ones_go() -> None:
    empty_database()
    before = list_rights()
    first = Permission.objects.first()
    assert first is not None
    Permission.objects.create(
        codename="nouveau", name="Nouveau", content_type=first.content_type
    )
    first.delete()

    empty_database()

    assert list_rights() == before


def test_rights_that_a_test_gave_leave_with_it() -> None:
    empty_database()
    Group.objects.create(name="Une équipe").permissions.set(Permission.objects.all())

    empty_database()

    assert not Group.objects.exists()
    assert Group.permissions.through.objects.count() == 0
