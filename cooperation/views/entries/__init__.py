"""The pages of one action, agreement, authority, country or partner."""

from cooperation.views.entries.actions import ActionView
from cooperation.views.entries.agreements import AgreementView
from cooperation.views.entries.collectivities import CollectivityView
from cooperation.views.entries.countries import CountryView
from cooperation.views.entries.journals import (
    ActionJournalView,
    AgreementJournalView,
)
from cooperation.views.entries.partners import PartnerView

__all__ = [
    "ActionJournalView",
    "ActionView",
    "AgreementJournalView",
    "AgreementView",
    "CollectivityView",
    "CountryView",
    "PartnerView",
]
