"""Error responses in the format of the request."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import ngettext

JSON_SUFFIXES = (".json", ".geojson")
TABLE_SUFFIXES = (".csv", ".xlsx")
PICTURE_AND_FEED_SUFFIXES = (".png", ".svg", ".rss", ".atom", ".ics")


def error_response(
    request: HttpRequest, *messages: str, status: int = 400
) -> HttpResponse:
    """Return a response of ``status`` with the messages.

    The address tells the format: JSON (``{"errors": [...]}``), plain text where a
    table was asked for, else a page that needs neither database nor session.
    """
    if request.path_info.endswith(JSON_SUFFIXES):
        return JsonResponse({"errors": messages}, status=status)
    if request.path_info.endswith(TABLE_SUFFIXES):
        text = "".join(f"{message}\n" for message in messages)
        return HttpResponse(text, "text/plain; charset=utf-8", status=status)
    context = {"messages": messages, "status": status}
    page = render_to_string("cooperation/refused.html", context)
    return HttpResponse(page, status=status)


def throttled_response(request: HttpRequest, seconds: int) -> HttpResponse:
    """Return 429 in the format of the request, with when to come back."""
    message = build_wait_message(seconds)
    if request.path_info.endswith(JSON_SUFFIXES + TABLE_SUFFIXES):
        response = error_response(request, message, status=429)
    elif request.path_info.endswith(PICTURE_AND_FEED_SUFFIXES):
        response = HttpResponse(f"{message}\n", "text/plain; charset=utf-8", 429)
    else:
        page = render_to_string("429.html", {"message": message})
        response = HttpResponse(page, status=429)
    response.headers["Cache-Control"] = "no-store"
    return add_retry_after(response, seconds)


def add_retry_after(response: HttpResponse, seconds: int) -> HttpResponse:
    response.headers["Retry-After"] = str(seconds)
    return response


def build_wait_message(seconds: int) -> str:
    if seconds < 90:
        sentence = ngettext(
            "Beaucoup de demandes sont venues d’ici : réessayez dans %(n)s seconde.",
            "Beaucoup de demandes sont venues d’ici : réessayez dans %(n)s secondes.",
            seconds,
        )
        return sentence % {"n": seconds}
    minutes = -(-seconds // 60)
    sentence = ngettext(
        "Beaucoup de demandes sont venues d’ici : réessayez dans %(n)s minute.",
        "Beaucoup de demandes sont venues d’ici : réessayez dans %(n)s minutes.",
        minutes,
    )
    return sentence % {"n": minutes}
