"""Admin of questionnaires; waves have pages of their own."""

from surveys.admin import questionnaires

__all__ = ["questionnaires"]
