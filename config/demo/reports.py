"""The reports of the demonstration, beside the founding edition.

One uses invented answers and says so everywhere; the other is an unfinished draft
about the real directory.
"""

import datetime

from django.core.management import call_command

from config.demo.survey import NAME
from surveys.models import Report, Wave
from surveys.reporting import editing

INVENTED, DRAFT = "demonstration", "genevois-francais-aujourd-hui"
TERRITORY = "departement=74&departement=01"


def make_reports() -> None:
    call_command("load_reports", verbosity=0)
    wave = Wave.objects.filter(name=NAME, is_demonstration=True).first()
    if wave and not Report.objects.filter(slug=INVENTED).exists():
        make_invented(wave)
    if not Report.objects.filter(slug=DRAFT).exists():
        make_draft()


def make_invented(wave: Wave) -> None:
    """Publish a report about the demonstration wave only."""
    Wave.objects.filter(pk=wave.pk).update(is_public=True)
    report = Report(
        title_fr="Démonstration : un état des lieux d’après des réponses inventées",
        title_en="Demonstration: a report from invented answers",
        slug=INVENTED,
        edition=datetime.date(2026, 11, 1),
        summary_fr="Pour voir la machine tourner : rien de ce qui suit n’est vrai.",
        summary_en="To see the machinery at work: nothing below is true.",
        source="Réponses inventées par le programme",
        is_demonstration=True,
    )
    editing.publish(editing.begin(report, waves=[wave], by=None), by=None)


def make_draft() -> None:
    """Begin a report about the actions of the Genevois français."""
    report = Report(
        title_fr="La coopération du Genevois français aujourd’hui",
        title_en="Cooperation of the French Genevois today",
        slug=DRAFT,
        edition=datetime.date(2026, 11, 1),
        summary_fr="Ce que l’annuaire sait des collectivités de Haute-Savoie et de "
        "l’Ain. Brouillon de démonstration, à finir.",
        summary_en="What the directory knows of the local authorities of Haute-Savoie "
        "and Ain. A draft of the demonstration, to be finished.",
        selection=TERRITORY,
    )
    editing.begin(report, waves=[], by=None)
