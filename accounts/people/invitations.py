"""Invitations from a list that staff paste, one line per person.

A list is read twice, for its preview and to be sent: both say the same of each line.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import Membership, MembershipRole, User
from accounts.people.access_requests import grant_access, keep_name
from cooperation.models import Collectivity
from cooperation.spreadsheets.matching.choices import CellChoice
from cooperation.spreadsheets.matching.lookups import AuthorityLookup
from cooperation.text import normalize

MOST_LINES = 200
# Two sendings of one list, as a double click makes them, wait for each other.
SENDING_LOCK = 742_031
NAMED_ADDRESS = re.compile(r"(?P<name>[^<>]*)<(?P<email>[^<>]*)>\s*")
ADDRESS = re.compile(r"[^\s<>;,:\"'@]+@[^\s<>;,\"'@]+")
# What spreadsheets and mail programs put in a text and nobody sees.
UNSEEN = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff\u00ad"))
SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f"), " ")


@dataclass
class Invitation:
    """A parsed line.

    ``problem`` is set when it cannot be used, ``left_out`` when it says nothing new;
    ``candidates`` are authorities that may be meant.
    """

    line: str
    number: int = 0
    email: str = ""
    name: str = ""
    authority: str = ""
    collectivity: Collectivity | None = None
    role: str = MembershipRole.AGENT
    function: str = ""
    problem: str = ""
    left_out: str = ""
    candidates: list[CellChoice] = field(default_factory=list)

    @property
    def is_sendable(self) -> bool:
        return not (self.problem or self.left_out)

    @property
    def role_label(self) -> str:
        return str(MembershipRole(self.role).label)

    @property
    def authority_key(self) -> str:
        """The key by which a choice among candidates is known again."""
        return normalize(self.authority)


def list_lines(text: str) -> list[str]:
    plain = text.translate(UNSEEN | SPACES)
    # A tab at the end of a line is an empty cell, one at its start too.
    return [line.strip(" \r") for line in plain.split("\n") if line.strip()]


def parse_invitations(
    text: str, choices: Mapping[str, str] | None = None
) -> list[Invitation]:
    """Parse lines of "address ; authority ; function ; role", the last two optional.

    An address may have a name: "Anne REY <anne@ville.example>". The authority is given
    by its name in the directory, its slug, its INSEE code or its SIREN; ``choices`` has
    the code that staff chose for a name, by its key. Cells are separated by ``;``, a
    tab, or a comma where there is neither.
    """
    finder = AuthorityFinder(choices or {})
    found = []
    for number, line in enumerate(list_lines(text), start=1):
        one = parse_invitation(line, *split_cells(line), finder=finder)
        one.number = number
        found.append(one)
    mark_known_people(found)
    return found


def parse_invitation(
    line: str,
    address: str = "",
    authority: str = "",
    function: str = "",
    role: str = "",
    *more: str,
    finder: "AuthorityFinder | None" = None,
) -> Invitation:
    """Return what the cells of a line say."""
    name, email = split_address(address)
    one = Invitation(line, email=email, name=name[:150], authority=authority)
    one.function = function[:150]
    roles = {normalize(str(label)): value for value, label in MembershipRole.choices}
    one.role = roles.get(normalize(role), MembershipRole.AGENT)
    one.problem = find_line_problem(one, any(more))
    if not one.problem and role and normalize(role) not in roles:
        one.problem = _("le rôle est agent, élu ou opérateur")
    if not one.problem:
        (finder or AuthorityFinder({})).set_authority(one)
    return one


def find_line_problem(one: Invitation, has_more: bool) -> str:
    """Return why a line cannot be used, before its authority is looked up."""
    if count_addresses(one.line) > 1:
        return _("plusieurs adresses sur une ligne : mettez une personne par ligne")
    if "@" not in one.email and "@" in one.line:
        return _("l’adresse vient d’abord, puis la collectivité")
    if not one.email:
        return _("il n’y a pas d’adresse")
    try:
        validate_email(one.email)
    except ValidationError:
        return _("« %(email)s » n’est pas une adresse") % {"email": one.email}
    if has_more:
        return _("il y a plus de quatre cases : adresse, collectivité, fonction, rôle")
    return "" if one.authority else _("la collectivité n’est pas dite")


def count_addresses(line: str) -> int:
    return len({one.lower() for one in ADDRESS.findall(line)})


def split_cells(line: str) -> list[str]:
    parting = next((mark for mark in (";", "\t", ",") if mark in line), ";")
    (cells,) = csv.reader([line], delimiter=parting, skipinitialspace=True)
    return [cell.strip() for cell in cells]


def split_address(cell: str) -> tuple[str, str]:
    """Return the name and the address of "Anne REY <anne@ville.example>"."""
    named = NAMED_ADDRESS.fullmatch(cell)
    name, email = (named["name"], named["email"]) if named else ("", cell)
    email = email.strip().removeprefix("mailto:").lower()
    return " ".join(name.strip(" \"'").split()), email


class AuthorityFinder:
    """Finds the authority of each line; a name that stands on many is sought once."""

    def __init__(self, choices: Mapping[str, str]) -> None:
        self.choices = choices
        self.lookup = AuthorityLookup()
        self.known: dict[str, Invitation] = {}

    def set_authority(self, one: Invitation) -> None:
        """Set the authority of a line, or why there is none and which may be meant."""
        key = one.authority
        if key not in self.known:
            self.known[key] = self.find(one.authority_key, key)
        found = self.known[key]
        one.collectivity, one.problem = found.collectivity, found.problem
        one.candidates = found.candidates

    def find(self, key: str, text: str) -> Invitation:
        """Return a line without a person: what is found for a name."""
        found, text = Invitation(line=""), self.choices.get(key, text)
        rows = find_authorities(text)
        if len(rows) != 1:
            result = self.lookup.by_name(text)
            found.problem = result.reason or _("elle n’est pas dans l’annuaire")
            found.candidates = result.candidates
            rows = list(Collectivity.objects.filter(pk=result.key).defer("outline"))
        if len(rows) == 1:
            found.collectivity, found.candidates = rows[0], []
            is_closed = rows[0].closed_on is not None
            found.problem = _("cette collectivité a disparu") if is_closed else ""
        return found


def find_authorities(text: str) -> list[Collectivity]:
    """Return the authorities with this code, slug or exact name; two at most."""
    code = text.replace(" ", "")
    rows = Collectivity.objects.defer("outline")
    for conditions in ({"insee_code": code}, {"siren": code}, {"slug": text}):
        found = list(rows.filter(**conditions)[:2]) if code else []
        if found:
            return found
    return list(rows.filter(name_key=normalize(text))[:2]) if normalize(text) else []


def mark_known_people(invitations: list[Invitation]) -> None:
    """Leave out members and lines that stand twice; refuse closed accounts."""
    emails = {one.email for one in invitations if one.is_sendable}
    closed = set(
        User.objects.filter(email__in=emails, is_active=False).values_list(
            "email", flat=True
        )
    )
    held = Membership.objects.current().filter(user__email__in=emails)
    members = set(held.values_list("user__email", "collectivity"))
    seen: dict[tuple[str, int], int] = {}
    for one in invitations:
        if not one.is_sendable or one.collectivity is None:
            continue
        person = (one.email, one.collectivity.pk)
        if one.email in closed:
            one.problem = _("ce compte est fermé : rouvrez-le d’abord")
        elif person in members:
            one.left_out = _("déjà membre : laissée de côté, aucun courriel")
        elif person in seen:
            words = _("déjà à la ligne %(number)s : un seul courriel")
            one.left_out = words % {"number": seen[person]}
        seen.setdefault(person, one.number)


@transaction.atomic
def send_invitations(
    text: str, choices: Mapping[str, str] | None = None
) -> list[Invitation]:
    """Invite those whose line can be used; return all lines, as they were read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SENDING_LOCK])
    found = parse_invitations(text, choices)
    invite_people(found)
    return found


def invite_people(invitations: list[Invitation]) -> None:
    """Invite those whose line can be used, and keep the names that lines give."""
    for one in invitations:
        if one.is_sendable and one.collectivity:
            membership = grant_access(
                one.email, one.collectivity, role=one.role, function=one.function
            )
            keep_name(membership.user, one.name)
