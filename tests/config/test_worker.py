"""The worker takes the jobs of its queue, and leaves the others to the others."""

import pytest
from django.core import mail
from django.core.mail import send_mail
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from config.worker import SiteWorker
from cooperation.models import OutgoingMail

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_worker"),
    pytest.mark.slow,
]


def test_a_mail_waits_in_a_queue_of_its_own_which_one_worker_may_do_alone() -> None:
    send_mail("Votre code", "123 456", None, ["agent@ville.example"])
    job = DBTaskResult.objects.get()
    assert job.queue_name == "mails"

    SiteWorker(queue="default", batch=True).run()
    assert mail.outbox == []

    SiteWorker(queue="mails", batch=True).run()
    job.refresh_from_db()
    assert job.status == TaskResultStatus.SUCCESSFUL
    assert [one.subject for one in mail.outbox] == ["Votre code"]
    assert OutgoingMail.objects.get().is_ended
