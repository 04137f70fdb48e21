"""What comparing people gives: counts as tables of Arrow and in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs
import pyarrow as pa

from tunnistus.columns.counts import STATES, Cell, told
from tunnistus.discreet import discreet
from tunnistus.errors import TunnistusError, door
from tunnistus.explaining.danger import unread
from tunnistus.messages import message
from tunnistus.rules.model import Book, Clause
from tunnistus.saying import report
from tunnistus.saying.foremost import lines
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.speaker import Speaker

__all__ = ["EXAMPLE", "Compared", "assembled", "check_at_least", "compared_days", "in_danger", "refused_people", "rounded", "rule_title"]

EXAMPLE: Final = ("rule", "part", "outcome", "from", "to", "row")


@discreet
@attrs.frozen(eq=False, repr=False)
class Compared:
    """How many of the same people get another result on the second day, or by the second book. Shows no counts in its ``repr``.

    A state is ``yes``, ``no``, ``open``, ``not_in_force``, ``out_of_scope`` or ``not_covered``: what is not known, and a rule that is not
    in force, does not concern somebody or covers only a part of a provision, is no "no". With ``at_least`` above 1 the counts of the
    tables are rounded down, and a row is there only if its count is not 0 then: what is not there can concern a few people.

    Attributes:
        book: the rules, those of the second side.
        topics: what was compared.
        days: the two days; of two books the one day.
        people: how many rows there were.
        refused: how many of them hold answers that cannot be true on one of the days. They are in no other count. ``None``: some, and they
            or the others are too few to be told.
        refused_in_danger: in how many of those danger is certain, perhaps there or not known, rounded down as well. ``None``: in a few.
        at_least: how far apart the numbers are at least between which a smaller count can lie, by all that is told.
        base: of what number the counts are multiples; 1 where they are exact.
        rules: a ``pyarrow.Table``: ``rule``, and ``people`` for whom anything of it is in another state. Rules without such people are not
            in it.
        outcomes: ``rule``, ``part`` (``due``, ``option`` or, of steps, ``reached``), ``outcome``, ``from``, ``to``, ``people``.
        clauses: ``rule``, the clauses ``before`` and ``after``, what differs between them (``kinds``, as in ``tunnistus.diff``; empty when
            the clause is the same and only the day is another), and ``people``: those who are given another result by the rule, and for
            whom the clause does not do the same. One person can be in several rows.
        acts: ``act``, and ``people`` of clauses that stand in it; a person once, whatever the number of rules and clauses.
        examples: the columns of ``outcomes`` without ``people``, then ``row`` (its number, from 0) and the columns that were kept.
    """

    book: Book
    topics: tuple[str, ...]
    days: tuple[date, ...]
    people: int
    refused: int | None
    refused_in_danger: int | None
    at_least: int
    base: int
    rules: Any
    outcomes: Any
    clauses: Any
    acts: Any
    examples: Any

    def __repr__(self) -> str:
        return f"<Compared {', '.join(self.topics)}: {' → '.join(day.isoformat() for day in self.days)}>"

    @door
    def explain(self, lang: str, *, markdown: bool = False) -> str:
        """Return the counts in words, as text or Markdown in ``fi``, ``sv`` or ``en``. Raises :class:`UnknownName`."""
        told = _story(self, lang)
        return report.markdown(told) if markdown else report.text(told)

    def _repr_markdown_(self) -> str:
        return self.explain("en", markdown=True)


def check_at_least(at_least: int) -> None:
    """Refuse a smallest count that is less than one. Raises :class:`TunnistusError`."""
    if at_least < 1:
        todo = message("Give a whole number of at least 1.")
        raise TunnistusError(message("This cannot be the smallest count that is shown."), where="at_least", todo=todo)


# -- tables ----------------------------------------------------------------------------------------------------------


def assembled(book: Book, topics: str | Sequence[str], days: tuple[date, ...], counts: Any, at_least: int) -> Compared:
    """Put what was counted into tables, in the order of the rules and without what is too small to tell.

    Raises:
        TunnistusError: ``at_least`` is less than one.
    """
    check_at_least(at_least)
    order = {rule.id: n for n, rule in enumerate(counts.pair.rules)}
    shown = told(counts, at_least)
    cells = sorted((c for c, n in shown.cells.items() if n), key=lambda c: (order[c.rule], _place(counts, c), _states(c)))
    rules = [rule for rule in order if shown.rules[rule]]
    links = [each for rule in rules for link in counts.pair.links[rule] if shown.clauses.get(each := (rule, link))]
    acts = sorted(act for act, n in shown.acts.items() if n)
    return Compared(
        book, (topics,) if isinstance(topics, str) else tuple(topics), days, counts.people, shown.refused, shown.in_danger, at_least,
        shown.base,
        _table({"rule": rules, "people": [shown.rules[rule] for rule in rules]}),
        _table({**_columns(cells), "people": [shown.cells[cell] for cell in cells]}),
        _table({
            "rule": [rule for rule, _ in links], "before": [_name(link.before) for _, link in links],
            "after": [_name(link.after) for _, link in links], "kinds": [",".join(link.kinds) for _, link in links],
            "people": [shown.clauses[each] for each in links],
        }),
        _table({"act": acts, "people": [shown.acts[act] for act in acts]}),
        _examples(cells, counts),
    )  # fmt: skip


def _place(counts: Any, cell: Cell) -> int:
    return counts.pair.outputs[cell.rule].index((cell.part, cell.name))  # type: ignore[no-any-return]


def _states(cell: Cell) -> tuple[int, int]:
    return STATES.index(cell.before), STATES.index(cell.after)


def _examples(cells: Sequence[Cell], counts: Any) -> Any:
    shown = [(cell, row) for cell in cells for row in counts.shown[cell]]
    found = _table({**_columns([cell for cell, _ in shown]), "row": [row["row"] for _, row in shown]})
    for name in counts.keep:
        found = found.append_column(name, pa.array([row[name] for _, row in shown], counts.kept[name]))
    return found


def _columns(cells: Sequence[Cell]) -> dict[str, list[str]]:
    get: dict[str, Callable[[Cell], str]] = {
        "rule": lambda c: c.rule, "part": lambda c: c.part, "outcome": lambda c: c.name, "from": lambda c: c.before,
        "to": lambda c: c.after,
    }  # fmt: skip
    return {name: [of(cell) for cell in cells] for name, of in get.items()}


def _name(clause: Clause | None) -> str | None:
    return clause.name if clause else None


def _table(given: Mapping[str, Sequence[Any]]) -> Any:
    return pa.table({name: pa.array(values, pa.int64() if name in ("people", "row") else pa.string()) for name, values in given.items()})


# -- in words --------------------------------------------------------------------------------------------------------


def _story(found: Compared, lang: str) -> Report:
    s = Speaker(found.book, lang)
    t = s.t
    topics = ", ".join(map(s.topic, found.topics))
    title = t.ui("ui.compared.title", "Keiden lopputulos muuttuu: {topic}").format(topic=topics)
    outcomes, clauses = _by_rule(found.outcomes), _by_rule(found.clauses)
    sections = [_rule(s, found, row, outcomes.get(row["rule"], []), clauses.get(row["rule"], [])) for row in found.rules.to_pylist()]
    if found.acts.num_rows:
        items = tuple(Item(s.act(row["act"]), (_people(s, found, row["people"]),)) for row in found.acts.to_pylist())
        sections.append(Heading(t.ui("ui.compared.acts", "Säädökset, joista muutos tulee"), items=items))
    return Report(lang, title, tuple(_head(s, found)), tuple(sections))


def _by_rule(table: Any) -> dict[str, list[dict[str, Any]]]:
    """The rows of a table, those of each rule together."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in table.to_pylist():
        found.setdefault(row["rule"], []).append(row)
    return found


def rule_title(s: Speaker, rule: str) -> str:
    """Return the title of a rule, or its id where only the other book has it."""
    return s.title(rule) if f"rule.{rule}.title" in s.book.texts else rule


def compared_days(s: Speaker, days: Sequence[date]) -> str:
    """Say which two days are compared, or on which day two books."""
    if len(days) == 1:
        return s.t.ui("ui.compared.books", "Verrattavana on kaksi sääntöaineistoa. Päivä on {day}.").format(day=s.day(days[0]))
    first, second = map(s.day, days)
    return s.t.ui("ui.diff.days", "Verrattavat päivät: {first} ja {second}.").format(first=first, second=second)


def in_danger(s: Speaker, people: int | None, *, exact: bool = True) -> list[str]:
    """Say of how many refused rows danger is not excluded, and what to do; ``None`` for too few to be told."""
    if people == 0:
        return []
    t = s.t
    some = t.ui("ui.refused.danger.few", "Joidenkin heistä kohdalla vaaraa ei ole suljettu pois.")
    many = (
        t.ui("ui.refused.danger", "Näistä ne, joiden kohdalla vaaraa ei ole suljettu pois: {n}.")
        if exact
        else t.ui("ui.refused.danger.least", "Näistä ne, joiden kohdalla vaaraa ei ole suljettu pois: vähintään {n}.")
    )
    return [some if people is None else many.format(n=s.number(people)), *lines(s, unread(s.book))]


def _head(s: Speaker, found: Compared) -> list[str]:
    t = s.t
    head = [compared_days(s, found.days)]
    head.append(t.ui("ui.compared.people", "Ihmisiä aineistossa: {n}.").format(n=s.number(found.people)))
    head += refused_people(s, found)
    head += rounded(s, found.base) if found.base > 1 else []
    if not found.rules.num_rows:
        none = t.ui("ui.compared.none", "Kenenkään lopputulos ei muutu.")
        few = t.ui("ui.compared.none.few", "Mitään lukua ei voida kertoa. Lopputulos voi silti muuttua muutamalla ihmisellä.")
        head.append(none if found.base == 1 else few)
    head.append(t.ui("ui.compared.only", "Luvut koskevat vain tämän aineiston ihmisiä. Ne eivät kerro, kuinka yleistä ihmiskauppa on."))
    head.append(t.ui("ui.compared.open.fact", "Avoin tieto ei ole kielteinen tieto."))
    return head


def refused_people(s: Speaker, found: Any, *, set_aside: bool = False) -> list[str]:
    """Say of a result how many people are refused, or were set aside, and what to do for those of them who may be in danger."""
    t, said = s.t, list[str]()
    few = t.ui("ui.compared.refused.few", "Joidenkin ihmisten tiedot eivät voi kaikki pitää paikkaansa. He eivät ole mukana luvuissa.")
    many = t.ui(
        "ui.compared.refused", "Ihmisiä, joiden tiedot eivät voi kaikki pitää paikkaansa: {n}. He eivät ole mukana muissa luvuissa."
    )
    if set_aside:
        few = t.ui("ui.compared.aside.few", "Joidenkin ihmisten rivit on pantu sivuun. He eivät ole mukana luvuissa.")
        many = t.ui("ui.compared.aside", "Ihmisiä, joiden rivit on pantu sivuun: {n}. He eivät ole mukana muissa luvuissa.")
    if found.refused is None:
        said = [few]
    elif found.refused:
        said = [many.format(n=s.number(found.refused))]
    return said + in_danger(s, found.refused_in_danger, exact=found.base == 1)


def rounded(s: Speaker, base: int) -> list[str]:
    """Say what was done to the counts, so that a small one follows from none of them."""
    t, n = s.t, s.number(base)
    return [
        t.ui("ui.compared.rounded", "Luvut on pyöristetty alaspäin niin, että ne ovat jaollisia luvulla {n}.").format(n=n),
        t.ui(
            "ui.compared.rounded.few",
            "Jos ihmisiä on vähemmän kuin {n}, lukua ei kerrota. Se, mitä ei mainita, voi siis koskea muutamaa ihmistä.",
        ).format(n=n),
        t.ui(
            "ui.compared.rounded.once",
            "Älä julkaise samoista ihmisistä useaa tulosta. Pieni luku voi selvitä, kun niitä verrataan.",
        ),
    ]


def _rule(s: Speaker, found: Compared, row: Mapping[str, Any], outcomes: Sequence[Any], clauses: Sequence[Any]) -> Heading:
    rule, items = row["rule"], [_outcome(s, found, each) for each in outcomes]
    if clauses:
        under = tuple(_clause(s, found, each) for each in clauses)
        items.append(Item(s.t.ui("ui.compared.clauses", "Kohdat, joista muutos tulee:"), under))
    return Heading(rule_title(s, rule), (rule, _people(s, found, row["people"]).text), tuple(items))


def _outcome(s: Speaker, found: Compared, row: Mapping[str, Any]) -> Item:
    t = s.t
    parts = {
        "due": t.ui("ui.compared.due", "Lopputulos on tämä:"),
        "option": t.ui("ui.compared.option", "Tämä voidaan valita:"),
        "reached": t.ui("ui.compared.reached", "Vähintään tämä vaihe on saavutettu:"),
    }
    known = f"rule.{row['rule']}.says.{row['outcome']}" in s.book.texts
    said = s.outcome(row["rule"], row["outcome"]) if known else row["outcome"]
    before = t.ui("ui.compared.before", "Ennen: {state}.").format(state=_state(s, row["from"]))
    after = t.ui("ui.compared.after", "Sen jälkeen: {state}.").format(state=_state(s, row["to"]))
    return Item(parts[row["part"]], (Item(said), Item(before), Item(after), _people(s, found, row["people"])))


def _state(s: Speaker, state: str) -> str:
    t = s.t
    return {
        "yes": t.ui("ui.compared.yes", "kyllä"),
        "no": t.ui("ui.compared.no", "ei"),
        "open": t.ui("ui.compared.open", "avoin, koska tietoja puuttuu"),
        "not_in_force": t.ui("ui.compared.not_in_force", "sääntö ei ole voimassa"),
        "out_of_scope": t.ui("ui.compared.out_of_scope", "sääntö ei koske henkilöä"),
        "not_covered": t.ui("ui.compared.not_covered", "sääntö kattaa vain osan säännöksestä"),
    }[state]


def _clause(s: Speaker, found: Compared, row: Mapping[str, Any]) -> Item:
    rule = s.book.rules.get(row["rule"])
    names = dict.fromkeys(name for name in (row["before"], row["after"]) if name)
    clauses = [c for c in (rule.clauses if rule else ()) if c.name in names]
    cites = dict.fromkeys(each for c in clauses for each in (*map(s.short, c.cite), *map(s.source, c.source)))
    return Item(" · ".join((*names, *cites)), (_people(s, found, row["people"]),))


def _people(s: Speaker, found: Compared, count: int) -> Item:
    exact = s.t.ui("ui.compared.count", "Ihmisiä: {n}.")
    least = s.t.ui("ui.compared.count.least", "Ihmisiä: vähintään {n}.")
    return Item((exact if found.base == 1 else least).format(n=s.number(count)))
