"""Encryption of a backup's files: AES-256-GCM in chunks, without the site's settings.

A file is a header (8 bytes ``PASSBK1\\n``, 16 of salt, 7 of nonce) and chunks of 1 MiB,
each with its tag of 16 bytes. The key is HKDF-SHA256 of ``BACKUP_KEY`` with the salt.
A chunk's nonce is the header's 7 bytes, its number in 4, and 1 in the last byte for the
last chunk, else 0: chunks cannot be changed, left out, repeated or put in another order
(the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).

Without the site, with Python and the package cryptography alone:

    BACKUP_KEY=… python encryption.py < database.dump.enc > database.dump
"""

import os
import sys
from collections.abc import Iterator
from typing import IO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"PASSBK1\n"
SALT_SIZE, NONCE_SIZE, TAG_SIZE = 16, 7, 16
CHUNK_SIZE = 1024 * 1024


class DecryptionError(Exception):
    """Not a file of this format, another key, or a file that was changed."""


class Sink(Protocol):
    """What bytes can be written to."""

    def write(self, data: bytes, /) -> object: ...


class ChunkCipher:
    """The key and the nonces of one file."""

    def __init__(self, key: str, salt: bytes, prefix: bytes) -> None:
        derived = HKDF(SHA256(), 32, salt, MAGIC).derive(key.encode())
        self.cipher, self.prefix, self.number = AESGCM(derived), prefix, 0

    def take_nonce(self, *, is_last: bool) -> bytes:
        nonce = self.prefix + self.number.to_bytes(4, "big") + bytes([is_last])
        self.number += 1
        return nonce

    def encrypt(self, chunk: bytes, *, is_last: bool) -> bytes:
        return self.cipher.encrypt(self.take_nonce(is_last=is_last), chunk, MAGIC)

    def decrypt(self, chunk: bytes, *, is_last: bool) -> bytes:
        try:
            return self.cipher.decrypt(self.take_nonce(is_last=is_last), chunk, MAGIC)
        except InvalidTag:
            raise DecryptionError("another key, or a file that was changed") from None


class EncryptingWriter:
    """Encrypts what is written to it; ``close`` writes the last chunk."""

    def __init__(self, target: Sink, key: str) -> None:
        salt, prefix = os.urandom(SALT_SIZE), os.urandom(NONCE_SIZE)
        self.target, self.cipher = target, ChunkCipher(key, salt, prefix)
        self.waiting = bytearray()
        target.write(MAGIC + salt + prefix)

    def write(self, data: bytes) -> int:
        self.waiting += data
        while len(self.waiting) > CHUNK_SIZE:  # the last chunk is never sent from here
            chunk = bytes(self.waiting[:CHUNK_SIZE])
            del self.waiting[:CHUNK_SIZE]
            self.target.write(self.cipher.encrypt(chunk, is_last=False))
        return len(data)

    def close(self) -> None:
        self.target.write(self.cipher.encrypt(bytes(self.waiting), is_last=True))


def iter_decrypted(source: IO[bytes], key: str) -> Iterator[bytes]:
    """Yield the chunks of an encrypted file; raise ``DecryptionError``."""
    header = read_exactly(source, len(MAGIC) + SALT_SIZE + NONCE_SIZE)
    if not header.startswith(MAGIC):
        raise DecryptionError("not an encrypted file of a backup")
    salt, prefix = header[len(MAGIC) : -NONCE_SIZE], header[-NONCE_SIZE:]
    cipher = ChunkCipher(key, salt, prefix)
    chunk = read_exactly(source, CHUNK_SIZE + TAG_SIZE)
    while following := read_exactly(source, CHUNK_SIZE + TAG_SIZE):
        yield cipher.decrypt(chunk, is_last=False)
        chunk = following
    yield cipher.decrypt(chunk, is_last=True)


def read_exactly(source: IO[bytes], size: int) -> bytes:
    """Return ``size`` bytes, fewer only at the end: pipes give what they have."""
    pieces = []
    while size and (piece := source.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


if __name__ == "__main__":
    for plain in iter_decrypted(sys.stdin.buffer, os.environ["BACKUP_KEY"]):
        sys.stdout.buffer.write(plain)
