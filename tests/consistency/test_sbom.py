"""Requirement 65: what the site is made of is pinned, and listed as CycloneDX."""

import re

from django.conf import settings

from scripts.sbom import build_list

BASE = settings.BASE_DIR / "requirements" / "base.txt"


def test_requirement_65_every_package_is_pinned_with_digests() -> None:
    parts = re.split(r"^(?=[A-Za-z0-9])", BASE.read_text(), flags=re.MULTILINE)[1:]
    assert [part for part in parts if "==" not in part.partition("\n")[0]] == []
    assert [part for part in parts if "--hash=sha256:" not in part] == []


def test_requirement_65_the_list_names_each_package_once() -> None:
    told = build_list()
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.5")
    names = [one["purl"] for one in told["components"]]
    assert len(names) == len(set(names))
    pinned = re.findall(r"^([\w.-]+)(?:\[.*\])?==", BASE.read_text(), re.MULTILINE)
    python = [one for one in told["components"] if "pkg:pypi/" in one["purl"]]
    assert [one["name"] for one in python] == pinned
    assert all(one["externalReferences"][0]["hashes"] for one in python)
    assert {"htmx.org", "supercluster"} <= {one["name"] for one in told["components"]}
