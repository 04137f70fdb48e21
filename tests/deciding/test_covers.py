"""A rule that covers a part of a provision never denies the whole."""

from typing import Any

import attrs
from hypothesis import given
from hypothesis import strategies as st

import tunnistus as tn
from tests.worlds import book, decided, duty, rule
from tunnistus.explaining.explain import decision_of
from tunnistus.rules.model import Book

PART = "covers: part\n    but: Muiden osalta tätä ei ole kuvattu.\n    otherwise: nothing"
WHOLE = "otherwise: nothing"


def one(more: str = PART, *rules: str) -> Book:
    return book(rule(f"one: {duty('a')}", more=more) + "".join(rules))


def test_nothing_of_a_part_is_settled_and_no_denial() -> None:
    d = decided(one(), {"a": False})
    assert (d.not_covered, d.settled, d.missing, d.possible, d.due) == (True, True, (), (), None)
    assert d.outcomes()["not_covered"] is True
    assert d.why("granted").facts == ("a",)
    for said in ("Tässä on otettu huomioon vain osa säännöksestä.", "Muiden osalta tätä ei ole kuvattu.", "Ei ole a."):
        assert said in tn.render(d, "fi")


def test_what_is_given_or_open_is_covered() -> None:
    assert [decided(one(), answers).not_covered for answers in ({"a": True}, {}, {"a": "MAYBE"})] == [False, False, False]
    assert not decided(one(WHOLE), {"a": False}).not_covered


@given(st.fixed_dictionaries({}, optional={"a": st.booleans(), "b": st.booleans()}))
def test_nothing_else_of_a_decision_hangs_on_it(answers: dict[str, Any]) -> None:
    user = rule(f"one: {duty('{all: [b, {not: {use: r, is: granted}}]}')}", name="user", more=WHOLE)
    for name in ("r", "user"):
        d, plain = (decided(one(more, user), answers, name) for more in (PART, WHOLE))
        same = ("due", "options", "possible", "settled", "missing", "floor", "ceiling", "carrying", "exact", "in_force", "in_scope")
        assert [getattr(d, part) for part in same] == [getattr(plain, part) for part in same]
        assert (plain.not_covered, plain.rests_on_part) == (False, ())


def test_a_use_keeps_its_truth_and_the_result_rests_on_a_part() -> None:
    user = rule(f"one: {duty('{all: [b, {not: {use: r, is: granted}}]}')}", name="user", more=WHOLE)
    d = decided(one(PART, user), {"a": False, "b": True}, "user")
    assert (d.due, d.rests_on_part, d.why("granted").parts, d.not_covered) == ("granted", ("r",), ("r",), False)
    assert d.to_dict(full=True)["why"]["granted"]["parts"] == ["r"]
    assert tn.render(d, "fi").count("Muiden osalta tätä ei ole kuvattu.") == 1
    assert d.to_dict()["rests_on_part"] == ["r"]
    assert decided(one(PART, user), {"a": False, "b": False}, "user").rests_on_part == ()  # b decides, whatever is left out
    assert decided(one(PART, user), {"a": True, "b": True}, "user").rests_on_part == ()


def test_out_of_force_or_of_scope_nothing_is_said() -> None:
    d = decided(one(f"{PART}\n    scope: b"), {"a": False, "b": False})
    assert (d.not_covered, d.counts) == (False, False)
    assert decided(one(f"{PART}\n    scope: b"), {"a": False}).not_covered


def test_it_survives_the_compiled_form() -> None:
    of = one()
    assert attrs.evolve(of.rules["r"], covers_part=False) != of.rules["r"]
    d = decision_of(decided(of, {"a": False}).case, "r")
    assert d.told()["not_covered"] is True
