"""Rules of others beside the shipped ones: what they add is theirs, and nothing of ours can be changed, hidden, beaten or reinterpreted."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from tests.reading.overlays import BOOK, FACT, HEAD, OWN, overlay, rules
from tunnistus.deciding.decide import Case
from tunnistus.errors import LoadError
from tunnistus.explaining.explain import decisions_of
from tunnistus.reading.schema import build_book
from tunnistus.reading.strict import read_text
from tunnistus.rules.answers import read_answers
from tunnistus.rules.model import Book
from tunnistus.testing.strategies import Invented, answers, cases

LATE = FACT.replace("ask: Onko?, plain: Onko?, ", "") + ", derived: {by: time_over, from: [date_of_birth, as_of], with: [{years: 30}]}"


MADE = overlay({**OWN, "rules.yaml": rules("{all: [kunta_here, {use: next_step, is: consult}, documents_withheld]}")})

WAYS: dict[str, tuple[dict[str, str], str]] = {
    "a fact of ours defined again": ({"x.yaml": f"facts: {{documents_withheld: {{{FACT}}}}}\n"}, "belongs to the rules beside which these are read"),
    "a rule of ours defined again": ({"x.yaml": rules(name="next_step").replace("kunta/help", "kunta/x")}, "belongs to the rules"),
    "a rule set of ours": ({"x.yaml": rules(name="kunta.x").replace("kunta/help", "signs/next-step")}, "belongs to the rules"),
    "an actor of ours": ({"x.yaml": "actors: {police: {versions: [{name: joku}]}}\n"}, "belongs to the rules"),
    "an act of ours": ({"x.yaml": "acts: {UlkL: {number: 1/2000, name: laki, kind: act, url: 'https://example.org/', url_basis: pattern}}\n"}, "belongs to the rules"),
    "a source of ours": ({"x.yaml": f"sources: {{{next(iter(BOOK.sources))}: {{title: Ohje, basis: general_knowledge}}}}\n"}, "belongs to the rules"),
    "a name that is not theirs": ({"x.yaml": f"facts: {{seen_here: {{{FACT}}}}}\n"}, "does not begin with 'kunta'"),
    "a name that only looks like theirs": ({"x.yaml": f"facts: {{kuntalainen: {{{FACT}}}}}\n"}, "does not begin with 'kunta'"),
    "a clause of ours beaten": ({"x.yaml": rules(name="kunta.x", clause=", beats: [consult]").replace("kunta/help", "kunta/x")}, "is not another clause of this rule"),
    "a relation among our facts": (
        {"x.yaml": f"facts: {{kunta_x: {{{FACT}}}}}\nrelations: {{kunta_r: {{if: documents_withheld, then: {{fact: earnings_taken, is: false}}, because: Koska.}}}}\n"},
        "would narrow",
    ),
    "a relation from their fact to ours": (
        {"x.yaml": f"facts: {{kunta_x: {{{FACT}}}}}\nrelations: {{kunta_r: {{if: kunta_x, then: {{fact: documents_withheld, is: false}}, because: Koska.}}}}\n"},
        "would narrow",
    ),
    "a relation from our fact to theirs": (
        {"x.yaml": f"facts: {{kunta_x: {{{FACT}}}}}\nrelations: {{kunta_r: {{if: documents_withheld, then: kunta_x, because: Koska.}}}}\n"},
        "would narrow",
    ),
    "a relation of what is derived from our fact": (
        {"x.yaml": f"facts: {{kunta_x: {{{FACT}}}, kunta_late: {{{LATE}}}}}\nrelations: {{kunta_r: {{if: kunta_x, then: kunta_late, because: Koska.}}}}\n"},
        "would narrow",
    ),
    "a sign of their own": ({"x.yaml": f"facts: {{kunta_x: {{{FACT.replace('neutral', 'risk')}}}}}\n"}, "cannot be a sign"),
    "a role of a fact": ({"x.yaml": f"facts: {{kunta_x: {{{FACT}, role: minor}}}}\n"}, "cannot have 'role'"),
    "a state of a fact": ({"x.yaml": f"facts: {{kunta_x: {{{FACT}, states: in_system}}}}\n"}, "cannot have 'states'"),
    "a wish of their own": ({"x.yaml": f"facts: {{kunta_x: {{{FACT}, wish: true}}}}\n"}, "cannot be a wish"),
    "a question that opens ours": ({"x.yaml": f"facts: {{kunta_x: {{{FACT}, opens: [documents_withheld]}}}}\n"}, "can open only their own questions"),
    "a day of ours that theirs cannot be before": (
        {"x.yaml": f"facts: {{kunta_x: {{{FACT.replace('type: bool', 'type: date')}, not_before: [date_of_birth]}}}}\n"},
        "in order with their own days only",
    ),
    "a row of our lists": ({"x.yaml": f"facts: {{kunta_x: {{{FACT}, maps: [{{source: ilo, ref: a}}]}}}}\n"}, "cannot be in a published list"),
    "rules of signs": ({"x.yaml": rules(name="kunta.x", head="kind: indicators\n").replace("kunta/help", "kunta/x")}, "cannot be rules of signs"),
    "rules of a child": ({"x.yaml": rules(name="kunta.x", head="about: child\n").replace("kunta/help", "kunta/x")}, "only the person themselves"),
    "a part of our page, of a file": ({"x.yaml": rules(name="kunta.x", head="part: emergency\n").replace("kunta/help", "kunta/x")}, "their own part of the page"),
    "a part of our page, of a rule": ({"x.yaml": rules(name="kunta.x", more=", part: help").replace("kunta/help", "kunta/x")}, "their own part of the page"),
    "a later change of our act": (
        {"x.yaml": "later_changes: {kunta_l: {from: 2026-06-01, touches: [UlkL], known: planned, text: Muuttuu.}}\n"}, "only their own acts",
    ),
    "a published list": ({"x.yaml": "list: kunta_l\n"}, "cannot have files with list:"),
    "training stories": ({"x.yaml": "vignettes: {}\n"}, "cannot have files with vignettes:"),
    "a notice of ours": ({"x.yaml": "notices: {next_step: {text: Väärin.}}\n"}, "no known kind"),
    "two overlays": ({"x.yaml": HEAD.replace("kunta", "toinen")}, "two overlays"),
    "a name that ours begin with": ({"own.yaml": HEAD.replace("kunta", "signs")}, "is taken"),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_what_would_change_ours_is_refused(way: str) -> None:
    files, message = WAYS[way]
    with pytest.raises(LoadError) as refused:
        overlay({**OWN, "rules.yaml": rules(), **files})
    assert message in str(refused.value)
    assert refused.value.todo or way == "a clause of ours beaten"  # no clause has a name like it


def test_the_error_names_what_is_wrong_and_its_line() -> None:
    with pytest.raises(LoadError, match=r"^own\.yaml:2:1: The name 'signs' is taken: "):
        overlay({**OWN, "rules.yaml": rules(), "own.yaml": "whose: Keksitty kunta\noverlay: signs\n"})
    with pytest.raises(LoadError, match="The id 'seen_here' does not begin with 'kunta'"):
        overlay({**OWN, "x.yaml": f"facts: {{seen_here: {{{FACT}}}}}\n"})


def test_rules_beside_others_say_so_and_stand_beside_the_shipped_ones_alone() -> None:
    files = {**OWN, "rules.yaml": rules()}
    with pytest.raises(LoadError, match="no others are given"):
        overlay(files, None)
    with pytest.raises(LoadError, match=r"do not say under which name they are read beside others\. Write a file with overlay: "):
        overlay({name: text for name, text in files.items() if name != "own.yaml"})
    with pytest.raises(LoadError, match="are themselves an overlay"):
        overlay(files, MADE)


def ours(book: Book) -> dict[str, Any]:
    """All that stands in a book and begins with no name of an overlay."""
    kinds: dict[str, Mapping[str, Any]] = {
        k: getattr(book, k) for k in ("facts", "rulesets", "rules", "acts", "sources", "actors", "later", "lists")
    }
    return {k: {n: each for n, each in kind.items() if not book.adds(n)} for k, kind in kinds.items()}


def test_ours_stand_in_the_book_as_they_are_and_come_first() -> None:
    assert ours(MADE) == ours(BOOK)
    assert MADE.relations == BOOK.relations
    assert {c: t for c, t in MADE.texts.items() if c in BOOK.texts} == BOOK.texts
    assert list(MADE.facts)[: len(BOOK.facts)] == list(BOOK.facts)
    assert list(MADE.own().facts) == ["kunta_here", "kunta_other"]
    assert list(MADE.own().rules) == ["kunta.help"]
    assert BOOK.own() is BOOK


def test_the_seal_names_both_parts() -> None:
    assert {n: d for n, d in MADE.parts.items() if n != "beside"} == BOOK.parts
    other = overlay({**OWN, "rules.yaml": rules()})
    assert len({MADE.parts["beside"], other.parts["beside"]}) == 2
    assert len({BOOK.digest, MADE.digest, other.digest}) == 3


def results(book: Book, person: Invented, more: Mapping[str, Any]) -> list[Any]:
    """What our rules give, as data; with what may be asked, and what is missing."""
    case = Case(book, read_answers(book, {**person.answers, **more}, person.dates), person.dates)
    found = decisions_of(case, [n for n in book.rules if n in BOOK.rules])
    return [(d.told(), d.missing, d.settled, d.possible, [repr(n) for n in d.notices]) for d in found.values()]


@pytest.mark.deep
@settings(max_examples=4, suppress_health_check=list(HealthCheck), deadline=None)
@given(cases(BOOK), answers(MADE, ["kunta_here", "kunta_other"]))
def test_with_rules_beside_them_ours_give_the_same_results(person: Invented, more: dict[str, Any]) -> None:
    assert results(MADE, person, more) == results(BOOK, person, {})


PLAIN = [n for n, f in BOOK.facts.items() if f.type == "bool" and not f.judgement and not f.derived]
LEAVES = st.sampled_from([*PLAIN, "kunta_here", "kunta_other"]) | st.sampled_from([r for r in BOOK.rules.values() if not r.ordered]).map(
    lambda r: f"{{use: {r.id}, is: {r.outcomes[0]}}}"
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds("{{{}: [{}]}}".format, st.sampled_from(["all", "any"]), st.lists(inner, min_size=2, max_size=3).map(", ".join))
        | inner.map("{{not: {}}}".format)
    ),
    max_leaves=5,
)


@pytest.mark.deep
@settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)
@given(CONDITIONS, st.data())
def test_whatever_rules_stand_beside_them_ours_give_the_same_results(when: str, data: st.DataObject) -> None:
    try:
        made = build_book([read_text(text, name=name) for name, text in {**OWN, "rules.yaml": rules(when)}.items()], BOOK)
    except LoadError as refused:
        if refused.code != "over-limit":
            raise
        reject()  # a rule that uses several of the widest of ours may cost more than any rule may
    person, more = data.draw(cases(BOOK)), data.draw(answers(made, ["kunta_here", "kunta_other"]))
    assert results(made, person, more) == results(BOOK, person, {})
