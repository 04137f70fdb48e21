"""One person assessed: every decision about them, what is seen, and what to ask next. Language-free; ``say`` renders it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, Final, Self

import attrs

from tunnistus.deciding.decide import Case
from tunnistus.discreet import discreet
from tunnistus.errors import UnknownName, all_known, door
from tunnistus.explaining import explain, receipts, results
from tunnistus.explaining.danger import Danger, danger_of
from tunnistus.explaining.explain import Decision, Question, Reason
from tunnistus.explaining.state import Standing, State, sign_state, signs_of, standing
from tunnistus.messages import message
from tunnistus.rules.answers import Answers, Mark
from tunnistus.rules.cached import of_book
from tunnistus.rules.graph import used_rules
from tunnistus.rules.model import PARTS, Book, Fact, Value
from tunnistus.rules.roles import IN_VIEW, held, holder

__all__ = [
    "NOTHING_LIKELY",
    "SETTLED",
    "Assessed",
    "Other",
    "Sign",
    "Signs",
    "danger_for",
    "identification",
    "in_turn",
    "next_question",
    "ours",
    "rules_about",
    "told_of_wish",
    "why_ended",
    "wished",
    "worth_asking",
]

SETTLED: Final = "settled"  # why an interview ends
STATES: Final = ("seen", "absent", "maybe", "open")  # of a sign
NEXT: Final = 10  # questions in the short form of a result
NOTHING_LIKELY: Final = "nothing_likely"
ELEMENTS: Final = ("act", "means", "purpose", "harm", "context", "safety")
FORMS: Final = ("labour", "sexual", "marriage", "crime", "begging", "organ", "domestic", "reproductive")


@discreet
@attrs.frozen
class Sign:
    """A published sign and its state: ``seen``, ``absent``, ``maybe`` or ``open``. Does not show the state in its ``repr``."""

    fact: str
    state: str = attrs.field(repr=False)
    element: str
    forms: tuple[str, ...]


@discreet
@attrs.frozen
class Signs:
    """What is seen and what is not, over all facts that are signs. Shows how many there are in its ``repr``, and not which are seen."""

    all: tuple[Sign, ...]

    def __repr__(self) -> str:
        return f"<Signs: the state of {len(self.all)}>"

    @door
    def state(self, name: str) -> tuple[Sign, ...]:
        """Return the signs that are ``seen``, ``absent``, ``maybe`` or ``open``. Raises :class:`UnknownName`."""
        all_known("name", (name,), STATES, message("There is no such state."))
        return tuple(s for s in self.all if s.state == name)

    @property
    def seen(self) -> tuple[Sign, ...]:
        """Signs that are present."""
        return self.state("seen")

    def by_element(self) -> dict[str, tuple[Sign, ...]]:
        """Return what is seen grouped by act, means, purpose, harm, context and safety; empty groups are left out."""
        groups = {e: tuple(s for s in self.seen if s.element == e) for e in ELEMENTS}
        return {e: signs for e, signs in groups.items() if signs}

    def by_form(self) -> dict[str, tuple[Sign, ...]]:
        """Return what is seen grouped by the forms of exploitation that it points to, side by side and without ranking.

        Only a sign that is particular to one or two forms counts; one that fits most forms points to none.
        """
        telling = [s for s in self.seen if len(s.forms) <= 2]
        groups = {f: tuple(s for s in telling if f in s.forms) for f in FORMS}
        return {f: signs for f, signs in groups.items() if signs}


@discreet
@attrs.frozen
class Other:
    """A child or family member: danger, signs and their own rule sets, decided with their own answers."""

    about: str
    case: Case = attrs.field(repr=False)
    decisions: Mapping[str, Decision] = attrs.field(repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return _other, (self.about, self.case, tuple(self.decisions))

    @property
    def given(self) -> int:
        """How many questions were answered about them."""
        return len(self.case.answers.given)


@discreet
@attrs.frozen(eq=False)
class Assessed:
    """All decisions about one person, as data and not yet in any language. Shows no answers in its ``repr``.

    Attributes:
        decisions: rule id to decision, of every rule set about the person, in the order of the files.
        others: decided children and family members.
        by_role: for each role of the worker that was given, the decisions about duties in that role.
    """

    case: Case
    decisions: Mapping[str, Decision] = attrs.field(repr=False)
    others: tuple[Other, ...] = ()
    by_role: Mapping[str, Mapping[str, Decision]] = attrs.field(factory=dict, repr=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what it follows from, the answers included: another process decides it again."""
        by_role = [(role, next(iter(each.values())).case, tuple(each)) for role, each in self.by_role.items() if each]
        return _assessed, (type(self), self.case, tuple(self.decisions), self.others, by_role)

    @property
    def next_step(self) -> Decision:
        """What now: floor is the step at least, ceiling what open questions can still raise it to.

        Raises:
            UnknownName: of rule data of others no rule has this role. So of :attr:`emergency` and :attr:`child_route`.
        """
        return self._of_role("step")

    @property
    def emergency(self) -> Decision:
        """Whether help is needed at once."""
        return self._of_role("danger")

    @property
    def child_route(self) -> Decision:
        """Whether the route of a child is open beside the next step."""
        return self._of_role("child")

    def _of_role(self, role: str) -> Decision:
        if found := held(self.case.book, role, self.decisions):
            return found
        what = message("No rule has the role {role}.", role=repr(role))
        raise UnknownName(what, where="role", todo=message("Write 'role: {needed}' at the rule that it belongs to.", needed=role))

    @property
    def other_help(self) -> dict[str, Decision]:
        """Help that fits beside the next step, whatever that is."""
        return self.part("help")

    @property
    def law(self) -> dict[str, dict[str, Decision]]:
        """Decisions by rule set, of the rules in force that concern the person."""
        found: dict[str, dict[str, Decision]] = {}
        for name, decision in self.part("law").items():
            if decision.counts:
                found.setdefault(decision.rule.ruleset, {})[name] = decision
        return found

    @property
    def rights(self) -> dict[str, Decision]:
        """Rights to tell the person about."""
        return self.part("right")

    @property
    def duties(self) -> dict[str, Decision]:
        """What this worker shall or may do, over all roles that were given: the duties of one role add to those of another."""
        found = self.part("duty")
        for decisions in self.by_role.values():
            found.update({n: d for n, d in decisions.items() if d.due or d.options})
        return found

    @property
    def beside(self) -> dict[str, Decision]:
        """What rules say that others read beside the shipped ones; it changes nothing else."""
        return self.part("beside")

    @cached_property
    def _without_theirs(self) -> Self | None:
        theirs = self.beside
        return attrs.evolve(self, decisions={n: d for n, d in self.decisions.items() if n not in theirs}) if theirs else None

    @property
    def not_in_force(self) -> tuple[str, ...]:
        """Rules that give no outcome on these dates."""
        return tuple(name for name, d in self.decisions.items() if not d.in_force)

    @property
    def out_of_scope(self) -> tuple[str, ...]:
        """Rules in force that do not concern the person."""
        return tuple(name for name, d in self.decisions.items() if d.in_force and not d.counts)

    @door
    def part(self, name: str) -> dict[str, Decision]:
        """Return the decisions that stand under emergency, child, help, next_step, law, right, duty, offence or beside.

        Raises:
            UnknownName: there is no such part.
        """
        all_known("name", (name,), PARTS, message("There is no such part."))
        return dict(self._parts.get(name, ()))

    @cached_property
    def _parts(self) -> Mapping[str, Mapping[str, Decision]]:
        found: dict[str, dict[str, Decision]] = {}
        for name, decision in self.decisions.items():
            found.setdefault(decision.rule.part, {})[name] = decision
        return found

    @cached_property
    def signs(self) -> Signs:
        """What is seen: signs present, absent, perhaps present and open."""
        return Signs(tuple([Sign(f.id, sign_state(f, self.case.answers), f.element, f.forms) for f in signs_of(self.case.book)]))

    @cached_property
    def standing(self) -> Standing:
        """The state and what its sentence counts."""
        return standing(self.case.book, self.case.answers, held(self.case.book, "step", self.decisions))

    @property
    def state(self) -> State:
        """Where the person stands, over everything that is known: what the first sentence of a page says."""
        return self.standing.state

    @property
    def identification(self) -> dict[str, Decision]:
        """What signs tell: danger, the route of a child, the next step and how to talk safely; neither help nor law."""
        return {n: self.decisions[n] for n in identification(self.case.book)}

    def why(self) -> dict[str, tuple[Reason, ...]]:
        """Return by rule id the minimal reasons of what is certain: outcomes that are due, an option or reached."""
        return self._each_why(Decision.why)

    def why_all(self) -> dict[str, tuple[Reason, ...]]:
        """Return by rule id, for what is certain, every fact and clause that alone or with others carries it; see :meth:`why`."""
        return self._each_why(Decision.why_all)

    def _each_why(self, why: Callable[[Decision, str], Reason]) -> dict[str, tuple[Reason, ...]]:
        found = {n: tuple(why(d, outcome) for outcome in d.certain()) for n, d in self.decisions.items() if d.counts}
        return {n: reasons for n, reasons in found.items() if reasons}

    @door
    def ask(self, *, only: Collection[str] | None = None, skip: Collection[str] = (), details: bool = False) -> tuple[Question, ...]:
        """Return the next questions, the gentlest first; empty when nothing open can change anything.

        What only rules beside the shipped ones ask comes after what these ask.

        Args:
            only: ids of the rules that the answers shall matter to, such as :attr:`identification`; all rules when left out.
            skip, details: see :func:`tunnistus.explaining.explain.ask`.

        Raises:
            UnknownName: there is no such rule or fact.
        """
        if only is None and not skip and not details:
            return self._questions
        book = self.case.book
        all_known("only", only or (), book.rules, message("There is no such rule."))
        all_known("skip", skip, book.facts, message("There is no such fact."))
        decisions = {n: d for n, d in self.decisions.items() if only is None or n in only}
        return explain.ask(worth_asking(decisions), self.case, skip=skip, details=details)

    @cached_property
    def _questions(self) -> tuple[Question, ...]:
        return explain.ask(worth_asking(self.decisions), self.case)

    @door
    def receipt(self, *, values: bool = False) -> dict[str, Any]:
        """Return what all results depend on, under one digest: the seal and its parts, dates, and what each decision tells.

        Args:
            values: also all answers, so that everything can be worked out again. They are personal data.
        """
        decided = [d.told() for d in self.decisions.values()]
        by_role = {role: [d.told() for d in duties.values()] for role, duties in self.by_role.items()}
        others = [{"about": o.about, "decisions": [d.told() for d in o.decisions.values()], **_given(o.case, values)} for o in self.others]
        more = {name: told for name, told in (("by_role", by_role), ("others", others)) if told}
        return receipts.digested({**receipts.head(self.case), "decisions": decided, **more, **_given(self.case, values)})

    @door
    def to_dict(self, *, full: bool = False, values: bool = False) -> dict[str, Any]:
        """Return the assessment as plain data for JSON (``docs/json.md``): the state, signs and marks, what is certain and where it is
        written, which outcomes are open, the next questions, and until when the law was read. Signs are answers: keep it safe.

        Args:
            full: every decision, also an open one, with clauses, reasons, periods, notices and stretches of days; and every question.
            values: also all answers and dates, from which the same assessment is worked out again, and the days of periods. They are
                personal data.
        """
        step = held(self.case.book, "step", self.decisions)
        each = (self.decisions, *self.by_role.values(), *(o.decisions for o in self.others))
        shown = [d for decisions in each for d in decisions.values() if d.counts and (full or d.certain())]
        told = {d: d.record(full=full, values=values) for d in shown}
        others = [{"about": o.about, **_person(o.case, o.decisions, told, values)} for o in self.others]
        roles = {role: _records(duties, told) for role, duties in self.by_role.items()}
        return {
            **results.head(self.case, "assessment", values), "urgent": danger_for(self).first(), "state": self.state.value,
            "next_step": {"floor": step.floor, "ceiling": step.ceiling, "settled": step.settled} if step else None,
            "signs": {e: [s.fact for s in signs] for e, signs in self.signs.by_element().items()}, "forms": list(self.signs.by_form()),
            **_person(self.case, self.decisions, told, values), "by_role": roles, "others": others,
            "ask": _questions(self.ask() if full else islice(in_turn(self), NEXT), full), "horizon": results.horizon(self.case.book, shown),
        }  # fmt: skip


_Told = Mapping[Decision, dict[str, Any]]  # what is told of the decisions that are shown


def _person(case: Case, decisions: Mapping[str, Decision], told: _Told, values: bool) -> dict[str, Any]:
    """Marks and judgements, what is certain, what is open with the outcomes that it can have, and which rules say nothing."""
    counting = {n: d for n, d in decisions.items() if d.counts}
    return {
        **results.marked(case, case.book.facts, values),
        "decisions": _records(decisions, told),
        "open": {n: list(d.possible) for n, d in counting.items() if not d.settled},
        "not_in_force": [n for n, d in decisions.items() if not d.in_force],
        "out_of_scope": [n for n, d in decisions.items() if n not in counting and d.in_force],
    }


def _records(decisions: Mapping[str, Decision], told: _Told) -> list[dict[str, Any]]:
    return [told[d] for d in decisions.values() if d in told]


def _questions(questions: Iterable[Question], full: bool) -> list[dict[str, Any]]:
    """The next questions; in the whole form with what they can change."""
    return [
        {"fact": q.fact, "stage": q.stage, "likely": q.likely, "judgement": q.judgement,
         **({"changes": {c.rule: list(c.outcomes) for c in q.changes}} if full else {})}
        for q in questions
    ]  # fmt: skip


def _given(case: Case, wanted: bool) -> dict[str, Any]:
    """All answers of a case, where they are wanted."""
    return {"answers": receipts.answers_of(case, case.book.facts)} if wanted else {}


def ours(a: Assessed) -> Assessed:
    """Return an assessment without what others read beside the shipped rules."""
    return a._without_theirs or a


def of_role(a: Assessed, role: str) -> Decision | None:
    """Return what the rule that holds a role decides of the person; ``None`` where no rule holds it."""
    return held(a.case.book, role, a.decisions)


def answered(a: Assessed, role: str) -> Value | Mark | None:
    """Return the answer to the fact that holds a role, or its mark; ``None`` while it is open or no fact holds the role."""
    name, answers = holder(a.case.book, role), a.case.answers
    return answers.known.get(name, answers.marks.get(name))


def wished(a: Assessed, role: str) -> str:
    """Return what the answer to the fact that holds a role tells of what the person wants; empty where it tells nothing."""
    fact = a.case.book.facts.get(holder(a.case.book, role))
    return told_of_wish(fact, a.case.answers.known.get(fact.id)) if fact else ""


def told_of_wish(fact: Fact, value: Value | None) -> str:
    """Return what an answer to a fact tells of what the person wants; empty where it tells nothing."""
    return next((told for each, told in fact.wishes if each == value), "")


def danger_for(a: Assessed) -> Danger:
    """Return what is said of danger before anything else, as ids."""
    return danger_of(a.case.book, a.decisions, [o.decisions for o in a.others])


@of_book
def identification(book: Book) -> tuple[str, ...]:
    """Return the ids of the rules that identification rests on, in the order of the files; not of what only stays in view."""
    signs = (r for r in book.rules_in_order() if book.rulesets[r.ruleset].kind == "indicators" or r.role)
    return tuple(r.id for r in signs if r.part in ("emergency", "child", "next_step") and r.role not in IN_VIEW)


def rules_about(book: Book, whom: str, part: str = "") -> tuple[str, ...]:
    """Return the ids of the rules about the person, a child or a family member, in the order of the files; of one part alone if named."""
    return _by_whom(book).get((whom, part), ())


@of_book
def _by_whom(book: Book) -> Mapping[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], dict[str, None]] = {}
    for rule in book.rules_in_order():
        for part in ("", rule.part):
            found.setdefault((book.rulesets[rule.ruleset].about, part), {})[rule.id] = None
    return {key: tuple(names) for key, names in found.items()}


def worth_asking(decisions: Mapping[str, Decision]) -> list[Decision]:
    """Return the decisions that questions may be about; not the tables that the next step reads, which matter through it alone."""
    found = dict(decisions.items())  # all of them are read, so none is decided apart
    step = next((d for d in found.values() if d.rule.role == "step"), None)
    read = used_rules(step.rule) if step else ()
    return [d for name, d in found.items() if not (name in read and step and d.rule.part == step.rule.part)]


def in_turn(a: Assessed, *, only: Collection[str] | None = None, skip: Collection[str] = (), details: bool = False) -> Iterator[Question]:
    """Yield what :meth:`Assessed.ask` returns, each worked out when it is asked for."""
    decisions = {n: d for n, d in a.decisions.items() if only is None or n in only}
    return explain.one_by_one(worth_asking(decisions), a.case, skip=skip, details=details)


def next_question(questions: Iterable[Question], answers: Answers) -> Question | None:
    """Return the question to put in a conversation: the first that is likely, else the first.

    No judgement, and none that was answered "perhaps" already. An interview ends where there is none, or none that is likely.
    """
    first = None
    for q in questions:
        if not q.judgement and q.fact not in answers.marks:
            if q.likely:
                return q
            first = first or q
    return first


def why_ended(step: Decision | None) -> str:
    """Return why an interview about signs ends where nothing likely is left: the step cannot change any more, or it still can."""
    return SETTLED if step and step.settled else NOTHING_LIKELY


def _other(about: str, case: Case, rules: tuple[str, ...]) -> Other:
    return Other(about, case, explain.decisions_of(case, rules))


def _assessed(
    kind: type[Assessed], case: Case, rules: tuple[str, ...], others: tuple[Other, ...], by_role: list[tuple[str, Case, tuple[str, ...]]]
) -> Assessed:
    roles = {role: explain.decisions_of(of_role, names) for role, of_role, names in by_role}
    return kind(case, explain.decisions_of(case, rules), others, roles)
