"""Pagination of a list: the current page, its links, and the tags of its filters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from cooperation.search.types import FilterTag, PageLink, PageLinks

PAGE = "page"


class Selection(Protocol):
    """A search with filters, such as a ``SearchFilterSet``."""

    @property
    def chosen(self) -> list[Any]: ...

    def querystring(self, *excluded: tuple[str, str], **added: str) -> str: ...


@dataclass(frozen=True)
class DisplayedPage:
    """The page to display, and the errors of the page number that was asked for."""

    page: "Page[Any]"
    problems: list[str]

    @property
    def items(self) -> Sequence[Any]:
        rows: Sequence[Any] = list(self.page.object_list)
        return rows

    def context(self, selection: Selection) -> PageLinks:
        """Return the links to the pages of a selection."""
        return self.build_context(partial(build_page_url, selection))

    def build_context(self, querystring: Callable[[int], str]) -> PageLinks:
        """Return the links to the pages, given a page's URL by its number."""
        paginator = self.page.paginator
        number = self.page.number
        gap = str(paginator.ELLIPSIS)
        return PageLinks(
            page=number,
            pages=paginator.num_pages,
            previous_url=querystring(number - 1) if number > 1 else "",
            next_url=querystring(number + 1) if number < paginator.num_pages else "",
            links=[
                PageLink()
                if str(at) == gap
                else PageLink(int(at), querystring(int(at)), at == number)
                for at in paginator.get_elided_page_range(number, on_each_side=1)
            ],
        )


def build_page_url(selection: Selection, number: int) -> str:
    """Return the query of a page; the first one has no page number."""
    query = selection.querystring(**({PAGE: str(number)} if number > 1 else {}))
    return f"?{query}"


def get_displayed_page(paginator: "Paginator[Any]", asked: str | None) -> DisplayedPage:
    """Return the page asked for, or the nearest one with an error message."""
    page = paginator.get_page(asked)
    if not asked or asked == str(page.number):
        return DisplayedPage(page, [])
    problem = _("Il n’y a pas de page « %(asked)s » : voici la page %(page)s.")
    return DisplayedPage(page, [problem % {"asked": asked[:20], "page": page.number}])


def build_filter_tags(selection: Selection) -> list[FilterTag]:
    return [
        FilterTag(tag.facet, tag.label, f"?{tag.query}") for tag in selection.chosen
    ]
