"""The nouns of the library: facts, conditions, clauses, rules, rule sets and the book that holds them.

All classes are frozen and compare by value. Texts are not here: :class:`Book` maps a stable context such as
``rule.permit.52a1.says.temporary`` to the Finnish sentence, and the catalogues translate it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, partial
from typing import Any, Final

import attrs

from tunnistus import seal
from tunnistus.errors import UnknownName, door, nearest
from tunnistus.messages import message
from tunnistus.rules.calendar import NO_CALENDAR, Calendar, Length
from tunnistus.rules.sheets import Sheet, only

__all__ = [
    "EFFECTS", "LANGUAGES", "PARTS", "SHOWN", "Accepted", "Amount", "AtLeast", "Book", "Cell", "Cite", "Clause",
    "Const", "Derived", "Fact", "Judgement", "LaterChange", "Listing", "Map", "Node", "Not", "Notice",
    "Parameter", "ParameterVersion", "Period", "Relation", "Row", "Rule", "RuleSet", "Span", "Test", "Use", "Value", "Window",
    "inside", "topics_of",
]  # fmt: skip

Value = bool | str | int | Decimal | date
EFFECTS: Final = ("duty", "power", "bar", "practice", "definition")
LANGUAGES: Final = ("fi", "sv", "en")  # the first is that of the rule files
SHOWN: Final = ("rules", "facts", "actors", "installed")  # lists that can be shown by their name, as a rule or fact by its id
OfNobody = Callable[[Any], Any]  # what holds of somebody of whom nothing is known, by the plan of a rule
HeldOf = Callable[[Any], Any]  # the diagram of a version of a rule; nothing of one that was not compiled with the rule data
PARTS: Final = ("emergency", "child", "next_step", "help", "law", "right", "duty", "offence", "beside")


@attrs.frozen
class Window:
    """Days from ``since`` to ``until``, both included; ``None`` is unbounded."""

    since: date | None = None
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @door
    def within(self, outer: Window) -> Window:
        """Return the part of this window that lies inside ``outer``; it may be empty (``since > until``)."""
        starts = [d for d in (self.since, outer.since) if d is not None]
        ends = [d for d in (self.until, outer.until) if d is not None]
        return Window(max(starts, default=None), min(ends, default=None))

    @property
    def empty(self) -> bool:
        return self.since is not None and self.until is not None and self.since > self.until

    @property
    def edges(self) -> tuple[date, ...]:
        """The days on which something changes: the first one, and the one after the last."""
        return tuple(day for day in (self.since, self.until and self.until + timedelta(days=1)) if day)


@attrs.frozen
class Span:
    """Numbers or dates from ``low`` to ``high``, both included; ``None`` is unbounded."""

    low: int | Decimal | date | None = None
    high: int | Decimal | date | None = None


Cell = bool | str | Span


def inside(value: Value, cells: tuple[Cell, ...]) -> bool:
    """Tell whether a known value lies in one of the cells of a :class:`Test`."""
    for cell in cells:
        if not isinstance(cell, Span):
            if cell == value:
                return True
        elif (cell.low is None or cell.low <= value) and (cell.high is None or value <= cell.high):  # type: ignore[operator]
            return True
    return False


@attrs.frozen
class Test:
    """One fact compared with constants: true inside the cells, false outside, open while the fact is open."""

    __test__ = False  # pytest: not a test class
    fact: str
    cells: tuple[Cell, ...]


@attrs.frozen(cache_hash=True)
class Not:
    """Negation."""

    of: Node


@attrs.frozen(cache_hash=True)
class AtLeast:
    """At least ``k`` of the children: ``all`` is n of n, ``any`` is 1 of n."""

    k: int
    of: tuple[Node, ...]


@attrs.frozen
class Use:
    """Another rule's outcome is due or a certain option; of an ordered rule: the step is reached."""

    rule: str
    outcome: str


@attrs.frozen
class Const:
    """A fixed truth value (see :mod:`tunnistus.rules.truth`)."""

    truth: int


Node = Test | Not | AtLeast | Use | Const


@attrs.frozen
class Cite:
    """A place in an act: ``UlkL 52 a § 1 mom. 3 k.``; ``unit`` is ``§`` or ``art``."""

    act: str
    section: str
    subsection: str = ""
    item: str = ""
    unit: str = "§"

    def __str__(self) -> str:
        parts = (f"{self.act} {self.section} {self.unit}{'.' if self.unit == 'art' else ''}",
                 self.subsection and f"{self.subsection} mom.", self.item and f"{self.item} k.")  # fmt: skip
        return " ".join(part for part in parts if part)


@attrs.frozen
class Map:
    """A row of a published list that a fact expresses or supports; ``note`` holds the list's own attributes."""

    source: str
    ref: str
    note: tuple[tuple[str, str], ...] = ()


@attrs.frozen
class Accepted:
    """A warning of the checker that the author has looked at: its code, what it is about, and why it may stay."""

    code: str
    about: str
    reason: str
    where: str = attrs.field(default="", eq=False)


@attrs.frozen
class Judgement:
    """An open-textured standard: who may decide it, and the keys of the factors shown for and against."""

    who: tuple[str, ...]
    weigh_for: tuple[str, ...] = ()
    weigh_against: tuple[str, ...] = ()


@attrs.frozen
class Derived:
    """A registered pure function, the facts or dates that it reads, and the parameters that it counts with.

    Attributes:
        gives: of a function that tells one of several things, the members of the fact that stand for them, in its order.
    """

    by: str
    inputs: tuple[str, ...]
    parameters: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()


@attrs.frozen
class Fact:
    """One observable or legal circumstance with a closed domain.

    Attributes:
        type: ``bool``, ``enum``, ``number`` or ``date``.
        theme: the subject; of the shipped facts the name of their file, of legal ones the topic.
        values: members of an enumeration, in order.
        low, high: bounds of a number, both included.
        decimals: of a number. Without any it is an ``int``, else a ``Decimal`` with just so many.
        stage: when to ask, 1 (safety) to 4 (most sensitive).
        askable: whether there is a question for it.
        opens: facts that are asked about only when this one is not answered with no: it asks about all of them at once.
        wish: what the person wants or agrees to; told with every result, and no rule of signs is lowered by it.
        scope: of whom it is asked. It counts all the same where it is known of others.
        past: of a date that lies on ``as_of`` or before it for everybody, such as that of birth.
        not_before: of a date the dates that lie on the same day or before it for everybody, where both are known.
        one_with: facts that are one circumstance with this one, as two answers to one question of a published list are.
        role: what the engine looks for, and finds in this fact: see :mod:`tunnistus.rules.roles`.
        states: values that tell where a person stands, each with what it tells: ``in_system``, ``other_ground``, ``left_system``, or
            ``nothing`` was found or decided.
        status: it tells who somebody is in law; a rule that fails by such facts alone is about other people.
        never_sign: no rule of signs may read it.
        wishes: values that tell what the person wants, each with what it tells, by which pages find what to say and to do.
    """

    id: str
    type: str
    theme: str
    order: int
    values: tuple[str, ...] = ()
    low: int | Decimal | None = None
    high: int | Decimal | None = None
    decimals: int = 0
    unit: str = ""
    element: str = ""
    forms: tuple[str, ...] = ()
    phase: str = "any"
    observers: tuple[str, ...] = ()
    sensitivity: str = "ordinary"
    stage: int = 2
    polarity: str = "neutral"
    evidence: bool = False
    askable: bool = True
    maps: tuple[Map, ...] = ()
    judgement: Judgement | None = None
    derived: Derived | None = None
    cite: tuple[Cite, ...] = ()
    source: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    wish: bool = False
    note: str = ""
    where: str = attrs.field(default="", eq=False)
    accepted: tuple[Accepted, ...] = ()
    scope: Node = attrs.field(factory=lambda: Const(1))
    past: bool = False
    not_before: tuple[str, ...] = ()
    one_with: tuple[str, ...] = ()
    role: str = ""
    states: tuple[tuple[bool | str, str], ...] = ()
    status: bool = False
    never_sign: bool = False
    wishes: tuple[tuple[bool | str, str], ...] = ()

    def __repr__(self) -> str:
        return f"<Fact {self.id}: {self.type}>"

    @property
    def step(self) -> Any:
        """The least difference between two numbers, or between two days."""
        if self.type == "date":
            return timedelta(days=1)
        return Decimal((0, (1,), -self.decimals)) if self.decimals else 1


@attrs.frozen
class Relation:
    """What follows from what in every possible world, of one person: where ``when`` holds, at least one of ``then`` does.

    Only of facts with named values, yes and no among them. Its sentence is the text ``relation.<id>.because``.
    """

    id: str
    when: Test
    then: tuple[Test, ...]
    cite: tuple[Cite, ...] = ()
    where: str = attrs.field(default="", eq=False)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts that it names, the one it starts from first."""
        return (self.when.fact, *(test.fact for test in self.then))


Amount = Length | date
"""A number of the law: a length of time, or a day."""


@attrs.frozen
class ParameterVersion:
    """A parameter from a day on, until its next version; ``None`` as the first day is as far back as any rule reads it."""

    since: date | None
    amount: Amount
    cite: tuple[Cite, ...] = ()


@attrs.frozen
class Parameter:
    """A number of the law, written once: clauses, derived facts and sentences name it.

    Attributes:
        versions: in the order of their days.
    """

    id: str
    versions: tuple[ParameterVersion, ...]
    where: str = attrs.field(default="", eq=False)

    @door
    def on(self, day: date) -> Amount | None:
        """Return the amount on a day; ``None`` before the first version."""
        return next((each.amount for each in reversed(self.versions) if each.since is None or each.since <= day), None)


@attrs.frozen
class Period:
    """A period that a clause opens, counted from a date fact.

    Attributes:
        shortest, longest: the names of the parameters that tell how long it lasts; empty where the law sets no such bound.
        until: the date fact that tells on which day it ends by the decision that was made; where it is known, the lengths do not count.
        extension: but for the longest, which is then how far an extension can reach.
        deadline: where something has to be done within the period, the derived fact that tells whether its time is over. Such a last day
            moves to a working day; that of a state that lasts does not.
    """

    start: str
    shortest: str = ""
    longest: str = ""
    deadline: str = ""
    until: str = ""
    extension: bool = False


@attrs.frozen
class Clause:
    """When something holds, with which effect, and where it is written.

    ``verified`` is the day until which its own text was read, where that is not the day of the acts that it cites.
    """

    name: str
    effect: str
    when: Node
    then: str = ""
    beats: tuple[str, ...] = ()
    valid: Window = Window()
    cite: tuple[Cite, ...] = ()
    source: tuple[str, ...] = ()
    who: str = ""
    period: Period | None = None
    verified: date | None = None
    where: str = attrs.field(default="", eq=False)

    def __repr__(self) -> str:
        return f"<Clause {self.name}: {self.effect}{f' → {self.then}' if self.then else ''}>"


@attrs.frozen
class Notice:
    """A caution shown with every decision of a rule, or while ``when`` is not excluded."""

    key: str
    when: Node = Const(1)
    valid: Window = Window()

    def __repr__(self) -> str:
        return f"<Notice {self.key}>"


@attrs.frozen
class Rule:
    """Outcomes that exclude one another. ``otherwise`` is an outcome or empty (no outcome).

    ``complete`` says that the file names no ``otherwise``: the clauses claim to give an outcome to every person. ``scope`` tells whom the
    rule concerns, by facts of status, age, citizenship or work. Of whoever it is certainly false the rule is as one out of force.
    ``covers_part`` says that the clauses are only a part of a provision: that nothing follows from them is then no denial. What is left
    out is the text ``rule.<id>.left_out``. ``role`` is what the engine looks for, and
    finds in this rule (see :mod:`tunnistus.rules.roles`); ``states`` the outcomes that tell where a person stands, each with ``find_out``,
    ``advice`` or ``proposal``. ``tells`` is whom the worker tells by it, if need be without consent: ``child_welfare``, ``police``, or
    the police ``on_request``. ``helps`` is the kind of other help that the rule is about, by which pages find what to say of it.
    """

    id: str
    ruleset: str
    outcomes: tuple[str, ...]
    clauses: tuple[Clause, ...]
    otherwise: str = ""
    clock: str = "decision"
    part: str = "law"
    ordered: bool = False
    valid: Window = Window()
    notices: tuple[Notice, ...] = ()
    where: str = attrs.field(default="", eq=False)
    complete: bool = False
    accepted: tuple[Accepted, ...] = ()
    scope: Node = Const(1)
    covers_part: bool = False
    role: str = ""
    states: tuple[tuple[str, str], ...] = ()
    tells: str = ""
    helps: str = ""

    def __repr__(self) -> str:
        many = len(self.outcomes) > 6
        return f"<Rule {self.id}: {f'{len(self.outcomes)} outcomes' if many else ', '.join(self.outcomes)}>"

    @property
    def conditions(self) -> tuple[Node, ...]:
        """Every condition of the clauses and of the notices, and the scope."""
        return (*(c.when for c in self.clauses), *(n.when for n in self.notices), self.scope)

    @door
    def clause(self, name: str) -> Clause:
        """Return a clause by name. Raises :class:`UnknownName`."""
        for each in self.clauses:
            if each.name == name:
                return each
        raise UnknownName(message("There is no such clause."), where="name", todo=nearest(name, [each.name for each in self.clauses]))


@attrs.frozen
class LaterChange:
    """A change of law that the rules do not show: its text was not read, or not yet encoded.

    Attributes:
        since: from what day it is in force, or was planned to be.
        touches: acts (without a section) and places in acts that it changes, or may change.
        known: what is known of it: ``text`` read, the enacting ``clause``, a ``summary``, the ``number``, or only what was ``planned``.
    """

    key: str
    since: date
    touches: tuple[Cite, ...]
    known: str = "number"


@attrs.frozen
class RuleSet:
    """A file of rules about one subject, with the day until which its sources were read; of each act the book knows the day."""

    id: str
    about: str
    kind: str
    verified_until: date
    rules: tuple[str, ...]
    not_encoded: tuple[str, ...] = ()
    digest: str = ""
    where: str = attrs.field(default="", eq=False)
    accepted: tuple[Accepted, ...] = ()

    def __repr__(self) -> str:
        return f"<RuleSet {self.id} of {len(self.rules)} rules>"


@attrs.frozen
class Row:
    """A row of a published list, and what of ours says the same.

    Attributes:
        group: the dimension or code list that it stands in.
        strength: ``strong``, ``medium``, ``weak`` or empty; ``disputed`` is the strength that another reading gives it.
        basis: from where the row is known; ``read`` is the published text itself.
        expresses: facts each of which alone makes the row hold.
        supports: facts that only call for a further question.
        relates: facts that bear on the row of a list that is not weighed.
        values: facts with the values that stand for the row.
        forms: forms of exploitation that it stands for.
    """

    ref: str
    group: str
    key: str = ""
    strength: str = ""
    disputed: str = ""
    basis: str = "read"
    expresses: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    relates: tuple[str, ...] = ()
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    forms: tuple[str, ...] = ()


@attrs.frozen
class Listing:
    """A published list of signs or codes. ``alone`` holds facts each of which alone makes a group hold."""

    id: str
    source: str
    edition: str
    basis: str
    part_of: str = ""
    population: str = ""
    form: str = ""
    alone: tuple[tuple[str, tuple[str, ...]], ...] = ()
    not_encoded: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    def __repr__(self) -> str:
        return f"<Listing {self.id} of {len(self.rows)} rows>"


@attrs.frozen
class Book:
    """All rule data: facts, rule sets, rules, acts, sources, actors, published lists, relations, parameters, working days, later changes
    of law, training stories, and Finnish texts by context.

    Attributes:
        stories: id → what is known of an invented person, in the form of JSON; the texts stand under ``vignette.<id>.…``.
        translations: for rule data that are not shipped, language → context → sentence.
        way: stages of what follows in law, the nearest first, each with the rule sets that belong to it.
        sheets: the parts of each kind of sheet; of a kind that has none, :func:`tunnistus.rules.sheets.plain` tells them.
        calendar: which days are working days; nothing where the rule data do not say it. Then no last day moves.
        moved_by: where the law moves a last day to a working day.
        parts: the digest of each part as it was read.
        overlay: the name with which everything begins that others have added to the shipped rule data; empty without such.
        places: where texts stand in the files that were read, by context; nothing in a book that was compiled.
        kept: what functions have worked out about the book (see :mod:`tunnistus.rules.cached`). A copy begins with nothing.
        nobody: what plans of its rules begin with, for a person of whom nothing is known; nothing unless :meth:`told_of_nobody` said it.
        held: the diagrams that were compiled with the rule data; likewise.
    """

    facts: Mapping[str, Fact]
    rulesets: Mapping[str, RuleSet]
    rules: Mapping[str, Rule]
    acts: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    sources: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    actors: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    texts: Mapping[str, str] = attrs.field(factory=dict)
    lists: Mapping[str, Listing] = attrs.field(factory=dict)
    relations: tuple[Relation, ...] = ()
    calendar: Calendar = NO_CALENDAR
    later: Mapping[str, LaterChange] = attrs.field(factory=dict)
    stories: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    parameters: Mapping[str, Parameter] = attrs.field(factory=dict)
    way: tuple[tuple[str, ...], ...] = ()
    sheets: Mapping[str, Sheet] = attrs.field(factory=dict)
    moved_by: tuple[Cite, ...] = ()
    translations: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict, eq=False, kw_only=True)
    parts: Mapping[str, str] = attrs.field(factory=dict, eq=False, repr=False, kw_only=True)
    overlay: str = attrs.field(default="", kw_only=True)
    places: Mapping[str, str] = attrs.field(factory=dict, eq=False, repr=False, kw_only=True)
    kept: dict[Hashable, Any] = attrs.field(init=False, eq=False, repr=False, factory=dict)
    nobody: OfNobody | None = attrs.field(init=False, eq=False, repr=False, default=None)
    held: HeldOf | None = attrs.field(init=False, eq=False, repr=False, default=None)
    _find: Callable[[str], Book] | None = attrs.field(init=False, eq=False, repr=False, default=None)

    @property
    def digest(self) -> str:
        """One digest over all parts."""
        return seal.over(self.parts)

    def __repr__(self) -> str:
        return f"<Book of {len(self.rules)} rules and {len(self.facts)} facts, {self.digest[:12]}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))  # Hypothesis would print all rule data

    def __dir__(self) -> list[str]:
        """All names but that of what others have computed about the book."""
        return [name for name in object.__dir__(self) if name != "kept"]

    def own(self) -> Book:
        """Return what an overlay adds to the book beside which it stands; of another book, all of it."""
        if not self.overlay:
            return self

        def kept(those: Mapping[str, Any]) -> dict[str, Any]:
            return {name: each for name, each in those.items() if self.adds(name)}

        return attrs.evolve(
            self, facts=kept(self.facts), rulesets=kept(self.rulesets), rules=kept(self.rules), acts=kept(self.acts),
            sources=kept(self.sources), actors=kept(self.actors), lists={}, later=kept(self.later), stories={},
            parameters=kept(self.parameters),
            sheets={kind: only(sheet, self.adds) for kind, sheet in self.sheets.items()},
            texts={context: text for context, text in self.texts.items() if self.adds(context.partition(".")[2])},
            relations=tuple(r for r in self.relations if self.adds(r.id)),
        )  # fmt: skip

    @door
    def found_by(self, find: Callable[[str], Book]) -> None:
        """Tell how another process finds this very book by its digest: then a pickle holds no more of it than that."""
        object.__setattr__(self, "_find", find)

    @door
    def told_of_nobody(self, nobody: OfNobody, held: HeldOf) -> None:
        """Tell what plans of these very rules begin with, and what diagrams of them are held (see :mod:`tunnistus.explaining.nobody`)."""
        object.__setattr__(self, "nobody", nobody)
        object.__setattr__(self, "held", held)

    def __reduce__(self) -> tuple[Any, ...]:
        if self._find:
            return self._find, (self.digest,)
        return partial(Book, **{f.name: getattr(self, f.name) for f in attrs.fields(Book) if f.init}), ()

    @staticmethod
    def begins(name: str, id_: str) -> bool:
        """Tell whether an id begins with a name, whatever its case, and goes on with one of ``_ . /``."""
        return id_[: len(name)].lower() == name and id_[len(name) : len(name) + 1] in ("_", ".", "/")

    @door
    def adds(self, id_: str) -> bool:
        """Tell whether an id is one of the overlay."""
        return bool(self.overlay) and self.begins(self.overlay, id_)

    def rules_written(self) -> Iterator[Rule]:
        """Yield, in their order, the rules that whoever tries the book has written: those of the overlay, or without one all."""
        yield from (rule for rule in self.rules_in_order() if not self.overlay or self.adds(rule.id))

    def rules_in_order(self) -> Iterator[Rule]:
        """Yield the rules in the order of their files and of the rules in them."""
        for ruleset in self.rulesets.values():
            for name in ruleset.rules:
                yield self.rules[name]


def topics_of(book: Book) -> set[str]:
    """Return everything that names rules: their ids, those of rule sets, and the beginnings of these."""
    parts = [name.split("/") for name in book.rulesets]
    return {*book.rules, *("/".join(each[:n]) for each in parts for n in range(1, len(each) + 1))}
