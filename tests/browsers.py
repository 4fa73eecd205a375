"""Which browser the tests drive, and what happens where there is none."""

import os
import shutil

import pytest

NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"]
WITHOUT = "No Chromium found (CHROMIUM= names one): browser tests are left out."


def chromium() -> str | None:
    """Return the path of Chromium: ``CHROMIUM``, else the first one on the path."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return shutil.which(chosen)
    return next(filter(None, map(shutil.which, NAMES)), None)


def require_in_ci() -> None:
    """Refuse to start with ``CI=true`` and no Chromium: nothing passes there unseen."""
    if os.environ.get("CI") == "true" and not chromium():
        raise pytest.UsageError("No Chromium found, and CI=true wants browser tests.")


def leave_out_without_browser(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests marked ``browser`` where there is no Chromium."""
    if chromium():
        return
    browsing = [item for item in items if item.get_closest_marker("browser")]
    items[:] = [item for item in items if item not in browsing]
    config.hook.pytest_deselected(items=browsing)
