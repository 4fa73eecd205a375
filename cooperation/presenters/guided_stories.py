"""A guided story as pages show it: steps with words, a map, a number and a picture."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cooperation.maps.pasted_address import AGREEMENTS, PastedAddress, parse_address
from cooperation.maps.positions import build_place_frame, build_position_frame
from cooperation.maps.svg import (
    MapFrame,
    MapLink,
    build_frame,
    list_country_corners,
    list_link_points,
    render_panel,
    wrap_panels,
)
from cooperation.models import GuidedStory, StoryStep
from cooperation.presenters.files import PublicPhoto
from cooperation.presenters.list_links import build_query_url
from cooperation.presenters.map_arcs import serialize_arcs
from cooperation.presenters.named_links import (
    NamedLinks,
    list_named_links,
    render_link_names,
)
from cooperation.presenters.paragraphs import render_paragraphs
from cooperation.presenters.types import StillMap
from cooperation.text import is_english

STEP_MAP_WIDTH, STEP_MAP_RATIO = 640, 1.4


@dataclass(frozen=True)
class ShownStep:
    """A step to read; ``arcs`` and ``bounds`` are what the map draws of it.

    ``language`` is that of the words where the page has another. ``is_lost`` tells that
    the address no longer selects what it did.
    """

    number: int
    title: str
    text: SafeString
    photo: PublicPhoto | None
    language: str = ""
    map: StillMap | None = None
    count: str = ""
    list_url: str = ""
    map_url: str = ""
    arcs: str = ""
    bounds: str = ""
    is_lost: bool = False


def build_steps(story: GuidedStory) -> list[ShownStep]:
    """Return the steps of a story, three queries each."""
    rows = story.steps.select_related("country", "place").defer(
        "country__outline", "place__alternate_names", "place__country"
    )
    return [build_step(step, number) for number, step in enumerate(rows, 1)]


def build_step(step: StoryStep, number: int) -> ShownStep:
    shown = ShownStep(
        number=number,
        title=step.title,
        text=render_paragraphs(step.text),
        photo=build_step_photo(step),
        language=get_spoken_language(step.text_en),
    )
    address = parse_address(step.address) if step.address else None
    if address and address.problems:
        return replace(shown, is_lost=True)
    links: NamedLinks = {}
    if address:
        links = list_named_links(address.narrowed, address.state.hidden)
        shown = add_count(shown, address)
    frame = choose_frame(step, address, list(links))
    if frame is None:
        return shown
    return replace(
        shown,
        map=build_step_map(step, links, frame),
        map_url=build_map_url(step),
        arcs=serialize_links(links),
        bounds=json.dumps([frame.south, frame.west, frame.north, frame.east]),
    )


def get_spoken_language(english: str) -> str:
    """Return "fr" where an English page shows a text that has no English, else ""."""
    return "fr" if is_english() and not english else ""


def build_step_photo(step: StoryStep) -> PublicPhoto | None:
    if not step.image:
        return None
    url = reverse("cooperation:story_image", args=[step.pk])
    size = {"width": str(step.width or ""), "height": str(step.height or "")}
    return PublicPhoto(url=url, alt=step.alt, credit=step.credit, **size)


def add_count(shown: ShownStep, address: PastedAddress) -> ShownStep:
    """Return a step with the number of entries of its selection, and their list."""
    total = address.narrowed.qs.order_by().count()
    if address.page == AGREEMENTS:
        route, words = (
            "agreement_list",
            ngettext("%(n)s accord", "%(n)s accords", total),
        )
    else:
        route, words = "action_list", ngettext("%(n)s action", "%(n)s actions", total)
    return replace(
        shown,
        count=words % {"n": number_format(total, force_grouping=True)},
        list_url=build_query_url(route, address.narrowed.querystring()),
    )


def choose_frame(
    step: StoryStep, address: PastedAddress | None, links: list[MapLink]
) -> MapFrame | None:
    """Return what the map of a step shows; None where nothing says it."""
    size = STEP_MAP_WIDTH, STEP_MAP_RATIO
    if address and address.state.position:
        return build_position_frame(address.state.position, *size)
    place = step.place
    if place and place.lat is not None and place.lng is not None:
        return build_place_frame(place.lat, place.lng, *size)
    country = [step.country.pk] if step.country else []
    points = list_country_corners(country) or list_link_points(links)
    return build_frame(points, *size) if points else None


def build_step_map(step: StoryStep, links: NamedLinks, frame: MapFrame) -> StillMap:
    panel = render_panel(
        [*links],
        frame=frame,
        countries=[step.country.pk] if step.country else [],
        over=render_link_names(links, frame),
    )
    title = _("Carte : %(name)s") % {"name": step.title}
    return StillMap(wrap_panels([[panel]], title=title), "")


def build_map_url(step: StoryStep) -> str:
    """Return the interactive map as the step shows it; none for agreements."""
    _start, page, rest = step.address.partition("/carte/")
    if page:
        return reverse("cooperation:map") + rest
    _start, page, rest = step.address.partition("/actions/")
    return reverse("cooperation:map") + rest if page else ""


def serialize_links(links: Iterable[MapLink]) -> str:
    return serialize_arcs(
        [
            (round_point(link.here), round_point(link.there), link.kind)
            for link in links
            if link.here
        ]
    )


def round_point(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], 3), round(point[1], 3)
