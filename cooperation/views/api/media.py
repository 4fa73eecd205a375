"""Photos and documents, sent only to users who may see the entry they belong to.

The media folder is not public: the file of a draft does not exist for visitors.
"""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.text import slugify
from django.views.decorators.http import require_safe
from PIL import Image

from cooperation.models import Agreement, Document, Photo, StoryStep, Testimony
from cooperation.web.pictures import build_small_picture
from cooperation.web.visitor import get_public_user

DEFAULT_CONTENT_TYPE = "application/octet-stream"
OOXML_PREFIX = "application/vnd.openxmlformats-officedocument"
OPENDOCUMENT_PREFIX = "application/vnd.oasis.opendocument"
CONTENT_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".odt": f"{OPENDOCUMENT_PREFIX}.text",
    ".ods": f"{OPENDOCUMENT_PREFIX}.spreadsheet",
    ".docx": f"{OOXML_PREFIX}.wordprocessingml.document",
    ".xlsx": f"{OOXML_PREFIX}.spreadsheetml.sheet",
}


@login_not_required
@require_safe
def serve_photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = get_object_or_404(Photo.objects.visible_to(get_public_user(request)), pk=pk)
    return send_file(
        request, str(row.image.name), name=f"photo-{row.pk}", download=False
    )


@login_not_required
@require_safe
def serve_small_photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a photo as lists show it; the whole one where it cannot be reduced."""
    row = get_object_or_404(Photo.objects.visible_to(get_public_user(request)), pk=pk)
    path = str(row.image.name)
    try:
        changed = default_storage.get_modified_time(path).timestamp()
        small = build_small_picture(path)
    except FileNotFoundError as error:
        raise Http404 from error
    except (Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return send_file(request, path, name=f"photo-{row.pk}", download=False)
    response = HttpResponse(small, content_type="image/jpeg")
    return send_unless_unmodified(request, response, changed)


@login_not_required
@require_safe
def serve_portrait(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the photograph of who testifies, while they agree to it."""
    row = get_object_or_404(Testimony.objects.published().with_public_portrait(), pk=pk)
    name = f"portrait-{row.pk}"
    return send_file(request, row.public_portrait, name=name, download=False)


@login_not_required
@require_safe
def serve_story_image(request: HttpRequest, pk: int) -> HttpResponseBase:
    pictured = StoryStep.objects.visible_to(get_public_user(request)).exclude(image="")
    row = get_object_or_404(pictured, pk=pk)
    name = f"recit-{row.pk}"
    return send_file(request, str(row.image.name), name=name, download=False)


@login_not_required
@require_safe
def serve_document(request: HttpRequest, pk: int) -> HttpResponseBase:
    row = get_object_or_404(
        Document.objects.visible_to(get_public_user(request)), pk=pk
    )
    return send_file(
        request, str(row.file.name), name=slugify(row.title) or f"document-{row.pk}"
    )


@login_not_required
@require_safe
def serve_agreement_document(request: HttpRequest, slug: str) -> HttpResponseBase:
    signed = Agreement.objects.visible_to(get_public_user(request)).exclude(document="")
    row = get_object_or_404(signed, slug=slug)
    return send_file(request, str(row.document.name), name=row.slug)


def send_file(
    request: HttpRequest, path: str, *, name: str, download: bool = True
) -> HttpResponseBase:
    """Send a file, or 304 if the client has it; raise ``Http404`` if it is lost.

    The media type follows the extension and is never guessed from the content.
    Caches revalidate each time, since the entry may stop being public.
    """
    suffix = Path(path).suffix.lower()
    try:
        changed = default_storage.get_modified_time(path).timestamp()
        response = FileResponse(
            default_storage.open(path),
            as_attachment=download,
            filename=name + suffix,
            content_type=CONTENT_TYPES.get(suffix, DEFAULT_CONTENT_TYPE),
        )
    except FileNotFoundError as error:
        raise Http404 from error
    return send_unless_unmodified(request, response, changed)


def send_unless_unmodified(
    request: HttpRequest, response: HttpResponseBase, changed: float
) -> HttpResponseBase:
    """Send a file changed at a moment, or 304; caches revalidate each time."""
    response.headers["Last-Modified"] = http_date(changed)
    patch_cache_control(response, no_cache=True)
    known = get_conditional_response(request, last_modified=int(changed))
    if known is None:
        return response
    response.close()
    for name in ("Last-Modified", "Cache-Control"):
        known.headers[name] = response.headers[name]
    return known
