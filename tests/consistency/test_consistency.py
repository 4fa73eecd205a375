"""What the project says of itself is true, and what it forbids itself is not there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management import get_commands
from django.db.models import Field, Model

from cooperation import urls

ROOT = Path(settings.BASE_DIR)
README = (ROOT / "README.md").read_text()
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OWN_APPS = [app for app in apps.get_app_configs() if (ROOT / app.name).is_dir()]
CODE = [
    path
    for folder in ["config", "cooperation", "accounts", "surveys"]
    for path in sorted((ROOT / folder).rglob("*.py"))
]
# The names Django and gunicorn look for by themselves.
FOUND_BY_NAME = {f"{code}.html" for code in (400, 403, 404, 500, 503)}
INLINE = re.compile(
    r"""\sstyle=|<style|\son[a-z]+=|<script(?![^>]*(?:\ssrc=|application/json))"""
)


def relative(paths: list[Path]) -> list[str]:
    """Return paths as a reader of the project knows them."""
    return [str(path.relative_to(ROOT)) for path in paths]


# Documentation ----------------------------------------------------------------------


def variables_read() -> set[str]:
    """Return the environment variables that the settings and the server read."""
    names = set()
    for name in ("settings", "databases", "s3", "gunicorn"):
        code = (ROOT / "config" / f"{name}.py").read_text()
        names |= set(re.findall(r'env\.\w+\(\s*"([A-Z0-9_]+)"', code))
        names |= set(re.findall(r'environ\.get\(\s*"([A-Z_]+)"', code))
    return names


def test_every_setting_is_in_the_table_of_the_readme() -> None:
    described = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", README, re.MULTILINE))

    assert variables_read() - described == set()


def test_the_readme_describes_no_setting_that_is_gone() -> None:
    described = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", README, re.MULTILINE))
    read_by_compose = {"PORT", "POSTGRES_PASSWORD"}

    assert described - variables_read() == read_by_compose


def commands_described(program: str) -> list[str]:
    """Return what the table of commands of the README has for ``make`` or so."""
    return sorted(re.findall(rf"^\| `{program} ([\w-]+)", README, re.MULTILINE))


def test_the_readme_describes_each_command_once() -> None:
    apps_of_ours = {app.name for app in OWN_APPS}
    own = sorted(name for name, app in get_commands().items() if app in apps_of_ours)

    assert commands_described("manage.py") == own


def test_the_readme_describes_each_target_of_make_once() -> None:
    makefile = (ROOT / "Makefile").read_text()
    helped = re.findall(r"^([\w-]+):.* ## ", makefile, re.MULTILINE)

    assert commands_described("make") == sorted(helped)


def test_every_route_is_in_the_contract_of_addresses() -> None:
    contract = (ROOT / "docs" / "urls.md").read_text()
    routes = [str(pattern.pattern) for pattern in urls.urlpatterns]

    plain = ["/" + re.sub(r"<\w+:(\w+)>", r"<\1>", route) for route in routes]
    plain = [route for route in plain if not route.startswith("/^")]
    assert [route for route in plain if f"| `{route}` |" not in contract] == []


def test_every_target_of_make_is_in_its_help() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^\.PHONY: (\S+)$", makefile, re.MULTILINE))
    helped = set(re.findall(r"^([\w-]+):.* ## ", makefile, re.MULTILINE))

    assert targets - helped == {
        *("installed", "data", "peers"),
        *("lint-types", "lint-style"),
    }


def test_every_decision_has_its_four_parts() -> None:
    parts = ["## Status", "## Context", "## Decision", "## Consequences"]
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    incomplete = [
        path.name
        for path in decisions
        if re.findall(r"^## .*", path.read_text(), re.MULTILINE) != parts
        or not path.read_text().startswith(f"# {int(path.name[:4])}. ")
    ]
    assert decisions
    assert incomplete == []


# Templates --------------------------------------------------------------------------


def test_no_template_is_unused() -> None:
    everything = "".join(path.read_text() for path in TEMPLATES + CODE)

    unused = [
        path
        for path in TEMPLATES
        if path.name not in FOUND_BY_NAME
        and str(path.relative_to(ROOT / "templates")) not in everything
        and "admin" not in path.parts
        # Those of django-allauth and django-leaflet, which ours replace.
        and not {"allauth", "account", "leaflet"} & set(path.parts)
        # send_on_commit() is given the name without its ending.
        and not ("mail" in path.parts and f'"{path.stem}"' in everything)
        # Generic views build the name of their template from the model's.
        and f"{path.parent.name}/{path.stem}" not in everything
    ]
    assert relative(unused) == []


def test_no_template_holds_inline_script_or_style() -> None:
    holding = [path for path in TEMPLATES if INLINE.search(path.read_text())]

    assert relative(holding) == []


def test_no_key_is_written_with_its_thousands_parted() -> None:
    """From 1,000 up, "1 000" is no key any more: links and forms would break."""
    parted = re.compile(
        r'="[^"]*\{\{ ?(?:[a-z_]+\.)*(?:pk|version|\w+_page_number) ?\}\}'
    )
    holding = [path for path in TEMPLATES if parted.search(path.read_text())]

    assert relative(holding) == []


# Code -------------------------------------------------------------------------------


def is_a_view(path: Path) -> bool:
    """Return whether a file holds views; forms beside them name their model."""
    return "views" in path.parts and not path.name.endswith("forms.py")


def test_no_view_asks_for_every_object_instead_of_a_scope() -> None:
    unscoped = re.compile(r"objects\.all\(\)|^\s+model = ", re.MULTILINE)
    views = [path for path in CODE if is_a_view(path)]

    assert views
    assert relative([path for path in views if unscoped.search(path.read_text())]) == []


def test_no_file_is_longer_than_400_lines() -> None:
    hand_written = [path for path in CODE if "migrations" not in path.parts]

    long = [path for path in hand_written if path.read_text().count("\n") > 400]
    assert relative(long) == []


def named_things(model: type[Model]) -> Iterator[tuple[str, str]]:
    """Return a model and its fields with the names that people read."""
    yield model.__name__, str(model._meta.verbose_name)
    for field in model._meta.get_fields():
        if isinstance(field, Field):
            yield f"{model.__name__}.{field.name}", str(field.verbose_name)


def opens_with_a_capital(name: str) -> bool:
    """Tell whether a name opens as a sentence does; an acronym (SIREN) does not."""
    return name[:1].isupper() and not name[:2].isupper()


@pytest.mark.parametrize("app", OWN_APPS, ids=lambda app: app.label)
def test_verbose_names_are_in_lower_case(app: AppConfig) -> None:
    # The names of history tables are made by django-simple-history.
    models = [model for model in app.get_models() if "Historical" not in model.__name__]
    named = [thing for model in models for thing in named_things(model)]

    assert [where for where, name in named if opens_with_a_capital(name)] == []
