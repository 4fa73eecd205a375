"""Staff pages of waves: preparation, start, dashboard, call list."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.mail.dashboard import add_sending_message, stream_call_list
from accounts.models import User
from cooperation.models import Collectivity
from cooperation.web.context import Context
from cooperation.web.mail_texts import get_text
from surveys import permissions
from surveys.enums import ParticipationState
from surveys.models import Questionnaire, Wave
from surveys.questionnaires.checkup import estimate_minutes
from surveys.views.base import FormPageView, get_posted_action
from surveys.views.forms import RecipientChoiceForm, WaveForm
from surveys.views.staff.base import WavePageView
from surveys.waves.dashboard import build_dashboard
from surveys.waves.kinds import INVITATION
from surveys.waves.lifecycle import (
    NotStartableError,
    close_wave,
    invite_authorities,
    list_start_problems,
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


class WaveManagerView(WavePageView):
    """A page for staff who manage waves."""

    has_permission = staticmethod(permissions.may_manage)


class WaveListView(WaveManagerView):
    may_read = staticmethod(permissions.may_read_waves)

    def get(self, request: HttpRequest) -> HttpResponse:
        waves = Wave.objects.with_response_counts().select_related("in_charge")
        context = {
            "waves": waves[:MAX_WAVES_SHOWN],
            "questionnaires": Questionnaire.objects.with_used()[:MAX_WAVES_SHOWN],
            "may_manage": permissions.may_manage(request),
            "may_read_questionnaires": permissions.may_read_questionnaires(request),
        }
        return render(request, "surveys/waves.html", context)


class NewWaveView(WaveManagerView):
    """A new wave: its description, recipients and mail."""

    def get(self, request: HttpRequest) -> HttpResponse:
        initial = {
            **get_text(INVITATION)._asdict(),
            "in_charge": request.user.pk,
            "questionnaire": Questionnaire.objects.usable().first(),
        }
        return self.render_page(WaveForm(initial=initial), RecipientChoiceForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show who would be invited, or save the wave; no mail is sent yet."""
        form, who = WaveForm(request.POST), RecipientChoiceForm(request.POST)
        found = who.find_authorities() if who.is_valid() else []
        is_valid = form.is_valid() and who.is_valid()
        if not is_valid or request.POST.get("geste") == "voir":
            return self.render_page(form, who, found, 200 if is_valid else 400)
        wave = form.instance
        wave.scope = wave.scope or describe_choice(who.choice)
        by = cast(User, request.user)
        prepare_wave(wave, found, emails=get_emails_by_authority(who.lines), by=by)
        messages.success(request, _("Enquête préparée. Rien n’est parti encore."))
        return redirect(wave)

    def render_page(
        self,
        form: WaveForm,
        who: RecipientChoiceForm,
        found: Sequence[Collectivity] = (),
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "form": form,
            "who": who,
            "found": found[:MAX_AUTHORITIES_SHOWN],
            "number": len(found),
            "more": max(len(found) - MAX_AUTHORITIES_SHOWN, 0),
        }
        return render(self.request, "surveys/new_wave.html", context, status=status)


class EditWaveView(FormPageView, WaveManagerView):
    """The description of a wave; its last day may be postponed."""

    form_class = WaveForm
    template_name = "surveys/edit_wave.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.wave}

    def form_valid(self, form: WaveForm) -> HttpResponse:
        update_wave(form.instance)
        messages.success(self.request, _("Enregistré."))
        return redirect(self.wave)


class WaveView(WaveManagerView):
    """The dashboard of a wave, with its actions for those who manage it."""

    may_read = staticmethod(permissions.may_read_waves)

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.render_dashboard("surveys/wave.html")

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Delete, close, reopen, or start a wave and send what is due."""
        was_running = self.wave.is_running
        get_posted_action(request, WAVE_ACTIONS)(request, self.wave)
        if was_running and self.wave.closed_at:
            return redirect("waves:publication", slug)
        return redirect(self.wave if self.wave.pk else "waves:waves")

    def render_dashboard(self, template: str) -> HttpResponse:
        context = {
            "wave": self.wave,
            "board": build_dashboard(self.wave),
            "may_interview": permissions.may_interview(self.request),
            "may_manage": permissions.may_manage(self.request),
        }
        if self.wave.started_at is None:
            context |= {
                "problems": list_start_problems(self.wave),
                "minutes": estimate_minutes(self.wave.questionnaire),
            }
        return render(self.request, template, context)


def delete_unstarted_wave(request: HttpRequest, wave: Wave) -> None:
    if wave.started_at is None:
        wave.delete()
        messages.success(request, _("Enquête supprimée : elle n’était pas lancée."))


def close_wave_to_answers(request: HttpRequest, wave: Wave) -> None:
    close_wave(wave)
    messages.success(
        request,
        _(
            "Enquête close : ni réponse ni relance. Voici ce que le public en verrait, "
            "si vous rendez ses résultats publics."
        ),
    )


def reopen_closed_wave(request: HttpRequest, wave: Wave) -> None:
    reopen_wave(wave)
    messages.success(request, _("Enquête rouverte, jusqu’à son dernier jour."))


def start_and_send(request: HttpRequest, wave: Wave) -> None:
    """Start the wave if needed, send mails that are due, and report the counts."""
    try:
        start_wave(wave)
    except NotStartableError as refusal:
        for reason in refusal.reasons:
            messages.error(request, reason)
        return
    add_sending_message(request, send_due(wave))


WAVE_ACTIONS = {
    "supprimer": delete_unstarted_wave,
    "clore": close_wave_to_answers,
    "rouvrir": reopen_closed_wave,
    "envoyer": start_and_send,
}


class WaveDashboardView(WaveView):
    """The dashboard alone, which the page reloads with htmx."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not request.headers.get("HX-Request"):
            return redirect(self.wave)
        answer = self.render_dashboard("surveys/_board.html")
        answer.headers["Cache-Control"] = "no-store, private"
        return answer


class InvitationsView(FormPageView, WaveManagerView):
    """Invite more authorities, set email addresses, remove one."""

    form_class = RecipientChoiceForm
    template_name = "surveys/invited.html"

    def get_context_data(self, **kwargs: Any) -> Context:
        rows = self.wave.participations.select_related("collectivity__department")
        context = super().get_context_data(**kwargs)
        return context | {"rows": rows.defer("collectivity__outline", "notes")}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Invite authorities, or remove the one whose button was pressed."""
        if slug := request.POST.get("retirer"):
            return self.remove_participation(slug[:200])
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: RecipientChoiceForm) -> HttpResponse:
        found = list(list_chosen_authorities(form.choice)[:MAX_INVITED])
        emails = get_emails_by_authority(form.lines)
        number = invite_authorities(self.wave, found, emails=emails)
        for collectivity, email in emails.items():
            self.wave.participations.filter(collectivity=collectivity).update(
                contact_email=email
            )
        words = ngettext(
            "%(n)s collectivité ajoutée.", "%(n)s collectivités ajoutées.", number
        )
        messages.success(self.request, words % {"n": number})
        return redirect("waves:invited", self.wave.slug)

    def remove_participation(self, slug: str) -> HttpResponse:
        """Remove an authority that has not begun to answer."""
        empty = self.wave.participations.filter(
            state__in=(ParticipationState.INVITED, ParticipationState.OPENED),
            begun_at__isnull=True,
        )
        removed, _tables = empty.filter(collectivity__slug=slug).delete()
        if removed:
            messages.success(self.request, _("Retirée de l’enquête."))
        else:
            words = _("Elle a commencé à répondre : elle reste.")
            messages.warning(self.request, words)
        return redirect("waves:invited", self.wave.slug)


class WaveCallListView(WaveManagerView):
    """The authorities to call, as CSV."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        """Send the authorities without a response, with their people."""
        rows = build_dashboard(self.wave).rows
        return stream_call_list(rows, f"passerelles-appeler-{slug}")
