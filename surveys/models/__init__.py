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
from surveys.models.report_images import ReportImage
from surveys.models.report_partners import PartnerRole, ReportPartner
from surveys.models.report_reviews import ReviewLink
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
    "PartnerRole",
    "Question",
    "Questionnaire",
    "Quote",
    "Report",
    "ReportImage",
    "ReportPartner",
    "ReportSection",
    "ResultsRelease",
    "ReviewLink",
    "Section",
    "SectionKind",
    "Snapshot",
    "SurveyMail",
    "Wave",
]
