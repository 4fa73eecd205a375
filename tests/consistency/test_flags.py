"""Every flag and state that a rule reads is written by the site, not only by its tests.

A flag that nothing but the demonstration sets shuts a door on the real site: once, no
survey could be published. Writers are looked for in the code: fields of forms and of
the admin, keywords of calls and keys of ``defaults``, assignments.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.test import RequestFactory

from tests import factories

ROOT = Path(__file__).resolve().parents[2]
APPS = ("cooperation", "accounts", "surveys")
# A form that is only looked at here may have an address field of Django's default.
pytestmark = pytest.mark.filterwarnings(
    "ignore::django.utils.deprecation.RemovedInDjango60Warning"
)
# What no page needs to write: migrations, the demonstration, the benchmark.
NOT_OF_THE_SITE = ("migrations", "demo", "benchmark_data.py", "generate_actions.py")


def iter_trees() -> Iterator[ast.Module]:
    for app in (*APPS, "config"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if not set(NOT_OF_THE_SITE) & {*path.parts, path.name}:
                yield ast.parse(path.read_text())


WRITERS = {"update", "create", "get_or_create", "update_or_create", "bulk_create"}
READERS = {"filter", "exclude", "get", "Q", "When", "Count", "Exists", "alias"}


def get_call_name(node: ast.Call) -> str:
    called = node.func
    return getattr(called, "attr", "") or getattr(called, "id", "")


@pytest.fixture(scope="module")
def written() -> set[str]:
    """Names of fields that code assigns, or gives to a row that it makes or changes."""
    makers = WRITERS | {model.__name__ for model in iter_own_models()}
    names: set[str] = set()
    for tree in iter_trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and get_call_name(node) in makers:
                names |= {one.arg for one in node.keywords if one.arg}
            elif isinstance(node, ast.keyword) and node.arg in {
                "defaults",
                "update_fields",
            }:
                names |= set(iter_texts(node.value))
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                names.add(node.attr)
    return names


def iter_texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.fixture(scope="module")
def given() -> set[tuple[str, str]]:
    """Members of enumerations that stand where a value is given, not compared.

    The pair of an enumeration and "choices" stands where a page offers them all.
    """
    found: set[tuple[str, str]] = set()
    for tree in iter_trees():
        collect_given(tree, found)
    return found


def collect_given(node: ast.AST, found: set[tuple[str, str]]) -> None:
    if isinstance(node, ast.Compare):
        return
    if isinstance(node, ast.Call) and get_call_name(node) in READERS:
        return
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        found.add((node.value.id, node.attr))
    if isinstance(node, ast.Call):
        # A member by its value, as a form sent it.
        found.add((get_call_name(node), "choices"))
    for child in ast.iter_child_nodes(node):
        collect_given(child, found)


@pytest.fixture
def edited(rf: RequestFactory, db: None) -> set[tuple[type[models.Model], str]]:
    """Fields that a form of the site or of the admin lets somebody fill in."""
    request = rf.get("/")
    request.user = factories.UserFactory(staff=True, is_superuser=True)
    found = set()
    for model_admin in admin.site._registry.values():
        may_write = model_admin.has_change_permission, model_admin.has_add_permission
        if not any(may(request) for may in may_write):
            continue
        form = model_admin.get_form(request, change=False)
        found |= {(model_admin.model, name) for name in form.base_fields}
        for inline in model_admin.get_inline_instances(request):
            inner = inline.get_formset(request).form
            found |= {(inline.model, name) for name in inner.base_fields}
    for form_class in iter_subclasses(ModelForm):
        if form_class._meta.model:
            found |= {(form_class._meta.model, name) for name in form_class.base_fields}
    return found


def iter_subclasses(parent: type) -> Iterator[type]:
    for child in parent.__subclasses__():
        yield child
        yield from iter_subclasses(child)


def iter_own_models() -> Iterator[type[models.Model]]:
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            if not model.__name__.startswith("Historical") and not model._meta.proxy:
                yield model


@pytest.mark.slow
def test_every_flag_is_written_somewhere_on_a_real_site(
    written: set[str], edited: set[tuple[type[models.Model], str]]
) -> None:
    flags = [
        (model, field.name)
        for model in iter_own_models()
        for field in model._meta.local_fields
        if isinstance(field, models.BooleanField)
    ]
    never = [
        f"{model.__name__}.{name}"
        for model, name in flags
        if (model, name) not in edited and name not in written
    ]
    assert len(flags) >= 20
    assert never == []


@pytest.mark.slow
def test_every_state_is_reached_somewhere_on_a_real_site(
    given: set[tuple[str, str]], edited: set[tuple[type[models.Model], str]]
) -> None:
    enumerations = {
        tuple(one.choices): one for one in iter_subclasses(models.TextChoices)
    }
    never, checked = [], 0
    for model in iter_own_models():
        for field in model._meta.local_fields:
            enumeration = enumerations.get(tuple(field.choices or ()))
            if enumeration is None or (model, field.name) in edited:
                continue
            checked += 1
            name = enumeration.__name__
            never += [
                f"{model.__name__}.{field.name}: {member.name}"
                for member in enumeration
                if not {(name, member.name), (name, "choices")} & given
            ]
    assert checked > 10
    assert never == []
