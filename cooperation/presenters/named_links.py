"""Links of a selection with the names of their ends, for maps drawn by the server."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from django.utils.safestring import SafeString

from cooperation.maps.links import list_agreement_rows, list_link_rows
from cooperation.maps.names import MapName, place_names, render_names
from cooperation.maps.svg import NOTHING, MapFrame, MapLink
from cooperation.presenters.still_maps import MAX_LINKS, get_known_point
from cooperation.search.filters import AgreementFilterSet, EntryFilterSet

# More names than this say nothing.
MAX_NAMED_LINKS = 24
NamedLinks = dict[MapLink, list[MapName]]


def list_named_links(
    selection: EntryFilterSet, hidden: Iterable[str] = ()
) -> NamedLinks:
    """Return the links of a selection, each with the names of its ends; one query.

    Links of ``hidden`` kinds are left out; there are ``MAX_LINKS`` at most.
    """
    rows: Iterable[Mapping[str, Any]]
    if isinstance(selection, AgreementFilterSet):
        rows = list_agreement_rows(selection.qs)
    else:
        rows = list_link_rows(selection.qs).exclude(kind__in=[*hidden])[:MAX_LINKS]
    links: NamedLinks = {}
    for row in rows:
        here = get_known_point(row["here_lat"], row["here_lng"])
        there = (row["there_lat"], row["there_lng"])
        ends = [(row["there_name"], there), (row["here_name"], here)]
        names = [MapName(name, *point) for name, point in ends if name and point]
        if row["kind"] not in hidden:
            links.setdefault(MapLink(here, there, row["kind"]), names)
    return dict(islice(links.items(), MAX_LINKS))


def render_link_names(links: NamedLinks, frame: MapFrame) -> SafeString:
    """Return the names that have room; none where there are many links."""
    if len(links) > MAX_NAMED_LINKS:
        return NOTHING
    names = dict.fromkeys(name for named in links.values() for name in named)
    placed = place_names(names, frame)
    return render_names(placed) if placed else NOTHING
