"""What a case can expect besides outcomes: who decides, the provisions, the period, cautions, sentences; and what a case file may not say."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import ROOT
from tunnistus.errors import LoadError
from tunnistus.reading.documents import AmongDoc, json_schema
from tunnistus.reading.strict import read_text
from tunnistus.rules.calendar import Length
from tunnistus.rules.model import Clause, Parameter, ParameterVersion, Period
from tunnistus.shipping.source import book
from tunnistus.trying.cases import Example, case_files, compare, examples_of, read_cases
from tunnistus.trying.contrast import contrast
from tunnistus.trying.vignettes import read_vignettes

EXTENSION = """cases:
  - name: "An extension"
    as_of: 2026-05-01
    answers:
      citizenship: third_country
      reflection_status: running
      reflection_starts_on: 2026-03-01
      reflection_ends_on: 2026-05-31
      circumstances_require_reflection_extension: {judged: true, by: reflection_authority, day: 2026-05-01}
    expect:
      reflect.extend:
"""
RIGHT = {
    "who": "who: reflection_authority",
    "who, a list": "who: [reflection_authority]",
    "who, among": "who: {include: [reflection_authority], exclude: [police]}",
    "cite": 'cite: ["UlkL 52 b § 2 mom.", "UlkL 52 c § 1 mom.", "UlkL 52 c § 2 mom."]',
    "cite, among": 'cite: {include: ["UlkL 52 b § 2 mom."], exclude: ["UlkL 52 b § 1 mom."]}',
    "period": "period: {shortest: {days: 30}, longest: {months: 6}}",
    "period, its days": "period: {from: reflection_starts_on, longest_until: 2026-09-01, decided_until: 2026-05-31}",
    "options, among": "options: {include: [extended]}",
    "missing, among": "missing: {exclude: [reflection_starts_on]}",
    "says": "says: {fi: voidaan jatkaa, sv: [förlängas], en: extended}",
}
WRONG = {
    "who": "who: police",
    "who, among": "who: {exclude: [reflection_authority]}",
    "cite, too few": 'cite: ["UlkL 52 b § 2 mom."]',
    "cite, less exact": 'cite: {include: ["UlkL 52 b §"]}',
    "period, longer": "period: {longest: {months: 8}}",
    "period, shorter": "period: {shortest: {days: 3}}",
    "period, another last day": "period: {longest_until: 2026-08-31}",
    "period, two": "period: [{longest: {months: 6}}, {longest: {months: 8}}]",
    "options, among": "options: {exclude: [extended]}",
    "says": "says: {en: forbidden}",
}


def cases(text: str) -> list[Example]:
    return examples_of(read_text(text, name="t.cases.yaml"))


@pytest.mark.parametrize("expected", RIGHT.values(), ids=RIGHT)
def test_what_comes_out_is_what_a_case_can_expect(expected: str) -> None:
    (example,) = cases(EXTENSION + f"        {expected}\n")
    assert compare(book(), example) == []


@pytest.mark.parametrize("expected", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_what_does_not_come_out_fails_and_is_told(expected: str, lang: str) -> None:
    (example,) = cases(EXTENSION + f"        {expected}\n")
    (unlike,) = compare(book(), example)
    assert unlike.key == expected.partition(":")[0]
    head, *lines = contrast(book(), unlike, lang).splitlines()
    assert head.startswith("reflect.extend: ")
    assert [line for line in lines if line.startswith(("    - ", "    + "))]


def test_a_decider_and_an_outcome_that_nobody_knows_are_no_difference_but_an_error() -> None:
    for expected, said in (
        ("who: polise", "There is no actor 'polise' in actors.yaml. Did you mean 'police'?"),
        ('cite: ["Uklk 52 b §"]', "There is no act 'Uklk' in acts.yaml."),
        ('cite: ["52 b §"]', "'52 b §' is not a citation."),
        ("options: {include: [extend]}", "There is no outcome 'extend'. Did you mean 'extended'?"),
    ):
        (unlike,) = compare(book(), cases(EXTENSION + f"        {expected}\n")[0])
        assert unlike.key == "error"
        assert said in str(unlike)


def test_no_caution_is_none_of_the_rule_itself() -> None:
    text = """cases:
  - name: "An asylum seeker"
    as_of: 2026-11-24
    answers: {citizenship: third_country, asylum_pending: true, right_of_residence: false}
    expect: {reflect.grant: {notices: []}}
"""
    (unlike,) = compare(book(), cases(text)[0])
    assert (unlike.want, unlike.have) == ((), ("asylum_seeker",))
    assert "asylum" not in str(compare(book(), cases(text.replace("asylum_pending: true", "asylum_pending: false"))[0]))


def test_a_citation_is_compared_however_its_range_is_written() -> None:
    text = """cases:
  - name: "Left out of the system by the outcome of the criminal case"
    as_of: 2020-01-01
    answers: {admitted_to_assistance_system: true}
    expect: {assist.remove.mandatory: {cite: {exclude: ["VastL 38 f § 1 mom. 3-5 k."]}}}
"""
    (unlike,) = compare(book(), cases(text)[0])
    assert unlike.want == ("VastL 38 f § 1 mom. 3–5 k.",)


# -- what a case file may not say ----------------------------------------------------------------------------------

ONE = '  - {name: "One", as_of: 2026-11-24, answers: {in_finland: true}, expect: {next_step: {floor: keep_contact}}}\n'
REFUSED = {
    "two of one name": ("cases:\n" + ONE * 2, 3, "Two cases of this file have the same name."),
    "nothing expected of a rule": (EXTENSION + "        {}\n", 11, "The case expects nothing here."),
    "a period of which nothing is said": (EXTENSION + "        period: {}\n", 11, "The case expects nothing here."),
    "a set of which nothing is said": (EXTENSION + "        missing: {}\n", 11, "The case expects nothing here."),
    "a set that nothing is in": (EXTENSION + "        missing: {include: []}\n", 11, "The case expects nothing here."),
    "no text": (EXTENSION + "        says: {fi: []}\n", 11, "The case expects nothing here."),
    "one period of several of which nothing is said": (
        EXTENSION + "        period: [{longest: {months: 6}}, {}]\n",
        11,
        "The case expects nothing here.",
    ),
    "no rule": ("cases:\n  - {name: One, as_of: 2026-11-24, answers: {}, expect: {}}\n", 2, "Write at least 1."),
}


def like(name: str, more: str = "") -> str:
    return f"cases:\n{ONE}  - {{name: Two, like: {name}, {more}expect: {{next_step: {{ceiling: propose}}}}}}\n"


REFUSED |= {
    "like none": (like("Onne"), 3, "Did you mean 'One'?"),
    "like itself": (like("Two"), 3, "There is no such case in this file."),
    "without what is not there": (like("One", "without: [age_under_18], "), 3, "That case has no such answer."),
    "without, and like none": (
        f"cases:\n{ONE}".replace("answers", "without: [in_finland], answers"),
        2,
        "There is no such case in this file.",
    ),
    "a chain": (
        like("One") + "  - {name: Three, like: Two, expect: {next_step: {ceiling: propose}}}\n",
        4,
        "That case is itself like another one.",
    ),
    "no day, and like none": ("cases:\n  - {name: One, answers: {}, expect: {next_step: not_in_force}}\n", 2, "as_of"),
}


@pytest.mark.parametrize(("text", "line", "said"), REFUSED.values(), ids=REFUSED)
def test_a_case_file_that_would_check_nothing_is_refused_with_the_remedy(text: str, line: int, said: str) -> None:
    with pytest.raises(LoadError) as refused:
        cases(text)
    assert said in str(refused.value)
    assert refused.value.where.split(":")[1] == str(line)
    assert str(refused.value.todo)


def test_a_story_that_expects_nothing_is_refused(tmp_path: Path) -> None:
    story = (ROOT / "indicators" / "vignettes" / "begging.yaml").read_text(encoding="utf-8")
    at = story.index("    expect:")
    rest = story[at:].splitlines(keepends=True)
    after = next(n for n, line in enumerate(rest[1:], 1) if not line.startswith("      "))
    (tmp_path / "begging.yaml").write_text(story[:at] + "    expect: {next_step: {}}\n" + "".join(rest[after:]), encoding="utf-8")
    with pytest.raises(LoadError, match="The case expects nothing here"):
        read_vignettes(tmp_path)


# -- a case that is like another one -------------------------------------------------------------------------------


def test_a_case_that_is_like_another_one_has_what_it_does_not_give_but_no_expectation() -> None:
    text = """cases:
  - name: "One"
    as_of: 2026-05-01
    act_from: 2020-01-01
    cite: ["UlkL 52 b § 2 mom."]
    answers: {citizenship: third_country, reflection_status: running}
    expect: {reflect.extend: {due: nothing}}
  - name: "Two"
    like: "One"
    as_of: 2026-05-02
    without: [citizenship]
    answers: {reflection_status: not_begun}
    expect: {reflect.effects: {due: nothing}}
"""
    _, two = cases(text)
    assert (two.name, two.doc.as_of, two.doc.act_from) == ("Two", date(2026, 5, 2), date(2020, 1, 1))
    assert two.doc.answers == {"reflection_status": "not_begun"}
    assert (two.doc.cite, list(two.doc.expect)) == (["UlkL 52 b § 2 mom."], ["reflect.effects"])
    assert two.where == "t.cases.yaml:8:5"


names = st.sampled_from(["in_finland", "admitted_to_assistance_system", "age_under_18", "documents_withheld"])
given_answers = st.dictionaries(names, st.booleans())


@given(given_answers, given_answers, st.data())
def test_what_is_like_is_what_was_written_out(base: dict[str, bool], own: dict[str, bool], data: st.DataObject) -> None:
    without = data.draw(st.lists(st.sampled_from(sorted(base)), unique=True)) if base else []

    def case(name: str, answers: dict[str, bool], more: str = "as_of: 2026-11-24, ") -> str:
        said = ", ".join(f"{key}: {str(value).lower()}" for key, value in answers.items())
        return f"  - {{name: {name}, {more}answers: {{{said}}}, expect: {{next_step: {{floor: keep_contact}}}}}}\n"

    alike = case("Two", own, f"like: One, without: [{', '.join(without)}], ")
    whole = case("Two", {**{k: v for k, v in base.items() if k not in without}, **own})
    head = "cases:\n" + case("One", base)
    short, full = (cases(head + text)[1].doc for text in (alike, whole))
    assert short.answers == full.answers
    assert (short.as_of, short.expect) == (full.as_of, full.expect)


# -- editors, and the shipped cases --------------------------------------------------------------------------------


def test_editors_are_told_that_a_case_has_a_day_and_answers_or_is_like_another() -> None:
    case = json_schema()["$defs"]["CaseDoc"]
    assert case["required"] == ["name", "expect"]
    assert case["anyOf"] == [{"required": ["as_of", "answers"]}, {"required": ["like"]}]
    assert {"who", "period", "cite", "says", "notices"} <= set(json_schema()["$defs"]["ExpectDoc"]["properties"])


def test_a_case_of_a_lawyer_stands_alone() -> None:
    """Only cases that the tools for borders asked for are short."""
    files = case_files(ROOT / "indicators")
    assert len(files) > 200
    assert [path.name for path in files if ".borders." not in path.name for each in read_cases(path) if each.doc.like] == []


def says(expected: Any, key: str) -> bool:
    return key in getattr(expected, "model_fields_set", ())


def test_each_clause_is_held_by_a_case_that_no_tool_wrote() -> None:
    """Who decides, where it is written and how long: by a case beside the rule that is not one of its borders."""
    written = [each for path in case_files(ROOT / "indicators") if ".borders." not in path.name for each in read_cases(path)]
    told = {(rule, key) for each in written for rule, e in each.doc.expect.items() for key in ("who", "cite", "period") if says(e, key)}
    needed = {
        (rule.id, key)
        for rule in book().rules.values()
        for clause in rule.clauses
        for key, value in (("who", clause.who), ("cite", clause.cite), ("period", clause.period))
        if value
    }
    assert len(needed) > 300
    assert sorted(needed - told) == []


WRONG = {
    name: Parameter(name, (ParameterVersion(None, length),))
    for name, length in (("three_days", Length(days=3)), ("eight_months", Length(months=8)))
}


def lengthened(period: Period | None) -> Period | None:
    longer = {"reflection_longest": "eight_months", "reflection_shortest": "three_days"}
    return period and attrs.evolve(
        period, **{side: longer.get(at, at) for side in ("shortest", "longest") if (at := getattr(period, side))}
    )


AMENDED: dict[str, Callable[[Clause], Clause]] = {
    "eight months for six, and three days for thirty": lambda c: attrs.evolve(c, period=lengthened(c.period)),
    "the police for whoever decides": lambda c: attrs.evolve(c, who=c.who and "police"),
    "no citation": lambda c: attrs.evolve(c, cite=()),
}


@pytest.mark.parametrize("amended", AMENDED.values(), ids=AMENDED)
def test_a_reflection_period_that_the_act_does_not_have_makes_cases_fail(amended: Callable[[Clause], Clause]) -> None:
    """What a lawyer once did, and all cases passed: of each rule that it changes a case fails."""
    rules = {name: book().rules[name] for each in book().rulesets.values() if "reflection" in each.id for name in each.rules}
    changed = {name: attrs.evolve(rule, clauses=tuple(map(amended, rule.clauses))) for name, rule in rules.items()}
    other = attrs.evolve(book(), rules={**book().rules, **changed}, parameters={**book().parameters, **WRONG})
    files = [path for path in case_files(ROOT / "indicators" / "law" / "reflection-period") if ".borders." not in path.name]
    failing = {unlike.rule for path in files for example in read_cases(path) for unlike in compare(other, example)}
    wrong = {name for name, rule in changed.items() if rule != rules[name]}
    assert len(wrong) >= 3
    assert sorted(failing) == sorted(wrong)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.sampled_from(["One", "like", "in_finland"]), st.lists, max_leaves=4))
def test_whatever_stands_in_a_short_case_is_refused_and_never_breaks(anything: Any) -> None:
    document = read_text(like("One", "without: [in_finland], "), name="t.cases.yaml")
    one, two = document.data["cases"]
    for key in ("name", "like", "without", "answers", "expect"):
        with contextlib.suppress(LoadError):
            examples_of(attrs.evolve(document, data={"cases": [one, {**two, key: anything}]}))
        with contextlib.suppress(LoadError):
            examples_of(attrs.evolve(document, data={"cases": [{**one, key: anything}, two]}))


def test_an_expectation_shows_nothing_of_a_person() -> None:
    (example,) = cases(EXTENSION + "        who: police\n")
    assert "third_country" not in repr(example) + repr(example.doc)
    assert attrs.fields(Example).doc.repr is False
    assert repr(AmongDoc(include=["secret"])) == "AmongDoc()"
