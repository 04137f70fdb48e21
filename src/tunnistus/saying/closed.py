"""Grounds that fail: what is settled at nothing for this person says why, with what is still possible beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tunnistus.explaining.explain import Decision, Reason, reasons_of
from tunnistus.saying.report import Heading, Item
from tunnistus.saying.speaker import Speaker

__all__ = ["closed", "closed_part"]


def closed(decisions: Iterable[Decision]) -> list[tuple[Decision, Reason]]:
    """Return the decisions that are settled at nothing, or at what holds otherwise, because of something known of the person."""
    asked = [(d, _sought(d)) for d in decisions if d.in_force and not d.rule.ordered and _settled_at_nothing(d)]
    asked = [(d, outcome) for d, outcome in asked if outcome]
    reasons = reasons_of(asked)
    return [(d, reason) for (d, _), reason in zip(asked, reasons, strict=True) if reason.facts]


def _settled_at_nothing(d: Decision) -> bool:
    return not d.options and d.due in (None, d.rule.otherwise) and d.settled


def _sought(d: Decision) -> str:
    """The outcome that somebody asks about: the first that is not what holds otherwise."""
    return next((o for o in d.rule.outcomes if o != d.rule.otherwise), "")


def closed_part(s: Speaker, decisions: Iterable[Decision]) -> Iterator[Heading]:
    """Yield the section of grounds that fail, by rule set, each with its reason and with what is still possible beside it."""
    t = s.t
    every = [d for d in decisions if d.in_force]
    groups: dict[str, list[Item]] = {}
    for d, reason in closed(every):
        groups.setdefault(d.rule.ruleset, []).append(_ground(s, d, reason))
    inside = []
    for ruleset, grounds in groups.items():
        possible = tuple(Item(s.title(d.rule.id)) for d in _beside(every, ruleset))
        still = (Heading(t.ui("ui.head.still_possible", "Yhä mahdollista"), items=possible),) if possible else ()
        inside.append(Heading(t.say(f"ruleset.{ruleset}.title"), items=tuple(grounds), inside=still))
    if inside:
        yield Heading(
            t.ui("ui.head.closed", "Mikä ei nyt tule kyseeseen"),
            (t.ui("ui.closed", "Tämä koskee vain mainittua kohtaa ja sitä, mitä nyt tiedetään. Muita mahdollisuuksia voi olla."),),
            inside=tuple(inside),
        )


def _ground(s: Speaker, d: Decision, reason: Reason) -> Item:
    """One ground that fails, with its place in the law, the sentence of what holds instead where there is one, and why."""
    cite = next((c for clause in d.rule.clauses if clause.then == reason.outcome for c in clause.cite), None)
    place = f" · {s.short(cite)}" if cite and s.register == "worker" else ""
    instead = (Item(s.outcome(d.rule.id, d.due)),) if d.due else ()
    return Item(s.title(d.rule.id) + place, (*instead, *(Item(i.text) for i in s.facts(reason.facts, d.case.answers))))


def _beside(decisions: Iterable[Decision], ruleset: str) -> list[Decision]:
    """What may still lead somewhere in the same rule set, or where nothing there does, in the same topic."""
    still = [d for d in decisions if (d.due and d.due != d.rule.otherwise) or d.options or (d.possible and not d.settled)]
    topic = ruleset.rpartition("/")[0]
    here = [d for d in still if d.rule.ruleset == ruleset]
    return here or [d for d in still if d.rule.ruleset.rpartition("/")[0] == topic]
