"""Error responses in the format of the request."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

JSON_SUFFIXES = (".json", ".geojson")
TABLE_SUFFIXES = (".csv", ".xlsx")


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
