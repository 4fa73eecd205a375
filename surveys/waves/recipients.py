"""Recipients of a wave: by territory and kind, by pasted list, or one by one."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.people.invitations import find_authorities, split_cells
from cooperation.enums import CollectivityKind
from cooperation.models import Action, Collectivity

MAX_PASTED_LINES = 1_000
MAX_INVITED = 5_000
WITH_ACTIONS, WITHOUT_ACTIONS = "avec", "sans"


@dataclass(frozen=True)
class RecipientChoice:
    """The criteria of staff; empty criteria select nobody, not everybody."""

    department: str = ""
    epci: Collectivity | None = None
    kinds: tuple[str, ...] = ()
    activity: str = ""
    pasted: tuple[int, ...] = field(default=())

    @property
    def is_by_rule(self) -> bool:
        """Whether there is a criterion beside the pasted list."""
        return bool(self.department or self.epci or self.kinds or self.activity)


def list_chosen_authorities(choice: RecipientChoice) -> QuerySet[Collectivity]:
    """Return the authorities that match the criteria or are in the pasted list."""
    wanted = Q(pk__in=choice.pasted)
    if choice.is_by_rule:
        wanted |= build_rule_condition(choice)
    rows: QuerySet[Collectivity] = Collectivity.objects.filter(wanted)
    return rows.defer("outline").order_by("name_key", "pk")


def build_rule_condition(choice: RecipientChoice) -> Q:
    """Return the condition of the criteria; all those given must hold."""
    wanted = Q()
    if choice.department:
        wanted &= Q(department__code=choice.department)
    if choice.epci:
        wanted &= Q(pk=choice.epci.pk) | Q(epci=choice.epci)
    if choice.kinds:
        wanted &= Q(kind__in=choice.kinds)
    if choice.activity:
        leads = Action.objects.published().filter(lead=OuterRef("pk"))
        joins = Action.objects.published().filter(co_leads=OuterRef("pk"))
        acts = Exists(leads) | Exists(joins)
        wanted &= Q(acts) if choice.activity == WITH_ACTIONS else ~Q(acts)
    return wanted


def describe_choice(choice: RecipientChoice) -> str:
    kinds = dict(CollectivityKind.choices)
    parts = [
        _("département %(code)s") % {"code": choice.department}
        if choice.department
        else "",
        str(choice.epci or ""),
        ", ".join(str(kinds[kind]) for kind in choice.kinds),
        {
            WITH_ACTIONS: _("avec des actions"),
            WITHOUT_ACTIONS: _("sans action connue"),
        }.get(choice.activity, ""),
        _("liste donnée (%(n)s)") % {"n": len(choice.pasted)} if choice.pasted else "",
    ]
    return " ; ".join(filter(None, parts))


@dataclass(frozen=True)
class PastedRecipient:
    """A pasted line: an authority, an optional email address, or a problem."""

    line: str
    collectivity: Collectivity | None = None
    email: str = ""
    problem: str = ""


def parse_pasted_lines(text: str) -> list[PastedRecipient]:
    """Parse lines of "authority ; email", the email optional.

    The authority is given by its exact name, INSEE or SIREN code.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [parse_pasted_line(line) for line in lines[:MAX_PASTED_LINES]]
    if len(lines) > MAX_PASTED_LINES:
        problem = _("au plus %(n)s lignes : donnez les suivantes à part")
        problem %= {"n": MAX_PASTED_LINES}
        found.append(PastedRecipient(lines[MAX_PASTED_LINES], problem=problem))
    return found


def parse_pasted_line(line: str) -> PastedRecipient:
    cells = [cell for cell in split_cells(line) if cell] or [line]
    name = next((cell for cell in cells if "@" not in cell), cells[0])
    others = [cell for cell in cells if cell is not name]
    if problem := describe_wrong_address(others):
        return PastedRecipient(line, problem=problem)
    found = find_authorities(name)
    if len(found) == 1:
        return PastedRecipient(line, found[0], "".join(others).lower())
    if found:
        problem = _("plusieurs collectivités ont ce nom : donnez le code INSEE")
    else:
        problem = _("cette collectivité n’est pas dans la liste")
    return PastedRecipient(line, problem=problem)


def describe_wrong_address(cells: list[str]) -> str:
    """Return what is wrong with the cells after the name of an authority."""
    if len(cells) > 1:
        return _("une seule adresse par ligne, après le nom de la collectivité")
    for cell in cells:
        try:
            validate_email(cell)
        except ValidationError:
            return _("« %s » n’est pas une adresse électronique") % cell
    return ""


def get_emails_by_authority(lines: Iterable[PastedRecipient]) -> dict[int, str]:
    """Return email addresses by key of the authority, for lines that have one."""
    return {
        line.collectivity.pk: line.email
        for line in lines
        if line.collectivity and line.email
    }
