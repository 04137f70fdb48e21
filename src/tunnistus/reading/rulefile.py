"""Rules of one file, from documents to the model: conditions, clauses, dates and citations, every name resolved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from tunnistus.errors import LoadError, Problems, nearest
from tunnistus.messages import Message, message
from tunnistus.reading.conditions import ConditionReader
from tunnistus.reading.documents import ClauseDoc, LengthDoc, PeriodDoc, RuleDoc, RuleFile, WindowDoc
from tunnistus.reading.findings import ACCEPTABLE
from tunnistus.reading.strict import Document, Path_
from tunnistus.rules.calendar import Length
from tunnistus.rules.graph import acyclic, tests_of
from tunnistus.rules.model import Accepted, Cite, Clause, Const, Derived, Node, Notice, Parameter, Period, Rule, Window
from tunnistus.rules.parameters import literal

__all__ = ["Names", "accepted", "amount", "cites", "length", "read_cite", "read_rule", "window"]

_CITE: Final = re.compile(
    r"(?P<act>\S+) (?P<section>[0-9]+(?::[0-9]+)?(?: [a-z])?(?:[–-][0-9]+(?: [a-z])?)?) (?P<unit>§|art\.|luku)"
    r"(?: (?P<subsection>[0-9]+(?:[–-][0-9]+)?) mom\.)?(?: (?P<item>[0-9a-z]+(?:[–-][0-9a-z]+)?) k\.)?"
)


@attrs.frozen
class Names:
    """What a rule may name beside facts and rules."""

    acts: Mapping[str, Any]
    sources: Mapping[str, Any]
    actors: Mapping[str, Any]
    parameters: Mapping[str, Parameter]


def window(doc: WindowDoc | None) -> Window:
    """Return the days of a document; without it, all days."""
    return Window(doc.since, doc.until) if doc else Window()


def amount(doc: str | LengthDoc | None) -> str:
    """Return the name of a parameter, or that under which a length stands that is written out; empty where there is neither."""
    return literal(length(doc)) if isinstance(doc, LengthDoc) else doc or ""


def length(doc: LengthDoc) -> Length:
    """Return the length of time of a document."""
    return Length(doc.days, doc.months, doc.years)


def accepted(document: Document, path: Path_, doc: Mapping[str, Mapping[str, str]]) -> tuple[Accepted, ...]:
    """Return what an author accepts. Raises :class:`LoadError` for a code that cannot be accepted."""
    for code in doc:
        if code not in ACCEPTABLE:
            advice = nearest(code, ACCEPTABLE) or message("See docs/checks.md; an error is accepted only where versions follow each other.")
            raise document.error(
                (*path, "accepted", code), message("{name} cannot be accepted.", name=repr(code)), advice, code="unknown-warning"
            )
    return tuple(
        Accepted(code, about, " ".join(reason.split()), document.where((*path, "accepted", code, about)))
        for code, reasons in doc.items()
        for about, reason in reasons.items()
    )


def read_cite(text: str) -> Cite | None:
    """Read ``UlkL 52 a § 1 mom. 3 k.``; ``None`` when it has another form."""
    found = _CITE.fullmatch(text)
    if not found:
        return None
    part = {k: (v or "").replace("-", "–") for k, v in found.groupdict().items()}
    return Cite(found["act"], part["section"], part["subsection"], part["item"], part["unit"].rstrip("."))


def cites(document: Document, path: Path_, texts: list[str], acts: Mapping[str, Any]) -> tuple[Cite, ...]:
    """Read citations; their acts are looked up when some are known. Raises :class:`LoadError`."""
    found = []
    for n, text in enumerate(texts):
        cite = read_cite(text)
        if cite is None:
            advice = message("Write for example: UlkL 52 a § 1 mom. 3 k.")
            raise document.error((*path, n), message("{text} is not a citation.", text=repr(text)), advice, code="wrong-citation")
        if acts and cite.act not in acts:
            advice = nearest(cite.act, acts)
            raise document.error(
                (*path, n), message("There is no act {name} in acts.yaml.", name=repr(cite.act)), advice, code="unknown-act"
            )
        found.append(cite)
    return tuple(found)


def read_rule(reader: ConditionReader, file: RuleFile, name: str, doc: RuleDoc, names: Names) -> Rule:
    """Return one rule of a file. Raises :class:`LoadError` with everything that is wrong with it."""
    path, document = ("rules", name), reader.document
    valid = _inner(document, (*path, "valid"), window(doc.valid), window(file.valid))
    problems = Problems()
    clauses: list[Clause] = []
    for key, clause in doc.clauses.items():
        with problems.collect():
            clauses.append(_Reader(reader, names, (*path, "clauses", key), clause, doc).clause(key, valid))
    notices = []
    for key, notice in doc.notices.items():
        here = (*path, "notices", key)
        with problems.collect():
            when = reader.condition(notice.when, (*here, "when"))
            notices.append(Notice(key, when, _inner(document, here, window(notice.valid), valid)))
    with problems.collect():
        _outcomes(document, path, doc)
        _states(document, path, doc)
    scope: Node = Const(1)
    with problems.collect():
        scope = reader.scope(doc.scope, (*path, "scope"))
    taken: tuple[Accepted, ...] = ()
    with problems.collect():
        taken = accepted(document, path, doc.accepted)
    with problems.collect():
        _covers(document, path, doc)
    problems.stop()
    _check_beats(document, path, clauses)
    otherwise = "" if doc.otherwise in (None, "nothing") else doc.otherwise or ""
    return Rule(
        name, file.ruleset, tuple(doc.outcomes), tuple(clauses), otherwise, doc.clock, doc.part or file.part, doc.ordered,
        valid, tuple(notices), document.where(path), doc.otherwise is None, taken, scope, doc.covers == "part", doc.role or "",
        tuple(doc.states.items()), doc.tells or "", doc.helps or "",
    )  # fmt: skip


def _outcomes(document: Document, path: Path_, doc: RuleDoc) -> None:
    if doc.otherwise not in (None, "nothing", *doc.outcomes):
        advice = nearest(str(doc.otherwise), doc.outcomes)
        raise document.error(
            (*path, "otherwise"), message("{name} is not an outcome.", name=repr(doc.otherwise)), advice, code="unknown-outcome"
        )


def _covers(document: Document, path: Path_, doc: RuleDoc) -> None:
    """A rule that covers a part says what is left out, and gives nobody something by default: that would deny the rest."""
    part = doc.covers == "part"
    if part != (doc.but is not None):
        what = message("The rule does not say both that it covers a part and what it leaves out.")
        todo = message("Write both: covers: part, and but: with what is left out and for whom.")
        raise document.error(path, what, todo, code="covers-part")
    if part and doc.otherwise in doc.outcomes:
        what = message("The rule covers a part and gives everybody else {name}.", name=repr(doc.otherwise))
        raise document.error((*path, "otherwise"), what, message("Write otherwise: nothing."), code="covers-part")


def _states(document: Document, path: Path_, doc: RuleDoc) -> None:
    for name in doc.states:
        if name not in doc.outcomes:
            what = message("{name} is not an outcome.", name=repr(name))
            raise document.error((*path, "states", name), what, nearest(name, doc.outcomes), code="unknown-outcome")


def _inner(document: Document, path: Path_, inside: Window, outer: Window) -> Window:
    """Return the window inside the outer one; it may leave out what the outer one says, not go beyond it."""
    inner = inside.within(outer)
    if inner.empty or (inside.since and inner.since != inside.since) or (inside.until and inner.until != inside.until):
        what = message("The dates of 'valid' are empty or go beyond those of the rule or file.")
        raise document.error(path, what, message("Correct from and until."), code="validity-outside")
    return inner


@attrs.frozen
class _Reader:
    """Reads one clause."""

    reader: ConditionReader
    names: Names
    here: Path_
    doc: ClauseDoc
    head: RuleDoc

    def clause(self, key: str, valid: Window) -> Clause:
        doc, here, document = self.doc, self.here, self.reader.document
        problems = Problems()
        for check in (self._then, self._beats, self._basis, self._who, self._sources):
            with problems.collect():
                check(key)
        with problems.collect():
            when = self.reader.condition(doc.when, (*here, "when"))
        with problems.collect():
            days = _inner(document, (*here, "valid"), window(doc.valid), valid)
        with problems.collect():
            cite = cites(document, (*here, "cite"), doc.cite, self.names.acts)
        with problems.collect():
            period = self._period()
        problems.stop()
        self._reads_deadline(period, when)
        return Clause(
            key, doc.effect, when, doc.then or "", tuple(doc.beats), days, cite, tuple(doc.source), doc.who or "", period,
            doc.verified.until if doc.verified else None, document.where(here),
        )  # fmt: skip

    def _error(self, what: Message, todo: Message, code: str, *inside: str | int) -> LoadError:
        return self.reader.document.error((*self.here, *inside), what, todo, code=code)

    def _then(self, _: str) -> None:
        then, outcomes = self.doc.then, self.head.outcomes
        if then is not None and then not in outcomes:
            raise self._error(message("{name} is not an outcome.", name=repr(then)), nearest(then, outcomes), "unknown-outcome", "then")

    def _beats(self, key: str) -> None:
        clauses = self.head.clauses
        for n, name in enumerate(self.doc.beats):
            if name not in clauses or name == key:
                what = message("{name} is not another clause of this rule.", name=repr(name))
                raise self._error(what, nearest(name, clauses), "unknown-clause", "beats", n)
            if self.doc.effect == "practice" and clauses[name].effect != "practice":
                what = message("A clause of practice can beat only another clause of practice.")
                raise self._error(what, message("Guidance cannot set aside a statute."), "practice-beats-law", "beats", n)

    def _basis(self, key: str) -> None:
        if not self.doc.cite and not (self.doc.effect == "practice" and self.doc.source):
            advice = message("Write cite: down to the item, or effect: practice with source:.")
            raise self._error(message("The clause {key} has no citation.", key=repr(key)), advice, "missing-citation")
        if self.doc.verified and not self.doc.cite:
            what = message("The clause {key} says until when its text was read, and cites none.", key=repr(key))
            raise self._error(what, message("Write cite:, or leave out verified:."), "missing-citation", "verified")

    def _who(self, key: str) -> None:
        doc, actors = self.doc, self.names.actors
        if doc.effect in ("duty", "power") and not doc.who:
            what = message("The duty {key} does not say whose it is.", key=repr(key))
            if doc.effect == "power":
                what = message("The power {key} does not say whose it is.", key=repr(key))
            raise self._error(what, message("Write who:."), "missing-who")
        if doc.who is not None and doc.who not in actors:
            raise self._error(message("There is no function {name}.", name=repr(doc.who)), nearest(doc.who, actors), "unknown-actor", "who")

    def _sources(self, _: str) -> None:
        for n, source in enumerate(self.doc.source):
            if source not in self.names.sources:
                advice = nearest(source, self.names.sources)
                raise self._error(message("There is no source {name}.", name=repr(source)), advice, "unknown-source", "source", n)

    def _period(self) -> Period | None:
        doc, facts = self.doc.period, self.reader.facts
        if doc is None:
            return None
        for key, name in (("from", doc.start), ("until", doc.until)):
            if name is not None and (name not in facts or facts[name].type != "date"):
                what = message("{name} is not a date fact.", name=repr(name))
                raise self._error(what, nearest(name, facts), "period-start", "period", key)
        for key, name in (("shortest", amount(doc.shortest)), ("longest", amount(doc.longest))):
            self._length(key, name)
        if doc.deadline is not None:
            self._deadline(doc, doc.deadline)
        return Period(doc.start, amount(doc.shortest), amount(doc.longest), doc.deadline or "", doc.until or "", doc.extension)

    def _length(self, key: str, name: str) -> None:
        known = self.names.parameters
        if not name or any(isinstance(each.amount, Length) for each in (known[name].versions if name in known else ())):
            return
        what = message("There is no parameter {name} that is a length of time.", name=repr(name))
        raise self._error(what, nearest(name, [each for each in known if " " not in each]), "unknown-parameter", "period", key)

    def _deadline(self, doc: PeriodDoc, name: str) -> None:
        """The last day and what is late are one calculation."""
        facts, here = self.reader.facts, ("period", "deadline")
        if name not in facts:
            raise self._error(message("There is no fact {name}.", name=repr(name)), nearest(name, facts), "unknown-fact", *here)
        if facts[name].derived != Derived("time_over", (doc.start, "as_of"), (amount(doc.longest),)) or doc.shortest:
            what = message("The fact {name} does not tell whether exactly this length of time has passed.", name=repr(name))
            todo = message(
                "Derive it by time_over from the same day and as_of, with the length of 'longest'; a deadline has no 'shortest'."
            )
            raise self._error(what, todo, "deadline", *here)

    def _reads_deadline(self, period: Period | None, when: Node) -> None:
        if period and period.deadline and period.deadline not in tests_of(when):
            what = message("The clause does not read {deadline}, so what comes too late stays possible.", deadline=repr(period.deadline))
            raise self._error(
                what, message("Add to 'when': {condition}.", condition=f"{{not: {period.deadline}}}"), "deadline", "period", "deadline"
            )


def _check_beats(document: Document, path: Path_, clauses: Sequence[Clause]) -> None:
    graph = {c.name: list(c.beats) for c in clauses}
    places = {c.name: document.where((*path, "clauses", c.name)) for c in clauses}
    acyclic(graph, places, message("Clauses beat each other in a circle"), "beats-cycle")
