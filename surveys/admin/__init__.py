"""Admin of questionnaires; waves have their own staff pages."""

from surveys.admin import questionnaires

__all__ = ["questionnaires"]
