"""Published lists of signs: which of their rows are seen, and what the rule of the ILO and the European Commission (2009) makes of them.

Lists put in order what is known and what is missing. Nothing rests on them: neither the next step nor any rule of law reads this
module. Open answers give a lower and an upper bound, never a guess. What was not read in its source is marked in the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Final

import attrs

from tunnistus.rules.cached import of_book
from tunnistus.rules.formula import Known, all_of, any_of, none_of, value
from tunnistus.rules.model import AtLeast, Book, Fact, Listing, Node, Row, Test
from tunnistus.rules.roles import holder
from tunnistus.rules.truth import FALSE, OPEN, TRUE, Truth, negate, truth_of

__all__ = [
    "DIMENSIONS", "MEANS", "Dimension", "ListResult", "Seen", "Survey", "holds", "ilo_2009", "palermo", "positive", "survey", "touched",
]  # fmt: skip

DIMENSIONS: Final = (
    "deceptive_recruitment", "coercive_recruitment", "recruitment_by_abuse_of_vulnerability", "exploitation", "coercion_at_destination",
    "abuse_of_vulnerability_at_destination",
)  # fmt: skip
MEANS: Final = tuple(d for d in DIMENSIONS if d != "exploitation")


@attrs.frozen
class Dimension:
    """One dimension of a list.

    Attributes:
        lower: positive whatever the open answers are; ``upper``: positive if all open answers are yes.
        seen, open: ids of the rows that hold, and of those that still can.
        alone: true facts each of which alone makes the dimension positive.
        follow_up: true facts that make no row hold, but call for a further question.
        disputed: seen rows to which another reading gives another strength.
        marks: from where the seen and the open rows are known, when not from the published text.
    """

    name: str
    lower: bool
    upper: bool
    seen: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    follow_up: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def truth(self) -> Truth:
        """The two bounds as one truth value."""
        return TRUE if self.lower else OPEN if self.upper else FALSE


@attrs.frozen
class Survey:
    """Rows of the survey table that are still possible; ``certain`` is the only one left, or empty."""

    possible: tuple[str, ...]

    @property
    def certain(self) -> str:
        return self.possible[0] if len(self.possible) == 1 else ""


@attrs.frozen
class ListResult:
    """One list of 2009 and what is known under it. It is no finding about a person.

    Attributes:
        applies: whether the list is for a person of this age; in doubt a child's list applies, and the adult's stays open.
        survey: rows of the survey table; only of the list for adults and labour.
        palermo: whether the act, the means and the purpose of article 3 of the Palermo Protocol are all there.
        marks: from where the list, the rule and the rows are known, when not from the published text.
        notices: contexts of the sentences to show with the result.
    """

    listing: Listing = attrs.field(repr=lambda li: li.id)
    applies: Truth
    dimensions: Mapping[str, Dimension]
    survey: Survey | None
    palermo: Truth
    marks: tuple[str, ...]
    notices: tuple[str, ...]


@attrs.frozen
class Seen:
    """A row of a list that is not weighed, and the facts that speak for it."""

    row: Row
    facts: tuple[str, ...]


def holds(row: Row) -> Node:
    """A row holds when a fact that expresses it is true."""
    return any_of(Test(name, (True,)) for name in row.expresses)


def positive(rows: Iterable[Row]) -> Node:
    """The rule for one dimension: two strong; one strong and another; three medium; or two medium and one weak.

    As counts: ``s >= 2 or (s >= 1 and s + m + w >= 2) or (m >= 2 and m + w >= 3)``. One strong row alone, and weak rows alone, never do.
    """
    by: dict[str, tuple[Node, ...]] = {"strong": (), "medium": (), "weak": ()}
    for row in rows:
        by[row.strength] += (holds(row),)
    strong, medium, rest = by["strong"], by["medium"], by["medium"] + by["weak"]
    two_of_any = all_of((AtLeast(1, strong), AtLeast(2, strong + rest)))
    return any_of((AtLeast(2, strong), two_of_any, all_of((AtLeast(2, medium), AtLeast(3, rest)))))


_LEAF: Final = {name: Test(name, (True,)) for name in (*DIMENSIONS, "act", "intended")}
_DR, _CR, _AVR, _EX, _CD, _AVD = (_LEAF[name] for name in DIMENSIONS)
_PURPOSE: Final = any_of((_EX, _LEAF["intended"]))
_PALERMO: Final = {
    "adult": all_of((_LEAF["act"], any_of(_LEAF[name] for name in MEANS), _PURPOSE)),
    "child": all_of((_LEAF["act"], _PURPOSE)),
}

# Abuse of vulnerability can stand in for the means, and the table has no row for it: "no means" is read as none of either kind.
_NO_MEANS: Final = none_of((_DR, _CR, _AVR, _AVD))
_ROWS: Final[dict[str, Node]] = {
    "not_exploited_migrant": all_of((_NO_MEANS, none_of((_EX, _CD)))),
    "exploited_migrant_labour_rights_case": all_of((_NO_MEANS, _EX, none_of((_CD,)))),
    "deceived_and_exploited": all_of((_DR, none_of((_CR, _CD)), _EX)),
    "trafficked_for_forced_labour": all_of((any_of((_DR, _CR)), _EX, _CD)),
}
_SURVEY: Final = {**_ROWS, "outside_table": none_of(_ROWS.values())}


def _known(truths: Mapping[str, Truth]) -> dict[str, bool]:
    return {name: truth == TRUE for name, truth in truths.items() if truth != OPEN}


def survey(dimensions: Mapping[str, Truth]) -> Survey:
    """Return which rows of the labour survey table the dimensions still allow; ``outside_table`` is what it says nothing about."""
    open_ = [name for name in DIMENSIONS if dimensions.get(name, OPEN) == OPEN]
    people = [_known(dimensions) | dict(zip(open_, way, strict=True)) for way in product((True, False), repeat=len(open_))]
    return Survey(tuple(name for name, row in _SURVEY.items() if any(value(row, known) == TRUE for known in people)))


def palermo(dimensions: Mapping[str, Truth], *, child: bool, act: bool | None = None, intended: bool | None = None) -> Truth:
    """Return whether act, means and purpose are there; of a child no means are needed. Consent plays no part once a means was used.

    Args:
        act: whether the person was recruited, transported, transferred, harboured or received; no list tells it.
        intended: whether exploitation was intended, when it has not happened.
    """
    known = _known({**dimensions, "act": truth_of(act), "intended": truth_of(intended)})
    return value(_PALERMO["child" if child else "adult"], known)


def ilo_2009(book: Book, known: Known, *, act: bool | None = None, intended: bool | None = None) -> tuple[ListResult, ...]:
    """Return the lists of 2009 that may be meant for the person, in the order of the files; ``known`` as in ``Answers.known``."""
    results = (_result(book, li, known, act, intended) for li in book.lists.values() if li.part_of)
    return tuple(r for r in results if r.applies != FALSE)


def _result(book: Book, listing: Listing, known: Known, act: bool | None, intended: bool | None) -> ListResult:
    child = listing.population == "child"
    found = {name: _dimension(listing, name, rule, known) for name, rule in _by_dimension(book, listing.id).items()}
    truths = {name: d.truth for name, d in found.items()}
    under_18 = holder(book, "possible_minor" if child else "minor")
    applies = truth_of(bool(known[under_18])) if under_18 in known else OPEN
    bases = (listing.basis, book.lists[listing.part_of].basis, *(m for d in found.values() for m in d.marks))
    return ListResult(
        listing, applies if child else negate(applies), found,
        survey(truths) if (listing.population, listing.form) == ("adult", "labour") else None,
        palermo(truths, child=child, act=act, intended=intended), _marks(bases),
        tuple(f"list.{li}.notice" for li in (listing.id, listing.part_of)),
    )  # fmt: skip


@of_book
def _by_dimension(book: Book, name: str) -> dict[str, Node]:
    listing = book.lists[name]
    alone = {group: tuple(Test(n, (True,)) for n in names) for group, names in listing.alone}
    return {d: any_of((positive(r for r in listing.rows if r.group == d), *alone.get(d, ()))) for d in DIMENSIONS}


def _dimension(listing: Listing, name: str, rule: Node, known: Known) -> Dimension:
    truth = value(rule, known)  # exact: signs speak in one direction only
    rows = {row: value(holds(row), known) for row in listing.rows if row.group == name}
    seen = tuple(row for row, t in rows.items() if t == TRUE)
    still_open = tuple(row for row, t in rows.items() if t == OPEN)
    follow_up = dict.fromkeys(f for row, t in rows.items() if t != TRUE for f in row.supports if known.get(f) is True)
    return Dimension(
        name, truth == TRUE, truth != FALSE, tuple(r.ref for r in seen), tuple(r.ref for r in still_open),
        tuple(f for f in dict(listing.alone).get(name, ()) if known.get(f) is True), tuple(follow_up),
        tuple(r.ref for r in seen if r.disputed), _marks(r.basis for r in (*seen, *still_open)),
    )  # fmt: skip


def _marks(bases: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({b for b in bases if b != "read"}))


def touched(book: Book, name: str, known: Known) -> tuple[Seen, ...]:
    """Return the rows of a list for which something known speaks: a sign that is present, or a value that stands for the row."""
    found = []
    for row in book.lists[name].rows:
        signs = (f for f in (*row.expresses, *row.relates) if _sign(book.facts[f], known))
        members = (f for f, values in row.values if known.get(f) in values)
        if facts := (*dict.fromkeys(signs), *members):
            found.append(Seen(row, facts))
    return tuple(found)


def _sign(fact: Fact, known: Known) -> bool:
    return fact.polarity != "neutral" and known.get(fact.id) is (fact.polarity == "risk")
