"""What changed for one person since their result was stored: rule by rule before and after, and what it comes from.

In comes a result that holds its answers. It is assessed by the rules of today for its own day and for a later one: what differs on its own
day comes from other rule data or another program, and what differs only on the later day from the law, or from the day itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal

import attrs

from tunnistus.assessment import Assessment, assess_again, no_result
from tunnistus.comparing.changes import days_of_change
from tunnistus.discreet import discreet
from tunnistus.errors import AnswersRefused, DateError, door
from tunnistus.explaining.assessed import danger_for
from tunnistus.explaining.danger import danger_in_record, telling
from tunnistus.messages import message
from tunnistus.rules import jsontext, wire
from tunnistus.rules.model import Book
from tunnistus.rules.roles import chosen_by_the_person, holder
from tunnistus.saying import report
from tunnistus.saying.foremost import lines, urgent
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

__all__ = ["Changed", "ChangedRule", "changed"]

Through = Literal["rules", "result", "law", "day"]
Standing = Mapping[str, Any]
Whose = tuple[str, int | None, str]  # a role of the worker, which of the other people, and the rule
NOTHING: Final[Standing] = {"says": "nothing", "due": None, "options": [], "possible": []}


@discreet
@attrs.frozen(repr=False)
class ChangedRule:
    """One rule that gives something else than it gave. Shows nothing of the person in its ``repr``.

    Attributes:
        rule: its id.
        before, after: what it gave and gives: ``says`` (``certain``, ``open``, ``nothing``, ``not_in_force`` or ``out_of_scope``), ``due``
            (of steps the one that is reached), ``options`` and ``possible``. ``nothing`` denies nothing.
        through: what it comes from: ``rules`` (other rule data or another program), ``result`` (the rules are the same: the stored result
            was edited), ``law`` (it has another version on the later day) and ``day`` (the later day alone, such as the end of a period).
        days: from which days the law says something else.
        role: the role of the worker; empty for the results without one.
        other: which of the other people it is about, from 0; ``None`` for the person.
    """

    rule: str
    before: Standing
    after: Standing
    through: tuple[Through, ...]
    days: tuple[date, ...] = ()
    role: str = ""
    other: int | None = None

    def __repr__(self) -> str:
        return f"<ChangedRule {self.rule}>"

    def to_dict(self) -> dict[str, Any]:
        """Return the same as plain data for JSON."""
        whose = {"role": self.role or None, "other": self.other}
        told = {"through": list(self.through), "days": [day.isoformat() for day in self.days]}
        return {"rule": self.rule, **whose, "before": dict(self.before), "after": dict(self.after), **told}


@discreet
@attrs.frozen(repr=False, eq=False)
class Changed:
    """What changed for one person since a result was stored. Shows nothing of the person in its ``repr``.

    Attributes:
        first, second: the day of the stored result, and that for which it was assessed again.
        same_seal: whether rules, texts and program are those of the stored result.
        rules: the rules that give something else, in the order of the files; those of roles and of other people last.
        now: the assessment for the second day.
    """

    first: date
    second: date
    same_seal: bool
    rules: tuple[ChangedRule, ...]
    now: Assessment

    def __repr__(self) -> str:
        return f"<Changed {self.first} {self.second}>"

    @door
    def explain(self, lang: str, *, markdown: bool = False) -> str:
        """Return what changed as text or Markdown in ``fi``, ``sv`` or ``en``, with what to do about danger first."""
        told = _told(self, Speaker(self.now.case.book, lang, dates=self.now.case.dates))
        return report.markdown(told) if markdown else report.text(told)

    @door
    def to_dict(self, lang: str | None = None) -> dict[str, Any]:
        """Return what changed as plain data for JSON, with a language also in words. It tells answers: keep it safe."""
        said = {"urgent": urgent(danger_for(self.now), lang), "text": self.explain(lang)} if lang is not None else {}
        days = {"first": self.first.isoformat(), "second": self.second.isoformat(), "same_seal": self.same_seal}
        return {**said, **days, "rules": [each.to_dict() for each in self.rules]}


@door
@telling(lambda result, *, as_of=None, book=None: danger_in_record(book or source.book(), result))
def changed(result: str | bytes | Mapping[str, Any], *, as_of: date | None = None, book: Book | None = None) -> Changed:
    """Tell what changed for one person since their result was stored, rule by rule, and what each change comes from.

    Args:
        result: what ``a.to_json(values=True)`` wrote, or what was read from it.
        as_of: the day for which it is assessed again, not before its own; its own when left out.
        book: rule data other than the shipped ones.

    Raises:
        AnswersRefused, UnknownName, AnswerError, JudgementError: as :func:`tunnistus.assess_again`; also where it is the result of a
            single decision, or does not tell what was certain and open.
        DateError: ``as_of`` is before the day of the result.

    >>> from datetime import date
    >>> import tunnistus as tn
    >>> stored = tn.assess({"in_finland": True}, as_of=date(2022, 12, 31)).to_json(values=True)
    >>> found = tn.changed(stored, as_of=date(2023, 1, 1))
    >>> found.same_seal, {each.through for each in found.rules}
    (True, {('law',)})
    """
    book = book or source.book()
    told = wire.object_of(jsontext.parse(result) if isinstance(result, str | bytes) else result, "result")
    then, stored = assess_again(told, book=book), _standings(told)
    first, second = then.case.dates.as_of, then.case.dates.as_of if as_of is None else as_of
    if second < first:
        what, todo = (
            message("{second} is before {first}.", second=second, first=first),
            message("Give the day of the result or a later one."),
        )
        raise DateError(what, where="as_of", todo=todo)
    days = {**told["dates"], "as_of": second.isoformat()}
    now = then if second == first else assess_again({**told, "dates": days}, book=book)
    there, data = then.to_dict(), now.to_dict()
    same = told.get("seal") == there["seal"]
    sides = _Sides(stored, _standings(there), _standings(data))
    return Changed(first, second, same, tuple(_changes(book, sides, same, first, second)), now)


@attrs.frozen
class _Sides:
    """What stood in the result, what the rules of today give for its day, and what they give for the later one."""

    stored: Mapping[Whose, Standing]
    then: Mapping[Whose, Standing]
    now: Mapping[Whose, Standing]


def _changes(book: Book, sides: _Sides, same: bool, first: date, second: date) -> Iterator[ChangedRule]:
    for whose in dict.fromkeys((*sides.now, *sides.then, *sides.stored)):
        role, other, name = whose
        stored, then, now = (side.get(whose, NOTHING) for side in (sides.stored, sides.then, sides.now))
        if stored == now:
            continue
        through: list[Through] = []
        if stored != then:
            through.append("result" if same else "rules")
        days = days_of_change(book, book.rules[name], first, second) if then != now and name in book.rules else ()
        if then != now:
            through.append("law" if days else "day")
        yield ChangedRule(name, stored, now, tuple(through), days, role, other)


def _standings(data: Mapping[str, Any]) -> dict[Whose, Standing]:
    """What a result tells of each rule; of duties in a role those that are certain. What a rule that is not named gives is nothing.

    Raises:
        AnswersRefused: it tells this in another shape.
    """
    found: dict[Whose, Standing] = {("", None, name): told for name, told in _of_person(data).items()}
    roles = _by_name(data.get("by_role", {}), "by_role")
    for role in roles:
        found |= {(role, None, name): told for name, told in _certain(roles, role).items()}
    for n, other in enumerate(data.get("others", ())):
        found |= {("", n, name): told for name, told in _of_person(other).items()}
    return found


def _of_person(data: Mapping[str, Any]) -> dict[str, Standing]:
    quiet: dict[str, Standing] = {n: {**NOTHING, "says": says} for says in ("not_in_force", "out_of_scope") for n in _names(data, says)}
    possible = _by_name(data.get("open"), "open")
    open_: dict[str, Standing] = {n: {**NOTHING, "says": "open", "possible": _names(possible, n, "open")} for n in possible}
    return {**open_, **_certain(data, "decisions"), **quiet}


def _certain(data: Mapping[str, Any], key: str) -> dict[str, Standing]:
    """What the records under a key tell, by rule, of those in which something is certain."""
    found: dict[str, Standing] = {}
    records = data.get(key)
    for each in records if isinstance(records, list) else [None]:
        record = _by_name(each, key)
        rule, due, floor = (record.get(name) for name in ("rule", "due", "floor"))
        if not isinstance(rule, str) or not all(name is None or isinstance(name, str) for name in (due, floor)):
            raise _shape(key)
        options, possible = (_names(record, name, key) for name in ("options", "possible"))
        if due or floor or options:
            found[rule] = {"says": "certain", "due": floor or due, "options": options, "possible": possible}
    return found


def _by_name(item: object, part: str) -> Mapping[str, Any]:
    """An object whose keys are names. Raises :class:`AnswersRefused`: it is none."""
    if not isinstance(item, Mapping) or not all(isinstance(name, str) for name in item):
        raise _shape(part)
    return item


def _names(data: Mapping[str, Any], key: str, part: str = "") -> list[str]:
    """The names under a key. Raises :class:`AnswersRefused`: something else stands there, or nothing."""
    found = data.get(key)
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        raise _shape(part or key)
    return [*found]


def _shape(part: str) -> AnswersRefused:
    return no_result(message("This part is not as the program writes it in a result."), part, "schema")


# -- in words ------------------------------------------------------------------------------------------------------


def _told(found: Changed, s: Speaker) -> Report:
    t, first = s.t, lines(s, danger_for(found.now))
    head = [t.ui("ui.diff.days", "Verrattavat päivät: {first} ja {second}.").format(first=s.day(found.first), second=s.day(found.second))]
    head.append(
        t.ui("changed.same_seal", "Säännöt, tekstit ja ohjelma ovat samat kuin tallennetussa tuloksessa.")
        if found.same_seal
        else t.ui("changed.other_seal", "Säännöt, tekstit tai ohjelma ovat muuttuneet tuloksen tallentamisen jälkeen.")
    )
    if not found.same_seal:
        head.append(t.ui("changed.store_anew", "Lue, mikä on muuttunut, ja tallenna tulos uudelleen."))
    if not found.rules:
        head.append(t.ui("changed.none", "Mikään ei ole muuttunut tämän henkilön osalta."))
    sections = tuple(_rule(s, each, found) for each in found.rules)
    return Report(s.lang, t.ui("changed.title", "Mikä on muuttunut henkilön osalta"), (*first, *head), sections)


def _rule(s: Speaker, each: ChangedRule, found: Changed) -> Heading:
    t = s.t
    days = {
        t.ui("ui.diff.before", "Ennen, {day}:").format(day=s.day(found.first)): each.before,
        t.ui("ui.diff.after", "Sen jälkeen, {day}:").format(day=s.day(found.second)): each.after,
    }
    sides = (
        (t.ui("changed.stored", "Tallennetussa tuloksessa:"), each.before), (t.ui("changed.now", "Nyt:"), each.after),
    ) if found.first == found.second else tuple(days.items())  # fmt: skip
    title = s.title(each.rule) if each.rule in s.book.rules else each.rule
    whose = () if each.other is None else (t.ui("verify.other", "muu henkilö {number}").format(number=each.other + 1),)
    asked = holder(s.book, "workers_role")
    whose = (s.fact(s.book.facts[asked], each.role),) if each.role and asked else whose
    items = tuple(Item(said, tuple(_standing(s, each.rule, standing))) for said, standing in sides)
    return Heading(title, (*whose, *_causes(s, each)), items, about=(f"rule {each.rule}",))


def _causes(s: Speaker, each: ChangedRule) -> Iterator[str]:
    t = s.t
    said = {
        "rules": t.ui("changed.through.rules", "Sääntöjä tai ohjelmaa on muutettu."),
        "result": t.ui("changed.through.result", "Säännöt ovat samat, joten tallennettua tulosta on muutettu."),
        "law": t.ui("changed.through.law", "Laki tai ohje on muuttunut."),
        "day": t.ui("changed.through.day", "Päivä on toinen, ja tulos riippuu siitä."),
    }
    yield from (said[cause] for cause in each.through)
    yield from (t.ui("ui.diff.version", "Muutos on voimassa {day} alkaen.").format(day=s.day(day)) for day in each.days)


def _standing(s: Speaker, rule: str, standing: Standing) -> Iterator[Item]:
    t = s.t
    quiet = {
        "not_in_force": t.ui("ui.not_in_force", "Tämä sääntö ei ole voimassa tuona päivänä."),
        "out_of_scope": t.ui("ui.out_of_scope", "Tämä sääntö ei koske tätä henkilöä."),
        "nothing": t.ui("changed.nothing", "Tästä säännöstä ei kerrota mitään."),
    }
    if standing["says"] in quiet:
        yield Item(quiet[standing["says"]])
    if standing["due"]:
        yield Item(_outcome(s, rule, standing["due"]))
    clauses = s.book.rules[rule].clauses if rule in s.book.rules else ()
    own = {o for o in standing["options"] if chosen_by_the_person(s.book, (c for c in clauses if c.then == o))}
    for title, names in (
        (t.ui("ui.own_right", "Henkilö voi itse päättää tästä:"), [o for o in standing["options"] if o in own]),
        (t.ui("ui.may", "Päättäjän harkinnassa:"), [o for o in standing["options"] if o not in own]),
        (t.ui("changed.open", "Tämä on yhä avoin. Mahdollista on:"), standing["possible"] if standing["says"] == "open" else []),
    ):
        if names:
            yield Item(title, tuple(Item(_outcome(s, rule, name)) for name in names))


def _outcome(s: Speaker, rule: str, outcome: str) -> str:
    """The sentence of an outcome; of one that the rules of today do not have, that it is gone."""
    known = rule in s.book.rules and outcome in s.book.rules[rule].outcomes
    return s.outcome(rule, outcome) if known else s.t.ui("changed.gone", "Lopputulos, jota ei enää ole säännöissä.")
