"""The reports of the demonstration, beside the founding edition.

One uses invented answers and says so everywhere; the other is an unfinished draft
about the real directory.
"""

import datetime

from django.core.management import call_command

from config.demo.survey import DEMO_WAVE_NAME
from surveys.models import Report, Wave
from surveys.reports import editing
from surveys.results.publication import publish_results

INVENTED_REPORT_SLUG, DRAFT_REPORT_SLUG = (
    "demonstration",
    "genevois-francais-aujourd-hui",
)
TERRITORY = "departement=74&departement=01"


def make_reports() -> None:
    call_command("load_reports", verbosity=0)
    wave = Wave.objects.filter(name=DEMO_WAVE_NAME, is_demonstration=True).first()
    if wave and not Report.objects.filter(slug=INVENTED_REPORT_SLUG).exists():
        publish_invented_report(wave)
    if not Report.objects.filter(slug=DRAFT_REPORT_SLUG).exists():
        begin_draft_report()


def publish_invented_report(wave: Wave) -> None:
    """Publish a report about the demonstration wave only."""
    publish_results(wave)
    report = Report(
        title_fr="Démonstration : un état des lieux d’après des réponses inventées",
        title_en="Demonstration: a report from invented answers",
        slug=INVENTED_REPORT_SLUG,
        edition=datetime.date(2026, 11, 1),
        summary_fr="Un exemple d’état des lieux : rien de ce qui suit n’est vrai.",
        summary_en="An example of a report: nothing below is true.",
        source="Réponses inventées par le programme",
        is_demonstration=True,
    )
    editing.publish_report(editing.create_report(report, waves=[wave], by=None))


def begin_draft_report() -> None:
    """Begin a report about the actions of the Genevois français."""
    report = Report(
        title_fr="La coopération du Genevois français aujourd’hui",
        title_en="Cooperation of the French Genevois today",
        slug=DRAFT_REPORT_SLUG,
        edition=datetime.date(2026, 11, 1),
        summary_fr="Ce que l’annuaire sait des collectivités de Haute-Savoie et de "
        "l’Ain. Brouillon de démonstration, à finir.",
        summary_en="What the directory knows of the local authorities of Haute-Savoie "
        "and Ain. A draft of the demonstration, to be finished.",
        selection=TERRITORY,
    )
    editing.create_report(report, waves=[], by=None)
