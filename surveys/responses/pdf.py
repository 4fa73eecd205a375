"""The respondent's copy: an accessible PDF of the answers."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cooperation.pdf.blocks import (
    PrintBlock,
    PrintedEntry,
    PrintedItem,
    build_items_block,
    build_text_block,
)
from cooperation.pdf.typesetting import render_pdf
from cooperation.web.site import build_full_url
from surveys.responses.answer_labels import AnsweredPart, build_answered_parts
from surveys.responses.response import Response


def render_copy_pdf(response: Response, url: str) -> bytes:
    """Return the PDF of the answers; that of a draft says that it is a draft."""
    return render_pdf("entry", build_copy_data(response, url))


def build_copy_data(response: Response, url: str) -> PrintedEntry:
    participation = response.participation
    wave = participation.wave
    title = wave.questionnaire.title
    blocks: list[PrintBlock | None] = [
        build_text_block(_("Où en est cette réponse"), format_state(response))
    ]
    blocks += [
        block
        for part in build_answered_parts(response)
        for block in build_part_blocks(part)
    ]
    day = date_format(timezone.localdate(), "j F Y")
    return PrintedEntry(
        title=title,
        lead=str(participation.collectivity),
        over=str(wave.name),
        description=f"{title} – {participation.collectivity}",
        lang=(get_language() or "fr")[:2],
        url=build_full_url(url),
        motto=_("L’annuaire de la coopération des collectivités"),
        foot=_("Passerelles, %(day)s. Copie personnelle, non publiée.") % {"day": day},
        online=_("Cette réponse, en ligne :"),
        blocks=[block for block in blocks if block],
    )


def format_state(response: Response) -> str:
    participation = response.participation
    is_draft = participation.has_draft and not response.is_sent
    if participation.has_sent_answers and participation.submitted_at and not is_draft:
        day = date_format(timezone.localtime(participation.submitted_at), "j F Y, H:i")
        return _("Envoyée le %(day)s.") % {"day": day}
    return _("Brouillon, pas encore envoyé.")


def build_part_blocks(part: AnsweredPart) -> list[PrintBlock | None]:
    """Return the PDF blocks of a page, or of one cooperation."""
    block = part.block
    title = part.title
    if block:
        name = block.title or _("Nouvelle coopération")
        outcome = block.get_outcome_display() or _("sans réponse")
        title = f"{title} – {name} ({outcome})"
    entries = [
        PrintedItem(line.label, lines=line.words) for line in part.lines if line.words
    ]
    return [
        build_items_block(title, entries) or build_text_block(title, _("Sans réponse."))
    ]
