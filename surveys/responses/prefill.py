"""What the directory already knows of an authority's cooperations, as answers.

The questions of a repeated page are known by their codes, the same in every version:
``coop_titre``, ``coop_cadre`` (kind of agreement), ``coop_etat``, ``coop_pays``,
``coop_lieux``, ``coop_debut``, ``coop_fin``, ``coop_themes``,
``coop_types_partenaires``, ``coop_partenaires``, ``coop_guichets``,
``coop_montant_<guichet>``, ``coop_resultats``. A questionnaire that asks other things
leaves them out. Countries, places, themes and partners are texts, or rows of the
directory where the question asks for these.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation

from accounts.people.permissions import get_led_or_joined_actions, get_signed_agreements
from cooperation.enums import ActionStatus, AgreementStatus, FundingKind
from cooperation.models import Action, Agreement, Collectivity
from surveys.enums import QuestionKind
from surveys.models import Block, Participation, Question, Section
from surveys.responses.directory import TABLES, DirectoryChoice
from surveys.responses.response import ValuesByCode

MAX_TITLE_LENGTH = 250


@transaction.atomic
def prefill_blocks(participation: Participation) -> None:
    """Create a block for each cooperation of the directory that has none yet."""
    sections = Section.objects.filter(
        questionnaire=participation.wave.questionnaire_id, is_repeated=True
    ).prefetch_related("questions__options")
    # Two people who open the questionnaire at once make each block once.
    row = Participation.objects.select_for_update().get(pk=participation.pk)
    if not row.is_writable:
        return
    row.collectivity = participation.collectivity
    for section in sections:
        create_missing_blocks(row, section)


def create_missing_blocks(participation: Participation, section: Section) -> None:
    known = Block.with_drafts.in_hand(participation).filter(section=section)
    place = known.aggregate(last=Max("position"))["last"] or 0
    seen_actions = set(known.values_list("action", flat=True))
    seen_agreements = set(known.values_list("agreement", flat=True))
    questions = list(section.questions.all())
    actions = list_current_actions(participation.collectivity)
    rows = [
        Block(action=action, title=action.title, base=build_action_values(action))
        for action in actions
        if action.pk not in seen_actions
    ]
    covered = {action.agreement_id for action in actions} | seen_agreements
    rows += [
        Block(
            agreement=one,
            title=str(one)[:MAX_TITLE_LENGTH],
            base=build_agreement_values(one),
        )
        for one in list_current_agreements(participation.collectivity)
        if one.pk not in covered
    ]
    for number, row in enumerate(rows, start=place + 1):
        row.participation, row.section, row.position = participation, section, number
        row.is_draft = participation.has_draft
        entry: Any = row.action or row.agreement
        rows_of = get_directory_rows(entry)
        row.base = filter_asked_values(row.base, questions, rows_of)
    Block.objects.bulk_create(rows)


def get_collectivity_keys(collectivity: Collectivity) -> Any:
    """Return the key of an authority as a query, as ``actions_of`` expects it."""
    return Collectivity.objects.filter(pk=collectivity.pk).order_by().values("pk")


def list_current_actions(collectivity: Collectivity) -> list[Action]:
    """Return the published actions of an authority that are not ended."""
    rows = get_led_or_joined_actions(get_collectivity_keys(collectivity)).published()
    current = rows.exclude(status=ActionStatus.ENDED).select_related("agreement")
    return list(
        current.prefetch_related(
            *("themes", "locations__country", "locations__place__country"),
            "involvements__partner__country",
        )
        .prefetch_related("fundings__window")
        .order_by("title_key", "pk")
    )


def list_current_agreements(collectivity: Collectivity) -> list[Agreement]:
    """Return the published agreements of an authority that are not ended."""
    rows = get_signed_agreements(get_collectivity_keys(collectivity)).published()
    going_on = rows.with_years().exclude(current_status=AgreementStatus.ENDED)
    return list(
        going_on.select_related("counterpart__country", "country", "place__country")
        .prefetch_related("themes", "partners__country")
        .order_by("title_key", "pk")
    )


def build_action_values(action: Action) -> ValuesByCode:
    """Return the content of an action, by question code."""
    with translation.override("fr"):
        locations = list(action.locations.all())
        countries = dict.fromkeys(str(one.country) for one in locations)
        places = dict.fromkeys(
            one.label or (one.place.name if one.place else "") for one in locations
        )
        partners = [one.partner for one in action.involvements.all()]
        return {
            "coop_titre": action.title,
            "coop_cadre": action.agreement.kind if action.agreement else None,
            "coop_etat": get_known_status(action.status),
            "coop_pays": ", ".join(countries),
            "coop_lieux": ", ".join(filter(None, places)),
            "coop_debut": action.start_year,
            "coop_fin": action.end_year,
            "coop_themes": [theme.code for theme in action.themes.all()],
            "coop_types_partenaires": list(
                dict.fromkeys(partner.kind for partner in partners)
            ),
            "coop_partenaires": "\n".join(
                dict.fromkeys(partner.name for partner in partners)
            ),
            **build_funding_values(action),
            "coop_resultats": action.results,
        }


def build_funding_values(action: Action) -> ValuesByCode:
    """Return the funding windows of an action and the sum granted through each."""
    sums: dict[str, Decimal | None] = defaultdict(lambda: None)
    for funding in action.fundings.all():
        code = funding.window.code
        before = sums[code]
        if funding.kind == FundingKind.GRANTED and funding.amount is not None:
            sums[code] = (before or Decimal()) + funding.amount
    amounts = {
        f"coop_montant_{code}": f"{total:.2f}" for code, total in sums.items() if total
    }
    return {"coop_guichets": list(sums), **amounts}


def get_known_status(status: str) -> str | None:
    """Return a status, or None where it is unknown."""
    return None if status in ("", ActionStatus.UNKNOWN) else status


def build_agreement_values(agreement: Agreement) -> ValuesByCode:
    """Return the content of an agreement, by question code."""
    with translation.override("fr"):
        partners = [agreement.counterpart, *agreement.partners.all()]
        return {
            "coop_titre": str(agreement),
            "coop_cadre": agreement.kind,
            "coop_etat": get_known_status(getattr(agreement, "current_status", "")),
            "coop_pays": str(agreement.country or ""),
            "coop_lieux": agreement.place.name if agreement.place else "",
            "coop_debut": getattr(agreement, "first_year", None),
            "coop_themes": [theme.code for theme in agreement.themes.all()],
            "coop_types_partenaires": list(
                dict.fromkeys(partner.kind for partner in partners)
            ),
            "coop_partenaires": "\n".join(
                dict.fromkeys(partner.name for partner in partners)
            ),
            "coop_resultats": agreement.results,
        }


def get_directory_rows(entry: Action | Agreement) -> dict[str, list[Any]]:
    """Return the rows of the directory that an entry names, by question code.

    A place that is only named is its name.
    """
    if isinstance(entry, Action):
        locations = list(entry.locations.all())
        countries = [one.country for one in locations]
        places = [one.place or one.label for one in locations]
        partners = [one.partner for one in entry.involvements.all()]
    else:
        countries, places = [entry.country], [entry.place]
        partners = [entry.counterpart, *entry.partners.all()]
    return {
        "coop_pays": countries,
        "coop_lieux": places,
        "coop_partenaires": partners,
        "coop_themes": list(entry.themes.all()),
    }


def build_directory_value(kind: str, rows: list[Any]) -> list[dict[str, str]]:
    """Return rows of the directory as the answer to a question of their kind."""
    with translation.override("fr"):
        choices = [
            DirectoryChoice("", row)
            if isinstance(row, str)
            else TABLES[kind].describe(row)
            for row in rows
            if row
        ]
    return [one.stored for one in dict.fromkeys(choices)]


def filter_asked_values(
    base: ValuesByCode, questions: list[Question], rows: dict[str, list[Any]]
) -> ValuesByCode:
    """Return the values of questions on the page, with choices that they offer."""
    values: ValuesByCode = {}
    for question in questions:
        value = base.get(question.code)
        if question.kind in QuestionKind.DIRECTORY:
            value = build_directory_value(question.kind, rows.get(question.code, []))
        if question.kind in QuestionKind.CHOOSING:
            value = filter_offered_choices(
                value, [one.code for one in question.options.all()]
            )
        if value not in (None, "", []):
            values[question.code] = value
    return values


def filter_offered_choices(value: Any, codes: list[str]) -> Any:
    """Return the choices that a question offers."""
    if isinstance(value, list):
        return [one for one in value if one in codes]
    return value if value in codes else None
