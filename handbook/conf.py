"""The settings with which Sphinx makes the handbook; the language and the places come with the call."""

from pathlib import Path

from tunnistus.version import __version__

HERE = Path(__file__).parent

project = "tunnistus"
version = release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "handbook.sphinx_pages"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["words.json"]
nitpicky = True
smartquotes = False  # what is written is what was meant
nitpick_ignore_regex = [("py:.*", ".*")]  # types of the standard library and of others have no page here
myst_heading_anchors = 4
autodoc_typehints = "signature"
autodoc_member_order = "bysource"

gettext_compact = "tunnistus-site"
gettext_auto_build = False
gettext_location = False

html_theme = "furo"
html_context: dict[str, object] = {}
html_static_path = [str(HERE / "static")]
html_css_files = ["handbook.css"]
templates_path = [str(HERE / "templates")]
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False
html_show_search_summary = False  # it would fetch pages, which a browser refuses where the site is opened from a disk
html_use_index = False
html_domain_indices = False
html_permalinks = False
html_theme_options = {"top_of_page_buttons": []}
html_sidebars = {
    "**": [
        "sidebar/brand.html", "languages.html", "sidebar/search.html", "sidebar/scroll-start.html", "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}  # fmt: skip
