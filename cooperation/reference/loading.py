"""Load all reference data in order, in one transaction."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cooperation.db import analyze_tables
from cooperation.reference.aliases import load_aliases
from cooperation.reference.catalogues import (
    load_calls,
    load_ceilings,
    load_events,
    load_fixed_rates,
    load_glossary,
    load_goals,
    load_resources,
    load_synonyms,
    load_themes,
    load_windows,
)
from cooperation.reference.collectivities import load_other_collectivities
from cooperation.reference.countries import load_countries, load_sub_regions
from cooperation.reference.official import load_outlines, load_points
from cooperation.reference.places import load_places
from cooperation.reference.stories import load_stories
from cooperation.reference.sync import SyncCount
from cooperation.reference.territories import load_departments, load_regions
from cooperation.reference.yearly_update import YearlyUpdate

LoadStep = tuple[str | Promise, Callable[[], SyncCount]]

# Each step may lean on those before it; those of the year's lists come in between.
STEPS_BEFORE_LISTS: list[LoadStep] = [
    (_("sous-régions du monde"), load_sub_regions),
    (_("pays"), load_countries),
    (_("régions"), load_regions),
    (_("départements"), load_departments),
]
STEPS_AFTER_LISTS: list[LoadStep] = [
    (_("départements, régions et autres collectivités"), load_other_collectivities),
    (_("autres noms de collectivités"), load_aliases),
    (_("lieux du monde"), load_places),
    (_("objectifs de développement durable"), load_goals),
    (_("thématiques"), load_themes),
    (_("guichets de financement"), load_windows),
    (_("plafonds légaux"), load_ceilings),
    (_("parités fixes avec l’euro"), load_fixed_rates),
    (_("ressources"), load_resources),
    (_("appels à projets"), load_calls),
    (_("rendez-vous"), load_events),
    (_("glossaire"), load_glossary),
    (_("autres mots de la recherche"), load_synonyms),
    (_("récits"), load_stories),
]


def list_load_steps(
    points: Iterable[Path] = (),
    outlines: Iterable[Path] = (),
    yearly_update: YearlyUpdate | None = None,
) -> list[LoadStep]:
    """Return the steps of a load, with those of the official files given."""
    official: list[LoadStep] = [
        (f"{title} ({path.name})", partial(load, path))
        for title, load, paths in (
            (_("points officiels"), load_points, points),
            (_("contours officiels"), load_outlines, outlines),
        )
        for path in paths
    ]
    return [
        *STEPS_BEFORE_LISTS,
        *list_yearly_steps(yearly_update or YearlyUpdate()),
        *STEPS_AFTER_LISTS,
        *official,
    ]


def list_yearly_steps(yearly_update: YearlyUpdate) -> list[LoadStep]:
    """Return the steps that write the lists of a year and the closures."""
    return [
        (_("EPCI"), yearly_update.write_epcis),
        (_("communes"), yearly_update.write_communes),
        (
            _("collectivités qui n’existent plus, anciens noms"),
            yearly_update.write_closures,
        ),
    ]


@transaction.atomic
def load_reference(todo: Iterable[LoadStep]) -> list[tuple[str, SyncCount]]:
    """Run the steps in one transaction; return the counts of each, by title."""
    done = [(str(title), load()) for title, load in todo]
    analyze_tables()
    return done
