"""What is wrong is said in one line, without a traceback."""

import errno
from collections import namedtuple

import pytest
from django.core.management.base import CommandError
from django.db import OperationalError

from config.demo import errors

Usage = namedtuple("Usage", "total used free")


def told(error: BaseException) -> str:
    """Return what the user reads when ``error`` ends the demonstration."""
    with pytest.raises(SystemExit) as ended, errors.report_errors_in_one_line():
        raise error
    return str(ended.value)


def test_a_command_s_own_message_is_told() -> None:
    assert told(CommandError("bad\nfile")) == "Passerelles: bad file"


def test_a_database_that_does_not_answer_is_told() -> None:
    assert told(OperationalError("no server")) == "Passerelles: no server"


def test_a_full_disk_is_told_before_its_consequences(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(errors, "disk_usage", lambda _path: Usage(1, 1, 3_000_000))

    message = told(OperationalError("could not extend file"))

    assert message.startswith("Passerelles: no room on disk: 3 MB free in ")


def test_an_error_of_a_full_disk_is_told_as_such() -> None:
    error = OSError(errno.ENOSPC, "No space left on device")

    assert told(error).startswith("Passerelles: no room on disk")


def test_an_interruption_is_not_an_error_of_the_program() -> None:
    assert told(KeyboardInterrupt()) == (
        "Passerelles: interrupted; run it again to go on."
    )


def test_a_mistake_of_the_program_keeps_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError), errors.report_errors_in_one_line():
        _ = 1 / 0
