"""Protection of public forms against robots, without a cookie.

Django's protection against forged requests needs a cookie, which the anonymous public
does not get. A forged request has nothing to gain here, as it carries no rights; a
signed and dated token proves that the form was shown, and when.
"""

from uuid import UUID, uuid4

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

SALT = "cooperation.web.antispam"
# A person takes longer to type; a page left open for a day is opened again.
MIN_SECONDS, MAX_SECONDS = 2, 24 * 3600


def make_form_token() -> str:
    return signing.TimestampSigner(salt=SALT).sign(uuid4().hex)


def get_form_key(token: str) -> UUID | None:
    """Return the key of the form that a token was made for.

    None for a token that is not ours, or from before forms had keys.
    """
    try:
        return UUID(signing.TimestampSigner(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def is_fresh(text: str) -> bool:
    """Return whether a token is valid and less than a day old."""
    try:
        signing.TimestampSigner(salt=SALT).unsign(text, max_age=MAX_SECONDS)
    except signing.BadSignature:
        return False
    return True


def is_too_fast(text: str) -> bool:
    try:
        signing.TimestampSigner(salt=SALT).unsign(text, max_age=MIN_SECONDS)
    except signing.SignatureExpired:
        return False
    return True


def comes_from_here(request: HttpRequest) -> bool:
    """Return whether the browser sent the form from this site.

    True where it does not tell (``Sec-Fetch-Site``).
    """
    return request.headers.get("Sec-Fetch-Site", "same-origin") in {
        "same-origin",
        "none",
    }


def find_form_problem(request: HttpRequest) -> str:
    """Return why a public form is refused, "" if it is not."""
    sent = request.POST.get("jeton", "")
    if not is_fresh(sent) or not comes_from_here(request):
        return _("La page est restée ouverte trop longtemps : envoyez de nouveau.")
    if is_too_fast(sent):
        return _("C’est allé très vite : relisez, puis envoyez de nouveau.")
    return ""
