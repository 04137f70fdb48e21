"""Every message of the checker: one planted fault in each file of ``tests/bad``, found at its line, with a case that shows it.

The first comment lines of a file say what is expected: ``expect: CODE at LINE``, ``message:`` (a part of it) and ``witness:``. More lines
say how to use the file: ``as-of:`` (day of the check), ``nodes:`` (how many a diagram may have), ``translations:`` (a language and the
one context that it lacks), ``says:`` (a context and what that language says there), ``file:`` (another name, to stand later in the order), ``fill:`` (a number and a line to append that often), ``unreadable:`` (a directory takes the file's place).
"""

import ast
import json
import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from tests import ROOT
from tunnistus.checking.units import units
from tunnistus.checking.upkeep import hidden
from tunnistus.checking.verify import check
from tunnistus.commands.main import main
from tunnistus.deciding.decide import Case, Verdict, decide
from tunnistus.errors import LoadError
from tunnistus.limits import MAX_PROOF
from tunnistus.reading.documents import JudgedDoc
from tunnistus.reading.files import read_directory
from tunnistus.reading.findings import CODES, WARNINGS, Finding, cases_yaml, of_load_error
from tunnistus.reading.unitfile import read_statutes
from tunnistus.rules.answers import Dates, Judged, read_answers
from tunnistus.rules.formula import value
from tunnistus.rules.model import Book
from tunnistus.rules.truth import FALSE, TRUE
from tunnistus.shipping.build import build
from tunnistus.trying.cases import Example, read_cases, run
from tunnistus.trying.proposed import unread

BAD = ROOT / "tests" / "bad"
FILES = sorted(BAD.glob("*.yaml"))


def head(path: Path) -> dict[str, str]:
    """The first comment lines as key and value."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    found = (re.fullmatch(r"# ([a-z-]+): (.+)", line) for line in lines[:8])
    return {m[1]: m[2] for m in found if m}


def directory(tmp: Path, path: Path | None = None) -> Path:
    """The small rule data without faults, with one file more."""
    here = tmp / "data"
    shutil.copytree(BAD / "base", here)
    if path is None:
        return here
    said = head(path)
    if "without" in said:
        (here / said["without"]).unlink()
    target = here / said.get("file", path.name)
    if "unreadable" in said:
        target.mkdir()
    else:
        number, _, line = said.get("fill", "0 ").partition(" ")
        target.write_bytes(path.read_bytes() + f"{line}\n".encode() * int(number))
    return here


def findings(here: Path, said: Mapping[str, str]) -> tuple[list[Finding], Book | None]:
    try:
        book = read_directory(here)
    except LoadError as problem:
        return of_load_error(problem), None
    lang, _, lacking = said.get("translations", "").partition(" of all but ")
    texts = {context: text if "{" in text else "Text." for context, text in book.texts.items() if context != lacking}
    translations = {lang: texts | dict([said["says"].split(" ", 1)] if "says" in said else [])} if lang else {}
    as_of = date.fromisoformat(said["as-of"]) if "as-of" in said else None
    most = int(said.get("nodes", MAX_PROOF))
    found = [*check(book, as_of=as_of, most=most, translations=translations), *hidden(here)]
    try:
        return [*found, *units(read_statutes(here, book=book), book), *unread(here)], book
    except LoadError as problem:
        return found + of_load_error(problem), book


def test_the_base_has_no_fault(tmp_path: Path) -> None:
    assert findings(directory(tmp_path), {"as-of": "2026-11-24"})[0] == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_the_planted_fault_is_found_at_its_line_and_nothing_else(path: Path, tmp_path: Path) -> None:
    said = head(path)
    found, book = findings(directory(tmp_path, path), said)
    assert [f.code for f in found] == [said["expect"].split()[0]], [str(f) for f in found]
    (finding,) = found
    place = finding.to_dict()
    assert said["message"] in f"{finding.what} {finding.todo}"
    assert place["file"] == f"data/{said.get('file', path.name)}"
    assert str(place["line"] or "-") == said["expect"].split()[-1]
    assert bool(finding.witness) is (said["witness"] == "yes")
    if finding.witness:
        assert book
        shows(book, finding, tmp_path)


def test_every_code_has_a_file_and_every_file_a_code() -> None:
    assert len(FILES) >= 40
    assert {head(path)["expect"].split()[0] for path in FILES} == set(CODES)


# -- witnesses ---------------------------------------------------------------------------------------------------


def pasted(finding: Finding, tmp: Path) -> list[Example]:
    """The witness as a case file that was read again."""
    path = tmp / "witness.cases.yaml"
    path.write_text(cases_yaml(finding.witness) + "\n", encoding="utf-8")
    return read_cases(path)


def verdict(book: Book, example: Example) -> Verdict:
    doc = example.doc
    dates = Dates(doc.as_of, doc.act_from, doc.act_to, doc.applied_on)
    given = {n: Judged(a.judged, by=a.by, on=a.day) if isinstance(a, JudgedDoc) else a for n, a in doc.answers.items()}
    (rule,) = doc.expect
    return decide(Case(book, read_answers(book, given, dates), dates), rule, Verdict)


def shows(book: Book, finding: Finding, tmp: Path) -> None:
    """The cases hold as they are written, and they show what the finding says."""
    examples = pasted(finding, tmp)
    assert [line for e in examples for line in run(book, e)] == []
    verdicts = [verdict(book, e) for e in examples]
    SHOWN[finding.code](finding, verdicts)


def both_due(_: Finding, verdicts: list[Verdict]) -> None:
    (v,) = verdicts
    (world,) = v.worlds
    due = [o for o in v.rule.outcomes if value(world.due[o].node, v.case.answers.known) == TRUE]
    assert len(due) == 2


def nothing_due(_: Finding, verdicts: list[Verdict]) -> None:
    (v,) = verdicts
    assert (v.in_force, v.settled, v.due, v.possible) == (True, True, None, ())


def beaten(finding: Finding, verdicts: list[Verdict]) -> None:
    (v,) = verdicts
    (clause,) = (c for c in v.clauses if c.clause.name == finding.about)
    assert (clause.when, clause.applies) == (TRUE, FALSE)


def given(v: Verdict) -> set[str]:
    """What is certainly due, an option or reached."""
    if v.rule.ordered:
        return set(v.rule.outcomes[: v.rule.outcomes.index(v.floor or v.rule.outcomes[0]) + 1])
    return {*v.options, *([v.due] if v.due else [])}


def excluded(v: Verdict) -> set[str]:
    if v.rule.ordered:
        return set(v.rule.outcomes[v.rule.outcomes.index(v.ceiling or v.rule.outcomes[0]) + 1 :])
    return set(v.rule.outcomes) - set(v.possible) if v.in_force else set(v.rule.outcomes)


def differ_in_one_fact(one: Verdict, two: Verdict, fact: str) -> None:
    a, b = one.case.answers.known, two.case.answers.known
    assert {n for n in {*a, *b} if a.get(n) != b.get(n)} == {fact}


def turns(finding: Finding, verdicts: list[Verdict]) -> None:
    one, two = verdicts
    differ_in_one_fact(one, two, finding.about)
    assert given(one) & excluded(two)


def both_ways(finding: Finding, verdicts: list[Verdict]) -> None:
    one, two, three, four = verdicts
    differ_in_one_fact(one, two, finding.about)
    differ_in_one_fact(three, four, finding.about)
    assert one.case.answers.known[finding.about] == three.case.answers.known[finding.about]
    assert excluded(one) & given(two) & given(three) & excluded(four)


def before_and_in_the_hole(finding: Finding, verdicts: list[Verdict]) -> None:
    before, inside = verdicts
    lost = {finding.about} if finding.about in before.rule.outcomes else set(before.rule.outcomes)
    assert given(before) & lost
    assert lost <= excluded(inside)


SHOWN = {
    "conflict": both_due,
    "gap": nothing_due,
    "masked-clause": beaten,
    "mixed-polarity": both_ways,
    "sign-not-monotone": turns,
    "sign-forbidden-fact": turns,
    "hole-between-versions": before_and_in_the_hole,
}


# -- more than one fault, and the command line -------------------------------------------------------------------


def test_one_go_reports_the_faults_of_all_files(tmp_path: Path) -> None:
    here = directory(tmp_path)
    names = ("unknown-fact", "unknown-actor", "missing-citation", "not-a-value")
    for n, name in enumerate(names):
        text = (BAD / f"{name}.yaml").read_text(encoding="utf-8")
        (here / f"{name}.yaml").write_text(text.replace("ruleset: bad", f"ruleset: bad{n}").replace("  r:", f"  r{n}:"), encoding="utf-8")
    found, _ = findings(here, {})
    assert sorted(f.code for f in found) == sorted(names)


def test_one_file_with_two_unknown_keys_and_a_missing_one_gives_three(tmp_path: Path) -> None:
    here = directory(tmp_path)
    text = (
        (BAD / "missing-key.yaml")
        .read_text(encoding="utf-8")
        .replace("title: Testi", "titel: Testi\ntitle: Testi")
        .replace("who:", "whom:")
    )
    (here / "bad.yaml").write_text(text, encoding="utf-8")
    assert sorted(f.code for f in findings(here, {})[0]) == ["missing-key", "unknown-key", "unknown-key"]


def test_one_clause_with_three_faults_gives_three(tmp_path: Path) -> None:
    here = directory(tmp_path)
    clause = '{then: granted, effect: duty, cite: ["UlkK 1 §"], who: polic, when: aa}'
    text = (BAD / "unknown-fact.yaml").read_text(encoding="utf-8")
    (here / "bad.yaml").write_text(re.sub(r"one: \{.*\}", f"one: {clause}", text), encoding="utf-8")
    assert sorted(f.code for f in findings(here, {})[0]) == ["unknown-act", "unknown-actor", "unknown-fact"]


def test_accepting_a_warning_silences_it_and_no_other(tmp_path: Path) -> None:
    text = (BAD / "mixed-polarity.yaml").read_text(encoding="utf-8")
    for fact, left in (("a", []), ("b", ["mixed-polarity", "unused-acceptance"])):
        here = directory(tmp_path / fact)
        accepted = f"    otherwise: nothing\n    accepted: {{mixed-polarity: {{{fact}: Syy on laissa.}}}}\n"
        (here / "bad.yaml").write_text(text.replace("    otherwise: nothing\n", accepted), encoding="utf-8")
        assert sorted(f.code for f in findings(here, {})[0]) == left


def test_errors_are_not_accepted_and_stop_the_compiler(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (directory(root, BAD / "conflict.yaml")).rename(root / "indicators")
    with pytest.raises(LoadError, match="both due") as problem:
        build(root, tmp_path / "out")
    assert [one.code for one in problem.value.every] == ["conflict"]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("name", "options", "status"),
    [
        ("conflict", [], 1),
        ("dead-clause", [], 0),
        ("dead-clause", ["--strict"], 1),
        ("unknown-fact", [], 1),
        ("old-horizon", ["--strict"], 0),
    ],
)
def test_the_command_ends_with_a_status(
    name: str, options: list[str], status: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = directory(tmp_path, BAD / f"{name}.yaml")
    assert main(["check", str(here), *options]) == status
    said = capsys.readouterr().out
    assert (f"[{name}]" in said) is (name != "old-horizon")
    assert said.splitlines()[-1].endswith("warnings")


def test_the_command_writes_json_with_a_witness_to_paste(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = directory(tmp_path, BAD / "conflict.yaml")
    assert main(["check", str(here), "--format", "json"]) == 1
    report = json.loads(capsys.readouterr().out)
    (finding,) = report["findings"]
    assert (report["errors"], report["warnings"], finding["code"], finding["severity"]) == (1, 0, "conflict", "error")
    path = tmp_path / "w.cases.yaml"
    path.write_text(finding["witness"], encoding="utf-8")
    assert [run(read_directory(here), e) for e in read_cases(path)] == [[]]


def test_the_limit_of_words_can_be_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = directory(tmp_path, BAD / "long-sentence.yaml")
    assert main(["check", str(here), "--strict", "--words", "fi=26"]) == 0
    assert main(["check", str(here), "--strict", "--words", "fi=25"]) == 1
    with pytest.raises(SystemExit):
        main(["check", "--words", "de=3"])


def test_the_list_and_the_page_name_every_code_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--list"]) == 0
    listed = [line.split()[:2] for line in capsys.readouterr().out.splitlines()]
    assert listed == [["warning" if code in WARNINGS else "error", code] for code in CODES]
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| (error|warning) \| (.+?) \|$", page, re.M)
    assert rows == [(code, "warning" if code in WARNINGS else "error", meaning) for code, meaning in CODES.items()]


def test_every_code_of_the_source_is_in_the_table_and_every_code_of_the_table_in_the_source() -> None:
    words: set[str] = set()
    for path in (ROOT / "src" / "tunnistus").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        of_answers = {"AnswerError", "AnswersRefused", "RowsError.of", "RowsError"}  # have codes of their own
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func) not in of_answers]
        named = {each.value.value for n in calls for each in n.keywords if each.arg == "code" and isinstance(each.value, ast.Constant)}
        assert named <= {*CODES, ""}, path.name
        if path.stem != "findings":
            words |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    assert set(CODES) <= words
