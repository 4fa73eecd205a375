"""What rots on a site that runs for years, in sentences that say what to do.

``manage.py doctor`` looks at everything; the home page of the administration shows the
owner what ``QUICK`` examinations find. An examination yields a sentence per problem.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.models import FileField, Max
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus

from accounts.mail.texts import count_unusable_texts
from accounts.models import Proposal, User
from accounts.people.first_administrator import has_administrator
from config.backups.age import find_backup_problems
from config.checks import PLACEHOLDER_DOMAIN, check_settings
from config.demo.people import DEMO_ACCOUNTS
from config.health import is_ready
from config.storage import iter_files
from cooperation.enums import ImportState
from cooperation.imports.jobs import find_interrupted_batches
from cooperation.imports.pending_files import get_import_directory
from cooperation.imports.upload import RETENTION_PERIOD
from cooperation.models import Collectivity, ImportBatch, OutgoingMail
from cooperation.reference.editions import SITE_EDITION
from cooperation.web.jobs import is_worker_running, list_shown_jobs
from cooperation.web.periodic import is_scheduler_running, list_jobs

MIN_FREE_BYTES = 1_000_000_000
MIN_FREE_SHARE = 0.05
MAX_CLOCK_GAP = timedelta(seconds=5)
KEPT_FOR_MINUTES = 5
MAX_NAMED_FILES = 3
# Tables of this many rows and more are planned badly without statistics.
LARGE_TABLE_ROWS = 1_000
TABLES_WITHOUT_STATISTICS = """
    SELECT relname FROM pg_stat_user_tables
    WHERE n_live_tup >= %s AND last_analyze IS NULL AND last_autoanalyze IS NULL
    ORDER BY relname
"""
TABLES_MOSTLY_DEAD = """
    SELECT relname FROM pg_stat_user_tables
    WHERE n_dead_tup >= %s AND n_dead_tup > n_live_tup ORDER BY relname
"""


class Examination(NamedTuple):
    """Something to look at; quick ones are looked at by pages too."""

    code: str
    label: Any
    find_problems: Callable[[], Iterator[str]]
    is_quick: bool = True


class Diagnosis(NamedTuple):
    """What an examination found; nothing where all is well."""

    code: str
    label: str
    problems: list[str]


def examine_site(*, only_quick: bool = False) -> list[Diagnosis]:
    """Look at everything; what cannot be looked at is a problem too."""
    wanted = [one for one in EXAMINATIONS if one.is_quick or not only_quick]
    return [examine(one) for one in wanted]


def examine(examination: Examination) -> Diagnosis:
    try:
        problems = list(examination.find_problems())
    except (DatabaseError, OSError) as error:
        cause = " ".join(str(error).split()) or type(error).__name__
        problems = [_("Impossible à examiner : %s") % cause]
    return Diagnosis(examination.code, str(examination.label), problems)


def list_problems_for(user: Any) -> list[Diagnosis]:
    """Return what is wrong, for the owner of the site alone; kept a few minutes."""
    if not user.is_superuser:
        return []
    kept, key = caches["pages"], f"doctor-{get_language()}"
    found = kept.get(key)
    if found is None:
        found = examine_site(only_quick=True)
        kept.set(key, found, KEPT_FOR_MINUTES * 60)
    return [diagnosis for diagnosis in found if diagnosis.problems]


# Settings -------------------------------------------------------------------------


def find_setting_problems() -> Iterator[str]:
    """Yield what is refused at the start: a command may have skipped its checks."""
    for mistake in check_settings():
        yield str(mistake.msg)


def find_key_problems() -> Iterator[str]:
    if settings.SECRET_KEY_FALLBACKS:
        yield _(
            "SECRET_KEY_FALLBACKS garde d’anciennes clés : retirez-les quatorze jours "
            "après le changement de clé."
        )
    known = User.objects.filter(email__in=[one.email for one in DEMO_ACCOUNTS])
    if not settings.ON_LOOPBACK_ONLY and known.filter(is_active=True).exists():
        yield _(
            "Des comptes de la démonstration, dont le mot de passe est public, sont "
            "ouverts : supprimez-les."
        )


def find_legal_problems() -> Iterator[str]:
    """Yield the blanks of legal pages, which the law asks to fill."""
    needed = {
        "LEGAL_DIRECTOR": _("le responsable de la publication"),
        "LEGAL_HOST": _("l’hébergeur"),
        "CONTACT_EMAIL": _("l’adresse de contact"),
        "SECURITY_CONTACT": _("l’adresse où signaler une faille"),
    }
    for name, what in needed.items():
        value = str(getattr(settings, name))
        if not value:
            yield _("Il manque %(what)s : renseignez %(name)s.") % {
                "what": what,
                "name": name,
            }
        elif value.rstrip(">").endswith(PLACEHOLDER_DOMAIN):
            yield _("%(name)s est encore un exemple : %(value)s.") % {
                "name": name,
                "value": value,
            }


def find_mail_problems() -> Iterator[str]:
    if settings.EMAIL_DISABLED:
        yield _(
            "Aucun courriel ne part (EMAIL_DISABLED) : ni codes de connexion, ni "
            "invitations, ni rappels."
        )
    mails = OutgoingMail.objects
    if late := mails.late().count():
        yield ngettext(
            "%(n)s courriel attend depuis plus d’une heure : voyez ce qui l’empêche de "
            "partir dans les courriels sortants, et si le service de traitement "
            "tourne.",
            "%(n)s courriels attendent depuis plus d’une heure : voyez ce qui les "
            "empêche de partir dans les courriels sortants, et si le service de "
            "traitement tourne.",
            late,
        ) % {"n": late}
    if failed := mails.failed().count():
        yield ngettext(
            "%(n)s courriel n’est pas parti : renvoyez-le ou abandonnez-le dans les "
            "courriels sortants.",
            "%(n)s courriels ne sont pas partis : renvoyez-les ou abandonnez-les dans "
            "les courriels sortants.",
            failed,
        ) % {"n": failed}
    if unusable := count_unusable_texts():
        yield ngettext(
            "%(n)s courriel changé par l’équipe ne peut plus servir : le texte livré "
            "part à sa place. Corrigez-le dans les textes des courriels.",
            "%(n)s courriels changés par l’équipe ne peuvent plus servir : les textes "
            "livrés partent à leur place. Corrigez-les dans les textes des courriels.",
            unusable,
        ) % {"n": unusable}


# People ---------------------------------------------------------------------------


def find_people_problems() -> Iterator[str]:
    if not has_administrator():
        yield _(
            "Le site n’a pas d’administrateur : « manage.py first_administrator » "
            "donne le lien pour le devenir."
        )
    if not settings.STAFF_SECOND_FACTOR and not settings.ON_LOOPBACK_ONLY:
        yield _("Le second facteur n’est pas exigé de l’équipe (STAFF_SECOND_FACTOR).")
    staff = User.objects.filter(is_staff=True, is_active=True)
    lacking = staff.exclude(pk__in=Authenticator.objects.values("user")).count()
    if lacking and settings.STAFF_SECOND_FACTOR:
        yield ngettext(
            "%(n)s membre de l’équipe n’a pas encore de second facteur.",
            "%(n)s membres de l’équipe n’ont pas encore de second facteur.",
            lacking,
        ) % {"n": lacking}


# Database -------------------------------------------------------------------------


def find_migration_problems() -> Iterator[str]:
    if not is_ready():
        yield _("Des migrations attendent : lancez « manage.py prepare_site ».")


def find_clock_problems() -> Iterator[str]:
    """Yield a gap between the clocks of the site and of its database."""
    with connection.cursor() as cursor:
        before = timezone.now()
        cursor.execute("SELECT clock_timestamp()")
        (told,) = cursor.fetchone()
    gap = abs(told - before)
    if gap > MAX_CLOCK_GAP:
        yield _(
            "Les horloges du site et de la base diffèrent de %s secondes : réglez-les "
            "(NTP), les codes du second facteur en dépendent."
        ) % round(gap.total_seconds())


def find_statistics_problems() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES_WITHOUT_STATISTICS, [LARGE_TABLE_ROWS])
        unknown = [name for (name,) in cursor.fetchall()]
        cursor.execute(TABLES_MOSTLY_DEAD, [LARGE_TABLE_ROWS])
        dead = [name for (name,) in cursor.fetchall()]
    if unknown:
        yield _("Tables sans statistiques, lancez ANALYZE : %s.") % ", ".join(unknown)
    if dead:
        yield _("Tables surtout mortes, lancez VACUUM : %s.") % ", ".join(dead)


def find_list_problems() -> Iterator[str]:
    """Yield whether the lists of communes and EPCI are of an earlier year."""
    closed = Collectivity.objects.aggregate(last=Max("closed_on"))["last"]
    edition = max(closed or date.min, SITE_EDITION)
    if edition.year < timezone.localdate().year:
        yield (
            _(
                "Les listes officielles de communes et d’EPCI datent de %s : "
                "« manage.py load_reference » prend celles de l’année (--communes, "
                "--epci)."
            )
            % edition.year
        )


def find_job_problems() -> Iterator[str]:
    """Yield what does not run: worker, scheduler, jobs that failed or are late."""
    if not is_worker_running():
        yield _(
            "Aucun service de traitement ne tourne, les gros imports attendent : "
            "lancez « manage.py run_worker »."
        )
    if not is_scheduler_running():
        yield _(
            "Aucun planificateur ne tourne, ni rappels ni purges ne se font : lancez "
            "« manage.py run_scheduler »."
        )
    for spec, job in list_jobs():
        values = {"label": spec.label, "problem": job.problem}
        if job.problem:
            yield _("« %(label)s » a échoué : %(problem)s") % values
        elif spec.is_overdue(job) and not job.is_running:
            yield _("« %(label)s » est en retard.") % values
    failed = [job for job in list_shown_jobs() if job.status == TaskResultStatus.FAILED]
    if failed:
        yield ngettext(
            "%(n)s traitement a échoué cette semaine : la page des traitements le dit.",
            "%(n)s traitements ont échoué cette semaine : la page des traitements les "
            "dit.",
            len(failed),
        ) % {"n": len(failed)}


def find_import_problems() -> Iterator[str]:
    find_interrupted_batches()  # which marks those whose worker died
    old = ImportBatch.objects.pending().filter(
        received_at__lt=timezone.now() - RETENTION_PERIOD
    )
    number = old.count()
    if number:
        yield ngettext(
            "%(n)s import attend depuis plus d’un jour : il aurait dû être abandonné.",
            "%(n)s imports attendent depuis plus d’un jour : ils auraient dû être "
            "abandonnés.",
            number,
        ) % {"n": number}
    for batch in ImportBatch.objects.filter(state=ImportState.INTERRUPTED):
        yield _("L’import « %s » a été interrompu : relancez-le.") % batch.name


# Files ----------------------------------------------------------------------------


def find_disk_problems() -> Iterator[str]:
    """Yield folders of data that are full or closed to the site."""
    for folder in {Path(settings.MEDIA_ROOT), get_import_directory()}:
        there = next(path for path in [folder, *folder.parents] if path.exists())
        if not os.access(there, os.W_OK | os.X_OK):
            yield _("Le site ne peut pas écrire dans %s.") % folder
        usage = shutil.disk_usage(there)
        if usage.free < max(MIN_FREE_BYTES, usage.total * MIN_FREE_SHARE):
            yield _("Le disque se remplit : il reste %(n)s Mo pour %(folder)s.") % {
                "n": usage.free // 1_000_000,
                "folder": folder,
            }


def find_file_problems() -> Iterator[str]:
    """Yield files that an entry names and that are lost, and files of no entry."""
    stored = set(iter_files(default_storage))
    lost = sorted(list_file_names(historical=False) - stored)
    if lost:
        text = _("Fichiers perdus, à reprendre d’une sauvegarde (%(n)s) : %(names)s.")
        yield text % {"n": len(lost), "names": ", ".join(lost[:MAX_NAMED_FILES])}
    known = list_file_names(historical=True)
    orphans = sorted(name for name in stored - known if is_old(name))
    if orphans:
        text = _("Fichiers d’aucune fiche (%(n)s) : %(names)s.")
        yield text % {"n": len(orphans), "names": ", ".join(orphans[:MAX_NAMED_FILES])}


def is_old(name: str) -> bool:
    """Return whether a file is too old to be of a form that somebody is filling in."""
    changed = default_storage.get_modified_time(name)
    return changed < timezone.now() - timedelta(days=1)


def list_file_names(*, historical: bool) -> set[str]:
    """Return the files that entries name; with the past, also those of proposals."""
    names: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, FileField):
                versions = [getattr(model, "history", None)] if historical else []
                for rows in [model._default_manager, *filter(None, versions)]:
                    names.update(rows.values_list(field.name, flat=True))
    for content in Proposal.objects.values_list("content", flat=True):
        if historical:
            names.update(list_proposed_files(content))
    return names - {"", None}


def list_proposed_files(content: dict[str, Any]) -> list[str]:
    """Return the files that were uploaded for a proposal."""
    rows = [*(content.get("photos") or []), *(content.get("documents") or [])]
    return [row["file"] for row in rows if row.get("file")]


EXAMINATIONS = (
    Examination("settings", gettext_lazy("Réglages"), find_setting_problems),
    Examination("keys", gettext_lazy("Clés et comptes connus"), find_key_problems),
    Examination("legal", gettext_lazy("Pages légales"), find_legal_problems),
    Examination("mail", gettext_lazy("Courriels"), find_mail_problems),
    Examination("people", gettext_lazy("Équipe"), find_people_problems),
    Examination("migrations", gettext_lazy("Migrations"), find_migration_problems),
    Examination("clock", gettext_lazy("Horloge"), find_clock_problems),
    Examination("statistics", gettext_lazy("Tables"), find_statistics_problems),
    Examination("lists", gettext_lazy("Listes officielles"), find_list_problems),
    Examination("jobs", gettext_lazy("Traitements"), find_job_problems),
    Examination("imports", gettext_lazy("Imports"), find_import_problems),
    Examination("backups", gettext_lazy("Sauvegardes"), find_backup_problems),
    Examination("disk", gettext_lazy("Disque"), find_disk_problems),
    Examination(
        "files", gettext_lazy("Photos et documents"), find_file_problems, is_quick=False
    ),
)
