"""Numbers of the law in sentences: who changes one changes every sentence that says it, or is told which does not fit."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import attrs
import pytest

import tunnistus as tn
from tests.worlds import FACTS, book, duty, rule
from tunnistus.checking.numbers import _Number, numbers
from tunnistus.checking.verify import check
from tunnistus.places import places
from tunnistus.rules.answers import Dates
from tunnistus.rules.calendar import Length
from tunnistus.rules.model import Book, Parameter, ParameterVersion
from tunnistus.saying.texts import texts
from tunnistus.shipping import l10n, source

BOOK = source.book()
BORDER = date(2027, 1, 1)
LENGTHS = [each for each in BOOK.parameters.values() if isinstance(each.versions[0].amount, Length)]


def naming(name: str, sentences: Mapping[str, str] = BOOK.texts) -> list[str]:
    return [context for context, text in sentences.items() if name in (places(text) or ())]


def with_(parameter: Parameter) -> Book:
    return attrs.evolve(BOOK, parameters={**BOOK.parameters, parameter.id: parameter})


def changed(parameter: Parameter, amount: Length) -> Book:
    (*earlier, last) = parameter.versions
    return with_(attrs.evolve(parameter, versions=(*earlier, attrs.evolve(last, amount=amount))))


@pytest.mark.parametrize("parameter", LENGTHS, ids=lambda each: each.id)
def test_every_sentence_that_names_a_number_says_the_new_one(parameter: Parameter) -> None:
    last = parameter.versions[-1].amount
    assert isinstance(last, Length)
    other = changed(parameter, Length(*(77 if n else 0 for n in attrs.astuple(last))))
    dates = Dates(date(2026, 11, 24), date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3))
    for context in naming(parameter.id):
        for lang in ("fi", "sv", "en"):
            before, after = (texts(b, lang, dates).say(context) for b in (BOOK, other))
            assert before != after, (context, lang)
            assert "77" in after, (context, lang)
            assert "{" not in before.replace("{value}", ""), (context, lang)


@pytest.fixture(scope="module")
def translations() -> dict[str, dict[str, str]]:
    return l10n.translations(BOOK, [Path(__file__).parents[2] / "locales"])


@pytest.mark.parametrize("parameter", [each for each in LENGTHS if naming(each.id)], ids=lambda each: each.id)
def test_another_unit_is_an_error_in_every_sentence_that_names_it(parameter: Parameter, translations: dict[str, dict[str, str]]) -> None:
    last = parameter.versions[-1].amount
    assert isinstance(last, Length)
    other = changed(parameter, Length(months=6) if not last.months else Length(days=180))
    sentences = {"fi": BOOK.texts, **translations}
    relations = [relation.id for relation in BOOK.relations]
    kinds: tuple[tuple[str, Iterable[str]], ...] = (("fact", BOOK.facts), ("rule", BOOK.rules), ("relation", relations))
    heads = [f"{kind}.{name}." for kind, names in kinds for name in names]
    contexts = naming(parameter.id)
    named = [head for head in heads if any(context.startswith(head) for context in contexts)]
    found = {each.about for head in named for each in numbers(other, head, "", sentences) if each.code == "number-unit"}
    assert found == {f"{context}.{lang}" for context in contexts for lang in ("fi", "sv", "en")}


def test_the_shipped_sentences_name_their_numbers() -> None:
    assert sum(len(naming(each.id)) for each in LENGTHS) > 90


def test_no_shipped_sentence_begins_with_a_figure(translations: dict[str, dict[str, str]]) -> None:
    every = {"fi": BOOK.texts, **translations}
    begins = tuple(f"{{{name}}}" for name in BOOK.parameters)
    assert [(lang, c) for lang, said in every.items() for c, text in said.items() if text.startswith(begins)] == []


# -- by day --------------------------------------------------------------------------------------------------------------

SIX_THEN_NINE = Parameter("most", (ParameterVersion(None, Length(months=6)), ParameterVersion(BORDER, Length(months=9))))


def saying(clock: str) -> Book:
    text = rule(f"one: {duty('a')}", head=f"clock: {clock}\n    outcomes: [granted, refused]\n    otherwise: nothing")
    return attrs.evolve(
        book(text.replace("Myönnetään.", '"Enintään {limit} kuukautta."'), facts=FACTS, **{"parameters.yaml": PARAMETERS}),
        parameters={"limit": attrs.evolve(SIX_THEN_NINE, id="limit")},
    )


PARAMETERS = 'parameters:\n  limit:\n    - {value: {months: 6}, cite: ["UlkL 1 §"]}\n'
BEFORE, AFTER = date(2026, 12, 31), date(2027, 6, 1)


@pytest.mark.parametrize(("clock", "dates", "said"), [
    ("decision", Dates(BEFORE), "6"),
    ("decision", Dates(BORDER), "9"),
    ("act", Dates(AFTER, BEFORE, BEFORE), "6"),
    ("act", Dates(AFTER, BORDER, AFTER), "9"),
    ("act", Dates(AFTER, BEFORE, BORDER), "6 (9 from 1 January 2027)"),
    ("act", Dates(AFTER), "6 (9 from 1 January 2027)"),
    ("act", Dates(AFTER, act_to=BORDER), "6 (9 from 1 January 2027)"),
    ("act", Dates(AFTER, BORDER), "9"),
    ("act", Dates(BEFORE), "6"),
    ("application", Dates(AFTER, applied_on=BEFORE), "6"),
    ("application", Dates(AFTER, applied_on=BORDER), "9"),
    ("application", Dates(AFTER), "6 (9 from 1 January 2027)"),
    ("decision", None, "6 (9 from 1 January 2027)"),
])  # fmt: skip
def test_a_sentence_says_the_number_of_the_days_whose_law_counts(clock: str, dates: Dates | None, said: str) -> None:
    b = attrs.evolve(saying(clock), translations={"en": {"rule.r.says.granted": "At most {limit} months."}})
    assert texts(b, "en", dates).say("rule.r.says.granted") == f"At most {said} months."


@pytest.mark.parametrize(("sentence", "code"), [
    ("Enintään 6 kuukautta.", "number-written-out"),
    ("Enintään kuudeksi kuukaudeksi.", "number-written-out"),
    ("Enintään {limit} päivää.", "number-unit"),
    ("Enintään {limit} kuukautta.", None),
    ("Luvun 6 kuukausista ei sanota mitään muuta.", "number-written-out"),
    ("Enintään 16 kuukautta.", None),
    ("Enintään kuudentoista kuukauden.", None),
    ("Enintään 6 päivää.", None),
])  # fmt: skip
def test_a_number_written_out_or_without_its_unit_is_an_error(sentence: str, code: str | None) -> None:
    period = ", period: {from: begins, longest: limit, text: Aika, counting: Lasketaan.}"
    text = rule(f"one: {duty('a', more=period)}").replace("Myönnetään.", f'"{sentence}"')
    made = book(text, **{"parameters.yaml": PARAMETERS})
    found = [each.code for each in check(made) if each.code.startswith("number")]
    assert found == ([code] if code else [])


@pytest.mark.parametrize(("lang", "n", "sentence"), [
    ("fi", 8, "kahdeksan vuotta"), ("fi", 15, "viidentoista vuoden"), ("fi", 18, "kahdeksaatoista vuotta"), ("fi", 60, "kuudenkymmenen vuoden"),
    ("fi", 35, "kolmenkymmenenviiden vuoden"), ("fi", 21, "kaksikymmentäyksi vuotta"), ("sv", 15, "femton år"), ("sv", 21, "tjugoett år"),
    ("sv", 90, "nittio år"), ("en", 12, "twelve years"), ("en", 21, "twenty-one years"), ("en", 7, "seven years"), ("en", 18, "under 18"),
])  # fmt: skip
def test_a_number_is_known_in_digits_and_in_words(lang: str, n: int, sentence: str) -> None:
    assert [m for m in range(1, 100) if _Number("limit", m, "years").written_out(lang).search(f"({sentence})")] == [n]


def test_a_placeholder_that_is_no_parameter_is_refused_with_its_place() -> None:
    with pytest.raises(tn.TunnistusError, match=r"^rules\.yaml:\d+:\d+: There is no parameter 'limti'.*limit") as problem:
        book(rule(f"one: {duty('a')}").replace("Myönnetään.", '"Enintään {limti} kuukautta."'), **{"parameters.yaml": PARAMETERS})
    assert problem.value.code == "wrong-placeholder"
