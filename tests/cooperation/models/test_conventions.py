"""Habits that every model keeps."""

import pytest
from django.apps import apps
from django.db.models import Field, Model

from cooperation import enums


def ours() -> list[type[Model]]:
    """Return the models that we wrote, without their histories."""
    configs = [
        apps.get_app_config(app) for app in ("accounts", "cooperation", "surveys")
    ]
    return [
        model
        for config in configs
        for model in config.get_models()
        if not model.__name__.startswith("Historical")
    ]


def written_by_us(model: type[Model]) -> list[Field]:
    """Return the fields that people see."""
    return [field for field in model._meta.local_fields if field.name != "id"]


def starts_low(name: str) -> bool:
    """Return whether a name starts in lower case, or with an acronym."""
    first = name.split()[0]
    return first[0].islower() or first.isupper()


@pytest.mark.parametrize("model", ours(), ids=lambda model: model.__name__)
def test_names_for_people_are_lower_case(model: type[Model]) -> None:
    names = [model._meta.verbose_name, model._meta.verbose_name_plural]
    if model._meta.app_label == "cooperation":
        names += [field.verbose_name for field in written_by_us(model)]
    assert [str(name) for name in names if not starts_low(str(name))] == []


@pytest.mark.parametrize("model", ours(), ids=lambda model: model.__name__)
def test_rows_come_in_one_order(model: type[Model]) -> None:
    """An order that ends with something unique, so that pages never overlap."""
    last = model._meta.ordering[-1] if model._meta.ordering else "pk"
    field = model._meta.pk if last == "pk" else model._meta.get_field(last)
    assert field.unique


def test_states_of_actions_and_agreements_share_their_values() -> None:
    shared = set(enums.AgreementStatus.values)
    assert shared <= set(enums.ActionStatus.values)


def test_every_event_of_an_agreement_has_a_place_and_leads_to_a_status() -> None:
    kinds = set(enums.AgreementEventKind.values)
    assert set(enums.AgreementEventKind.ORDER) == kinds
    assert set(enums.AgreementEventKind.STATUS_AFTER) == kinds


@pytest.mark.parametrize("model", ours(), ids=lambda model: model.__name__)
def test_a_closed_list_is_closed_in_the_database_too(model: type[Model]) -> None:
    closed = {field.name for field in model._meta.local_fields if field.choices}
    names = {constraint.name for constraint in model._meta.constraints}
    prefix = f"{model._meta.app_label}_{model._meta.model_name}"
    known = {field for field in closed if f"{prefix}_{field}_known" in names}
    assert closed - known - {"epci_type"} == set()
