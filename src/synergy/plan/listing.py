"""Small tables for reading, as text and as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

Row = Sequence[str]
_NUMERIC = frozenset("-+<.,0123456789 %")
CELL = "text-align:{};padding:1px 8px;white-space:nowrap"


@dataclass(frozen=True)
class Sheet:
    """A small table: its title, heads of columns, and rows of text; columns of numbers are set flush right.

    Examples
    --------
    >>> print(Sheet("Cost", ("category", "MEUR/a"), [("purchase", "1.5"), ("carbon", "10.0")]).text())
    Cost
      category  MEUR/a
      purchase     1.5
      carbon      10.0
    >>> "&lt;b&gt;" in Sheet("", ("name",), [("<b>",)]).html()
    True
    """

    title: str
    heads: Row
    rows: Sequence[Row]

    def text(self) -> str:
        """Return title and rows in columns."""
        lines = [self.heads, *self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(len(self.heads))]

        def shown(line: Row) -> str:
            cells = (
                text.rjust(width) if number else text.ljust(width)
                for text, width, number in zip(line, widths, self._numeric, strict=True)
            )
            return ("  " + "  ".join(cells)).rstrip()

        return "\n".join([self.title, *map(shown, lines)])

    def html(self) -> str:
        """Return a table under its title; everything in it is escaped."""

        def shown(line: Row, tag: str) -> str:
            cells = (
                f"<{tag} style='{CELL.format('right' if number else 'left')}'>{escape(text)}</{tag}>"
                for text, number in zip(line, self._numeric, strict=True)
            )
            return f"<tr>{''.join(cells)}</tr>"

        head = f"<thead>{shown(self.heads, 'th')}</thead>" if any(self.heads) else ""
        body = "".join(shown(row, "td") for row in self.rows)
        title = (
            f"<div style='font-weight:bold;margin-top:6px'>{escape(self.title)}</div>" if self.title else ""
        )
        return (
            f"<div>{title}<table style='border-collapse:collapse'>{head}<tbody>{body}</tbody></table></div>"
        )

    @property
    def _numeric(self) -> list[bool]:
        columns = [[row[number] for row in self.rows] for number in range(len(self.heads))]
        return [any(column) and all(set(text) <= _NUMERIC for text in column) for column in columns]


def beside(blocks: Sequence[str], gap: int = 4) -> str:
    r"""Return blocks of text side by side.

    Examples
    --------
    >>> print(beside(["a\nbb", "c"], gap=1))
    a  c
    bb
    """
    columns = [block.split("\n") for block in blocks]
    widths = [max(map(len, lines)) + gap for lines in columns]
    height = max(map(len, columns), default=0)
    return "\n".join(
        "".join(
            (lines[number] if number < len(lines) else "").ljust(width)
            for lines, width in zip(columns, widths, strict=True)
        ).rstrip()
        for number in range(height)
    )
