"""Rules between the cells of a line: constraints of the database, with messages."""

from django.utils.translation import gettext as _

from cooperation.spreadsheets.resources.results import LinePlan


def check_year_order(plan: LinePlan) -> None:
    start, end = plan.get("start_year"), plan.get("end_year")
    if start and end and end < start:
        plan.refuse_field("end_year", _("la fin précède le début"))


def check_own_share(plan: LinePlan) -> None:
    budget, own = plan.get("budget_eur"), plan.get("own_share_eur")
    if budget is not None and own is not None and own > budget:
        plan.refuse_field("own_share_eur", _("la part dépasse le budget"))


def check_verification(plan: LinePlan) -> None:
    """Refuse a date without who verified, or the reverse."""
    if bool(plan.get("verified_on")) != bool(plan.get("verified_by")):
        reason = _("une vérification a un jour et un auteur, ou ni l’un ni l’autre")
        plan.refuse_field("verified_on", reason)


def check_point(plan: LinePlan) -> None:
    if (plan.get("lat") is None) != (plan.get("lng") is None):
        plan.refuse_field("lat", _("donnez la latitude et la longitude, ou aucune"))


def check_place_country(plan: LinePlan) -> None:
    """Refuse to move a row to another country while its place stays."""
    values, before = plan.write.values, plan.current.row if plan.current else {}
    moved = "country_id" in values and "place_id" not in values
    if moved and before.get("place_id"):
        reason = _("le lieu est dans un autre pays : changez-le ou videz-le aussi")
        plan.refuse_field("country", reason)


def check_event_date(plan: LinePlan) -> None:
    """Refuse a date in another year; set the year from a date alone, with a message."""
    date, year = plan.get("date"), plan.get("year")
    if date and year is None:
        plan.write.values["year"] = date.year
        plan.inform("jour", _("année tirée du jour : %s") % date.year)
    elif date and date.year != year:
        plan.refuse_field("date", _("le jour n’est pas dans l’année donnée"))


def check_funding_year(plan: LinePlan) -> None:
    if (plan.get("year") or 1900) < 1900:
        plan.refuse_field("year", _("cette année n’est pas plausible"))
