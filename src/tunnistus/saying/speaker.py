"""Saying facts, answers, citations, dates and names in one language and one register."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Context, Decimal, localcontext
from functools import cached_property
from typing import Any, Final

from tunnistus.errors import UnknownName, named
from tunnistus.messages import message
from tunnistus.places import fill
from tunnistus.rules.answers import Answers, Dates
from tunnistus.rules.cached import of_book
from tunnistus.rules.calendar import Length
from tunnistus.rules.derive import inputs_of
from tunnistus.rules.model import LANGUAGES, Book, Cite, Fact, Value
from tunnistus.saying.report import Item
from tunnistus.saying.texts import BABEL, Texts, texts

__all__ = ["Speaker", "holder", "place_in"]

REGISTERS: Final = ("worker", "plain")
_PUBLISHED: Final = (  # how publishers name the language in an address; of acts as they stand at present Finlex has Finnish and Swedish
    (re.compile(r"(?<=//finlex\.fi/)fi/lainsaadanto(?=/\d+/\d+\Z)"), {"sv": "sv/lagstiftning"}),
    (re.compile(r"(?<=//eur-lex\.europa\.eu/legal-content/)[A-Z]{2}(?=/)"), {"fi": "FI", "sv": "SV", "en": "EN"}),
)


@of_book
def _address(book: Book, act: str, lang: str) -> str:
    url = str(book.acts[act].get("url") or "")
    for pattern, language in _PUBLISHED:
        url = pattern.sub(language.get(lang, r"\g<0>"), url)
    return url


class Speaker:
    """Says facts, answers, citations, dates and names in one language and register.

    Args:
        dates: those of the person of whom it tells; numbers of the law are those of these days.
    """

    def __init__(self, book: Book, lang: str, register: str = "worker", dates: Dates | None = None) -> None:
        if not named(register, REGISTERS):
            raise UnknownName(message("There is no such register."), where="register", todo=message("Use worker or plain."))
        self.book, self.lang, self.register, self.dates = book, lang, register, dates
        self.t: Texts = texts(book, lang, dates)

    @cached_property
    def every(self) -> list[Speaker]:
        """The speakers of all languages who are otherwise the same."""
        return [self if lang == self.lang else Speaker(self.book, lang, self.register, self.dates) for lang in LANGUAGES]

    # -- small things --------------------------------------------------------------------------------------------

    def day(self, day: date) -> str:
        """Return a date as it is written in the language."""
        return self.t.day(day)

    def number(self, n: int | Decimal) -> str:
        """Return a number as it is written in the language; decimals all or, where they are nothing but zeros, none."""
        from babel.numbers import format_decimal

        whole = n == int(n)
        with localcontext(Context(prec=len(str(n)) + 3)):  # counts of cells are long; and nothing is rounded as somebody else set it
            if whole:
                return format_decimal(int(n), locale=BABEL[self.lang])
            _, _, decimals = f"{n:f}".partition(".")
            return format_decimal(n, format=f"#,##0.{'0' * len(decimals)}", locale=BABEL[self.lang])

    def length(self, length: Length) -> str:
        """Return a length of time in words."""
        from babel.lists import format_list

        t, years, months, days = self.t, length.years, length.months, length.days
        said = [  # by the words of the statutes: Babel says "dygn" where the Aliens Act says "dagar"
            t.count("ui.length.years", "{n} vuosi", "{n} vuotta", years).format(n=years) if years else "",
            t.count("ui.length.months", "{n} kuukausi", "{n} kuukautta", months).format(n=months) if months else "",
            t.count("ui.length.days", "{n} päivä", "{n} päivää", days).format(n=days) if days else "",
        ]
        return format_list([*filter(None, said)], style="unit", locale=BABEL[self.lang])

    def last_day_to_check(self) -> str:
        """Say that a last day is to be checked: the rule data do not reach it, or do not say at all which days are working days."""
        if self.t.has("working_days.unchecked"):
            return self.t.say("working_days.unchecked")
        return self.t.ui(
            "ui.period.unchecked",
            "Näissä säännöissä ei sanota, mitkä päivät ovat arkipäiviä. Tarkista, siirtyykö viimeinen päivä.",
        )

    def act(self, act: str) -> str:
        """Return the name of an act with its number."""
        name = self.t.say(f"act.{act}.name")
        number = self.book.acts[act].get("number", "")
        return f"{name} ({number})" if number and number not in name else name

    def text_of(self, act: str) -> str:
        """Return the address of the text of an act, in the language where the publisher has it so; empty if none is known."""
        return _address(self.book, act, self.lang)

    def cite(self, cite: Cite) -> str:
        """Return a citation with the name and number of the act."""
        return f"{self.act(cite.act)} {place_in(cite, self.lang)}"

    def short(self, cite: Cite) -> str:
        """Return a citation with only the number of the act."""
        number = str(self.book.acts[cite.act].get("number") or cite.act)
        if number.startswith("SopS "):
            number = self.t.ui("cite.treaty", "SopS {number}").format(number=number.removeprefix("SopS "))
        return f"{number} {place_in(cite, self.lang)}"

    def cites(self, cites: Iterable[Cite], sources: Iterable[str]) -> list[str]:
        """Return citations and the titles of sources, each on its own."""
        return [*map(self.cite, cites), *map(self.source, sources)]

    def cited(self, cites: Iterable[Cite], sources: Iterable[str]) -> tuple[Item, ...]:
        """Return the same as items that tell what they cite."""
        return (*(Item(self.cite(each), about=f"cite {each}") for each in cites), *(Item(self.source(each)) for each in sources))

    def source(self, name: str) -> str:
        """Return the title of a source with its publisher, and whether it was read in part only or not; titles are not translated."""
        entry, t = self.book.sources[name], self.t
        publisher = entry.get("publisher", "")
        title = f"{publisher}: {entry['title']}" if publisher and publisher not in entry["title"] else str(entry["title"])
        if entry.get("basis") == "partly_read":
            return t.ui("source.partly_read", "{title} (luettu osittain)").format(title=title)
        if entry.get("basis") == "general_knowledge":
            return t.ui("source.not_read", "{title} (ei luettu)").format(title=title)
        return title

    def who(self, function: str, day: date) -> str:
        """Return who has a function on a day; the name of the latest holder when none is known for that day."""
        return self.t.say(f"actor.{function}.{holder(self.book, function, day)}.name")

    # -- facts ---------------------------------------------------------------------------------------------------

    def question(self, fact: Fact) -> str:
        """Return the question of a fact in the register; of a derived fact its statement, or the first question it is derived from."""
        if not fact.askable and fact.type == "bool":
            return self.t.say(f"fact.{fact.id}.met")
        if not fact.askable:
            return self.question(self.book.facts[inputs_of(self.book, fact.id)[0]])
        return self.t.say(f"fact.{fact.id}.{'ask' if self.register == 'worker' else 'plain'}")

    def counts(self, fact: Fact) -> tuple[str, str] | None:
        """Return what counts at a question and what does not, to the worker; ``None`` where nobody has written it."""
        contexts = f"fact.{fact.id}.counts", f"fact.{fact.id}.counts_not"
        return (self.t.say(contexts[0]), self.t.say(contexts[1])) if self.t.has(contexts[0]) else None

    def counted(self, fact: Fact) -> tuple[tuple[str, str], ...]:
        """Return the same under the titles that it has: pairs of a title and a sentence; none where nobody has written it."""
        titles = self.t.ui("ui.counts", "Lasketaan mukaan:"), self.t.ui("ui.counts_not", "Ei lasketa mukaan:")
        counts = self.counts(fact)
        return tuple(zip(titles, counts, strict=True)) if counts else ()

    def fact(self, fact: Fact, value: Value) -> str:
        """Return the sentence for a known fact; in the plain register the question and the answer."""
        if self.register == "plain" and fact.askable and fact.type == "bool":
            answer = self.t.ui("ui.yes", "Kyllä.") if value else self.t.ui("ui.no", "Ei.")
            return f"{self.question(fact)} – {answer}"
        if fact.type == "bool":
            return self.t.say(f"fact.{fact.id}.{'met' if value else 'unmet'}")
        if fact.type == "enum":
            plain = f"fact.{fact.id}.plain_value.{value}"
            return self.t.say(plain if self.register == "plain" and self.t.has(plain) else f"fact.{fact.id}.value.{value}")
        said = self.day(value) if isinstance(value, date) else self.number(value)  # type: ignore[arg-type]  # of a number fact
        return fill(self.t.say(f"fact.{fact.id}.value"), value=said)

    def facts(self, names: Iterable[str], answers: Answers) -> tuple[Item, ...]:
        """Return one item for each known fact, with its citation where it has one.

        In the plain register a derived fact is told by the answers that it follows from.
        """
        told = [i for n in names for i in (inputs_of(self.book, n) if self.register == "plain" else (n,))]
        return tuple(self._fact_item(self.book.facts[n], answers) for n in dict.fromkeys(told) if n in answers.known)

    def _fact_item(self, fact: Fact, answers: Answers) -> Item:
        under = list(self.cited(fact.cite, fact.source)) if self.register == "worker" else []
        if fact.id in answers.judged:
            under.insert(0, self._judged(answers.judged[fact.id]))
        return Item(self.fact(fact, answers.known[fact.id]), tuple(under), about=f"fact {fact.id}")

    def _judged(self, judged: Any) -> Item:
        said = self.t.ui("ui.judged", "Arvion tekijä ja päivä: {who}, {day}.")
        return Item(said.format(who=self.who(judged.by, judged.on), day=self.day(judged.on)))

    def judgement(self, fact: Fact, *, weigh: bool = True) -> Item:
        """Return the question of a judgement, with what speaks for and against, uncounted (register ``worker``, and only to ``weigh``)."""
        assert fact.judgement is not None
        under = []
        for side, keys, title in (
            ("for", fact.judgement.weigh_for, self.t.ui("ui.weigh_for", "Puolesta voi puhua:")),
            ("against", fact.judgement.weigh_against, self.t.ui("ui.weigh_against", "Vastaan voi puhua:")),
        ):
            if keys and weigh and self.register == "worker":
                under.append(Item(title, tuple(Item(self.t.say(f"fact.{fact.id}.{side}.{k}")) for k in keys)))
        return Item(self.question(fact), tuple(under), about=f"fact {fact.id}")

    # -- rules ---------------------------------------------------------------------------------------------------

    def outcome(self, rule: str, outcome: str) -> str:
        """Return the sentence of an outcome in the register."""
        return self.t.say(f"rule.{rule}.{'says' if self.register == 'worker' else 'plain'}.{outcome}")

    def title(self, rule: str) -> str:
        """Return the title of a rule."""
        return self.t.say(f"rule.{rule}.title")

    def left_out(self, rule: str) -> str:
        """Return what a rule that covers only a part of a provision leaves out."""
        return self.t.say(f"rule.{rule}.left_out")

    def topic(self, topic: str) -> str:
        """Return the title of a rule or a rule set; of another topic its id."""
        if topic in self.book.rules:
            return self.title(topic)
        return self.t.say(f"ruleset.{topic}.title") if topic in self.book.rulesets else topic


def place_in(cite: Cite, lang: str) -> str:
    """Return the place that a citation names, without the act."""
    item = {"fi": f" {cite.item} k.", "sv": f" {cite.item} punkten", "en": f"({cite.item})"}[lang] if cite.item else ""
    if lang == "en":
        unit = {"§": "section", "art": "article", "luku": "chapter"}[cite.unit]
        return f"{unit} {cite.section}{f'({cite.subsection})' if cite.subsection else ''}{item}"
    part = f" {cite.subsection} mom." if cite.subsection else ""
    if cite.unit == "§":
        chapter, _, section = cite.section.rpartition(":")
        word = "luvun" if lang == "fi" else "kap."
        return f"{f'{chapter} {word} ' if chapter else ''}{section} §{part}{item}"
    unit = {"art": {"fi": "artikla", "sv": "artikel"}, "luku": {"fi": "luku", "sv": "kap."}}[cite.unit][lang]
    if lang == "sv" and cite.unit == "art":
        return f"{unit} {cite.section}{part}{item}"
    return f"{cite.section} {unit}{part}{item}"


def holder(book: Book, function: str, day: date) -> int:
    """Return which entry of a function holds on a day; the latest when none is known for that day."""
    versions = book.actors[function]["versions"]
    for n, version in enumerate(versions):
        since, until = version["valid"].get("from"), version["valid"].get("until")
        if (not since or since <= day.isoformat()) and (not until or day.isoformat() <= until):
            return n
    return len(versions) - 1
