"""Writing files so that a crash or a full disk leaves the old content, never half of the new."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

DRAFT_SUFFIX = ".tmp"
"""How the names of drafts end; what a crash leaves of them begins with a dot."""


def write_text(path: Path, text: str) -> None:
    """Replace a file's content by text in UTF-8, all or nothing.

    Parameters
    ----------
    path : Path
        The file; its folder must exist.
    text : str
        New content.

    Raises
    ------
    OSError
        If it can not be written; the old content is then untouched.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Replace a file's content, all or nothing.

    Parameters
    ----------
    path : Path
        The file; its folder must exist.
    content : bytes
        New content.

    Raises
    ------
    OSError
        If it can not be written; the old content is then untouched.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=DRAFT_SUFFIX, dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
