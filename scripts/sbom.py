"""Write what the site is made of as a CycloneDX 1.5 list: ``python scripts/sbom.py``.

Packages of requirements/base.txt with the digests of their files, and what is vendored
in static/vendor. The list is the same for the same versions.
"""

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)")
DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def list_python_packages() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    text = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if pinned := PINNED.match(line):
            found.append(describe_package(*pinned.groups()))
        for digest in DIGEST.findall(line):
            found[-1]["externalReferences"][0]["hashes"].append(
                {"alg": "SHA-256", "content": digest}
            )
    return found


def describe_package(name: str, version: str) -> dict[str, Any]:
    """Return a package of PyPI; any of its files may be installed."""
    purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
    package: dict[str, Any] = {
        "type": "library",
        "name": name,
        "version": version,
        "purl": purl,
        "externalReferences": [
            {
                "type": "distribution",
                "url": purl,
                "hashes": [],
            }
        ],
    }
    if licence := find_licence(name):
        package["licenses"] = [{"license": {"name": licence}}]
    return package


def find_licence(name: str) -> str:
    """Return the licence that an installed package says it has, "" if none."""
    try:
        told: Any = metadata(name)
    except PackageNotFoundError:
        return ""
    classes = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier") or []
        if line.startswith("License :: ")
    ]
    named = told.get("License-Expression") or ", ".join(classes) or told.get("License")
    return str(named or "").strip().partition("\n")[0][:100]


def list_vendored_packages() -> list[dict[str, Any]]:
    manifest = ROOT / "static" / "vendor" / "manifest.json"
    packages = json.loads(manifest.read_text(encoding="utf-8"))["packages"]
    return [
        {
            "type": "library",
            "name": package["name"],
            "version": package["version"],
            "purl": f"pkg:npm/{package['name'].replace('@', '%40')}"
            f"@{package['version']}",
            "licenses": [{"license": {"name": package["licence"]}}],
        }
        for package in packages
    ]


def build_list() -> dict[str, Any]:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (version,) = re.findall(r'^version = "(.+)"', project, re.MULTILINE)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "name": "passerelles",
                "version": version,
            }
        },
        "components": [*list_python_packages(), *list_vendored_packages()],
    }


if __name__ == "__main__":
    json.dump(build_list(), sys.stdout, ensure_ascii=False, indent=1)
