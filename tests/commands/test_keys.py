"""The keys of the interview: a digit means the same at every question, and nothing that one question alone has is said by a digit."""

import string
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.effort import first_fast
from tunnistus import DECLINED, MAYBE
from tunnistus.commands.interview import WHOLE, Talk, interview
from tunnistus.commands.keys import key_of, keyed, letters, words
from tunnistus.conversation import interview as begun
from tunnistus.deciding.reads import facts_of
from tunnistus.rules import wire
from tunnistus.rules.model import LANGUAGES, Fact
from tunnistus.saying.interview import answered, choices
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

AS_OF = date(2026, 11, 24)
BOOK = source.book()
ASKED = [fact for fact in BOOK.facts.values() if fact.askable and not fact.judgement]
MEANS = {"1": "true", "2": "false", "3": "maybe", "4": "declined", "5": ""}


def at(fact: Fact, *typed: str, lang: str = "en") -> tuple[Talk, list[str], bool]:
    """An interview in which this is typed at a question, and the end of input follows."""
    said: list[str] = []
    left = iter(typed)

    def read(prompt: str) -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    talk = Talk(begun({}, as_of=AS_OF, book=BOOK), lang, "worker", read, said.append)
    try:
        on = talk.ask(talk.turn(fact.id))
    except EOFError:
        on = False
    return talk, said, on


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("register", ["worker", "plain"])
def test_a_digit_means_the_same_at_every_question(lang: str, register: str) -> None:
    s = Speaker(BOOK, lang, register)
    for fact in ASKED:
        keys = keyed(fact.type, choices(s, fact))
        digits = {key: value for key, (value, _) in keys.items() if not key.isalpha()}
        yes_no = () if fact.type != "bool" else ("1", "2")
        assert digits == {key: MEANS[key] for key in (*yes_no, "3", "4", "5")}, fact.id
        assert [value for key, (value, _) in keys.items() if key.isalpha()] == list(fact.values if fact.type == "enum" else ()), fact.id
        assert len({said for _, said in keys.values()}) == len(keys), fact.id


@given(st.sampled_from(ASKED), st.sampled_from("12345"))
def test_a_digit_typed_states_what_it_means_or_nothing(fact: Fact, digit: str) -> None:
    talk, said, on = at(fact, digit)
    there: dict[str, Any] = {"1": True, "2": False} if fact.type == "bool" else {}
    states = {**there, "3": MAYBE, "4": DECLINED}
    assert talk.now.answers == ({fact.id: states[digit]} if digit in states else {})
    assert talk.now.skipped == ((fact.id,) if digit == "5" else ())
    assert on is (digit in states or digit == "5")
    assert any(line.startswith("1 and 2 do not answer this question.") for line in said) is (digit in "12" and fact.type != "bool")


@pytest.mark.parametrize("fact", first_fast([fact for fact in ASKED if fact.type == "enum"], 5), ids=lambda fact: fact.id)
def test_a_letter_states_the_member_beside_which_it_stands_and_it_is_read_back(fact: Fact) -> None:
    s = Speaker(BOOK, "en")
    for key, (value, said) in list(keyed(fact.type, choices(s, fact)).items())[:-3]:
        talk, shown, _ = at(fact, key.upper())
        assert talk.now.answers == {fact.id: value}
        assert f"  {key}  {said}" in shown
        assert f"Answer: {said}" in shown


@given(st.integers(0, 2000))
def test_letters_are_all_different_and_none_is_what_stops_a_program(n: int) -> None:
    found = letters(n)
    assert len({*found}) == len(found) == n
    assert {*"".join(found)} <= {*string.ascii_lowercase} - {"q"}


def where(talk: Talk) -> tuple[Any, ...]:
    now = talk.now
    return now.answers, now.skipped, now.about, now.singles, dict(now.so_far.case.answers.known)


@pytest.mark.deep
@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(["1", "2", "3", "4", "5", "a", "-"]), max_size=14))
def test_what_was_answered_can_be_taken_back_as_often_as_one_wants(typed: list[str]) -> None:
    left, before, last = iter(typed), list[tuple[Any, ...]](), list[tuple[str, tuple[Any, ...]]]()

    def read(prompt: str) -> str:
        now = where(talk)
        if last:
            key, then = last.pop()
            if key == "-":
                assert now == (before.pop() if before else then)
            elif now != then:
                before.append(then)
        for key in left:
            last.append((key, now))
            return key
        raise EOFError

    talk = Talk(begun({}, as_of=AS_OF, book=BOOK), "en", "worker", read, lambda line: None)
    with pytest.raises(EOFError):
        talk.through()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_before_the_result_the_answers_are_shown_and_the_last_can_be_taken_back(lang: str) -> None:
    s, said = Speaker(BOOK, lang), list[str]()
    typed = iter(["2", "1", "0", "x", "-", "2", "0", ""])
    a = interview(AS_OF, lang, "worker", read=lambda prompt: next(typed), write=said.append)
    assert next(typed, None) is None
    danger, second = list(a.case.answers.given)
    question = s.question(BOOK.facts[second])
    assert a.case.answers.known[danger] is False
    assert a.case.answers.known[second] is False
    listed = [line for line in said if line.startswith("  - ") and question in line]
    yes, no = (said for _, said in choices(s, BOOK.facts[second])[:2])
    assert listed == [f"  - {question} – {yes}", f"  - {question} – {no}"]
    assert said.count(question) == 2
    assert said[-1].splitlines()[0] not in said


def test_every_answer_that_can_be_given_is_said_in_words() -> None:
    for lang in LANGUAGES:
        s = Speaker(BOOK, lang)
        for fact in ASKED:
            for value, label in choices(s, fact)[:-1]:
                assert answered(s, wire.read(BOOK, {fact.id: value}, lenient=True)) == [f"{s.question(fact)} – {label}"]
    assert answered(Speaker(BOOK, "en"), {"hourly_pay_eur": Decimal("7.50"), "date_of_birth": AS_OF}) == [
        f"{Speaker(BOOK, 'en').question(BOOK.facts['hourly_pay_eur'])} – 7.50",
        f"{Speaker(BOOK, 'en').question(BOOK.facts['date_of_birth'])} – 24 November 2026",
    ]


WORDS = {
    "fi": {"1": "kyllä", "2": "ei", "3": "Ehkä", "5": "ohita", "0": "lopeta", "-": "peru"},
    "sv": {"1": "ja", "2": "nej", "3": "KANSKE", "5": "hoppa", "0": "sluta", "-": "tillbaka"},
    "en": {"1": "yes", "2": " No ", "3": "maybe", "5": "skip", "0": "stop", "-": "back"},
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_of_the_language_do_what_their_keys_do(lang: str) -> None:
    t = Speaker(BOOK, lang).t
    assert {key: key_of(word, t) for key, word in WORDS[lang].items()} == {key: key for key in WORDS[lang]}
    assert key_of("q", t) == "0"
    foreign = {word for other in WORDS if other != lang for word in WORDS[other].values()} - {*WORDS[lang].values()}
    assert {key_of(word, t) for word in foreign} & {*WORDS[lang]} == set()
    own = BOOK.facts["safe_contact_method"]
    for word in (WORDS[lang]["1"], WORDS[lang]["2"]):
        assert at(own, word, lang=lang)[0].now.answers == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_is_a_letter_of_a_member_nor_of_two_keys(lang: str) -> None:
    t = Speaker(BOOK, lang).t
    own = {*letters(max(len(fact.values) for fact in ASKED if fact.type == "enum"))}
    assert [key for key in own if key_of(key, t) != key] == []
    every = [word for those in words(t).values() for word in those]
    assert len({*every}) == len(every)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("typed", "danger", "asked"), [("", True, 2), ("5", True, 2), ("0", True, 1), ("-", None, 1)])
def test_after_danger_nothing_more_is_asked_until_somebody_goes_on(lang: str, typed: str, danger: bool | None, asked: int) -> None:
    s, said, screens = Speaker(BOOK, lang), list[str](), list[list[str]]()
    left = iter(["1", "1", "2", typed, "0", ""])  # by habit: yes and no are no answer to "go on"

    def read(prompt: str) -> str:
        screens.append([*filter(None, said)])
        said.clear()
        return next(left)

    questions = {s.question(fact) for fact in ASKED}
    a = interview(AS_OF, lang, "worker", read=read, write=said.append)
    after = [line for screen in screens[1:4] for line in screen]
    assert "112" in "".join(screens[1])
    assert not questions.intersection(after)
    assert len({line for screen in screens for line in screen} & questions) == asked
    assert a.case.answers.known.get("immediate_danger") is danger


def test_the_whole_page_can_be_had_at_the_end() -> None:
    sheets = {}
    for last in ("", WHOLE):
        typed, said = iter(["1", "", "1", "0", last]), list[str]()
        a = interview(AS_OF, "sv", "worker", read=lambda prompt, typed=typed: next(typed), write=said.append)
        sheets[last] = said[-1]
        assert said[-1] == a.explain("sv", full=last == WHOLE)
    assert len(sheets[WHOLE]) > 2 * len(sheets[""])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_42_what_was_typed_in_vain_is_told_after_what_to_do_in_danger(lang: str) -> None:
    for name, typed in (("in_finland", "x"), ("date_of_birth", "=2026-11-25"), ("work_sector", "1")):
        _, said, _ = at(BOOK.facts[name], typed, lang=lang)
        assert "112" in said[-2]
        assert "112" not in said[-1]
    no = {name: False for name in facts_of(BOOK, BOOK.rules["emergency.in_view"]) if BOOK.facts[name].type == "bool"}
    told: list[str] = []
    left = iter(["x", "5"])
    talk = Talk(begun(no, as_of=AS_OF, book=BOOK), lang, "worker", lambda prompt: next(left), told.append)
    assert talk.ask(talk.turn("in_finland"))
    assert "112" not in told[-1] + told[-2]
