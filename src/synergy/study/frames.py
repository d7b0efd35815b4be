"""Messages through a pipe: the length, then that many bytes."""

from __future__ import annotations

from typing import IO

LENGTH_BYTES = 8
READY = b"ready"
"""First message of a worker: everything is imported, cases may come."""


def write_frame(stream: IO[bytes], content: bytes) -> None:
    """Write one message."""
    stream.write(len(content).to_bytes(LENGTH_BYTES, "big"))
    stream.write(content)
    stream.flush()


def read_frame(stream: IO[bytes]) -> bytes | None:
    """Return the next message, or None where the other side ended, even in the middle of one.

    Examples
    --------
    >>> import io
    >>> pipe = io.BytesIO()
    >>> write_frame(pipe, b"one")
    >>> read_frame(io.BytesIO(pipe.getvalue())), read_frame(io.BytesIO(pipe.getvalue()[:-1]))
    (b'one', None)
    """
    head = stream.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    length = int.from_bytes(head, "big")
    content = stream.read(length)
    return content if len(content) == length else None
