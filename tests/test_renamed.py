"""Nothing hangs on what anything is called: with every id at random, people get the same, in the same order."""

import itertools
import json
import random
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import attrs
import pytest

import tunnistus as tn
from tests.stories import people, stories
from tunnistus.errors import Contradiction
from tunnistus.explaining.explain import one_more
from tunnistus.rules import model
from tunnistus.rules.answers import Dates, read_answers
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.texts import texts

BOOK = tn.book()
ROLES = BOOK.facts["worker_role"].values
DRAWN = [f for f in BOOK.facts.values() if not (f.judgement or f.derived) and f.type in ("bool", "enum")]
KINDS: Final = {  # what the fields of the model hold: of which kind the ids in them are
    model.Fact: {"id": "fact", "values": "value", "opens": "fact", "not_before": "fact", "one_with": "fact"},
    model.Derived: {"inputs": "fact", "parameters": "parameter", "gives": "value"},
    model.Judgement: {"who": "actor"},
    model.Test: {"fact": "fact", "cells": "value"},
    model.Use: {"rule": "rule"},
    model.Cite: {"act": "act"},
    model.Parameter: {"id": "parameter"},
    model.Period: {"start": "fact", "until": "fact", "deadline": "fact", "shortest": "parameter", "longest": "parameter"},
    model.Clause: {"name": "clause", "beats": "clause", "who": "actor"},
    model.Rule: {"id": "rule"},
    model.RuleSet: {"rules": "rule"},
}
TOKEN: Final = re.compile("zq[0-9a-f]{12}")


@attrs.frozen
class Renamed:
    """The book with other names.

    Attributes:
        new: kind and id to the new name; what an output holds is renamed back by :meth:`back`.
    """

    book: model.Book
    new: Mapping[tuple[str, str], str]

    def answers(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {self.new["fact", fact]: self.value(answer) for fact, answer in given.items()}

    def value(self, answer: Any) -> Any:
        return self.new.get(("value", answer), answer) if isinstance(answer, str) else answer

    def back(self, told: str) -> str:
        old = {name: id_ for (_, id_), name in self.new.items()}
        return TOKEN.sub(lambda found: old[found[0]], told)


def renamed(book: model.Book, rng: random.Random) -> Renamed:
    """Return a book in which every id of a fact, value, rule, clause, act, function or parameter is a random one."""
    old = dict.fromkeys(ids_of(book))
    new = {each: f"zq{number:012x}" for each, number in zip(old, rng.sample(range(1 << 48), len(old)), strict=True)}

    def walk(thing: Any, kind: str = "") -> Any:
        if isinstance(thing, str):
            return new.get((kind, thing), thing)
        if isinstance(thing, tuple):
            return tuple(walk(each, kind) for each in thing)
        if not attrs.has(type(thing)):
            return thing
        kinds = KINDS.get(type(thing), {})
        changed = {f.name: walk(getattr(thing, f.name), kinds.get(f.name, "")) for f in attrs.fields(type(thing))}
        if isinstance(thing, model.Fact):
            for name in ("states", "wishes"):
                changed[name] = tuple((walk(value, "value"), told) for value, told in getattr(thing, name))
        return attrs.evolve(thing, **changed)

    def each(things: Mapping[str, Any], kind: str = "") -> dict[str, Any]:
        return {new.get((kind, name), name): walk(thing) for name, thing in things.items()}

    named = attrs.evolve(
        book, facts=each(book.facts, "fact"), rulesets=each(book.rulesets), rules=each(book.rules, "rule"), acts=each(book.acts, "act"),
        actors=each(book.actors, "actor"), relations=walk(book.relations), later=each(book.later), parameters=each(book.parameters, "parameter"),
        texts={}, lists={}, stories={},
    )  # fmt: skip
    return Renamed(named, new)


def ids_of(book: model.Book) -> Iterator[tuple[str, str]]:
    """Yield every id with its kind."""
    for kind, things in (
        ("fact", book.facts),
        ("rule", book.rules),
        ("act", book.acts),
        ("actor", book.actors),
        ("parameter", book.parameters),
    ):
        yield from ((kind, name) for name in things)
    yield from (("value", value) for fact in book.facts.values() for value in fact.values)
    yield from (("clause", clause.name) for rule in book.rules.values() for clause in rule.clauses)


def told(a: tn.Assessment) -> str:
    """Tell all that an assessment holds: decisions, questions, reasons, what is missing or near, the receipt; but for digests."""
    receipt = {key: part for key, part in a.receipt(values=True).items() if key not in ("seal", "parts", "digest")}
    result = {key: part for key, part in a.to_dict(full=True, values=True).items() if key not in ("seal", "parts")}
    reasons = [
        repr(
            (
                d.rule.id,
                d.missing,
                d.facts,
                [(d.why_not(o), one_more(d, o), d.flips(o) if d.rule.role == "step" else ()) for o in d.rule.outcomes],
            )
        )
        for d in a.decisions.values()
        if d.counts
    ]
    asked = [[attrs.asdict(q, recurse=False)[key] for key in ("fact", "stage", "likely")] for q in a.ask(details=True)]
    every = {"receipt": receipt, "result": result, "reasons": reasons, "asked": asked, "all": repr(a.why_all())}
    return json.dumps(every, default=repr, indent=1, ensure_ascii=False)


Person = dict[str, Any]


# -- pages -------------------------------------------------------------------------------------------------------

KEPT: Final = ("parameter",)  # a placeholder has no digits


def in_words(other: Renamed) -> Renamed:
    """Return the renamed book with the sentences of the shipped one; the kinds that are kept have their own names."""
    back = {new: old for (kind, old), new in other.new.items() if kind in KEPT}
    new = {key: key[1] if key[0] in KEPT else name for key, name in other.new.items()}

    def restored(thing: Any) -> Any:
        if isinstance(thing, str):
            return back.get(thing, thing)
        if isinstance(thing, tuple):
            return tuple(map(restored, thing))
        if not attrs.has(type(thing)):
            return thing
        return attrs.evolve(thing, **{f.name: restored(getattr(thing, f.name)) for f in attrs.fields(type(thing))})

    said = {lang: texts(BOOK, lang).catalogue for lang in LANGUAGES[1:]}  # a sheet has to fit in every language
    book = attrs.evolve(
        other.book, facts={n: restored(f) for n, f in other.book.facts.items()}, rules={n: restored(r) for n, r in other.book.rules.items()},
        relations=restored(other.book.relations), parameters=BOOK.parameters,
        texts={_context(context, new): text for context, text in BOOK.texts.items()},
        translations={
            lang: {_context(context, new): catalogue.pgettext(context, text) for context, text in BOOK.texts.items()}
            for lang, catalogue in said.items()
        },
    )  # fmt: skip
    return Renamed(book, new)


def _context(context: str, new: Mapping[tuple[str, str], str]) -> str:
    """The context of a sentence, with the names in it that are ids."""
    kind, *parts = context.split(".")
    for n in range(len(parts), 0, -1):
        if (kind, ".".join(parts[:n])) in new:
            name, rest = new[kind, ".".join(parts[:n])], parts[n:]
            if kind == "fact" and rest[:1] in (["value"], ["plain_value"]) and rest[1:]:
                rest = [rest[0], new["value", rest[1]]]
            if kind == "rule" and rest[1:] in (["period"], ["counting"]) and rest[0] != "notice":
                rest = [new["clause", rest[0]], *rest[1:]]
            return ".".join((kind, name, *rest))
    return context


def pages_differing(seed: int, count: int, day: date) -> list[str]:
    """Return the lines of pages that are others when facts, values, rules, clauses and acts have other names."""
    rng = random.Random(seed)
    other = in_words(renamed(BOOK, rng))
    found: list[str] = []
    for answers, more in everybody(rng, count, [day]):
        same = {**more, "roles": [other.value(role) for role in more["roles"]]}
        ours, theirs = tn.assess(answers, **more), tn.assess(other.answers(answers), book=other.book, **same)
        for register, full in (("worker", False), ("plain", False), ("worker", True)):
            a, b = (each.explain("fi", register=register, full=full).splitlines() for each in (ours, theirs))
            found += [f"{one} | {two}" for one, two in itertools.zip_longest(a, map(other.back, b)) if one != two]
    return found


def test_brief_letter_and_full_page_hang_on_no_name() -> None:
    assert pages_differing(5, 2, date(2026, 11, 24)) == []


@pytest.mark.deep
def test_pages_of_more_people_are_the_same_whatever_everything_is_called() -> None:
    assert pages_differing(6, 60, date(2026, 11, 24)) == []


def everybody(rng: random.Random, count: int, days: list[date]) -> Iterator[tuple[Person, dict[str, Any]]]:
    """Yield answers and what else an assessment takes: people of stories and, in turn with them, some of whom facts are drawn at random."""
    written = [person for story in stories().values() for _, person, _ in people(story)]
    for number, story in enumerate(rng.choices(written, k=count)):
        roles = [] if "worker_role" in story or number % 3 == 2 else rng.sample(ROLES, number % 3)
        yield (
            (drawn(rng, roles) if number % 2 else story),
            {"as_of": rng.choice(days), "act_from": rng.choice([None, *days[1:]]), "roles": roles},
        )


def drawn(rng: random.Random, roles: list[str]) -> Person:
    """Return answers that can be true together."""
    for _ in range(100):
        facts = [f for f in rng.sample(DRAWN, rng.randint(1, 30)) if f.id != "worker_role" or not roles]
        given = {f.id: rng.choice([*(f.values or (True, False)), tn.MAYBE, tn.DECLINED]) for f in facts}
        try:
            read_answers(BOOK, given, Dates(date(2014, 5, 5)))
        except Contradiction:
            continue
        return given
    raise AssertionError("nobody was drawn")


def differing(seed: int, count: int, *days: date) -> int:
    """Return how many people get something else, or in another order, when everything has another name."""
    rng = random.Random(seed)
    other = renamed(BOOK, rng)
    found = 0
    for answers, more in everybody(rng, count, [*days]):
        same = {**more, "roles": [other.value(role) for role in more["roles"]]}
        found += told(tn.assess(answers, **more)) != other.back(told(tn.assess(other.answers(answers), book=other.book, **same)))
    return found


def test_the_renamed_book_holds_none_of_the_names() -> None:
    other = renamed(BOOK, random.Random(1))
    assert len(other.new) > 1500
    assert len({*other.new.values()}) == len(other.new)
    for things in (other.book.facts, other.book.rules, other.book.acts, other.book.actors, other.book.parameters):
        assert all(TOKEN.fullmatch(name) for name in things)
    assert sorted(other.book.rules) != [other.new["rule", name] for name in sorted(BOOK.rules)]


def test_decisions_questions_reasons_and_receipts_hang_on_no_name() -> None:
    assert differing(3, 2, date(2026, 11, 24)) == 0


@pytest.mark.deep
def test_more_people_get_the_same_whatever_everything_is_called() -> None:
    assert differing(32, 20, date(2026, 11, 24), date(2014, 5, 5)) == 0
