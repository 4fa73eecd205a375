"""Life cycle of waves: prepared, started, closed, reopened; invitations."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from cooperation.models import Collectivity
from surveys.enums import QuestionnaireState
from surveys.models import Participation, ParticipationLink, Wave
from surveys.models.participations import get_link_expiry
from surveys.questionnaires.checkup import list_questionnaire_problems


class NotStartableError(Exception):
    """Nobody is invited, or the questionnaire cannot be answered."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@transaction.atomic
def prepare_wave(
    wave: Wave,
    authorities: Iterable[Collectivity],
    *,
    emails: Mapping[int, str] | None = None,
    by: User | None,
) -> int:
    """Save a new wave and its invitations, without mails; return their number."""
    wave.created_by = by
    wave.slug = get_free_slug(wave.name)
    wave.save()
    return invite_authorities(wave, authorities, emails=emails)


def get_free_slug(name: str) -> str:
    """Return a slug that no other wave has."""
    root = slugify(name)[:100] or "enquete"
    # These words are pages of the staff themselves.
    pages = ("nouvelle", "questionnaires")
    taken = {*Wave.objects.values_list("slug", flat=True), *pages}
    number, slug = 1, root
    while slug in taken:
        number += 1
        slug = f"{root}-{number}"
    return slug


@transaction.atomic
def invite_authorities(
    wave: Wave,
    authorities: Iterable[Collectivity],
    *,
    emails: Mapping[int, str] | None = None,
) -> int:
    """Invite authorities; return how many were added. Those invited stay unchanged."""
    known = set(wave.participations.values_list("collectivity", flat=True))
    now = timezone.now() if wave.started_at else None
    rows = [
        Participation(
            wave=wave,
            collectivity=one,
            contact_email=(emails or {}).get(one.pk, ""),
            invited_at=now,
        )
        for one in authorities
        if one.pk not in known
    ]
    made = Participation.objects.bulk_create(rows, ignore_conflicts=True)
    return len(made)


@transaction.atomic
def start_wave(wave: Wave) -> None:
    """Open a wave to answers and mails; its questionnaire is frozen from now on.

    Raise ``NotStartableError`` with the reasons.
    """
    row = Wave.objects.select_for_update().get(pk=wave.pk)
    if reasons := list_start_problems(row):
        raise NotStartableError(reasons)
    if row.started_at is None:
        row.started_at = timezone.now()
        row.save(update_fields=["started_at", "updated_at"])
        row.participations.update(invited_at=row.started_at)
    wave.refresh_from_db()


def list_start_problems(wave: Wave) -> list[str]:
    """Return what keeps a wave from being started, in sentences."""
    problems = list_questionnaire_problems(wave.questionnaire)
    if wave.questionnaire.state != QuestionnaireState.USABLE:
        problems.insert(0, _("Le questionnaire est encore un brouillon."))
    if not wave.participations.exists():
        problems.insert(0, _("Personne n’est invité."))
    return problems


@transaction.atomic
def update_wave(wave: Wave) -> None:
    """Save a wave; its links expire no earlier than a postponed last day requires."""
    wave.save()
    links = ParticipationLink.objects.filter(participation__wave=wave)
    links.filter(expires_at__lt=get_link_expiry(wave)).update(
        expires_at=get_link_expiry(wave)
    )


def close_wave(wave: Wave) -> None:
    """Close a wave: no more answers, no more mails."""
    Wave.objects.running().filter(pk=wave.pk).update(closed_at=timezone.now())
    wave.refresh_from_db()


def reopen_wave(wave: Wave) -> None:
    """Reopen a closed wave until its last day."""
    Wave.objects.filter(pk=wave.pk, closed_at__isnull=False).update(closed_at=None)
    wave.refresh_from_db()
