"""The survey of ``tests/surveys`` for the demonstration as well."""

from tests.surveys.conftest import survey

__all__ = ["survey"]
