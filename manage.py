#!/usr/bin/env python
"""Command line of the project."""

import os
import sys

from django.core.management import execute_from_command_line

from config.start import load_settings

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # The limit protects pages; a migration or an import takes the time it takes.
    os.environ.setdefault("STATEMENT_TIMEOUT_MS", "0")
    load_settings()
    execute_from_command_line(sys.argv)
