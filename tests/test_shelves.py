"""The shelves of the rule data: every name says its subject, and a legal fact stands beside the rules that read it."""

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

import attrs
import pytest

from tunnistus.rules.formula import leaves
from tunnistus.rules.model import Book, Fact, Rule
from tunnistus.shipping import source

ROOT = Path(__file__).parents[1]
BOOK = source.book()

# -- names -------------------------------------------------------------------------------------------------------

VAGUE = frozenset("continued leaves misc miscellaneous more other others rest various".split())
ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth ii iii iv".split())
YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
ALLOWED = {  # part of a name → why it may hold a number or such a word
    "2004-81": "a directive",
    "52d": "a section of the Aliens Act",
    "l10n": "the usual short name of localisation",
    "second-document": "what the file is about: YAML that holds two documents",
    "third-party": "somebody else's",
    "third_parties": "people other than the worker and the person",
    "utf8": "an encoding",
    "z3": "a solver",
}
NUMBERED = re.compile(r"docs/decisions/\d{4}-")  # decisions are numbered, so that a page can be cited


def refused(name: str) -> set[str]:
    """The parts of a path that do not say a subject: a number or ordinal, or a word for what is left over."""
    rest = NUMBERED.sub("docs/decisions/", name)
    for allowed in ALLOWED:
        rest = re.sub(rf"(?<![a-z0-9]){re.escape(allowed)}(?![a-z0-9])", "", rest)
    parts = {part for part in re.split(r"[-_./]", YEAR.sub("", rest).lower()) if part}
    return {part for part in parts if part in VAGUE | ORDINALS or re.search(r"\d", part)}


def tracked(*directories: str) -> list[str]:
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *directories]
    names = subprocess.check_output(listed, cwd=ROOT, text=True).rstrip("\0").split("\0")
    return [name for name in names if (ROOT / name).is_file()]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("indicators/facts/law_duties_2.yaml", "2"),
        ("indicators/facts/law_duties_10.yaml", "10"),
        ("indicators/facts/duties2.yaml", "duties2"),
        ("indicators/law/duties/children.borders-9.cases.yaml", "9"),
        ("indicators/law/duties/children.first.cases.yaml", "first"),
        ("indicators/law/permit/family.leaves.cases.yaml", "leaves"),
        ("indicators/law/permit/family.more.cases.yaml", "more"),
        ("indicators/law/offence/trafficking.rest.cases.yaml", "rest"),
        ("indicators/law/offence/delimitation-other.yaml", "other"),
        ("indicators/law/duties/children.others.cases.yaml", "others"),
        ("indicators/vignettes/look_alikes_work_more.yaml", "more"),
        ("indicators/misc/pay.yaml", "misc"),
        ("indicators/law/permit/part-ii.yaml", "ii"),
        ("src/tunnistus/decide2.py", "decide2"),
        ("src/tunnistus/Other.py", "other"),
        ("tests/test_columns_2.py", "2"),
        ("docs/changes-3.md", "3"),
        ("docs/0001-changes.md", "0001"),
    ],
)
def test_a_name_that_says_no_subject_is_refused(name: str, part: str) -> None:
    assert refused(name) == {part}


@pytest.mark.parametrize(
    "name",
    [
        "docs/decisions/0022-rooms.md",
        "indicators/facts/control_third_parties.yaml",
        "indicators/law/assistance-system/admission.act-1999.cases.yaml",
        "indicators/law/permit/52d.facts.yaml",
        "indicators/law/rights/europe.2004-81.cases.yaml",
        "indicators/lists/unodc.yaml",
        "indicators/lists/ilo-2009.yaml",
        "indicators/law/general/principles.yaml",
        "src/tunnistus/restore.py",
    ],
)
def test_years_acts_and_sections_are_allowed(name: str) -> None:
    assert refused(name) == set()


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs the repository")
def test_every_name_says_its_subject() -> None:
    names = tracked("indicators", "src", "tests", "docs")
    assert len(names) > 300
    assert {name: sorted(parts) for name in names if (parts := refused(name))} == {}
    assert [allowed for allowed in ALLOWED if not any(allowed in name for name in names)] == [], "allowed, but in no name"


def test_every_file_of_cases_stands_beside_its_rule_file() -> None:
    """And ``borders`` is one file: cases that the mutation tool asked for."""
    lone = []
    for path in sorted((ROOT / "indicators").rglob("*.cases.yaml")):
        file, *about = path.name.removesuffix(".cases.yaml").split(".")
        if len(about) > 1 or not path.with_name(f"{file}.yaml").is_file():
            lone.append(path.name)
    assert lone == []


# -- facts -------------------------------------------------------------------------------------------------------


def read_by(rule: Rule) -> set[str]:
    """Facts that the conditions, cautions and periods of a rule name."""
    conditions = [*(c.when for c in rule.clauses), *(n.when for n in rule.notices)]
    return {test.fact for when in conditions for test, _ in leaves(when)} | {c.period.start for c in rule.clauses if c.period}


def readers(book: Book) -> dict[str, set[str]]:
    """Fact → the rule sets that read it, itself, through what is derived from it or, of a derived fact, through what follows from it."""
    found: dict[str, set[str]] = {name: set() for name in book.facts}
    leads = {(t.fact, r.when.fact) for r in book.relations if not book.facts[r.when.fact].askable for t in r.then}
    for rule in book.rules.values():
        for read in read_by(rule):
            for name in (read, *(derived for follows, derived in leads if follows == read)):
                for fact in (name, *sources_of(book, name)):
                    found[fact].add(rule.ruleset)
    return found


def sources_of(book: Book, name: str) -> Iterator[str]:
    derived = book.facts[name].derived
    for inner in derived.inputs if derived else ():
        if inner in book.facts:
            yield from (inner, *sources_of(book, inner))


def shelf(fact: Fact) -> str:
    """The file of a fact below the rule data, without its ending: ``facts/debt``, ``law/permit/family.facts``."""
    return fact.where.split(":")[0].partition("/")[2].removesuffix(".yaml")


def topics(rulesets: Iterable[str]) -> set[str]:
    return {"/".join(ruleset.split("/")[:2]) for ruleset in rulesets}


def right_shelves(fact: Fact, read: set[str]) -> str:
    """Where a fact belongs: the name of a file, or ``facts/`` for any of the files there. Rules on signs that read it as well move nothing."""
    read = {ruleset for ruleset in read if ruleset.startswith("law/")} or read
    one = topics(read)
    if fact.element != "law" or len(one) != 1 or not all(ruleset.startswith("law/") for ruleset in read):
        return "facts/"
    return f"{next(iter(read))}.facts" if len(read) == 1 else f"{one.pop()}/facts"


def misplaced(book: Book) -> dict[str, tuple[str, str]]:
    """Fact → where it stands, and where it belongs."""
    found: Mapping[str, set[str]] = readers(book)
    places = {n: (shelf(fact), right_shelves(fact, found[n])) for n, fact in book.facts.items()}
    return {n: (has, wants) for n, (has, wants) in places.items() if not (has.startswith("facts/") if wants == "facts/" else has == wants)}


def test_whoever_opens_a_topic_finds_all_that_decides_there_and_nothing_else() -> None:
    """A legal fact stands beside the one file that reads it, or is one of the topic whose files read it; shared ones stand in ``facts/``."""
    assert misplaced(BOOK) == {}


@pytest.mark.parametrize(
    ("name", "place", "wants"),
    [
        ("in_finland", "law/permit/facts", "facts/"),
        ("sponsor_permit", "facts/residence", "law/permit/family.facts"),
        ("sponsor_permit", "law/permit/facts", "law/permit/family.facts"),
        ("worker_acts_for_authority", "law/rights/facts", "law/duties/facts"),
        ("debt_to_exploiter", "law/offence/facts", "facts/"),
    ],
)
def test_a_fact_on_the_wrong_shelf_is_found(name: str, place: str, wants: str) -> None:
    moved = attrs.evolve(BOOK.facts[name], where=f"indicators/{place}.yaml:3:3")
    assert misplaced(attrs.evolve(BOOK, facts={**BOOK.facts, name: moved})) == {name: (place, wants)}


def test_the_theme_of_a_fact_is_the_subject_of_its_file() -> None:
    places = {n: PurePosixPath(shelf(fact)) for n, fact in BOOK.facts.items()}
    subjects = {n: (place.name if place.parts[0] == "facts" else place.parts[1]).replace("-", "_") for n, place in places.items()}
    assert {n: fact.theme for n, fact in BOOK.facts.items()} == subjects


def test_the_id_of_a_rule_set_is_the_path_of_its_file() -> None:
    assert {r.where.split(":")[0] for r in BOOK.rulesets.values()} == {f"indicators/{name}.yaml" for name in BOOK.rulesets}


def test_the_vocabulary_begins_with_what_a_worker_meets_and_every_topic_with_its_own_facts() -> None:
    order = list(dict.fromkeys(shelf(fact) for fact in BOOK.facts.values()))
    law = [place for place in order if place.startswith("law/")]
    assert order == [place for place in order if place.startswith("facts/")] + law
    for topic in {place.split("/")[1] for place in law if place.endswith("/facts")}:
        assert next(place for place in law if place.startswith(f"law/{topic}/")) == f"law/{topic}/facts"
