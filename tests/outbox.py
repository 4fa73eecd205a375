"""Jobs of the tests: mails are sent as they are written, the other jobs wait."""

from typing import Any

from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult


class MailsAtOnce(DatabaseBackend):
    """What tests do is in ``mail.outbox`` at once, as if a fast worker ran.

    Also what a transaction takes back later, where ``OutgoingMail`` tells more.
    """

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        result = super().enqueue(task, args, kwargs)
        if task.module_path == "cooperation.web.outbox.deliver_mail":
            task.call(*args)
        return result


def run_jobs() -> None:
    """Do what waits in the order of a worker, which would close the connection."""
    while job := DBTaskResult.objects.ready().first():
        job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
        job.set_successful(None)
