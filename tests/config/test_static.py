"""Static files as production serves them: collected, named by content, compressed."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

pytestmark = pytest.mark.slow

PRODUCTION = "config.storage.StaticStorage"
TEMPLATES = Path(settings.BASE_DIR) / "templates"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where static files were collected, by the storage of production."""
    folder = tmp_path_factory.mktemp("collected")
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": PRODUCTION}}
    with override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", verbosity=0, interactive=False)
    return folder


@pytest.fixture(scope="module")
def names(collected: Path) -> dict[str, str]:
    """The name in production of each static file."""
    manifest = json.loads((collected / "staticfiles.json").read_text())
    paths: dict[str, str] = manifest["paths"]
    return paths


def test_a_file_is_named_by_its_content(names: dict[str, str]) -> None:
    assert re.fullmatch(r"css/tokens\.[0-9a-f]{12}\.css", names["css/tokens.css"])


def test_a_text_is_compressed_once_for_all(
    collected: Path, names: dict[str, str]
) -> None:
    served = collected / names["css/tokens.css"]

    compressed = [served.with_name(served.name + suffix) for suffix in (".br", ".gz")]
    sizes = [path.stat().st_size for path in compressed]
    assert max(sizes) < served.stat().st_size


def test_a_module_imports_the_others_by_their_names_in_production(
    collected: Path, names: dict[str, str]
) -> None:
    module = (collected / names["js/map/main.js"]).read_text()

    imported = re.findall(r"""from ["']\./([\w.-]+)["']""", module)
    assert imported
    assert {f"js/map/{name}" for name in imported} <= set(names.values())


def test_every_file_that_a_template_names_is_there(names: dict[str, str]) -> None:
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r"""{% static ["']([^"']+)["']""", path.read_text())
    }

    assert named
    assert named - names.keys() == set()
