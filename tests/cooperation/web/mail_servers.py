"""Mail servers that are away, that hang, and that refuse."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.config.mail_server import Conversation, MailServer


@contextmanager
def listen_silently() -> Iterator[int]:
    """Yield the port of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@contextmanager
def refuse_connections() -> Iterator[int]:
    """Yield a port on which nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield unused.getsockname()[1]


class Refusal(Conversation):
    """Refuses what ``owner.refused`` says, with its answer."""

    def answer(self, text: str) -> None:
        verb, refusal = self.server.owner.refused  # type: ignore[attr-defined]
        super().answer(refusal if self.verb == verb else text)

    verb = ""

    def handle(self) -> None:
        super().answer("220 ready")
        while line := self.rfile.readline().decode().strip():
            self.verb = line.upper().split()[0]
            self.answer("221 bye" if self.verb == "QUIT" else "250 ok")
            if self.verb == "QUIT":
                return


class RefusingServer(MailServer):
    """Answers a verb, such as RCPT, with a refusal."""

    def __init__(self, verb: str, refusal: str) -> None:
        super().__init__()
        self.refused = verb, refusal
        self.server.RequestHandlerClass = Refusal

    received: Any
