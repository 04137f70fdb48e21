"""Small books of rules and people about whom they decide, drawn from a seed: equal seeds give equal books.

A book is plain data, as its files would be. What is drawn is meant to be nasty: tests that always or never hold, bounds on both sides, facts that
follow from each other through one that no rule reads, rules that were repealed, clauses that only beat.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.independent import Judged, Mark, Person, Rulebook, compares

Doc = dict[str, Any]
DAYS = [date(1999, 12, 31), date(2000, 1, 1), date(2004, 6, 30), date(2010, 1, 1), date(2015, 7, 1), date(2019, 12, 31), date(2024, 3, 1)]
ONE_DAY = timedelta(days=1)
KEPT = {
    "acts": {
        "acts": {
            "ExL": {"number": "0/2000", "name": "keksitty laki", "kind": "act", "url": "https://example.org/laki", "url_basis": "pattern"}
        }
    },
    "actors": {"actors": {"office": {"versions": [{"name": "keksitty virasto"}]}, "police": {"versions": [{"name": "keksitty poliisi"}]}}},
    "sources": {"sources": {"guide": {"title": "Keksitty ohje", "basis": "general_knowledge"}}},
    "working_days": {  # those that the independent evaluator works out for itself
        "working_days": {
            "from": date(1991, 1, 1),
            "until": date(2045, 12, 31),
            "every_week": ["saturday", "sunday"],
            "holidays": "FI",
            "cite": ["ExL 1 §"],
            "moves": "Viimeinen päivä siirtyy.",
            "moved": "Aika päättyisi {day}. Viimeinen päivä siirtyy.",
            "unchecked": "Tarkista viimeinen päivä.",
        }
    },
}


@dataclass
class Book:
    """Invented rule data: the files, and the same read by the independent evaluator."""

    facts: dict[str, Doc]
    relations: dict[str, Doc]
    files: list[Doc]
    rulebook: Rulebook = field(init=False)

    def __post_init__(self) -> None:
        self.rulebook = Rulebook(self.facts, self.relations.values(), self.files)

    def write(self, directory: Path) -> None:
        """Write the files that the library reads."""
        facts = {"facts": {name: fact_file(doc) for name, doc in self.facts.items()}}
        files = {**KEPT, "facts": facts | ({"relations": self.relations} if self.relations else {})}
        files |= {f"rules{number}": file for number, file in enumerate(self.files)}
        for name, content in files.items():
            (directory / f"{name}.yaml").write_text(flow(content) + "\n", encoding="utf-8")


def flow(value: Any) -> str:
    """Write a value in the flow style of YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def fact_file(doc: Doc) -> Doc:
    """A fact as its file has it, with the texts that its type asks for."""
    common = {
        "theme": "invented",
        "element": "law",
        "observers": ["document"],
        "sensitivity": "ordinary",
        "polarity": "neutral",
        "evidence": True,
    }
    said: Doc = {"bool": {"met": "Asia on niin.", "unmet": "Asia on toisin."}, "enum": {}}.get(doc["type"], {"value": "Asia on {value}."})
    asked = {} if "derived" in doc else {"ask": "Onko asia niin?", "plain": "Onko asia niin?"}
    values = {"values": dict.fromkeys(doc["values"], "Asia on niin.")} if doc["type"] == "enum" else {}
    return {**common, **said, **asked, **doc, **values}


# ---------------------------------------------------------------------------------------------------------------- facts


class Draw:
    """Draws one book; without trivial tests every comparison holds for some value and fails for another."""

    def __init__(self, seed: int, *, trivial: bool = True) -> None:
        self.trivial = trivial
        self.random = random.Random(seed)
        self.facts: dict[str, Doc] = {}
        self.relations: dict[str, Doc] = {}
        self.readable: list[str] = []

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def some(self, items: Sequence[Any], least: int = 1, most: int = 3) -> list[Any]:
        return self.random.sample(items, min(len(items), self.random.randint(least, most)))

    def book(self) -> Book:
        for number in range(self.random.randint(3, 7)):
            self.fact(f"fact_{number}")
        if self.chance(0.35):
            self.derived()
        if self.chance(0.65):
            self.related()
        files = [self.file("law/first", 0)]
        if self.chance(0.35):
            files.append(self.file("law/second", len(files[0]["rules"]), used=files))
        book = Book(self.facts, self.relations, files)
        settle_conflicts(book)
        return book

    def wide_book(self) -> Book:
        """One rule whose facts count in both directions, so many of them that nobody goes through all combinations."""
        for number in range(self.random.randint(11, 14)):
            self.facts[f"fact_{number}"] = {"type": "bool", "stage": 2}
        self.readable = list(self.facts)
        names = list(self.facts)
        self.random.shuffle(names)
        pairs = [{"any": [{"all": [a, {"not": b}]}, {"all": [b, {"not": a}]}]} for a, b in itertools.pairwise(names)]
        clauses = {
            "many": {"effect": "duty", "then": "low", "when": {"at_least": self.random.randint(1, 4), "of": pairs}},
            "other": {"effect": "power", "then": "high", "when": self.condition(2, {}), "beats": ["many"]},
        }
        for clause in clauses.values():
            clause |= {"who": "office", "cite": ["ExL 1 §"]}
        texts = dict.fromkeys(["low", "high"], "Näin on.")
        rule = {
            "title": "Keksitty sääntö",
            "outcomes": ["low", "high"],
            "otherwise": "nothing",
            "clauses": clauses,
            "says": texts,
            "plain": texts,
        }
        file = {"ruleset": "law/wide", "title": "Keksitty aihe", "verified": {"until": date(2030, 1, 1)}, "rules": {"rule.0": rule}}
        return Book(self.facts, {}, [file])

    def fact(self, name: str) -> None:
        stage = self.random.randint(1, 4)
        kind = self.random.choices(["bool", "enum", "number", "date", "judgement"], [60, 18, 10, 4, 8])[0]
        doc: Doc = {"type": kind, "stage": stage}
        if kind == "enum":
            doc["values"] = ["red", "green", "blue", "black"][: self.random.randint(2, 4)]
        elif kind == "number":
            doc |= {"min": self.random.choice([0, 0, 3]), "max": self.random.choice([4, 5, 40]), "unit": "days"}
        elif kind == "judgement":
            doc |= {
                "type": "bool",
                "evidence": False,
                "judgement": {"who": ["office"], "weigh": {"for": {"one": "Yksi seikka."}, "against": {"other": "Toinen seikka."}}},
            }
        self.facts[name] = doc
        self.readable.append(name)

    def derived(self) -> None:
        """A derived fact and what it is derived from: no rule reads both."""
        kind = self.random.choice(["may_be_child", "younger", "of_age", "time_over"])
        if kind == "may_be_child":
            source = "age_under_18"  # the function knows its input by this name
            self.facts[source] = {"type": "bool", "stage": 1}
            self.facts["derived"] = {"type": "bool", "stage": 1, "derived": {"by": kind, "from": [source]}}
        else:
            source = "date_of_birth"
            self.facts[source] = {"type": "date", "stage": 2}
            derived: Doc = {"by": kind, "from": [source, "as_of"]}
            lengths = [{"days": 30}, {"months": 1}, {"years": 3}, {"days": 1}] if kind == "time_over" else [{"years": 12}, {"years": 18}]
            derived["with"] = [self.random.choice(lengths)]
            self.facts["derived"] = {"type": "bool", "stage": 2, "derived": derived}
        self.readable.append("derived" if self.chance(0.8) else source)

    # relations

    def related(self) -> None:
        """Relations between facts with named values, some of them through a hub that no rule reads."""
        named = [name for name in self.facts if self.facts[name]["type"] in ("bool", "enum") and "judgement" not in self.facts[name]]
        named = [name for name in named if name in self.readable][:5]
        if len(named) < 2:
            return
        shape = self.random.choice(["pairs", "pairs", "hub", "equal", "exclusive"])
        if shape == "hub":
            self.facts["hub"] = {"type": "enum", "stage": self.random.randint(1, 4), "values": ["north", "south", "west"]}
            for name in self.some(named, 2, 4):
                self.relate(self.test(name), [self.test("hub")])
        elif shape == "equal":
            self.equal(*self.random.sample(named, 2))
        elif shape == "exclusive":
            first, *others = self.some(named, 2, 4)
            for other in others:
                self.relate(self.test(first), [self.test(other)])
        for _ in range(self.random.randint(0 if self.relations else 1, 3)):
            first, *others = self.some(named, 2, 3)
            self.relate(self.test(first), [self.test(other) for other in others])

    def test(self, name: str) -> Doc:
        doc = self.facts[name]
        if doc["type"] == "bool":
            return {"fact": name, "is": self.chance(0.6)}
        chosen = self.some(list(doc["values"]), 1, len(doc["values"]) - 1)
        return {"fact": name, "is": chosen[0]} if len(chosen) == 1 else {"fact": name, "in": chosen}

    def equal(self, one: str, other: str) -> None:
        """Two facts that always follow from each other, as far as their values go."""
        values = [[False, True] if self.facts[name]["type"] == "bool" else list(self.facts[name]["values"]) for name in (one, other)]
        for a, b in zip(*values, strict=False):
            self.relate({"fact": one, "is": a}, [{"fact": other, "is": b}])
            self.relate({"fact": other, "is": b}, [{"fact": one, "is": a}])

    def relate(self, when: Doc, then: list[Doc]) -> None:
        """Add a relation, unless some value could never be had with it."""
        doc = {"if": when, "then": then[0] if len(then) == 1 else {"any": then}, "because": "Näin on aina."}
        relations = {**self.relations, f"relation_{len(self.relations)}": doc}
        if not Rulebook(self.facts, relations.values(), []).impossible():
            self.relations = relations

    # ------------------------------------------------------------------------------------------------------------ rules

    def file(self, name: str, first: int, used: Sequence[Doc] = ()) -> Doc:
        doc: Doc = {"ruleset": name, "title": "Keksitty aihe", "verified": {"until": date(2030, 1, 1)}}
        earlier = {rule: of for file in used for rule, of in file["rules"].items()}
        if self.chance(0.3):
            doc["conditions"] = {"named": self.condition(2, {})}
        if self.chance(0.3):
            doc["groups"] = {"group": [self.condition(0, {}) for _ in range(self.random.randint(1, 3))]}
        if self.chance(0.15):
            doc["scope"] = self.scope()
        window = self.window() if self.chance(0.1) else None
        if window:
            doc["valid"] = window
        rules: dict[str, Doc] = {}
        for number in range(self.random.randint(1, 3)):
            rules[f"rule.{first + number}"] = self.rule(earlier | rules, doc)
        return doc | {"rules": rules}

    def window(self, inside: Doc | None = None) -> Doc:
        first, last = sorted(self.random.sample(DAYS, 2))
        found = self.random.choice([{"from": first}, {"until": last - ONE_DAY}, {"from": first, "until": last - ONE_DAY}])
        for word, narrower in (("from", max), ("until", min)):
            if inside and inside.get(word):
                found[word] = narrower(found.get(word, inside[word]), inside[word])
        return found if found.get("from", date.min) <= found.get("until", date.max) else dict(inside or {"from": first})

    def scope(self) -> Any:
        plain = [name for name in self.readable if "judgement" not in self.facts[name]]
        test = self.comparison(self.random.choice(plain))
        return self.random.choice([test, {"not": test}])

    def rule(self, used: Mapping[str, Doc], file: Doc) -> Doc:
        outcomes = ["low", "middle", "high"][: self.random.choice([1, 1, 2, 2, 3])]
        ordered = self.chance(0.2)
        valid = self.window(file.get("valid")) if self.chance(0.25) else None
        rule: Doc = {"title": "Keksitty sääntö", "outcomes": outcomes}
        rule["otherwise"] = self.random.choice(["nothing", "nothing", outcomes[0]])
        rule |= {"ordered": True} if ordered else {}
        rule |= {"valid": valid} if valid else {}
        if self.chance(0.4):
            rule["clock"] = self.random.choice(["act", "application"])
        if self.chance(0.15):
            rule["scope"] = self.scope() if self.chance(0.8) else True
        names = [f"clause_{number}" for number in range(self.random.randint(1, 5))]
        rule["clauses"] = {name: self.clause(outcomes, used, file, valid or file.get("valid"), ordered) for name in names}
        self.beats(rule["clauses"])
        texts = dict.fromkeys(outcomes, "Näin on.")
        return rule | {"says": texts, "plain": texts}

    def clause(self, outcomes: Sequence[str], used: Mapping[str, Doc], file: Doc, valid: Doc | None, ordered: bool) -> Doc:
        weights = [4, 0, 1, 1, 2] if ordered else [4, 3, 2, 2, 2]
        effect = self.random.choices(["duty", "power", "bar", "practice", "definition"], weights)[0]
        clause: Doc = {"effect": effect, "when": self.condition(2, used, file)}
        if self.chance(0.9):
            clause["then"] = self.random.choice(outcomes)
        if effect in ("duty", "power"):
            clause["who"] = "office"
        clause |= {"source": ["guide"]} if effect == "practice" else {"cite": ["ExL 1 §"]}
        if self.chance(0.25):
            clause["valid"] = self.window(valid)
        return clause

    def beats(self, clauses: dict[str, Doc]) -> None:
        names = list(clauses)
        self.random.shuffle(names)
        for number, name in enumerate(names):
            weaker = [other for other in names[number + 1 :] if may_beat(clauses[name], clauses[other])]
            if weaker and self.chance(0.35):
                clauses[name]["beats"] = self.some(weaker, 1, 2)
            elif "then" not in clauses[name]:
                clauses[name]["beats"] = weaker or []

    # conditions

    def condition(self, depth: int, used: Mapping[str, Doc], file: Doc | None = None) -> Any:
        if depth == 0 or self.chance(0.35):
            return self.leaf(used, file)
        listed = [self.condition(depth - 1, used, file) for _ in range(self.random.randint(1, 3))]
        word = self.random.choice(["all", "all", "any", "any", "not", "at_least"])
        if word == "not":
            return {"not": listed[0]}
        if word == "at_least":
            return {"at_least": self.random.randint(1, len(listed)), "of": listed}
        return {word: "group" if file and "groups" in file and self.chance(0.3) else listed}

    def leaf(self, used: Mapping[str, Doc], file: Doc | None) -> Any:
        kind = self.random.random()
        if kind < 0.03:
            return self.chance(0.5)
        if used and kind < 0.2:
            name = self.random.choice(list(used))
            return {"use": name, "is": self.random.choice(used[name]["outcomes"])}
        if file and "conditions" in file and kind < 0.3:
            return "named"
        return self.comparison(self.random.choice(self.readable))

    def comparison(self, name: str) -> Any:
        found = self.any_comparison(name)
        while not self.trivial and self.never_tells(name, found):
            found = self.any_comparison(name)
        return found

    def never_tells(self, name: str, test: Any) -> bool:
        """Whether a comparison always or never holds."""
        doc = self.facts[name]
        if isinstance(test, str) or doc["type"] == "date":
            return False
        values = {"bool": [False, True], "enum": doc.get("values")}.get(doc["type"]) or range(doc["min"], doc["max"] + 1)
        return len({compares(value, test) for value in values}) == 1

    def any_comparison(self, name: str) -> Any:
        doc = self.facts[name]
        if doc["type"] == "bool":
            return self.random.choice(
                [name, name, {"fact": name, "is": False}, {"fact": name, "in": [False, True]} if self.chance(0.1) else name]
            )
        if doc["type"] == "enum":
            chosen = self.some(list(doc["values"]), 1, len(doc["values"]) if self.chance(0.15) else len(doc["values"]) - 1)
            return {"fact": name, "in": chosen}
        return self.bounds(name, doc)

    def bounds(self, name: str, doc: Doc) -> Doc:
        """A comparison of a number or a day, sometimes one that always or never holds, sometimes with bounds on both sides."""
        low, high = (doc["min"], doc["max"]) if doc["type"] == "number" else (DAYS[0], DAYS[-1])
        within: Callable[[], Any] = (
            (lambda: self.random.randint(low, high)) if doc["type"] == "number" else (lambda: self.random.choice(DAYS))
        )
        if self.chance(0.15) and doc["type"] == "number":
            return self.random.choice(
                [{"fact": name, "ge": low}, {"fact": name, "le": high}, {"fact": name, "gt": high}, {"fact": name, "lt": low}]
            )
        one, other = within(), within()
        if self.chance(0.3) and one < other:
            return {"fact": name, "ge": one, "lt": other}
        return {"fact": name, self.random.choice(["is", "lt", "le", "gt", "ge"]): one}


def may_beat(clause: Doc, other: Doc) -> bool:
    """Guidance beats guidance only."""
    return clause["effect"] != "practice" or other["effect"] == "practice"


def settle_conflicts(book: Book) -> None:
    """Let clauses beat each other until no two outcomes are due together."""
    for name, rule in book.rulebook.rules.items():
        if rule.doc.get("ordered") or not conflicts(book.rulebook, name):
            continue
        clauses = rule.doc["clauses"]
        strength = {"practice": 2, "power": 0}
        ranked = sorted((c for c in clauses if "then" in clauses[c]), key=lambda c: strength.get(clauses[c]["effect"], 1))
        for clause in clauses.values():
            clause.pop("beats", None)
        for number, strong in enumerate(ranked):
            weaker = [
                weak
                for weak in ranked[number + 1 :]
                if clauses[weak]["then"] != clauses[strong]["then"] and may_beat(clauses[strong], clauses[weak])
            ]
            if weaker and clauses[strong]["effect"] != "power":
                clauses[strong]["beats"] = weaker


def conflicts(rulebook: Rulebook, name: str) -> bool:
    """Whether two outcomes of a rule can both be due to one person."""
    return any(rulebook.conflicts(name, Person({}, day)) for day in DAYS)


# ---------------------------------------------------------------------------------------------------------------- people


def people(book: Book, seed: int, count: int) -> Iterator[Person]:
    """Draw people about whom little or much is known, most of whom can exist; some differ little from the one before."""
    draw = random.Random(seed)
    person: Person | None = None
    for _ in range(count):
        answers = dict(person.answers) if person and draw.random() < 0.4 else invented_answers(book, draw)
        for fact in draw.sample(list(book.facts), 1):
            answers[fact] = an_answer(book, fact, draw)
            if draw.random() < 0.3:
                del answers[fact]
        person = dated(answers, draw)
        yield person


def invented_answers(book: Book, draw: random.Random) -> dict[str, Any]:
    known = draw.choice([0.1, 0.35, 0.6, 0.9])
    world: dict[str, Any] = {}
    for facts, rows in book.rulebook.groups:
        world |= dict(zip(facts, draw.choice(rows), strict=True))
    answers = {}
    for fact, doc in book.facts.items():
        if draw.random() < known and not ("derived" in doc and draw.random() < 0.8):
            answers[fact] = judged(doc, world[fact], draw) if fact in world and draw.random() < 0.95 else an_answer(book, fact, draw)
        elif draw.random() < 0.12:
            answers[fact] = draw.choice([Mark.MAYBE, Mark.DECLINED])
    return answers


def an_answer(book: Book, fact: str, draw: random.Random) -> Any:
    doc = book.facts[fact]
    if draw.random() < 0.15:
        return draw.choice([Mark.MAYBE, Mark.DECLINED])
    if doc["type"] == "date":
        return draw.choice(
            [*DAYS, date(2006, 2, 28), date(2008, 2, 29), date(2009, 11, 30), date(1994, 2, 1), date(2012, 7, 1), date(2018, 12, 7)]
        )
    return judged(doc, draw.choice(book.rulebook.values[fact]), draw)


def judged(doc: Doc, value: Any, draw: random.Random) -> Any:
    return Judged(value, draw.choice(["office", "office", "police"])) if "judgement" in doc else value


def dated(answers: Mapping[str, Any], draw: random.Random) -> Person:
    """Give the days: borders of versions and the days beside them; those of deeds and of the application often open."""
    near = [day + step * ONE_DAY for day in DAYS for step in (-1, 0, 1)]
    as_of = draw.choice(near[6:])
    past = [day for day in near if day <= as_of]
    first, last = (draw.choice([None, draw.choice(past)]) for _ in range(2))
    if first and last and draw.random() < 0.5:
        last = first
    if first and last and first > last:
        first, last = last, first
    return Person(answers, as_of, first, last, draw.choice([None, draw.choice(past)]))
