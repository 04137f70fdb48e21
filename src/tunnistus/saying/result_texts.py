"""The sentences that belong to a result as data: of each id in it what it is called or says, in one language and register.

They stand beside the result, under ``texts``: without them it is the same in every language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tunnistus.explaining.assessed import Assessed, danger_for
from tunnistus.explaining.danger import danger_beside
from tunnistus.explaining.explain import Decision
from tunnistus.rules.answers import Answers
from tunnistus.rules.roles import holder
from tunnistus.saying.elements import element, form
from tunnistus.saying.foremost import state_sentences, urgent
from tunnistus.saying.speaker import Speaker

__all__ = ["result_texts"]


def result_texts(result: Assessed | Decision, data: Mapping[str, Any], s: Speaker) -> dict[str, Any]:
    """Return the sentences for a result.

    Args:
        data: what :meth:`tunnistus.Assessment.to_dict` or :meth:`tunnistus.Decision.to_dict` returned.
    """
    records = [data] if isinstance(result, Decision) else list(_records(data))
    people = [data, *data.get("others", ())]
    found = danger_for(result) if isinstance(result, Assessed) else danger_beside(result.case)
    return {
        "lang": s.lang, "register": s.register, "urgent": urgent(found, s.lang, s.register),
        **(_of_person(result, data, s) if isinstance(result, Assessed) else {}),
        "rules": {name: s.title(name) for name in _once([(r["rule"] for r in records), *(each.get("open", ()) for each in people)])},
        "outcomes": _outcomes(s, records, people),
        "facts": _facts(s, result.case.answers, people, records),
        "notices": _notices(s, records),
        "acts": {act: s.act(act) for act in data["horizon"]["acts"]},
        "later": {key: s.t.say(f"later.{key}") for key in data["horizon"]["later"]},
        "sources": {name: s.source(name) for name in _once(r["source"] for r in records)},
        "actors": {name: s.who(name, result.case.dates.as_of) for name in _once(_actors(people, records))},
        "left_out": {name: s.left_out(name) for name in _once(_parts(records))},
    }  # fmt: skip


def _of_person(a: Assessed, data: Mapping[str, Any], s: Speaker) -> dict[str, Any]:
    """The sentences of the state, and what signs, forms and roles are called."""
    asked = holder(s.book, "workers_role")
    return {
        "state": list(state_sentences(s, a)),
        "elements": {name: element(s, name) for name in data["signs"]},
        "forms": {name: form(s, name) for name in data["forms"]},
        "roles": {name: s.fact(s.book.facts[asked], name) for name in data["by_role"]},
    }


def _records(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What is told of every decision in an assessment: about the person, in each role of the worker, and about others."""
    yield from data["decisions"]
    for duties in data["by_role"].values():
        yield from duties
    for other in data["others"]:
        yield from other["decisions"]


def _outcomes(s: Speaker, records: Iterable[Mapping[str, Any]], people: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """The possible outcomes of each rule, certain or open, whomever it was decided about."""
    said: dict[str, dict[str, str]] = {}
    for record in records:
        rule = record["rule"]
        said.setdefault(rule, {}).update({o: s.outcome(rule, o) for o in record["possible"]})
    for rule, names in (pair for each in people for pair in each.get("open", {}).items()):
        said.setdefault(rule, {}).update({o: s.outcome(rule, o) for o in names})
    return said


def _once(lists: Iterable[Iterable[str]]) -> dict[str, None]:
    return dict.fromkeys(name for names in lists for name in names)


def _actors(people: Iterable[Mapping[str, Any]], records: Iterable[Mapping[str, Any]]) -> Iterator[list[str]]:
    for record in records:
        yield record["who"]
        yield [clause["who"] for clause in record.get("clauses", ()) if clause["who"]]
    for person in people:
        yield [each["by"] for each in person["judgements"]]


def _parts(records: Iterable[Mapping[str, Any]]) -> Iterator[list[str]]:
    """The rules that cover a part of a provision, where that is all that is told or where a result rests on it."""
    for record in records:
        yield [record["rule"]] if record["not_covered"] else []
        yield record.get("rests_on_part", [])


def _facts(s: Speaker, answers: Answers, people: Iterable[Mapping[str, Any]], records: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What is seen as a statement, everything else as a question."""
    said: dict[str, str] = {}
    for person in people:
        seen = [name for names in person.get("signs", {}).values() for name in names]
        said |= {n: s.fact(s.book.facts[n], answers.known[n]) for n in seen}
        asked = [
            *person["maybe"],
            *person["declined"],
            *(j["fact"] for j in person["judgements"]),
            *(q["fact"] for q in person.get("ask", ())),
        ]
        said |= {n: s.question(s.book.facts[n]) for n in asked if n not in said}
    missing = _once(record["missing"] for record in records)
    return said | {n: s.question(s.book.facts[n]) for n in missing if n not in said}


def _notices(s: Speaker, records: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """The cautions of rules, of the whole form, whomever each was decided about; the other kinds are told by what they name."""
    said: dict[str, dict[str, str]] = {}
    for record in records:
        rule = record["rule"]
        told = {n["key"]: s.t.say(f"rule.{rule}.notice.{n['key']}") for n in record.get("notices", ()) if n["kind"] == "rule"}
        if told:
            said.setdefault(rule, {}).update(told)
    return said
