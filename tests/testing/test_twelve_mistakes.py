"""Twelve kinds of mistakes in rules of five facts: each is caught by what the page for testers offers, and the page says by which.

Rules, cases and statute stand in ``tests/testing/lumari``. Of each mistake these are tried: ``check``; properties written from the statute, on
people that the wrong rules draw; and the cases that are proposed for the wrong rules without any case of their own, of which one has to say what
the statute does not.
"""

import shutil
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import Phase, given, settings

import tunnistus as tn
from tests import ROOT
from tunnistus.checking.verify import check
from tunnistus.commands.main import main
from tunnistus.rules.model import Book
from tunnistus.shipping import l10n
from tunnistus.shipping.directories import catalogues, read_beside
from tunnistus.testing import Invented, cases
from tunnistus.trying.cases import case_files, compare, read_cases

LUMARI = ROOT / "tests" / "testing" / "lumari"
RULES, FACTS, NUMBERS = "law/housing/support.yaml", "law/housing/support.facts.yaml", "law/parameters.yaml"
ENGLISH = "locales/en/LC_MESSAGES/tunnistus.po"
CHECK, PROPERTY, PROPOSAL = "check", "property", "proposal"


@attrs.frozen
class Mistake:
    """One thing wrong: what stands in a file, and what is written there by mistake.

    Attributes:
        caught: by what; ``check`` alone where it says so, since nobody goes on with such rules.
        after: the text from which on it is looked for.
    """

    file: str
    right: str
    wrong: str
    caught: tuple[str, ...]
    after: str = ""

    def make(self, directory: Path) -> Path:
        """Copy the rules, without their cases, with the mistake in them."""
        shutil.copytree(LUMARI, directory, ignore=shutil.ignore_patterns("*.cases.yaml"))
        path = directory / self.file
        text = path.read_text(encoding="utf-8")
        at = text.index(self.after)
        assert self.right in text[at:]
        path.write_text(text[:at] + text[at:].replace(self.right, self.wrong, 1 if self.after else -1), encoding="utf-8")
        return directory


EXCEPTION = """\
      dwelling_of_suspect:
        effect: bar
        beats: [late]
        cite: ["LumS 3 § 2 mom."]
        when: {fact: dwelling, is: of_suspect}
"""
COUNTING = """\
msgctxt "rule.support.grant.aged_16.counting"
msgid "Päivät lasketaan ensimmäisestä yhteydenotosta. Yhteydenoton päivää ei lueta mukaan."
msgstr "The days are counted from the first contact. The day of the contact itself is not counted."

"""
BOTH = (PROPERTY, PROPOSAL)
MISTAKES: Mapping[str, Mistake] = {
    "gap": Mistake(RULES, "{fact: dwelling, in: [shelter, own]}", "{fact: dwelling, is: own}", (CHECK,), "no_need:"),
    "overlap": Mistake(RULES, "{fact: age, lt: 16}", "{fact: age, lt: 18}", (CHECK,), "under_16:"),
    "border": Mistake(RULES, "{fact: age, ge: 65}", "{fact: age, gt: 65}", BOTH, "older_person:"),
    "year": Mistake(RULES, "2025-0", "2026-0", (PROPOSAL,)),
    "hole": Mistake(RULES, "2025-06-30", "2025-06-03", (CHECK,), "under_18:"),
    "any for all": Mistake(RULES, "{all: [may", "{any: [may", BOTH, "same_day:"),
    "lost exception": Mistake(RULES, EXCEPTION, "", BOTH),
    "outcome": Mistake(RULES, "then: directed", "then: granted", BOTH, "under_16:"),
    "decider": Mistake(RULES, "who: child_welfare", "who: housing_board", BOTH, "under_16:"),
    "length": Mistake(NUMBERS, "{days: 90}", "{months: 3}", BOTH),
    "derived day": Mistake(FACTS, "with: [contact_time]", "with: [support_shortest]", (PROPERTY,)),
    "missing translation": Mistake(ENGLISH, COUNTING, "", (CHECK,)),
}


# -- properties from the statute ---------------------------------------------------------------------------------

Known = Mapping[str, Any]


def grant(person: Invented) -> tuple[Any, Known]:
    decision = person.decide("support.grant")
    return decision, decision.known if decision.in_force else {}


def in_need(known: Known) -> bool:
    return bool(known.get("may_be_exploited")) and known.get("dwelling") in ("without_dwelling", "of_suspect")


def old_enough(person: Invented, known: Known) -> bool | None:
    """Section 2 and the amendment in section 7; ``None`` where the age is not known."""
    return None if known.get("age") is None else known["age"] >= (16 if person.dates.as_of >= date(2025, 7, 1) else 18)


def in_time(person: Invented, known: Known) -> bool | None:
    """Section 3, the last day moved to a working day as the library moves it; ``None`` where that is not known."""
    if known.get("dwelling") == "of_suspect":
        return True
    if not (known.get("dwelling") and known.get("contacted_on")):
        return None
    last = known["contacted_on"] + timedelta(days=45)
    return person.dates.as_of <= (person.book.calendar.first_working_day(last) or last)


def section_2_1_grants(person: Invented) -> None:
    decision, known = grant(person)
    assert in_need(known)
    assert old_enough(person, known)
    assert in_time(person, known)
    assert {clause.who for clause in decision.carrying if clause.then} == {"housing_board"}


def section_2_2_directs_children(person: Invented) -> None:
    decision, known = grant(person)
    assert in_need(known)
    assert old_enough(person, known) is False
    assert {clause.who for clause in decision.carrying if clause.then} == {"child_welfare"}


def sections_2_3_and_3_refuse(person: Invented) -> None:
    _, known = grant(person)
    without_need = known.get("may_be_exploited") is False or known.get("dwelling") in ("own", "shelter")
    assert without_need or (old_enough(person, known) and in_time(person, known) is False)


def section_4_gives_30_to_90_days(person: Invented) -> None:
    decision, known = grant(person)
    for period in decision.periods if known.get("contacted_on") else ():
        assert (period.shortest_until - known["contacted_on"]).days == 30
        assert (period.longest_until - known["contacted_on"]).days == 90


def section_5_appoints_from_65_on(person: Invented) -> None:
    _, known = grant(person)
    if known.get("age") is not None:
        assert ("appointed" in person.decide("support.person").options) == (known["age"] >= 65)


def section_6_offers_a_safe_place_where_both_are_so(person: Invented) -> None:
    _, known = grant(person)
    assert known.get("may_be_exploited")
    assert known.get("dwelling") == "of_suspect"


SECTIONS: Mapping[Callable[[Invented], None], tuple[str, str]] = {
    section_6_offers_a_safe_place_where_both_are_so: ("support.safe_place", "offered"),
    section_5_appoints_from_65_on: ("support.grant", "granted"),
    section_4_gives_30_to_90_days: ("support.grant", "granted"),
    sections_2_3_and_3_refuse: ("support.grant", "refused"),
    section_2_2_directs_children: ("support.grant", "directed"),
    section_2_1_grants: ("support.grant", "granted"),
}
"""Each section with the rule and the outcome of the people whom it is about."""


def breaks(book: Book, section: Callable[[Invented], None], tried: int) -> bool:
    """Whether people of the rules show that a section is not kept."""
    rule, outcome = SECTIONS[section]
    people = cases(tn.load(rule, on=date(2026, 1, 10), book=book), outcome=outcome)

    @settings(max_examples=tried, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    @given(people)
    def test(person: Invented) -> None:
        section(person)

    try:
        test()
    except AssertionError:
        return True
    return False


# -- what catches a mistake --------------------------------------------------------------------------------------


@lru_cache
def right() -> Book:
    return read_beside(LUMARI)


def by_check(rules: Path) -> bool:
    book = read_beside(rules)
    return bool(check(book, translations=l10n.translations(book.own(), catalogues([rules]))))


def by_property(rules: Path, tried: int = 300) -> bool:
    book = read_beside(rules)
    return any(breaks(book, section, tried) for section in SECTIONS)


def by_proposal(rules: Path) -> bool:
    """Whether a case that is proposed for the rules expects what the right ones do not give: who asks the statute sees it."""
    for command in ("cases", "mutate"):
        main([command, "--rules", str(rules), "--write", str(rules)])
    proposed = [example for path in case_files(rules) for example in read_cases(path)]
    assert len(proposed) > 20
    return any(compare(right(), example) for example in proposed)


CATCHES: Mapping[str, Callable[[Path], bool]] = {CHECK: by_check, PROPERTY: by_property, PROPOSAL: by_proposal}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_caught(name: str, tmp_path: Path) -> None:
    mistake = MISTAKES[name]
    assert CATCHES[mistake.caught[0]](mistake.make(tmp_path / "lumari"))


@pytest.mark.deep
@pytest.mark.parametrize("name", [name for name, mistake in MISTAKES.items() if CHECK not in mistake.caught])
def test_a_mistake_is_caught_by_all_that_the_page_names_and_by_nothing_else(name: str, tmp_path: Path) -> None:
    rules = MISTAKES[name].make(tmp_path / "lumari")
    assert tuple(tool for tool, catches in CATCHES.items() if catches(rules)) == MISTAKES[name].caught


def test_without_a_mistake_nothing_is_caught(tmp_path: Path) -> None:
    rules = Mistake(RULES, "rules:", "rules:", ()).make(tmp_path / "lumari")
    assert not by_check(rules)
    assert not by_property(rules, 30)
    assert not by_proposal(rules)


def test_the_cases_from_the_statute_pass() -> None:
    examples = [example for path in case_files(LUMARI) for example in read_cases(path)]
    assert len(examples) == 16
    assert [line for example in examples for line in compare(right(), example)] == []


def test_the_page_says_by_what_each_kind_of_mistake_is_caught() -> None:
    page = (ROOT / "docs" / "test-your-own-rules.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| *")]
    table = {row[0].strip("*"): tuple(tool for tool, said in zip(CATCHES, row[2:], strict=True) if said == "yes") for row in rows}
    assert table == {name: mistake.caught for name, mistake in MISTAKES.items()}
