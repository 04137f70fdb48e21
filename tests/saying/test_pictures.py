"""Pictures are well-formed, the same each time, say what the decision says, and say no more than the list beside them."""

import html
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty

import tunnistus as tn
from tests import ROOT
from tests.deciding.stretches import GENERATED, HOW, aggravated, decided_by
from tests.example_pictures import BERRY, pictures
from tests.examples import run
from tests.worlds import FACTS, book, decided, duty, rule
from tunnistus.errors import UnknownName
from tunnistus.explaining.explain import Decision
from tunnistus.rules.formula import value
from tunnistus.rules.model import LANGUAGES, AtLeast, Book, Node, Not, Test, Use
from tunnistus.rules.truth import NAMES
from tunnistus.saying import tree
from tunnistus.saying.labels import Label, every
from tunnistus.saying.pictures import Picture
from tunnistus.saying.report import Item
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.svg import WIDTH, clean, wide, wrapped
from tunnistus.shipping import source
from tunnistus.testing.strategies import Invented, cases
from tunnistus.unseen import UNSEEN

BOOK = source.book()
DAY = date(2026, 11, 24)
STATES = dict(zip(("open", "met", "unmet"), NAMES, strict=True))
SVG = "{http://www.w3.org/2000/svg}"
LANG = st.sampled_from(LANGUAGES)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
EITHER = GENERATED | st.sampled_from([*BOOK.rules]).flatmap(cases)
SAFE = {"path", "rect", "text", "tspan", "g", "circle", "title", "desc", "style", "defs", "pattern", "svg"}


def drawn(picture: Picture) -> list[str]:
    """The texts of a picture, after it was read as XML: no script, nothing from outside, all inside its frame."""
    root = ET.fromstring(picture.to_svg())
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert tags <= SAFE
    ids = [each.get("id", "") for each in root.iter() if each.get("id")]
    assert len({*ids}) == len(ids)
    assert root.get("role") == "img"
    assert [each.get("id") for each in root[:2]] == str(root.get("aria-labelledby")).split()
    assert (root.get("lang"), root[0].text or "") == (picture.lang, clean(picture.title))
    for name, held in ((k, v) for each in root.iter() for k, v in each.attrib.items()):
        assert "url(" not in held or held.removeprefix("url(#").removesuffix(")") in ids
        assert not name.startswith("on")
        assert not name.endswith("href")
    assert all(float(each.get("x", 0)) >= 0 for each in root.iter())
    return ["".join(each.itertext()) for each in root.iter(f"{SVG}text")]


def flat(texts: list[str]) -> str:
    """Texts without what lines were broken by."""
    return re.sub(r"[\s-]", "", "".join(texts))


def listed(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        yield item.text
        yield from listed(item.under)


def says_the_same(picture: Picture) -> None:
    """Every sentence of the list stands in the picture, in its order, and the other way round."""
    shown, told = drawn(picture), [clean(said) for said in listed(picture.items)]
    rest = flat(shown)
    for said in told:
        assert flat([said]) in rest
        rest = rest[rest.index(flat([said])) + len(flat([said])) :]
    assert rest == ""
    text = flat([picture.to_text()])
    assert [said for said in told if flat([said]) not in text] == []


def leaves(node: Node) -> Iterator[Test | Use]:
    if isinstance(node, Test | Use):
        yield node
    elif isinstance(node, Not):
        yield from leaves(node.of)
    elif isinstance(node, AtLeast):
        for child in node.of:
            yield from leaves(child)


def branches(root: tree.Branch) -> Iterator[tree.Branch]:
    yield root
    for under in root.under:
        yield from branches(under)


# -- the tree of a rule ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_leaf_of_every_rule_stands_in_its_picture_and_in_the_list(lang: str) -> None:
    s = Speaker(BOOK, lang)
    for n, each in enumerate(BOOK.rules.values()):
        picture = tn.picture(each, lang, book=BOOK)  # named, so that no file is looked at
        tested = [leaf for condition in (*(c.when for c in each.clauses), each.scope) for leaf in leaves(condition)]
        assert sum(label.kind == "leaf" for label in every(picture.root)) >= len(tested)
        said = [*listed(picture.items)]
        uses = [leaf for leaf in tested if isinstance(leaf, Use)]
        assert [use for use in uses if s.outcome(use.rule, use.outcome) not in said] == []
        facts = [leaf for leaf in tested if isinstance(leaf, Test) and BOOK.facts[leaf.fact].type == "enum"]
        assert [f for f in facts if not {s.fact(BOOK.facts[f.fact], c) for c in f.cells if isinstance(c, str)} <= {*said}] == []
        assert {s.outcome(each.id, outcome) for outcome in each.outcomes} <= {*said}
        if n % 3 == LANGUAGES.index(lang):  # the drawings of each rule in one of the languages; what is drawn is the same labels
            says_the_same(picture)


@HOW
@given(EITHER, LANG)
def test_the_picture_of_a_person_is_well_formed_and_says_the_same_as_the_list(case: Invented, lang: str) -> None:
    d = case.decide()
    for kind in ("tree", "timeline"):
        picture = tn.picture(d, lang, kind=kind)
        says_the_same(picture)
        assert picture.to_svg() == tn.picture(d, lang, kind=kind).to_svg()
        assert repr(picture) == f"<Picture {kind} in {lang}>"


@HOW
@given(EITHER)
def test_states_are_those_of_the_decision(case: Invented) -> None:
    """Of clauses and outcomes the decision's own; below, what is certain by the children alone is certain, and no child contradicts."""
    d = case.decide()
    root = tree.of_decision(d)
    clauses = {c.clause.name: c for c in d.clauses}
    seen = 0
    for branch in branches(root):
        if branch.kind == "clause":
            each = clauses[branch.shows.name]  # type: ignore[union-attr]
            assert (STATES[branch.state], STATES[branch.under[0].state]) == (NAMES[each.applies], NAMES[each.when])
            assert branch.others == each.beaten_by
            seen += 1
        elif branch.kind == "outcome" and d.in_force:
            assert branch.because == d.state(str(branch.shows))
        elif branch.kind == "test":
            known = value(branch.shows, d.case.answers.known)  # type: ignore[arg-type]
            assert NAMES[known] in ("open", STATES[branch.state])
        elif branch.kind in ("not", "at_least"):
            assert _certain(branch) in ("open", branch.state)
    assert seen == len(d.clauses)


def _certain(branch: tree.Branch) -> str:
    states = [under.state for under in branch.under]
    if branch.kind == "not":
        return {"met": "unmet", "unmet": "met", "open": "open"}[states[0]]
    k = {"any": 1, "all": len(states)}.get(tree._kind(branch.shows), branch.shows.k)  # type: ignore[union-attr, arg-type]
    return "met" if states.count("met") >= k else "unmet" if states.count("unmet") > len(states) - k else "open"


def test_a_state_is_found_over_all_completions_and_not_by_kleene_logic_alone() -> None:
    b = book(rule(f"one: {duty('{any: [a, {all: [{not: a}, {any: [b, {not: b}]}]}]}')}"))
    root = tree.of_decision(decided(b, {}))
    assert [x.state for x in branches(root) if x.kind == "clause"] == ["met"]
    assert {x.state for x in branches(root) if x.kind == "test"} == {"open"}


def test_a_state_is_told_by_shape_and_word() -> None:
    b = book(rule(f"one: {duty('{all: [a, b, {not: c}]}')}"))
    d = decided(b, {"a": True, "b": False})
    picture = tn.picture(d, "fi")
    leaf = {label.text: (label.state, label.word) for label in every(picture.root) if label.kind == "leaf"}
    assert leaf == {"On a.": ("met", "Täyttyy"), "On b.": ("unmet", "Ei täyty"), "Ei ole c.": ("open", "Avoin")}
    marks = re.findall(r'<g transform="translate\([^"]*\)">(.*?)</g>', picture.to_svg())
    assert len({*marks}) == 3
    assert not re.search(r"#[0-9a-f]{3}", re.sub(r"<style>.*?</style>|url\(#\w+", "", picture.to_svg())), "no colour but that of the text"


def test_a_rule_that_nobody_is_decided_by_has_no_states() -> None:
    for thing in (BOOK.rules["permit.52a1"], tn.load("permit.52a1", on=DAY)):
        assert {label.state for label in every(tn.picture(thing, "sv").root)} == {""}
    of = (BOOK.rules["permit.52a1"], tn.load("permit.52a1", on=date(2024, 8, 31)), tn.load("permit.52a1", on=DAY))
    clauses = [[label.text for label in every(tn.picture(thing, "fi").root) if label.kind == "clause"] for thing in of]
    assert clauses[1] != clauses[2], "on a day only what is in force then"
    assert {*clauses[1], *clauses[2]} == {*clauses[0]}


# -- timeline ----------------------------------------------------------------------------------------------------


def rows(picture: Picture) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(label.kind, label.text, label.more) for label in picture.root.under]


def test_deeds_on_both_sides_of_a_change() -> None:
    """RL 25:3 a § as of 1.8.2004; the deeds lie on both sides of 1.1.2015 (1177/2014)."""
    d = decided_by("crime.aggravated", aggravated(), act_from=date(2014, 6, 1), act_to=date(2015, 6, 1))
    picture = tn.picture(d, "en", kind="timeline")
    said = [(text, more) for _, text, more in rows(picture)]
    assert said[0] == ("1 August 2004", ("Version 1 of the rule is in force from this day. It is used here.",))
    assert said[1] == ("1 June 2014", ("The acts begin.",))
    assert said[2][0] == "1 January 2015"
    assert said[3] == ("1 June 2015", ("The acts end.",))
    assert said[-1] == ("24 November 2026", ("The day this assessment is for.",))
    assert "Acts" in drawn(picture)


def test_an_open_day_is_asked_for_and_stands_last() -> None:
    picture = tn.picture(decided_by("crime.aggravated", aggravated()), "en", kind="timeline")
    kind, text, more = rows(picture)[-1]
    assert (kind, text) == ("open", "The day is not known")
    assert more[0] == "When did the acts begin?"


def test_a_period_is_told_with_its_last_day_and_why_it_moved() -> None:
    """Thirty days after 6.3.2026 is Easter Sunday: 150/1930, 5 §."""
    a = tn.assess({"assistance_decision_kind": "removal", "decision_served_on": date(2026, 3, 6)}, as_of=date(2026, 3, 20))
    picture = tn.picture(a, "fi", kind="timeline")
    told = {text: (kind, more) for kind, text, more in rows(picture)}
    assert "Valitusaika: alkaa" in told["6. maaliskuuta 2026"][1][0]
    assert "virastot ovat kiinni" in told["5. huhtikuuta 2026"][1][0]
    kind, more = told["7. huhtikuuta 2026"]
    assert kind == "last"
    assert "Valitusaika: viimeinen päivä" in more[0]
    assert "url(#" in picture.to_svg(), "a period is a bar with a pattern of its own"


# -- signs -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def berry() -> tn.Assessment:
    return tn.assess(BERRY.answers, as_of=DAY)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_signs_stand_under_act_means_and_purpose(berry: tn.Assessment, lang: str) -> None:
    picture, s = tn.picture(berry, lang), Speaker(BOOK, lang)
    shown = [label.text for label in every(picture.root) if label.kind == "sign"]
    maybe = [s.question(BOOK.facts[sign.fact]) for sign in berry.signs.state("maybe")]
    assert sorted(shown) == sorted([*(s.fact(BOOK.facts[x.fact], berry.case.answers.known[x.fact]) for x in berry.signs.seen), *maybe])
    texts = flat(drawn(picture))
    assert [said for said in listed(picture.items) if flat([clean(said)]) not in texts] == []
    said = s.question(BOOK.facts["denunciation_threat"])
    assert said not in picture.to_text(), "declined: neither seen nor perhaps"


@settings(deadline=None, max_examples=5)
@given(GENERATED, LANG)
def test_the_signs_of_anybody_are_well_formed(case: Invented, lang: str) -> None:
    a = case.assess()
    for kind in ("signs", "timeline"):
        assert drawn(tn.picture(a, lang, kind=kind))


def test_a_picture_of_nothing_says_so() -> None:
    nobody = tn.assess({}, as_of=DAY)
    signs, line = tn.picture(nobody, "en"), tn.picture(nobody, "en", kind="timeline")
    assert signs.to_text().count("No signs have been seen. That rules nothing out.") == 3
    assert "No days of acts, of an application or of time limits are given." in flat_words(drawn(line))
    assert "No days of acts" in line.to_text()


def flat_words(texts: list[str]) -> str:
    return " ".join(texts)


# -- the same bytes, and hostile texts ---------------------------------------------------------------------------

PROGRAM = """
import hashlib, tunnistus as tn
from datetime import date
day = date(2026, 11, 24)
d = tn.load("crime.aggravated", on=day).decide({"documents_withheld": True}, act_from=date(2014, 6, 1), act_to=date(2015, 6, 1))
a = tn.assess({"documents_withheld": True, "earnings_taken": True}, as_of=day)
pictures = [tn.picture(d, "sv"), tn.picture(d, "fi", kind="timeline"), tn.picture(a, "en"), tn.picture(a, "fi", kind="timeline")]
said = [text for p in pictures for text in (p.to_svg(), p.to_html(), p.to_text())]
said += [pictures[0].to_mermaid(), pictures[0].to_dot()]
print(hashlib.sha256("".join(said).encode()).hexdigest())
"""


@pytest.mark.deep
def test_the_same_bytes_under_every_hash_seed() -> None:
    found = {
        subprocess.check_output([sys.executable, "-c", PROGRAM], env={**os.environ, "PYTHONHASHSEED": seed}, cwd=ROOT) for seed in "17"
    }
    assert len(found) == 1


HOSTILE = '"]) --> x; %%{init: {"theme": "dark"}}%% </svg><script>alert(1)</script> & \\" \\N {lines} "url(#lines)" `a` #quot; ]] }} |x|'


def hostile(text: str) -> Book:
    b = book(rule(f"one: {duty('{any: [a, b, {not: c}]}')}", head="outcomes: [granted, refused]\n    otherwise: refused"), facts=FACTS)
    texts = {**b.texts, "fact.a.met": text, "rule.r.title": text, "rule.r.says.granted": text}
    return tn.Book(**{name: getattr(b, name) for name in ("facts", "rulesets", "rules", "acts", "sources", "actors")}, texts=texts)


def mermaid_labels(text: str) -> list[str]:
    """Read a flowchart as strictly as it is written: one node or edge a line, and in a label no character that means something."""
    found = []
    for line in text.splitlines()[2:]:
        node = re.fullmatch(r'  n\w+(?:\("|\["|\{\{"|\[\[")((?:[\w .,:;!?§–’+=*-]|#\d+;|<br>)*)(?:"\)|"\]|"\}\}|"\]\])', line)
        assert node or re.fullmatch(r"  n\w+ --- n\w+", line), line
        if node:
            found.append(re.sub(r"#(\d+);", lambda m: chr(int(m[1])), node[1].replace("<br>", "\n")))
    return found


def dot_labels(text: str) -> list[str]:
    found = []
    for line in text.splitlines()[4:-1]:
        node = re.fullmatch(r'  n\w+ \[[\w=, ]+, label="((?:[^"\\]|\\.)*)"\];', line)
        assert node or re.fullmatch(r"  n\w+ -> n\w+;", line), line
        if node:
            assert not re.search(r"(?<!\\)(?:\\\\)*\\[NGETHL]", node[1]), "an escape that Graphviz replaces"
            found.append(html.unescape(re.sub(r"\\(.)", lambda m: "\n" if m[1] == "l" else m[1], node[1])))
    return found


@settings(deadline=None)
@given(TEXT.map(lambda t: t + HOSTILE) | TEXT | st.just(HOSTILE + "\n\r\u202e\0\uffff"))
def test_texts_of_a_rule_stay_texts(text: str) -> None:
    b = hostile(text)
    d = decided(b, {"a": True})
    picture = tn.picture(d, "fi")
    assert drawn(picture)
    assert UNSEEN.search(picture.to_svg()) is None
    ET.fromstring(picture.to_html().replace("<details>", "<details open='open'>"))
    wanted = [clean("\n".join((label.said, *label.more))) for label in every(picture.root)]
    assert [clean(label) for label in mermaid_labels(picture.to_mermaid())] == wanted
    assert [flat([label]) for label in dot_labels(picture.to_dot())] == [flat([label]) for label in wanted]


@given(TEXT, st.integers(40, 360), st.integers(0, 200))
def test_lines_fit_and_lose_nothing(text: str, width: int, first: int) -> None:
    lines = wrapped(text, width, first=first)
    assert flat(lines) == flat([clean(text)])
    assert [line for line in lines[1:] if wide(line) > width and len(line) > 2] == []


def test_a_long_word_is_hyphenated_where_a_syllable_begins() -> None:
    assert wrapped("perheenyhdistämistarkoituksessa", 110) == ["perheenyhdis-", "tämistarkoi-", "tuksessa"]


# -- how it is asked for -----------------------------------------------------------------------------------------


def test_a_picture_that_is_not_there_is_refused_with_advice() -> None:
    d, a = tn.load("permit.52a1", on=DAY).decide({}), tn.assess({}, as_of=DAY)
    for thing, kind in ((d, "signs"), (a, "tree"), (d.rule, "timeline"), (d, "tre")):
        with pytest.raises(UnknownName, match="There is no such picture of this"):
            tn.picture(thing, "fi", kind=kind)
    with pytest.raises(UnknownName, match="This is not a rule of the book"):
        tn.picture(book(rule(f"one: {duty('a')}")).rules["r"], "fi")
    with pytest.raises(UnknownName, match="A timeline is not a graph"):
        tn.picture(d, "fi", kind="timeline").to_dot()
    with pytest.raises(UnknownName, match="There is no such language"):
        tn.picture(d, "de")
    mine = book(rule(f"one: {duty('a')}"))
    assert "On a." in tn.picture(mine.rules["r"], "fi", book=mine).to_text()


def test_in_a_page_the_picture_stands_beside_its_list_in_parts_that_fit_on_paper(berry: tn.Assessment) -> None:
    picture = tn.picture(tn.load("permit.52a1", on=DAY).decide({}), "sv")
    page = ET.fromstring(picture.to_html())
    parts = page.findall(f"{SVG}svg")
    assert len(parts) > 1
    boxes = [[float(n) for n in str(part.get("viewBox")).split()] for part in parts]
    assert [box[1] for box in boxes[1:]] == [box[1] + box[3] for box in boxes[:-1]], "no gap between them"
    assert max(box[3] for box in boxes) <= 920
    assert {box[2] for box in boxes} == {WIDTH}
    ids = [each.get("id") for each in page.iter() if each.get("id")]
    assert len({*ids}) == len(ids)
    said = [each.text for each in page.iter("li")]
    assert said == [clean(text) for text in listed(picture.items)]
    assert picture._repr_html_() == picture.to_html()
    assert str(page.get("lang")) == "sv"
    assert len(ET.fromstring(tn.picture(berry, "fi").to_html()).findall(f"{SVG}svg")) == 1


def test_nothing_of_a_person_is_in_a_repr(berry: tn.Assessment) -> None:
    picture = tn.picture(berry, "en")
    d: Decision = berry.next_step
    for thing in (picture, picture.root, picture.root.under[0], tree.of_decision(d), tree.of_decision(d).under[0]):
        assert not re.search(r"met|open|documents|passport|Seen", repr(thing))
    sheet = picture.draw()
    assert not re.search(r"passport|Seen", f"{sheet!r} {sheet.drawn[-1]!r} {pretty(sheet)} {pretty(picture.root)}")
    assert isinstance(picture.root, Label)


def test_the_page_shows_each_picture_and_what_it_writes_runs() -> None:
    page = (ROOT / "docs" / "pictures.md").read_text(encoding="utf-8")
    assert [name for name in pictures() if f"(examples/pictures/{name})" not in page] == []
    run("docs/pictures.md")
