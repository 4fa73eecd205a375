"""Facts on the page of an action, for the component ``facts``."""

from typing import Any

from django.utils.translation import gettext as _

from cooperation.models import Action, Agreement, Collectivity, Goal, Location, Theme
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.money import format_euros
from cooperation.presenters.places import format_location
from cooperation.presenters.years import format_action_years

Fact = dict[str, Any]


def build_action_facts(action: Action) -> list[Fact]:
    agreement = get_public_agreement(action)
    agreements = [build_agreement_link(agreement)] if agreement else []
    return [
        {"term": _("Chef de file"), "entries": [build_authority_link(action.lead)]},
        {
            "term": _("Autres collectivités"),
            "entries": [build_authority_link(other) for other in action.co_leads.all()],
        },
        {"term": _("Accord"), "entries": agreements},
        {
            "term": _("Où"),
            "entries": [build_location_link(row) for row in action.locations.all()],
        },
        {"term": _("Années"), "value": format_action_years(action)},
        {
            "term": _("Thématiques"),
            "entries": [build_theme_link(row) for row in action.themes.all()],
        },
        {
            "term": _("ODD"),
            "entries": [build_goal_link(goal) for goal in action.goals.all()],
        },
        build_budget_fact(action),
        {"term": _("À qui s’adresser"), "value": action.contact_function},
        {"term": _("Référence"), "value": action.reference},
    ]


def get_public_agreement(action: Action) -> Agreement | None:
    agreement = action.agreement
    return agreement if agreement and agreement.is_published() else None


def build_authority_link(collectivity: Collectivity) -> Fact:
    return {"label": collectivity.name, "url": collectivity.get_absolute_url()}


def build_agreement_link(agreement: Agreement) -> Fact:
    return {
        "label": agreement.title,
        "url": agreement.get_absolute_url(),
        "note": agreement.get_kind_display(),
    }


def build_location_link(location: Location) -> Fact:
    return {
        "label": format_location(location),
        "url": location.country.get_absolute_url(),
    }


def build_theme_link(theme: Theme) -> Fact:
    return {"label": theme.name, "url": get_list_url("action_list", theme=theme.code)}


def build_goal_link(goal: Goal) -> Fact:
    return {
        "label": f"{goal.number}. {goal.name}",
        "url": get_list_url("action_list", odd=goal.number),
    }


def build_budget_fact(action: Action) -> Fact:
    """Return the budget, with the own share of the lead authority."""
    share = action.own_share_eur
    own = _("dont %(amount)s de la collectivité chef de file")
    if action.budget_eur is None:
        value = format_euros(share) if share is not None else ""
        return {"term": _("Part de la collectivité chef de file"), "value": value}
    return {
        "term": _("Budget"),
        "value": format_euros(action.budget_eur),
        "note": own % {"amount": format_euros(share)} if share is not None else "",
    }
