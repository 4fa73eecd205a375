"""Every rule of the data is held by the database, and said in French by forms."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import BaseConstraint, Model, UniqueConstraint

from tests.cooperation.models.violations import VIOLATIONS, Violation

NEVER_IN_A_FORM = {"cooperation_formerslug_once"}


def constraints() -> Iterator[tuple[type[Model], BaseConstraint]]:
    """Return every constraint of our models."""
    for app in ("accounts", "cooperation", "surveys"):
        for model in apps.get_app_config(app).get_models():
            for constraint in model._meta.constraints:
                yield model, constraint


def test_every_constraint_is_broken_once() -> None:
    names = {constraint.name for _model, constraint in constraints()}
    assert {violation.constraint for violation in VIOLATIONS} == names


@pytest.mark.django_db
@pytest.mark.parametrize("violation", VIOLATIONS, ids=lambda one: one.constraint)
def test_the_database_refuses(violation: Violation) -> None:
    row = violation.build()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        row.save()
    assert refusal.value.__cause__.diag.constraint_name == violation.constraint


@pytest.mark.django_db
@pytest.mark.parametrize("violation", VIOLATIONS, ids=lambda one: one.constraint)
@pytest.mark.slow
def test_a_form_says_why_in_french(violation: Violation) -> None:
    row = violation.build()
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert violation.message in refusal.value.messages


def test_every_constraint_has_words_for_people() -> None:
    silent = {
        constraint.name
        for _model, constraint in constraints()
        if constraint.violation_error_message
        == UniqueConstraint.default_violation_error_message
    }
    assert silent == NEVER_IN_A_FORM
