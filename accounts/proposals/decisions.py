"""What a decision did with each field of a proposal, for its author and the history."""

from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Proposal, ProposalState
from accounts.proposals.content import Content
from accounts.proposals.diff import Difference, list_differences
from accounts.proposals.kinds import get_entry_schema
from accounts.proposals.rebase import merge_content


def list_proposed_fields(
    proposal: Proposal, content: Content | None = None
) -> list[str]:
    """Return the fields that a proposal changes; all that a new entry has."""
    schema = get_entry_schema(proposal)
    if proposal.subject is None:
        written = content or proposal.content
        return [field for field in schema.fields if field in written]
    return schema.diff_fields(proposal.base, content or proposal.content)


def build_expected_content(proposal: Proposal, before: Content) -> Content:
    """Return what the entry would say if the proposal were accepted as it was sent."""
    if not before:
        return dict(proposal.content)
    schema = get_entry_schema(proposal)
    return merge_content(schema, proposal.base, before, proposal.content)


def pick_corrections(
    proposal: Proposal, before: Content, after: Content, fields: Iterable[str]
) -> Content:
    """Return the accepted fields that staff corrected, as they corrected them.

    ``before`` is what the entry said, ``after`` what is being published.
    """
    expected = build_expected_content(proposal, before)
    return {
        field: after[field]
        for field in fields
        if expected.get(field) != after.get(field)
    }


def list_corrections(proposal: Proposal) -> list[Difference]:
    """Return the fields that staff corrected: as proposed, then as published."""
    if not proposal.written:
        return []
    schema = get_entry_schema(proposal)
    proposed = build_expected_content(proposal, proposal.written["before"])
    corrected = proposal.written.get("corrected")
    if corrected is None:
        # Decided before corrections were kept: lists cannot be compared.
        plain = set(proposal.accepted_fields) & set(schema.plain)
        corrected = {name: proposal.written["after"][name] for name in plain}
        proposed = proposal.content
    fields = [field for field in schema.fields if field in corrected]
    return list_differences(schema, proposed, proposed, corrected, fields)


def list_refused_fields(proposal: Proposal) -> list[Difference]:
    """Return what an accepted proposal asked for and did not get."""
    accepted = set(proposal.accepted_fields)
    fields = [name for name in list_proposed_fields(proposal) if name not in accepted]
    base = proposal.base
    schema = get_entry_schema(proposal)
    return list_differences(schema, base, base, proposal.content, fields)


def describe_decision(proposal: Proposal) -> str:
    """Return what was accepted, corrected and left out, as lines of a mail.

    Empty for a refusal, which its reason explains.
    """
    if proposal.state == ProposalState.REFUSED:
        return ""
    schema, corrected = get_entry_schema(proposal), list_corrections(proposal)
    names = {one.field for one in corrected}
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "accepted": [
                schema.get_label(field)
                for field in proposal.accepted_fields
                if field not in names
            ],
            "corrected": corrected,
            "refused": list_refused_fields(proposal),
        }
        return render_to_string("accounts/mail/_decision.txt", context).strip()
