"""A form sent after the session ended is not lost: it is given back, to send again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

# Never given back: it was for the session that ended.
LEFT_OUT = {"csrfmiddlewaretoken"}


def resend(request: HttpRequest) -> HttpResponse:
    """Show what was sent, with the way to log in elsewhere and a button to send again.

    Only what this very site sent is given back: another site could put words here.
    """
    is_ours = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if is_ours and name not in LEFT_OUT
        for value in values
    ]
    context = {"fields": fields, "path": request.get_full_path()}
    response = render(request, "accounts/resend.html", context, status=403)
    add_never_cache_headers(response)
    return response
