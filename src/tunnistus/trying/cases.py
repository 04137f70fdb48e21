"""Cases beside the rules: a person's answers, the dates, and what is expected, written from the statute.

Case files (``*.cases.yaml``) are read and decided here; the pytest plug-in and the command line show the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import attrs

from tunnistus.deciding.decide import Case, Verdict, length_of, period_dates
from tunnistus.discreet import discreet
from tunnistus.errors import Problems, TunnistusError, UnknownName, nearest
from tunnistus.explaining.danger import danger_in, danger_in_record
from tunnistus.explaining.explain import Decision, decision_of
from tunnistus.messages import Message, Translate, listed, message
from tunnistus.reading.documents import AmongDoc, CaseDoc, CaseFile, ExpectedPeriodDoc, JudgedDoc, PersonDoc
from tunnistus.reading.files import files_beside
from tunnistus.reading.findings import Witness, plain
from tunnistus.reading.parsing import parse
from tunnistus.reading.rulefile import read_cite
from tunnistus.reading.strict import Document, Path_, read, read_bytes
from tunnistus.rules import wire
from tunnistus.rules.answers import Dates, Judged, read_answers
from tunnistus.rules.calendar import Length
from tunnistus.rules.model import Book, Clause, Period

__all__ = [
    "SHOWN", "Example", "Person", "Unlike", "case_files", "case_of", "case_of_witness", "compare", "examples_of", "expects_something",
    "read_cases", "read_person", "read_wire", "run", "shown_of", "unlike", "unlike_shown",
]  # fmt: skip


@discreet
@attrs.frozen
class Example:
    """One case of a case file; ``where`` is file and line."""

    name: str
    where: str
    doc: CaseDoc = attrs.field(repr=False)


@discreet
@attrs.frozen
class Person:
    """What a case file for one person holds, ready for ``assess``."""

    answers: Mapping[str, Any] = attrs.field(repr=False)
    as_of: date | None
    act_from: date | None = attrs.field(repr=False)
    act_to: date | None = attrs.field(repr=False)
    applied_on: date | None = attrs.field(repr=False)
    others: tuple[tuple[str, Mapping[str, Any]], ...] = attrs.field(repr=False)


def case_files(directory: Path) -> list[Path]:
    """Return the case files below a directory, in the order of their names. Raises :class:`LoadError` for a link, or past a bound."""
    return [path for path, _ in files_beside(directory, ".cases.yaml")]


def read_cases(path: Path) -> list[Example]:
    """Read a case file. Raises :class:`tunnistus.errors.LoadError` with line and column."""
    return examples_of(read(path))


def examples_of(document: Document) -> list[Example]:
    """Return the cases of a case file that was read, each with what it has from the one that it is like.

    Raises:
        LoadError: the form is wrong, two cases have one name, a case expects nothing, or is like none that stands alone.
    """
    parsed = parse(CaseFile, attrs.evolve(document, data=_whole(document)))
    problems, named = Problems(), set[str]()
    for n, doc in enumerate(parsed.cases):
        with problems.collect():
            if doc.name in named:
                what, todo = message("Two cases of this file have the same name."), message("Say in the name what this case shows.")
                raise document.error(("cases", n, "name"), what, todo)
            expects_something(document, ("cases", n, "expect"), doc.expect)
        named.add(doc.name)
    problems.stop()
    return [Example(doc.name, document.where(("cases", n)), doc) for n, doc in enumerate(parsed.cases)]


def expects_something(document: Document, path: Path_, expected: Mapping[str, Any]) -> None:
    """Refuse an expectation that nothing can fail. Raises :class:`LoadError`."""
    for rule, each in expected.items():
        given = {} if isinstance(each, str) else {key: getattr(each, key) for key in each.model_fields_set}
        if not isinstance(each, str) and (not given or any(_never_fails(key, one) for key, one in given.items())):
            what = message("The case expects nothing here.")
            todo = message("Write what the law says: due, possible, options, settled, missing, who, period, cite, notices or says.")
            raise document.error((*path, rule), what, todo)


def _never_fails(key: str, one: Any) -> bool:
    """Whether whatever comes out is as a key of an expectation says."""
    if isinstance(one, AmongDoc):
        return not (one.include or one.exclude)
    if isinstance(one, ExpectedPeriodDoc):
        return not one.model_fields_set
    if key == "period":
        return one is None or any(_never_fails(key, each) for each in one)
    if key == "says":
        return not one or not all(one.values())
    return one is None


def _whole(document: Document) -> Any:
    """The data of a case file in which each case that is like another one is written out. Raises :class:`LoadError`."""
    data = document.data
    cases = data.get("cases") if isinstance(data, dict) else None
    if not isinstance(cases, list):
        return data
    named = {case["name"]: case for case in cases if isinstance(case, dict) and isinstance(case.get("name"), str)}
    return {**data, "cases": [_written_out(document, n, case, named) for n, case in enumerate(cases)]}


def _written_out(document: Document, n: int, case: Any, named: Mapping[str, Any]) -> Any:
    """A case with what it has from the one that it is like: everything that it does not give itself, but what is expected."""
    like = case.get("like") if isinstance(case, dict) else None
    if isinstance(case, dict) and "without" in case and "like" not in case:
        todo = message("Write the name of a case of this file.")
        raise document.error(("cases", n, "without"), message("There is no such case in this file."), todo)
    if not isinstance(like, str):
        return case
    path: Path_ = ("cases", n, "like")
    base = named.get(like)
    if base is None or base is case:
        todo = nearest(like, named) or message("Write the name of a case of this file.")
        raise document.error(path, message("There is no such case in this file."), todo)
    if "like" in base:
        todo = message("Name the case that both are like.")
        raise document.error(path, message("That case is itself like another one."), todo)
    answers, own = base.get("answers", {}), case.get("answers", {})
    if not isinstance(answers, dict) or not isinstance(own, dict):
        return case
    without = case.get("without", [])
    left_out = [name for name in without if isinstance(name, str)] if isinstance(without, list) else []
    for name in left_out:
        if name not in answers:
            todo = message("Leave out only what that case answers.")
            raise document.error(("cases", n, "without"), message("That case has no such answer."), todo)
    kept = {name: answer for name, answer in answers.items() if name not in left_out}
    given = {key: value for key, value in base.items() if key not in ("name", "note", "unread", "expect")}
    return {**given, **case, "answers": {**kept, **own}}


def read_person(path: Path, *, book: Book) -> Person:
    """Read the case file of one person, whose answers are about the facts of a book. Raises :class:`tunnistus.errors.LoadError`."""
    document = read(path)
    try:
        doc = parse(PersonDoc, document)
        others = tuple((o.about, _answers(book, o.answers)) for o in doc.others)
        return Person(_answers(book, doc.answers), doc.as_of, doc.act_from, doc.act_to, doc.applied_on, others)
    except TunnistusError as problem:
        problem.say_first(danger_in_record(book, document.data))
        raise


def read_wire(path: Path, *, lenient: bool = False, book: Book) -> Person:
    """Read answers in the wire form from a file of JSON: a person without dates.

    Raises:
        LoadError: the file cannot be read.
        AnswersRefused: with all that is wrong with the answers.
    """
    sent = read_bytes(path, name=path.name)
    try:
        return Person(wire.read_checked(book, sent, lenient=lenient), None, None, None, None, ())
    except TunnistusError as problem:
        problem.say_first(danger_in(book, sent, lenient=lenient))
        raise


def _answers(book: Book, given: Mapping[str, Any]) -> dict[str, Any]:
    return wire.read(book, {n: a.model_dump() if isinstance(a, JudgedDoc) else a for n, a in given.items()})


def case_of(book: Book, example: Example) -> Case:
    """Return the case of an example, ready to be decided. Raises :class:`TunnistusError` as ``assess`` does."""
    doc = example.doc
    dates = Dates(doc.as_of, doc.act_from, doc.act_to, doc.applied_on)
    return Case(book, read_answers(book, _answers(book, doc.answers), dates), dates)


def case_of_witness(book: Book, witness: Witness) -> Case:
    """Return the case of a proposal, ready to be decided. Raises :class:`TunnistusError` as ``assess`` does."""
    given = {n: Judged(a["judged"], by=a["by"], on=a["day"]) if isinstance(a, Mapping) else a for n, a in witness.answers.items()}
    dates = Dates(**witness.dates)
    return Case(book, read_answers(book, given, dates), dates)


@attrs.frozen
class Unlike:
    """One thing in which a case comes out otherwise than expected; as text it names ids, and
    :mod:`tunnistus.trying.contrast` says it in sentences.

    Attributes:
        key: the key of ``expect``, ``in_force``, ``in_scope``, or ``error`` when the case could not be decided.
        want, have: what was expected and what came out: an id, a yes or no, a text, or ids.
        among: ``include`` or ``exclude`` where it is asked only what is, or is not, in what came out.
    """

    rule: str
    key: str
    want: Any
    have: Any
    among: str = ""

    def __str__(self) -> str:
        return self.said(str)

    def said(self, translate: Translate) -> str:
        """Return the same in the language of a catalogue."""
        return self.have.said(translate) if self.key == "error" else self._told().said(translate)

    def _told(self) -> Message:
        if self.key == "in_force":
            yes, no = message("{rule}: is in force, expected not to be"), message("{rule}: is not in force on these dates")
            return (yes if self.have else no).filled(rule=self.rule)
        if self.key == "in_scope":
            yes, no = message("{rule}: concerns the person, expected not to"), message("{rule}: does not concern the person")
            return (yes if self.have else no).filled(rule=self.rule)
        if not isinstance(self.want, tuple):
            what = message("{rule}: {key} is {have}, expected {want}")
            return what.filled(rule=self.rule, key=self.key, have=self.have, want=self.want)
        what = {
            "": message("{rule}: {key} are {have}, expected {want}"),
            "include": message("{rule}: {key} are {have}, expected {want} among them"),
            "exclude": message("{rule}: {key} are {have}, expected {want} not among them"),
        }[self.among]
        return what.filled(rule=self.rule, key=self.key, have=listed(sorted(self.have)), want=listed(sorted(self.want)))


def compare(book: Book, example: Example, seen: Callable[[Decision], object] = id) -> list[Unlike]:
    """Decide one case and return what differs from what is expected; ``seen`` is shown every decision."""
    try:
        case = case_of(book, example)
        decisions = {name: decision_of(case, name) for name in example.doc.expect}
    except TunnistusError as problem:
        return [Unlike("", "error", None, problem)]
    unknown = [Unlike(name, "error", None, problem) for name in decisions for problem in _misspelled(book, name, example.doc.expect[name])]
    if unknown:
        return unknown
    for decision in decisions.values():
        seen(decision)
    return [each for name, decision in decisions.items() for each in unlike(decision, example.doc.expect[name])]


def _misspelled(book: Book, rule: str, expected: Any) -> Iterator[UnknownName]:
    """What a case expects of a rule that none of its outcomes is, deciders that nobody is, and citations of nothing."""
    outcomes = book.rules[rule].outcomes
    for key in ("due", "possible", "options", "floor", "ceiling"):
        for name in _names(getattr(expected, key, None)):
            if name not in (*outcomes, "nothing"):
                todo = nearest(name, outcomes) or message("Its outcomes: {names}.", names=listed(outcomes))
                yield UnknownName(message("There is no outcome {name}.", name=repr(name)), where=rule, todo=todo)
    for name in _names(getattr(expected, "who", None)):
        if name not in book.actors:
            todo = nearest(name, book.actors) or message("Use an id of actors.yaml.")
            yield UnknownName(message("There is no actor {name} in actors.yaml.", name=repr(name)), where=rule, todo=todo)
    for name in _names(getattr(expected, "cite", None)):
        cite = read_cite(name)
        if cite is None:
            todo = message("Write for example: UlkL 52 a § 1 mom. 3 k.")
            yield UnknownName(message("{text} is not a citation.", text=repr(name)), where=rule, todo=todo)
        elif cite.act not in book.acts:
            what = message("There is no act {name} in acts.yaml.", name=repr(cite.act))
            yield UnknownName(what, where=rule, todo=nearest(cite.act, book.acts))


def _names(given: Any) -> list[str]:
    """The names of an expectation: one, several, or those that have to be there and must not."""
    if isinstance(given, AmongDoc):
        return [*given.include, *given.exclude]
    return [given] if isinstance(given, str) else given or []


def run(book: Book, example: Example, seen: Callable[[Decision], object] = id) -> list[str]:
    """Return the same as one line of ids each."""
    return list(map(str, compare(book, example, seen)))


# -- what differs ------------------------------------------------------------------------------------------------


def unlike(decision: Verdict, expected: Any) -> Iterator[Unlike]:
    """Yield what a decision has other than expected; only what is written is compared."""
    rule = decision.rule.id
    for key, word, holds in (("in_force", "not_in_force", decision.in_force), ("in_scope", "out_of_scope", decision.counts)):
        if expected == word or not holds:
            if holds or (expected != word and (isinstance(expected, str) or expected.model_fields_set)):
                yield Unlike(rule, key, not holds, holds)
            return
    for key in (key for key in type(expected).model_fields if key in expected.model_fields_set):
        want = getattr(expected, key)
        if key == "says":
            yield from _unsaid(decision, want)
        elif key in SHOWN:
            yield from unlike_shown(decision, expected, key, decision.carrying)
        elif key == "notices" and want == []:  # none of the rule itself; those of acts and days are of another kind
            yield from _unlike_set(rule, key, want, tuple(n.key for n in decision.notices if n.kind == "rule"))
        elif isinstance(want, list | AmongDoc):
            yield from _unlike_set(rule, key, want, _SETS[key](decision), "include" if key == "notices" else "")
        elif (have := _ONE[key](decision)) != want:
            yield Unlike(rule, key, want, have)


_ONE: Final[Mapping[str, Callable[[Verdict], Any]]] = {
    "due": lambda d: d.due or "nothing", "settled": lambda d: d.settled, "not_covered": lambda d: d.not_covered,
    "floor": lambda d: d.floor or "nothing", "ceiling": lambda d: d.ceiling or "nothing",
}  # fmt: skip
_SETS: Final[Mapping[str, Callable[[Verdict], tuple[str, ...]]]] = {
    "possible": lambda d: d.possible, "options": lambda d: d.options, "missing": lambda d: d.missing,
    "notices": lambda d: tuple(n.key for n in d.notices),
}  # fmt: skip
SHOWN: Final = ("who", "cite", "period")
"""What stands on the clauses that carry a result, and changes no outcome."""


def shown_of(decision: Verdict) -> dict[str, Any]:
    """Return what the keys of :data:`SHOWN` would have to expect of a decision; keys of which there is nothing to expect are left out."""
    carrying = decision.carrying
    shown: dict[str, Any] = {
        "who": list(dict.fromkeys(c.who for c in carrying if c.who)),
        "cite": list(dict.fromkeys(str(cite) for c in carrying for cite in c.cite)),
        "period": [each for c in carrying if c.period and (each := _telling(_period(decision, c, c.period)))],
    }
    return {key: each for key, each in shown.items() if each}


def _telling(period: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a period, its lengths as a case has them."""
    return {key: _length(value) for key, value in period.items() if value}


def unlike_shown(decision: Verdict, expected: Any, key: str, carrying: Iterable[Clause]) -> Iterator[Unlike]:
    """Yield in what one key of :data:`SHOWN` is other than expected, where these clauses carry the result."""
    want, rule = getattr(expected, key), decision.rule.id
    if key == "who":
        have = tuple(dict.fromkeys(c.who for c in carrying if c.who))
        yield from _unlike_set(rule, key, [want] if isinstance(want, str) else want, have)
    elif key == "cite":
        have = tuple(dict.fromkeys(str(cite) for c in carrying for cite in c.cite))
        yield from _unlike_set(rule, key, _written(want), have)
    else:
        wanted = [_known(each.model_dump(exclude_unset=True, by_alias=True)) for each in (want if isinstance(want, list) else [want])]
        found = [_period(decision, clause, clause.period) for clause in carrying if clause.period]
        pairs = [(one, other) for one in wanted for other in found if one.items() <= other.items()]
        if any(one not in [pair[side] for pair in pairs] for side, some in enumerate((wanted, found)) for one in some):
            keys = [key for key in _PERIOD if any(key in one for one in wanted)]
            want, have = (tuple(dict.fromkeys(_said(one, keys) for one in some)) for some in (wanted, found))
            yield Unlike(rule, key, want, have)


def _written(want: Any) -> Any:
    """Citations as the library writes them."""
    if isinstance(want, AmongDoc):
        return AmongDoc(include=_written(want.include), exclude=_written(want.exclude))
    return [str(read_cite(text)) for text in want]


_PERIOD: Final = ("from", "shortest", "longest", "shortest_until", "longest_until", "decided_until")


def _known(expected: dict[str, Any]) -> dict[str, Any]:
    """An expected period, with its lengths as rules have them."""
    return {key: Length(**value) if isinstance(value, dict) else value for key, value in expected.items()}


def _period(decision: Verdict, clause: Clause, period: Period) -> dict[str, Any]:
    """What a clause says of its period, with the days it has for the person if it is open."""
    is_open = any(each.clause == clause.name for each in decision.periods)
    days = period_dates(decision, clause) if is_open else None
    given = {"from": period.start, "shortest": length_of(decision, period.shortest), "longest": length_of(decision, period.longest)}
    return {key: given[key] if key in given else getattr(days, key, None) for key in _PERIOD}


def _said(period: Mapping[str, Any], keys: Iterable[str]) -> str:
    """Some parts of a period as a case has them."""
    return plain({key: _length(period[key]) for key in keys if key in period})


def _length(value: Any) -> Any:
    """A length by its units; what is none, as it is."""
    return {unit: n for unit, n in attrs.asdict(value).items() if n} if isinstance(value, Length) else value


def _unlike_set(rule: str, key: str, want: Any, have: tuple[str, ...], among: str = "") -> Iterator[Unlike]:
    if isinstance(want, AmongDoc):
        if not set(want.include) <= set(have):
            yield Unlike(rule, key, tuple(want.include), have, "include")
        if set(want.exclude) & set(have):
            yield Unlike(rule, key, tuple(want.exclude), have, "exclude")
    elif not set(want) <= set(have) or (not among and set(want) != set(have)):
        yield Unlike(rule, key, tuple(want), have, among)


def _unsaid(decision: Verdict, want: Mapping[str, Any]) -> Iterator[Unlike]:
    """Yield the texts that the result as it is told in a language does not contain, however its lines are broken."""
    from tunnistus.saying.render import render  # dear to import, and few cases need it

    told = decision_of(decision.case, decision.rule.id)
    for lang, texts in want.items():
        said = " ".join(render(told, lang).split())
        for text in [texts] if isinstance(texts, str) else texts:
            if " ".join(text.split()) not in said:
                yield Unlike(decision.rule.id, "says", text, said)
