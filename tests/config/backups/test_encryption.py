"""Encrypted files come back as they were, or not at all."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.backups import encryption
from config.backups.encryption import (
    CHUNK_SIZE,
    TAG_SIZE,
    DecryptionError,
    EncryptingWriter,
    iter_decrypted,
)

KEY = "a-key-of-the-tests-0123456789-0123456789"
HEADER = len(encryption.MAGIC) + encryption.SALT_SIZE + encryption.NONCE_SIZE


def encrypt(*pieces: bytes, key: str = KEY) -> bytes:
    target = io.BytesIO()
    writer = EncryptingWriter(target, key)
    for piece in pieces:
        writer.write(piece)
    writer.close()
    return target.getvalue()


def decrypt(data: bytes, key: str = KEY) -> bytes:
    return b"".join(iter_decrypted(io.BytesIO(data), key))


@pytest.mark.parametrize("size", [0, 1, CHUNK_SIZE, CHUNK_SIZE + 1, 3 * CHUNK_SIZE])
def test_what_is_encrypted_comes_back(size: int) -> None:
    plain = os.urandom(size)
    stored = encrypt(plain)

    assert decrypt(stored) == plain
    chunks = max(1, -(-size // CHUNK_SIZE))
    assert len(stored) == HEADER + size + chunks * TAG_SIZE


@settings(max_examples=30)
@given(st.lists(st.binary(max_size=50), max_size=20))
def test_pieces_of_any_size_come_back(pieces: list[bytes]) -> None:
    assert decrypt(encrypt(*pieces)) == b"".join(pieces)


def test_the_same_content_is_never_stored_twice_alike() -> None:
    assert encrypt(b"content") != encrypt(b"content")
    assert b"content" not in encrypt(b"content")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:HEADER],
        lambda data: data[:-1],
        lambda data: data[: HEADER + CHUNK_SIZE + TAG_SIZE],
        lambda data: data + b"x",
        lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
        lambda data: data[:10] + bytes([data[10] ^ 1]) + data[11:],
        lambda data: b"not a backup",
        lambda data: b"",
    ],
    ids=["empty", "cut", "a chunk less", "longer", "a bit", "its salt", "other", "no"],
)
def test_a_changed_file_is_refused(spoil: object) -> None:
    assert callable(spoil)
    with pytest.raises(DecryptionError):
        decrypt(spoil(encrypt(bytes(2 * CHUNK_SIZE))))


def test_chunks_in_another_order_are_refused() -> None:
    stored = encrypt(b"a" * CHUNK_SIZE, b"b" * CHUNK_SIZE, b"c")
    size = CHUNK_SIZE + TAG_SIZE
    first, second = stored[HEADER:][:size], stored[HEADER + size :][:size]
    with pytest.raises(DecryptionError):
        decrypt(stored[:HEADER] + second + first + stored[HEADER + 2 * size :])


def test_another_key_is_refused() -> None:
    with pytest.raises(DecryptionError):
        decrypt(encrypt(b"content"), KEY + "x")


@pytest.mark.slow
def test_the_module_decrypts_without_the_site(tmp_path: Path) -> None:
    plain = os.urandom(CHUNK_SIZE + 5)
    copied = tmp_path / "encryption.py"
    copied.write_bytes(Path(encryption.__file__).read_bytes())
    done = subprocess.run(
        [sys.executable, copied],
        input=encrypt(plain),
        env={"BACKUP_KEY": KEY},
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert done.stdout == plain
