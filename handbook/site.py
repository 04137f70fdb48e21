"""Writes the sources of the site: the pages of one language, those written by hand, and the words around them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from pathlib import Path

from handbook.acts import act_list, act_page, trace_page
from handbook.by_hand import site_source
from handbook.changes import Changes, changes_page
from handbook.contacts import contact_paragraphs
from handbook.english import english_page, english_sources
from handbook.facts import fact_list, fact_page
from handbook.lists import actor_page, list_list, list_page, newest
from handbook.material import ROOT, Teller
from handbook.pages import SUFFIX, Page, plain, written
from handbook.reference import code_page, command_page
from handbook.refusals import refusal_page
from handbook.rules import rule_list, rule_page
from handbook.stories import story_list, story_page
from tunnistus.comparing.changes import compare
from tunnistus.deciding.expand import first_days
from tunnistus.rules.model import LANGUAGES
from tunnistus.shipping import source
from tunnistus.version import __version__
from tunnistus.writing import write

__all__ = ["NAMES", "changes_of_rules", "pages", "write_sources"]

NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


def changes_of_rules(jobs: int) -> dict[str, Changes]:
    """Return for every rule the days on which it says something else than the day before, and what; this is most of the work of all pages.

    Args:
        jobs: how many processes do it.
    """
    names = [rule.id for rule in source.book().rules_in_order()]
    with ProcessPoolExecutor(jobs) as pool:
        return dict(zip(names, pool.map(_changes_of, names), strict=True))


def _changes_of(name: str) -> Changes:
    book = source.book()
    rule = book.rules[name]
    found = ((day, compare(book, rule, day - timedelta(days=1), day)) for day in first_days(book, rule))
    return [(day, change) for day, change in found if change]


def pages(t: Teller, changes: dict[str, Changes]) -> Iterator[Page]:
    """Yield every page that is made from what runs, in one language."""
    book = t.book
    yield from (rule_page(t, rule, changes.get(rule.id, [])) for rule in book.rules_in_order())
    yield from (fact_page(t, fact) for fact in book.facts.values())
    yield from (act_page(t, act) for act in book.acts)
    yield from (list_page(t, listing) for listing in book.lists.values())
    yield from (story_page(t, story) for story in book.stories)
    whole: tuple[Callable[[Teller], Page], ...] = (
        rule_list, fact_list, act_list, list_list, story_list, actor_page, trace_page, code_page, refusal_page,
        command_page,         english_page,
    )  # fmt: skip
    yield from (make(t) for make in whole)
    yield changes_page(t, changes)


def write_sources(t: Teller, changes: dict[str, Changes], out: Path, root: Path = ROOT) -> set[str]:
    """Write all sources of one language into a directory, and return the names of the pages; a file that is the same is left alone."""
    made = {f"{page.place}{SUFFIX}": written(page) for page in pages(t, changes)}
    made |= {path.name: site_source(path, t.lang, root) for path in sorted((root / "docs" / "site").glob("*.md"))}
    made |= {path.relative_to(root / "docs").as_posix(): path.read_text(encoding="utf-8") for path in _programs(root)}
    made |= english_sources(root) if t.lang == "en" else {}
    made["words.json"] = json.dumps(_words(t), ensure_ascii=False, indent=1)
    for name, text in made.items():
        path = out / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, text)
    for path in [path for path in out.rglob("*") if path.is_file() and path.relative_to(out).as_posix() not in made]:
        path.unlink()
    return {name.removesuffix(SUFFIX).removesuffix(".md") for name in made} - {"words.json"}


def _programs(root: Path) -> list[Path]:
    """The programs that a page written by hand shows whole (``literalinclude``)."""
    return sorted((root / "docs" / "recipes").glob("*/*.py"))


def _words(t: Teller) -> dict[str, object]:
    """What stands around every page."""
    days = Counter(act["verified"] for act in t.book.acts.values() if act.get("verified"))
    most = max(days, key=lambda day: (days[day], day))
    read = t.ui(
        "site.read",
        "Useimmat säädökset on luettu sellaisina kuin ne olivat voimassa {day}. Kunkin säädöksen päivä on säädöksen omalla sivulla.",
    )
    return {
        "title": t.ui("site.title", "Tunnistuksen käsikirja"),
        "version": t.ui("site.version", "Versio {version}.").format(version=__version__),
        "read": read.format(day=t.s.day(date.fromisoformat(most))),
        "danger": t.ui("site.danger", "Jos joku on välittömässä vaarassa, soita 112."),
        "switch": t.ui("site.switch", "Kieli"),
        "menu": t.ui("site.menu", "Avaa tai sulje valikko"),
        "contents": t.ui("site.contents", "Avaa tai sulje sivun sisällys"),
        "colours": t.ui("site.colours", "Vaihda väriteemaa"),
        "skip": t.ui("site.skip", "Siirry sisältöön"),
        "top": t.ui("site.top", "Takaisin alkuun"),
        "pages": t.ui("site.pages", "Sivut"),
        "here": t.ui("site.here", "Tällä sivulla"),
        "search": t.ui("site.search", "Hae"),
        "contacts": {name: plain(said) for name, said in contact_paragraphs(t, newest(t)).items()},
        "languages": [(lang, NAMES[lang]) for lang in LANGUAGES],
    }
