"""The models of the directory, their constraints and their QuerySets."""

from cooperation.models.action_queries import ActionQuerySet
from cooperation.models.actions import (
    Action,
    Goal,
    Involvement,
    Location,
    Theme,
)
from cooperation.models.agreements import Agreement, AgreementEvent, AgreementQuerySet
from cooperation.models.collectivities import (
    EPCI,
    Collectivity,
    CollectivityAlias,
    CollectivityQuerySet,
)
from cooperation.models.former_slugs import FormerSlug
from cooperation.models.funding import Funding, FundingWindow
from cooperation.models.geography import Country, Department, Place, Region, SubRegion
from cooperation.models.glossary import CeilingRule, GlossaryTerm
from cooperation.models.imports import (
    ImportBatch,
    ImportChange,
    ImportLine,
    ImportMapping,
)
from cooperation.models.link_checks import LinkCheck
from cooperation.models.media import Document, Photo
from cooperation.models.merges import Merge
from cooperation.models.partners import Partner, PartnerQuerySet
from cooperation.models.rates import ExchangeRate
from cooperation.models.reports import ErrorReport, ReportState
from cooperation.models.resources import Event, FundingCall, Offer, Resource
from cooperation.models.testimonies import Testimony

__all__ = [
    "EPCI",
    "Action",
    "ActionQuerySet",
    "Agreement",
    "AgreementEvent",
    "AgreementQuerySet",
    "CeilingRule",
    "Collectivity",
    "CollectivityAlias",
    "CollectivityQuerySet",
    "Country",
    "Department",
    "Document",
    "ErrorReport",
    "Event",
    "ExchangeRate",
    "FormerSlug",
    "Funding",
    "FundingCall",
    "FundingWindow",
    "GlossaryTerm",
    "Goal",
    "ImportBatch",
    "ImportChange",
    "ImportLine",
    "ImportMapping",
    "Involvement",
    "LinkCheck",
    "Location",
    "Merge",
    "Offer",
    "Partner",
    "PartnerQuerySet",
    "Photo",
    "Place",
    "Region",
    "ReportState",
    "Resource",
    "SubRegion",
    "Testimony",
    "Theme",
]
