"""Rules that others read beside the shipped ones, written for a test."""

from collections.abc import Mapping

from tunnistus.checking.verify import refuse
from tunnistus.reading.schema import build_book
from tunnistus.reading.strict import read_text
from tunnistus.rules.model import Book
from tunnistus.shipping import source

BOOK = source.book()
HEAD = "overlay: kunta\nwhose: Keksitty kunta\n"
FACT = "type: bool, theme: kunta, element: context, observers: [observed], sensitivity: ordinary, stage: 1, polarity: neutral, evidence: true, ask: Onko?, plain: Onko?, met: On., unmet: Muuten."
RULE = "title: Kunta, outcomes: [yes_then], otherwise: nothing, says: {yes_then: Saa.}, plain: {yes_then: Saat.}"
OWN = {
    "own.yaml": HEAD,
    "facts.yaml": f"facts:\n  kunta_here: {{{FACT}}}\n  kunta_other: {{{FACT}}}\n",
    "sources.yaml": "sources: {kunta_guide: {title: Ohje, basis: general_knowledge}}\n",
}


def rules(when: str = "kunta_here", more: str = "", clause: str = "", name: str = "kunta.help", head: str = "") -> str:
    return (
        f"ruleset: kunta/help\ntitle: Kunta\nverified: {{until: 2026-01-31}}\n{head}rules:\n  {name}: {{{RULE}{more}, "
        f"clauses: {{c: {{then: yes_then, effect: practice, source: [kunta_guide], when: {when}{clause}}}}}}}\n"
    )


def overlay(files: Mapping[str, str], beside: Book | None = BOOK) -> Book:
    made = build_book([read_text(text, name=name) for name, text in files.items()], beside)
    refuse(made)
    return made
