"""Documentation made from the code at build time, so that it cannot lag behind.

``kinds`` renders the mathematics of every kind in a registry, from the docstrings, with a table of its
fields; ``fields`` renders the table of fields of one class.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from sphinx.application import Sphinx
from sphinx.ext.napoleon.docstring import NumpyDocstring
from sphinx.util.docutils import SphinxDirective

PLACEHOLDERS = {
    "{flow}": "MW or t/h",
    "{quantity}": "MWh or t",
    "{key}": "unit of the carrier",
    "{impact}": "unit of the impact",
}


class KindsDirective(SphinxDirective):
    """Render every class of a registry, sorted by the kind's name: ``.. kinds:: module:REGISTRY``.

    ``:shared:`` names a class whose fields are explained elsewhere, under a label of its module and name.
    """

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"shared": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return one section for each kind."""
        module, _, name = self.arguments[0].partition(":")
        registry = getattr(importlib.import_module(module), name)
        shared = self.options.get("shared", "")
        sections: list[nodes.Node] = []
        for kind, cls in registry.kinds.items():
            self.env.note_dependency(inspect.getfile(cls))
            text = "\n".join(section(kind, cls, shared, self.config))
            sections += self.parse_text_to_nodes(text, allow_section_headings=True)
        return sections


class FieldsDirective(SphinxDirective):
    """Render the fields of one class, with ``:docstring:`` its docstring: ``.. fields:: module.Class``."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"docstring": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the docstring if asked for, and the table."""
        cls = named_class(self.arguments[0])
        self.env.note_dependency(inspect.getfile(cls))
        text = list(docstring(cls, self.config)) if "docstring" in self.options else []
        return self.parse_text_to_nodes("\n".join([*text, *field_table(cls.model_fields)]))


def named_class(path: str) -> type[BaseModel]:
    """Return the class of a dotted path."""
    module, _, name = path.rpartition(".")
    found: type[BaseModel] = getattr(importlib.import_module(module), name)
    return found


def section(kind: str, cls: type[BaseModel], shared: str, config: Any) -> Iterator[str]:
    """Yield the reStructuredText of one kind."""
    title = kind.replace("_", " ").capitalize()
    yield from (f".. _kind-{kind}:", "", title, "-" * len(title), "")
    yield from (f"In a scenario file: ``kind: {kind}``; in Python: ``{cls.__module__}.{cls.__name__}``.", "")
    yield from docstring(cls, config)
    elsewhere = named_class(shared).model_fields if shared else {}
    yield from field_table({name: field for name, field in cls.model_fields.items() if name not in elsewhere})
    further = [f"``{name}``" for name in cls.model_fields if name in elsewhere and name != "id"]
    if further:
        yield from (f"Explained under :ref:`{shared}`: {', '.join(further)}.", "")


def docstring(cls: type[BaseModel], config: Any) -> Iterator[str]:
    """Yield the docstring of a class as reStructuredText."""
    text = inspect.cleandoc(cls.__doc__ or "")
    yield from str(NumpyDocstring(text, config, what="class", obj=cls)).splitlines()
    yield ""


def field_table(fields: Mapping[str, FieldInfo]) -> Iterator[str]:
    """Yield a table of fields."""
    yield from (".. list-table::", "   :header-rows: 1", "   :widths: 24 16 14 46", "")
    yield from row(("field", "unit", "default", "meaning"))
    for name, field in fields.items():
        if name != "id":
            cells = (f"``{field.alias or name}``", unit(field), default(field), field.description or "")
            yield from row(cells)
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
        "{key}": "unit of the carrier",
        "{impact}": "unit of the impact",
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
    if isinstance(value, bool):
        return f"``{str(value).lower()}``"
    if isinstance(value, tuple):
        return f"``[{', '.join(map(str, value))}]``"
    return f"``{value:g}``" if isinstance(value, float) else f"``{value}``"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives."""
    app.add_directive("kinds", KindsDirective)
    app.add_directive("fields", FieldsDirective)
    return {"version": "1", "parallel_read_safe": True}
