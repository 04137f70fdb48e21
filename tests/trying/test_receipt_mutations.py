"""Receipts that were cut, moved, emptied, doubled or rewritten: each is found, also where the digest was made anew."""

import copy
import json
import random
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

import pytest

import tunnistus as tn
from tunnistus.errors import TunnistusError
from tunnistus.explaining import receipts
from tunnistus.rules.jsontext import canonical
from tunnistus.rules.model import LANGUAGES
from tunnistus.shipping import source

Path = tuple[str | int, ...]
DAY: Final = date(2026, 11, 24)
ANSWERS: Final = {
    "documents_withheld": True,
    "earnings_taken": False,
    "hourly_pay_eur": 4.5,
    "date_of_birth": date(1987, 3, 19),
    "afraid_of_someone": tn.MAYBE,
    "worker_presumes_victim": tn.Judged(True, by="worker", on=date(2026, 11, 1)),
}
CHILD: Final = ("child", {"date_of_birth": date(2015, 2, 3), "documents_withheld": True})
CASE: Final = (
    "dates",
    "answers",
    "about",
)  # what was given: with others of it, and all else as it follows, a receipt is one of another case


def through_json(receipt: Any) -> Any:
    return json.loads(json.dumps(receipt))


@pytest.fixture(scope="module")
def a() -> tn.Assessment:
    return tn.assess(
        ANSWERS, as_of=DAY, act_from=date(2022, 12, 1), act_to=date(2023, 6, 1), roles=["police_officer", "teacher"], others=[CHILD]
    )


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The installation is whole; looking at every file of it each time is not what is tested here."""
    monkeypatch.setattr(source, "check_all", lambda: None)


def places(data: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in a receipt."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, each in items:
        yield (*path, key)
        yield from places(each, (*path, key))


def at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def values_at(data: Any, key: str | int) -> list[Any]:
    """What stands elsewhere under a key: other values that are valid there."""
    found: list[Any] = [each for path in places(data) if path[-1] == key and not isinstance(key, int) for each in [at(data, path)]]
    return sorted({canonical(each) for each in found})


def another(data: Any, path: Path, rng: random.Random) -> Any:
    """Another valid value for a place, where the receipt has one elsewhere; else one of its kind, or nothing."""
    value = at(data, path)
    others = [json.loads(text) for text in values_at(data, path[-1]) if text != canonical(value)]
    if others:
        return rng.choice(others)
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1:] != "0" else "1")
    return None if isinstance(value, list | dict) or value is not None else True


def mutated(receipt: Any, path: Path, rng: random.Random) -> Iterator[tuple[str, Any]]:
    """The receipt with one place of it changed in each way that fits."""

    def changed(how: str, change: Callable[[Any, Any], None]) -> Iterator[tuple[str, Any]]:
        made = copy.deepcopy(receipt)
        change(at(made, path[:-1]), path[-1])
        if canonical(made) != canonical(receipt):
            yield f"{how} {path}", made

    def put(value: Any) -> Callable[[Any, Any], None]:
        return lambda above, key: above.__setitem__(key, value)

    value, above = at(receipt, path), at(receipt, path[:-1])
    yield from changed("cut", lambda above, key: above.pop(key))
    yield from changed("another", put(another(receipt, path, rng)))
    yield from changed("null", put(None))
    yield from changed("number", put(1))
    if isinstance(value, list | dict | str):
        yield from changed("emptied", put(type(value)()))
    if isinstance(value, list):
        yield from changed("reversed", put(value[::-1]))
        yield from changed("shuffled", put(rng.sample(value, len(value))))
        yield from changed("nested", put([value]))
    if isinstance(above, list):
        yield from changed("doubled", lambda above, key: above.insert(key, copy.deepcopy(above[key])))
        yield from changed("moved", lambda above, key: above.append(above.pop(key)))
    else:
        yield from changed("more", lambda above, _: above.__setitem__("more", True))
        yield from changed("renamed", lambda above, key: above.__setitem__(f"{key}x", above.pop(key)))


def mutations(receipt: Any, most: int, left_out: Callable[[Path], bool] = lambda _: False) -> list[tuple[str, Any]]:
    """So many changes of a receipt, two at a place, drawn by a fixed seed: first at one place for each key."""
    rng = random.Random(27)
    every = [path for path in places(receipt) if not left_out(path)]
    rng.shuffle(every)
    by_key = {(len(path), path[-1] if isinstance(path[-1], str) else "item"): path for path in every}
    chosen = [*by_key.values(), *(path for path in every if path not in by_key.values())]
    found: list[tuple[str, Any]] = []
    for path in chosen:
        ways = list(mutated(receipt, path, rng))
        found += rng.sample(ways, min(len(ways), 2))
        if len(found) >= most:
            break
    return found[:most]


def status(receipt: Any) -> str:
    try:
        return tn.verify(receipt).status
    except TunnistusError:
        return "refused"


# -- the digest as it was ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [12, pytest.param(250, marks=pytest.mark.deep)])
@pytest.mark.parametrize("values", [True, False])
def test_27_no_change_of_an_assessments_receipt_passes(a: tn.Assessment, values: bool, most: int) -> None:
    receipt = through_json(a.receipt(values=values))
    found = {how: status(each) for how, each in mutations(receipt, most)}
    assert len(found) == most
    assert {how: end for how, end in found.items() if end != "damaged"} == {}


@pytest.mark.parametrize("values", [True, False])
@pytest.mark.parametrize("rule", ["next_step", "permit.52a1", "emergency"])
def test_27_no_change_of_a_decisions_receipt_passes(a: tn.Assessment, rule: str, values: bool) -> None:
    receipt = through_json(a.decisions[rule].receipt(values=values))
    found = {how: status(each) for path in places(receipt) for how, each in mutated(receipt, path, random.Random(27))}
    assert len(found) > 100
    assert {how: end for how, end in found.items() if end != "damaged"} == {}


# -- the digest made anew ------------------------------------------------------------------------------------------


def given_there(path: Path) -> bool:
    """Whether a place holds what was given, and not what follows from it."""
    named = {"by_role": 2, "others": 2}.get(str(path[0]), 0)  # a role, one of the others: the key itself, and who it is
    return path[0] == receipts.DIGEST or bool({*path} & {*CASE}) or len(path) <= named


def forged(receipt: Any, most: int) -> dict[str, str]:
    return {how: status(receipts.digested(each)) for how, each in mutations(receipt, most, given_there)}


@pytest.mark.parametrize(("rule", "most"), [("next_step", 25), ("permit.52a1", 25)])
def test_27_a_forged_decision_is_found_where_answers_are_there(a: tn.Assessment, rule: str, most: int, installed: None) -> None:
    found = forged(through_json(a.decisions[rule].receipt(values=True)), most)
    assert len(found) == most
    assert {how: end for how, end in found.items() if end not in ("different", "damaged")} == {}
    assert "different" in found.values()


@pytest.mark.parametrize("most", [12, pytest.param(250, marks=pytest.mark.deep)])
def test_27_a_forged_assessment_is_found_where_answers_are_there(a: tn.Assessment, most: int, installed: None) -> None:
    found = forged(through_json(a.receipt(values=True)), most)
    assert len(found) == most
    assert {how: end for how, end in found.items() if end not in ("different", "damaged")} == {}
    assert "different" in found.values()


FORGERIES: Final[dict[str, Callable[[Any], Any]]] = {
    "danger, step and child cut": lambda r: [each for each in r if each["rule"] not in ("emergency", "next_step", "child_route")],
    "all cut": lambda _: [],
    "one twice": lambda r: [*r, r[0]],
    "one of another person": lambda r: [*r, {**r[0], "rule": "child.stay_with_parent"}],
    "two exchanged": lambda r: [r[1], r[0], *r[2:]],
    "other versions": lambda r: [{**r[0], "versions": [["2001-01-01", None]]}, *r[1:]],
    "not in force": lambda r: [{**r[0], "in_force": not r[0]["in_force"]}, *r[1:]],
    "another file": lambda r: [{**r[0], "ruleset_digest": "0" * 16}, *r[1:]],
}


@pytest.mark.parametrize("how", list(FORGERIES))
@pytest.mark.parametrize("values", [True, False])
def test_27_which_results_stand_in_a_receipt_is_what_the_rules_say(a: tn.Assessment, values: bool, how: str, installed: None) -> None:
    """Without answers as well: what there must be does not hang on them. About the person, in a role, about another person."""
    receipt = through_json(a.receipt(values=values))
    for path in (("decisions",), ("by_role", "police_officer"), ("others", 0, "decisions")):
        made = copy.deepcopy(receipt)
        told = FORGERIES[how](at(made, path))
        at(made, path[:-1])[path[-1]] = told
        if told == at(receipt, path):
            continue
        found = tn.verify(receipts.digested(made))
        assert found.status == "different"
        for lang in LANGUAGES:
            lines = [line for line in found.explain(lang).splitlines() if line.startswith("  - ")]
            assert len(lines) == len(found.mismatches)
            assert all(each.rule in line for each, line in zip(found.mismatches, lines, strict=True))
        where = {(each.role, each.other) for each in found.mismatches}
        assert where == {("police_officer" if "by_role" in path else "", 0 if "others" in path else None)}


def test_27_without_answers_nothing_is_called_the_same(a: tn.Assessment, installed: None) -> None:
    """Also where the answers were taken out of an edited receipt and the digest was made anew."""
    edited = through_json(a.receipt(values=True))
    edited["decisions"][0]["due"] = "x"
    without = {name: part for name, part in edited.items() if name != "answers"}
    assert status(receipts.digested(without)) == "damaged"  # those of the child are there
    del without["others"][0]["answers"]
    found = tn.verify(receipts.digested(without))
    assert (found.status, found.same, found.again) == ("not_recomputed", False, 0)
    assert found.explain("en").splitlines()[-1] == (
        "The receipt holds no answers. So no result was worked out again, and whether the results are the same is not known."
    )
    decision = through_json(a.next_step.receipt(values=True))
    del decision["answers"]
    assert status(receipts.digested({**decision, "floor": "propose"})) == "not_recomputed"


def test_27_what_was_given_is_other_for_another_case(a: tn.Assessment, installed: None) -> None:
    """A receipt made anew as a whole, of other answers, is a receipt: no digest without a key finds that."""
    fewer = {n: each for n, each in ANSWERS.items() if n != "documents_withheld"}
    receipt = through_json(tn.assess(fewer, as_of=DAY).receipt(values=True))
    assert status(receipt) == "same"
    assert status(receipts.digested({**receipt, "answers": through_json(a.receipt(values=True))["answers"]})) == "different"
