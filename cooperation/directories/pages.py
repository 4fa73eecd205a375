"""Pages of a list, and the addresses that lead from one to another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from cooperation.selecting import PAGE, Selection


@dataclass(frozen=True)
class Shown:
    """The page that is shown, and what was wrong with the one that was asked for."""

    page: "Page[Any]"
    problems: list[str]

    @property
    def items(self) -> Sequence[Any]:
        """The rows of the page."""
        rows: Sequence[Any] = list(self.page.object_list)
        return rows

    def context(self, selection: Selection) -> dict[str, Any]:
        """Give what the component ``pagination`` shows of a selection."""
        return self.context_of(partial(link, selection))

    def context_of(self, address: Callable[[int], str]) -> dict[str, Any]:
        """Give what the component shows; ``address`` gives that of a page."""
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
    """Give the address of a page, the first being the list's own."""
    query = selection.address(**({PAGE: str(number)} if number > 1 else {}))
    return f"?{query}"


def page_of(paginator: "Paginator[Any]", asked: str | None) -> Shown:
    """Give the page asked for, or the nearest there is, and say so."""
    page = paginator.get_page(asked)
    if not asked or asked == str(page.number):
        return Shown(page, [])
    problem = _("Il n’y a pas de page « %(asked)s » : voici la page %(page)s.")
    return Shown(page, [problem % {"asked": asked[:20], "page": page.number}])


def tags_of(selection: Selection) -> list[dict[str, str]]:
    """Give what the component ``tags`` shows."""
    return [
        {"facet": tag.facet, "label": tag.label, "url": f"?{tag.query}"}
        for tag in selection.chosen
    ]
