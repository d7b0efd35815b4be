from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synergy.io.csv_profiles import read_profiles
from synergy.time.axis import TimeAxis

TWO_BY_TWO = TimeAxis(steps=2, hours=12, weights={"winter": 182, "summer": 183})
GOOD = "period,step,heat,sun\nwinter,1,5,0\nwinter,2,6,0.5\nsummer,1,1,0\nsummer,2,2,1e0\n"


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "profiles.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def faults(folder: Path, text: str | bytes, time: TimeAxis | None = TWO_BY_TWO) -> list[str]:
    table = read_profiles(write(folder, text), time)
    assert table.faults or set(table.columns) == set(table.names)
    assert not {f"column {name}" for name in table.columns} & {fault.place for fault in table.faults}
    return [str(fault).replace(str(folder) + "/", "") for fault in table.faults]


def test_columns_have_the_shape_of_the_time_axis(tmp_path: Path) -> None:
    table = read_profiles(write(tmp_path, GOOD), TWO_BY_TWO)
    assert table.names == ("heat", "sun")
    np.testing.assert_array_equal(table.columns["heat"], [[5, 6], [1, 2]])
    np.testing.assert_array_equal(table.columns["sun"], [[0, 0.5], [0, 1]])
    np.testing.assert_array_equal(table.lines, [[2, 3], [4, 5]])


def test_labels_decide_where_a_row_belongs(tmp_path: Path) -> None:
    text = "step,heat,period\n0,1,summer\n1,2,summer\n0,5,winter\n1,6,winter\n"
    table = read_profiles(write(tmp_path, text), TWO_BY_TWO)
    np.testing.assert_array_equal(table.columns["heat"], [[5, 6], [1, 2]])


def test_byte_order_mark_and_blank_lines_are_accepted(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode() + b"\r\n"
    assert read_profiles(write(tmp_path, text), TWO_BY_TWO).names == ("heat", "sun")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "6,0.5",
            "n/a,0.5",
            "profiles.csv:3 column heat: 'n/a' is not a number. Fix: give a number such as 12.5.",
        ),
        ("6,0.5", ",0.5", "profiles.csv:3 column heat: empty. Fix: give a number."),
        (
            "6,0.5",
            "1_0,0.5",
            "profiles.csv:3 column heat: '1_0' is not a number. Fix: give a number such as 12.5.",
        ),
        (
            "6,0.5",
            "٣,0.5",
            "profiles.csv:3 column heat: '٣' is not a number. Fix: give a number such as 12.5.",
        ),
        (
            "6,0.5",
            "NaN,0.5",
            "profiles.csv:3 column heat: NaN is not a finite number. Fix: give a finite number.",
        ),
        (
            "6,0.5",
            "1e999,0.5",
            "profiles.csv:3 column heat: 1e999 is not a finite number. Fix: give a finite number.",
        ),
        (
            "6,0.5",
            "-9999,0.5",
            "profiles.csv:3 column heat: -9999 looks like a mark for a missing value."
            " Fix: give the real number.",
        ),
        (
            "6,0.5",
            '"6,5",0.5',
            "profiles.csv:3 column heat: '6,5' uses a decimal comma, or a thousands separator."
            " Fix: write a decimal point, no separators.",
        ),
        (
            "6,0.5",
            "6,5,0.5",
            "profiles.csv:3 row: 5 cells where the header has 4."
            " Fix: give one cell for each column (a decimal comma splits a cell).",
        ),
        (
            "summer,2,2,1e0\n",
            "",
            "profiles.csv rows: 3 rows, 4 needed (2 periods x 2 steps); period 'summer' step 2 is missing."
            " Fix: add the missing rows.",
        ),
        (
            "winter,2,",
            "winter,1,",
            "profiles.csv:3 rows: period 'winter' step 1 repeats line 2. Fix: delete one.",
        ),
        (
            "summer,2",
            "sumer,2",
            "profiles.csv:5 column period: period 'sumer' is not in time.weights; did you mean 'summer'?"
            " Fix: use one of: winter, summer.",
        ),
        (
            "summer,2",
            "summer,3",
            "profiles.csv:5 column step: step '3' of period 'summer' is not one of 2 steps."
            " Fix: count them from 1 to 2.",
        ),
        (
            "heat,sun",
            "heat,heat",
            "profiles.csv:1 header: column 'heat' given 2 times. Fix: rename or delete one.",
        ),
        (
            "heat,sun",
            "heat,",
            "profiles.csv:1 header: a column without a name."
            " Fix: name it with letters, digits, blanks, - and _.",
        ),
        (
            "heat,sun",
            "heat,=1+1",
            "profiles.csv:1 header: '=1+1' is no name for a column."
            " Fix: name it with letters, digits, blanks, - and _.",
        ),
        (
            "period,step",
            "Period,step",
            "profiles.csv:1 header: columns 'period' and 'step' are missing; did you mean 'period'?"
            " Fix: begin with columns period and step, or with column time.",
        ),
    ],
)
def test_each_fault_says_line_column_and_fix(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert old in GOOD
    assert expected in faults(tmp_path, GOOD.replace(old, new))


def test_rows_out_of_order(tmp_path: Path) -> None:
    text = "period,step,heat\nwinter,2,5\nwinter,1,6\nsummer,1,1\nsummer,2,2\n"
    assert faults(tmp_path, text) == [
        "profiles.csv:3 rows: period 'winter' step 1 comes after a later step. Fix: sort the rows."
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"period,step,a\nwinter,1,caf\xe9\n", "profiles.csv:2 byte 0xE9 is not UTF-8"),
        (b"period,step,a\nwinter,1,\0\n", "profiles.csv:2 holds a NUL byte"),
        (b"period;step;a\nwinter;1;2\n", "profiles.csv:1 header: columns are separated by ';'"),
        (b"", "profiles.csv the file is empty"),
        (b'period,step,a\nwinter,1,"2\n', "profiles.csv:2 not CSV: unexpected end of data"),
        (
            b"period,step,a\nwinter,1," + b"1" * 140_000,
            "profiles.csv:2 not CSV: field larger than field limit",
        ),
        (b"period,step,a\nwinter,1,1" + b"1" * 400, "is not a finite number"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, content: bytes, words: str) -> None:
    assert any(words in fault for fault in faults(tmp_path, content))


def test_a_column_of_text_does_not_hide_other_faults(tmp_path: Path) -> None:
    text = (
        "period,step,heat,sun\n"
        + "".join(f"winter,{step},x,{step}\n" for step in range(1, 50))
        + "winter,50,x,y\n"
    )
    found = faults(tmp_path, text, TimeAxis(steps=50, weights={"winter": 175.2}))
    assert len(found) == 7
    assert "profiles.csv:51 column sun: 'y' is not a number. Fix: give a number such as 12.5." in found
    assert found[-1] == "profiles.csv column heat: 45 more faults like these."


def hourly(hours: range, zone: str = "") -> str:
    stamps = [f"2030-03-{31 + hour // 24 if hour < 24 else 1:02d}" for hour in hours]
    return "".join(f"{stamp}T{hour % 24:02d}:00{zone},1\n" for stamp, hour in zip(stamps, hours, strict=True))


DAY = TimeAxis(steps=24, weights={"year": 365})


def test_time_stamps_of_one_period(tmp_path: Path) -> None:
    assert faults(tmp_path, "time,heat\n" + hourly(range(24)), DAY) == []
    assert faults(tmp_path, "time,heat\n" + hourly(range(24), "Z"), DAY) == []


def test_an_hour_missing_for_daylight_saving(tmp_path: Path) -> None:
    text = "time,heat\n" + hourly(range(1)) + hourly(range(2, 24))
    assert faults(tmp_path, text, DAY) == [
        "profiles.csv rows: 23 rows, 24 needed; 2030-03-31T01:00 is missing."
        " Fix: give one row for each step.",
        "profiles.csv:3 column time: 2030-03-31T02:00 does not follow the row above by 1 h"
        " (daylight saving?). Fix: give UTC times, one a step.",
    ]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (hourly(range(5)) + hourly(range(4, 23)), ":7 column time: 2030-03-31T04:00 repeats line 6"),
        (
            hourly(range(24), "+01:00"),
            ":2 column time: 2030-03-31T00:00+01:00 is UTC+1, but time.timezone is UTC",
        ),
        (hourly(range(23)) + hourly(range(23, 24), "Z"), "differ in having a UTC offset"),
        (hourly(range(23)) + "31/03/2030 23:00,1\n", "'31/03/2030 23:00' is not an ISO time stamp"),
        ("".join(hourly(range(hour, hour + 1)) for hour in range(23, -1, -1)), "comes after a later time"),
    ],
)
def test_time_stamps_out_of_step(tmp_path: Path, rows: str, words: str) -> None:
    assert any(words in fault for fault in faults(tmp_path, "time,heat\n" + rows, DAY))


LONDON = TimeAxis(steps=48, hours=0.5, weights={"year": 365}, timezone="Europe/London")


def half_hours(begin: datetime, count: int, zone: str) -> str:
    """Return rows as a clock on the wall would show them."""
    moments = (begin + timedelta(minutes=30 * number) for number in range(count))
    return "".join(f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M},1\n" for moment in moments)


def test_local_times_where_clocks_go_back_and_forward(tmp_path: Path) -> None:
    for day in (datetime(2030, 3, 30, 12, tzinfo=UTC), datetime(2030, 10, 26, 12, tzinfo=UTC)):
        text = "time,heat\n" + half_hours(day, 48, "Europe/London")
        assert faults(tmp_path, text, LONDON) == []


def test_an_hour_that_the_clock_skips(tmp_path: Path) -> None:
    time = TimeAxis(steps=24, weights={"year": 365}, timezone="Europe/London")
    assert faults(tmp_path, "time,heat\n" + hourly(range(24)), time) == [
        "profiles.csv:3 column time: 2030-03-31T01:00 does not exist in Europe/London: clocks go forward then"
        " (daylight saving). Fix: give UTC times, or a zone such as UTC+1 in time.timezone."
    ]
    fixed = TimeAxis(steps=24, weights={"year": 365}, timezone="UTC+1")
    assert faults(tmp_path, "time,heat\n" + hourly(range(24)), fixed) == []
    assert faults(tmp_path, "time,heat\n" + hourly(range(24), "+01:00"), fixed) == []
    assert (
        "is UTC+2, but time.timezone is UTC+1"
        in faults(tmp_path, "time,heat\n" + hourly(range(24), "+02:00"), fixed)[0]
    )


def test_a_leap_day_left_out(tmp_path: Path) -> None:
    days = [f"02-{day:02d}" for day in range(1, 29)] + [f"03-{day:02d}" for day in range(1, 9)]
    rows = [f"2028-{day},1\n" for day in days]
    time = TimeAxis(steps=36, hours=24.0, weights={"year": 8760 / 864})
    assert faults(tmp_path, "time,heat\n" + "".join(rows), time) == [
        "profiles.csv:30 column time: 2028-03-01 does not follow the row above by 24 h"
        " (29 February left out?). Fix: give UTC times, one a step."
    ]


def test_time_stamps_of_chained_periods(tmp_path: Path) -> None:
    time = TimeAxis.chain(2, 2, hours=2190.0)
    rows = "2030-01-01T00:00,1\n2030-04-02T06:00,2\n2030-07-02T12:00,3\n2030-10-01T18:00,4\n"
    table = read_profiles(write(tmp_path, "time,heat\n" + rows), time)
    assert not table.faults
    assert table.columns["heat"].tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_time_stamps_fit_one_period_only(tmp_path: Path) -> None:
    assert (
        "label the rows by columns period and step" in faults(tmp_path, "time,heat\n" + hourly(range(4)))[0]
    )


@given(
    st.text(st.sampled_from('period,step\n"1.5e;\x00é-_ winter2NaN=\t'), max_size=120)
    | st.binary(max_size=120)
)
def test_any_content_gives_columns_or_faults(
    tmp_path_factory: pytest.TempPathFactory, content: str | bytes
) -> None:
    faults(tmp_path_factory.getbasetemp(), content)


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters='\n\r",\0'), max_size=10),
        min_size=4,
        max_size=4,
    )
)
def test_any_cell_is_a_number_or_a_fault(tmp_path_factory: pytest.TempPathFactory, cells: list[str]) -> None:
    keys = ["winter,1", "winter,2", "summer,1", "summer,2"]
    rows = "".join(f"{key},{cell}\n" for key, cell in zip(keys, cells, strict=True))
    table = read_profiles(write(tmp_path_factory.getbasetemp(), "period,step,a\n" + rows), TWO_BY_TWO)
    plain = all(
        re.fullmatch(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?", cell.strip()) for cell in cells
    )
    assert plain or table.faults
