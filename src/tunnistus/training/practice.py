"""Practising with an invented person: read or meet, notice, say the next step, compare. A state machine without language and output.

Every step gives a new :class:`Practice`; nothing is kept anywhere else, and nothing is counted beyond what was seen and what was missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

import attrs

from tunnistus.deciding.decide import Case
from tunnistus.discreet import discreet
from tunnistus.errors import TunnistusError, UnknownName, door, named, nearest
from tunnistus.explaining.assessed import identification, worth_asking
from tunnistus.explaining.explain import Decision, ask, decision_of, decisions_of, one_more
from tunnistus.explaining.state import is_sign, sign_state
from tunnistus.messages import message
from tunnistus.rules import wire
from tunnistus.rules.answers import Answers, Dates, read_answers
from tunnistus.rules.model import Book, Fact, Value
from tunnistus.rules.roles import holder
from tunnistus.saying.stories import story_of
from tunnistus.shipping import source
from tunnistus.trying.replies import reply

__all__ = ["Comparison", "OneMore", "Practice", "Twin", "practise"]

OFFERED: Final = 3  # questions to choose from at a time
BESIDE: Final = 4  # signs at least that a story does not tell, among those to mark


@attrs.frozen
class OneMore:
    """One more fact, and the step that the rules reach at least if it is so and everything else stays as it is."""

    fact: str
    value: Value
    step: str


@attrs.frozen
class Twin:
    """Another person of whom all is the same but a few facts: which, and the step that the rules reach at least for them."""

    differs: tuple[str, ...]
    step: str


@discreet
@attrs.frozen(repr=False)
class Comparison:
    """What a learner noticed and said beside what the story tells and the rules say. Facts are ids, in the order of the vocabulary.

    Attributes:
        seen: signs that were marked and are told.
        missed: signs that are told and were not marked, although the learner had read or heard of them.
        unasked: signs that are told and that the learner, meeting the person, did not ask about.
        perhaps: signs that were marked and of which the story says "perhaps"; ``left_open``: those of which it says so, not marked.
        imagined: signs that were marked and are not told; ``denied`` are those of them of which the story says that it is not so.
        said: the step that the learner said; ``step``: the one that the rules reach at least; ``highest``: the one that open questions can
            still raise it to.
        reasons: what carries that step: pairs of a fact and its value.
        now: rules of danger, of a child and of talking safely that say what to do, with what they say.
        help: other help that fits, likewise.
        one_more: what one more sign would change of those that the story leaves open, what it leaves at "perhaps" first.
        twin: the person who differs a little; ``None`` where the story has no twin.
        points: keys of what to talk about.
    """

    seen: tuple[str, ...]
    missed: tuple[str, ...]
    unasked: tuple[str, ...]
    perhaps: tuple[str, ...]
    left_open: tuple[str, ...]
    imagined: tuple[str, ...]
    denied: tuple[str, ...]
    said: str
    step: str
    highest: str
    reasons: tuple[tuple[str, Value], ...]
    now: tuple[tuple[str, str], ...]
    help: tuple[tuple[str, str], ...]
    one_more: tuple[OneMore, ...]
    twin: Twin | None
    points: tuple[str, ...]

    def __repr__(self) -> str:
        return "<Comparison>"


@discreet
@attrs.frozen(repr=False, eq=False, slots=False)
class Practice:
    """A practice under way. Shows in its ``repr`` which story it is, and not what the learner noticed or said.

    Attributes:
        story: the id of the story.
        whole: whether the learner has read the story.
        heard: what the learner has asked about, in order, and the answers; ``None`` where the story does not tell.
        marked: signs that the learner noticed; ``None`` before.
        said: the step that the learner said; ``None`` before.
    """

    book: Book
    story: str
    whole: bool = False
    heard: Mapping[str, Any] = attrs.field(factory=dict)
    marked: tuple[str, ...] | None = None
    said: str | None = None

    def __repr__(self) -> str:
        return f"<Practice with {self.story}>"

    # -- the story -------------------------------------------------------------------------------------------------

    @property
    def as_of(self) -> date:
        """The day on which the worker meets the person."""
        return self._dates.as_of

    @cached_property
    def _told(self) -> Mapping[str, Any]:
        return story_of(self.book, self.story)

    @cached_property
    def _dates(self) -> Dates:
        days = {name: date.fromisoformat(self._told[name]) for name in ("as_of", "act_from", "act_to") if name in self._told}
        return Dates(**days)

    @cached_property
    def _answers(self) -> dict[str, Any]:
        """What the story tells, as ``assess`` takes it."""
        return wire.read(self.book, self._told["answers"])

    def _case(self, answers: Mapping[str, Any]) -> Case:
        return Case(self.book, read_answers(self.book, answers, self._dates), self._dates)

    @cached_property
    def _known(self) -> Answers:
        """What the story tells, with what follows from the answers that were heard: who tells one thing has told the broad question."""
        return read_answers(self.book, {**{n: a for n, a in self.heard.items() if a is not None}, **self._answers}, self._dates)

    def _signs(self, state: str) -> tuple[str, ...]:
        return tuple(f.id for f in self.book.facts.values() if is_sign(f) and sign_state(f, self._known) == state)

    # -- read or meet ----------------------------------------------------------------------------------------------

    def read(self) -> Practice:
        """Read the story whole. Raises :class:`TunnistusError` once something was marked."""
        self._before_marking()
        return attrs.evolve(self, whole=True)

    def questions(self) -> tuple[str, ...]:
        """Return the facts worth asking the person about now, at most three, the gentlest first; none once the story was read."""
        if self.whole or self.marked is not None:
            return ()
        case, decisions = self._met
        found = ask(worth_asking(decisions), case, skip=[n for n, a in self.heard.items() if a is None])
        asked = (q.fact for q in found if q.likely and not q.judgement and q.fact not in self.heard)
        return tuple(list(asked)[:OFFERED])

    @cached_property
    def _met(self) -> tuple[Case, dict[str, Decision]]:
        """What is known by asking alone."""
        case = self._case({n: a for n, a in self.heard.items() if a is not None})
        return case, decisions_of(case, identification(self.book))

    def now(self) -> tuple[tuple[str, str], ...]:
        """Return rules of danger, of a child and of talking safely that say what to do by what was heard so far, with what they say."""
        return self._due(self._met[1], (n for n in identification(self.book) if not self.book.rules[n].ordered))

    @door
    def ask(self, fact: str) -> Practice:
        """Ask the person about a fact; the answer stands in :attr:`heard`.

        Raises:
            UnknownName: there is no such fact, or it is none that a person is asked about.
            TunnistusError: something was marked already.
        """
        self._before_marking()
        if not named(fact, self.book.facts) or not self.book.facts[fact].askable:
            raise UnknownName(message("There is no such fact to ask about."), where=fact, todo=nearest(str(fact), self.book.facts))
        found = reply(self.book, self.book.facts[fact], self._answers, self._dates)
        return attrs.evolve(self, heard={**self.heard, fact: found})

    def _before_marking(self) -> None:
        if self.marked is not None:
            raise TunnistusError(
                message("The signs were marked already."), where=self.story, todo=message("Begin again to read or ask more.")
            )

    # -- notice and say --------------------------------------------------------------------------------------------

    def candidates(self) -> tuple[str, ...]:
        """Return signs to choose from: those that the story tells, says "perhaps" of or denies, and others of the same subjects that it
        does not tell."""
        facts = [f for f in self.book.facts.values() if is_sign(f)]
        told = [f for f in facts if sign_state(f, self._known) != "open"]
        near = [f for f in facts if f not in told and f.theme in self._subjects and f.askable and not f.opens]
        wanted = max(BESIDE, len(self._signs("seen")) // 2)
        beside = near[:: max(1, len(near) // wanted)][:wanted]
        return tuple(f.id for f in facts if f in told or f in beside)

    @door
    def notice(self, facts: str | Iterable[str]) -> Practice:
        """Mark the signs that the learner noticed; marking again takes the place of what was marked before.

        Raises:
            UnknownName: one of them is no sign.
        """
        marked = [facts] if isinstance(facts, str) else [*facts]
        for name in marked:
            if not named(name, self.book.facts) or not is_sign(self.book.facts[name]):
                signs = [f.id for f in self.book.facts.values() if is_sign(f)]
                raise UnknownName(message("There is no such sign."), where=name, todo=nearest(str(name), signs))
        return attrs.evolve(self, marked=self._in_order(marked), said=None)

    def steps(self) -> tuple[str, ...]:
        """Return the steps to choose from, the least first."""
        return self.book.rules[holder(self.book, "step")].outcomes

    @door
    def say(self, step: str) -> Practice:
        """Say the next step.

        Raises:
            UnknownName: there is no such step.
            TunnistusError: nothing was marked yet; marking that nothing was noticed is marking too.
        """
        if self.marked is None:
            raise TunnistusError(message("The signs were not marked yet."), where=self.story, todo=message("Mark them first."))
        if not named(step, self.steps()):
            todo = nearest(str(step), self.steps()) or message("These exist: {names}.", names=", ".join(self.steps()))
            raise UnknownName(message("There is no such step."), where=step, todo=todo)
        return attrs.evolve(self, said=step)

    # -- compare ---------------------------------------------------------------------------------------------------

    def compare(self) -> Comparison:
        """Return what was noticed and said beside the story and the rules. Raises :class:`TunnistusError` before a step was said."""
        if self.marked is None or self.said is None:
            raise TunnistusError(message("The step was not said yet."), where=self.story, todo=message("Say it first."))
        marked, told = set(self.marked), set(self._signs("seen"))
        perhaps, denied = set(self._signs("maybe")), set(self._signs("absent"))
        met = told if self.whole else told & self.heard.keys()
        step = self._decided[holder(self.book, "step")]
        return Comparison(
            seen=self._in_order(marked & told),
            missed=self._in_order(met - marked),
            unasked=self._in_order(told - met - marked),
            perhaps=self._in_order(marked & perhaps),
            left_open=self._in_order(perhaps - marked),
            imagined=self._in_order(marked - told - perhaps),
            denied=self._in_order(marked & denied),
            said=self.said,
            step=step.floor or "",
            highest=step.ceiling or "",
            reasons=tuple((name, step.case.answers.known[name]) for name in step.why_all(step.floor or "").facts),
            now=self._due(self._decided, (n for n in identification(self.book) if not self.book.rules[n].ordered)),
            help=self._due(self._decided, (r.id for r in self.book.rules_in_order() if r.part == "help")),
            one_more=self._one_more(step),
            twin=self._twin(),
            points=tuple(self._told["points"]),
        )

    @cached_property
    def _decided(self) -> dict[str, Decision]:
        names = [*identification(self.book), *(r.id for r in self.book.rules_in_order() if r.part == "help")]
        return decisions_of(self._case(self._answers), names)

    def _due(self, decisions: Mapping[str, Decision], rules: Iterable[str]) -> tuple[tuple[str, str], ...]:
        decided = ((name, decisions[name]) for name in rules)
        return tuple((name, d.due) for name, d in decided if d.due and d.counts)

    def _one_more(self, step: Decision) -> tuple[OneMore, ...]:
        """One fact at a time that the story leaves open, each with the highest step that it leads to."""
        found: dict[str, OneMore] = {}
        for outcome in reversed(step.rule.outcomes):
            for fact, value in one_more(step, outcome):
                if fact not in found and self._is_seen(self.book.facts[fact], value):
                    found[fact] = OneMore(fact, value, outcome)
        return tuple(sorted(found.values(), key=self._nearness))

    def _is_seen(self, fact: Fact, value: Value) -> bool:
        return is_sign(fact) and value is (fact.polarity == "risk") and sign_state(fact, self._known) in ("maybe", "open")

    def _nearness(self, each: OneMore) -> tuple[bool, bool, bool, bool, int]:
        """What the story leaves at "perhaps" before what the twin has, what is of its subjects and of its form."""
        fact, story = self.book.facts[each.fact], self._told
        subject, form = fact.theme in self._subjects, story["form"] in fact.forms
        maybe = sign_state(fact, self._known) == "maybe"
        return not maybe, fact.id not in story["differs"], not subject, not form, fact.order

    @cached_property
    def _subjects(self) -> set[str]:
        """Subjects of the signs of which the story says anything."""
        return {f.theme for f in self.book.facts.values() if is_sign(f) and sign_state(f, self._known) != "open"}

    def _twin(self) -> Twin | None:
        differs = wire.read(self.book, self._told["differs"])
        if not differs:
            return None
        floor = decision_of(self._case({**self._answers, **differs}), holder(self.book, "step")).floor
        return Twin(self._in_order(differs), floor or "")

    def _in_order(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(set(names), key=lambda n: self.book.facts[n].order))


@door
def practise(story: str, *, book: Book | None = None) -> Practice:
    """Begin to practise with a training story; see :func:`tunnistus.list_stories`.

    >>> import tunnistus as tn
    >>> practice = tn.practise("alike_courier").read().notice(["earnings_taken"]).say("keep_contact")
    >>> found = practice.compare()
    >>> found.imagined, found.step, found.twin.step
    (('earnings_taken',), 'keep_contact', 'find_out')

    Args:
        book: rule data other than the shipped ones.

    Raises:
        UnknownName: there is no such story.
    """
    book = book or source.book()
    story_of(book, story)
    return Practice(book, story)
