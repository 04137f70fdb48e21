"""Whether a page is well-formed."""

from html.parser import HTMLParser
from typing import Any


class Tags(HTMLParser):
    VOID = ("meta", "br", "link")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.levels: list[int] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert tag not in ("script", "img", "iframe", "link")
        if tag not in self.VOID:
            self.open.append(tag)
        if tag[0] == "h" and tag[1:].isdigit():
            self.levels.append(int(tag[1:]))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def well_formed(page: str) -> None:
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert tags.levels[0] == 1
    assert all(b - a <= 1 for a, b in zip(tags.levels, tags.levels[1:], strict=False)), "a heading level is skipped"
