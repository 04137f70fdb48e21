"""What changed for one person since a result was stored: nothing by the same rules on the same day, and else each change with its cause."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings

import tunnistus as tn
from tests.effort import tries
from tunnistus.rules.model import LANGUAGES
from tunnistus.testing import json_answers

LAST, FIRST = date(2022, 12, 31), date(2023, 1, 1)  # the act on reception was amended from 1.1.2023
AS_OF = date(2026, 11, 24)


def stored(answers: dict[str, Any], day: date, **more: Any) -> dict[str, Any]:
    return tn.assess(tn.answers_from_json(answers), as_of=day, **more).to_dict(values=True)


@settings(max_examples=tries(10))
@given(json_answers("next_step"))
def test_by_the_same_rules_on_the_same_day_nothing_changed_however_much_was_stored(answers: dict[str, Any]) -> None:
    try:
        a = tn.assess(tn.answers_from_json(answers), as_of=AS_OF, roles=["teacher"], others=[("child", {"documents_withheld": True})])
    except tn.errors.Contradiction:
        return
    for full in (False, True):
        found = tn.changed(a.to_json(values=True, full=full))
        assert (found.rules, found.same_seal, found.first, found.second) == ((), True, AS_OF, AS_OF)


def test_what_changed_by_law_is_what_two_assessments_differ_in() -> None:
    found = tn.changed(stored({"in_finland": True, "documents_withheld": True}, LAST), as_of=FIRST)
    assert found.rules
    before, after = (tn.assess({"in_finland": True, "documents_withheld": True}, as_of=day) for day in (LAST, FIRST))
    for rule in before.decisions:
        now, then = after.decisions[rule], before.decisions[rule]
        same = (then.in_force, then.counts, then.certain(), then.possible) == (now.in_force, now.counts, now.certain(), now.possible)
        assert same == (rule not in {each.rule for each in found.rules}), rule
    assert {each.through for each in found.rules} == {("law",)}
    assert {each.days for each in found.rules} == {(FIRST,)}
    assert {each.rule: each for each in found.rules}["assist.duration"].before["says"] == "not_in_force"


def test_a_day_alone_can_change_a_result() -> None:
    birthday = date(2009, 6, 1)
    adult = birthday.replace(year=2027)
    found = tn.changed(stored({"date_of_birth": str(birthday)}, adult - timedelta(days=1)), as_of=adult)
    assert {each.through for each in found.rules} == {("day",)}
    child = next(each for each in found.rules if each.rule == "child.in_view")
    assert (child.before["due"], child.after["due"]) == ("as_for_a_child", None)


def test_other_rules_and_an_edited_result_are_told_apart() -> None:
    told = stored({"documents_withheld": True}, AS_OF)
    step = next(each for each in told["decisions"] if each["rule"] == "next_step")
    step |= {"due": "consult", "floor": "consult"}
    assert [(each.rule, each.through) for each in tn.changed(told).rules] == [("next_step", ("result",))]
    found = tn.changed({**told, "seal": "0" * 64})
    assert [(each.rule, each.through) for each in found.rules] == [("next_step", ("rules",))]
    (changed,) = found.rules
    assert (changed.before["due"], changed.after["due"]) == ("consult", "find_out")
    assert not found.same_seal


def test_rules_that_are_gone_and_outcomes_that_are_gone_are_told() -> None:
    told = stored({}, AS_OF)
    told["open"]["gone.rule"] = ["gone"]
    told["open"]["permit.52a1"] = ["gone"]
    for lang in LANGUAGES:
        assert "gone.rule" in tn.changed({**told, "seal": "0"}).explain(lang)


KEYS = ("decisions", "open", "not_in_force", "out_of_scope", "by_role", "others")
OF_A_RECORD = ("rule", "due", "floor", "options", "possible")
JUNK: list[Any] = [
    5,
    "text",
    True,
    [5],
    [[]],
    [None],
    ["a", 5],
    {"a": 5},
    {"a": [5]},
    {5: []},
    [{"rule": []}],
    [{"rule": "a", "due": None}],
]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_a_result_of_another_shape_is_refused_by_the_place(key: str, junk: Any) -> None:
    told = {**stored({"immediate_danger": True}, AS_OF, others=[("child", {})]), key: junk}
    with pytest.raises(tn.errors.TunnistusError) as refused:
        tn.changed(told)
    assert refused.value.urgent("en")[0].startswith("Call the emergency number 112")
    if isinstance(refused.value, tn.errors.AnswersRefused):
        assert refused.value.code in ("no-result", "not-json")


@pytest.mark.parametrize("key", OF_A_RECORD)
@pytest.mark.parametrize("junk", [5, True, [], [[]], {}], ids=repr)
def test_a_record_of_another_shape_is_refused(key: str, junk: Any) -> None:
    told = stored({"documents_withheld": True}, AS_OF)
    record = {"rule": "a.rule", "due": None, "options": [], "possible": [], "floor": None}
    if key in ("options", "possible") and junk == []:
        assert tn.changed({**told, "decisions": [*told["decisions"], {**record, key: junk}]}).rules == ()
        return
    with pytest.raises(tn.errors.AnswersRefused) as refused:
        tn.changed({**told, "decisions": [{**record, key: junk}]})
    assert (refused.value.code, refused.value.where) == ("no-result", "decisions")


def test_the_result_of_one_decision_and_answers_alone_are_no_result_to_compare_with() -> None:
    a = tn.assess({"documents_withheld": True}, as_of=AS_OF)
    told = a.to_dict(values=True)
    for wrong in (a.next_step.to_json(values=True), {key: told[key] for key in ("answers", "dates")}):
        with pytest.raises(tn.errors.AnswersRefused) as refused:
            tn.changed(wrong)
        assert refused.value.code == "no-result"


@pytest.mark.parametrize(("lang", "said"), [("fi", "opettaja"), ("sv", "lärare"), ("en", "teacher")])
def test_what_changed_in_a_role_is_told_with_the_role(lang: str, said: str) -> None:
    a = tn.assess({"documents_withheld": True}, as_of=AS_OF, roles=["teacher", "police_officer"])
    told = a.to_dict(values=True)
    told["by_role"]["teacher"] = [told["decisions"][0]]
    (changed,) = tn.changed(told).rules
    assert changed.role == "teacher"
    _, _, whose, *_ = tn.changed(told).explain(lang).partition("\n\n")[2].split("\n\n")[-1].splitlines()
    assert said in whose.lower()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_to_do_about_danger_stands_first_and_the_data_fit_json(lang: str) -> None:
    found = tn.changed(json.dumps(stored({"immediate_danger": True}, LAST)), as_of=FIRST)
    assert "112" in found.explain(lang).splitlines()[3]
    data = json.loads(json.dumps(found.to_dict(lang)))
    assert next(iter(data)) == "urgent"
    assert data["urgent"]["phone"] == "112"
    assert [each["rule"] for each in data["rules"]] == [each.rule for each in found.rules]
    assert repr(found) == "<Changed 2022-12-31 2023-01-01>"
    assert repr(found.rules[0]).count(" ") == 1


def test_an_earlier_day_is_refused_with_what_to_do_about_danger() -> None:
    with pytest.raises(tn.errors.DateError) as caught:
        tn.changed(stored({"immediate_danger": True}, FIRST), as_of=LAST)
    assert caught.value.where == "as_of"
    assert "112" in caught.value.urgent("en")[0]
