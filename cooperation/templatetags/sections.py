"""Template tag for the menu: which sections of the site are not empty."""

from django import template

from cooperation.presenters.filled_sections import list_filled_sections
from cooperation.web.etags import get_page_version

register = template.Library()


@register.simple_tag(takes_context=True)
def filled_sections(context: template.Context) -> frozenset[str]:
    """Return the codes of the sections to offer; see ``list_filled_sections``.

    It works within ``{% include … only %}`` too.
    """
    request = getattr(context, "request", None)
    return list_filled_sections(get_page_version(request) if request else None)
