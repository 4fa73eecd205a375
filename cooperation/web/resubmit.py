"""Forms sent after the session ended: shown again, to be sent again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

# Never given back: it was for the session that ended.
EXCLUDED_FIELDS = {"csrfmiddlewaretoken"}


def render_resubmit_page(request: HttpRequest) -> HttpResponse:
    """Show what was sent, with a link to log in and a button to send it again.

    Only fields sent from this site are shown: another site could inject text.
    """
    is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if is_ours and name not in EXCLUDED_FIELDS
        for value in values
    ]
    context = {"fields": fields, "path": request.get_full_path()}
    response = render(request, "accounts/resend.html", context, status=403)
    add_never_cache_headers(response)
    return response
