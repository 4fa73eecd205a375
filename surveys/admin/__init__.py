"""Admin of respondents; questionnaires and waves have their own staff pages."""

from surveys.admin import respondents

__all__ = ["respondents"]
