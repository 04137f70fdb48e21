"""Memory: no day, no answer and no request makes a process grow. What is made for somebody goes with the call, or has a bound."""

import gc
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any
from weakref import ref

import attrs
import pytest

import tunnistus as tn
from tests import ROOT
from tests.attack.random_people import DAY, people
from tunnistus.bounded import Bounded
from tunnistus.deciding.expand import borders
from tunnistus.shipping import source

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is read from /proc")
ONCE = {"derived", "gates of child", "kin", "openers", "orders", "readers", "relations", "yes or no"}  # one thing about the whole book each
BY_FACT = {"asked of", "derived among", "reach"}
BY_RULE = {"borders", "facts", "later", "scope"}


def anew() -> tn.Book:
    return attrs.evolve(source.book(), memo={})


# -- how it is made ----------------------------------------------------------------------------------------------


def test_41_what_is_kept_without_a_bound_is_about_the_rule_data_alone() -> None:
    """A new kind of key in ``memo`` needs a line here: what bounds how many there are."""
    book, chance = anew(), random.Random(41)
    for person in islice(people(book, chance), 6):
        tn.assess(**person, book=book).ask()
    counts = Counter(key if isinstance(key, str) else key[0] for key in book.memo)
    assert counts.keys() <= ONCE | BY_FACT | BY_RULE | {"borders on", "expanded"}
    for name, n in counts.items():
        assert n <= (1 if name in ONCE else len(book.facts) if name in BY_FACT else len(book.rules) if name in BY_RULE else versions(book))
    assert counts["expanded"] > len(book.rules)
    sent = [type(part) for key in (*book.memo, *book.sheets) for part in flat(key)]
    assert len(sent) > 1_000
    assert not {date, tn.MAYBE.__class__} & {*sent}


def versions(book: tn.Book) -> int:
    """How many versions all rules have together, each with those that it uses, between the borders of its clocks."""
    found = 0
    for rule in book.rules.values():
        each = 1
        for days in borders(book, rule).values():
            each *= len(days) + 1
        found += each
    return found


def flat(key: Any) -> Iterator[Any]:
    if isinstance(key, tuple | frozenset):
        for part in key:
            yield from flat(part)
    else:
        yield key


def test_41_what_is_kept_for_days_and_answers_keeps_its_bound() -> None:
    """Of all caches that there are: of compiled rules, of rows that are left, of kinds of people."""
    book, chance = anew(), random.Random(14)
    book.sheets.most = 6_000
    for person in islice(people(book, chance), 6):
        tn.assess(**person, book=book).ask()
    every = [each for each in gc.get_objects() if isinstance(each, Bounded)]
    assert len(every) > 50
    assert book.sheets in every
    assert max(len(each) for each in every) > 100
    assert [each for each in every if each.weight > each.most] == []
    assert 0 < len(book.sheets) < 6


def test_41_who_forgets_the_least_asked_for_keeps_the_others() -> None:
    kept: Bounded[int, list[int]] = Bounded(8, len)
    made: list[int] = []

    def get(n: int) -> list[int]:
        def make() -> list[int]:
            made.append(n)
            return [n]

        assert kept.get(n, make) == [n]
        assert kept.weight <= kept.most
        return kept.get(n, make)

    for n in range(100):
        assert get(0) is get(0)
        get(n)
    assert made == [*range(100)]  # the first was asked for again and again, and never made again
    assert kept.find(99) == [99]
    assert kept.find(1) is None
    assert len(kept.get(-1, lambda: [0] * 20)) == 20
    assert kept.find(-1) is not None  # heavier than all together, and there until something else comes


def test_41_what_falls_out_is_gone_at_once() -> None:
    """Nobody waits for the collector of garbage, which looks at what is old last of all."""
    book = anew()
    tn.assess({"documents_withheld": True}, as_of=DAY, book=book).explain("fi")
    programs = [ref(sheet.program) for sheet in (book.sheets.find(key) for key in book.sheets)]
    gc.collect()
    gc.disable()
    try:
        assert programs
        assert all(program() for program in programs)
        book.sheets.clear()
        assert not any(program() for program in programs)
    finally:
        gc.enable()


def test_41_a_request_leaves_nothing_to_collect() -> None:
    book = anew()

    def request(day: date) -> None:
        a = tn.assess({"documents_withheld": True, "debt_worked_off": tn.MAYBE}, as_of=DAY, act_from=day, book=book)
        assert a.ask()
        assert a.explain("sv", full=True)
        assert a.to_json("en")

    request(date(2012, 5, 1))
    book.sheets.clear()
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        request(date(2012, 5, 1))
        gc.collect()
        left = Counter(type(each).__name__ for each in gc.garbage if type(each).__module__.startswith("tunnistus"))
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert left == Counter()


def test_41_a_result_stays_what_it_is_when_its_rules_are_forgotten() -> None:
    one, two = anew(), anew()
    answers = {"documents_withheld": True, "earnings_taken": True}
    kept, lost = (tn.assess(answers, as_of=DAY, act_from=date(2010, 1, 1), book=book) for book in (one, two))
    assert lost.law
    two.sheets.clear()
    assert (lost.ask(), lost.to_dict()) == (kept.ask(), kept.to_dict())


# -- what it comes to --------------------------------------------------------------------------------------------

GROWTH = """
import ctypes, gc, random, sys
import tunnistus as tn
from itertools import islice
from tests.attack.random_people import people
from tunnistus.shipping import source

def held():
    gc.collect()
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    except (OSError, AttributeError):
        pass
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) // 1024

first, last = map(int, sys.argv[1:])
for n, person in enumerate(islice(people(source.book(), random.Random(1)), last), 1):
    a = tn.assess(**person)
    assert a.next_step
    if n % 5 == 0:
        a.ask()
    if n % 50 == 0:
        a.explain(("fi", "sv", "en")[n // 50 % 3])
    if n in (first, last):
        print(held())
"""


@LINUX
@pytest.mark.deep
def test_41_a_thousand_requests_on_random_days_take_no_more_memory_than_three_hundred() -> None:
    run = subprocess.run([sys.executable, "-c", GROWTH, "300", "1000"], capture_output=True, text=True, check=True, cwd=ROOT)
    first, last = map(int, run.stdout.split())
    assert 30 < first < 400
    assert last - first <= 20
