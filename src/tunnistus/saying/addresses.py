"""Where the handbook tells of something. The one rule of its addresses: its pages are made by it, and results lead there by it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tunnistus.errors import UnknownName
from tunnistus.messages import message
from tunnistus.rules.model import Cite

__all__ = ["address", "cited", "clause_address", "handbook_at", "page_at", "section_anchor", "slug"]

_FOLDERS: Final = {"rule": "rules", "fact": "facts", "list": "lists", "act": "acts", "story": "stories"}
_PART: Final = r"(?:[\w.~!$&()*+,;=@-]|%[0-9A-Fa-f]{2})+"  # of a path, as RFC 3986 has it, without what could end an attribute
_HOST: Final = r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?"
_HANDBOOK: Final = re.compile(rf"(?:https?://{_HOST}(?=/|\Z)|(?!//))/?(?:{_PART}(?:/{_PART})*/?)?", re.ASCII)


def slug(text: str) -> str:
    """Return a text as part of an address: letters without marks, digits, ``.``, ``_`` and ``-``."""
    plain = unicodedata.normalize("NFKD", text.replace("–", "-").replace("/", "-")).encode("ascii", "ignore").decode()
    return re.sub(r"[^\w.-]+", "-", plain).strip("-.")


def address(about: str) -> str:
    """Return where the page of a rule, fact, list, act or story stands: ``rule permit.52a1`` is at ``rules/permit.52a1``."""
    kind, _, name = about.partition(" ")
    return f"{_FOLDERS[kind]}/{slug(name)}"


def clause_address(rule: str, name: str) -> str:
    """Return where a clause stands on the page of its rule."""
    return f"{address(f'rule {rule}')}#clauses-{slug(name)}"


def section_anchor(number: str, kind: str) -> str:
    """Return the name of a section on the page of its act: ``52a``, ``25-3a``, ``art4``."""
    found = slug(number.replace(" ", "").replace(":", "-"))
    return found if kind == "§" else f"{kind}{found}"


def cited(cite: Cite) -> str:
    """Return where the section that a citation names stands on the page of its act; of several, the first."""
    return f"{address(f'act {cite.act}')}#{section_anchor(cite.section.partition('–')[0], cite.unit)}"


def handbook_at(given: str) -> str:
    """Return the address of a handbook with ``/`` at its end; empty where none is given.

    Raises:
        UnknownName: it is neither an address on the network nor a path, or has something that an address of pages does not have.
    """
    if not isinstance(given, str) or not _HANDBOOK.fullmatch(given):
        raise UnknownName(
            message("This is not an address of a handbook."),
            where="handbook",
            todo=message("Give an address that begins with https:// or http://, or a path; without ? and #, spaces and quotes."),
        )
    return f"{given.rstrip('/')}/" if given else ""


def page_at(handbook: str, lang: str, place: str) -> str:
    """Return the whole address of a place of the handbook in a language: ``facts/a#b`` is at ``…/fi/facts/a.html#b``."""
    page, hash_, anchor = place.partition("#")
    return f"{handbook}{lang}/{page}.html{hash_}{anchor}"
