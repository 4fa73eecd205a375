"""Former addresses of staff pages: they redirect for good, to whoever asks.

What lies behind is not looked up, so that the answer says nothing of it.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import re_path
from django.utils.encoding import escape_uri_path

# What began with the left now begins with the right, under /gestion/.
MOVED = [
    (r"(en/)?relecture/campagnes/", "campagnes/"),
    (r"(en/)?relecture/inviter/", "invitations/"),
    (r"(en/)?relecture/demandes/", "demandes/"),
    (r"(en/)?relecture/", "relecture/"),
    (r"(en/)?espace/etats-des-lieux/", "etats-des-lieux/"),
    (r"(en/)?espace/questionnaires/", "enquetes/questionnaires/"),
    (r"en/gestion/", ""),
    # Two segments that are none of these are an authority's answers to a wave.
    (
        r"(en/)?espace/enquetes/(?=([\w-]+/)?$|[\w-]+/(appeler\.csv|"
        r"(tableau|invitees|modifier|resultats|entretiens)/))",
        "enquetes/",
    ),
]


@login_not_required
def redirect_to_staff_page(
    request: HttpRequest, start: str, rest: str
) -> HttpResponsePermanentRedirect:
    """Redirect with the query string; a form that was open is sent again (308)."""
    query = request.META.get("QUERY_STRING", "")
    address = escape_uri_path(f"/gestion/{start}{rest}")
    is_form = request.method not in ("GET", "HEAD")
    return HttpResponsePermanentRedirect(
        f"{address}?{query}" if query else address, preserve_request=is_form
    )


FORMER_ADDRESSES = [
    re_path(
        rf"^{former}(?P<rest>.*)$",
        redirect_to_staff_page,
        {"start": start},
        name="former_address",
    )
    for former, start in MOVED
]
