"""Staff pages of waves: preparation, start, dashboard, call list."""

import csv
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from django.views.generic.base import View

from accounts.models import User
from cooperation.exports.csv import BOM, Echo, format_csv_cell
from surveys import permissions
from surveys.enums import ParticipationState
from surveys.models import Questionnaire, Wave
from surveys.responses.forms import PageForm
from surveys.views.forms import RecipientChoiceForm, WaveForm
from surveys.waves.dashboard import DashboardRow, build_dashboard
from surveys.waves.lifecycle import (
    NotStartableError,
    close_wave,
    invite_authorities,
    prepare_wave,
    reopen_wave,
    start_wave,
    update_wave,
)
from surveys.waves.mails import send_due
from surveys.waves.recipients import (
    MAX_INVITED,
    describe_choice,
    get_emails_by_authority,
    list_chosen_authorities,
)

MAX_AUTHORITIES_SHOWN, MAX_WAVES_SHOWN = 30, 100
DEFAULT_MAIL_BODY = """Bonjour,

{collectivite} est invitée à l’enquête sur l’action internationale des collectivités. Ce que l’annuaire sait déjà est prérempli : comptez quinze minutes, en plusieurs fois si vous voulez, avant le {date}.

Votre lien personnel :

{lien}

Vous pouvez le transmettre à la personne la mieux placée pour répondre. Aucune réponse n’est publiée une à une.

Merci, l’équipe de la Cité de la Solidarité Internationale"""  # noqa: E501 -- the lines of a mail are not broken


class WaveManagerView(View):
    """A page for staff who manage waves; 403 for others."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not permissions.may_manage(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def wave(self, slug: str) -> Wave:
        rows = Wave.objects.select_related("questionnaire", "in_charge")
        return get_object_or_404(rows, slug=slug)


class WaveListView(WaveManagerView, TemplateView):
    template_name = "surveys/waves.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "waves": Wave.objects.with_response_counts().select_related("in_charge")[
                :MAX_WAVES_SHOWN
            ],
            "questionnaires": Questionnaire.objects.with_used()[:MAX_WAVES_SHOWN],
        }


class NewWaveView(WaveManagerView):
    """A new wave: its description, recipients and mail."""

    def get(self, request: HttpRequest) -> HttpResponse:
        initial = {
            "subject": _("Votre action internationale : quinze minutes pour l’enquête"),
            "body": DEFAULT_MAIL_BODY,
            "in_charge": request.user.pk,
            "questionnaire": Questionnaire.objects.usable().first(),
        }
        return self.page(request, WaveForm(initial=initial), RecipientChoiceForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show who would be invited, or save the wave; no mail is sent yet."""
        form, who = WaveForm(request.POST), RecipientChoiceForm(request.POST)
        is_valid = form.is_valid() & who.is_valid()
        found = (
            list(list_chosen_authorities(who.choice)[: MAX_INVITED + 1])
            if who.is_valid()
            else []
        )
        if who.is_valid() and not found:
            who.add_error(None, _("Ce choix n’invite personne : élargissez-le."))
            is_valid = False
        if len(found) > MAX_INVITED:
            words = _("Ce choix invite plus de %(n)s collectivités : resserrez-le.")
            who.add_error(None, words % {"n": MAX_INVITED})
            is_valid = False
        if not is_valid or "voir" in request.POST:
            return self.page(request, form, who, found, 200 if is_valid else 400)
        wave = form.instance
        wave.scope = wave.scope or describe_choice(who.choice)
        by = cast(User, request.user)
        prepare_wave(wave, found, emails=get_emails_by_authority(who.lines), by=by)
        messages.success(request, _("Enquête préparée. Rien n’est parti encore."))
        return redirect(wave)

    def page(
        self,
        request: HttpRequest,
        form: WaveForm,
        who: RecipientChoiceForm,
        found: Any = (),
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "form": form,
            "who": who,
            "found": found[:MAX_AUTHORITIES_SHOWN],
            "number": len(found),
            "more": max(len(found) - MAX_AUTHORITIES_SHOWN, 0),
        }
        return render(request, "surveys/new_wave.html", context, status=status)


class EditWaveView(WaveManagerView):
    """The description of a wave; its last day may be postponed."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        wave = self.wave(slug)
        context = {"wave": wave, "form": WaveForm(instance=wave)}
        return render(request, "surveys/edit_wave.html", context)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        wave = self.wave(slug)
        form = WaveForm(request.POST, instance=wave)
        if not form.is_valid():
            context = {"wave": wave, "form": form}
            return render(request, "surveys/edit_wave.html", context, status=400)
        update_wave(form.instance)
        messages.success(request, _("Enregistré."))
        return redirect(wave)


class WaveView(WaveManagerView):
    """The dashboard of a wave, with its actions."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        context = build_dashboard_context(request, self.wave(slug))
        return render(request, "surveys/wave.html", context)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Delete, close, reopen, or start a wave and send what is due."""
        wave = self.wave(slug)
        if "supprimer" in request.POST and wave.started_at is None:
            wave.delete()
            messages.success(request, _("Enquête supprimée : elle n’était pas lancée."))
            return redirect("surveys:waves")
        if "clore" in request.POST:
            close_wave(wave)
            messages.success(request, _("Enquête close : ni réponse ni relance."))
        elif "rouvrir" in request.POST:
            reopen_wave(wave)
            messages.success(request, _("Enquête rouverte, jusqu’à son dernier jour."))
        elif "envoyer" in request.POST:
            self.send(request, wave)
        return redirect(wave)

    def send(self, request: HttpRequest, wave: Wave) -> None:
        """Start the wave if needed, send mails that are due, and report the counts."""
        try:
            start_wave(wave)
        except NotStartableError:
            words = _("Invitez quelqu’un, avec un questionnaire qui a des questions.")
            messages.error(request, words)
            return
        sent, failed = send_due(wave)
        words = ngettext("%(n)s courriel parti.", "%(n)s courriels partis.", sent)
        messages.success(request, words % {"n": sent})
        if failed:
            words = ngettext(
                "%(n)s courriel n’est pas parti : voyez le tableau.",
                "%(n)s courriels ne sont pas partis : voyez le tableau.",
                failed,
            )
            messages.warning(request, words % {"n": failed})


def build_dashboard_context(request: HttpRequest, wave: Wave) -> dict[str, Any]:
    return {
        "wave": wave,
        "board": build_dashboard(wave),
        "may_interview": permissions.may_interview(request),
    }


class WaveDashboardView(WaveManagerView):
    """The dashboard alone, which the page reloads with htmx."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        wave = self.wave(slug)
        if not request.headers.get("HX-Request"):
            return redirect(wave)
        answer = render(
            request, "surveys/_board.html", build_dashboard_context(request, wave)
        )
        answer.headers["Cache-Control"] = "no-store, private"
        return answer


class InvitationsView(WaveManagerView):
    """Invite more authorities, set email addresses, remove one."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.page(request, self.wave(slug), RecipientChoiceForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Invite authorities, or remove one that has not begun."""
        wave = self.wave(slug)
        if "retirer" in request.POST:
            return self.remove_participation(request, wave)
        who = RecipientChoiceForm(request.POST)
        if not who.is_valid():
            return self.page(request, wave, who, 400)
        found = list(list_chosen_authorities(who.choice)[:MAX_INVITED])
        emails = get_emails_by_authority(who.lines)
        number = invite_authorities(wave, found, emails=emails)
        for collectivity, email in emails.items():
            wave.participations.filter(collectivity=collectivity).update(
                contact_email=email
            )
        words = ngettext(
            "%(n)s collectivité ajoutée.", "%(n)s collectivités ajoutées.", number
        )
        messages.success(request, words % {"n": number})
        return redirect("surveys:invited", wave.slug)

    def remove_participation(self, request: HttpRequest, wave: Wave) -> HttpResponse:
        """Remove an authority that has not begun to answer."""
        slug = request.POST["retirer"][:200]
        empty = wave.participations.filter(
            state__in=(ParticipationState.INVITED, ParticipationState.OPENED),
            begun_at__isnull=True,
        )
        removed, _tables = empty.filter(collectivity__slug=slug).delete()
        if removed:
            messages.success(request, _("Retirée de l’enquête."))
        else:
            messages.warning(request, _("Elle a commencé à répondre : elle reste."))
        return redirect("surveys:invited", wave.slug)

    def page(
        self,
        request: HttpRequest,
        wave: Wave,
        who: RecipientChoiceForm,
        status: int = 200,
    ) -> HttpResponse:
        rows = wave.participations.select_related("collectivity__department")
        context = {
            "wave": wave,
            "who": who,
            "rows": rows.defer("collectivity__outline", "notes"),
        }
        return render(request, "surveys/invited.html", context, status=status)


class WaveCallListView(WaveManagerView):
    """The authorities to call, as CSV."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        """Send the authorities without a response, with their people."""
        wave = self.wave(slug)
        writer = csv.writer(Echo(), delimiter=";")
        head = [
            _("Collectivité"),
            _("Département"),
            _("État"),
            _("Courriels"),
            _("Dernier courriel"),
            _("Lien ouvert"),
            _("Personnes"),
            _("Site internet"),
        ]
        lines = [
            head,
            *(build_call_list_row(row) for row in build_dashboard(wave).silent),
        ]
        name = f"passerelles-appeler-{wave.slug}.csv"
        return StreamingHttpResponse(
            (
                BOM,
                *(
                    writer.writerow([format_csv_cell(one) for one in line])
                    for line in lines
                ),
            ),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "no-store, private",
            },
        )


def build_call_list_row(row: DashboardRow) -> list[str]:
    """Return the cells of a row: the authority, its state, its contacts."""
    participation = row.participation
    collectivity = participation.collectivity
    people = [
        " ".join(filter(None, [one.user.get_full_name(), one.function, one.user.email]))
        for one in row.people
    ]
    return [
        collectivity.name,
        str(collectivity.department or ""),
        str(participation.get_state_display()),
        str(len(row.sent)),
        date_format(row.last, "j F Y") if row.last else "",
        _("oui") if row.link_was_opened else _("non"),
        " / ".join(filter(None, [*people, participation.contact_email])),
        collectivity.website,
    ]


class QuestionnairePreviewView(View):
    """A questionnaire as respondents see it; nothing is saved."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not permissions.has_right(request, "view_questionnaire"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(request, pk, None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the page with the errors of what was typed."""
        return self.page(request, pk, request.POST)

    def page(self, request: HttpRequest, pk: int, data: Any) -> HttpResponse:
        rows = Questionnaire.objects.complete()
        questionnaire = get_object_or_404(rows, pk=pk)
        sections = list(questionnaire.sections.all())
        code = request.GET.get("page", "")
        section = next((one for one in sections if one.code == code), None)
        section = section or next(iter(sections), None)
        form = section and PageForm(data, section=section, given={}, values={})
        context = {
            "questionnaire": questionnaire,
            "sections": sections,
            "part": section,
            "asked": form.asked() if form else [],
            "problems": form.problems() if form else [],
        }
        return render(request, "surveys/preview.html", context)
