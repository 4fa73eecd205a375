"""The entries that visitors' reports are about, and answers to who wrote."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cooperation.models import (
    Action,
    Agreement,
    Collectivity,
    Country,
    ErrorReport,
    FormerSlug,
    Partner,
    ReportState,
)
from cooperation.web.mail_texts import (
    Example,
    MailKind,
    Values,
    Variable,
    queue_text,
)
from cooperation.web.site import build_full_url

# The model of each kind of entry, by name of route.
REPORTABLE_ENTRIES: dict[str, Any] = {
    "action_detail": Action,
    "agreement_detail": Agreement,
    "collectivity_detail": Collectivity,
    "partner_detail": Partner,
    "country_detail": Country,
}
ENGLISH = "/en/"


def read_report(report: ErrorReport, title: str) -> dict[str, Any]:
    link = build_full_url(report.page)
    return {"titre": title, "message": report.text, "lien": link}


def find_last_report(user: Any) -> Example | None:
    """Return the last report, if a person may see it."""
    if not user.has_perm("cooperation.view_errorreport"):
        return None
    row = ErrorReport.objects.order_by("pk").last()
    if row is None:
        return None
    title = str(find_reported_entries([row]).get(row.pk, row.page))
    values: Values = read_report(row, title)
    return Example(title, values)


REPORT_ANSWER = MailKind(
    "signalement-reponse",
    gettext_lazy("Messages de visiteurs"),
    gettext_lazy("Réponse à qui a signalé une erreur"),
    gettext_lazy(
        "L’équipe répond à un signalement dont l’auteur a laissé son adresse."
    ),
    (
        Variable("titre", gettext_lazy("titre de la fiche"), "Eau potable à Téra"),
        Variable(
            "reponse",
            gettext_lazy("réponse de l’équipe"),
            gettext_lazy("C’est corrigé, merci."),
            required=True,
            body_only=True,
        ),
        Variable(
            "message",
            gettext_lazy("ce que la personne avait signalé"),
            gettext_lazy("L’année est 1998."),
            body_only=True,
        ),
        Variable(
            "lien",
            gettext_lazy("page de la fiche"),
            f"{settings.SITE_URL}/actions/eau-potable-a-tera/",
            link=True,
        ),
    ),
    find_last_report,
)


class EntryPath(NamedTuple):
    """What the path of an entry says: its model, and its slug or its code."""

    model: Any
    value: str

    @property
    def field(self) -> str:
        return "iso2" if self.model is Country else "slug"


def parse_entry_path(path: str) -> EntryPath | None:
    """Return the model and slug of an entry's path in either language, or None."""
    language = "en" if path.startswith(ENGLISH) else "fr"
    try:
        with translation.override(language):
            match = resolve(path)
    except Resolver404:
        return None
    model = REPORTABLE_ENTRIES.get(match.url_name or "")
    if model is None:
        return None
    (value,) = match.kwargs.values()
    return EntryPath(model, value.upper() if model is Country else value)


def find_public_entry(path: str) -> Any:
    """Return the entry that the public sees at a path, or None."""
    found = parse_entry_path(path)
    if found is None:
        return None
    rows = found.model.objects
    rows = rows.published() if hasattr(rows, "published") else rows
    return rows.filter(**{found.field: found.value}).first()


def find_reported_entries(reports: Iterable[ErrorReport]) -> dict[int, Any]:
    """Return the entry of each report by the report's key, whatever its state.

    One that moved since is found by its former slug; one that is gone is left out. At
    most two queries for each kind of entry.
    """
    paths = {
        report.pk: path for report in reports if (path := parse_entry_path(report.page))
    }
    wanted: dict[Any, set[str]] = defaultdict(set)
    for path in paths.values():
        wanted[path.model].add(path.value)
    found = {
        (model, value): entry
        for model, values in wanted.items()
        for value, entry in find_entries(model, values).items()
    }
    return {
        key: found[path.model, path.value]
        for key, path in paths.items()
        if (path.model, path.value) in found
    }


def find_entries(model: Any, values: set[str]) -> dict[str, Any]:
    """Return the entries of a model by these slugs, present or former."""
    field = EntryPath(model, "").field
    light = model.objects.without_large_fields()
    rows = {
        getattr(row, field): row for row in light.filter(**{f"{field}__in": values})
    }
    missing = values - rows.keys()
    if not missing or model is Country:
        return rows
    former = FormerSlug.objects.filter(table=model._meta.db_table, slug__in=missing)
    keys = dict(former.values_list("slug", "object_id"))
    moved = light.in_bulk(keys.values())
    return rows | {slug: moved[key] for slug, key in keys.items() if key in moved}


@transaction.atomic
def answer_report(report: ErrorReport, text: str, *, title: str) -> bool:
    """Send an answer to who wrote, and keep it with its day; the report is saved.

    A report that waited is answered now; another state stays. Returns false where this
    was the last answer already, which a double click sends twice.
    """
    stored = ErrorReport.objects.select_for_update().get(pk=report.pk)
    is_new = not stored.answer.endswith(f"\n{text}")
    if is_new:
        day = _("Le %(day)s :") % {"day": date_format(timezone.localdate(), "j F Y")}
        said = f"{day}\n{text}"
        stored.answer = f"{stored.answer}\n\n{said}" if stored.answer else said
        values = read_report(report, title) | {"reponse": text}
        queue_text(REPORT_ANSWER, stored.email, values)
    report.answer = stored.answer
    if report.state == ReportState.NEW:
        report.state = ReportState.ANSWERED
    report.save()
    return is_new
