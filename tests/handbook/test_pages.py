"""The pages of the handbook before Sphinx reads them: each thing has one, each link leads somewhere, the statute and the rules lead to each other."""

import argparse
import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from types import SimpleNamespace

import pytest

import tunnistus as tn
from handbook import catalogues, english
from handbook.by_hand import site_source
from handbook.material import Teller, notice_anchor
from handbook.pages import Entry, Link, Page, Part, anchors, coded, links, written
from handbook.stories import steps
from tests import ROOT
from tests.handbook.made import EACH, broken, every_line, made, told
from tunnistus.api import problems
from tunnistus.commands.main import parser
from tunnistus.reading.documents import ExpectDoc
from tunnistus.reading.findings import CODES
from tunnistus.rules.model import LANGUAGES
from tunnistus.rules.statute import place_of
from tunnistus.saying.addresses import address, cited, clause_address, slug
from tunnistus.saying.contacts import contact_of
from tunnistus.saying.texts import own_texts, texts
from tunnistus.training.screens import OF_ONESELF

pytestmark = pytest.mark.enable_socket  # pages show what the service answers, and its loop talks to itself through sockets


# -- each thing has one page -------------------------------------------------------------------------------------


def below(folder: str) -> list[str]:
    return sorted(place for place in made("fi") if place.startswith(f"{folder}/") and place != f"{folder}/index")


def test_every_rule_fact_act_list_and_story_has_one_page_and_every_page_is_of_one() -> None:
    book = told().book
    for kind, folder, names in (
        ("rule", "rules", book.rules),
        ("fact", "facts", book.facts),
        ("act", "acts", book.acts),
        ("list", "lists", book.lists),
        ("story", "stories", book.stories),
    ):
        assert below(folder) == sorted(address(f"{kind} {name}") for name in names)
    assert len(made("fi")) == len({place.lower() for place in made("fi")}), "a disk may not tell capitals"
    assert [place for place in made("fi") if place != "/".join(map(slug, place.split("/")))] == []


def test_every_list_leads_to_each_of_its_pages_once() -> None:
    for folder in ("rules", "facts", "acts", "lists", "stories"):
        listed = [link.to for link in links(made("fi")[f"{folder}/index"])]
        assert sorted(set(listed)) == below(folder)
        assert len(listed) == len(set(listed)) or folder == "lists"


def parts_of(place: str) -> list[str]:
    return [part.anchor for part in made("fi")[place].parts]


def test_every_code_command_and_actor_has_one_entry() -> None:
    whole = parser(own_texts("fi"))
    commands = next(each for each in whole._actions if isinstance(each, argparse._SubParsersAction))
    assert parts_of("commands") == list(commands.choices)
    assert parts_of("codes") == list(CODES)
    assert parts_of("refusals") == list(problems.CODES)
    assert parts_of("actors") == ["call", *(slug(name) for name in told().book.actors)]


MANY_PEOPLE = ROOT / "docs" / "many-people.md"


def codes_in_the_source() -> set[str]:
    """Every code that the library writes into an error or a finding: what is given as ``code``, or to ``refused`` after the status."""
    found: set[str] = set()
    for path in sorted((ROOT / "src" / "tunnistus").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.keyword(arg="code", value=ast.Constant(value=str(code))) if code:
                    found.add(code)
                case ast.Call(func=ast.Name(id="refused"), args=[_, ast.Constant(value=str(code)), *_]):
                    found.add(code)
    return found


def test_every_code_of_an_error_stands_on_one_of_the_pages() -> None:
    found = codes_in_the_source()
    assert {"outside-domain", "no-result", "busy", "wrong-citation"} <= found
    rows = re.findall(r"`([a-z-]+)`", " ".join(re.findall(r"^\| (`[a-z-]+`.*?) \|", MANY_PEOPLE.read_text(encoding="utf-8"), re.M)))
    assert len(rows) >= 8, "codes of rows that cannot be decided"
    assert sorted(found - {*CODES, *problems.CODES, *rows}) == []


def test_every_code_has_an_example_that_gets_it() -> None:
    assert [part.title for part in made("fi")["codes"].parts if not part.literal] == []
    shown = {part.title: part.literal for part in made("fi")["refusals"].parts}
    assert [code for code, literal in shown.items() if f'"code": "{code}"' not in literal] == []
    assert len(set(shown.values())) == len(shown)


def test_an_example_tells_no_answer() -> None:
    for part in made("fi")["refusals"].parts:
        _, _, told = part.literal.partition("\n[\n")
        assert told
        assert not any(given in told for given in ("7.555", "10.000", "2026-02-30", "neighbour", "finnish", "2026-11-25")), part.title


def test_every_public_name_has_one_entry() -> None:
    sources = english.english_sources()
    for module in english.MODULES:
        entries = re.findall(rf"^\.\. (?:auto\w+|py:data):: {re.escape(module)}\.(\w+)$", sources[f"reference/{module}.md"], re.M)
        assert sorted(entries) == sorted(import_module(module).__all__)


def test_a_page_in_english_leads_to_the_pages_written_by_hand() -> None:
    assert "](../promises.md)" in english.english_sources()["developer/handbook.md"]
    assert "](../developer.md)" in english.english_sources()["developer/handbook.md"]  # a page beside the folder of its name


@pytest.mark.deep
def test_the_pages_are_the_same_in_every_language() -> None:
    places = [{place: sorted(anchors(page)) for place, page in made(lang).items()} for lang in LANGUAGES]
    assert places[0].keys() == places[1].keys() == places[2].keys()
    assert [place for place in places[0] if place != "acts/index" and not places[0][place] == places[1][place] == places[2][place]] == []


# -- links -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", EACH)
def test_every_link_leads_to_a_place_that_is_there(lang: str) -> None:
    by_hand = [name.removesuffix(".md") for name in english.english_sources()] if lang == "en" else ()
    assert broken(made(lang).values(), by_hand) == []


@pytest.mark.parametrize("to", ["rules/none", "rules/a#none", "facts/a"])
def test_a_planted_broken_link_is_found(to: str) -> None:
    page = Page("rules/a", "A", (), (Part("One", "one", entries=(Entry(("x",), (Entry((Link("y", to),)),)),)),))
    assert broken([page]) == [("rules/a", to)]
    sound = Page("rules/a", "A", (), (Part("One", "one", entries=(Entry((Link("y", "rules/a#one"),)),)),))
    assert broken([sound]) == []


def test_no_name_stands_twice_on_a_page() -> None:
    doubled = {place: [a for a in found if found.count(a) > 1] for place, page in made("fi").items() if (found := list(anchors(page)))}
    assert len(doubled) > 300
    assert {place: names for place, names in doubled.items() if names} == {}


def leads(place: str, lang: str = "fi") -> set[str]:
    return {link.to for link in links(made(lang)[place])}


def under(place: str, lang: str = "fi") -> dict[str, set[str]]:
    """Of every name on a page where it leads to from there, in one step."""
    found: dict[str, set[str]] = {}

    def look(each: Part | Entry, above: tuple[str, ...]) -> None:
        above = (*above, each.anchor) if each.anchor else above
        said = each.said if isinstance(each, Part) else (each.said,)
        for name in above:
            found.setdefault(name, set()).update(link.to for line in said for link in line if isinstance(link, Link))
        for inner in (*each.entries, *each.inside) if isinstance(each, Part) else each.under:
            look(inner, above)

    for part in made(lang)[place].parts:
        look(part, ())
    return found


def one_step(lang: str) -> Iterator[tuple[str, str]]:
    """What is missing on the way from a part of an act to its rule, the cases of the rule and back: from where, and to where."""
    seen = {place: under(place, lang) for place in made(lang) if place.startswith(("acts/", "rules/", "facts/"))}
    for unit in told().units():
        act, name = address(f"act {unit.section.act}"), told().anchors[id(unit)]
        homes = [(address(f"rule {rule}"), f"clauses-{slug(clause)}") for rule, clause in unit.clauses]
        homes += [(address(f"rule {rule}"), f"notices-{slug(notice)}") for rule, notice in unit.notices]
        homes += [(address(f"rule {rule}"), "") for rule in unit.rules]
        for page, at in homes:
            there = {f"{page}#{at}".rstrip("#"), f"{page}#cases"}
            yield from ((f"{act}#{name}", to) for to in there - seen[act][name])
            if f"{act}#{name}" not in seen[page][at or "clauses"]:
                yield f"{page}#{at}", f"{act}#{name}"
        for fact in unit.facts:
            page = address(f"fact {fact}")
            if page not in seen[act][name]:
                yield f"{act}#{name}", page
            if f"{act}#{name}" not in set().union(*seen[page].values()):
                yield page, f"{act}#{name}"


@pytest.mark.parametrize("lang", EACH)
def test_a_part_of_an_act_leads_to_its_rule_and_the_cases_and_the_rule_leads_back(lang: str) -> None:
    assert sum(len(unit.clauses) for unit in told().units()) > 300
    assert sum(len(unit.notices) + len(unit.rules) for unit in told().units()) > 10
    assert list(one_step(lang)) == []


@pytest.mark.parametrize("lang", EACH)
def test_a_citation_leads_to_its_section_and_both_that_and_the_trace_table_lead_to_the_clause_and_the_cases(lang: str) -> None:
    trace = under("trace", lang)
    for rule in told().book.rules_in_order():
        page = address(f"rule {rule.id}")
        clauses = under(page, lang)
        assert "cases" in clauses
        for clause in rule.clauses:
            for cite in clause.cite:
                place, _, section = cited(cite).partition("#")
                there = {clause_address(rule.id, clause.name), f"{page}#cases"}
                assert there <= trace[place.removeprefix("acts/")], str(cite)
                assert told().cited(cite) in clauses[f"clauses-{slug(clause.name)}"]
                assert there <= under_of(place, lang)[section], str(cite)


def test_a_citation_of_an_item_leads_to_the_unit_that_has_it() -> None:
    by_address = {f"{address(f'act {unit.section.act}')}#{told().anchors[id(unit)]}": unit for unit in told().units()}
    wanted = 0
    for cite in {cite for rule in told().book.rules.values() for clause in rule.clauses for cite in clause.cite if cite.item}:
        place = place_of(cite)
        having = [u for s in told().statutes.sections_of(cite) for u in told().in_order(s) if u.place.items and place.inside(u.place)]
        wanted += bool(having)
        assert not having or by_address[told().cited(cite)] in having, str(cite)
    assert wanted > 50


@cache
def under_of(place: str, lang: str) -> dict[str, set[str]]:
    return under(place, lang)


def test_a_rule_leads_to_the_facts_that_it_asks_for_and_they_lead_back() -> None:
    from tunnistus.deciding.reads import facts_of

    book = told().book
    for rule in book.rules_in_order():
        page = address(f"rule {rule.id}")
        for fact in facts_of(book, rule):
            if book.facts[fact].askable:
                assert address(f"fact {fact}") in leads(page), (rule.id, fact)
                assert page in leads(address(f"fact {fact}")), (rule.id, fact)


def test_a_rule_shows_each_of_its_cases() -> None:
    for rule, cases in told().cases.items():
        part = next(part for part in made("fi")[address(f"rule {rule}")].parts if part.anchor == "cases")
        assert sum(len(file.under) for file in part.entries) == len(cases)
        files = [link.text for file in part.entries for link in file.said if isinstance(link, Link)]
        assert [file for file in files if not (ROOT / file).is_file()] == []
        assert len(files) == len(set(files))


def test_every_notice_stands_on_the_page_of_its_rule_and_a_case_that_expects_it_leads_to_it() -> None:
    expected = 0
    for rule in told().book.rules_in_order():
        parts = {part.anchor: part for part in made("fi")[address(f"rule {rule.id}")].parts}
        standing = {entry.anchor: entry for entry in parts["notices"].entries} if rule.notices else {}
        assert [*standing] == [notice_anchor(notice.key) for notice in rule.notices]
        for notice in rule.notices:
            assert standing[notice_anchor(notice.key)].said == (texts(told().book, "fi").say(f"rule.{rule.id}.notice.{notice.key}"),)
        for example in told().cases.get(rule.id, ()):
            expect = example.doc.expect[rule.id]
            for name in expect.named("notices") if isinstance(expect, ExpectDoc) else ():
                expected += 1
                shown = [case for file in parts["cases"].entries for case in file.under if case.said[0].text == example.name]
                known = {notice.key: notice_anchor(notice.key) for notice in rule.notices} | dict.fromkeys(told().book.later, "horizon")
                lines = [
                    line
                    for file in parts["cases"].entries
                    for case in file.under
                    if case.said[0].text == example.name
                    for line in case.under
                ]
                shown = {link.to or link.text for line in lines for link in line.said if isinstance(link, Link)}
                assert (f"{address(f'rule {rule.id}')}#{known[name]}" if name in known else name) in shown
    assert expected > 20


def test_a_story_shows_its_twin_and_the_fact_in_which_they_differ_leads_back() -> None:
    book, t = told().book, Teller(told(), "fi")
    with_twin = [name for name, story in book.stories.items() if story["differs"]]
    assert len(with_twin) > 15
    for name, story in book.stories.items():
        page = made("fi")[address(f"story {name}")]
        twin = next((part for part in page.parts if part.anchor == "twin"), None)
        assert (twin is not None) == (name in with_twin)
        for fact in story["differs"]:
            assert address(f"fact {fact}") in {link.to for entry in twin.entries for link in entry.said if isinstance(link, Link)}  # type: ignore[union-attr]
            assert f"{page.place}#twin" in leads(address(f"fact {fact}"))
    back = [to for place in below("facts") for to in leads(place) if to.endswith("#twin")]
    assert len(back) == sum(len(book.stories[name]["differs"]) for name in with_twin)
    assert steps(t, "alike_courier") == ("keep_contact", "find_out")


@pytest.mark.parametrize("name", ["alike_courier", "asleep_in_maths"])
def test_the_page_of_a_story_says_the_steps_that_practice_says(name: str) -> None:
    found = tn.practise(name).read().notice([]).say("consult").compare()
    assert found.twin is not None
    assert steps(Teller(told(), "fi"), name) == (found.step, found.twin.step)


def test_the_list_of_stories_says_the_setting_and_the_warnings_of_each() -> None:
    listed = {
        link.to: entry
        for part in made("fi")["stories/index"].parts
        for entry in part.entries
        for link in entry.said
        if isinstance(link, Link)
    }
    for story in tn.list_stories("fi"):
        (under,) = listed[address(f"story {story.story}")].under
        said = str(under.said[0])
        assert said.endswith(" ".join(story.warnings)), said
        assert (story.answers.get("age_under_18") is True or story.form == "child") <= ("apsi tai nuori" in said.partition(".")[0]), said
        assert len(said.partition(".")[0]) > 2


def test_the_page_of_a_story_says_what_is_not_certain_the_numbers_its_id_and_its_questions_in_their_order() -> None:
    book = told().book
    phones = [contact_of(book, role)["phone"] for role in ("emergency", "assistance_system", *OF_ONESELF)]
    unsure = []
    for name, story in book.stories.items():
        page = made("fi")[address(f"story {name}")]
        parts = {part.anchor: part for part in page.parts}
        unsure += [] if parts["notice"].entries else [name]
        assert bool(parts["notice"].said) == (not parts["notice"].entries)
        care = "\n".join("".join(map(text_of, said)) for said in (*parts["care"].said, *(entry.said for entry in parts["care"].entries)))
        assert [phone for phone in phones if phone not in care] == []
        assert f"practise {name} " in care
        points = [text_of(entry.said[0]) for entry in parts["points"].entries]
        assert points == [book.texts[f"vignette.{name}.point.{key}"] for key in story["points"]]
    assert {"asleep_in_maths", "husband_interprets"} <= {*unsure}


def text_of(said: str | Link) -> str:
    return said if isinstance(said, str) else said.text


# -- what people read --------------------------------------------------------------------------------------------


def sentences(page: Page) -> Iterator[str]:
    for said in every_line(page):
        yield "".join(each if isinstance(each, str) else each.text for each in said)


@pytest.mark.parametrize("lang", EACH)
def test_no_line_is_empty_or_has_a_placeholder_left(lang: str) -> None:
    lines = [(place, line) for place, page in made(lang).items() for line in sentences(page)]
    assert len(lines) > 10_000
    assert [each for each in lines if not each[1].strip()] == []
    assert [each for each in lines if re.search(r"\{\w*\}", each[1]) and each[0] != "codes"] == []  # the codes tell of placeholders


@pytest.mark.deep
def test_every_page_written_by_hand_has_a_translation() -> None:
    assert list(catalogues.findings()) == []


def commands(page: str) -> list[str]:
    """The words after `python -m tunnistus` on a page."""
    return re.findall(r"python -m tunnistus (.+?)(?:`|$)", (ROOT / "docs" / "site" / page).read_text(encoding="utf-8"), re.M)


def test_the_commands_of_the_pages_are_understood() -> None:
    given = [command for path in sorted((ROOT / "docs" / "site").glob("*.md")) for command in commands(path.name)]
    assert len(given) > 6
    for command in given:
        parser(own_texts("fi")).parse_args(command.split())


def test_what_stands_between_backticks_is_code() -> None:
    assert coded("Kirjoita `make docs`.") == ("Kirjoita ", Link("make docs", code=True), ".")
    assert coded("Ei koodia.") == ("Ei koodia.",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("permit.52a1", "permit.52a1"), ("2004/81/EY", "2004-81-EY"), ("LähestymiskieltoL", "LahestymiskieltoL"), ("1mom.1–2k.", "1mom.1-2k")],
)
def test_an_address_has_plain_signs_only(text: str, expected: str) -> None:
    assert slug(text) == expected


@pytest.mark.deep
def test_the_pages_are_the_same_bytes_whatever_the_hash_seed() -> None:
    code = """
import hashlib
from handbook import site
from handbook.material import Teller, material
from handbook.pages import written
t, found = Teller(material(), "sv"), hashlib.sha256()
for page in site.pages(t, {}):
    found.update(f"{page.place}{written(page)}".encode())
print(found.hexdigest())
"""
    runs = {
        subprocess.check_output([sys.executable, "-c", code], text=True, cwd=ROOT, env={"PYTHONHASHSEED": seed, "PATH": ""})
        for seed in "017"
    }
    assert len(runs) == 1


def test_a_page_is_written_without_what_is_empty() -> None:
    assert written(Page("a", "A", (), (Part("", "one", entries=(Entry(("x",)),)),))) == (
        '{\n"place": "a",\n"title": "A",\n"parts": [\n{\n"anchor": "one",\n"entries": [\n{\n"said": [\n"x"\n]\n}\n]\n}\n]\n}\n'
    )


LED = sorted({place for page in (ROOT / "docs" / "site").glob("*.md") for place in re.findall(r"<(developer/[^>]+)>", site_source(page))})


@pytest.mark.parametrize("place", LED)
def test_pages_by_hand_lead_to_english_pages_that_there_are(place: str) -> None:
    assert f"{place}.md" in english.english_sources()


@pytest.mark.parametrize(("lang", "place", "leads"), [
    ("sv", "developer/many-people", "../en/developer/many-people.html"), ("fi", "developer/recipes/batch", "../en/developer/recipes/batch.html"),
    ("sv", "developer/none", None), ("sv", "worker", None), ("en", "developer/many-people", None),
])  # fmt: skip
def test_a_page_in_english_only_is_led_to_from_the_other_languages(lang: str, place: str, leads: str | None) -> None:
    nodes, sphinx_pages = pytest.importorskip("docutils.nodes"), pytest.importorskip("handbook.sphinx_pages")
    app = SimpleNamespace(config=SimpleNamespace(language=lang))
    node = nodes.Element(refdomain="std", reftype="doc", reftarget=place, refdoc="analyst")
    found = sphinx_pages._in_english(app, None, node, nodes.inline())
    assert (found and found["refuri"]) == leads
