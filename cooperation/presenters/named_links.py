"""Links of a selection with the names of their ends, for maps drawn by the server."""

from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import Any

from django.utils.safestring import SafeString

from cooperation.maps.agreement_links import AgreementLinks
from cooperation.maps.links import list_link_rows
from cooperation.maps.names import MapName, place_names, render_names
from cooperation.maps.svg import NOTHING, MapFrame, MapLink
from cooperation.presenters.still_maps import MAX_LINKS, get_known_point
from cooperation.search.entry_filters import MapEntries
from cooperation.search.filters import AgreementFilterSet, EntryFilterSet

# More names than this say nothing.
MAX_NAMED_LINKS = 24
NamedLinks = dict[MapLink, list[MapName]]


def list_named_links(
    selection: EntryFilterSet, hidden: Collection[str] = ()
) -> NamedLinks:
    """Return the links of a selection, each with the names of its ends.

    Links of ``hidden`` kinds are left out; there are ``MAX_LINKS`` at most.
    """
    rows: Iterable[Mapping[str, Any]]
    if isinstance(selection, AgreementFilterSet):
        rows = AgreementLinks.select(selection).without_kinds(hidden)[:MAX_LINKS]
    else:
        rows = list_link_rows(selection.qs).exclude(kind__in=[*hidden])[:MAX_LINKS]
    links: NamedLinks = {}
    for row in rows:
        here = get_known_point(row["here_lat"], row["here_lng"])
        there = (row["there_lat"], row["there_lng"])
        ends = [(row["there_name"], there), (row["here_name"], here)]
        names = [MapName(name, *point) for name, point in ends if name and point]
        links.setdefault(MapLink(here, there, row["kind"]), names)
    return links


def list_entry_links(entries: MapEntries, hidden: Collection[str] = ()) -> NamedLinks:
    """Return the links of actions and agreements, ``MAX_LINKS`` at most."""
    agreements, actions = (list_named_links(one, hidden) for one in entries)
    return dict(islice({**actions, **agreements}.items(), MAX_LINKS))


def render_link_names(links: NamedLinks, frame: MapFrame) -> SafeString:
    """Return the names that have room; none where there are many links."""
    if len(links) > MAX_NAMED_LINKS:
        return NOTHING
    names = dict.fromkeys(name for named in links.values() for name in named)
    placed = place_names(names, frame)
    return render_names(placed) if placed else NOTHING
