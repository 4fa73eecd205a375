"""What an index says, in plain values, to compare two of them."""

import random
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

from cooperation.curation.merge import merge_records
from cooperation.models import (
    Action,
    Agreement,
    AgreementEvent,
    Collectivity,
    Country,
    Funding,
    FundingWindow,
    Goal,
    Involvement,
    Location,
    Partner,
    Place,
    SubRegion,
    Theme,
)
from cooperation.search.facet_index import FacetIndex, decode_country
from cooperation.search.facet_sources import ACTIONS, AGREEMENTS, IndexSources
from cooperation.search.index_keeper import IndexKeeper
from cooperation.search.index_snapshots import HeldIndex
from tests import factories

SOURCES = [ACTIONS, AGREEMENTS]
ORDERS = ("recent", "ancien", "titre", "collectivite", "budget", "verifiee")


def describe(index: FacetIndex) -> dict[str, Any]:
    """Return all that an index says of its entries."""
    orders = [name for name in ORDERS if name != "budget" or "budget" in index.numbers]
    everything = index.everything
    live = {name: set(index.count(name, everything)) for name in index.facets}
    return {
        "entries": dict(zip(index.keys.tolist(), iter_entries(index), strict=True)),
        "counts": {name: index.count(name, everything) for name in index.facets},
        "orders": {
            name: index.page(everything, name, 0, index.size) for name in orders
        },
        "labels": {
            name: {key: label for key, label in labels.items() if key in live[name]}
            for name, labels in index.labels.items()
        },
    }


def iter_entries(index: FacetIndex) -> Iterator[dict[str, Any]]:
    points: dict[int, list[Any]] = {}
    columns = index.points
    for place, owner in enumerate(columns.owners.tolist()):
        country = int(columns.countries[place])
        points.setdefault(owner, []).append(
            (
                decode_country(country) if country >= 0 else "",
                str(columns.lat[place]),
                str(columns.lng[place]),
                int(columns.places[place]),
                int(columns.rows[place]),
                int(columns.is_exact[place]),
            )
        )
    for position in range(index.size):
        yield {
            "facets": {
                name: sorted(column.values_at(position), key=str)
                for name, column in index.facets.items()
            },
            "numbers": {
                name: int(column[position]) for name, column in index.numbers.items()
            },
            "points": points.get(position, []),
        }


def take_index(sources: IndexSources) -> HeldIndex:
    """Return the index as of now, as if what was written before had been committed.

    A transaction is one change: what it noted so far is put aside.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM passerelles_entry_change"
            " WHERE transaction = pg_current_xact_id()::text::bigint"
        )
    return IndexKeeper(sources).renew_held(None, at_once=True)


# Edits --------------------------------------------------------------------------------


def list_edits(rng: random.Random) -> list[Callable[[], Any]]:
    """Return ways to change what is public, at random rows."""

    def pick(model: Any) -> Any:
        return rng.choice(list(model.objects.order_by("pk")))

    def update(model: Any, **values: Any) -> None:
        model.objects.filter(pk=pick(model).pk).update(**values)

    def flip(model: Any) -> None:
        row = pick(model)
        states = {"publiee": "archivee", "archivee": "publiee", "brouillon": "publiee"}
        model.objects.filter(pk=row.pk).update(publication=states[row.publication])

    def merge_partners() -> None:
        keep, gone = rng.sample(list(Partner.objects.order_by("pk")), 2)
        merge_records(keep, gone, [], factories.UserFactory())

    return [
        lambda: update(Action, title=f"Titre {rng.random()}", budget_eur=rng.random()),
        lambda: update(Action, start_year=None, end_year=2031, status="terminee"),
        lambda: update(Action, verified_on="2020-01-01", verified_by="csi"),
        lambda: update(Action, agreement=pick(Agreement)),
        lambda: update(Action, lead=pick(Collectivity)),
        lambda: flip(Action),
        lambda: flip(Action),
        lambda: flip(Agreement),
        lambda: pick(Action).delete(),
        lambda: pick(Action).co_leads.add(pick(Collectivity)),
        lambda: pick(Action).themes.set([pick(Theme)]),
        lambda: pick(Action).goals.add(pick(Goal)),
        lambda: factories.ActionFactory(title="Une action de plus"),
        lambda: factories.LocationFactory(action=pick(Action), country=pick(Country)),
        lambda: pick(Location).delete(),
        lambda: update(Location, lat=1.5, lng=2.5),
        lambda: update(Place, lat=rng.random(), lng=3),
        lambda: update(Country, lat=rng.random(), lng=4),
        lambda: update(Country, sub_region=pick(SubRegion), name_fr="Un pays"),
        lambda: factories.InvolvementFactory(action=pick(Action)),
        lambda: update(Involvement, partner=factories.PartnerFactory()),
        lambda: factories.FundingFactory(action=pick(Action), funder=pick(Partner)),
        lambda: update(Funding, window=pick(FundingWindow)),
        lambda: update(Partner, kind=rng.choice(["ong", "osc", "regie_eaux"])),
        lambda: update(Collectivity, name=f"Ville {rng.random()}"),
        lambda: update(Collectivity, department=None),
        lambda: update(Theme, name_fr="Un sujet"),
        lambda: update(Agreement, kind="jumelage", title="Ah"),
        lambda: update(Agreement, counterpart=pick(Partner)),
        lambda: pick(Agreement).places.set([factories.PlaceFactory()]),
        lambda: pick(Agreement).partners.add(pick(Partner)),
        lambda: pick(Agreement).other_signatories.add(pick(Collectivity)),
        lambda: pick(Agreement).themes.add(pick(Theme)),
        lambda: pick(AgreementEvent).delete(),
        lambda: factories.AgreementEventFactory(
            agreement=pick(Agreement), kind="termine", year=2015
        ),
        lambda: update(Agreement, country=None, place=None),
        merge_partners,
    ]
