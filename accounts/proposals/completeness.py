"""Completeness of an entry: which recommended parts it lacks, and why they matter."""

from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.models import Action, Funding, Involvement, Location, Photo
from cooperation.models.queries import (
    ActionQuerySet,
)


class CompletenessPart(NamedTuple):
    """A recommended part of an entry; ``why`` tells its use to the person."""

    name: str
    label: str | Promise
    why: str | Promise


PARTS = [
    CompletenessPart("summary", _("le résumé"), _("c’est ce que montrent les listes")),
    CompletenessPart(
        "start", _("l’année de début"), _("la fiche se range dans le temps")
    ),
    CompletenessPart("place", _("le lieu"), _("l’action apparaît sur la carte")),
    CompletenessPart(
        "partner", _("les partenaires"), _("ils la retrouvent sous leur nom")
    ),
    CompletenessPart(
        "theme", _("la thématique"), _("elle sort dans les bonnes recherches")
    ),
    CompletenessPart(
        "amount", _("un montant"), _("les totaux par guichet sont justes")
    ),
    CompletenessPart(
        "contact", _("la fonction à contacter"), _("on sait à qui écrire")
    ),
    CompletenessPart("photo", _("une photo"), _("la fiche se partage mieux")),
]


def has_related_row(model: type[Any], **conditions: Any) -> Exists:
    return Exists(model.objects.filter(action=OuterRef("pk"), **conditions))


def annotate_parts(actions: ActionQuerySet) -> ActionQuerySet:
    """Annotate actions with ``has_<name>`` for each of ``PARTS``."""
    themes = Action.themes.through.objects.filter(action=OuterRef("pk"))
    rows: ActionQuerySet = actions.annotate(
        has_summary=build_boolean_case(~Q(summary="")),
        has_start=build_boolean_case(Q(start_year__isnull=False)),
        has_place=has_related_row(Location),
        has_partner=has_related_row(Involvement),
        has_theme=Exists(themes),
        has_amount=Exists(
            Funding.objects.filter(action=OuterRef("pk"), amount__isnull=False)
        ),
        has_contact=build_boolean_case(~Q(contact_function="")),
        has_photo=has_related_row(Photo),
    )
    return rows


def build_boolean_case(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def list_missing_parts(action: Any) -> list[CompletenessPart]:
    """Return the parts that an annotated action lacks, most important first."""
    return [part for part in PARTS if not getattr(action, f"has_{part.name}")]


def get_completeness_percentage(action: Any) -> int:
    """Return the completeness of an annotated action, from 0 to 100."""
    return round(100 * (len(PARTS) - len(list_missing_parts(action))) / len(PARTS))
