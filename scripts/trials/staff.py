"""What a member of staff does on a site of trials: log in, send forms and files."""

import re

from trials.site import Site

IMPORTS = "/gestion/cooperation/importbatch/"
HEADER = "Titre;Collectivité chef de file;État;Année de début\n"


def log_in(site: Site) -> str:
    """Return the key of a session of a superuser."""
    program = (
        "from django.test import Client; from accounts.models import User; "
        "u, _ = User.objects.get_or_create(email='trial@annuaire.invalid', "
        "is_staff=True, is_superuser=True); c = Client(); c.force_login(u, "
        "'allauth.account.auth_backends.AuthenticationBackend'); "
        "print('key:' + list(c.cookies.values())[0].value)"
    )
    return site.manage("shell", "--command", program).partition("key:")[2].split()[0]


def send_file(site: Site, key: str, content: bytes) -> tuple[int, bytes]:
    """Upload a spreadsheet by the form of staff."""
    fields = (
        '--part\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    )
    return post_as_staff(site, key, IMPORTS, "deposer/", fields, content)


def post_as_staff(
    site: Site, key: str, page: str, target: str, part: str, content: bytes
) -> tuple[int, bytes]:
    """Send a form of a page to an address below it, with one part or none."""
    common = {"Cookie": f"__Host-session={key}", "X-Forwarded-Proto": "https"}
    cookie = get_cookie(site, f"{IMPORTS}deposer/", common)
    if not cookie:
        return 0, b"no form"
    token = (
        '--part\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"'
        f"\r\n\r\n{cookie}\r\n"
    )
    headers = {
        **common,
        "Cookie": f"{common['Cookie']}; __Host-csrf={cookie}",
        "Referer": f"{site.origin}{page}",
        "Content-Type": "multipart/form-data; boundary=part",
    }
    sent = part.encode() + content + b"\r\n" if part else b""
    body = token.encode() + sent + b"--part--\r\n"
    return site.send("POST", f"{page}{target}", body, headers)


def get_cookie(site: Site, page: str, headers: dict[str, str]) -> str:
    """Return the cookie against forged forms that a page sets."""
    found = re.search(r"__Host-csrf=(\w+)", site.get_cookies(page, headers))
    return found[1] if found else ""
