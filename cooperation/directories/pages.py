"""Pagination of a list: the current page, its links, and the tags of its filters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from cooperation.selecting import PAGE, Selection


@dataclass(frozen=True)
class Shown:
    """The page to display, and the errors of the page number that was asked for."""

    page: "Page[Any]"
    problems: list[str]

    @property
    def items(self) -> Sequence[Any]:
        rows: Sequence[Any] = list(self.page.object_list)
        return rows

    def context(self, selection: Selection) -> dict[str, Any]:
        """Return the context of the component ``pagination`` for a selection."""
        return self.context_of(partial(link, selection))

    def context_of(self, address: Callable[[int], str]) -> dict[str, Any]:
        """Return the context of the component, given a page's URL by its number."""
        paginator = self.page.paginator
        number = self.page.number
        gap = str(paginator.ELLIPSIS)
        return {
            "page": number,
            "pages": paginator.num_pages,
            "previous_url": address(number - 1) if number > 1 else "",
            "next_url": address(number + 1) if number < paginator.num_pages else "",
            "links": [
                {"number": None}
                if str(at) == gap
                else {
                    "number": at,
                    "url": address(int(at)),
                    "current": at == number,
                }
                for at in paginator.get_elided_page_range(number, on_each_side=1)
            ],
        }


def link(selection: Selection, number: int) -> str:
    """Return the query of a page; the first one has no page number."""
    query = selection.address(**({PAGE: str(number)} if number > 1 else {}))
    return f"?{query}"


def page_of(paginator: "Paginator[Any]", asked: str | None) -> Shown:
    """Return the page asked for, or the nearest one with an error message."""
    page = paginator.get_page(asked)
    if not asked or asked == str(page.number):
        return Shown(page, [])
    problem = _("Il n’y a pas de page « %(asked)s » : voici la page %(page)s.")
    return Shown(page, [problem % {"asked": asked[:20], "page": page.number}])


def tags_of(selection: Selection) -> list[dict[str, str]]:
    return [
        {"facet": tag.facet, "label": tag.label, "url": f"?{tag.query}"}
        for tag in selection.chosen
    ]
