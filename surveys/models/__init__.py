"""Models of surveys: questionnaires, waves, participations, answers, reports."""

from surveys.models.answers import Answer, AnswerFile, Block
from surveys.models.coding import AnswerReading, AnswerTheme, Quote
from surveys.models.feedback import AnswerExport, BlockReturn
from surveys.models.participations import (
    Participation,
    ParticipationLink,
    ParticipationQuerySet,
    SurveyMail,
)
from surveys.models.questionnaires import Option, Question, Questionnaire, Section
from surveys.models.reports import Report, ReportSection, SectionKind, Snapshot
from surveys.models.waves import ResultsRelease, Wave

__all__ = [
    "Answer",
    "AnswerExport",
    "AnswerFile",
    "AnswerReading",
    "AnswerTheme",
    "Block",
    "BlockReturn",
    "Option",
    "Participation",
    "ParticipationLink",
    "ParticipationQuerySet",
    "Question",
    "Questionnaire",
    "Quote",
    "Report",
    "ReportSection",
    "ResultsRelease",
    "Section",
    "SectionKind",
    "Snapshot",
    "SurveyMail",
    "Wave",
]
