"""Who gains and who loses is counted once each, by rule and in all, by group and with weights; and small counts stay hidden."""

import csv
import io
import json
import random
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

pa = pytest.importorskip("pyarrow", reason="the extra columns is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="the extra columns is not installed")
pytest.importorskip("z3", reason="the extra gate is not installed")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from tests import ROOT  # noqa: E402
from tests.columns.published import KINDS, Kind, counted, nearest_shares  # noqa: E402
from tests.commands.line import run  # noqa: E402
from tests.effort import at_most  # noqa: E402
from tests.worlds import book, duty, rule  # noqa: E402
from tunnistus import columns, testing  # noqa: E402
from tunnistus.columns.shares import fitted, pooled, unit  # noqa: E402
from tunnistus.errors import AnswerError, DateError, LimitError, TunnistusError, UnknownName  # noqa: E402
from tunnistus.limits import MAX_GROUPS  # noqa: E402
from tunnistus.rules.model import LANGUAGES  # noqa: E402
from tunnistus.shipping import directories, source  # noqa: E402

OLD, NEW = date(2022, 12, 31), date(2026, 11, 24)
TOPIC = "law/permit"
LEAST, BASE = 5, 10
DICE = random.Random(5)
PLACES = ("Kemi", "Turku", None, "=Oulu")
PEOPLE = testing.population(600, 3, rules=TOPIC, as_of=NEW)
PEOPLE = PEOPLE.append_column("place", pa.array([DICE.choices(PLACES, (10, 9, 3, 0.1))[0] for _ in range(600)]))
PEOPLE = PEOPLE.append_column("weight", pa.array([DICE.choice([100.0, 250.5, 137.25]) for _ in range(600)]))


# -- counted as two decisions say --------------------------------------------------------------------------------------


def states(day: date) -> list[dict[str, Any]]:
    found = columns.decide(PEOPLE, TOPIC, as_of=day, act_from=day, act_to=day, applied_on=day, keep=["place", "weight"])
    force = json.loads(found.schema.metadata[b"tunnistus"])["in_force"]
    rows: list[dict[str, Any]] = found.to_pylist()
    for row in rows:
        for name in [name for name in row if ".due." in name or ".option." in name or ".reached." in name]:
            head = next(each for each in force if name.startswith((f"{each}.due.", f"{each}.option.", f"{each}.reached.")))
            row[name] = False if force[head] == [False] or row.get(f"{head}.in_scope") is False else row[name]
            row[name] = "not covered" if row.get(f"{head}.not_covered") else row[name]
    return rows


def expected() -> tuple[Counter[tuple[Any, ...]], Counter[tuple[Any, ...]], int]:
    """Of each place and rule, and of all rules, the people and what they weigh; and how many are refused."""
    people, weights, refused = Counter[tuple[Any, ...]](), Counter[tuple[Any, ...]](), 0
    rules = columns.plan(TOPIC, as_of=NEW).made.rules
    for before, after in zip(states(OLD), states(NEW), strict=True):
        if before["refused"] or after["refused"]:
            refused += 1
            continue
        every: set[str] = set()
        for each in rules:
            moves = _moves(each, before, after)
            every |= moves
            for name, found in ((each.id, moves), (None, every)):
                if name or each is rules[-1]:
                    effect = _effect(found)
                    if effect:
                        people[before["place"], name, effect] += 1
                        weights[before["place"], name, effect] += before["weight"]
    return people, weights, refused


def _moves(each: Any, before: Any, after: Any) -> set[str]:
    found: set[str] = set()
    for name in each.outcomes:
        parts = [f"{each.id}.{part}.{name}" for part in (("reached",) if each.ordered else ("due", "option"))]
        sides = [[side[part] for part in parts] for side in (before, after)]
        given = [True in side for side in sides]
        none = [{*side} == {False} for side in sides]
        found |= {"gained"} if none[0] and given[1] else set()
        found |= {"lost"} if given[0] and none[1] else set()
        found |= {"more"} if given[1] and not given[0] else set()
        found |= {"less"} if given[0] and not given[1] else set()
        for one, two in zip(*sides, strict=True):
            found |= {"differs"} if one is not two else set()
            found |= {"moved"} if {one, two} == {True, False} else set()
    return found


def _effect(moves: set[str]) -> str | None:
    if "gained" in moves and "less" not in moves:
        return "gain"
    if "lost" in moves and "more" not in moves:
        return "lose"
    return "change" if "moved" in moves else "open" if "differs" in moves else None


def told(found: columns.Balance, column: str = "people") -> dict[tuple[Any, ...], int]:
    return {(r["group"], r["rule"], r["effect"]): r[column] for r in found.counts.to_pylist() if r["of"] == "group"}


def test_people_are_counted_as_two_decisions_say_by_group_and_with_weights() -> None:
    people, weights, refused = expected()
    found = columns.balance(PEOPLE, TOPIC, OLD, NEW, by="place", weight="weight")
    assert (told(found), found.refused, found.people) == (dict(people), refused, 600)
    assert {effect for *_, effect in people} == {"gain", "lose", "change", "open"}
    assert told(found, "weighted") == {key: int(n + 0.5) for key, n in weights.items()}
    total = Counter[tuple[Any, ...]]()
    for (_, name, effect), n in people.items():
        total[name, effect] += n
    everybody = {(r["rule"], r["effect"]): r["people"] for r in found.counts.to_pylist() if r["of"] == "all"}
    assert everybody == dict(total)
    alone = columns.balance(PEOPLE, TOPIC, OLD, NEW, keep=["place", "weight"])
    assert {(r["rule"], r["effect"]): r["people"] for r in alone.counts.to_pylist()} == everybody
    assert {r["group"]: r["people"] for r in found.groups.to_pylist()[1:]} == dict(Counter(PEOPLE["place"].to_pylist()))


def test_the_order_of_rows_and_how_they_are_cut_change_no_count() -> None:
    turned = PEOPLE.take(pa.array(random.Random(1).sample(range(600), 600)))
    cut = pa.concat_tables([turned.slice(0, 7), turned.slice(7, 0), turned.slice(7)])
    found = [columns.balance(each, TOPIC, OLD, NEW, by="place", weight="weight", at_least=5) for each in (PEOPLE, cut)]
    assert found[0].to_dict() == found[1].to_dict()


def test_of_two_books_too_and_what_is_open_is_neither_gain_nor_loss() -> None:
    first, second = (book(rule(f"one: {duty(when)}")) for when in ("a", "b"))
    data = pa.table({"a": [True, False, None, True, False], "b": [False, True, True, None, False]})
    found = columns.balance(data, "r", first, second, as_of=NEW)
    assert [(r["rule"], r["effect"], r["people"]) for r in found.counts.to_pylist()] == [
        (None, "gain", 1), (None, "lose", 1), (None, "open", 2), ("r", "gain", 1), ("r", "lose", 1), ("r", "open", 2),
    ]  # fmt: skip
    assert columns.balance(data, "r", first, first, as_of=NEW).counts.num_rows == 0


# -- what is told ------------------------------------------------------------------------------------------------------


@settings(max_examples=at_most(25), deadline=None)
@given(
    st.dictionaries(st.sampled_from(KINDS), st.sampled_from([1, 2, 3, 4, 8, 9, 10, 11, 19, 20, 21]), min_size=1, max_size=8),
    st.integers(0, 12),
)
def test_no_hidden_count_of_a_group_is_bounded_closely(people: dict[Kind, int], rest: int) -> None:
    """By a linear program over how many people of each kind there can be: it knows more than the relations of the proof."""
    true, size = counted(people), sum(people.values()) + rest
    if size < BASE:
        return
    found = fitted({(None if rule is None else str(rule), e): n for (rule, e), n in true.items()}, size, BASE)
    shown = {key: found[None if key[0] is None else str(key[0]), key[1]] for key in true}
    assert all(n % BASE == 0 and n <= true[key] for key, n in shown.items())
    assert nearest_shares(true, shown, size, BASE, LEAST)[1] == []


@pytest.mark.deep(15)
def test_no_hidden_count_is_bounded_closely_by_hundreds_of_attacks_and_most_large_ones_are_told() -> None:
    dice, attacks, large = random.Random(1), 0, [0, 0]
    while attacks < 400:
        people: dict[Kind, int] = {}
        for _ in range(dice.randint(1, 9)):
            people[dice.choice(KINDS)] = dice.choice([1, 2, 3, 4, 8, 9, 10, 11, 17, 18, 19, 20, 21, 29, 30])
        true, size = counted(people), sum(people.values()) + dice.choice([0, 1, 3, 5, 9, 12, 40])
        found = fitted({(None if rule is None else str(rule), e): n for (rule, e), n in true.items()}, size, BASE)
        shown = {key: found[None if key[0] is None else str(key[0]), key[1]] for key in true}
        hidden, near = nearest_shares(true, shown, size, BASE, LEAST) if size >= BASE else (0, [])
        assert near == []
        attacks += hidden
        large[0] += sum(n >= 2 * BASE for n in true.values())
        large[1] += sum(shown[key] > 0 for key, n in true.items() if n >= 2 * BASE)
    assert large[1] >= 0.8 * large[0] > 0


def test_the_attack_finds_what_is_only_rounded() -> None:
    """Twenty of 23 gain: who is told that at least twenty do knows of at most three that they do not."""
    true = counted({(("gain", None, None), "gain"): 20})
    assert nearest_shares(true, true, 23, BASE, LEAST) == (2, [[0, 3], [0, 3]])
    assert fitted({("0", "gain"): 20, (None, "gain"): 20}, 23, BASE) == {(None, "gain"): 10, ("0", "gain"): 10}


@given(st.dictionaries(st.one_of(st.none(), st.sampled_from("abcdefgh")), st.integers(1, 40), max_size=9))
def test_groups_that_are_told_are_large_and_so_is_the_rest(sizes: dict[str | None, int]) -> None:
    rest = pooled(sizes, BASE)
    assert all(n >= BASE for name, n in sizes.items() if name not in rest)
    assert not rest or sum(sizes[name] for name in rest) >= BASE or len(rest) == len(sizes)
    assert pooled(sizes, 1) == ()
    if all(n >= BASE for n in sizes.values()):
        assert rest == ()
    hidden = [sizes[name] for name in rest]
    assert len(rest) != 1 or hidden[0] == sum(sizes.values()), "of one group alone the size would follow"


def test_a_small_group_stands_in_the_rest_whatever_it_weighs() -> None:
    made = book(rule(f"one: {duty('a', more=', valid: {from: 2023-01-01}')}"))
    data = pa.table({"a": [True] * 63, "place": ["Kemi"] * 30 + ["Turku"] * 30 + ["Utsjoki"] * 3, "w": [1.0] * 60 + [900_000.0] * 3})
    found = columns.balance(data, "r", OLD, NEW, book=made, by="place", weight="w", at_least=LEAST)
    assert [(r["of"], r["group"], r["people"]) for r in found.groups.to_pylist()] == [
        ("all", None, 63),
        ("group", "Turku", 30),
        ("rest", None, 33),
    ]
    assert (found.base, found.unit) == (10, 9_000_000)
    assert {(r["of"], r["people"], r["weighted"]) for r in found.counts.to_pylist()} == {
        ("all", 40, None), ("group", 20, None), ("rest", 20, None),
    }  # fmt: skip
    even = data.set_column(2, "w", pa.array([100.0] * 63))
    found = columns.balance(even, "r", OLD, NEW, book=made, by="place", weight="w", at_least=LEAST)
    assert (found.unit, {(r["of"], r["people"], r["weighted"]) for r in found.counts.to_pylist()}) == (
        1000, {("all", 40, 6000), ("group", 20, 3000), ("rest", 20, 3000)},
    )  # fmt: skip


@given(st.integers(2, 40), st.floats(0, 1_000_000))
def test_the_unit_of_weighted_counts_holds_the_base_of_the_heaviest(base: int, heaviest: float) -> None:
    found = unit(base, heaviest)
    assert found >= base * heaviest
    assert len(str(found).rstrip("0")) == 1
    assert found <= 11 * max(1, base * heaviest)


# -- what is refused, and how it shows ---------------------------------------------------------------------------------


def test_what_cannot_be_counted_is_refused() -> None:
    made = book(rule(f"one: {duty('a')}"))
    data = pa.table({"a": [True, None], "w": [1.0, -1.0], "t": ["x", "y"]})
    for wrong in ([1.0, -1.0], [1.0, None], [1.0, float("nan")], [1.0, 2e6]):
        with pytest.raises(AnswerError, match="This is no weight") as caught:
            columns.balance(data.set_column(1, "w", pa.array(wrong)), "r", OLD, NEW, book=made, weight="w", keep=["t"])
        assert "2000000" not in str(caught.value)
    with pytest.raises(AnswerError, match="wrong type"):
        columns.balance(data, "r", OLD, NEW, book=made, weight="t", keep=["w"])
    with pytest.raises(UnknownName, match="by=place"):
        columns.balance(data, "r", OLD, NEW, book=made, by="place", keep=["w", "t"])
    with pytest.raises(UnknownName, match="w: There is no such fact"):
        columns.balance(data, "r", OLD, NEW, book=made, by="t")
    with pytest.raises(TunnistusError, match="at_least"):
        columns.balance(data, "r", OLD, NEW, book=made, at_least=0)
    with pytest.raises(DateError):
        columns.balance(data, "r", made, made)
    many = pa.table({"a": [True] * (MAX_GROUPS + 1), "id": [*range(MAX_GROUPS + 1)]})
    with pytest.raises(LimitError, match="too many groups"):
        columns.balance(many, "r", OLD, NEW, book=made, by="id")
    nested = pa.table({"a": [True], "l": [[1]]})
    with pytest.raises(AnswerError, match="divided into groups"):
        columns.balance(nested, "r", OLD, NEW, book=made, by="l")


def test_it_is_told_in_words_as_json_and_as_csv() -> None:
    found = columns.balance(PEOPLE, TOPIC, OLD, NEW, by="place", weight="weight", at_least=LEAST)
    assert "Kemi" not in repr(found)
    assert "600" not in repr(found)
    words = {
        "fi": ("Saa jotakin uutta", "vähintään", "Painotettuna"),
        "sv": ("Får något nytt", "minst", "Viktat"),
        "en": ("Gain", "at least", "Weighted"),
    }
    for lang in LANGUAGES:
        page = found.explain(lang)
        assert [each for each in (*words[lang], "Kemi", "permit.52a1") if each not in page] == []
    plain = columns.balance(PEOPLE, TOPIC, OLD, NEW, by="place", keep=["weight"])
    rows = [*csv.DictReader(io.StringIO(plain.to_csv()))]
    assert {row["group"] for row in rows} == {"", "Kemi", "Turku", "'=Oulu"}
    assert len(rows) == plain.counts.num_rows
    assert json.loads(json.dumps(found.to_dict()))["counts"] == found.counts.to_pylist()


def test_the_command_compares_days_and_a_draft(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "people.parquet"
    pq.write_table(PEOPLE, data)
    more = ("--by", "place", "--weight", "weight", "--topic", TOPIC)
    status, out, _ = run(capsys, "compare", str(OLD), str(NEW), str(data), *more, "--json")
    wanted = columns.balance(PEOPLE, [TOPIC], OLD, NEW, by="place", weight="weight", at_least=5)
    assert (status, json.loads(out)) == (0, wanted.to_dict())
    for lang in LANGUAGES:
        status, out, error = run(capsys, "compare", str(OLD), str(NEW), str(data), *more, "--lang", lang)
        assert (status, out) == (0, wanted.explain(lang))
        assert "100 %" in error
    status, out, _ = run(capsys, "compare", "shipped", "shipped", str(data), "--as-of", str(NEW), *more, "--csv")
    assert (status, out) == (0, "of,group,rule,effect,people,weighted\n")
    assert run(capsys, "compare", "shipped", str(NEW), str(data), *more)[0] == 2
    assert run(capsys, "compare", "shipped", "shipped", str(data), *more)[0] == 2
    assert run(capsys, "compare", str(tmp_path / "none"), "shipped", str(data), *more)[0] == 2


def test_a_side_can_be_one_file_in_the_place_of_one_of_the_other_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules, data, draft = ROOT / "docs/examples/third-party/night_shelter_rules", tmp_path / "people.parquet", tmp_path / "draft.yaml"
    no = ("house_full", "night_is_freezing", "cannot_stay_elsewhere")
    pq.write_table(pa.table({"needs_bed": [True] * 3, "nights_stayed": [5, 20, 40], **dict.fromkeys(no, [False] * 3)}), data)
    law = (rules / "shelter.yaml").read_text(encoding="utf-8")
    assert law.count("lt: 30") == 1
    draft.write_text(law.replace("lt: 30", "lt: 10"), encoding="utf-8")
    judged = ("--judged", "cannot_stay_elsewhere=shelter@2026-01-01")
    more = (str(data), "--as-of", str(NEW), "--topic", "shelter.place", "--at-least", "1", "--json", *judged)
    for sides, effect in (((str(rules), str(draft)), "lose"), ((str(draft), str(rules)), "gain")):
        status, out, _ = run(capsys, "compare", *sides, *more)
        assert (status, [(row["effect"], row["people"]) for row in json.loads(out)["counts"] if row["rule"]]) == (0, [(effect, 1)])


def test_one_file_without_a_directory_on_the_other_side_takes_the_place_of_a_shipped_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, asked = tmp_path / "draft.yaml", list[Path]()
    draft.write_text("ruleset: law/permit/victim", encoding="utf-8")

    def with_file(directory: Path, file: Path, locales: Any) -> Any:
        asked.append(directory)
        return source.book()

    monkeypatch.setattr(directories, "with_file", with_file)
    pq.write_table(PEOPLE.slice(0, 20), tmp_path / "people.parquet")
    more = (str(tmp_path / "people.parquet"), "--as-of", str(NEW), "--topic", TOPIC, "--keep", "place", "--keep", "weight")
    assert run(capsys, "compare", "shipped", str(draft), *more)[0] == 0
    assert asked == [ROOT / "indicators"]
    monkeypatch.setattr(source, "checkout", lambda: None)
    status, _, error = run(capsys, "compare", "shipped", str(draft), *more)
    assert status == 2
    assert "draft.yaml" in error


def test_files_of_a_directory_are_read_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    pq.write_table(PEOPLE.slice(0, 200), tmp_path / "in" / "a.parquet")
    pq.write_table(PEOPLE.slice(200), tmp_path / "in" / "b.parquet")
    more = ("--by", "place", "--weight", "weight", "--topic", TOPIC, "--json")
    _, out, _ = run(capsys, "compare", str(OLD), str(NEW), str(tmp_path / "in"), *more)
    assert json.loads(out) == columns.balance(PEOPLE, TOPIC, OLD, NEW, by="place", weight="weight", at_least=5).to_dict()
    pq.write_table(pa.table({"in_finland": [True]}), tmp_path / "in" / "c.parquet")
    assert run(capsys, "compare", str(OLD), str(NEW), str(tmp_path / "in"), *more)[0] == 2


def test_every_shipped_rule_can_be_asked_for_at_once() -> None:
    every = [each.id for each in source.book().rules_in_order()]
    data = pa.table({"in_finland": [True, None, False] * 20})
    found = columns.balance(data, every, OLD, NEW)
    assert {row["rule"] for row in found.counts.to_pylist()} - {None} <= {*every}
    assert found.counts.num_rows
