"""Load everything in order, all or nothing."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.reference.aliases import load_aliases
from cooperation.reference.catalogues import (
    load_ceilings,
    load_glossary,
    load_goals,
    load_parities,
    load_resources,
    load_themes,
    load_windows,
)
from cooperation.reference.collectivities import (
    load_communes,
    load_epcis,
    load_other_collectivities,
)
from cooperation.reference.countries import load_countries, load_sub_regions
from cooperation.reference.official import load_outlines, load_points
from cooperation.reference.places import load_places
from cooperation.reference.syncing import Tally
from cooperation.reference.territories import load_departments, load_regions

Step = tuple[str | Promise, Callable[[], Tally]]

# Each step may lean on those before it.
STEPS: list[Step] = [
    (_("sous-régions du monde"), load_sub_regions),
    (_("pays"), load_countries),
    (_("régions"), load_regions),
    (_("départements"), load_departments),
    (_("EPCI"), load_epcis),
    (_("communes"), load_communes),
    (_("départements, régions et autres collectivités"), load_other_collectivities),
    (_("autres noms de collectivités"), load_aliases),
    (_("lieux du monde"), load_places),
    (_("objectifs de développement durable"), load_goals),
    (_("thématiques"), load_themes),
    (_("guichets de financement"), load_windows),
    (_("plafonds légaux"), load_ceilings),
    (_("parités fixes avec l’euro"), load_parities),
    (_("ressources"), load_resources),
    (_("glossaire"), load_glossary),
]


def steps(points: Iterable[Path] = (), outlines: Iterable[Path] = ()) -> list[Step]:
    """Give the steps of a load, with the official files of ``points`` and so on."""
    official: list[Step] = [
        (f"{title} ({path.name})", partial(load, path))
        for title, load, paths in (
            (_("points officiels"), load_points, points),
            (_("contours officiels"), load_outlines, outlines),
        )
        for path in paths
    ]
    return [*STEPS, *official]


@transaction.atomic
def load_reference(todo: Iterable[Step]) -> list[tuple[str, Tally]]:
    """Do the steps in one transaction; give the tally of each by its title."""
    return [(str(title), load()) for title, load in todo]
