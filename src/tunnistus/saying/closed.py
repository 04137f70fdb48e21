"""Grounds that fail: what is settled at nothing for this person says why, with what is still possible beside it.

Where a rule covers only a part of a provision nothing fails: it stands apart, with what is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tunnistus.explaining.explain import Decision, Reason
from tunnistus.explaining.near import closed
from tunnistus.saying.report import Heading, Item
from tunnistus.saying.sections import cautions, guidance, not_covered, on_parts
from tunnistus.saying.speaker import Speaker

__all__ = ["closed_part"]


def closed_part(s: Speaker, decisions: Iterable[Decision]) -> Iterator[Heading]:
    """Yield the section of grounds that fail, by rule set, each with its reason and with what is still possible beside it."""
    t = s.t
    every = [d for d in decisions if d.counts]
    inside = []
    for ruleset, grounds in _grounds(s, closed(every)).items():
        possible = tuple(Item(s.title(d.rule.id), about=f"rule {d.rule.id}") for d in every if d.rule.ruleset == ruleset and _still(d))
        still = (Heading(t.ui("ui.head.still_possible", "Yhä mahdollista"), items=possible),) if possible else ()
        inside.append(Heading(t.say(f"ruleset.{ruleset}.title"), items=tuple(grounds), inside=still))
    if inside:
        yield Heading(
            t.ui("ui.head.closed", "Mikä ei nyt tule kyseeseen"),
            (t.ui("ui.closed", "Tämä koskee vain mainittua kohtaa ja sitä, mitä nyt tiedetään. Muita mahdollisuuksia voi olla."),),
            inside=tuple(inside),
        )
    parts = _grounds(s, closed(every, covered=False))
    if parts:
        yield Heading(
            t.ui("ui.head.not_covered", "Mihin tämä ohjelma ei vastaa kokonaan"),
            inside=tuple(Heading(t.say(f"ruleset.{ruleset}.title"), items=tuple(grounds)) for ruleset, grounds in parts.items()),
        )


def _grounds(s: Speaker, found: Iterable[tuple[Decision, Reason]]) -> dict[str, list[Item]]:
    """Each ground by its rule set."""
    groups: dict[str, list[Item]] = {}
    for d, reason in found:
        groups.setdefault(d.rule.ruleset, []).append(_ground(s, d, reason))
    return groups


def _ground(s: Speaker, d: Decision, reason: Reason) -> Item:
    """One ground that fails, with its place in the law, what holds instead where something does, why, and its own cautions."""
    cite = next((c for clause in d.rule.clauses if clause.then == reason.outcome for c in clause.cite), None)
    place = f" · {s.short(cite)}" if cite and s.register == "worker" else ""
    instead = (Item(s.outcome(d.rule.id, d.due), tuple(map(Item, guidance(s, d)))),) if d.due else ()
    left_out = map(Item, not_covered(s, d.rule.id) if d.rule.covers_part else ())
    under = (*instead, *left_out, *map(Item, on_parts(s, d)), *_why(s, d, reason), *map(Item, cautions(s, d, own=True)))
    return Item(s.title(d.rule.id) + place, under, about=f"rule {d.rule.id}")


def _why(s: Speaker, d: Decision, reason: Reason) -> Iterator[Item]:
    """The facts, without their sources, and why they lead there; of a judgement who made it, when, and that its remedy is worth asking."""
    answers = d.case.answers
    for name in reason.facts:
        (item,) = s.facts([name], answers) or (None,)
        if item and name in answers.judged:
            yield Item(
                item.text,
                (*item.under[:1], Item(s.t.ui("ui.closed.remedy", "Kysy päätöksen tehneeltä viranomaiselta, voiko siitä valittaa.")))
                if s.register == "worker"
                else (),
                about=item.about,
            )
        elif item:
            yield Item(item.text, about=item.about)
    if s.register == "worker":
        yield from (Item(s.t.say(f"relation.{name}.because")) for name in reason.relations)


def _still(d: Decision) -> bool:
    """Whether a rule may still lead to something that is given or that somebody may do; not a bar, and no term of law."""
    effects = {clause.effect for clause in d.plan.clauses if clause.then}
    open_ = (d.due and d.due != d.rule.otherwise) or d.options or (d.possible and not d.settled)
    return bool(open_) and not effects <= {"bar", "definition"}
