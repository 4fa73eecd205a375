"""The page of security names a test for each requirement, and each of them exists."""

import re

import pytest
from django.conf import settings

PAGE = settings.BASE_DIR / "docs" / "security.md"
REQUIREMENTS = 65
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def read_requirements() -> dict[int, str]:
    """Return what the page says of each requirement, by its number."""
    part = re.compile(r"^(\d+)\. (.+?)(?=^\d+\. |^## |\Z)", re.MULTILINE | re.DOTALL)
    text = PAGE.read_text().partition("## When data leaked")[0]
    return {int(number): said for number, said in part.findall(text)}


def test_each_requirement_has_a_test_or_a_reason() -> None:
    found = read_requirements()
    assert list(found) == list(range(1, REQUIREMENTS + 1))
    lacking = [
        number
        for number, said in found.items()
        if not NAMED.search(said) and "Not tested: " not in said
    ]
    assert lacking == []


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED.findall(PAGE.read_text()))))
def test_a_test_that_the_page_names_exists(path: str, name: str) -> None:
    text = (settings.BASE_DIR / path).read_text()
    assert re.search(rf"^ *def {name}\(", text, re.MULTILINE)
