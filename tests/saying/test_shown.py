"""What a notebook shows: in the language asked for, as a part of a page, and quiet where nobody asked to see it."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

import tunnistus as tn
from tests.examples import blocks
from tests.saying.things import DAY, STORY, things
from tests.saying.wellformed import well_formed
from tunnistus.rules.model import LANGUAGES, Const
from tunnistus.saying import report
from tunnistus.saying.show import condition, dates, rule_report, rule_sections
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

BOOK = source.book()


def title(kind: str, lang: str) -> str:
    s = Speaker(BOOK, lang)
    return {
        "decision": s.title("permit.52a1"),
        "fact": s.question(BOOK.facts["documents_withheld"]),
        "question": s.question(BOOK.facts[things()["question"].fact]),
        "rule": s.title("permit.52a1"),
        "story": s.t.say(f"vignette.{STORY}.title"),
    }.get(kind, "")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["assessment", "decision", "diff", "fact", "interview", "lesson", "question", "rule", "story"])
def test_everything_is_shown_in_its_language_as_a_part_of_a_page(kind: str, lang: str) -> None:
    shown = tn.show(things()[kind], lang)
    assert (shown.kind, shown.lang) == (kind, lang)
    assert title(kind, lang) in shown.title
    page = shown._repr_html_()
    well_formed(f"<h1>A notebook</h1>{page}")
    assert page.startswith(f'<section lang="{lang}"><h2>')
    assert page.count("<h2>") == 1
    assert re.findall(r"<(?:script|style|img|link|html|body|main)\b", page) == []
    assert shown._repr_markdown_().startswith("# ")
    assert shown.to_text().startswith(shown.title)
    assert repr(shown) == str(shown) == f"<Shown {kind} in {lang}>"


def test_the_languages_differ_and_the_registers_do() -> None:
    for kind, thing in things().items():
        assert len({tn.show(thing, lang).to_text() for lang in LANGUAGES}) == 3, kind
    for kind in ("assessment", "decision", "interview", "question"):
        assert tn.show(things()[kind], "sv", register="plain").to_text() != tn.show(things()[kind], "sv").to_text(), kind


def test_an_assessment_and_a_decision_are_shown_as_they_are_written() -> None:
    a, d = things()["assessment"], things()["decision"]
    for lang in LANGUAGES:
        for register in ("worker", "plain"):
            assert tn.show(a, lang, register=register).to_text() == a.explain(lang, register=register)
            assert tn.show(d, lang, register=register).to_markdown() == tn.render(d, lang, register=register, form="markdown")
        assert tn.show(things()["diff"], lang).to_text() == things()["diff"].explain(lang)
    assert a._repr_html_() == tn.show(a, "en").to_html()
    for kind, lang in (("diff", "en"), ("interview", "en"), ("lesson", "fi")):
        assert things()[kind]._repr_html_() == tn.show(things()[kind], lang).to_html()
        assert things()[kind]._repr_markdown_() == tn.show(things()[kind], lang).to_markdown()


def test_every_question_tells_all_its_answers_and_the_person_no_rule() -> None:
    s, plain = Speaker(BOOK, "sv"), Speaker(BOOK, "sv", "plain")
    for question in things()["assessment"].ask():
        fact = BOOK.facts[question.fact]
        told, read_together = tn.show(question, "sv").to_text(), tn.show(question, "sv", register="plain").to_text()
        assert [value for value in fact.values if s.fact(fact, value) not in told] == []
        assert [c.rule for c in question.changes if s.title(c.rule) not in told] == []
        assert [o for c in question.changes for o in c.outcomes if s.outcome(c.rule, o) not in told] == []
        assert plain.question(fact) in read_together
        assert not any(s.outcome(c.rule, o) in read_together for c in question.changes for o in c.outcomes)


def test_every_story_is_shown_with_its_points_and_without_its_end() -> None:
    names = [key.split(".")[1] for key in BOOK.texts if key.startswith("vignette.") and key.endswith(".title")]
    assert STORY in names
    for name in names:
        points = [key for key in BOOK.texts if key.startswith(f"vignette.{name}.point.")]
        text = tn.show(name, "fi").to_text()
        assert text.count("\n  - ") == len(points) > 0
        assert Speaker(BOOK, "fi").t.say(f"vignette.{name}.story") in text


def test_the_register_that_a_page_of_rules_does_not_have_changes_nothing_and_a_wrong_name_is_refused() -> None:
    for wrong in ("permit.52a", "documents_witheld", "courier", "", "vignette"):
        with pytest.raises(tn.TunnistusError, match="rule, fact or story"):
            tn.show(wrong, "fi")
    stranger = tn.Rule("permit.52a1", "x", ("one",), ())
    for nothing in (None, 1, DAY, stranger, tn.Question("shoe_size", 1, False, (), 1, 1.0)):
        with pytest.raises(tn.TunnistusError, match=r"^thing: "):
            tn.show(nothing, "fi")  # type: ignore[arg-type]
    for thing in things().values():
        with pytest.raises(tn.TunnistusError, match="language"):
            tn.show(thing, "de")


def test_nothing_of_a_person_is_in_a_repr() -> None:
    a = tn.assess({"date_of_birth": date(1991, 2, 3)}, as_of=DAY, act_from=date(2021, 4, 5))
    for thing in (a, a.next_step):
        shown = tn.show(thing, "fi")
        assert re.findall(r"1991|2021|2026|helmi|huhti", f"{shown!r} {shown}") == []
        assert "report" not in dir(shown)


def test_the_page_about_notebooks_runs_and_shows_every_kind() -> None:
    (code,) = blocks("docs/notebooks.md")
    names: dict[str, Any] = {}
    kinds = []
    for statement in ast.parse(code).body:
        if isinstance(statement, ast.Expr):
            kinds.append(eval(compile(ast.Expression(statement.value), "notebooks.md", "eval"), names).kind)
        else:
            exec(compile(ast.Module([statement], []), "notebooks.md", "exec"), names)
    assert kinds == ["assessment", "decision", "question", "rule", "diff", "interview", "story"]


def leaves(item: report.Item) -> Iterator[str]:
    yield from (said for under in item.under for said in leaves(under)) if item.under else [item.text]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whom_a_rule_concerns_is_told_to_the_last_condition(lang: str) -> None:
    book, s = BOOK, Speaker(BOOK, lang)
    scoped = [rule for rule in book.rules.values() if rule.scope != Const(1)]
    assert len(scoped) > 50
    for rule in scoped:
        later = s.t.ui("show.place.later", "Muutokset, joita säännöissä ei vielä ole")
        first = next(each for each in rule_report(book, rule.id, lang).sections if each.title != later)
        assert first.title == s.t.ui("show.head.scope", "Keitä sääntö koskee")
        assert [*leaves(first.items[0])] == [*leaves(condition(s, rule.scope))]
        assert not any(said.endswith(":") for said in leaves(first.items[0]))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_notices_of_a_rule_are_told_with_their_days_and_their_condition_to_the_last(lang: str) -> None:
    s = Speaker(BOOK, lang)
    noticed = [rule for rule in BOOK.rules.values() if rule.notices]
    assert len(noticed) > 50
    for rule in noticed:
        (part,) = (part for part in rule_report(BOOK, rule.id, lang).sections if part.title == s.t.ui("show.head.notices", "Huomautukset"))
        for notice, item in zip(rule.notices, part.items, strict=True):
            assert item.text == s.t.say(f"rule.{rule.id}.notice.{notice.key}")
            told = dates(s, notice.valid) if notice.valid != rule.valid else []
            conditioned = [*leaves(condition(s, notice.when))] if notice.when != Const(1) else []
            assert [*leaves(item)] == ([*told, *conditioned] or [item.text])
    assert all(
        rule_sections(s, rule)["notices"] == report.Heading(s.t.ui("show.head.notices", "Huomautukset"))
        for rule in BOOK.rules.values()
        if not rule.notices
    )


def test_the_page_of_a_permit_has_the_notices_that_narrow_its_condition() -> None:
    said = tn.show("permit.52a1", "fi").to_text()
    assert "Siksi lain ehtoa on syytä tulkita suppeasti." in said
    after = said[said.index("Unionin kansalaisen perheenjäsen, joka") :]
    assert after.index("Voimassa 30. huhtikuuta 2007 alkaen.") < after.index("Ehto:") < after.index("perhesiteen perusteella")
