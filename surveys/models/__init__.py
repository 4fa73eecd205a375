"""Surveys: what is asked, of whom, and what came."""

from surveys.models.answers import Answer, Block
from surveys.models.participations import (
    Participation,
    ParticipationLink,
    SurveyMail,
)
from surveys.models.questionnaires import Option, Question, Questionnaire, Section
from surveys.models.reports import Report, ReportSection, SectionKind, Snapshot
from surveys.models.waves import Wave

__all__ = [
    "Answer",
    "Block",
    "Option",
    "Participation",
    "ParticipationLink",
    "Question",
    "Questionnaire",
    "Report",
    "ReportSection",
    "Section",
    "SectionKind",
    "Snapshot",
    "SurveyMail",
    "Wave",
]
