"""What a sheet still lacks, and why it matters."""

from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.models import Action, Funding, Involvement, Location, Photo
from cooperation.models.action_queries import ActionQuerySet


class Part(NamedTuple):
    """A part of a sheet, and what it is good for."""

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
    """Give whether an action has a row of a model."""
    return Exists(model.objects.filter(action=OuterRef("pk"), **conditions))


def with_parts(actions: ActionQuerySet) -> ActionQuerySet:
    """Add to actions whether they have each part, as ``has_<name>``."""
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
    """Give a condition as a column."""
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def missing(action: Any) -> list[Part]:
    """Give the parts that an action of ``with_parts`` lacks, the weightiest first."""
    return [part for part in PARTS if not getattr(action, f"has_{part.name}")]


def percentage(action: Any) -> int:
    """Give how complete an action of ``with_parts`` is, from 0 to 100."""
    return round(100 * (len(PARTS) - len(missing(action))) / len(PARTS))
