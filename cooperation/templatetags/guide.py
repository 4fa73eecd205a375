"""Template tag for "Aide": the page of the guide that speaks of the current page."""

from django import template

from cooperation.web.help import get_help_url

register = template.Library()


@register.simple_tag(takes_context=True)
def help_url(context: template.Context) -> str:
    """Return the address of the guide for the page that is rendered.

    It works within ``{% include … only %}`` too.
    """
    request = getattr(context, "request", None)
    match = request.resolver_match if request else None
    return get_help_url(match.view_name if match else "")
