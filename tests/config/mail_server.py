"""A mail server of the tests, which keeps what it is sent."""

import socketserver
import threading
from typing import Any, Self


class Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as sending one mail needs."""

    def handle(self) -> None:
        self.answer("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.upper()
            if verb == "DATA":
                self.answer("354 go on")
                self.server.owner.received.append(self.read_mail())  # type: ignore[attr-defined]
            self.answer("221 bye" if verb == "QUIT" else "250 ok")
            if verb == "QUIT":
                return

    def answer(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def read_mail(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        return "\n".join(lines)


class MailServer:
    """Serves on a free port of this machine while the block runs."""

    def __init__(self) -> None:
        self.received: list[str] = []
        self.server: Any = socketserver.ThreadingTCPServer(
            ("127.0.0.1", 0), Conversation
        )
        self.server.daemon_threads = True
        self.server.owner = self
        self.port: int = self.server.server_address[1]

    def __enter__(self) -> Self:
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
