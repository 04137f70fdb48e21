"""What a page in HTML leads to, and where."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

__all__ = ["Read", "target_of"]


class Read(HTMLParser):
    """What a page leads to, what it loads, what its parts are called, and its language."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.leads: list[str] = []
        self.loads: list[str] = []
        self.ids: set[str] = set()
        self.lang: str | None = None
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.ids |= {told["id"]} if "id" in told else set()
        if tag == "html":
            self.lang = told.get("lang")
        if tag == "a" and "href" in told:
            self.leads.append(told["href"])
        elif "href" in told or "src" in told:
            self.loads.append(told.get("href") or told.get("src", ""))


def target_of(page: Path, lead: str) -> tuple[Path | None, str]:
    """The file that a link of a page leads to, and the part of it; no file for an address elsewhere."""
    if re.match(r"[a-z]+:", lead):
        return None, ""
    place, _, anchor = unquote(lead.partition("?")[0]).partition("#")
    return (page.parent / place).resolve() if place else page, anchor
