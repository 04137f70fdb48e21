"""What cases show of rules: clauses, leaves both ways, the lines of LCOV, the pytest plug-in."""

import itertools
import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

import tunnistus as tn
from tests import ROOT
from tests.examples import blocks, execute
from tests.testing.host import pytest_in
from tests.worlds import FACTS, HEAD, book, decided, duty, rule
from tunnistus.commands.main import main
from tunnistus.reading.files import read_directory
from tunnistus.reading.strict import read, read_text
from tunnistus.rules.model import Book
from tunnistus.trying.cases import compare, read_cases
from tunnistus.trying.contrast import contrast
from tunnistus.trying.coverage import Coverage, leaf_places
from tunnistus.trying.lcov import lcov, leaf_lines

THIRD = ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules"
TWO = rule(f"one: {duty('{all: [a, {any: [b, c]}]}')}")


def shown(made: Book, *cases: dict[str, Any]) -> Coverage:
    coverage = Coverage(made)
    for case in cases:
        coverage.add(decided(made, case))
    return coverage


def both(coverage: Coverage) -> list[bool]:
    return [coverage.both_ways(leaf) for leaf in coverage.leaves()]


def alone(coverage: Coverage) -> list[bool]:
    return [coverage.alone(leaf) for leaf in coverage.leaves()]


# -- MC/DC -------------------------------------------------------------------------------------------------------


def test_a_leaf_is_shown_both_ways_only_by_cases_in_which_it_decides() -> None:
    made = book(TWO)
    true, no_a, no_b = ({"a": True, "b": True, "c": False}, {"a": False, "b": True, "c": False}, {"a": True, "b": False, "c": False})
    assert both(shown(made, true)) == [False, False, False]
    assert both(shown(made, true, no_a)) == [True, False, False]
    assert both(shown(made, true, no_a, no_b)) == [True, True, False]
    assert both(shown(made, {**true, "c": True}, no_b)) == [False, False, False], "b does not decide while c is true"
    assert both(shown(made, true, no_b, {**no_b, "c": True})) == [False, True, True]


def test_unique_cause_needs_a_pair_that_differs_in_nothing_else_and_masking_does_not() -> None:
    made = book(TWO)
    far = shown(made, {"a": True, "b": True, "c": False}, {"a": False, "b": False, "c": True})
    assert both(far)[0]
    assert not alone(far)[0]
    near = shown(made, {"a": True, "b": True, "c": False}, {"a": False, "b": True, "c": False})
    assert both(near)[0]
    assert alone(near)[0]


@pytest.mark.parametrize("answers", [{}, {"a": True}, {"a": True, "b": False}])
def test_an_open_condition_shows_nothing(answers: dict[str, Any]) -> None:
    coverage = shown(book(TWO), answers)
    assert not coverage.decided
    assert not coverage.patterns


def test_mcdc_is_that_of_brute_force() -> None:
    """Against the definition: flip the leaf in a table of all eight people."""
    made = book(TWO)
    people = [dict(zip("abc", values, strict=True)) for values in itertools.product([True, False], repeat=3)]

    def holds(p: dict[str, bool]) -> bool:
        return p["a"] and (p["b"] or p["c"])

    for some in itertools.combinations(people, 3):
        coverage = shown(made, *some)
        for leaf, name in zip(coverage.leaves(), "abc", strict=True):
            ways = {p[name] for p in some if holds(p) != holds({**p, name: not p[name]})}
            assert coverage.both_ways(leaf) == (len(ways) == 2)
            pairs = [p for p in some if {**p, name: not p[name]} in some and holds(p) != holds({**p, name: not p[name]})]
            assert coverage.alone(leaf) == bool(pairs)


def test_open_answers_show_a_leaf_when_somebody_whom_they_leave_does() -> None:
    made = book(TWO)
    alone_false, all_true, only_b = {"a": False}, {"a": True, "b": True, "c": False}, {"a": True, "b": True}
    assert both(shown(made, alone_false, all_true)) == [True, False, False]
    assert alone(shown(made, alone_false, all_true)) == [True, False, False]
    assert both(shown(made, only_b, {"a": True, "b": False, "c": False})) == [False, True, False]
    assert alone(shown(made, only_b, {"a": True, "b": False, "c": False})) == [False, True, False]


def test_open_answers_show_nothing_of_a_leaf_that_decides_in_nobody_whom_they_leave() -> None:
    made = book(rule(f"one: {duty('{any: [a, {all: [b, c]}]}')}"), facts=FACTS + "relations:\n  all_or_none:\n    if: {fact: a, is: true}\n"
                "    then: {fact: b, is: true}\n    because: Koe.\n  and_c:\n    if: {fact: a, is: true}\n    then: {fact: c, is: true}\n    because: Koe.\n")  # fmt: skip
    assert not shown(made, {"a": True}).decided, "whoever is a, is b and c"
    assert shown(made, {"a": False, "b": True, "c": False}).decided


def test_whom_a_rule_does_not_concern_shows_nothing_of_it() -> None:
    made = book(rule(f"one: {duty('{all: [a, b]}')}", more="scope: a"))
    assert not shown(made, {"a": False, "b": True}).decided
    assert both(shown(made, {"a": True, "b": True}, {"a": True, "b": False})) == [False, True]


# -- LCOV --------------------------------------------------------------------------------------------------------


def test_leaves_have_their_own_lines_through_named_conditions_and_groups() -> None:
    text = """groups:
  pair: [b, c]
conditions:
  named:
    any: pair
"""
    head = HEAD.replace("rules:\n", text + "rules:\n")
    rules = rule("one: {then: granted, effect: duty, cite: [UlkL 1 §], who: police, when: {all: [a, named, {not: {fact: kind, is: red}}]}}")
    document = read_text(head + rules, name="rules.yaml")
    lines = leaf_lines(document, "r", "one")
    written = (head + rules).splitlines()
    assert [written[n - 1].strip()[:5] for n in lines] == ["one: ", "pair:", "pair:", "one: "]


@pytest.mark.deep
def test_every_leaf_of_the_shipped_rules_has_a_line_that_holds_its_name() -> None:
    made = read_directory(ROOT / "indicators")
    documents: dict[str, Any] = {}
    for each in made.rules_in_order():
        name = each.where.rsplit(":", 2)[0]
        document = documents.setdefault(name, read(ROOT / name, name=name))
        text = (ROOT / name).read_text(encoding="utf-8").splitlines()
        for clause in each.clauses:
            leaves = [leaf for _, leaf in leaf_places(clause.when)]
            lines = leaf_lines(document, each.id, clause.name)
            assert len(lines) == len(leaves), clause.where
            for leaf, line in zip(leaves, lines, strict=True):
                around = " ".join(text[line - 1 : line + 3])
                assert (getattr(leaf, "fact", None) or leaf.rule) in around, (clause.where, leaf)  # type: ignore[union-attr]


def test_lcov_counts_clauses_branches_and_conditions_on_their_lines() -> None:
    made = read_directory(THIRD)
    coverage = Coverage(made)
    compare(made, read_cases(THIRD / "shelter.cases.yaml")[0], coverage.add)
    text = lcov(coverage, [THIRD])
    record = text.splitlines()
    line = 1 + next(
        n for n, said in enumerate((THIRD / "shelter.yaml").read_text(encoding="utf-8").splitlines()) if "fourteen_nights:" in said
    )
    assert record[:2] == ["TN:", f"SF:{(THIRD / 'shelter.yaml').as_posix()}"]
    assert record[-1] == "end_of_record"
    assert f"DA:{line},1" in record
    assert f"BRDA:{line + 6},0,0,1" in record
    assert f"BRDA:{line + 6},0,1,0" in record
    assert f"MCDC:{line + 6},2,t,1,0,shelter.place/fourteen_nights: needs_bed" in record
    assert f"MCDC:{line + 6},2,f,0,0,shelter.place/fourteen_nights: needs_bed" in record
    assert "BRF:22" in record
    assert f"BRH:{sum(said.startswith('BRDA') and not said.endswith(',0') for said in record)}" in record
    assert text == lcov(coverage, [THIRD])


# -- failing cases as sentences ----------------------------------------------------------------------------------

FAILING = """cases:
  - name: "Everything expected wrongly"
    as_of: 2025-06-01
    answers: {needs_bed: true, nights_stayed: 3}
    expect:
      shelter.place: {due: referred, possible: [referred], options: [granted], settled: true, missing: [needs_bed, house_full]}
      shelter.blanket: not_in_force
"""


@pytest.mark.parametrize(("lang", "sentences"), [
    ("en", ["- Expected: The shelter looks for a bed elsewhere for the person.", "+ Got: Nothing follows for certain.", "+ Not expected but there: The person gets a bed in the shelter for the coming night.",
            "- Expected but missing: Does the person need a bed for the coming night?", "- Expected: The open facts no longer change the result.",
            "+ Got: The rule is in force on these days.", "A bed in the invented night shelter – What is missing"]),
    ("fi", ["+ Saatiin: Mitään varmaa seurausta ei ole.", "+ Ei odotettu, mutta on: Henkilö saa yösuojasta paikan ensi yöksi.",
            "- Odotettiin, mutta puuttuu: Tarvitseeko henkilö nukkumapaikan ensi yöksi?"]),
    ("sv", ["+ Resultat: Det finns ingen säker följd.", "- Väntat men saknas: Behöver personen en sovplats för nästa natt?"]),
])  # fmt: skip
def test_a_failing_case_differs_in_sentences(lang: str, sentences: list[str], tmp_path: Path) -> None:
    path = tmp_path / "failing.cases.yaml"
    path.write_text(FAILING, encoding="utf-8")
    made = tn.read_rules(THIRD)
    said = "\n".join(contrast(made, each, lang) for each in compare(made, read_cases(path)[0]))
    for sentence in sentences:
        assert sentence in said
    assert "{" not in said


def test_a_case_that_cannot_be_decided_says_why(tmp_path: Path) -> None:
    path = tmp_path / "failing.cases.yaml"
    path.write_text(FAILING.replace("needs_bed: true", "needs_bedd: true"), encoding="utf-8")
    made = tn.read_rules(THIRD)
    assert contrast(made, compare(made, read_cases(path)[0])[0], "en") == "needs_bedd: There is no such fact. Did you mean 'needs_bed'?"


# -- the plug-in -------------------------------------------------------------------------------------------------


@pytest.mark.deep
def test_the_plug_in_shows_sentences_coverage_and_proposals(tmp_path: Path) -> None:
    (tmp_path / "a.cases.yaml").write_text(FAILING, encoding="utf-8")
    done = pytest_in(
        tmp_path,
        "-o",
        f"tunnistus_cases={tmp_path}",
        "--tunnistus-rules",
        str(THIRD),
        "--tunnistus-lang",
        "sv",
        "--tunnistus-lcov",
        "rules.info",
        "--tunnistus-missing",
        "a.cases.yaml",
    )
    assert done.returncode == 1
    assert "+ Resultat: Det finns ingen säker följd." in done.stdout
    assert "of 11 leaves" in done.stdout
    assert "decides while it is false\n  cases:\n    - name:" in done.stdout
    assert "SF:" in (tmp_path / "rules.info").read_text(encoding="utf-8")


@pytest.mark.deep
def test_the_plug_in_runs_cases_and_laws_of_installed_rules(tmp_path: Path) -> None:
    from tests.testing.offered import offer

    site = tmp_path / "site"
    shutil.copytree(THIRD, site / "night_shelter_rules")
    offer(site, "night-shelter", "night_shelter_rules")
    (tmp_path / "test_mine.py").write_text("from tunnistus.testing.laws import *\n", encoding="utf-8")
    (tmp_path / "conftest.py").write_text(
        "from hypothesis import settings\nsettings.register_profile('few', max_examples=5)\nsettings.load_profile('few')\n",
        encoding="utf-8",
    )
    done = pytest_in(
        tmp_path,
        "-o",
        f"tunnistus_cases={site}",
        "--tunnistus-installed",
        "night-shelter",
        "test_mine.py",
        "--pyargs",
        "tunnistus.testing.laws",
        str(site),
        path=str(site),
    )
    assert done.returncode == 0, done.stdout
    laws = 16
    assert f"{2 * laws + 11} passed" in done.stdout


def test_the_plug_in_collects_the_cases_of_rules_that_stand_beside_the_tests(tmp_path: Path) -> None:
    shutil.copytree(THIRD, tmp_path / "rules")
    (tmp_path / "tests").mkdir()
    done = pytest_in(tmp_path / "tests", "--tunnistus-rules", "../rules", "--collect-only", "../rules")
    assert f"{len(read_cases(THIRD / 'shelter.cases.yaml'))} tests collected" in done.stdout, done.stdout


def test_a_directory_of_cases_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = pytest_in(tmp_path, "-o", "tunnistus_cases=nowhere", ".")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "nowhere" in done.stderr
    assert "Correct its name." in done.stderr


@pytest.mark.deep
def test_a_case_file_that_cannot_be_read_is_told_in_a_line_and_where_a_case_stands_from_the_root(tmp_path: Path) -> None:
    for name, text in {"good": FAILING, "bad": FAILING.replace("as_of", "as_off")}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.cases.yaml").write_text(text, encoding="utf-8")
    done = pytest_in(tmp_path, "-o", f"tunnistus_cases={tmp_path}", "--tunnistus-rules", str(THIRD), "--continue-on-collection-errors", ".")
    assert re.search(r"^a\.cases\.yaml:\d+:\d+: The key 'as_off' is not known here\. Did you mean 'as_of'\?", done.stdout, re.M), (
        done.stdout
    )
    assert "ERROR collecting bad/a.cases.yaml" in done.stdout
    assert "Traceback" not in done.stdout
    assert "site-packages" not in done.stdout
    assert re.search(r"^good/a\.cases\.yaml:\d+:\d+: ", done.stdout, re.M), done.stdout
    assert "1 error" in done.stdout


@pytest.mark.deep
def test_the_plug_in_refuses_rule_data_that_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "a.cases.yaml").write_text(FAILING, encoding="utf-8")
    done = pytest_in(tmp_path, "-o", f"tunnistus_cases={tmp_path}", "--tunnistus-installed", "no-such-rules", "a.cases.yaml")
    assert done.returncode == 4
    assert "No installed distribution offers rules of this name." in done.stdout + done.stderr


# -- what programs read ------------------------------------------------------------------------------------------


def test_cases_of_one_rule_alone_run_and_no_case_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    few = ["cases", "--rules", str(THIRD), "--only", "shelter.blanket", "--lang", "en"]
    assert main(few) == 0
    passed = int(re.match(r"(\d+) passed, 0 failed", capsys.readouterr().out.splitlines()[-1])[1])  # type: ignore[index]
    assert 0 < passed < len(read_cases(THIRD / "shelter.cases.yaml"))
    assert main(["cases", "--rules", str(THIRD), "--only", "no such case", "--lang", "en"]) == 2
    assert "No case has this text in its name or in the id of its rule." in capsys.readouterr().err


def test_cases_and_mistakes_are_told_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "failing.cases.yaml"
    path.write_text(FAILING, encoding="utf-8")
    assert main(["cases", str(path), "--rules", str(THIRD), "--format", "json", "--lang", "en"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [each["where"].partition(":")[0] for each in told["failed"]] == ["failing.cases.yaml"]
    assert all(each["differences"] for each in told["failed"])
    assert main(["cases", "--rules", str(THIRD), "--missing", "--format", "json", "--lang", "en"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["failed"], told["missing"]) == ([], 0)
    assert any("11 both ways" in line for line in told["shown"])
    assert main(["mutate", "--rules", str(THIRD), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["mutants"] == told["killed"] + told["equivalent"] + told["justified"] + len(told["survivors"])
    (bound,) = (each for each in told["survivors"] if each["kind"] == "bound")
    assert "nights_stayed: 30" in bound["case"]
    assert bound["instead"] == ["shelter.place: due is granted, expected nothing"]


# -- test your own rules, from end to end ------------------------------------------------------------------------


@pytest.mark.deep
def test_everything_on_the_page_for_rule_authors_runs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from tunnistus.testing.laws import check_laws

    rules, page = str(THIRD), (ROOT / "docs" / "test-your-own-rules.md").read_text(encoding="utf-8")
    runs = [
        ["check", rules, "--strict"],
        ["cases", "--rules", rules, "--missing", "--lcov", str(tmp_path / "rules.info")],
        ["diff", "example/night-shelter", "2024-12-31", "2025-01-01", "--rules", rules],
        ["show", "shelter.place", "--rules", rules],
        ["show", "installed"],
    ]
    for run in runs:
        assert main(run) == 0, run
        shown = " ".join(part.replace(rules, "RULES").replace(str(tmp_path / "rules.info"), "rules.info") for part in run)
        assert shown.replace(" --strict", "") in page or run[0] == "show", shown
    out = capsys.readouterr().out
    assert "0 errors, 0 warnings" in out
    assert "11 both ways (masking MC/DC), 11 with nothing else changed (unique cause)" in out
    assert "The change is in force from 1 January 2025." in out
    typed = iter(["1", "2", "=12", "0", ""])
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed))
    assert main(["ask", "--as-of", "2026-01-10", "--rules", rules, "--lang", "en"]) == 0
    assert "The person gets a bed in the shelter for the coming night." in capsys.readouterr().out
    made = tn.read_rules(THIRD)
    check_laws(made, max_examples=10)
    monkeypatch.chdir(ROOT)
    for n, block in enumerate(blocks("docs/test-your-own-rules.md")):
        space: dict[str, Any] = {}
        file = tmp_path / f"block_{n}.py"  # Hypothesis reads the source of what it runs
        file.write_text(block, encoding="utf-8")
        execute(str(file), block, space)
        for test in [value for name, value in space.items() if name.startswith("test_")]:
            test()


def test_the_page_for_rule_authors_lays_out_a_directory_like_that_of_the_example() -> None:
    (laid_out,) = blocks("docs/test-your-own-rules.md", "text")
    names = re.findall(r"^  ([\w.]+)", laid_out, re.M)
    assert sorted(names) == sorted(path.name for path in THIRD.iterdir() if not path.name.startswith("_"))
    (rules, point) = map(tomllib.loads, blocks("docs/test-your-own-rules.md", "toml"))
    assert rules["tool"]["pytest"]["ini_options"] == {"tunnistus_rules": [THIRD.name]}
    project = tomllib.loads((THIRD.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"] == point["project"]["entry-points"]


def test_the_catalogues_of_the_example_are_up_to_date(tmp_path: Path) -> None:
    from tunnistus.shipping import l10n

    copy = tmp_path / "night_shelter_rules"
    shutil.copytree(THIRD, copy)
    assert l10n.update_rules(copy) == {"sv": 0, "en": 0}
    for lang in ("sv", "en"):
        path = Path("locales", lang, "LC_MESSAGES", "tunnistus.po")
        assert len((copy / path).read_text(encoding="utf-8")) == len((THIRD / path).read_text(encoding="utf-8"))
