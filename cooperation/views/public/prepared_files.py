"""The page of an export that a worker makes, and the file once it is there.

Its address is a key: there is no list of them. That of a person is theirs alone.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cooperation.exports.prepared import is_given_up
from cooperation.models import PreparedFile
from cooperation.web.jobs import describe_wait
from cooperation.web.site import NOINDEX
from cooperation.web.visitor import get_public_user


@login_not_required
@require_safe
@never_cache
def show_prepared_file(request: HttpRequest, key: str) -> HttpResponse:
    """Show how far a file is, asked for anew every two seconds, then its link."""
    rows = PreparedFile.objects.visible_to(get_public_user(request)).without_content()
    file = get_object_or_404(rows, key=key)
    context = {
        "file": file,
        "is_given_up": is_given_up(file),
        "wait": describe_wait(file),
        "steps_done": min(file.steps_done, file.steps),
    }
    if request.headers.get("HX-Request"):
        return render(request, "cooperation/_prepared_file.html", context)
    return render(request, "cooperation/prepared_file.html", context)


@login_not_required
@require_safe
@never_cache
def send_prepared_file(request: HttpRequest, key: str) -> HttpResponse:
    """Send a file that is there; redirect to its page where it is not yet."""
    rows = PreparedFile.objects.visible_to(get_public_user(request))
    file = get_object_or_404(rows, key=key)
    if file.content is None:
        return redirect("cooperation:prepared_file", key)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(
        bytes(file.content), content_type=file.content_type, headers=NOINDEX | headers
    )
