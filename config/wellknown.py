"""Files at well-known addresses: robots.txt, favicon.ico, security.txt."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from cooperation.web.site import get_site_url

PLAIN = "text/plain; charset=utf-8"
ROBOTS_RULES = """User-agent: *
Disallow: /gestion/
Disallow: /espace/
Disallow: /compte/
Disallow: /comparer/
Disallow: /en/comparer/
"""
# RFC 9116 recommends less than a year; the file is made anew at each request.
SECURITY_TXT_VALIDITY = timedelta(days=180)


@login_not_required
@require_safe
def robots_txt(_request: HttpRequest) -> HttpResponse:
    sitemap = f"Sitemap: {get_site_url()}/sitemap.xml\n"
    return HttpResponse(ROBOTS_RULES + sitemap, PLAIN)


@login_not_required
@require_safe
def redirect_favicon(_request: HttpRequest) -> HttpResponse:
    """Redirect browsers that request the icon without reading the page."""
    return redirect(static("img/favicon.svg"))


@login_not_required
@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Return the contact for vulnerabilities (RFC 9116); 404 if none is set."""
    contact = get_security_contact()
    if not contact:
        raise Http404
    expires = (timezone.now() + SECURITY_TXT_VALIDITY).replace(
        hour=0, minute=0, second=0
    )
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {get_site_url()}/.well-known/security.txt",
    ]
    return HttpResponse("".join(f"{line}\n" for line in lines), PLAIN)


def get_security_contact() -> str:
    """Return where to report a weakness, as the URI that RFC 9116 asks for."""
    contact = settings.SECURITY_CONTACT or settings.CONTACT_EMAIL
    is_address = "@" in contact and ":" not in contact
    return f"mailto:{contact}" if is_address else contact
