"""Configuration of the documentation."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "synergy"
author = "The synergy developers"
project_copyright = "2026, The synergy developers"
version = release = installed_version("synergy-clusters")

templates_path = ["_templates"]
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.doctest",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "catalogue",
    "kinds",
]
exclude_patterns = ["_ext", "_templates", "adr/0000-template.md"]
html_theme = "furo"
html_title = f"synergy {version}"

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

napoleon_google_docstring = False
napoleon_use_rtype = False

autosummary_generate = True
autoclass_content = "class"
autodoc_class_signature = "separated"
autodoc_member_order = "bysource"
autodoc_typehints = "none"

# Docstring examples run in the test suite; the doctest builder runs those of the pages.
doctest_test_doctest_blocks = ""
