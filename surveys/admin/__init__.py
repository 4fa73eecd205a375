"""Admin of questionnaires and respondents; waves have their own staff pages."""

from surveys.admin import questionnaires, respondents

__all__ = ["questionnaires", "respondents"]
