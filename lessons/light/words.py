"""What the light version says, in one language: sentences of the library, by their contexts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from lessons.light.program import rules_of
from lessons.source import ROOT
from tunnistus.rules.model import Fact, Value
from tunnistus.rules.roles import IN_VIEW, holder
from tunnistus.saying.contacts import ANYBODY, contact_of, short_name, ways_to_reach
from tunnistus.saying.interview import why
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import l10n

PRACTICE: Final = ("practice.", "show.story.invented", "show.head.points", "ask.stop")
INTERVIEW: Final = ("ask.", "web.", "state.", "danger.", "child.", "contradiction.", "ui.head.", "ui.counts", "ui.yes", "ui.no", "page.now")


@cache
def _finnish() -> Mapping[str, Any]:
    """The Finnish texts of the code, by context; a pair where it is a text for one and one for several."""
    return dict(l10n.messages_of_code(ROOT).keys())


def of_code(s: Speaker, beginnings: Iterable[str]) -> dict[str, str]:
    """Return the texts of the code whose contexts begin so; of such that count, those for several under ``<context>.many``."""
    found = {}
    for context, said in sorted(_finnish().items(), key=lambda each: each[0]):
        if context.startswith(tuple(beginnings)) and not context.endswith(".plain"):
            one, many = (said, "") if isinstance(said, str) else said
            found[context] = s.t.count(context, one, many, 1) if many else s.t.ui(context, one)
            if many:
                found[f"{context}.many"] = s.t.count(context, one, many, 2)
    return found


def facts(s: Speaker, wanted: Mapping[str, Collection[Value]], *, counts: bool) -> list[dict[str, Any]]:
    """Return of each fact, in the order of those wanted, its question and the sentences of some values, as JSON has them.

    Args:
        wanted: of each fact the values of which something is said.
        counts: also what counts at a question and what does not.
    """
    return [_fact(s, s.book.facts[name], values, counts=counts) for name, values in wanted.items()]


def _fact(s: Speaker, fact: Fact, values: Collection[Value], *, counts: bool) -> dict[str, Any]:
    asked = fact.askable and not fact.judgement
    said: dict[str, Any] = {"ask": s.question(fact)} if asked else {}
    said |= {str(value).lower() if isinstance(value, bool) else str(value): s.fact(fact, value) for value in values}
    counted = s.counts(fact) if counts and asked else None
    return said | ({"counts": list(counted)} if counted else {})


def shown(fact: Fact) -> tuple[Value, ...]:
    """Return the values of a fact that a result tells: what makes it a sign, or what was found."""
    if fact.type == "enum":
        return fact.values
    return () if fact.derived and not fact.askable else (fact.polarity != "reassuring",)


def outcomes(s: Speaker, rules: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return what the outcomes of some rules say; tables that only the next step reads say nothing."""
    asked = ((name, s.book.rules[name]) for name in rules if not (s.book.rules[name].ordered and name != "next_step"))
    return {name: {outcome: s.outcome(name, outcome) for outcome in rule.outcomes} for name, rule in asked}


def cautions(s: Speaker) -> dict[str, str]:
    """Return the cautions of what stays in view, by rule and key."""
    return {
        f"{rule.id}.{notice.key}": s.t.say(f"rule.{rule.id}.notice.{notice.key}")
        for rule in rules_of(s.book)
        for notice in rule.notices
        if rule.role in IN_VIEW
    }


def relations(s: Speaker, names: Iterable[str]) -> dict[str, str]:
    """Return why what relations say is so."""
    return {name: s.t.say(f"relation.{name}.because") for name in names}


def contacts(s: Speaker, day: date) -> dict[str, list[Any]]:
    """Return whom everybody can call: who it is, and pairs of what is shown and its address."""
    reached = {name: ways_to_reach(contact_of(s.book, role), s.lang) for role in ANYBODY for name in [holder(s.book, role)]}
    return {name: [short_name(s, name, day), [list(way) for way in ways]] for name, ways in reached.items() if ways}


def reasons(s: Speaker, inside: Iterable[Fact]) -> list[str]:
    """Return of each fact why an interview asks about it; empty where there is nothing to say."""
    return [why(s, fact) if fact.askable and not fact.judgement else "" for fact in inside]
