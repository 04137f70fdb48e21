"""The settings with which Sphinx makes the handbook; the language and the places come with the call."""

from pathlib import Path

from pygments.lexers.special import TextLexer
from sphinx.highlighting import lexers

from tunnistus.version import __version__

HERE = Path(__file__).parent

project = "tunnistus"
version = release = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "handbook.sphinx_pages"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["words.json"]
nitpicky = True
lexers["mermaid"] = TextLexer()  # a drawing, which a forge shows: here it stands as its text
smartquotes = False  # what is written is what was meant
# Types of the standard library and of others have no page here, and without a network nothing can lead to theirs.
OTHERS = r"(_?pytest|collections\.abc|datetime|decimal|fastapi|hypothesis|pathlib)\..+"
# What stands in a signature or a docstring and has no public name: one can be given it, and need not know how it is called.
INSIDE = r"tunnistus\.(bounded|columns|deciding|explaining|limits|messages|rules|saying)(\.\w+)*"
# Names of types in annotations that other types stand for; nothing tells from which module they are.
BARE = r"Formula|Judges|Node|OfNobody|HeldOf|Outputs|Straight|View|Walked|date"
nitpick_ignore_regex = [("py:class", OTHERS), ("py:(class|data|func|mod)", INSIDE), ("py:class", BARE)]
myst_heading_anchors = 4
myst_url_schemes = ["http", "https", "mailto", "tel"]
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
html_search_scorer = str(HERE / "search.js")
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
