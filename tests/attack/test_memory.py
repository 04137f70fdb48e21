"""Memory: no day, no answer and no request makes a process grow. What is made for somebody goes with the call, or has a bound."""

import ast
import gc
import math
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any
from weakref import ref

import attrs
import pytest

import tunnistus as tn
from tests import ROOT
from tests.attack.random_people import DAY, people
from tests.house import SOURCES
from tunnistus.bounded import Bounded
from tunnistus.deciding.expand import borders
from tunnistus.deciding.plan import KINDS, RESULTS, Plan, _plans_lately, sheets_of
from tunnistus.rules.model import LANGUAGES
from tunnistus.shipping import source

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is read from /proc")
SHELTER = "docs/examples/third-party/night_shelter_rules"  # small, and of others


def anew() -> tn.Book:
    return attrs.evolve(source.book())


# -- all that keeps something ------------------------------------------------------------------------------------


def one(book: tn.Book) -> int:
    return 1


def facts(book: tn.Book) -> int:
    return len(book.facts)


def rules(book: tn.Book) -> int:
    return len(book.rules)


def versions(book: tn.Book) -> int:
    """How many versions all rules have together, each with those that it uses, between the borders of its clocks."""
    return sum(math.prod(len(days) + 1 for days in borders(book, rule).values()) for rule in book.rules.values())


WITH_THE_BOOK: dict[str, Callable[[tn.Book], int]] = {  # of each function that keeps results with a book how many there are at the most
    "rules.answers._readers_of": one,
    "rules.derive.derivations_of": one,
    "checking.numbers._named": one,
    "checking.upkeep._contexts": one,
    "saying.citations._cited": one,
    "saying.citations._names": one,
    "rules.derive.inputs_of": facts,
    "rules.derive.kin_of": one,
    "rules.derive.reach": facts,
    "rules.derive.readers_of": one,
    "rules.horizon._changes": rules,
    "rules.horizon.own_days": one,
    "rules.orders.orders_of": one,
    "rules.published._by_dimension": lambda book: len(book.lists),
    "rules.relations.relations_of": one,
    "rules.roles.holders": one,
    "rules.roles.at_the_table": one,
    "rules.roles.own_status": one,
    "shipping.ids._answers_dict": one,
    "columns.vectors._circumstances": facts,
    "deciding.expand._borders": lambda book: rules(book) + versions(book),
    "deciding.expand.expanded": versions,
    "deciding.expand._scope": rules,
    "deciding.plan._borders_lately": one,
    "deciding.plan._compiled": versions,
    "deciding.plan._plans_lately": one,
    "deciding.plan.sheets_of": one,
    "deciding.reads._facts": rules,
    "explaining.asking._cells_lately": one,
    "explaining.asking._group_alone": facts,
    "explaining.asking._plain": one,
    "explaining.asking._said_lately": one,
    "explaining.asking._tells_only_that_it_is_known": facts,
    "explaining.assessed._by_whom": one,
    "explaining.assessed.identification": one,
    "explaining.opening._scopes": one,
    "explaining.opening._gates_of_child": one,
    "explaining.opening.openers": one,
    "explaining.partial._users": one,
    "saying.speaker._address": lambda book: len(book.acts) * len(LANGUAGES),
    "explaining.state.signs_of": one,
    "saying.texts._sentence": lambda book: len(book.texts) * len(LANGUAGES),
    "saying.vocabulary._fact_info": lambda book: len(book.facts) * len(LANGUAGES),
    "saying.vocabulary._rule_info": lambda book: len(book.rules) * len(LANGUAGES),
    "testing.borders.compared": one,
    "testing.borders.turning": one,
    "testing.laws._turned": one,
    "testing.strategies._first_day": one,
    "trying.replies._levels_lately": one,
}
BOUNDED = {  # what has a bound of its own, and with what it goes
    "deciding.plan._borders_lately": "the book",
    "deciding.plan._plans_lately": "the book",
    "deciding.plan.sheets_of": "the book",
    "explaining.asking._cells_lately": "the book",
    "explaining.asking._said_lately": "the book",
    "trying.replies._levels_lately": "the book",
    "rules.relations.Group.kept": "the book",
    "deciding.plan.Plan._alike": "a plan",
    "columns.dated.Dated.plans": "rules made ready for columns",
    "columns.intake._among": "the process: 256 tests of a column",
    "comparing.snapshots._scalar": "the process: 4,096 texts of snapshots, of rules and not of people",
    "deciding.missing.nearest_turns": "the process: 128 sets of rows that rules allow",
    "api.application._about_changes": "an application: 64 comparisons of two days",
}
ELSEWHERE = {  # what else stays, and why there is an end to it
    "saying.markup._environment": "one for each directory of templates",
    "saying.markup._template": "one for each template that pages are written by",
    "saying.messages._catalogue": "one for each language",
    "saying.texts._catalogue": "one for each language",
    "saying.vocabulary._inside": "one for each class of the vocabulary",
    "version.program_digest": "one",
    "explaining.nobody.reader": "one file of the compiled rule data",
    "explaining.nobody.diagram_reader": "one file of the compiled rule data",
    "api.application._described": "one for an application",
    "api.application._about_itself": "one for an application",
    "saying.brief.brief": "goes with the call",
    "saying.page._sizes": "goes with the call",
    "_taken_from_here": "filled when Hypothesis is loaded",
    "api._MADE": "one application",
    "columns.vectors.BY_ROW": "functions that are registered when modules are imported",
    "columns.vectors.VECTORS": "functions that are registered when modules are imported",
    "rules.derive.PLAIN": "functions that are registered when modules are imported",
    "rules.derive.REGISTRY": "functions that are registered when modules are imported",
    "rules.derive.SIGNATURES": "functions that are registered when modules are imported",
    "reading.daysfile._of_library": "four countries, each in some years",
    "shipping.source._BOOKS": "one book",
    "shipping.source._LAST": "one book, its manifest and the state of the files",
    "trying.mutation._BENCH": "one bench in a process of the command",
}
MAKERS = {"Bounded", "cache", "lru_cache"}
COLLECTIONS = {"Counter", "WeakKeyDictionary", "WeakValueDictionary", "defaultdict", "deque", "dict", "list", "set"}


def called(node: ast.AST) -> str:
    """The last part of a name."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(value=ast.Name(id=name)):
            return name
    return ""


def empty(value: ast.AST | None) -> bool:
    match value:
        case ast.Dict(keys=[]) | ast.List(elts=[]):
            return True
        case ast.Call(func=function):
            return called(function) in COLLECTIONS
    return False


def keeping(node: ast.AST, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """What keeps something, and by what: the dotted name of a function of a module or of a part of a class, or an empty collection."""
    for each in ast.iter_child_nodes(node):
        here, by = path, set[str]()
        match each:
            case ast.FunctionDef(name=name, decorator_list=decorators) | ast.ClassDef(name=name, decorator_list=decorators):
                here = inside(path, name)
                by = {called(part) for decorator in decorators for part in ast.walk(decorator)} & {"of_book", *MAKERS}
            case ast.AnnAssign(target=ast.Name(id=name), value=value) | ast.Assign(targets=[ast.Name(id=name)], value=value):
                here = inside(path, name)
                by = {"module"} if not path and empty(value) else by
            case ast.Call(func=function, args=args):
                by = {called(function), *(called(part) for part in args[:1] if called(function) == "partial")} & MAKERS
        yield from ((".".join(here), one) for one in sorted(by))
        yield from keeping(each, here)


def inside(path: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The name of a part of a module or of a class; what stands in a function goes by the name of the function."""
    return (*path, name) if not path or path[-1][0].isupper() else path


def found(sources: Mapping[str, str]) -> set[tuple[str, str]]:
    return {
        (f"{module}.{name}".removeprefix("tunnistus."), by) for module, text in sources.items() for name, by in keeping(ast.parse(text))
    }


def test_41_every_place_that_keeps_something_is_named_here_with_what_bounds_it() -> None:
    every = found(SOURCES)
    assert {name for name, by in every if by == "of_book"} == {*WITH_THE_BOOK}
    assert {name for name, by in every if by == "Bounded"} <= {*BOUNDED}
    assert {name for name, by in every if by != "of_book"} == {*BOUNDED, *ELSEWHERE}


@pytest.mark.parametrize(
    ("planted", "name"),
    [
        ("@of_book\ndef planted(book): ...", "planted"),
        ("@functools.lru_cache(maxsize=None)\ndef planted(day): ...", "planted"),
        ("class C:\n    planted: Bounded[int, int] = attrs.field(factory=partial(Bounded, 5))", "C.planted"),
        ("planted: dict[date, int] = {}", "planted"),
        ("planted = []", "planted"),
        ("planted = defaultdict[date, list[int]](list)", "planted"),
        ("planted: Final = Bounded[int, int](5)", "planted"),
        ("def planted(book):\n    return Bounded(5)", "planted"),
    ],
)
def test_41_a_new_place_is_found(planted: str, name: str) -> None:
    assert {each for each, _ in found({"tunnistus.rules.orders": planted})} == {f"rules.orders.{name}"}


@pytest.mark.deep
def test_41_what_is_kept_without_a_bound_is_about_the_rule_data_alone() -> None:
    book, chance = anew(), random.Random(41)
    for person in islice(people(book, chance), 6):
        tn.assess(**person, book=book).ask()
    counts = Counter(name_of(key) for key in book.kept)
    assert counts.keys() <= WITH_THE_BOOK.keys()
    assert {name: n for name, n in counts.items() if n > WITH_THE_BOOK[name](book)} == {}
    assert counts["deciding.expand.expanded"] > len(book.rules)
    sent = [type(part) for key in (*book.kept, *sheets_of(book)) for part in flat(key)]
    assert len(sent) > 1_000
    assert not {date, tn.MAYBE.__class__} & {*sent}


def name_of(key: Any) -> str:
    function = key[0] if isinstance(key, tuple) else key
    return f"{function.__module__}.{function.__qualname__}".removeprefix("tunnistus.")


def flat(key: Any) -> Iterator[Any]:
    if isinstance(key, tuple | frozenset):
        for part in key:
            yield from flat(part)
    else:
        yield key


@pytest.mark.deep
def test_41_what_is_kept_for_days_and_answers_keeps_its_bound() -> None:
    """Of all caches that there are: of compiled rules, of rows that are left, of kinds of people."""
    book, chance = anew(), random.Random(14)
    sheets_of(book).most = 800
    for person in islice(people(book, chance), 6):
        tn.assess(**person, book=book).ask()
    every = [each for each in gc.get_objects() if isinstance(each, Bounded)]
    assert len(every) > 10
    assert sheets_of(book) in every
    assert max(len(each) for each in every) > 100
    plans = [each for each in gc.get_objects() if isinstance(each, Plan)]
    assert max(len(plan._found_lately) for plan in plans) > 1
    assert [plan for plan in plans if len(plan._found_lately) > KINDS or len(plan._by_ends) > RESULTS] == []
    assert [each for each in every if each.weight > each.most] == []
    assert 0 < len(sheets_of(book)) < 6


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


@pytest.mark.deep
def test_41_what_falls_out_is_gone_at_once() -> None:
    """Nobody waits for the collector of garbage, which looks at what is old last of all."""
    book = anew()
    tn.assess({"documents_withheld": True}, as_of=DAY, book=book).explain("fi")
    plans = [plan for sheet in map(sheets_of(book).find, sheets_of(book)) if sheet for plan in sheet.values()]
    there = [ref(each) for plan in plans for each in (plan, plan.conditions)]
    del plans
    gc.collect()
    gc.disable()
    try:
        assert there
        assert all(each() for each in there)
        sheets_of(book).clear()
        _plans_lately(book).clear()
        assert not any(each() for each in there)
    finally:
        gc.enable()


def test_41_what_is_compiled_goes_with_its_rules() -> None:
    book = anew()
    d = tn.load("emergency", on=DAY, book=book).decide({"immediate_danger": True})
    assert d.due
    made = [ref(each) for each in d.plan.compiled]
    assert all(each() for each in made)
    del d, book
    gc.collect()
    assert not any(each() for each in made)


@pytest.mark.deep
def test_41_a_request_leaves_nothing_to_collect() -> None:
    book = anew()

    def request(day: date) -> None:
        a = tn.assess({"documents_withheld": True, "debt_worked_off": tn.MAYBE}, as_of=DAY, act_from=day, book=book)
        assert a.ask()
        assert a.explain("sv", full=True)
        assert a.to_json("en")

    request(date(2012, 5, 1))
    sheets_of(book).clear()
    _plans_lately(book).clear()
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


@pytest.mark.deep
def test_41_a_result_stays_what_it_is_when_its_rules_are_forgotten() -> None:
    one, two = anew(), anew()
    answers = {"documents_withheld": True, "earnings_taken": True}
    kept, lost = (tn.assess(answers, as_of=DAY, act_from=date(2010, 1, 1), book=book) for book in (one, two))
    assert lost.law
    sheets_of(two).clear()
    assert (lost.ask(), lost.to_dict()) == (kept.ask(), kept.to_dict())


# -- what it comes to --------------------------------------------------------------------------------------------

GROWTH = """
import ctypes, gc, random, sys
import pyarrow as pa
import tunnistus as tn
from itertools import islice
from tunnistus import columns
from tests.attack.random_people import people

def held():
    gc.collect()
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    except (OSError, AttributeError):
        pass
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) // 1024

first, last = map(int, sys.argv[1:3])
book = tn.read_rules(*sys.argv[3:]) if sys.argv[3:] else tn.book()
chance, rules = random.Random(1), sorted(book.rules)
for n, person in enumerate(islice(people(book, chance), last), 1):
    a = tn.assess(**person, book=book)
    assert [*a.decisions.values()]
    if n % 5 == 0:
        a.ask()
    if n % 50 == 0:
        days, rule = {name: day for name, day in person.items() if name != "answers"}, chance.choice(rules)
        assert a.explain(("fi", "sv", "en")[n // 50 % 3])
        assert a.to_json("fi")
        table = pa.table({name: [value is True] for name, value in person["answers"].items()} | {"n": [n]})
        assert columns.decide(table, rule, **days, keep=["n"], book=book).num_rows == 1
        tn.diff(rule, person["act_from"], person["as_of"], book=book)
        tn.load(rule, on=person["as_of"], book=book) if person["as_of"] in book.rules[rule].valid else None
    if n in (first, last):
        print(held())
"""


def grown(first: int, last: int, *directories: str) -> int:
    """How many megabytes a process has grown, which did all that can be done, between one request and a later one."""
    run = [sys.executable, "-c", GROWTH, str(first), str(last), *directories]
    before, after = map(int, subprocess.run(run, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split())
    assert 30 < before < 400
    return after - before


@pytest.mark.deep
@LINUX
def test_41_small_rules_do_not_grow_with_requests() -> None:
    assert grown(300, 1_000, SHELTER) <= 5


@LINUX
@pytest.mark.deep
@pytest.mark.parametrize(("first", "last", "directories"), [(300, 1_000, ()), (500, 10_000, (SHELTER,))])
def test_41_requests_on_random_days_take_no_more_memory_than_the_first(first: int, last: int, directories: tuple[str, ...]) -> None:
    assert grown(first, last, *directories) <= 20
