from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from synergy.io.yaml_tree import parse_tree
from synergy.io.yaml_writer import yaml_text

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
INNER = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
)


@given(st.dictionaries(st.text(), INNER, min_size=1, max_size=4))
def test_reading_gives_back_what_was_written(data: dict[str, object]) -> None:
    tree = parse_tree(yaml_text(data), "")
    assert tree.faults == ()
    assert tree.data == data
    assert repr(tree.data) == repr(data)


@given(st.dictionaries(st.text(string.ascii_letters), INNER, min_size=1, max_size=4))
def test_another_reader_gives_the_same(data: dict[str, object]) -> None:
    assert YAML(typ="safe", pure=True).load(yaml_text(data)) == data


@pytest.mark.parametrize(
    "word", ["NO", "on", "y", "12:30", "010", "1e3", "~", "", " a", "a: b", "- a", "# a", "3,5"]
)
def test_words_that_some_readers_take_for_something_else_are_quoted(word: str) -> None:
    assert yaml_text({"a": word}) == f'a: "{word}"\n'


def test_numbers_keep_their_bits_and_a_point() -> None:
    assert yaml_text({"a": [1e-05, 0.1, 1e22, 5]}) == "a: [1.0e-05, 0.1, 1.0e+22, 5]\n"


def test_long_entries_stand_one_a_line() -> None:
    data = {
        "assets": {"smr": dict.fromkeys(("capacity_max", "capacity_min", "capex_fixed", "age"), 0.123456789)}
    }
    assert yaml_text(data).splitlines()[:3] == ["assets:", "  smr:", "    capacity_max: 0.123456789"]


def test_only_plain_data_is_written() -> None:
    with pytest.raises(TypeError, match="no plain data"):
        yaml_text({"a": object()})
