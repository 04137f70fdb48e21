"""Roles: what the engine looks for stands on rules, facts and functions, and not in an id."""

import ast
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import attrs
import pytest

import tunnistus as tn
from tunnistus.checking.upkeep import roles
from tunnistus.explaining.assessed import danger_for
from tunnistus.explaining.state import State
from tunnistus.reading.documents import ActorRole
from tunnistus.rules.answers import Judged
from tunnistus.rules.model import PARTS, Book
from tunnistus.rules.roles import IN_VIEW, NEEDED, RULES, holder, holders, in_view, own_status

BOOK, DAY = tn.book(), date(2026, 11, 24)
SRC = Path(tn.__file__).parent
ROOMS = ("deciding", "explaining", "rules", "checking", "comparing", "columns", "testing", "reading")
NAMED = {  # ids that are also names of parts of a result, of a command, or of a kind of help, which modules do name
    "emergency", "next_step", "findings", "sexual_violence"
}  # fmt: skip


def test_the_shipped_rules_have_every_role() -> None:
    assert [BOOK.rules[holder(BOOK, role)].role for role in RULES] == [*RULES]
    assert {BOOK.rules[name].role for name in in_view(BOOK)} == {*IN_VIEW}
    assert {BOOK.facts[holder(BOOK, role)].type for role in ("minor", "possible_minor")} == {"bool"}
    assert {"who": holder(BOOK, "front_line"), "facts": own_status(BOOK)} == {
        "who": "worker",
        "facts": {"age_under_18", "may_be_child", "citizenship"},
    }
    assert {role for role in get_args(ActorRole) if BOOK.actors[holder(BOOK, role)]["role"] != role} == set()


def test_of_two_holders_the_first_counts_and_of_none_nothing() -> None:
    rules = {name: attrs.evolve(rule, role="step" if rule.ordered else "") for name, rule in BOOK.rules.items()}
    first = next(name for name, rule in rules.items() if rule.ordered)
    assert holder(attrs.evolve(BOOK, rules=rules), "step") == first != holder(BOOK, "step")
    assert holder(Book({}, {}, {}), "step") == ""


def test_the_state_follows_what_the_facts_say_and_not_what_they_are_called() -> None:
    given = {"admitted_to_assistance_system": True}
    assert tn.assess(given, as_of=DAY).state is State.IN_SYSTEM
    fact = attrs.evolve(BOOK.facts["admitted_to_assistance_system"], states=())
    silent = attrs.evolve(BOOK, facts={**BOOK.facts, fact.id: fact})
    assert tn.assess(given, as_of=DAY, book=silent).state is not State.IN_SYSTEM
    assert tn.assess({**given, "removal_from_system_decided": True}, as_of=DAY).state is not State.IN_SYSTEM


def test_danger_stays_in_view_by_its_role_alone() -> None:
    name = holder(BOOK, "danger_in_view")
    assert [*danger_for(tn.assess({}, as_of=DAY)).first()] == [name]
    without = attrs.evolve(BOOK, rules={**BOOK.rules, name: attrs.evolve(BOOK.rules[name], role="")})
    assert danger_for(tn.assess({}, as_of=DAY, book=without)).in_view is None


def test_every_rule_set_of_the_way_exists_and_stands_there_once() -> None:
    named = [name for stage in BOOK.way for name in stage]
    assert len(named) == len({*named}) > 40
    assert {*named} <= {*BOOK.rulesets}


PAGES = ("saying", "api", "commands", "training")
STILL_NAMED = {
    "api/openapi.py": "documents_withheld hourly_pay_eur threats_to_family",  # in an example of a request
}


def named_in(rooms: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The modules of some rooms, each with the ids of rules and facts that it names."""
    ids = {*BOOK.rules, *BOOK.facts} - NAMED
    for path in (path for room in rooms for path in sorted((SRC / room).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in ids:
                yield path.relative_to(SRC).as_posix(), node.value


def test_no_id_of_the_rule_data_stands_in_what_decides_explains_and_checks() -> None:
    assert [*named_in(ROOMS)] == []
    assert {*PARTS} >= {"emergency", "next_step"} <= NAMED, "each exception is also the name of a part, or of a command"


def test_pages_name_no_other_ids_than_those_that_have_no_role_yet() -> None:
    found: dict[str, set[str]] = {}
    for module, name in named_in(PAGES):
        found.setdefault(module, set()).add(name)
    assert found == {module: {*names.split()} for module, names in STILL_NAMED.items()}
    assert {name for names in found.values() for name in names}.isdisjoint(holders(BOOK).values()), "what holds a role is found by it"


def test_roles_of_the_worker_are_refused_where_no_fact_asks_for_them() -> None:
    facts = {name: attrs.evolve(fact, role="") for name, fact in BOOK.facts.items()}
    with pytest.raises(tn.errors.UnknownName, match="asks what the worker is"):
        tn.assess({}, as_of=DAY, roles=["social_worker"], book=attrs.evolve(BOOK, facts=facts))


@pytest.mark.parametrize(("role", "needed"), NEEDED.items())
def test_a_role_that_keeps_people_safe_must_be_there(role: str, needed: str) -> None:
    assert [*roles(BOOK)] == []
    without = attrs.evolve(BOOK, rules={n: attrs.evolve(r, role="" if r.role == needed else r.role) for n, r in BOOK.rules.items()})
    assert [(f.code, f.about) for f in roles(without)] == [("missing-role", holder(BOOK, role))]
    bare = attrs.evolve(BOOK, rules={n: attrs.evolve(r, role="") for n, r in BOOK.rules.items()})
    assert [*roles(bare)] == []


def test_what_the_worker_tells_and_that_nothing_has_to_be_told_stand_on_the_rules() -> None:
    assert {rule.tells for rule in BOOK.rules.values()} == {"", "child_welfare", "police", "on_request"}
    assert BOOK.rules[holder(BOOK, "no_duty_to_tell")].part == "duty"
    silent = attrs.evolve(BOOK, rules={name: attrs.evolve(rule, tells="") for name, rule in BOOK.rules.items()})
    given = {"age_under_18": True, "learned_in_task": True, "child_welfare_need_suspected": Judged(True, by="worker", on=DAY)}

    def letter(book: Book) -> str:
        return tn.assess(given, as_of=DAY, roles=["social_worker"], book=book).explain("fi", register="plain")

    assert "Meidän täytyy kertoa huolemme lastensuojelulle." in letter(BOOK)
    assert "Meidän täytyy kertoa huolemme lastensuojelulle." not in letter(silent)
