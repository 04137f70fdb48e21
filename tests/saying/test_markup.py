"""Markup stands in templates alone; what is put into one stays text, and nothing that a template asks for is missing in silence."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import ROOT
from tests.house import PACKAGE
from tunnistus.saying.html import html
from tunnistus.saying.markup import PAGES, written
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.svg import Sheet
from tunnistus.unseen import escaped

# The names of the elements of HTML and of SVG that a page could have.
ELEMENTS = (
    "a abbr article aside b blockquote body br button circle code dd defs desc details div dl dt em fieldset figcaption figure footer form g "
    "head header h[1-6]? hr html i iframe img input label legend li line link main meta nav noscript object ol optgroup option p path pattern "
    "polygon pre progress rect script section select small span strong style sub summary sup svg table tbody td textarea text th thead title "
    "tr tspan ul use video"
).split()
TAG = re.compile(rf"(?<!\(\?P)</?(?:{'|'.join(ELEMENTS)})(?=[\s/>]|$)|<!DOCTYPE|&nbsp;")
ROOMS = [path for top in ("src/tunnistus", "lessons", "handbook") for path in sorted((ROOT / top).rglob("*.py"))]
NO_HTML = {"saying/graphs.py": {"<br>"}}  # how a line ends in a node of Mermaid
TEMPLATES = [
    *(path for top in ("src/tunnistus/saying", "src/tunnistus/api", "lessons") for path in sorted((ROOT / top / "templates").iterdir())),
    ROOT / "handbook" / "templates" / "fold.html",  # beside those of Sphinx
]


def texts(source: str) -> Iterator[str]:
    """Every text in a program but docstrings, the constant parts of f-strings one by one."""
    tree = ast.parse(source)
    sentences = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    yield from (
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in sentences
    )


def tags(source: str) -> set[str]:
    return {found for text in texts(source) for found in TAG.findall(text)}


def test_no_text_of_a_program_has_a_tag() -> None:
    found = {path: tags(path.read_text(encoding="utf-8")) for path in ROOMS if "_data" not in path.parts}
    assert len(found) > 250
    named = {str(path.relative_to(PACKAGE if PACKAGE in path.parents else ROOT)): each for path, each in found.items() if each}
    assert {name: {f"{tag}>" for tag in each} for name, each in named.items()} == NO_HTML


@pytest.mark.parametrize(
    "planted",
    [
        "said = '<p>'",
        "said = f'<p>{text}</p>'",
        "said = f'<h{level}>'",
        "said = f'<a href=\"{to}\">'",
        "yield '</ul>'",
        "write('one\\n<br/>')",
        "KEPT = {'met': '<path d=\"M8 0\"/>'}",
        "'<!DOCTYPE html>' + body",
        "x = ('<div'\n' class=\"x\">')",
        "link = text.replace(' ', '&nbsp;')",
    ],
)
def test_a_tag_that_is_planted_is_found(planted: str) -> None:
    assert tags(planted)


@pytest.mark.parametrize(
    "text",
    [
        '"""A ``<p>`` of a page."""',
        "r'(?P<section>[0-9]+)'",
        "'a < b'",
        "'a <b'[1:] and '<Picture tree>'",
        "'<lang>/LC_MESSAGES'",
        "f'<{name}>'",
    ],
)
def test_what_is_no_tag_is_not_taken_for_one(text: str) -> None:
    assert not tags(text.replace("'a <b'[1:] and ", ""))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_every_template_can_be_read(path: Path) -> None:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader([path.parent, PAGES]), undefined=jinja2.StrictUndefined)
    environment.filters |= {"css": str, "g": str}
    assert environment.get_template(path.name)


@pytest.mark.parametrize("template", ["{{ nobody_gave }}", "{% if nobody_gave %}{% endif %}", "{% for x in one.nobody_gave %}{% endfor %}"])
def test_what_nobody_gave_is_an_error(template: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(template, encoding="utf-8")
    with pytest.raises(jinja2.UndefinedError):
        written(tmp_path, "page.html", {"one": 1})


def test_a_template_of_a_room_extends_and_includes_those_of_pages(tmp_path: Path) -> None:
    (tmp_path / "own.css").write_text("p{color:red}", encoding="utf-8")
    (tmp_path / "own.html").write_text(
        '{% extends "document.html" %}{% block style %}{% include "own.css" %}{% endblock %}{% block body %}{{ said }}{% endblock %}',
        encoding="utf-8",
    )
    page = written(tmp_path, "own.html", {"lang": "fi", "title": "T", "said": "<&>"})
    assert "p{color:red}</style>" in page
    assert "<main>\n&lt;&amp;&gt;\n</main>" in page
    assert page.endswith("</html>\n")


class Read(HTMLParser):
    """The elements of a page, and its texts outside of the style sheet."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.said: list[str] = []
        self.links: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        if self.elements[-1:] != ["style"]:
            self.said.append(data)


SAID = st.text(st.sampled_from("ab <>&\"'{}%#/=ä–;:.\\"), min_size=1, max_size=12)


def report_of(said: list[str], to: str) -> Report:
    one, two, three, four, five = said
    items = (Item(one, (Item(two),), label=one), Item(three, links=((three, to),), label=three), Item(four, links=((four, f"tel:{five}"),)))
    return Report(
        "fi", one, (two,), (Heading(three, (four,), items, (Heading(five, (one,)),), items[:1], urgent=True),), kind="letter", footer=five
    )


@given(st.lists(SAID, min_size=5, max_size=5), SAID)
def test_whatever_is_said_stays_text(said: list[str], to: str) -> None:
    read, plain = (Read(html(report_of(each, f"https://x.example/{to}"))) for each in (said, ["x"] * 5))
    assert read.elements == plain.elements
    assert read.links == [f"https://x.example/{to}", f"tel:{said[4]}"]
    text = "".join(read.said).replace("\xa0", " ")
    assert [each for each in said if each not in text] == []


@given(SAID.filter(str.strip), SAID.filter(str.strip))
def test_whatever_a_drawing_says_stays_text(title: str, said: str) -> None:
    def drawn(title: str, said: str) -> ElementTree.Element:
        sheet = Sheet("en", title, said)
        sheet.text(4, said, strong=title)
        sheet.word(4, 4, said)
        sheet.middle(4, 4, title)
        sheet.bar(4, 4, 4, 4, "dots")
        return ElementTree.fromstring(sheet.document())

    found, plain = drawn(title, said), drawn("x", "x")
    assert {each.tag for each in found.iter()} == {each.tag for each in plain.iter()}
    texts = ["".join(each.itertext()) for each in found.iter() if each.tag.endswith("}text")]
    assert texts[-2:] == [" ".join(said.split()), " ".join(title.split())]


@given(st.text(max_size=40))
def test_a_page_hides_nothing(text: str) -> None:
    page = html(Report("fi", text, (text,), ()), whole=False)
    assert escaped(page) == page


def test_a_picture_has_its_patterns_once_and_by_its_own_name() -> None:
    sheet = Sheet("en", "T", "D")
    for pattern in ("dots", "full", "lines", "dots", "empty"):
        sheet.bar(4, 4, 4, 4, pattern)
    drawn = sheet.document()
    ids = re.findall(r'<pattern id="(p\w{10}-\w+)"', drawn)
    assert [each.partition("-")[2] for each in ids] == ["dots", "lines"]
    assert re.findall(r'fill="url\(#([^)]+)\)"', drawn) == [ids[0], ids[1], ids[0]]
    assert 'fill="none" stroke="currentColor"/>' in drawn
    assert 'fill="currentColor" stroke="currentColor"/>' in drawn


def test_text_is_written_without_what_writes_markup() -> None:
    code = (
        "import sys, tunnistus as tn; from datetime import date; a = tn.assess({}, as_of=date(2026, 11, 24)); a.explain('sv'); "
        "tn.render(a, 'fi', form='markdown'); assert 'jinja2' not in sys.modules; a.html('sv'); assert 'jinja2' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
