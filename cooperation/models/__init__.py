"""The models of the directory, their constraints and their QuerySets."""

from cooperation.models.actions import Action, Involvement, Location
from cooperation.models.agreement_events import AgreementEvent
from cooperation.models.agreements import Agreement, AgreementQuerySet
from cooperation.models.backups import BackupRun
from cooperation.models.collectivities import (
    EPCI,
    Collectivity,
    CollectivityAlias,
    CollectivityQuerySet,
)
from cooperation.models.curation import (
    DuplicatePair,
    DuplicatePairQuerySet,
    DuplicateSearch,
    ErrorReport,
    LinkCheck,
    Merge,
    RelayedMessage,
    RelayState,
    ReportState,
)
from cooperation.models.funding import ExchangeRate, Funding, FundingWindow
from cooperation.models.geography import Country, Department, Place, Region, SubRegion
from cooperation.models.glossary import CeilingRule, GlossaryTerm
from cooperation.models.guided_stories import GuidedStory, StoryStep
from cooperation.models.imports import (
    ImportBatch,
    ImportChange,
    ImportLine,
    ImportMapping,
)
from cooperation.models.jobs import JobStop, PreparedFile
from cooperation.models.media import Document, Photo, Testimony
from cooperation.models.outgoing_mails import (
    MailState,
    OutgoingMail,
    OutgoingMailQuerySet,
    RefusedAddress,
)
from cooperation.models.partners import Partner, PartnerQuerySet
from cooperation.models.periodic_jobs import PeriodicJob
from cooperation.models.queries import ActionQuerySet
from cooperation.models.request_counts import RequestCount
from cooperation.models.resources import Event, FundingCall, Offer, Resource
from cooperation.models.saved_views import SavedView
from cooperation.models.slugs import FormerSlug
from cooperation.models.synonyms import Synonym, SynonymParam
from cooperation.models.themes import Goal, Theme
from cooperation.models.yearly_updates import YearlyUpdateRun

__all__ = [
    "EPCI",
    "Action",
    "ActionQuerySet",
    "Agreement",
    "AgreementEvent",
    "AgreementQuerySet",
    "BackupRun",
    "CeilingRule",
    "Collectivity",
    "CollectivityAlias",
    "CollectivityQuerySet",
    "Country",
    "Department",
    "Document",
    "DuplicatePair",
    "DuplicatePairQuerySet",
    "DuplicateSearch",
    "ErrorReport",
    "Event",
    "ExchangeRate",
    "FormerSlug",
    "Funding",
    "FundingCall",
    "FundingWindow",
    "GlossaryTerm",
    "Goal",
    "GuidedStory",
    "ImportBatch",
    "ImportChange",
    "ImportLine",
    "ImportMapping",
    "Involvement",
    "JobStop",
    "LinkCheck",
    "Location",
    "MailState",
    "Merge",
    "Offer",
    "OutgoingMail",
    "OutgoingMailQuerySet",
    "Partner",
    "PartnerQuerySet",
    "PeriodicJob",
    "Photo",
    "Place",
    "PreparedFile",
    "RefusedAddress",
    "Region",
    "RelayState",
    "RelayedMessage",
    "ReportState",
    "RequestCount",
    "Resource",
    "SavedView",
    "StoryStep",
    "SubRegion",
    "Synonym",
    "SynonymParam",
    "Testimony",
    "Theme",
    "YearlyUpdateRun",
]
