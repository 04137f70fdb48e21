"""Receipts: what they hold, and whether an installation gives the same; never a word of an answer."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests import ROOT
from tests.effort import tries
from tests.worlds import book as made_book
from tests.worlds import duty, rule
from tunnistus import seal
from tunnistus.commands.main import main
from tunnistus.deciding.reads import facts_of
from tunnistus.errors import LoadError
from tunnistus.explaining import receipts
from tunnistus.explaining.assessed import Assessed
from tunnistus.explaining.explain import decision_of
from tunnistus.rules.answers import read_answers
from tunnistus.rules.model import LANGUAGES
from tunnistus.shipping import sealed, source
from tunnistus.testing import strategies

BOOK = source.book()
DAY = date(2026, 11, 24)
DEMO = str(ROOT / "docs" / "examples" / "berry-picker.yaml")
ANSWERS = {
    "documents_withheld": True,
    "earnings_taken": False,
    "date_of_birth": date(1987, 3, 19),
    "afraid_of_someone": tn.MAYBE,
    "wants_help": tn.DECLINED,
}
CHILD = ("child", {"date_of_birth": date(2015, 2, 3), "documents_withheld": True})


def through_json(receipt: Mapping[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(receipt))  # type: ignore[no-any-return]


def shipped() -> Assessed:
    return tn.assess(ANSWERS, as_of=DAY, act_from=date(2022, 12, 1), roles=["police_officer", "teacher"], others=[CHILD])


def sealed_again(receipt: dict[str, Any], **parts: str) -> dict[str, Any]:
    """A receipt as another installation would have made it."""
    return receipts.digested({**receipt, "parts": receipt["parts"] | parts, "seal": seal.over(receipt["parts"] | parts)})


# -- the same ------------------------------------------------------------------------------------------------------


@settings(max_examples=tries(30))
@given(st.data())
def test_every_result_is_worked_out_again_from_its_own_receipt(data: st.DataObject) -> None:
    """The answers that a rule can read are enough; others that were given do not matter to it."""
    name = data.draw(st.sampled_from(sorted(BOOK.rules)))
    read = facts_of(BOOK, BOOK.rules[name])
    more = data.draw(st.lists(st.sampled_from(sorted(BOOK.facts)), max_size=12))
    found = data.draw(strategies.answers(BOOK, sorted({*read, *more}, key=lambda n: BOOK.facts[n].order)))
    days = data.draw(strategies.dates(BOOK, name))
    case = tn.Case(BOOK, read_answers(BOOK, found, days), days)
    decision = decision_of(case, name)
    verified = tn.verify(through_json(decision.receipt(values=True)))
    assert (verified.same, verified.again, verified.rules) == (True, 1, ())
    assert set(decision.receipt(values=True)["answers"]) <= set(read)


def test_an_assessment_is_worked_out_again_with_roles_and_others() -> None:
    a = shipped()
    receipt = through_json(a.receipt(values=True))
    found = tn.verify(receipt)
    assert found.same
    assert found.again == len(a.decisions) + sum(map(len, a.by_role.values())) + sum(len(o.decisions) for o in a.others)
    assert receipt["answers"]["date_of_birth"] == "1987-03-19"
    assert receipt["others"][0]["answers"]["date_of_birth"] == "2015-02-03"


def test_judgements_and_views_are_given_back_as_they_were() -> None:
    judgement = BOOK.facts["worker_presumes_victim"].judgement
    assert judgement
    for by in (judgement.who[0], next(actor for actor in BOOK.actors if actor not in judgement.who)):
        a = tn.assess({"worker_presumes_victim": tn.Judged(True, by=by, on=date(2026, 11, 1))}, as_of=DAY)
        receipt = through_json(a.receipt(values=True))
        assert receipt["answers"] == {"worker_presumes_victim": {"judged": True, "by": by, "day": "2026-11-01"}}
        assert tn.verify(receipt).same


def test_without_answers_there_is_none_in_it_and_nothing_is_worked_out() -> None:
    receipt = shipped().receipt()
    text = json.dumps(receipt)
    assert "answers" not in text
    assert "1987-03-19" not in text
    found = tn.verify(receipt)
    assert (found.status, found.same, found.again) == ("not_recomputed", False, 0)


def test_a_receipt_names_every_part_and_its_seal_is_over_them() -> None:
    receipt = shipped().next_step.receipt()
    assert list(receipt["parts"]) == [*BOOK.parts, "program"]
    assert set(BOOK.parts) == set(sealed.FILES)
    assert receipt["seal"] == seal.over(receipt["parts"])


# -- not the same --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", [*sealed.FILES, "program"])
def test_which_part_differs_is_told(part: str) -> None:
    receipt = shipped().next_step.receipt(values=True)
    found = tn.verify(sealed_again(receipt, **{part: "0" * 64}))
    assert (found.same, found.parts, found.again, found.rules) == (False, (part,), 1, ())
    for lang in LANGUAGES:
        assert len(found.explain(lang).splitlines()) == 3


def test_a_part_that_only_one_of_them_has_differs() -> None:
    receipt = shipped().next_step.receipt()
    fewer = {name: each for name, each in receipt["parts"].items() if name != "structures"}
    assert tn.verify(receipts.digested({**receipt, "parts": fewer, "seal": seal.over(fewer)})).parts == ("structures",)


@pytest.mark.parametrize(
    ("key", "value"), [("floor", "propose"), ("possible", []), ("settled", True), ("facts", []), ("versions", []), ("in_force", False)]
)
def test_another_result_is_found_though_seal_and_digest_hold(key: str, value: Any) -> None:
    receipt = shipped().next_step.receipt(values=True)
    assert receipt[key] != value
    found = tn.verify(receipts.digested({**receipt, key: value}))
    assert (found.status, found.parts, found.mismatches) == ("different", (), (tn.Mismatch("next_step", "changed", (key,)),))
    assert "next_step" in found.explain("en")
    assert "the receipt itself has been changed" in found.explain("en")


def test_other_answers_give_another_result() -> None:
    receipt = shipped().next_step.receipt(values=True)
    found = tn.verify(receipts.digested({**receipt, "answers": {}}))
    assert found.rules == ("next_step",)


def test_rules_that_were_changed_are_told_with_the_results_that_changed() -> None:
    before = made_book(rule(f"one: {duty('a')}"))
    after = made_book(rule(f"one: {duty('{not: a}')}"))
    receipt = tn.load("r", on=DAY, book=before).decide({"a": True}).receipt(values=True)
    assert tn.verify(receipt, book=before).same
    found = tn.verify(receipt, book=after)
    assert (found.parts, found.rules) == (("rules",), ("r",))


def test_answers_that_the_vocabulary_of_today_has_not_are_told_and_no_error() -> None:
    receipt = shipped().next_step.receipt(values=True)
    unknown = receipts.digested({**receipt, "answers": {"never_was": True}})
    assert (tn.verify(unknown).status, tn.verify(unknown).damage) == ("damaged", "answers")
    found = tn.verify(sealed_again(unknown, rules="0" * 64))
    assert (found.same, found.unread, found.again) == (False, True, 0)
    assert found.explain("fi").splitlines()[-1].startswith("Kuitin vastauksia ei voi lukea")


def test_another_program_is_another_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = shipped().next_step.receipt()
    monkeypatch.setattr(receipts, "program_digest", lambda: "1" * 64)
    assert tn.verify(receipt).parts == ("program",)
    assert shipped().next_step.receipt()["seal"] != receipt["seal"]


# -- damaged, and no receipt ---------------------------------------------------------------------------------------


def test_a_receipt_whose_seal_is_not_over_its_parts_is_damaged() -> None:
    receipt = shipped().next_step.receipt()
    for changed in ({"seal": "0" * 64}, {"parts": receipt["parts"] | {"rules": "0" * 64}}):
        assert tn.verify({**receipt, **changed}).damage == "digest"
        assert tn.verify(receipts.digested({**receipt, **changed})).damage == "shape"


@pytest.mark.parametrize("odd", ["", "x", "[]", "1", b"\xff", "{", '{"a": 1, "a": 1}', '{"a": NaN}', {}, {"a": "\ud800"}, {1: 2}])
def test_text_or_an_object_that_is_no_whole_receipt_is_damaged(odd: Any) -> None:
    found = tn.verify(odd)
    assert (found.status, found.damage) == ("damaged", "text" if isinstance(odd, str | bytes) else "digest")


@pytest.mark.parametrize("odd", [None, 1, [], {"rule": {1, 2}}, object(), {"kind": "assessment"}, '{"kind": "decision"}'])
def test_what_is_something_else_is_refused(odd: Any) -> None:
    with pytest.raises(LoadError, match="This is not a receipt"):
        tn.verify(odd)


def test_a_receipt_in_the_shape_of_another_version_is_not_called_damaged() -> None:
    receipt = {**shipped().next_step.receipt(values=True), "tunnistus": "99.0", "more": 1}
    found = tn.verify(receipts.digested(receipt))
    assert (found.status, found.parts, found.unread) == ("different", ("program",), True)


def test_the_digest_is_that_of_json_with_sorted_keys_and_no_spaces() -> None:
    """So that others can make it too: with jq -cS, or in any language."""
    receipt = through_json(shipped().receipt(values=True))
    digest = receipt.pop("digest")
    assert hashlib.sha256(json.dumps(receipt, sort_keys=True, separators=(",", ":")).encode()).hexdigest() == digest
    assert tn.verify(dict(reversed([*receipt.items(), ("digest", digest)]))).same


# -- the command ---------------------------------------------------------------------------------------------------


def written(tmp_path: Path, receipt: Mapping[str, Any]) -> str:
    path = tmp_path / "receipt.json"
    path.write_text(json.dumps(receipt), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("values", [[], ["--values"]])
def test_what_assess_writes_is_verified(values: list[str], lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", DEMO, "--as-of", "2026-11-24", "--format", "receipt", *values]) == 0
    path = written(tmp_path, json.loads(capsys.readouterr().out))
    assert main(["verify", path, "--lang", lang]) == (0 if values else 3)
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_27_each_way_to_end_has_a_status_of_its_own(lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def status(receipt: Mapping[str, Any]) -> int:
        return main(["verify", written(tmp_path, receipt), "--lang", lang])

    receipt = shipped().next_step.receipt(values=True)
    ends = [status(receipt), status(sealed_again(receipt, actors="0" * 64)), status(shipped().next_step.receipt())]
    ends += [status({**receipt, "due": "x"}), status(receipts.digested({**receipt, "due": "x"})), status({})]
    assert ends == [0, 1, 3, 4, 1, 4]
    assert capsys.readouterr().err == ""
    assert status({"kind": "assessment"}) == 2  # a result
    assert main(["verify", str(tmp_path / "none.json")]) == 2
    with pytest.raises(SystemExit, match="2"):
        main(["verify", "--lang", "xx"])
    assert "receipt.json" in capsys.readouterr().err


def test_other_rules_are_verified_by_their_directory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shelter = ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules"
    book = tn.read_rules(shelter)
    receipt = tn.load(next(iter(book.rules)), on=DAY, book=book).decide({}).receipt(values=True)
    path = written(tmp_path, receipt)
    assert main(["verify", path, "--rules", str(shelter)]) == 0
    assert main(["verify", path]) == 1
    assert "rules" in capsys.readouterr().out


def test_without_a_receipt_the_installation_is_verified(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert [main(["verify", "--lang", lang]) for lang in LANGUAGES] == [0, 0, 0]
    assert "as they were built" in capsys.readouterr().out
    monkeypatch.setattr(sealed, "program_digest", lambda: "another")
    assert main(["verify"]) == 2


def test_no_message_tells_an_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The day of birth and the sign stand in the receipt; whatever is wrong with it, they are not said."""
    receipt = through_json(shipped().receipt(values=True))
    said = []
    for answers in (
        receipt["answers"],
        receipt["answers"] | {"date_of_birth": "1987-3-19"},
        receipt["answers"] | {"date_of_birth": ["1987-03-19"]},
        receipt["answers"] | {"date_of_birth": "2087-03-19"},
        receipt["answers"] | {"worker_presumes_victim": {"judged": "1987-03-19", "by": "worker", "day": "1987"}},
    ):
        for changed in ({}, {"seal": "1987"}, {"decisions": [1987]}):
            for each in ({**receipt, "answers": answers, **changed}, receipts.digested({**receipt, "answers": answers, **changed})):
                main(["verify", written(tmp_path, each)])
                said.append("".join(capsys.readouterr()))
    assert [text for text in said if re.search(r"\b(?:19|20)87\b", re.sub(r":\d+:\d+", "", text))] == []  # lines and columns aside
    assert all(said)


def test_a_verification_shows_no_answer_in_its_repr() -> None:
    found = tn.verify(shipped().next_step.receipt(values=True))
    assert len(repr(found)) < 200
    assert attrs.asdict(found, filter=lambda a, _: a.name not in ("book", "damage")) == {
        "status": "same", "parts": (), "again": 1, "mismatches": (), "unread": False,
    }  # fmt: skip
