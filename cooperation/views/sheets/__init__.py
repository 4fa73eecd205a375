"""The pages of one action, agreement, authority, country or partner."""

from cooperation.views.sheets.actions import ActionView
from cooperation.views.sheets.agreements import AgreementView
from cooperation.views.sheets.collectivities import CollectivityView
from cooperation.views.sheets.countries import CountryView
from cooperation.views.sheets.journals import (
    ActionJournalView,
    AgreementJournalView,
)
from cooperation.views.sheets.partners import PartnerView

__all__ = [
    "ActionJournalView",
    "ActionView",
    "AgreementJournalView",
    "AgreementView",
    "CollectivityView",
    "CountryView",
    "PartnerView",
]
