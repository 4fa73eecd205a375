"""The periodic jobs of this site: each with its period, its limit and what it does.

``register_jobs`` runs in ``ready()``; cooperation/web/periodic.py says when a job is
due, config/scheduler.py starts it. A job tells in a sentence what it did.
"""

from datetime import time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.mail import sending
from accounts.mail.staff_digest import send_digest
from accounts.people.inactive_accounts import ask_dormant_members
from config.backups.jobs import run_backup, run_drill
from cooperation.curation.duplicate_pairs import search_all_duplicates
from cooperation.curation.link_checker import check_links
from cooperation.imports.upload import purge_batches
from cooperation.imports.yearly_updates import purge_previews
from cooperation.web.jobs import prune_jobs
from cooperation.web.outbox import send_waiting_mails
from cooperation.web.periodic import PeriodicJobSpec, register_periodic_job
from cooperation.web.privacy import purge_personal_data
from surveys.exports.jobs import purge_export_files

LINKS_A_NIGHT = 500
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def send_due_mails() -> str:
    """Write to the outbox what campaigns and surveys owe."""
    numbers = [number for sender in sending.MAIL_SENDERS for _name, number in sender()]
    return _("courriels écrits : %s") % sum(numbers)


def send_outbox() -> str | None:
    """Send the mails that failed or were interrupted; tell only of some."""
    number = send_waiting_mails()
    return _("courriels essayés : %s") % number if number else None


def ask_members() -> str:
    return describe_people(ask_dormant_members())


def write_to_staff() -> str:
    return describe_people(send_digest())


def describe_people(number: int) -> str:
    return _("personnes écrites : %s") % number


def purge_people() -> str:
    deleted = sum(number for _whom, number in purge_personal_data())
    return _("effacés ou fermés : %s") % deleted


def purge_imports() -> str:
    """Drop what waits too long: imports and their files, files of exports."""
    purge_export_files()
    return _("abandonnés : %s") % (purge_batches() + purge_previews())


def try_links() -> str:
    """Try the links that were tried longest ago."""
    tried = [bool(row.failing_since) for row in check_links(LINKS_A_NIGHT)]
    return _("essayés : %(n)s, morts : %(dead)s") % {
        "n": len(tried),
        "dead": sum(tried),
    }


def search_duplicates() -> str:
    return _("paires à voir : %s") % search_all_duplicates()


def prune_old_jobs() -> str:
    return _("oubliés : %s") % prune_jobs()


# Name, label, period, limit, function, time of day.
JOBS = (
    PeriodicJobSpec(
        "outbox",
        gettext_lazy("Courriels en attente"),
        5 * MINUTE,
        5 * MINUTE,
        send_outbox,
    ),
    PeriodicJobSpec(
        "backup", gettext_lazy("Sauvegarde"), DAY, 2 * HOUR, run_backup, at=time(1)
    ),
    PeriodicJobSpec(
        "drill",
        gettext_lazy("Essai de restauration"),
        30 * DAY,
        2 * HOUR,
        run_drill,
        at=time(3),
    ),
    PeriodicJobSpec(
        "campaigns",
        gettext_lazy("Courriels des campagnes et des enquêtes"),
        HOUR,
        30 * MINUTE,
        send_due_mails,
    ),
    PeriodicJobSpec(
        "dormant",
        gettext_lazy("Mandats sans visite : demande de confirmation"),
        DAY,
        30 * MINUTE,
        ask_members,
        at=time(8),
    ),
    PeriodicJobSpec(
        "digest",
        gettext_lazy("Lettre à l’équipe : ce qui attend"),
        7 * DAY,
        10 * MINUTE,
        write_to_staff,
        at=time(7),
        weekday=0,
    ),
    PeriodicJobSpec(
        "personal_data",
        gettext_lazy("Données personnelles à terme, comptes inactifs"),
        HOUR,
        30 * MINUTE,
        purge_people,
    ),
    PeriodicJobSpec(
        "imports",
        gettext_lazy("Imports abandonnés depuis un jour"),
        HOUR,
        10 * MINUTE,
        purge_imports,
    ),
    PeriodicJobSpec(
        "links", gettext_lazy("Liens sortants"), DAY, 3 * HOUR, try_links, at=time(2)
    ),
    PeriodicJobSpec(
        "duplicates",
        gettext_lazy("Doublons possibles"),
        HOUR,
        10 * MINUTE,
        search_duplicates,
    ),
    PeriodicJobSpec(
        "jobs",
        gettext_lazy("Anciens traitements"),
        DAY,
        10 * MINUTE,
        prune_old_jobs,
        at=time(5),
    ),
)


def register_jobs() -> None:
    for spec in JOBS:
        register_periodic_job(spec)
