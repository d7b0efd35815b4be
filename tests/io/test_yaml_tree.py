from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synergy.io.yaml_tree import Tree, parse_tree, read_tree


def faults(text: str) -> list[str]:
    return [str(fault) for fault in parse_tree(text, "s.yaml").faults]


def test_values_follow_the_core_schema_of_yaml_1_2() -> None:
    text = "a: NO\nb: 12:30\nc: 1e3\nd: 0x1F\ne: .5\nf: -.inf\ng:\nh: 1_0\ni: 3,5\nj: 2030-01-01\n"
    text += "k: '010'\nl: Off\n"
    assert parse_tree(text, "").data == {
        "a": "NO",
        "b": "12:30",
        "c": 1000.0,
        "d": 31,
        "e": 0.5,
        "f": -math.inf,
        "g": None,
        "h": "1_0",
        "i": "3,5",
        "j": "2030-01-01",
        "k": "010",
        "l": "Off",
    }
    assert not faults(text)


def test_quoted_keys_are_text_whatever_they_look_like() -> None:
    text = '"<<": 1\n"010": 2\n"~": 3\n'
    assert parse_tree(text, "").data == {"<<": 1, "010": 2, "~": 3}
    assert not faults(text)


def test_positions_are_those_of_keys_and_items() -> None:
    tree = parse_tree("assets:\n  smr:\n    segments:\n      - {capacity_max: 5}\n", "")
    assert tree.positions[("assets", "smr")] == (2, 3)
    assert tree.positions[("assets", "smr", "segments", 0, "capacity_max")] == (4, 10)
    assert tree.line_of("assets.smr.segments.0.capacity_max") == 4
    assert tree.line_of("assets.smr.age") == 2
    assert tree.line_of("policies.carbon") is None


def test_aliases_are_written_out() -> None:
    tree = parse_tree("a: &x {b: [1, 2]}\nc: *x\n", "")
    assert tree.data == {"a": {"b": [1, 2]}, "c": {"b": [1, 2]}}
    assert tree.data["a"]["b"] is not tree.data["c"]["b"]
    assert tree.line_of("c.b.1") == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", "s.yaml:3 key 'a' given twice (first on line 1). Fix: delete one."),
        ("s:\n  b: 1\n  b: 2\n", "s.yaml:3 s: key 'b' given twice (first on line 2). Fix: delete one."),
        ("a: 1\n1: 2\n", 's.yaml:2 key 1 is a number, not text. Fix: write "1" in quotes.'),
        ("true: 1\n", 's.yaml:1 key true is a boolean, not text. Fix: write "true" in quotes.'),
        ("? [a]\n: 1\n", "s.yaml:1 a list as a key. Fix: write a name before the colon."),
        (
            "a: !!python/object/apply:os.system ['true']\n",
            "s.yaml:1 a: tag '!!python/object/apply:os.system' refused; only plain data is read."
            " Fix: delete the tag.",
        ),
        ("a: !env X\n", "s.yaml:1 a: tag '!env' refused; only plain data is read. Fix: delete the tag."),
        ("a:\n\tb: 1\n", "s.yaml:2 tab used for indentation. Fix: use spaces."),
        (
            "code: 010\n",
            "s.yaml:1 code: 010 has a leading zero (some readers take it for octal)."
            ' Fix: write "010" in quotes if it is text.',
        ),
        ("a: 1e999\n", "s.yaml:1 a: 1e999 is too large for a number. Fix: give the real value."),
        (
            "a: {share: 3,5}\n",
            "s.yaml:1 a: '3,5' is read as two entries; a comma inside braces separates entries."
            " Fix: write a decimal point, and no thousands separator.",
        ),
        ("a: *b\n", "s.yaml:1 a: alias '*b' names no anchor before it. Fix: write the value out."),
        ("<<: {a: 1}\n", "s.yaml:1 merge key '<<' is not part of YAML 1.2. Fix: write the fields out."),
        (
            "a: 1\n---\nb: 2\n",
            "s.yaml:2 a second document starts here ('---'). Fix: keep one document in a file.",
        ),
        (
            "%YAML 1.1\n---\na: 1\n",
            "s.yaml:2 a %YAML line asks for another version; YAML 1.2 is read. Fix: delete that line.",
        ),
        ("- 1\n", "s.yaml:1 the file holds a list where fields are needed. Fix: write 'name: value' lines."),
        ("", "s.yaml the file is empty. Fix: start from an example: synergy new DIR --example NAME."),
        (
            "a: {b: 1\n",
            "s.yaml:2 the bracket opened on line 1 is not closed, or a comma is missing. Fix: close it.",
        ),
        ("a: 'b\n", "s.yaml:2 the quote opened on line 1 is not closed. Fix: close it."),
        (
            "a: b: c\n",
            "s.yaml:1 a second ': ' on the line, or wrong indentation. Fix: indent, or put text in quotes.",
        ),
    ],
)
def test_each_fault_says_line_and_fix(text: str, expected: str) -> None:
    assert faults(text) == [expected]


def test_all_faults_are_told_at_once() -> None:
    assert len(faults("a: 010\na: 2\nb: !x y\nc: *z\n")) == 4


def test_alias_bombs_and_deep_nesting_are_refused() -> None:
    bomb = "a0: &a0 [x, x, x]\n" + "".join(
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 10)
    )
    assert "aliases stand for more than 100,000 values" in faults(bomb)[0]
    many = "a: &a 1\nb: [" + "*a, " * 1001 + "]\n"
    assert "more than 1,000 aliases" in faults(many)[0]
    chain = "a0: &a0 " + "[" * 40 + "]" * 40 + "\na1: &a1 " + "[" * 40 + "*a0" + "]" * 40
    assert "50 levels" in faults(chain)[0]
    assert "nesting deeper than 50" in faults("a: " + "[" * 5000)[0]


def write(folder: Path, content: bytes) -> Path:
    path = folder / "scenario.yaml"
    path.write_bytes(content)
    return path


def only(tree: Tree) -> str:
    assert not tree.complete
    (fault,) = tree.faults
    return str(fault)


def test_files_that_are_no_text(tmp_path: Path) -> None:
    latin = write(tmp_path, b"a: 1\nname: caf\xe9\n")
    assert only(read_tree(latin)) == f"{latin}:2 byte 0xE9 is not UTF-8. Fix: save the file as UTF-8."
    assert ":1 holds a NUL byte" in only(read_tree(write(tmp_path, b"a: \0")))
    assert "saved as UTF-16" in only(read_tree(write(tmp_path, "a: 1".encode("utf-16"))))
    assert ":2 character U+001B is a control character" in only(
        read_tree(write(tmp_path, b"a: 1\nb: \x1b[31m"))
    )
    assert "is a directory, not a file" in only(read_tree(tmp_path))
    assert "no such file" in only(read_tree(tmp_path / "none.yaml"))
    assert "file is 2 MB; the limit is 1 MB" in only(read_tree(write(tmp_path, b"#" * 2_000_000), max_mb=1))
    assert "cannot be read" in only(read_tree(tmp_path / ("x" * 5000)))


def test_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    tree = read_tree(write(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n"))
    assert tree.data == {"a": 1, "b": 2}
    assert tree.line_of("b") == 2


@given(st.binary(max_size=200))
def test_any_bytes_give_data_or_faults(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    tree = read_tree(write(tmp_path_factory.getbasetemp(), content))
    assert tree.complete or tree.faults


SIGNS = [
    *"[]{}'\"|>#1~\u00e9ab\t\x85",
    "*x",
    "<<",
    "010",
    ".inf",
    "---",
    "...",
    ": ",
    "\n",
    "  ",
    "- ",
    ", ",
    "? ",
]
SIGNS += ["&x ", "!!str ", "!y ", "%YAML 1.2\n", "\\U0011FFFF"]


@given(st.lists(st.sampled_from(SIGNS), max_size=40).map("".join))
def test_any_mixture_of_yaml_signs_gives_data_or_faults(text: str) -> None:
    tree = parse_tree(text, "")
    assert tree.complete or tree.faults
