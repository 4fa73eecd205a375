"""An address that its server refuses is known, and forgotten once it takes mails."""

from smtplib import SMTPRecipientsRefused

import pytest

from cooperation.models import RefusedAddress
from cooperation.web.refused_addresses import (
    is_dead_mailbox,
    mark_refused,
    record_delivery,
    record_refusal,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "text", "is_dead"),
    [
        (550, b"5.1.1 no such user", True),
        (551, b"user not local", True),
        (553, b"mailbox name not allowed", True),
        (550, b"5.7.1 relaying denied", False),
        (552, b"mailbox full", False),
        (450, b"greylisted", False),
    ],
)
def test_a_mailbox_that_is_not_there_is_told_from_other_refusals(
    code: int, text: bytes, is_dead: bool
) -> None:
    error = SMTPRecipientsRefused({"x@y.example": (code, text)})
    assert is_dead_mailbox(error) is is_dead


def test_a_delivery_forgets_what_a_server_said_and_not_what_staff_saw() -> None:
    record_refusal("Lou@Annecy.example", "550 inconnue")
    mark_refused("zoe@annecy.example")
    assert set(RefusedAddress.objects.get_reasons()) == {
        "lou@annecy.example",
        "zoe@annecy.example",
    }
    record_delivery("LOU@annecy.example")
    record_delivery("zoe@annecy.example")
    assert list(RefusedAddress.objects.get_reasons()) == ["zoe@annecy.example"]
