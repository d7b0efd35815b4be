"""Documentation made from the code at build time, so that it cannot lag behind.

``kinds`` renders the mathematics of every kind in a registry, from the docstrings, with a table of its
fields; ``fields`` renders the table of fields of one class.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterable, Iterator
from typing import Any

from docutils import nodes
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from sphinx.application import Sphinx
from sphinx.ext.napoleon.docstring import NumpyDocstring
from sphinx.util.docutils import SphinxDirective

PLACEHOLDERS = {
    "{flow}": "MW or t/h",
    "{quantity}": "MWh or t",
    "{key}": "the carrier's",
    "{impact}": "the impact's",
}


class KindsDirective(SphinxDirective):
    """Render every class of a registry, sorted by the kind's name: ``.. kinds:: module:REGISTRY``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return one section for each kind."""
        module, _, name = self.arguments[0].partition(":")
        registry = getattr(importlib.import_module(module), name)
        sections: list[nodes.Node] = []
        for kind, cls in registry.kinds.items():
            self.env.note_dependency(inspect.getfile(cls))
            text = "\n".join(section(kind, cls, self.config))
            sections += self.parse_text_to_nodes(text, allow_section_headings=True)
        return sections


class FieldsDirective(SphinxDirective):
    """Render the table of fields of one class: ``.. fields:: synergy.cluster.place.Site``."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        module, _, name = self.arguments[0].rpartition(".")
        cls = getattr(importlib.import_module(module), name)
        self.env.note_dependency(inspect.getfile(cls))
        return self.parse_text_to_nodes("\n".join(field_table(cls, title="")))


def section(kind: str, cls: type[BaseModel], config: Any) -> Iterator[str]:
    """Yield the reStructuredText of one kind."""
    title = kind.replace("_", " ").capitalize()
    yield from (f".. _kind-{kind}:", "", title, "-" * len(title), "")
    yield from (f"In a scenario file: ``kind: {kind}``; in Python: ``{cls.__module__}.{cls.__name__}``.", "")
    docstring = inspect.cleandoc(cls.__doc__ or "")
    yield from str(NumpyDocstring(docstring, config, what="class", obj=cls)).splitlines()
    yield ""
    yield from field_table(cls)


def field_table(cls: type[BaseModel], title: str = "Fields") -> Iterator[str]:
    """Yield a table of the fields: those of the kind first, then those that it shares with others."""
    own = {name for name in cls.model_fields if name in cls.__annotations__}
    ordered = sorted(cls.model_fields.items(), key=lambda item: item[0] not in own)
    yield from (f".. list-table:: {title}", "   :header-rows: 1", "   :widths: 24 16 14 46", "")
    yield from row(("field", "unit", "default", "meaning"))
    for name, field in ordered:
        if name != "id":
            written = field.alias or name
            yield from row((f"``{written}``", unit(field), default(field), field.description or ""))
    yield ""


def row(cells: Iterable[str]) -> Iterator[str]:
    """Yield one row of a list table."""
    for number, cell in enumerate(cells):
        yield f"   {'*' if number == 0 else ' '} - {cell}"


def unit(field: FieldInfo) -> str:
    """Return the unit of a field in the reader's words."""
    extra = field.json_schema_extra
    template = extra.get("unit") if isinstance(extra, dict) else None
    words = {
        "{flow}": "MW or t/h",
        "{quantity}": "MWh or t",
        "{key}": "the carrier's",
        "{impact}": "the impact's",
    }
    text = str(template or "")
    for placeholder, meaning in words.items():
        text = text.replace(placeholder, f"({meaning})" if text != placeholder else meaning)
    return text


def default(field: FieldInfo) -> str:
    """Return the default of a field as one would write it in a scenario file."""
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value is PydanticUndefined or value == "" or value in ({}, (), []):
        return ""
    return f"``{str(value).lower() if isinstance(value, bool) else value}``"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("kinds", KindsDirective)
    app.add_directive("fields", FieldsDirective)
    return {"version": "1", "parallel_read_safe": True}
