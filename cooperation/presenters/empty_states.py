"""Empty states of pages, with suggestions."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cooperation.models import Country
from cooperation.presenters.list_links import get_list_url
from cooperation.presenters.types import CountLink, EmptyState


def get_report_link() -> CountLink:
    """Return the link to report an action that the directory lacks."""
    about = reverse("cooperation:about")
    return CountLink(_("Signaler une action"), url=f"{about}#signaler")


def build_country_empty_state(country: Country) -> EmptyState:
    region = country.sub_region
    near = []
    if region:
        label = _("Les actions dans la région : %(name)s") % {"name": region.name}
        url = get_list_url("action_list", region=region.code)
        near = [CountLink(label, url=url)]
    return EmptyState(
        title=_("Aucune coopération connue à ce jour"),
        text=_(
            "L’annuaire ne connaît ni accord ni action d’une collectivité française "
            "avec ce pays. Si vous en savez plus, dites-le-nous."
        ),
        suggestions=[get_report_link(), *near],
    )
