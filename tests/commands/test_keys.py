"""The keys of the interview: a digit means the same at every question, and nothing that one question alone has is said by a digit."""

import string
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tunnistus import DECLINED, MAYBE, assess
from tunnistus.commands.interview import Talk
from tunnistus.commands.keys import keyed, letters
from tunnistus.rules.model import LANGUAGES, Fact
from tunnistus.saying.interview import choices
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

    talk = Talk(assess({}, as_of=AS_OF, book=BOOK), Speaker(BOOK, lang), read, said.append)
    try:
        on = talk._ask(fact)
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
    assert talk.answers == ({fact.id: states[digit]} if digit in states else {})
    assert talk.skipped == ([fact.id] if digit == "5" else [])
    assert on is (digit in states or digit == "5")
    assert any(line.startswith("1 and 2 do not answer this question.") for line in said) is (digit in "12" and fact.type != "bool")


@pytest.mark.parametrize("fact", [fact for fact in ASKED if fact.type == "enum"], ids=lambda fact: fact.id)
def test_a_letter_states_the_member_beside_which_it_stands_and_it_is_read_back(fact: Fact) -> None:
    s = Speaker(BOOK, "en")
    for key, (value, said) in list(keyed(fact.type, choices(s, fact)).items())[:-3]:
        talk, shown, _ = at(fact, key.upper())
        assert talk.answers == {fact.id: value}
        assert f"  {key}  {said}" in shown
        assert f"Answer: {said}" in shown


@given(st.integers(0, 2000))
def test_letters_are_all_different_and_none_is_what_stops_a_program(n: int) -> None:
    found = letters(n)
    assert len({*found}) == len(found) == n
    assert {*"".join(found)} <= {*string.ascii_lowercase} - {"q"}
