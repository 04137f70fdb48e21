"""Who gains and who loses, as a table of Arrow, in words, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import attrs
import pyarrow as pa

from tunnistus.columns.compared import compared_days, refused_people, rounded, rule_title
from tunnistus.columns.counts import refused_of
from tunnistus.columns.shares import EFFECTS, SCALE, Count, fitted, pooled, unit
from tunnistus.discreet import discreet
from tunnistus.errors import door
from tunnistus.rules.model import Book
from tunnistus.saying import report
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.speaker import Speaker
from tunnistus.unseen import escaped

__all__ = ["Balance", "made"]

ALL, GROUP, REST = OF = ("all", "group", "rest")
Told = tuple[int, int | None]  # people, and what they weigh
_NUMBERS: Final = ("people", "weighted")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@discreet
@attrs.frozen(eq=False, repr=False)
class Balance:
    """How many of the same people gain, lose or get something else. Shows no counts in its ``repr``.

    Attributes:
        book: the rules, those of the second side.
        topics: what was compared.
        days: the two days; of two books the one day.
        by, weight: the columns of groups and of weights.
        people: how many rows there were.
        refused, refused_in_danger: as of :class:`tunnistus.columns.Compared`; such rows are in no count of ``counts``.
        nobody: whether there were rows and all of them were refused or set aside, so that nothing was compared.
        set_aside: whether rows that cannot be decided, or have no weight, were set aside: they are counted with the refused.
        at_least, base: as there.
        unit: of what number weighted counts are multiples.
        groups: a ``pyarrow.Table``: ``of`` (``all``, ``group``, or ``rest`` for small groups together), ``group`` (null in the others, and
            for people without a value) and ``people``.
        counts: ``of``, ``group``, ``rule`` (null: all rules together), ``effect``, ``people`` and ``weighted`` (null where it is not told).
            Effects are ``gain`` (given something new, and losing nothing), ``lose`` (the reverse), ``change`` (something else for
            certain) and ``open`` (what differs is open on one side). Each person is in one row at most of each rule, and of all together.
            What is not there is nobody, or with ``at_least`` above 1 perhaps a few people.
    """

    book: Book
    topics: tuple[str, ...]
    days: tuple[date, ...]
    by: str | None
    weight: str | None
    people: int
    refused: int | None
    refused_in_danger: int | None
    at_least: int
    base: int
    unit: int
    nobody: bool
    set_aside: bool
    groups: Any
    counts: Any

    def __repr__(self) -> str:
        return f"<Balance {' → '.join(day.isoformat() for day in self.days)}>"

    @door
    def explain(self, lang: str, *, markdown: bool = False) -> str:
        """Return the counts in words, as text or Markdown in ``fi``, ``sv`` or ``en``. Raises :class:`UnknownName`."""
        told = _story(self, lang)
        return report.markdown(told) if markdown else report.text(told)

    def to_dict(self) -> dict[str, Any]:
        """Return the same as what JSON can hold."""
        names = ("by", "weight", "people", "refused", "refused_in_danger", "at_least", "base", "unit", "set_aside")
        days = [day.isoformat() for day in self.days]
        tables = {"groups": self.groups.to_pylist(), "counts": self.counts.to_pylist()}
        return {"days": days, **{name: getattr(self, name) for name in names}, **tables}

    def to_csv(self) -> str:
        """Return ``counts`` as CSV. The name of a group that a spreadsheet would take for a formula begins with an apostrophe."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.counts.column_names)
        for row in self.counts.to_pylist():
            group = row["group"]
            writer.writerow([*({**row, "group": f"'{group}" if group and group.startswith(_FORMULA) else group}).values()])
        return out.getvalue()


# -- tables ----------------------------------------------------------------------------------------------------------


def made(book: Book, topics: tuple[str, ...], days: tuple[date, ...], tally: Any, at_least: int) -> Balance:
    """Put what was counted into tables that can be told (:mod:`tunnistus.columns.shares`)."""
    base = 2 * at_least if at_least > 1 else 1
    step = unit(base, tally.heaviest / SCALE)
    rest = pooled(tally.sizes, base) if tally.by is not None else ()
    groups: dict[tuple[str, str | None], tuple[str | None, ...]]
    groups = {(GROUP, name): (name,) for name in sorted(tally.sizes.keys() - {*rest}, key=lambda n: (n is None, n or ""))}
    groups |= {(REST, None): rest} if rest and sum(tally.sizes[name] for name in rest) >= base else {}
    told = {each: _group(tally, names, base, step) for each, names in groups.items()}
    total: dict[Count, Told] = {}
    for of in told.values():
        for key, (people, weighted) in of.items():
            before, heavy = total.get(key, (0, None))
            total[key] = before + people, heavy if weighted is None else (heavy or 0) + weighted
    everything: dict[tuple[str, str | None], dict[Count, Told]] = {(ALL, None): total, **(told if tally.by is not None else {})}
    sizes = [(of, name, sum(tally.sizes[each] for each in groups[of, name])) for of, name in groups] if tally.by is not None else []
    order = [None, *(rule.id for rule in tally.pair.rules)]
    found = [
        (*each, rule, effect, *of[rule, effect])
        for each, of in everything.items() for rule in order for effect in EFFECTS if (rule, effect) in of
    ]  # fmt: skip
    return Balance(
        book, topics, days, tally.by, tally.weight, tally.people, *refused_of(tally, base, at_least), at_least, base, step,
        0 < tally.people == tally.refused, tally.aside is not None, _table(("of", "group", "people"), [(ALL, None, tally.people), *sizes]),
        _table(("of", "group", "rule", "effect", "people", "weighted"), found),
    )  # fmt: skip


def _group(tally: Any, names: Sequence[str | None], base: int, step: int) -> dict[Count, Told]:
    """What is told of some groups together."""
    people: dict[Count, int] = {}
    heavy: dict[Count, int] = {}
    for name in names:
        for (group, rule, effect), n in tally.counts.items():
            if group == name:
                people[rule, effect] = people.get((rule, effect), 0) + n
                heavy[rule, effect] = heavy.get((rule, effect), 0) + tally.weights[group, rule, effect]
    found = {key: n for key, n in fitted(people, sum(tally.decided[name] for name in names), base).items() if n}
    return {key: (n, _weighted(heavy[key], base, step) if tally.weight is not None else None) for key, n in found.items()}


def _weighted(heavy: int, base: int, step: int) -> int | None:
    """A weighted count as it is told: to the nearest whole, or rounded down; of what comes to nothing, nothing."""
    if base == 1:
        return (2 * heavy + SCALE) // (2 * SCALE)
    return heavy // (step * SCALE) * step or None


def _table(names: Sequence[str], found: Sequence[tuple[Any, ...]]) -> Any:
    columns = zip(*found, strict=True) if found else [()] * len(names)
    return pa.table({
        name: pa.array([*each], pa.int64() if name in _NUMBERS else pa.string()) for name, each in zip(names, columns, strict=True)
    })  # fmt: skip


# -- in words --------------------------------------------------------------------------------------------------------


def _story(found: Balance, lang: str) -> Report:
    s = Speaker(found.book, lang)
    t = s.t
    title = t.ui("ui.balance.title", "Kuka saa ja kuka menettää")
    sections, rows = [], found.counts.to_pylist()
    for group in found.groups.to_pylist():
        own = [row for row in rows if (row["of"], row["group"]) == (group["of"], group["group"])]
        sections += [*_section(s, found, group, own)]
    return Report(lang, title, tuple(_head(s, found)), tuple(sections))


def _section(s: Speaker, found: Balance, group: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> Iterator[Heading]:
    """A heading for a group, with what all rules together and each rule do to it."""
    t = s.t
    name = {
        ALL: t.ui("ui.balance.all", "Kaikki"),
        REST: t.ui("ui.balance.rest", "Pienet ryhmät yhdessä"),
        GROUP: " ".join(escaped(group["group"]).split()) if group["group"] else t.ui("ui.balance.none_given", "Ei tietoa ryhmästä"),
    }[group["of"]]
    people = t.ui("ui.compared.people", "Ihmisiä aineistossa: {n}.").format(n=s.number(group["people"]))
    items = [Item(_line(s, found, row)) for row in rows if row["rule"] is None]
    by_rule: dict[str, list[Item]] = {}
    for row in rows:
        if row["rule"] is not None:
            by_rule.setdefault(row["rule"], []).append(Item(_line(s, found, row)))
    items += [Item(f"{rule_title(s, rule)} ({rule})", tuple(each)) for rule, each in by_rule.items()]
    none = t.ui("ui.compared.none", "Kenenkään lopputulos ei muutu.")
    few = t.ui("ui.compared.none.few", "Mitään lukua ei voida kertoa. Lopputulos voi silti muuttua muutamalla ihmisellä.")
    yield Heading(name, (people, *([] if items else [few if found.base > 1 else none])), tuple(items))


def _line(s: Speaker, found: Balance, row: Mapping[str, Any]) -> str:
    t = s.t
    said = {
        "gain": t.ui("ui.balance.gain", "Saa jotakin uutta eikä menetä mitään: {n}."),
        "lose": t.ui("ui.balance.lose", "Menettää jotakin eikä saa mitään uutta: {n}."),
        "change": t.ui("ui.balance.change", "Tulos muuttuu muulla tavalla: {n}."),
        "open": t.ui("ui.balance.open", "Ero jää avoimeksi, koska tietoja puuttuu: {n}."),
    }[row["effect"]]
    least = t.ui("ui.balance.least", "vähintään {n}")
    line = said.format(n=s.number(row["people"]) if found.base == 1 else least.format(n=s.number(row["people"])))
    if row["weighted"] is None:
        return line
    weighted = t.ui("ui.balance.weighted", "Painotettuna: {n}.")
    return f"{line} {weighted.format(n=s.number(row['weighted']))}"


def _head(s: Speaker, found: Balance) -> list[str]:
    t = s.t
    head = [compared_days(s, found.days)]
    head.append(
        t.ui(
            "ui.balance.means",
            "Jokainen ihminen on kussakin kohdassa enintään yhdellä rivillä. Uusi tulos voi olla myös kielto tai velvollisuus. "
            "Luvut eivät kerro, onko se ihmiselle hyvä.",
        )
    )
    head += refused_people(s, found, set_aside=found.set_aside)
    return [*head, *_protected(s, found)]


def _protected(s: Speaker, found: Balance) -> Iterator[str]:
    """What was done to the counts, and what not to conclude from them."""
    t = s.t
    if found.base > 1:
        yield from rounded(s, found.base)
    else:
        yield t.ui("ui.balance.exact", "Luvut ovat tarkkoja. Muutaman ihmisen luku on henkilötieto, joten älä julkaise niitä sellaisinaan.")
    if found.weight and found.base > 1:
        said = t.ui("ui.balance.unit", "Painotetut luvut on pyöristetty alaspäin niin, että ne ovat jaollisia luvulla {n}.")
        yield said.format(n=s.number(found.unit))
    yield t.ui("ui.compared.only", "Luvut koskevat vain tämän aineiston ihmisiä. Ne eivät kerro, kuinka yleistä ihmiskauppa on.")
    yield t.ui("ui.compared.open.fact", "Avoin tieto ei ole kielteinen tieto.")
