"""``show`` as a user meets it: pages, lists and JSON in three languages, names nearly right, and a reader who has enough."""

import json
import subprocess
import sys

import pytest

from tests import ROOT
from tests.commands.line import DEMO, run
from tests.effort import first_fast
from tunnistus.deciding.reads import facts_of
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.facts import fact_data
from tunnistus.saying.show import rule_data
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

BOOK = source.book()


def shown(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    code, out, err = run(capsys, "show", *argv)
    assert (code, err) == (0, "")
    return out


@pytest.mark.parametrize("lang", first_fast(LANGUAGES))
def test_every_list_is_there_as_lines_and_as_json_in_the_language_given(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    s = Speaker(BOOK, lang)
    assert json.loads(shown(capsys, "facts", "--json", "--lang", lang)) == [fact_data(s, fact) for fact in BOOK.facts.values()]
    assert json.loads(shown(capsys, "rules", "--json", "--lang", lang)) == [rule_data(BOOK, r.id, lang) for r in BOOK.rules_in_order()]
    assert [each["actor"] for each in json.loads(shown(capsys, "actors", "--json", "--lang", lang))] == list(BOOK.actors)
    assert json.loads(shown(capsys, "installed", "--json", "--lang", lang)) == []
    lines = shown(capsys, "facts", "--lang", lang).splitlines()
    assert [line.split()[0] for line in lines] == list(BOOK.facts)
    assert all(s.question(fact) in line for fact, line in zip(BOOK.facts.values(), lines, strict=True))
    assert all(f"({', '.join(fact.values)})" in line for fact, line in zip(BOOK.facts.values(), lines, strict=True) if fact.values)


def test_the_examples_of_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    for line in (
        "show residence_basis --lang sv", "show facts --rule permit.52a1 --lang fi", "show facts --kind judgement --subject permit --lang sv",
        "show facts --json --lang en", "show permit.52a1 --lang en",
    ):  # fmt: skip
        assert f"python -m tunnistus {line}\n" in page
        assert shown(capsys, *line.split()[1:])
    names = [line.split()[0] for line in shown(capsys, "facts", "--rule", "permit.52a1", "--lang", "fi").splitlines()]
    assert names == list(facts_of(BOOK, BOOK.rules["permit.52a1"]))
    assert json.loads(shown(capsys, "residence_basis", "--json", "--lang", "sv"))["fact"] == "residence_basis"
    assert json.loads(shown(capsys, "permit.52a1", "--json"))["rule"] == "permit.52a1"


@pytest.mark.parametrize(("argv", "told"), [
    (["residence_bases"], "There is no such rule or fact. Did you mean 'residence_basis'?"),
    (["permit.52a11"], "There is no such rule or fact. Did you mean 'permit.52a1"),
    (["fact"], "There is no such rule or fact. Did you mean 'facts'?"),
    (["%"], "There is no such rule or fact. See `tunnistus show rules` and `tunnistus show facts`."),
    (["facts", "--rule", "nxt_step"], "There is no such rule. Did you mean 'next_step'?"),
    (["facts", "--kind", "signs"], "There is no such kind. Did you mean 'sign'? These exist: sign, opening, "),
    (["facts", "--subject", "x"], "There is no such subject. These exist: "),
    (["rules", "--kind", "sign"], "Only facts can be chosen by rule, subject or kind."),
])  # fmt: skip
def test_a_name_nearly_right_is_guessed(capsys: pytest.CaptureFixture[str], argv: list[str], told: str) -> None:
    code, out, err = run(capsys, "show", *argv)
    assert (code, out) == (2, "")
    assert told in err


@pytest.mark.deep
def test_every_name_with_a_letter_too_many_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    for name in (*list(BOOK.facts)[::12], *list(BOOK.rules)[::12]):
        code, _, err = run(capsys, "show", f"{name}x")
        assert (code, "Did you mean '" in err) == (2, True), name


@pytest.mark.deep
@pytest.mark.parametrize("argv", [
    ["show", "facts"], ["show", "facts", "--json"], ["show", "rules"], ["show", "actors"], ["show", "next_step"], ["check", "--list"],
    ["schema"], ["trace"], ["--help"], ["assess", DEMO, "--as-of", "2026-11-24"],
], ids=" ".join)  # fmt: skip
@pytest.mark.parametrize("lines", [0, 1])
def test_a_reader_who_has_enough_ends_it_quietly(argv: list[str], lines: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tunnistus", *argv], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    ) as process:
        assert process.stdout
        assert process.stderr
        for _ in range(lines):
            assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_rule_is_printed_as_a_picture_and_nothing_else_is(capsys: pytest.CaptureFixture[str]) -> None:
    for form, start in (("svg", "<svg "), ("mermaid", "flowchart "), ("dot", "digraph {")):
        assert shown(capsys, "permit.52a1", "--picture", form, "--lang", "sv").startswith(start)
    for name in ("in_finland", "rules", "installed"):
        code, _, err = run(capsys, "show", name, "--picture", "svg")
        assert (code, "Only a rule has a picture." in err) == (2, True)
