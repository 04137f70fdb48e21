"""What is wrong with a value or with the text of a file is said in our own words: never in those of pydantic or of the parser."""

import itertools
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from tests import ROOT
from tunnistus.errors import LoadError
from tunnistus.reading import documents
from tunnistus.reading.parsing import parse
from tunnistus.reading.strict import Document, read_text
from tunnistus.reading.wrong import WRONG
from tunnistus.shipping import l10n

MODELS = [each for each in vars(documents).values() if isinstance(each, type) and issubclass(each, BaseModel) and each is not BaseModel]
CANARY = "Aamu Esimerkki"
MANY = {f"n{n}": "text text" for n in range(201)}
WRONG_VALUES: list[Any] = [
    None, "", "x" * 5000, CANARY, "aa", 1, -1, 10**9, True, Decimal("1.5"), date(2024, 1, 1), [], [1], [CANARY], [None], {}, {CANARY: 1},
    {"aa": CANARY}, {"aa": {}}, {"aa": [1]}, {"x" * 500: 1}, MANY, [*MANY],
]  # fmt: skip
# Pydantic's ways to say what is wrong, and Python's names for types.
FOREIGN = re.compile(
    r"(?i)\b(?:input|should|string|field|pattern|dictionary|instance|valid|permitted|integer|boolean|item|validation|extra)\b|\^|\$"
)


def given_wrong() -> Iterator[tuple[type[BaseModel], Any]]:
    """Every document with a wrong value under each of its keys, and in the place of the whole."""
    for model, value in itertools.product(MODELS, WRONG_VALUES):
        yield model, value
        for name, field in model.model_fields.items():
            yield model, {field.alias or name: value}


@cache
def templates() -> set[str]:
    """What a message may be, or nothing: the code is gone through when a test asks for it."""
    return {template for _, template in l10n.templates(ROOT)} | {""}


def refused(read: Callable[[], object]) -> LoadError | None:
    try:
        read()
    except LoadError as problem:
        return problem
    return None


def kinds(model: type[BaseModel], value: Any) -> set[str]:
    try:
        model.model_validate(value)
    except ValidationError as problem:
        return {error["type"] for error in problem.errors()}
    return set()


def test_there_are_words_for_just_the_kinds_of_error_that_can_come() -> None:
    found = set().union(*(kinds(model, value) for model, value in given_wrong()))
    assert found == {*WRONG, "missing", "extra_forbidden"}


@pytest.mark.deep
def test_no_word_of_pydantic_and_no_value_reaches_the_reader() -> None:
    for model, value in given_wrong():
        problem = refused(lambda model=model, value=value: parse(model, Document("file", value, {})))  # type: ignore[misc]
        for each in problem.every if problem else ():
            assert {each.what.template, each.todo.template} <= templates()
            words = f"{each.what.template} {each.what.values.get('fault', '')} {each.todo.template}"
            assert not FOREIGN.search(words), words
        assert CANARY not in str(problem)


SAID = {
    "effect: shall": ("'effect': This word is not known here.", "Write one of: duty, power, bar, practice, definition."),
    "effect: dutyy": ("'effect': This word is not known here.", "Did you mean 'duty'?"),
    "beats: one": ("'beats': This is not a list.", "Write each on a line of its own after a hyphen, or all as [one, two]."),
    "then: 7": ("'then': This is not text.", "Write text; put it in quotes if it looks like a number or a date."),
    "then: Lupa myönnetään": ("'then': This is not a name.", "A name has small letters a–z, digits and _, with a letter first."),
    "valid: [1]": ("'valid': There are no keys here.", "Write each key on a line of its own, as key: value."),
    "valid: {from: 2024}": ("'from': This is not a date.", "Write a date as 2026-11-24."),
    "valid: {from: 1.1.2024}": ("This value can be read in more than one way.", "Write the year first, then the month and the day: 31 January 2024 is 2024-01-31."),
    "valid: {from: '1.1.2024'}": ("'from': This is not a date.", "Write a date as 2026-11-24."),
    "valid: {from: '2024-01-01'}": ("'from': This date is text, because it stands in quotes.", "Write it without quotes."),
    "then: “granted”": ("YAML takes curved quotation marks for a part of the text.", "Write straight ones around the text, or none."),
    "then: ”granted”": ("YAML takes curved quotation marks for a part of the text.", "Write straight ones around the text, or none."),
}  # fmt: skip


@pytest.mark.parametrize("line", SAID)
def test_what_is_wrong_and_what_to_do(line: str) -> None:
    given_before = {"effect": "duty", "when": "a"}
    text = "".join(f"{key}: {value}\n" for key, value in given_before.items() if not line.startswith(key)) + line + "\n"
    with pytest.raises(LoadError) as caught:
        parse(documents.ClauseDoc, read_text(text, name="rule.yaml"))
    assert (caught.value.what, caught.value.todo) == SAID[line]


@pytest.mark.parametrize(
    ("answers", "what"),
    [
        ("answers: {a: [1]}", "'a': This is not one value. Write true, false, a word, a number or a date."),
        ("answers: [a]", "'answers': There are no keys here. Write each key on a line of its own, as key: value."),
    ],
)
def test_an_answer_that_is_none(answers: str, what: str) -> None:
    with pytest.raises(LoadError) as caught:
        parse(documents.PersonDoc, read_text(answers, name="case.yaml"))
    assert what in str(caught.value)


def test_curved_marks_inside_a_text_stay() -> None:
    assert read_text("a: Hän sanoi ”kyllä”.\nb: ”Kyllä”, hän sanoi.\nc: '”Kyllä”'\n", name="x").data["c"] == "”Kyllä”"


# -- text that is not YAML -------------------------------------------------------------------------------------------

BROKEN = {
    "a tab": ("a:\n\tb: 1\n", "a tab stands here", "Indent with spaces."),
    "a colon in text": ("title: Laki: luku 1\n", "a colon stands where none belongs", "Put text that holds a colon in quotes."),
    "a colon in curved quotes": (
        "- name: “Laki: luku 1”\n",
        "curved quotation marks do not hold text with a colon together",
        "Write straight quotation marks around the text.",
    ),
    "a colon before curved quotes": (
        "title: Laki: ”luku”: 1\n",
        "a colon stands where none belongs",
        "Put text that holds a colon in quotes.",
    ),
    "a quote that does not end": ('a: "b\n', "a quotation mark is opened and not closed", "Close it."),
    "a bracket that does not end": ("a: [b\n", "a bracket or brace is not closed, or a comma is missing", "Close it, or write the comma."),
    "a brace that does not end": ("a: {b: 1\n", "a bracket or brace is not closed, or a comma is missing", "Close it, or write the comma."),
    "no colon": ("a: 1\nb\n", "a colon is missing", "Write key: value, with a space after the colon."),
    "a backslash": (
        'a: "\\q"\n',
        "a backslash in double quotes begins something unknown",
        "Use single quotes, or write the backslash twice.",
    ),
    "indentation": ("a:\n    b: 1\n  c: 2\n", "the indentation does not fit", "Indent the keys of one mapping equally far"),
    "a list in a line": ("a: - b\n", "the indentation does not fit", "and the hyphens of one list too."),
    "an at sign": ("a: @b\n", "the text begins with a character that YAML keeps for itself", "Put the text in quotes."),
    "a percent sign": ("a: %b\n", "the text begins with a character that YAML keeps for itself", "Put the text in quotes."),
}


@pytest.mark.parametrize("name", BROKEN)
def test_text_that_is_not_yaml_is_told_in_our_words(name: str) -> None:
    text, what, todo = BROKEN[name]
    with pytest.raises(LoadError) as caught:
        read_text(text, name="x")
    assert (caught.value.code, caught.value.what) == ("not-yaml", f"This is not YAML: {what}.")
    assert todo in caught.value.todo


@given(st.text("ab:-\t\n '\"[]{},&*!|>%@`#?\\0.~", max_size=30))
def test_no_word_of_the_parser_reaches_the_reader(text: str) -> None:
    problem = refused(lambda: read_text(text, name="x"))
    assert not problem or {problem.what.template, problem.todo.template} <= templates()
