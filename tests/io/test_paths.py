from __future__ import annotations

from pathlib import Path

import pytest

from synergy.io.paths import inside


@pytest.mark.parametrize("name", ["profiles.csv", "data/profiles.csv", "Grid 2030.csv", "café.csv"])
def test_ordinary_files_in_the_folder(tmp_path: Path, name: str) -> None:
    assert inside(tmp_path, name, "profiles") == (tmp_path / name, None)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../../etc/passwd", "leaves the scenario folder"),
        ("data/../../x.csv", "leaves the scenario folder"),
        ("/etc/passwd", "leaves the scenario folder"),
        ("C:x.csv", "leaves the scenario folder"),
        ("C:\\x.csv", "no usable file name"),
        ("\\\\server\\x.csv", "no usable file name"),
        ("..\\x.csv", "no usable file name"),
        ("https://example.org/x.csv", "is a URL; nothing is fetched"),
        ("file:///etc/passwd", "is a URL; nothing is fetched"),
        ("CON", "no usable file name"),
        ("data/nul.csv", "no usable file name"),
        ("", "no usable file name"),
        (" ", "no usable file name"),
        ("a\nb.csv", "no usable file name"),
        ("a\u202eb.csv", "no usable file name"),
    ],
)
def test_anything_else_is_refused(tmp_path: Path, name: str, words: str) -> None:
    path, fault = inside(tmp_path, name, "profiles")
    assert path is None
    assert fault is not None
    assert words in str(fault)


def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    folder, outside = tmp_path / "case", tmp_path / "secret.csv"
    folder.mkdir()
    outside.write_text("period,step\n")
    (folder / "link.csv").symlink_to(outside)
    (folder / "up").symlink_to(tmp_path)
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    for name in ("link.csv", "up/secret.csv", "loop.csv"):
        path, fault = inside(folder, name, "profiles")
        assert path is None
        assert "link that leads" in str(fault) or "link that leaves" in str(fault)
