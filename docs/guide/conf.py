"""The guide as a site of its own, by Sphinx: ``make docs`` writes it to ``var/guide``.

The site serves the same pages in its own look; docs/decisions/0044-guide.md says why.
"""

import re
import sys
from pathlib import Path

from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

project = "Guide de Passerelles"
language = "fr"
extensions = ["myst_parser"]
html_theme = "alabaster"
html_theme_options = {"show_powered_by": False}
html_show_sphinx = False
html_show_sourcelink = False
html_copy_source = False
myst_heading_anchors = 2
myst_heading_slug_func = "cooperation.web.guide.build_anchor"


def add_contents(_app: Sphinx, name: str, sources: list[str]) -> None:
    """Append to the contents page what Sphinx asks of it: a list of the pages."""
    if name == "index":
        pages = re.findall(r"\]\((\w[\w-]*)\.md\)", sources[0])
        listed = "\n".join(pages)
        sources[0] += f"\n\n```{{toctree}}\n:hidden:\n\n{listed}\n```\n"


def setup(app: Sphinx) -> None:
    app.connect("source-read", add_contents)
