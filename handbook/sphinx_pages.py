"""Lets Sphinx read the pages that the handbook writes, and gives each page its language switch and its foot."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.parsers import Parser
from sphinx.transforms.i18n import Locale
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from sphinx.util.osutil import relative_uri

from handbook.material import ROOT
from handbook.pages import SUFFIX, leads_outside
from tunnistus.saying.markup import written

Data = dict[str, Any]
TEMPLATES = Path(__file__).with_name("templates")
ENGLISH_ONLY = ("developer/", "reference/")
_COLON = "\ue000"  # no character of any text


class PageParser(Parser):
    """Makes of a written page the nodes of a document, without a detour through a markup language."""

    supported = ("page",)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Add the nodes of a page to a document."""
        self.setup_parse(inputstring, document)
        env = document.settings.env
        self.here = env.current_document.docname
        data = json.loads(inputstring)
        top = _section(data["title"], "top")
        top += [nodes.paragraph("", "", *self._said(said)) for said in data.get("said", ())]
        for part in data.get("parts", ()):
            top += self._part(part)
        document += top
        if "/" in self.here and not self.here.endswith(
            "/index"
        ):  # lists and search lead there: a menu of all pages would stand on each of them
            env.metadata[self.here]["orphan"] = True
        self.finish_parse()

    def _part(self, data: Data) -> list[nodes.Node]:
        found: list[nodes.Node] = [nodes.paragraph("", "", *self._said(said)) for said in data.get("said", ())]
        if "html" in data:
            found.append(_raw(data["html"]))
        if "literal" in data:
            found.append(nodes.literal_block(data["literal"], data["literal"], language="text"))
        if "fold" in data:
            values = {"title": data["fold"], "entries": data["entries"], "address": self._address}
            found.append(_raw(written(TEMPLATES, "fold.html", values)))  # what stands in a fold is not searched, and there is much of it
        elif "entries" in data:
            found.append(self._list(data["entries"]))
        for part in data.get("inside", ()):
            found += self._part(part)
        return [_section(data["title"], data["anchor"], *found)] if data.get("title") else found

    def _list(self, entries: list[Data]) -> nodes.bullet_list:
        return nodes.bullet_list("", *map(self._entry, entries))

    def _entry(self, data: Data) -> nodes.list_item:
        ids = [data["anchor"]] if "anchor" in data else []
        item = nodes.list_item("", nodes.paragraph("", "", *self._said(data["said"])), ids=ids)
        if "under" in data:
            item += self._list(data["under"])
        return item

    def _said(self, said: list[str | Data]) -> list[nodes.Node]:
        return [nodes.Text(each) if isinstance(each, str) else self._link(each) for each in said]

    def _link(self, data: Data) -> nodes.Node:
        text = data["text"]
        node: nodes.Node = nodes.literal(text, text) if "code" in data else nodes.inline(text, text)
        if "lang" in data:
            node["classes"].append(f"language-{data['lang']}")  # what docutils writes as the language of an element
        if "to" not in data:
            return node
        return nodes.reference("", "", node, refuri=self._address(data["to"]), internal=not leads_outside(data["to"]))

    def _address(self, to: str) -> str:
        return to if leads_outside(to) else self._uri(to)

    def _uri(self, to: str) -> str:
        place, mark, anchor = to.partition("#")
        if place == self.here:
            return f"#{anchor or 'top'}"
        return relative_uri(f"{self.here}.html", f"{place}.html") + mark + anchor


class LocaleOfPagesByHand(Locale):
    """Looks up translations for what was written by hand alone: a page that the handbook writes is in its language already."""

    def apply(self, **kwargs: Any) -> None:
        if not str(self.document["source"]).endswith(SUFFIX):
            super().apply(**kwargs)


class Contact(SphinxDirective):
    """Says on a page written by hand how to reach an actor: the name of the actor is all that stands there."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a paragraph for each line about the contact; nothing where the pages are read for their texts only."""
        words = Path(self.env.srcdir) / "words.json"
        self.env.note_dependency(str(words))
        contacts = json.loads(words.read_text(encoding="utf-8")).get("contacts")
        if contacts is None:
            return []
        if self.arguments[0] not in contacts:
            raise self.error(f"{self.arguments[0]}: no contact of this name in actors.yaml")
        return [nodes.paragraph("", "", *map(_of_contact, said)) for said in contacts[self.arguments[0]]]


def _of_contact(each: str | Data) -> nodes.Node:
    if isinstance(each, str):
        return nodes.Text(each)
    return nodes.strong("", "", nodes.reference("", each["text"], refuri=each["to"], internal=False))


def _section(title: str, anchor: str, *inside: nodes.Node) -> nodes.section:
    return nodes.section("", nodes.title(title, title), *inside, ids=[anchor], names=[])


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html")


def _name_the_site(app: Sphinx, config: Config) -> None:
    """Take the words of the site in the language that is being built."""
    words = json.loads((Path(app.srcdir) / "words.json").read_text(encoding="utf-8"))
    config.html_title = words["title"]
    config.html_context = {**config.html_context, "words": words}


def _in_each_language(app: Sphinx, pagename: str, templatename: str, context: Data, doctree: nodes.document | None) -> None:
    """Give a page the addresses of the same page in the other languages, or of their first page where they do not have it."""
    up = "../" * (pagename.count("/") + 1)
    own = "index" if pagename.startswith(ENGLISH_ONLY) else pagename
    context["switch"] = [(lang, name, f"{up}{lang}/{own}.html") for lang, name in app.config.html_context["words"]["languages"]]


def _one_menu(app: Sphinx, pagename: str, templatename: str, context: Data, doctree: nodes.document | None) -> None:
    """Let pages of a directory that stand in no menu share one, which is the same on each: to make a menu takes long."""
    if "toctree" in context and "orphan" in app.env.metadata[pagename]:
        context["toctree"] = partial(_menu, context["toctree"], app.env.temp_data.setdefault("menus", {}), pagename.rpartition("/")[0])


def _menu(made: Callable[..., str], menus: dict[Any, str], directory: str, **options: object) -> str:
    key = (directory, *sorted(options.items()))
    if key not in menus:
        menus[key] = made(**options)
    return menus[key]


def _by_its_public_name(app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.Element) -> nodes.reference | None:
    """Lead to the public name of what a docstring or a signature names by the module in which it is written, or by its last name only."""
    if node.get("refdomain") != "py":
        return None
    name = str(node["reftarget"]).rpartition(".")[2]
    objects = env.domains.python_domain.objects
    modules = {each.docname: each for full, each in objects.items() if full.startswith("tunnistus") and full.rpartition(".")[2] == name}
    if len(modules) != 1:
        return None
    ((place, found),) = modules.items()
    return make_refnode(app.builder, node.get("refdoc", ""), place, found.node_id, [content], name)


def _in_english(app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.Element) -> nodes.reference | None:
    """Lead from the other languages to the English site, where a page stands that is in English only."""
    place = str(node["reftarget"])
    if (node.get("refdomain"), node["reftype"]) != ("std", "doc") or not place.startswith(ENGLISH_ONLY) or app.config.language == "en":
        return None
    if not any((ROOT / "docs" / f"{place.partition('/')[2]}{end}").is_file() for end in (".md", "/README.md")):
        return None
    up = "../" * (str(node.get("refdoc", "")).count("/") + 1)
    return nodes.reference("", "", content, refuri=f"{up}en/{place}.html", internal=False)


def _hide_colons(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    """Hide a colon in a sentence about an attribute from Napoleon, which would see the type of the attribute before it."""
    if what in ("attribute", "data", "property"):
        lines[:] = [line.replace(": ", f"{_COLON} ") for line in lines]


def _show_colons(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:
    lines[:] = [line.replace(_COLON, ":") for line in lines]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the parser and the words of the site."""
    app.add_source_suffix(SUFFIX, "page")
    app.add_source_parser(PageParser)
    app.registry.get_transforms().remove(Locale)
    app.add_transform(LocaleOfPagesByHand)
    app.add_directive("contact", Contact)
    app.connect("config-inited", _name_the_site)
    app.connect("autodoc-process-docstring", _hide_colons, priority=400)  # before Napoleon, which has 500
    app.connect("autodoc-process-docstring", _show_colons, priority=600)
    app.connect("missing-reference", _by_its_public_name)
    app.connect("missing-reference", _in_english)
    app.connect("html-page-context", _in_each_language)
    app.connect("html-page-context", _one_menu, priority=400)  # before the theme, which has 500
    return {"parallel_read_safe": True, "parallel_write_safe": True}
