"""Results as data: one shape, small unless all is asked for, the same in every language, and no answer unless it is asked for."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

import tunnistus as tn
from tests import ROOT
from tests.effort import tries
from tunnistus.explaining import results
from tunnistus.rules.model import LANGUAGES
from tunnistus.shipping import source
from tunnistus.testing import strategies
from tunnistus.trying.cases import read_person

BOOK = source.book()
DAY = date(2026, 11, 24)
BERRY_PICKER = ROOT / "docs" / "examples" / "berry-picker.yaml"
SMALL = 20_000


def berry_picker(**more: Any) -> tn.Assessment:
    return tn.assess(read_person(BERRY_PICKER, book=source.book()).answers, as_of=DAY, **more)


def contains(whole: Any, part: Any) -> bool:
    """Whether one result has all that another has: objects may have more keys, lists of objects with a name more of them."""
    if isinstance(part, dict):
        return all(name in whole and contains(whole[name], each) for name, each in part.items())
    if isinstance(part, list) and all(isinstance(each, dict) for each in part):
        key = next((k for k in ("rule", "fact") if part and k in part[0]), None)
        pairs = ((next((w for w in whole if w[key] == each[key]), {}), each) for each in part) if key else zip(whole, part, strict=True)
        return all(contains(w, each) for w, each in pairs)
    return bool(whole == part)


def test_the_short_form_of_the_example_is_small() -> None:
    assert len(berry_picker().to_json().encode()) <= SMALL
    assert len(berry_picker(roles=["health_worker"]).to_json().encode()) <= SMALL


@settings(max_examples=tries(10))
@given(strategies.json_answers("next_step"))
def test_the_same_answers_in_another_order_are_the_same_bytes(sent: dict[str, Any]) -> None:
    for answers in (sent, {name: answer for name, answer in sent.items() if isinstance(answer, bool)}):
        given_, turned = (tn.answers_from_json(dict(each)) for each in (answers.items(), reversed(answers.items())))
        try:
            one, other = (tn.assess(each, as_of=DAY) for each in (given_, turned))
        except tn.errors.Contradiction:
            return
        assert one.to_json(full=True, values=True) == other.to_json(full=True, values=True)
        assert json.dumps(one.receipt(values=True)) == json.dumps(other.receipt(values=True))


@settings(max_examples=tries(16))
@given(strategies.answers(BOOK), strategies.dates(BOOK, "next_step"))
def test_the_whole_form_has_all_of_the_short_one(found: dict[str, Any], days: tn.Dates) -> None:
    a = tn.assess(strategies.not_ahead(BOOK, found, days.as_of), as_of=days.as_of, act_from=days.act_from)
    short, full, valued = a.to_dict(), a.to_dict(full=True), a.to_dict(full=True, values=True)
    assert {**full, "horizon": {}}.keys() == short.keys()
    assert contains({**full, "horizon": short["horizon"]}, short)
    assert short["horizon"]["acts"].items() <= full["horizon"]["acts"].items()
    assert set(short["horizon"]["later"]) <= set(full["horizon"]["later"])
    assert valued.keys() - full.keys() == {"answers"}
    counting = {name for name, d in a.decisions.items() if d.counts}
    assert {d["rule"] for d in full["decisions"]} == counting
    assert {d["rule"] for d in short["decisions"]} | short["open"].keys() >= {n for n in counting if a.decisions[n].possible}
    assert [*short["not_in_force"], *short["out_of_scope"]] == [*a.not_in_force, *a.out_of_scope]


def test_what_was_answered_with_a_mark_and_who_judged_is_told() -> None:
    data = berry_picker().to_dict()
    assert (data["maybe"], data["declined"]) == (["threats_to_family"], ["denunciation_threat"])
    assert data["judgements"] == [{"fact": "worker_presumes_victim", "by": "worker", "counts": True}]
    view = {"worker_presumes_victim": tn.Judged(True, by="police", on=DAY)}
    assert tn.assess(view, as_of=DAY).to_dict()["judgements"] == [{"fact": "worker_presumes_victim", "by": "police", "counts": False}]


def test_every_certain_outcome_has_its_place_in_the_law_or_its_source() -> None:
    a = berry_picker()
    for told in a.to_dict()["decisions"]:
        carried = [each.clause for each in a.decisions[told["rule"]].clauses if each.applies == 1 and each.clause.then in told["possible"]]
        assert told["cite"] or told["source"] or not any(c.cite or c.source for c in carried), told["rule"]
    assert a.to_dict()["horizon"]["acts"]["VastL"] == str(BOOK.acts["VastL"]["verified"])


def texts_for(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for each in data["decisions"]:
        yield "rules", each["rule"]
        yield from (("actors", name) for name in each["who"])
        yield from (("sources", name) for name in each["source"])
        yield from (("facts", name) for name in each["missing"])
    yield from (("facts", name) for names in data["signs"].values() for name in names)
    yield from (("facts", name) for name in (*data["maybe"], *data["declined"], *(q["fact"] for q in data["ask"])))
    yield from (("acts", name) for name in data["horizon"]["acts"])
    yield from (("later", name) for name in data["horizon"]["later"])


@pytest.mark.parametrize("register", ["worker", "plain"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_adds_a_sentence_for_each_id_and_changes_nothing_else(lang: str, register: str) -> None:
    others = [("child", {"documents_withheld": True, "afraid_of_someone": tn.MAYBE})]
    a = berry_picker(roles=["health_worker", "teacher"], others=others)
    for full in (False, True):
        told = json.loads(a.to_json(lang, register=register, full=full))
        texts = told.pop("texts")
        assert told == json.loads(a.to_json(full=full))
        for data in (told, *({**other, "signs": {}, "ask": [], "horizon": {"acts": {}, "later": []}} for other in told["others"])):
            assert [(kind, name) for kind, name in texts_for(data) if not texts[kind].get(name)] == []
            named = {**{d["rule"]: d["possible"] for d in data["decisions"]}, **data["open"]}
            assert [(rule, o) for rule, names in named.items() for o in names if not texts["outcomes"][rule].get(o)] == []
        assert [list(texts[kind]) for kind in ("elements", "forms", "roles")] == [
            list(told[kind]) for kind in ("signs", "forms", "by_role")
        ]
        assert all(text for kind in ("elements", "forms", "roles") for text in texts[kind].values())
        assert (texts["lang"], texts["register"]) == (lang, register)


def test_every_caution_of_a_rule_has_its_sentence_though_the_rule_was_decided_in_several_roles() -> None:
    told = json.loads(tn.assess({}, as_of=DAY, roles=["parish_worker", "social_worker"]).to_json("fi", full=True))
    records = [each for decisions in (told["decisions"], *told["by_role"].values()) for each in decisions]
    keys = {(each["rule"], notice["key"]) for each in records for notice in each["notices"] if notice["kind"] == "rule"}
    assert len({rule for rule, _ in keys}) < len(keys)
    assert keys == {(rule, key) for rule, said in told["texts"]["notices"].items() for key in said}


def test_a_decision_is_told_in_the_same_shape() -> None:
    d = tn.load("permit.52a1", on=DAY).decide({"in_finland": True, "citizenship": tn.DECLINED, "debt_to_exploiter": True})
    data = d.to_dict(values=True)
    assert (data["schema"], data["kind"], data["declined"]) == (results.SCHEMA, "decision", ["citizenship"])
    assert data["answers"] == {"in_finland": True, "citizenship": "declined"}
    told = json.loads(tn.render(d, "sv", form="json", full=True))
    assert told["texts"]["rules"] == {"permit.52a1": tn.render(d, "sv").splitlines()[0]}
    assert {k: v for k, v in told.items() if k != "texts"} == json.loads(d.to_json(full=True))


@pytest.mark.deep
def test_the_same_bytes_whatever_the_seed_of_hashes() -> None:
    code = (
        "import tunnistus as tn, hashlib; from datetime import date; from pathlib import Path; "
        "from tunnistus.trying.cases import read_person; "
        f"a = tn.assess(read_person(Path({str(BERRY_PICKER)!r}), book=tn.book()).answers, as_of=date(2026, 11, 24), roles=['teacher']); "
        "print(hashlib.sha256((a.to_json('fi', full=True, values=True) + a.next_step.to_json(full=True)).encode()).hexdigest())"
    )
    runs = [subprocess.check_output([sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}) for seed in ("1", "77")]
    assert len(set(runs)) == 1
