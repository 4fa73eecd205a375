"""Invitations from a list that staff paste, one line per person."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from accounts.models import MembershipRole
from accounts.people.access_requests import grant_access
from cooperation.models import Collectivity
from cooperation.text import normalize

MOST_LINES = 200


@dataclass
class Invitation:
    """A parsed line; ``problem`` is set when it cannot be used."""

    line: str
    email: str = ""
    collectivity: Collectivity | None = None
    role: str = MembershipRole.AGENT
    function: str = ""
    problem: str = ""


def parse_invitations(text: str) -> list[Invitation]:
    """Parse lines of "address ; authority ; function ; role", the last two optional.

    The authority is given by its name in the directory, its slug, its INSEE code or its
    SIREN. Cells are separated by ``;``, a tab, or a comma where there is neither.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [parse_invitation(line, *split_cells(line)) for line in lines[:MOST_LINES]]


def parse_invitation(
    line: str,
    email: str = "",
    authority: str = "",
    function: str = "",
    role: str = "",
    *_more: str,
) -> Invitation:
    found = Invitation(line=line, email=email.lower(), function=function[:150])
    try:
        validate_email(found.email)
    except ValidationError:
        found.problem = _("l’adresse n’en est pas une")
        return found
    roles = {normalize(str(label)): value for value, label in MembershipRole.choices}
    if role and normalize(role) not in roles:
        found.problem = _("le rôle est agent, élu ou opérateur")
        return found
    found.role = roles.get(normalize(role), MembershipRole.AGENT)
    authorities = find_authorities(authority)
    if len(authorities) == 1:
        found.collectivity = authorities[0]
    elif authorities:
        found.problem = _("plusieurs collectivités ont ce nom : donnez le code INSEE")
    else:
        found.problem = _("cette collectivité n’est pas dans la liste")
    return found


def split_cells(line: str) -> list[str]:
    parting = next((mark for mark in (";", "\t", ",") if mark in line), ";")
    (cells,) = csv.reader([line], delimiter=parting)
    return [cell.strip() for cell in cells]


def find_authorities(text: str) -> list[Collectivity]:
    """Return the authorities with this code, slug or exact name; two at most."""
    code = text.replace(" ", "")
    rows = Collectivity.objects.defer("outline")
    for conditions in ({"insee_code": code}, {"siren": code}, {"slug": text}):
        found = list(rows.filter(**conditions)[:2]) if code else []
        if found:
            return found
    return list(rows.filter(name_key=normalize(text))[:2]) if normalize(text) else []


def send_invitations(invitations: list[Invitation]) -> Iterator[Invitation]:
    """Invite those whose line was valid; yield these invitations."""
    for one in invitations:
        if one.collectivity and not one.problem:
            grant_access(
                one.email, one.collectivity, role=one.role, function=one.function
            )
            yield one
