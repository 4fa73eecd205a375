"""Prepare and serve the demonstration; ``scripts/demo.py`` sets the environment."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from config.demo.errors import report_errors_in_one_line  # noqa: E402 -- the same
from config.demo.preparation import prepare_demo  # noqa: E402 -- models come after setup()
from config.demo.serving import serve_demo  # noqa: E402 -- the same

if __name__ == "__main__":
    with report_errors_in_one_line():
        prepare_demo()
        serve_demo(int(os.environ["PORT"]))
    sys.exit(0)
