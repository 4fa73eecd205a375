"""The charts and the map of a report as pictures to take away, with their source."""

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cooperation.pdf.pictures import frame_picture
from cooperation.presenters.charts import CHART_WIDTH
from cooperation.web.site import build_full_url
from surveys.models import Report
from surveys.reports.pdf import format_snapshot_date, get_warning
from surveys.reports.render import ReportRenderer
from surveys.reports.snapshot_reader import SnapshotReader


def build_chart_picture(
    report: Report, frozen: SnapshotReader, code: str, *, token: str = ""
) -> SafeString | None:
    """Return the chart of a table as SVG; None without the table or its chart."""
    item = frozen.get("tableau", code)
    if item is None:
        return None
    table = ReportRenderer(report, frozen, token=token).render_table([(code, item)])
    if table.chart is None:
        return None
    about = [table.hidden, table.chart.left_out, table.meaning, table.note]
    return frame_picture(
        table.chart.render(CHART_WIDTH),
        title=table.title,
        notes=[
            " ".join(filter(None, about)),
            *list_source_notes(report, frozen, table.url),
        ],
    )


def build_map_picture(
    report: Report, frozen: SnapshotReader, *, token: str = ""
) -> SafeString | None:
    """Return the first map of a snapshot as SVG; None without one."""
    items = list(frozen.get_items("carte").items())
    if not items:
        return None
    renderer = ReportRenderer(report, frozen, token=token)
    shown = renderer.render_map(items[:1])
    return frame_picture(
        shown.svg,
        title=shown.title,
        notes=list_source_notes(report, frozen, renderer.addresses.build()),
    )


def list_source_notes(report: Report, frozen: SnapshotReader, path: str) -> list[str]:
    """Return what is written under a picture: where it is from, of which day, whose."""
    source = _("Source : %(source)s.") % {"source": report.source}
    imprint = _("Passerelles, état des lieux, %(month)s. Licence Ouverte 2.0.")
    dated = [source if report.source else "", format_snapshot_date(report, frozen)]
    notes = [
        get_warning(report),
        f"{report.title}.",
        " ".join(filter(None, dated)),
        imprint % {"month": date_format(report.edition, "F Y")},
        build_full_url(path),
    ]
    return [note for note in notes if note]
