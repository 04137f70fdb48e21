"""Numbers of the law in sentences: each is named and not written out, and the unit that writers wrote beside it is its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import attrs

from tunnistus.checking.upkeep import contexts_under
from tunnistus.messages import message
from tunnistus.reading.findings import Finding
from tunnistus.rules.cached import of_book
from tunnistus.rules.calendar import Length
from tunnistus.rules.model import Book, Cite, Parameter
from tunnistus.rules.parameters import counted_with, parameters_of

__all__ = ["numbers"]

_UNITS: Final = {  # how a word of the unit begins
    "fi": {"years": r"vuo(?!ro)", "months": r"kuukau|kk\b", "days": r"päiv|vuorokau|pv\b"},
    "sv": {"years": r"år(?!end)", "months": r"månad|mån\b", "days": r"dag|dygn"},
    "en": {"years": r"year", "months": r"month", "days": r"day"},
}
_AGED: Final = {"en": r"(?:under|aged|turned|turning|reached|is|be|of|over|age) $"}  # before a bare number of years
_WORDS: Final[Mapping[str, Mapping[int, str]]] = {  # how a number is written in words; of tens with the numbers from one to nine behind
    "fi": {
        1: r"yh(?:den|deksi|tä)|yksi", 2: r"kaksi|kah(?:den|deksi|ta)", 3: r"kolme(?:n|ksi|a)?", 4: r"neljä(?:n|ksi|ä)?",
        5: r"vii(?:si|den|deksi|ttä)", 6: r"kuu(?:si|den|deksi|tta)", 7: r"seitsemä(?:n|ksi|ä)", 8: r"kahdeksa(?:n|ksi|a)",
        9: r"yhdeksä(?:n|ksi|ä)", 10: r"kymmene(?:n|ksi)|kymmentä",
    },
    "sv": {1: r"ett|en", 2: r"två", 3: r"tre", 4: r"fyra", 5: r"fem", 6: r"sex", 7: r"sju", 8: r"åtta", 9: r"nio", 10: r"tio"},
    "en": {
        1: r"one|a", 2: r"two", 3: r"three", 4: r"four", 5: r"five", 6: r"six", 7: r"seven", 8: r"eight", 9: r"nine", 10: r"ten",
    },
}  # fmt: skip
_TEENS: Final[Mapping[str, tuple[str, ...]]] = {  # from eleven
    "sv": ("elva", "tolv", "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton"),
    "en": ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
}
_TENS: Final[Mapping[str, tuple[str, ...]]] = {  # from twenty
    "sv": ("tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio"),
    "en": ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
}
Sentences = Mapping[str, Mapping[str, str]]


@attrs.frozen
class _Number:
    """A number of the law that sentences about it have to name."""

    name: str
    amount: int
    unit: str

    def written_out(self, lang: str) -> re.Pattern[str]:
        """What stands where the number is written out."""
        digits = rf"(?<![\d.,§–-]){self.amount}"
        words = _in_words(self.amount, lang)
        either = rf"(?:{digits}|(?<![\w-])(?:{words}))" if words else digits
        aged = rf"|(?<=under ){self.amount}\b|(?<=turned ){self.amount}\b" if lang == "en" and self.unit == "years" else ""
        return re.compile(rf"{either}(?:[-\s](?:{_UNITS[lang][self.unit]})){aged}", re.IGNORECASE)


def _in_words(n: int, lang: str) -> str:
    """What matches a number below a hundred in words; empty for another."""
    words, (tens, ones) = _WORDS[lang], divmod(n, 10)
    if n in words:
        return words[n]
    if not 10 < n < 100:
        return ""
    if lang == "fi":  # yhdeksäntoista, kaksikymmentä, kolmenkymmenenviiden
        rest = f"(?:{words[ones]})" if ones else ""
        return f"(?:{words[ones]})toista" if tens == 1 else f"(?:{words[tens]})(?:kymmentä|kymmenen|kymmeneksi){rest}"
    if tens == 1:
        return _TEENS[lang][ones - 1]
    return f"{_TENS[lang][tens - 2]}" + (f"-?(?:{words[ones]})" if ones else "")


def numbers(book: Book, head: str, where: str, sentences: Sentences) -> Iterator[Finding]:
    """Yield sentences under a context that write a number of their rule or fact out, or another unit beside it.

    Args:
        sentences: language → context → sentence, the language of the rule files among them.
    """
    named = _named(book).get(head, ())
    for lang, texts in sentences.items():
        for context in contexts_under(book, head):
            text, place, about = texts.get(context) or "", book.places.get(context, where), f"{context}.{lang}"
            for number in named:
                if number.written_out(lang).search(text):
                    what = message("The sentence {context} ({lang}) writes out a number of the law.", context=repr(context), lang=lang)
                    todo = message("Write {name} in the place of the number, and leave the unit.", name=f"{{{number.name}}}")
                    yield Finding("number-written-out", place, what, todo, about)
            yield from _units(book.parameters, text, lang, place, context)


def _units(known: Mapping[str, Parameter], text: str, lang: str, place: str, context: str) -> Iterator[Finding]:
    for found in re.finditer(r"\{([a-z_0-9]+)\}", text):
        units = {unit for unit, _ in _lengths(known[found[1]])} if found[1] in known else set()
        beside, before = text[found.end() :].lstrip("-\u00a0 "), text[: found.start()]
        for unit in sorted(units):
            aged = unit == "years" and lang in _AGED and re.search(_AGED[lang], before)
            if not aged and not re.match(_UNITS[lang][unit], beside, re.IGNORECASE):
                what = message("Beside {name} the sentence {context} ({lang}) does not say {unit}.")
                what = what.filled(name=f"{{{found[1]}}}", context=repr(context), lang=lang, unit=unit)
                yield Finding("number-unit", place, what, message("Write the unit of the parameter beside it."), f"{context}.{lang}")


def _lengths(parameter: Parameter) -> Iterator[tuple[str, int]]:
    """Each unit and number of a parameter, version by version."""
    for version in parameter.versions:
        if isinstance(version.amount, Length):
            yield from ((unit, n) for unit, n in attrs.asdict(version.amount).items() if n)


@of_book
def _named(book: Book) -> Mapping[str, tuple[_Number, ...]]:
    """By the head of a context the numbers that its sentences are about: of a fact those that it counts with, of a relation those of its
    facts, of a rule those of its periods and of the facts that it tests; and of a fact and a rule those of the places that they cite.
    """
    found: dict[str, tuple[_Number, ...]] = {}
    for fact in book.facts.values():
        found[f"fact.{fact.id}."] = _numbers(book, (*counted_with(book, fact.id), *_written_at(book, fact.cite)))
    for relation in book.relations:
        counted = (name for fact in relation.facts for name in counted_with(book, fact))
        found[f"relation.{relation.id}."] = _numbers(book, counted)
    for rule in book.rules.values():
        cited = _written_at(book, (cite for clause in rule.clauses for cite in clause.cite))
        found[f"rule.{rule.id}."] = _numbers(book, (*parameters_of(book, rule), *cited))
    return found


def _written_at(book: Book, cites: Iterable[Cite]) -> Iterator[str]:
    """The numbers that the law has at some places."""
    places = frozenset(cites)
    for each in book.parameters.values():
        if any(cite in places for version in each.versions for cite in version.cite):
            yield each.id


def _numbers(book: Book, names: Iterable[str]) -> tuple[_Number, ...]:
    every = (_Number(name, n, unit) for name in names if " " not in name for unit, n in _lengths(book.parameters[name]))
    return tuple(dict.fromkeys(every))
