"""Accounts, memberships, access requests, proposals and campaigns."""

from accounts.models.campaigns import CampaignMail, CampaignTarget, UpdateCampaign
from accounts.models.links import ConfirmationLink
from accounts.models.mail_texts import MailText
from accounts.models.mails import ReservedMail, ReservedMailQuerySet
from accounts.models.memberships import Membership, MembershipRole
from accounts.models.proposals import Proposal, ProposalKind, ProposalState
from accounts.models.requests import AccessRequest, RequestState
from accounts.models.users import User, UserManager

__all__ = [
    "AccessRequest",
    "CampaignMail",
    "CampaignTarget",
    "ConfirmationLink",
    "MailText",
    "Membership",
    "MembershipRole",
    "Proposal",
    "ProposalKind",
    "ProposalState",
    "RequestState",
    "ReservedMail",
    "ReservedMailQuerySet",
    "UpdateCampaign",
    "User",
    "UserManager",
]
