"""Fault 32 of the attack: rules of others beside ours change nothing of what is asked for ours, and come after it with the gentler first."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests import ROOT
from tests.effort import first_fast, tries
from tests.reading.overlays import FACT, HEAD, OWN, overlay, rules
from tunnistus.explaining.asking import ask
from tunnistus.explaining.assessed import NEXT, next_question, worth_asking
from tunnistus.shipping import source
from tunnistus.testing.strategies import Invented, cases
from tunnistus.trying.vignettes import read_vignettes

BOOK = source.book()
SENSITIVE = ("special_category_art9", "criminal_offence_art10")
SPECIAL = [f.id for f in BOOK.facts.values() if f.sensitivity in SENSITIVE and f.type == "bool" and f.askable and not f.judgement]
STORIES = {v.id: v for v in read_vignettes(ROOT / "indicators" / "vignettes").values()}
MARKED = FACT.replace("sensitivity: ordinary", "sensitivity: special_category_art9")
THEIR_OWN = {
    **OWN,
    "facts.yaml": f"facts:\n  kunta_health: {{{MARKED}}}\n  kunta_here: {{{FACT}}}\n  kunta_late: {{{FACT.replace('stage: 1', 'stage: 4')}}}\n",
}
OVERLAYS: dict[str, tuple[Mapping[str, str], str]] = {
    "any of what is sensitive": (OWN, f"{{any: [kunta_here, {', '.join(SPECIAL)}]}}"),
    "all of what is sensitive": (OWN, f"{{all: [{', '.join(SPECIAL[::3])}]}}"),
    "sensitive facts of their own": (THEIR_OWN, "{any: [kunta_health, kunta_here, kunta_late]}"),
    "our step and facts": (OWN, "{all: [{not: {use: next_step, is: consult}}, kunta_here, serious_illness, documents_withheld]}"),
}
WAYS: list[dict[str, Any]] = [{}, {"details": True}, {"skip": ["in_finland", *SPECIAL[:3]]}]


@lru_cache
def made(name: str) -> tn.Book:
    files, when = OVERLAYS[name]
    assert files["own.yaml"] == HEAD
    return overlay({**files, "rules.yaml": rules(when)})


def decided(person: Invented, book: tn.Book) -> tn.Assessment:
    dates = person.dates
    return tn.assess(
        person.answers, as_of=dates.as_of, act_from=dates.act_from, act_to=dates.act_to, applied_on=dates.applied_on, book=book
    )


def ours_come_first(both: tn.Assessment, alone: tn.Assessment) -> None:
    book = both.case.book
    for way in WAYS:
        questions, ours = both.ask(**way), alone.ask(**way)
        assert questions[: len(ours)] == ours
        theirs = questions[len(ours) :]
        assert {c.rule for q in theirs for c in q.changes} <= {n for n in book.rules if book.adds(n)}
        plain = [q for q in theirs if not q.judgement and q.fact not in both.case.answers.marks and q.likely]
        told = [book.facts[q.fact].sensitivity in SENSITIVE for q in plain]
        assert told == sorted(told)
    asked, before = both.to_dict()["ask"], alone.to_dict()["ask"]
    assert asked[: len(before)] == before
    assert len(asked) <= NEXT


@pytest.mark.parametrize("name", first_fast(OVERLAYS, 2))
@pytest.mark.parametrize("story", first_fast(["nobody", *list(STORIES)[::20]]))
def test_32_an_overlay_puts_no_question_before_ours(name: str, story: str) -> None:
    more: dict[str, Any] = {}
    if story == "nobody":
        more = {"answers": {}, "as_of": source.book().calendar.since.replace(year=2026)}
    else:
        told = STORIES[story]
        more = {"answers": told.answers(), "as_of": told.doc.as_of, "act_from": told.doc.act_from, "act_to": told.doc.act_to}
    answers = more.pop("answers")
    ours_come_first(tn.assess(answers, **more, book=made(name)), tn.assess(answers, **more))


@settings(max_examples=tries(6), phases=[Phase.explicit, Phase.generate])
@given(st.sampled_from(list(OVERLAYS)), cases(BOOK))
def test_32_whoever_the_person_is(name: str, person: Invented) -> None:
    ours_come_first(decided(person, made(name)), decided(person, BOOK))


def test_32_what_only_theirs_ask_is_asked_at_the_end_the_gentler_first() -> None:
    both = tn.assess({}, as_of=STORIES[next(iter(STORIES))].doc.as_of, book=made("sensitive facts of their own"))
    names = [q.fact for q in both.ask()]
    alone = [q.fact for q in ask(worth_asking(both.beside), both.case)]
    assert [n for n in names if both.case.book.adds(n)] == alone
    assert alone.index("kunta_here") < alone.index("kunta_health")
    assert "kunta_health" not in [q["fact"] for q in both.to_dict()["ask"]]


def test_32_an_interview_goes_on_to_theirs_where_nothing_of_ours_is_likely() -> None:
    both = tn.assess({}, as_of=STORIES[next(iter(STORIES))].doc.as_of, book=made("sensitive facts of their own"))
    questions = both.ask()
    unlikely = [tn.Question(**{**_plain(q), "likely": False}) if not both.case.book.adds(q.fact) else q for q in questions]
    found = next_question(unlikely, both.case.answers)
    assert found
    assert found.fact == "kunta_here"
    assert next_question(questions, both.case.answers) == questions[0]


def _plain(q: tn.Question) -> dict[str, Any]:
    return {name: getattr(q, name) for name in ("fact", "stage", "judgement", "changes", "worst", "average", "likely", "leads")}
