"""Completeness of an entry: which recommended parts it lacks, and why they matter."""

from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.models import Action, Funding, Involvement, Location, Photo
from cooperation.models.action_queries import ActionQuerySet


class Part(NamedTuple):
    """A recommended part of an entry; ``why`` tells its use to the person."""

    name: str
    label: str | Promise
    why: str | Promise


PARTS = [
    Part("summary", _("le résumé"), _("c’est ce que montrent les listes")),
    Part("start", _("l’année de début"), _("la fiche se range dans le temps")),
    Part("place", _("le lieu"), _("l’action apparaît sur la carte")),
    Part("partner", _("les partenaires"), _("ils la retrouvent sous leur nom")),
    Part("theme", _("la thématique"), _("elle sort dans les bonnes recherches")),
    Part("amount", _("un montant"), _("les totaux par guichet sont justes")),
    Part("contact", _("la fonction à contacter"), _("on sait à qui écrire")),
    Part("photo", _("une photo"), _("la fiche se partage mieux")),
]


def has(model: type[Any], **conditions: Any) -> Exists:
    return Exists(model.objects.filter(action=OuterRef("pk"), **conditions))


def with_parts(actions: ActionQuerySet) -> ActionQuerySet:
    """Annotate actions with ``has_<name>`` for each of ``PARTS``."""
    themes = Action.themes.through.objects.filter(action=OuterRef("pk"))
    rows: ActionQuerySet = actions.annotate(
        has_summary=true_if(~Q(summary="")),
        has_start=true_if(Q(start_year__isnull=False)),
        has_place=has(Location),
        has_partner=has(Involvement),
        has_theme=Exists(themes),
        has_amount=Exists(
            Funding.objects.filter(action=OuterRef("pk"), amount__isnull=False)
        ),
        has_contact=true_if(~Q(contact_function="")),
        has_photo=has(Photo),
    )
    return rows


def true_if(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def missing(action: Any) -> list[Part]:
    """Return the parts that an annotated action lacks, most important first."""
    return [part for part in PARTS if not getattr(action, f"has_{part.name}")]


def percentage(action: Any) -> int:
    """Return the completeness of an annotated action, from 0 to 100."""
    return round(100 * (len(PARTS) - len(missing(action))) / len(PARTS))
