"""Facts on the page of an action, for the component ``facts``."""

from typing import Any

from django.utils.translation import gettext as _

from cooperation.models import Action, Agreement, Collectivity, Goal, Location, Theme
from cooperation.reading.links import selection
from cooperation.reading.money import euros
from cooperation.reading.places import location_in_words
from cooperation.reading.years import action_years

Fact = dict[str, Any]


def action_facts(action: Action) -> list[Fact]:
    agreement = public_agreement(action)
    agreements = [of_agreement(agreement)] if agreement else []
    return [
        {"term": _("Chef de file"), "entries": [authority(action.lead)]},
        {
            "term": _("Autres collectivités"),
            "entries": [authority(other) for other in action.co_leads.all()],
        },
        {"term": _("Accord"), "entries": agreements},
        {"term": _("Où"), "entries": [where(row) for row in action.locations.all()]},
        {"term": _("Années"), "value": action_years(action)},
        {"term": _("Thématiques"), "entries": [on(row) for row in action.themes.all()]},
        {"term": _("ODD"), "entries": [serving(goal) for goal in action.goals.all()]},
        budget(action),
        {"term": _("À qui s’adresser"), "value": action.contact_function},
        {"term": _("Référence"), "value": action.reference},
    ]


def public_agreement(action: Action) -> Agreement | None:
    agreement = action.agreement
    return agreement if agreement and agreement.is_published() else None


def authority(collectivity: Collectivity) -> Fact:
    return {"label": collectivity.name, "url": collectivity.get_absolute_url()}


def of_agreement(agreement: Agreement) -> Fact:
    return {
        "label": agreement.title,
        "url": agreement.get_absolute_url(),
        "note": agreement.get_kind_display(),
    }


def where(location: Location) -> Fact:
    return {
        "label": location_in_words(location),
        "url": location.country.get_absolute_url(),
    }


def on(theme: Theme) -> Fact:
    return {"label": theme.name, "url": selection("action_list", theme=theme.code)}


def serving(goal: Goal) -> Fact:
    return {
        "label": f"{goal.number}. {goal.name}",
        "url": selection("action_list", odd=goal.number),
    }


def budget(action: Action) -> Fact:
    """Return the budget, with the own share of the lead authority."""
    share = action.own_share_eur
    own = _("dont %(amount)s de la collectivité chef de file")
    if action.budget_eur is None:
        value = euros(share) if share is not None else ""
        return {"term": _("Part de la collectivité chef de file"), "value": value}
    return {
        "term": _("Budget"),
        "value": euros(action.budget_eur),
        "note": own % {"amount": euros(share)} if share is not None else "",
    }
