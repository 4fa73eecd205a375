"""Small worlds: enough of everything that choices may be combined."""

from collections import deque

from cooperation.management.benchmark_data import generate_actions
from tests.factories import (
    CollectivityFactory,
    CountryFactory,
    DepartmentFactory,
    FundingWindowFactory,
    GoalFactory,
    SubRegionFactory,
    ThemeFactory,
)


def reference() -> None:
    """Fill in two sub-regions, four countries, eight authorities, three of the rest."""
    west = SubRegionFactory(code="011", name_fr="Afrique de l’Ouest")
    south = SubRegionFactory(code="039", name_fr="Europe du Sud")
    for iso2, region in [("NE", west), ("BJ", west), ("IT", south), ("PS", None)]:
        CountryFactory(iso2=iso2, sub_region=region)
    savoie = DepartmentFactory(code="73", name="Savoie")
    for department in [DepartmentFactory(), savoie]:
        slug = f"epci-{department.code}"
        epci = CollectivityFactory(epci_kind=True, slug=slug, department=department)
        members = [epci, epci, None]
        for number, home in enumerate(members):
            slug = f"commune-{department.code}-{number}"
            CollectivityFactory(slug=slug, department=department, epci=home)
    for code in ["eau", "sante", "culture"]:
        ThemeFactory(code=code)
        FundingWindowFactory(code=f"guichet_{code}")
    for number in [3, 6, 17]:
        GoalFactory(number=number)


def directory(count: int = 40, seed: int = 1) -> None:
    """Fill in the reference, then generated actions, agreements and partners."""
    reference()
    deque(generate_actions(count, seed), maxlen=0)
