"""What comparing people gives: counts as tables of Arrow and in words. Counts of few people can be left out, as these can be recognised."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

import attrs
import pyarrow as pa

from tunnistus.discreet import discreet
from tunnistus.errors import TunnistusError, door
from tunnistus.explaining.danger import unread
from tunnistus.messages import message
from tunnistus.rules.model import Book, Clause
from tunnistus.saying import report
from tunnistus.saying.foremost import lines
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.speaker import Speaker

__all__ = ["EXAMPLE", "NOTHING", "STATES", "Cell", "Compared", "Link", "assembled", "in_danger"]

STATES: Final = ("yes", "no", "open", "not_in_force", "out_of_scope")
NOTHING: Final = frozenset({"no", "not_in_force", "out_of_scope"})  # states in which a rule gives a person nothing
K = TypeVar("K")
EXAMPLE: Final = ("rule", "part", "outcome", "from", "to", "row")


@attrs.frozen
class Cell:
    """A state of an output before and another one after."""

    rule: str
    part: str
    name: str
    before: str
    after: str


@attrs.frozen(eq=False)
class Link:
    """A clause and what it becomes, with what differs between the two, as ``tunnistus.diff`` names it."""

    before: Clause | None
    after: Clause | None
    kinds: tuple[str, ...]

    @property
    def acts(self) -> tuple[str, ...]:
        """The acts in which either of them stands."""
        return tuple(dict.fromkeys(cite.act for c in (self.before, self.after) if c for cite in c.cite))


@discreet
@attrs.frozen(eq=False, repr=False)
class Compared:
    """How many of the same people get another result on the second day, or by the second book. Shows no counts in its ``repr``.

    A state is ``yes``, ``no``, ``open``, ``not_in_force`` or ``out_of_scope``: what is not known, and a rule that is not in force or does
    not concern somebody, is no "no". A count is null where it was left out as too small (``at_least``).

    Attributes:
        book: the rules, those of the second side.
        topics: what was compared.
        days: the two days; of two books the one day.
        people: how many rows there were.
        refused: how many of them hold answers that cannot be true on one of the days. They are in no other count.
        refused_in_danger: in how many of those danger is certain, perhaps there or not known.
        at_least: counts below it are not told, nor those that leave fewer of all people.
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


# -- tables ----------------------------------------------------------------------------------------------------------


def assembled(book: Book, topics: str | Sequence[str], days: tuple[date, ...], counts: Any, at_least: int) -> Compared:
    """Put what was counted into tables, in the order of the rules and without what is too small to tell.

    Raises:
        TunnistusError: ``at_least`` is less than one.
    """
    if at_least < 1:
        raise TunnistusError(
            message("This cannot be the smallest count that is shown."),
            where="at_least",
            todo=message("Give a whole number of at least 1."),
        )
    order = {rule.id: n for n, rule in enumerate(counts.pair.rules)}
    cells = sorted((c for c, n in counts.cells.items() if n), key=lambda c: (order[c.rule], _place(counts, c), _states(c)))
    rules = [rule for rule in order if counts.rules[rule]]
    links = [(rule, link) for rule in rules for link in counts.pair.links[rule] if counts.clauses[rule, link]]
    telling = _Telling(counts.people, counts.refused, at_least)
    told = _told(cells, lambda cell: cell.rule, counts.cells, telling, _last(cells, counts.cells, telling))
    carried = _told(links, lambda link: link[0], counts.clauses, telling)
    few = {cell.rule for cell in cells if told[cell] is None}
    small = few | {link[0] for link in links if carried[link] is None}
    hidden = {act for rule in small for link in counts.pair.links[rule] for act in link.acts}

    return Compared(
        book, (topics,) if isinstance(topics, str) else tuple(topics), days, counts.people,
        telling.shown(counts.refused), telling.inside(counts.in_danger), at_least,
        _table({"rule": rules, "people": [None if rule in small else telling.shown(counts.rules[rule]) for rule in rules]}),
        _table({**_columns(cells), "people": [told[cell] for cell in cells]}),
        _table({
            "rule": [rule for rule, _ in links], "before": [_name(link.before) for _, link in links],
            "after": [_name(link.after) for _, link in links], "kinds": [",".join(link.kinds) for _, link in links],
            "people": [None if each[0] in few else carried[each] for each in links],
        }),
        _acts(counts, telling, hidden),
        _examples(cells, counts, {cell for cell in cells if told[cell] is None}),
    )  # fmt: skip


def _place(counts: Any, cell: Cell) -> int:
    return counts.pair.outputs[cell.rule].index((cell.part, cell.name))  # type: ignore[no-any-return]


def _states(cell: Cell) -> tuple[int, int]:
    return STATES.index(cell.before), STATES.index(cell.after)


@attrs.frozen
class _Telling:
    """Which counts tell of few people: small ones, and those that leave few of all people, or of those whose answers can be true."""

    people: int
    refused: int
    at_least: int

    def of_few(self, count: int) -> bool:
        return any(0 < each < self.at_least for each in (count, self.people - count, self.people - self.refused - count))

    def shown(self, count: int) -> int | None:
        return None if self.of_few(count) else count

    def inside(self, count: int) -> int | None:
        """A count of some of the refused."""
        return None if self.of_few(count) or 0 < self.refused - count < self.at_least else count


def _last(cells: Iterable[Cell], counts: Mapping[Cell, int], telling: _Telling) -> set[Cell]:
    """Of each output that stays as it is for few people the smallest count: all of them together would tell how many these are."""
    outputs: dict[tuple[str, str, str], list[Cell]] = {}
    for cell in cells:
        outputs.setdefault((cell.rule, cell.part, cell.name), []).append(cell)
    return {min(each, key=lambda cell: counts[cell]) for each in outputs.values() if telling.of_few(sum(counts[cell] for cell in each))}


def _told(
    counted: Iterable[K], rule: Callable[[K], str], counts: Mapping[K, int], telling: _Telling, barred: Collection[K] = ()
) -> dict[K, int | None]:
    """The counts, null where they tell of few people; where one of a rule does, the next smallest is null too, or both could be told."""
    by_rule: dict[str, list[K]] = {}
    for each in counted:
        by_rule.setdefault(rule(each), []).append(each)
    found: dict[K, int | None] = {}
    for group in by_rule.values():
        left_out = [each for each in group if each in barred or telling.of_few(counts[each])]
        others = sorted((each for each in group if each not in left_out), key=lambda each: counts[each])
        left_out += others[:1] if len(left_out) == 1 else []
        found |= {each: None if each in left_out else counts[each] for each in group}
    return found


def _acts(counts: Any, telling: _Telling, hidden: Collection[str]) -> Any:
    """People by act. Where a count of some rule is left out, so is that of each act in which a clause of the rule stands."""
    names = sorted(name for name, count in counts.acts.items() if count)
    return _table({"act": names, "people": [None if n in hidden else telling.shown(counts.acts[n]) for n in names]})


def _examples(cells: Sequence[Cell], counts: Any, left_out: set[Cell]) -> Any:
    shown = [(cell, row) for cell in cells if cell not in left_out for row in counts.shown[cell]]
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


def in_danger(s: Speaker, people: int | None) -> list[str]:
    """Say of how many refused rows danger is not excluded, and what to do; ``None`` for too few to be told."""
    if people == 0:
        return []
    t = s.t
    some = t.ui("ui.refused.danger.few", "Joidenkin heistä kohdalla vaaraa ei ole suljettu pois.")
    many = t.ui("ui.refused.danger", "Näistä ne, joiden kohdalla vaaraa ei ole suljettu pois: {n}.")
    return [some if people is None else many.format(n=s.number(people)), *lines(s, unread(s.book))]


def _head(s: Speaker, found: Compared) -> list[str]:
    t = s.t
    if len(found.days) > 1:
        first, second = map(s.day, found.days)
        head = [t.ui("ui.diff.days", "Verrattavat päivät: {first} ja {second}.").format(first=first, second=second)]
    else:
        head = [t.ui("ui.compared.books", "Verrattavana on kaksi sääntöaineistoa. Päivä on {day}.").format(day=s.day(found.days[0]))]
    head.append(t.ui("ui.compared.people", "Ihmisiä aineistossa: {n}.").format(n=s.number(found.people)))
    if found.refused is None:
        head.append(
            t.ui("ui.compared.refused.few", "Joidenkin ihmisten tiedot eivät voi kaikki pitää paikkaansa. He eivät ole mukana luvuissa.")
        )
    elif found.refused:
        said = t.ui(
            "ui.compared.refused", "Ihmisiä, joiden tiedot eivät voi kaikki pitää paikkaansa: {n}. He eivät ole mukana muissa luvuissa."
        )
        head.append(said.format(n=s.number(found.refused)))
    head += in_danger(s, found.refused_in_danger)
    if not found.rules.num_rows:
        head.append(t.ui("ui.compared.none", "Kenenkään lopputulos ei muutu."))
    if found.at_least > 1:
        said = t.ui(
            "ui.compared.small", "Lukua ei kerrota, jos ihmisiä on vähemmän kuin {n} tai jos aineiston muita ihmisiä on vähemmän kuin {n}."
        )
        head.append(said.format(n=s.number(found.at_least)))
        head.append(
            t.ui(
                "ui.compared.together",
                "Pois jää myös lukuja, joista tällainen luku selviäisi suoraan. Muista luvuista yhdessä se voi silti selvitä.",
            )
        )
    head.append(t.ui("ui.compared.only", "Luvut koskevat vain tämän aineiston ihmisiä. Ne eivät kerro, kuinka yleistä ihmiskauppa on."))
    head.append(t.ui("ui.compared.open.fact", "Avoin tieto ei ole kielteinen tieto."))
    return head


def _rule(s: Speaker, found: Compared, row: Mapping[str, Any], outcomes: Sequence[Any], clauses: Sequence[Any]) -> Heading:
    rule, items = row["rule"], [_outcome(s, found, each) for each in outcomes]
    if clauses:
        under = tuple(_clause(s, found, each) for each in clauses)
        items.append(Item(s.t.ui("ui.compared.clauses", "Kohdat, joista muutos tulee:"), under))
    title = s.title(rule) if f"rule.{rule}.title" in s.book.texts else rule
    return Heading(title, (rule, _people(s, found, row["people"]).text), tuple(items))


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
    }[state]


def _clause(s: Speaker, found: Compared, row: Mapping[str, Any]) -> Item:
    rule = s.book.rules.get(row["rule"])
    names = dict.fromkeys(name for name in (row["before"], row["after"]) if name)
    clauses = [c for c in (rule.clauses if rule else ()) if c.name in names]
    cites = dict.fromkeys(each for c in clauses for each in (*map(s.short, c.cite), *map(s.source, c.source)))
    return Item(" · ".join((*names, *cites)), (_people(s, found, row["people"]),))


def _people(s: Speaker, found: Compared, count: int | None) -> Item:
    if count is None:
        return Item(s.t.ui("ui.compared.few", "Ihmisten määrää ei kerrota."))
    return Item(s.t.ui("ui.compared.count", "Ihmisiä: {n}.").format(n=s.number(count)))
