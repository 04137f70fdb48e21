"""What stands in a picture, in words: labels in a tree, each with the word of its state. The picture and the list beside it are made of the
same labels, so neither says more than the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from tunnistus.discreet import discreet
from tunnistus.rules.model import AtLeast, Clause, Const, Rule, Span, Test, Use
from tunnistus.rules.truth import TRUE
from tunnistus.saying.report import Item
from tunnistus.saying.show import dates, effect
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.tree import MET, OPEN_STATE, UNMET, Branch

__all__ = ["Label", "every", "item", "of_tree"]


@discreet
@attrs.frozen(repr=False)
class Label:
    """A node with its words. Neither state nor words are in its ``repr``.

    Attributes:
        id: the way from the root.
        kind: what is drawn: ``rule``, ``scope``, ``outcome``, ``clause``, ``leaf``, ``joint``, ``element`` or ``sign``.
        state: ``met``, ``unmet``, ``open`` or empty; the shape.
        word: the same in the language; empty where there is no state.
        text: the sentence.
        more: sentences that belong to it.
    """

    id: str
    kind: str
    state: str
    word: str
    text: str
    more: tuple[str, ...] = ()
    under: tuple[Label, ...] = ()

    def __repr__(self) -> str:
        return f"<Label {self.id} {self.kind}>"

    @property
    def said(self) -> str:
        """The word of the state and the sentence."""
        return f"{self.word}: {self.text}" if self.word else self.text


def every(label: Label) -> Iterator[Label]:
    """Yield a label and all below it, from the top down."""
    yield label
    for under in label.under:
        yield from every(under)


def item(label: Label) -> Item:
    """Return the same as a nested list."""
    return Item(label.said, (*map(Item, label.more), *map(item, label.under)))


# -- the tree of a rule ------------------------------------------------------------------------------------------


def of_tree(s: Speaker, tree: Branch) -> Label:
    """Return the labels of the tree of a rule."""
    rule = tree.shows
    assert isinstance(rule, Rule)
    return _Words(s, rule).label(tree)


class _Words:
    """Says the branches of one rule. Clauses have numbers, in the order of the rule."""

    def __init__(self, s: Speaker, rule: Rule) -> None:
        self.s, self.rule = s, rule
        self.numbers = {clause.name: n for n, clause in enumerate(rule.clauses, 1)}

    def label(self, branch: Branch) -> Label:
        kind = {"test": "leaf", "use": "leaf", "const": "leaf", "not": "joint", "at_least": "joint"}.get(branch.kind, branch.kind)
        text, more = self.text(branch)
        return Label(branch.id, kind, branch.state, self.word(branch), text, more, tuple(map(self.label, branch.under)))

    def text(self, branch: Branch) -> tuple[str, tuple[str, ...]]:
        t, shows = self.s.t, branch.shows
        if isinstance(shows, Clause):
            return self.clause(branch, shows)
        if branch.kind == "scope":
            return t.ui("show.scope", "Sääntö koskee vain näitä henkilöitä:"), ()
        if isinstance(shows, Rule):
            return self.s.title(shows.id), tuple(dates(self.s, shows.valid))
        if isinstance(shows, str):
            last = t.ui("picture.otherwise", "Seuraa, jos mikään muu ei seuraa.")
            return self.s.outcome(self.rule.id, shows), (last,) if shows == self.rule.otherwise else ()
        if isinstance(shows, Use):
            said = t.ui("picture.use", "Toisen säännön mukaan ({title}):").format(title=self.s.title(shows.rule))
            return said, (self.s.outcome(shows.rule, shows.outcome),)
        if isinstance(shows, Test):
            return _test(self.s, shows)
        if isinstance(shows, Const):
            return t.ui("ui.cond.always", "Aina.") if shows.truth == TRUE else t.ui("ui.cond.never", "Ei koskaan."), ()
        if isinstance(shows, AtLeast):
            return _joint(self.s, shows), ()
        return t.ui("ui.cond.not", "Näin ei ole:"), ()

    def clause(self, branch: Branch, clause: Clause) -> tuple[str, tuple[str, ...]]:
        t = self.s.t
        said = t.ui("picture.clause", "Kohta {n}. {effect}").format(n=self.numbers[clause.name], effect=effect(self.s, clause.effect))
        beaten = t.ui("picture.beaten_by", "Tämän syrjäyttää kohta {n}.")
        beats = t.ui("picture.beats", "Syrjäyttää kohdan {n}, jos tämä soveltuu.")
        more = (
            *(map(self.s.short, clause.cite) if clause.cite else map(self.s.source, clause.source)),
            *(dates(self.s, clause.valid) if clause.valid != self.rule.valid else ()),
            *(beaten.format(n=self.numbers[name]) for name in branch.others),
            *(beats.format(n=self.numbers[name]) for name in clause.beats if name in self.numbers),
        )  # fmt: skip
        return said, more

    def word(self, branch: Branch) -> str:
        t = self.s.t
        if not branch.state:
            return ""
        if branch.kind == "outcome":
            return {
                "due": t.ui("picture.due", "Seuraa"),
                "option": t.ui("picture.option", "Valittavissa"),
                "reached": t.ui("picture.reached", "Vähintään tämä"),
                "open": t.ui("picture.open", "Avoin"),
                "excluded": t.ui("picture.excluded", "Ei seuraa"),
            }[branch.because]
        if branch.because == "beaten":
            return t.ui("picture.beaten", "Syrjäytyy")
        if branch.kind == "clause":
            met, unmet = t.ui("picture.applies", "Soveltuu"), t.ui("picture.applies_not", "Ei sovellu")
        else:
            met, unmet = t.ui("picture.met", "Täyttyy"), t.ui("picture.unmet", "Ei täyty")
        return {MET: met, UNMET: unmet, OPEN_STATE: t.ui("picture.open", "Avoin")}[branch.state]


def _joint(s: Speaker, node: AtLeast) -> str:
    t = s.t
    if node.k == len(node.of):
        return t.ui("ui.cond.all", "Kaikki nämä:")
    if node.k == 1:
        return t.ui("ui.cond.any", "Ainakin yksi näistä:")
    return t.ui("ui.cond.at_least", "Ainakin {k} näistä:").format(k=node.k)


def _test(s: Speaker, node: Test) -> tuple[str, tuple[str, ...]]:
    fact, t = s.book.facts[node.fact], s.t
    if fact.type == "bool" and len(node.cells) == 1:
        return t.say(f"fact.{fact.id}.{'met' if node.cells == (True,) else 'unmet'}"), ()
    if fact.type in ("bool", "enum"):
        values = tuple(s.fact(fact, c) for c in node.cells if not isinstance(c, Span))
        return (values[0], ()) if len(values) == 1 else (t.ui("ui.cond.any", "Ainakin yksi näistä:"), values)
    return s.question(fact), tuple(_span(s, cell) for cell in node.cells if isinstance(cell, Span))


def _span(s: Speaker, span: Span) -> str:
    """The bounds of numbers or days, both included."""
    t = s.t
    low, high = (None if b is None else s.day(b) if isinstance(b, date) else s.number(b) for b in (span.low, span.high))
    days = isinstance(span.low, date) or isinstance(span.high, date)
    if low == high:
        return t.ui("picture.span.any", "Mikä arvo tahansa.") if low is None else f"{low}."
    if low and high:
        return (
            t.ui("picture.span.both", "Vähintään {low} ja enintään {high}.").format(low=low, high=high)
            if not days
            else t.ui("picture.span.days", "Aikaisintaan {low} ja viimeistään {high}.").format(low=low, high=high)
        )
    if low:
        said = t.ui("picture.span.since", "Aikaisintaan {low}.") if days else t.ui("picture.span.low", "Vähintään {low}.")
        return said.format(low=low)
    said = t.ui("picture.span.until", "Viimeistään {high}.") if days else t.ui("picture.span.high", "Enintään {high}.")
    return said.format(high=high)
