"""Pages of the texts of mails: the list, and a page to change each."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import UserPassesTestMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from accounts.mail import texts
from accounts.mail.text_forms import (
    MailTextForm,
    build_preview,
    describe_conflict,
    list_line_differences,
)
from accounts.models import MailText, User
from accounts.people.permissions import may_read_mail_texts
from cooperation.web.context import Context
from cooperation.web.mail_texts import MAIL_KINDS, MailKind, find_text_problems
from cooperation.web.outbox import build_message

MAX_CHANGES = 20
LANGUAGE_LABELS = {"fr": gettext_lazy("Français"), "en": gettext_lazy("Anglais")}
CHANGES = {
    "+": gettext_lazy("texte changé"),
    "~": gettext_lazy("texte changé"),
    "-": gettext_lazy("retour au texte livré"),
}


@dataclass
class TextState:
    """The text of a mail in one language: the shipped one if ``row`` is None."""

    kind: MailKind
    language: str
    row: MailText | None

    @property
    def label(self) -> str:
        return str(LANGUAGE_LABELS[self.language])

    @property
    def url(self) -> str:
        return reverse("moderation:mail_text", args=[self.kind.code, self.language])

    @property
    def is_sent(self) -> bool:
        """Whether the site sends this mail in this language today."""
        return self.language in self.kind.languages

    @property
    def is_outdated(self) -> bool:
        shipped = self.kind.get_shipped(self.language)
        return self.row is not None and self.row.is_outdated(shipped)

    @property
    def is_unusable(self) -> bool:
        return bool(self.row and find_text_problems(self.kind, self.row.content))


class MailTextMixin(UserPassesTestMixin):
    """A page for staff who may read the texts of mails; 403 for others."""

    request: HttpRequest

    def test_func(self) -> bool:
        return may_read_mail_texts(self.request)


class MailTextListView(MailTextMixin, TemplateView):
    template_name = "accounts/mail_texts.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        rows = texts.get_changed_rows()
        listed = [
            (
                kind,
                [
                    TextState(kind, code, rows.get((kind.code, code)))
                    for code, _label in settings.LANGUAGES
                ],
            )
            for kind in MAIL_KINDS.values()
        ]
        groups = [
            (label, list(mails)) for label, mails in groupby(listed, get_group_label)
        ]
        return super().get_context_data(**kwargs) | {"groups": groups}


def get_group_label(listed: tuple[MailKind, list[TextState]]) -> str:
    return str(listed[0].group)


class MailTextView(MailTextMixin, View):
    """A text in one language, with its preview; change it or go back to the shipped."""

    kind: MailKind
    language: str

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.language = kwargs["language"]
        if kwargs["code"] not in MAIL_KINDS or self.language not in LANGUAGE_LABELS:
            raise Http404
        self.kind = MAIL_KINDS[kwargs["code"]]

    @property
    def user(self) -> User:
        return cast(User, self.request.user)

    def get(self, request: HttpRequest, **_route: str) -> HttpResponse:
        """Show the present text, or one of the history to take up again."""
        row = self.get_row()
        shown = row.content if row else self.kind.get_shipped(self.language)
        old = request.GET.get("reprendre", "")
        if old.isdecimal():
            former = self.get_history().filter(pk=int(old[:9])).first()
            shown = former.instance.content if former else shown
        initial = {**shown._asdict(), "version": row.etag if row else ""}
        return self.render_page(self.build_form(initial=initial), row)

    def post(self, request: HttpRequest, **_route: str) -> HttpResponse:
        """Preview, try, save or give up the text."""
        form, verb = self.build_form(request.POST), request.POST.get("geste", "")
        if verb == "apercu":
            return self.render_preview(form)
        if not self.may_change:
            raise PermissionDenied
        if verb == "livre":
            return self.revert()
        if not form.is_valid():
            return self.render_page(form, self.get_row(), status=400)
        if verb == "essai":
            return self.send_trial(form)
        return self.save(form)

    @property
    def may_change(self) -> bool:
        return self.user.has_perm(self.kind.permission)

    def get_row(self) -> MailText | None:
        rows = MailText.objects.select_related("changed_by")
        return rows.filter(code=self.kind.code, language=self.language).first()

    def get_history(self) -> Any:
        return texts.get_history(self.kind, self.language)

    def build_form(self, data: Any = None, **options: Any) -> MailTextForm:
        form = MailTextForm(data, kind=self.kind, language=self.language, **options)
        if not self.may_change:
            for field in form.fields.values():
                field.disabled = data is None
        return form

    def save(self, form: MailTextForm) -> HttpResponse:
        """Save the text, unless somebody else changed it meanwhile."""
        version = form.cleaned_data["version"]
        try:
            texts.save_text(
                *(self.kind, self.language, form.typed), version=version, by=self.user
            )
        except texts.TextChangedError:
            return self.render_conflict(form)
        messages.success(self.request, _("Texte enregistré."))
        return self.redirect()

    def revert(self) -> HttpResponse:
        """Go back to the shipped text, unless somebody else changed it meanwhile."""
        version = self.request.POST.get("version", "")
        try:
            texts.revert_text(self.kind, self.language, version=version, by=self.user)
        except texts.TextChangedError:
            words = _("Quelqu’un d’autre a changé ce texte entre-temps : le voici.")
            messages.error(self.request, words)
        else:
            messages.success(self.request, _("Le texte livré est de retour."))
        return self.redirect()

    def redirect(self) -> HttpResponse:
        return redirect("moderation:mail_text", self.kind.code, self.language)

    def render_conflict(self, form: MailTextForm) -> HttpResponse:
        row = self.get_row()
        author = row.changed_by.get_full_name() if row and row.changed_by else ""
        form.add_error(None, describe_conflict(author))
        form.data = {**self.request.POST.dict(), "version": row.etag if row else ""}
        theirs = row.content if row else self.kind.get_shipped(self.language)
        return self.render_page(form, row, theirs=theirs, status=409)

    def send_trial(self, form: MailTextForm) -> HttpResponse:
        """Send the text as it is typed, to whoever asks and nobody else."""
        trial = build_preview(self.kind, form.typed, self.language, self.user)
        subject = _("[Essai] %(subject)s") % {"subject": trial.subject}
        build_message(subject, trial.body, self.user.email).send()
        words = _("Un essai part à %(email)s. Le texte n’est pas encore enregistré.")
        messages.success(self.request, words % {"email": self.user.email})
        return self.render_page(form, self.get_row())

    def render_preview(self, form: MailTextForm) -> HttpResponse:
        """Return the preview alone to htmx, else the page with the text as typed."""
        if "HX-Request" not in self.request.headers:
            return self.render_page(form, self.get_row())
        preview = build_preview(self.kind, form.typed, self.language, self.user)
        context = {"preview": preview, "kind": self.kind, "language": self.language}
        return render(self.request, "accounts/_mail_preview.html", context)

    def render_page(
        self,
        form: MailTextForm,
        row: MailText | None,
        *,
        theirs: Any = None,
        status: int = 200,
    ) -> HttpResponse:
        shipped = self.kind.get_shipped(self.language)
        others = [code for code in LANGUAGE_LABELS if code != self.language]
        context = {
            "form": form,
            "kind": self.kind,
            "language": self.language,
            "state": TextState(self.kind, self.language, row),
            "others": [TextState(self.kind, code, None) for code in others],
            "may_change": self.may_change,
            "theirs": theirs,
            "preview": build_preview(self.kind, form.typed, self.language, self.user),
            "differences": list_line_differences(shipped, form.typed),
            "changes": [
                (CHANGES[change.history_type], change)
                for change in self.get_history()[:MAX_CHANGES]
            ],
        }
        return render(self.request, "accounts/mail_text.html", context, status=status)
