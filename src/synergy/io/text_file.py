"""Reading a text file that a stranger may have written: size, encoding and characters are checked first."""

from __future__ import annotations

import codecs
import re
import stat
from pathlib import Path

from synergy.errors import Fault

MEGABYTE = 1_000_000
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_text(path: Path, max_mb: float) -> tuple[str, list[Fault]]:
    """Return the text of a UTF-8 file, or the faults that keep it from being read.

    A byte order mark is accepted and dropped.

    Parameters
    ----------
    path : Path
        File to read. Pipes, devices and directories are refused, since reading them could block.
    max_mb : float
        Largest size accepted, in megabytes.

    Returns
    -------
    text : str
        Empty if there are faults.
    faults : list of Fault
    """
    raw, fault = _read_bytes(path, max_mb)
    if fault is not None:
        return "", [fault]
    if raw.startswith(_UTF_16):
        return "", [_fault(path, "saved as UTF-16, not UTF-8", "save it as UTF-8")]
    raw = raw.removeprefix(codecs.BOM_UTF8)
    nul = raw.find(b"\0")
    if nul >= 0:
        line = raw.count(b"\n", 0, nul) + 1
        return "", [_fault(path, "holds a NUL byte, so it is no text file", "save it as UTF-8 text", line)]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{raw[error.start]:02X} is not UTF-8"
        return "", [_fault(path, found, "save the file as UTF-8", line)]
    unprintable = _UNPRINTABLE.search(text)
    if unprintable is not None:
        line = text.count("\n", 0, unprintable.start()) + 1
        found = f"character U+{ord(unprintable.group()):04X} is a control character"
        return "", [_fault(path, found, "delete it", line)]
    return text, []


def _read_bytes(path: Path, max_mb: float) -> tuple[bytes, Fault | None]:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return b"", _fault(path, "is a directory, not a file", "name the file inside it")
        if not stat.S_ISREG(status.st_mode):
            return b"", _fault(path, "is not an ordinary file", "name an ordinary file")
        limit = int(max_mb * MEGABYTE)
        with path.open("rb") as stream:
            raw = stream.read(limit + 1)
    except FileNotFoundError:
        return b"", _fault(path, "no such file", "check the path")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return b"", _fault(path, f"cannot be read: {reason}", "check the path and its permissions")
    if len(raw) > limit:
        size = max(status.st_size, len(raw)) / MEGABYTE
        found = f"file is {size:,.3g} MB; the limit is {max_mb:g} MB"
        return b"", _fault(path, found, "split it, or allow more with max_input_mb (--max-input-mb)")
    return raw, None


def _fault(path: Path, found: str, fix: str, line: int | None = None) -> Fault:
    return Fault("", found, fix=fix, file=str(path), line=line)
