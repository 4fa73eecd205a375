"""The respondent's copy: an accessible PDF of the answers."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.printing.blocks import entries_block, full, text_block
from cooperation.printing.typesetting import pdf
from surveys.models import Participation
from surveys.papers import Paper
from surveys.wording import Part, parts

Data = dict[str, Any]


def copy_pdf(participation: Participation, url: str) -> bytes:
    """Return the PDF of the answers; that of a draft says that it is a draft."""
    return pdf("sheet", copy_data(participation, url))


def copy_data(participation: Participation, url: str) -> Data:
    """Return the data of the Typst template."""
    wave = participation.wave
    title = wave.questionnaire.title
    blocks = [text_block(_("Où en est cette réponse"), state_in_words(participation))]
    blocks += [block for part in parts(Paper(participation)) for block in printed(part)]
    day = date_format(timezone.localdate(), "j F Y")
    return {
        "title": title,
        "lead": str(participation.collectivity),
        "over": str(wave.name),
        "description": f"{title} – {participation.collectivity}",
        "lang": (get_language() or "fr")[:2],
        "url": full(url),
        "motto": _("L’annuaire de la coopération des collectivités"),
        "foot": _("Passerelles, %(day)s. Copie personnelle, non publiée.")
        % {"day": day},
        "online": _("Cette réponse, en ligne :"),
        "blocks": [block for block in blocks if block],
    }


def state_in_words(participation: Participation) -> str:
    if participation.is_submitted and participation.submitted_at:
        day = date_format(timezone.localtime(participation.submitted_at), "j F Y, H:i")
        return _("Envoyée le %(day)s.") % {"day": day}
    return _("Brouillon, pas encore envoyé.")


def printed(part: Part) -> list[Any]:
    """Return the PDF blocks of a page, or of one cooperation."""
    block = part.block
    title = part.section.title
    if block:
        name = block.title or _("Nouvelle coopération")
        outcome = block.get_outcome_display() or _("sans réponse")
        title = f"{title} – {name} ({outcome})"
    entries = [
        {"text": line.question.label, "url": "", "lines": line.words}
        for line in part.lines
        if line.words
    ]
    return [entries_block(title, entries) or text_block(title, _("Sans réponse."))]
