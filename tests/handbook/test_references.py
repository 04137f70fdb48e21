"""From a result to the handbook: every reference leads to a page and a place that the handbook has, and reading stays as it was."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from html import unescape

import attrs
import pytest
from markupsafe import escape

import tunnistus as tn
from handbook.pages import anchors
from tests import ROOT
from tests.effort import first_fast
from tests.examples import run
from tests.handbook.made import EACH, made
from tests.saying.people import told as everybody
from tests.saying.things import DAY, things
from tunnistus.assessment import Assessment
from tunnistus.commands.main import main
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying import brief, say
from tunnistus.saying.addresses import address, cited, clause_address, page_at
from tunnistus.saying.html import html
from tunnistus.saying.page import page_report
from tunnistus.saying.references import Reference, references
from tunnistus.saying.report import Heading, Item, Report
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

pytestmark = pytest.mark.enable_socket  # pages show what the service answers, and its loop talks to itself through sockets
BOOK = source.book()
AT = "https://handbook.example/of-rules/"
REFERENCE = re.compile(r'<span class="ref">&nbsp;<a href="([^"]*)" rel="noreferrer noopener" aria-label="([^"]*)">([^<]*)</a></span>')
STYLE = re.compile(r"\n\.ref\{.*?\n@media print\{\.ref\{display:none\}\}\n", re.S)
FEW = ("berry-picker", "young-person", "friend_from_the_game.False", "wl_detained_asylum_seeker.0")


@cache
def places(lang: str) -> frozenset[str]:
    """Every address that the handbook has in a language."""
    pages = [(page_at(AT, lang, place), anchors(page)) for place, page in made(lang).items()]
    return frozenset(f"{page}{end}" for page, names in pages for end in ("", *(f"#{name}" for name in names if name)))


def written(a: Assessment, lang: str, handbook: str = "") -> dict[str, str]:
    """An assessment and all its decisions as HTML."""
    pages = {
        "brief": a.html(lang, handbook=handbook),
        "lists": a.html(lang, lists=True, handbook=handbook),
    }
    return pages | {name: tn.render(d, lang, form="html", handbook=handbook) for name, d in a.decisions.items()}


def led(page: str) -> list[str]:
    return [unescape(to) for to, _, _ in REFERENCE.findall(page)]


def without(page: str) -> str:
    return STYLE.sub("", REFERENCE.sub("", page))


def wrong(page: str, plain: str, lang: str) -> Iterator[str]:
    yield from (to for to in led(page) if to not in places(lang))
    if without(page) != plain:
        yield "not the same without references"
    if page.count('class="ref"') != len(led(page)):
        yield "a reference of another form"


@pytest.mark.deep
@pytest.mark.parametrize("lang", EACH)
def test_every_reference_of_some_people_leads_to_a_place_of_the_handbook_and_the_rest_stays(lang: str) -> None:
    for name in FEW[:2]:
        a = everybody()[name]
        plain = written(a, lang)
        for kind, page in written(a, lang, AT).items():
            assert list(wrong(page, plain[kind], lang)) == [], (name, kind)
            assert led(page) or kind == "brief", (name, kind)


@pytest.mark.deep
@pytest.mark.parametrize(("n", "lang"), [*enumerate(LANGUAGES)])
def test_every_reference_of_everybody_leads_to_a_place_of_the_handbook_and_the_rest_stays(n: int, lang: str) -> None:
    """Each in one language, since references hang on no words; a few in every language are in the tests above."""
    for name, a in [*everybody().items()][n :: len(LANGUAGES)]:
        assert list(wrong(a.html(lang, handbook=AT, lists=True), a.html(lang, lists=True), lang)) == [], name


@pytest.mark.deep
@pytest.mark.parametrize("lang", EACH)
def test_every_rule_fact_and_story_shown_leads_to_places_of_the_handbook(lang: str) -> None:
    for name in (*BOOK.rules, *BOOK.facts, *BOOK.stories):
        page = tn.show(name, lang, handbook=AT).to_html()
        assert list(wrong(page, tn.show(name, lang).to_html(), lang)) == [], name
        assert led(page)[0] == page_at(AT, lang, address(f"{kind_of(name)} {name}")), "it leads to its own page"


def kind_of(name: str) -> str:
    return "rule" if name in BOOK.rules else "fact" if name in BOOK.facts else "story"


@pytest.mark.deep
@pytest.mark.parametrize("lang", EACH)
def test_whatever_a_notebook_shows_leads_to_places_of_the_handbook(lang: str) -> None:
    for kind, thing in things().items():
        shown = tn.show(thing, lang, handbook=AT)
        assert list(wrong(shown.to_html(), tn.show(thing, lang).to_html(), lang)) == [], kind
        assert led(shown.to_html()) or kind == "diff", kind
        assert (shown.to_text(), shown.to_markdown()) == (tn.show(thing, lang).to_text(), tn.show(thing, lang).to_markdown())
        assert "handbook" not in repr(shown)


@pytest.mark.parametrize("lang", EACH)
def test_a_comparison_of_two_days_leads_to_places_of_the_handbook(lang: str) -> None:
    changed = tn.diff("law", date(2022, 12, 31), date(2023, 1, 1))
    page = tn.show(changed, lang, handbook=AT).to_html()
    assert list(wrong(page, tn.show(changed, lang).to_html(), lang)) == []
    told = {change.rule.id for change in changed if change.status != "named"}
    assert len(told) > 10
    assert {page_at(AT, lang, address(f"rule {name}")) for name in told} <= set(led(page))


@pytest.mark.parametrize("lang", EACH)
def test_every_clause_and_every_citation_of_the_rules_has_its_place(lang: str) -> None:
    refer = references(BOOK, lang, AT, BOOK)
    assert refer
    for rule in BOOK.rules_in_order():
        for clause in rule.clauses:
            found = refer(f"clause {rule.id} {clause.name}")
            assert found
            assert found.to == page_at(AT, lang, clause_address(rule.id, clause.name)) in places(lang)
    cites = [cite for rule in BOOK.rules_in_order() for clause in rule.clauses for cite in clause.cite]
    cites += [cite for each in (*BOOK.facts.values(), *BOOK.relations) for cite in each.cite]  # type: ignore[attr-defined]
    assert len(cites) > 500
    for cite in cites:
        found = refer(f"cite {cite}")
        assert found
        assert found.to == page_at(AT, lang, cited(cite)) in places(lang), str(cite)


# -- each line about a rule or a fact has one ----------------------------------------------------------------------


def abouts(report: Report) -> Iterator[str]:
    yield report.about
    for heading in report.sections:
        yield from in_heading(heading)


def in_heading(heading: Heading) -> Iterator[str]:
    yield from heading.about[: max(1, len(heading.sentences))]
    for item in (*heading.steps, *heading.items):
        yield from in_item(item)
    for inner in heading.inside:
        yield from in_heading(inner)


def in_item(item: Item) -> Iterator[str]:
    yield item.about
    for under in item.under:
        yield from in_item(under)


@pytest.mark.parametrize("name", FEW)
@pytest.mark.parametrize("lang", first_fast(LANGUAGES))
def test_each_line_that_tells_of_something_has_one_reference(name: str, lang: str) -> None:
    refer, a = references(BOOK, lang, AT, BOOK), everybody()[name]
    assert refer
    s = Speaker(BOOK, lang)
    reports = [page_report(brief.brief(a), s), say.assessment_report(a, lang, lists=True)]
    reports += [say.decision_report(d, lang) for d in a.decisions.values()]
    for report in reports:
        page = html(report, refer=refer)
        expected = [found.to for about in abouts(report) if (found := refer(about))]
        assert Counter(led(page)) == Counter(expected)
        assert max(len(REFERENCE.findall(line)) for line in re.split(r"<(?:li|p|h\d|ul)\b", page)) == 1


@pytest.mark.parametrize("name", FEW)
def test_each_line_of_the_brief_about_one_rule_or_fact_leads_there(name: str) -> None:
    a = everybody()[name]
    lines = [line for part in brief.brief(a).parts for line in part.lines if line.about.startswith(("rule.", "fact.", "step.", "danger."))]
    assert len(lines) > 3
    page, s = a.html("en", handbook=AT), Speaker(BOOK, "en")
    for line in lines:
        assert line.told.partition(" ")[0] in ("rule", "fact"), line.about
        shown = without_links(page).partition(without_links(str(escape(line.say(s)))))[2]
        to = page_at(AT, "en", address(line.told))
        assert shown.startswith(f"&nbsp;<{to}>"), line.about


def without_links(page: str) -> str:
    """A page in which a reference stands as its address, and other links as their text."""
    return re.sub(r"</?[ab]\b[^>]*>", "", REFERENCE.sub(r"&nbsp;<\1>", page)).replace(" ", " ")


@pytest.mark.parametrize("name", FEW)
def test_each_rule_of_law_that_is_certain_has_its_reference(name: str) -> None:
    a = everybody()[name]
    found = set(led(a.html("sv", full=True, handbook=AT)))
    sure = [n for part in a.law.values() for n, d in part.items() if d.due and d.due != d.rule.otherwise]
    assert sure
    assert [n for n in sure if page_at(AT, "sv", address(f"rule {n}")) not in found] == []


# -- what a reference does not do -----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_to_the_person_lead_nowhere(lang: str) -> None:
    a = everybody()["berry-picker"]
    for full in (False, True):
        assert a.html(lang, register="plain", full=full, handbook=AT) == a.html(lang, register="plain", full=full)
    for thing in (a, a.next_step, a.ask()[0]):
        shown = [tn.show(thing, lang, register="plain", handbook=at).to_html() for at in (AT, "")]
        assert shown[0] == shown[1]
    assert tn.render(a.next_step, lang, register="plain", form="html", handbook=AT) == tn.render(
        a.next_step, lang, register="plain", form="html"
    )


def test_an_address_says_which_rule_and_never_what_was_answered() -> None:
    given = {"hourly_pay_eur": Decimal("4.37"), "citizenship": "third_country", "documents_withheld": True, "in_finland": True}
    a = tn.assess(given, as_of=DAY, act_from=date(2026, 2, 8))
    found = led(a.html("en", lists=True, handbook=AT))
    assert len(found) > 50
    assert [to for to in found if not re.fullmatch(re.escape(AT) + r"en/(?:rules|facts|acts|lists)/[\w.-]+\.html(?:#[\w.-]+)?", to)] == []
    assert [to for to in found if re.search(r"4[.,]37|third_country|2026-|[=?]", to)] == []


def test_the_page_asks_for_nothing_and_its_policy_stays() -> None:
    a = everybody()["berry-picker"]
    page, plain = a.html("fi", handbook=AT), a.html("fi")
    for made_of in (r"<meta[^>]*>", r"\b(?:src|srcset|action|ping)=", r"url\(", r"@import", r"<(?:script|link|img|iframe|base)\b"):
        assert re.findall(made_of, page) == re.findall(made_of, plain), made_of
    assert STYLE.search(page)
    assert "default-src 'none'" in page


def test_a_reference_is_heard_with_the_word_that_is_seen() -> None:
    for lang in LANGUAGES:
        found = REFERENCE.findall(everybody()["berry-picker"].html(lang, handbook=AT))
        assert len(found) > 100
        assert len({word for _, _, word in found}) >= 4
        assert [name for _, name, word in found if not name.startswith(f"{word}: ") or name.endswith(": ")] == []
    words = [{word for _, _, word in REFERENCE.findall(everybody()["berry-picker"].html(lang, handbook=AT))} for lang in LANGUAGES]
    assert not words[0] & words[1] | words[1] & words[2] | words[0] & words[2]


def test_what_a_reference_says_cannot_leave_its_place() -> None:
    def refer(about: str) -> Reference:
        return Reference("<b>", '"><script>', f'a"b&c/{about}')

    page = html(Report("fi", "T", (), (Heading("", items=(Item("x", about="y"),)),)), whole=False, refer=refer)
    assert '<a href="a&#34;b&amp;c/y"' in page
    assert 'aria-label="&lt;b&gt;: &#34;&gt;&lt;script&gt;"' in page
    assert "<script" not in page
    assert ">&lt;b&gt;</a>" in page


def test_the_page_that_tells_of_it_is_true() -> None:
    run("docs/handbook.md")


# -- rules of others --------------------------------------------------------------------------------------------------


def test_a_rule_or_fact_of_others_has_no_page_even_by_the_name_of_ours() -> None:
    rule, fact = BOOK.rules["permit.52a1"], BOOK.facts["documents_withheld"]
    other = attrs.evolve(
        BOOK,
        rules={**BOOK.rules, rule.id: attrs.evolve(rule, clauses=rule.clauses[1:])},
        facts={**BOOK.facts, fact.id: attrs.evolve(fact, stage=4 if fact.stage != 4 else 3)},
    )
    refer, ours = references(other, "fi", AT, BOOK), references(BOOK, "fi", AT, BOOK)
    assert refer
    assert ours
    for about in (f"rule {rule.id}", f"clause {rule.id} {rule.clauses[1].name}", f"fact {fact.id}"):
        assert ours(about)
        assert refer(about) is None
    assert refer("rule next_step")
    for none in (
        "",
        "rule none",
        "clause next_step none",
        "fact none",
        "cite UlkL 9999 §",
        "source none",
        "list none",
        "story none",
        "x y",
    ):
        assert ours(none) is None, none


@pytest.mark.deep
def test_rules_beside_ours_lead_nowhere_and_ours_still_do() -> None:
    book = tn.read_rules(ROOT / "docs" / "examples" / "municipality" / "koivuranta")
    given = {"documents_withheld": True, "earnings_taken": True, "koivuranta_in_town": True, "koivuranta_needs_bed": True}
    a = tn.assess(given, as_of=DAY, book=book)
    page = a.html("sv", handbook=AT)
    assert "koivuranta" not in "".join(led(page))
    assert list(wrong(page, a.html("sv"), "sv")) == []
    assert page_at(AT, "sv", "rules/next_step") in led(page)


# -- addresses of handbooks -----------------------------------------------------------------------------------------------

GOOD = {
    "https://example.org/handbook/": "https://example.org/handbook/",
    "https://example.org/handbook": "https://example.org/handbook/",
    "https://example.org": "https://example.org/",
    "http://localhost:8000/h": "http://localhost:8000/h/",
    "https://[::1]:8443/x": "https://[::1]:8443/x/",
    "https://example.org/a&b/%C3%A4": "https://example.org/a&b/%C3%A4/",
    "/srv/handbook": "/srv/handbook/",
    "/": "/",
    "../handbook/": "../handbook/",
    "handbook": "handbook/",
}
BAD = (
    "ftp://example.org", "javascript:alert(1)", "data:text/html,x", "file:///srv/x", "mailto:x", "//example.org/x", "https://", "https:///x",
    "https:x", "https://user:secret@example.org/", "https://example.org/?a=b", "https://example.org/#a", "x?y", "x#y", 'x"y', "x'y", "x`y",
    "a b", " a", "a ", "a\nb", "a\n", "a\x00b", "a\u202eb", "a\\b", "C:/x", "käsikirja", "<b>", "a//b", "https://example.org//", "%zz",
)  # fmt: skip


REFUSED = (
    "handbook: This is not an address of a handbook. "
    "Give an address that begins with https:// or http://, or a path; without ? and #, spaces and quotes."
)


@pytest.mark.parametrize("given", GOOD)
def test_a_good_address_is_taken_and_ends_with_a_stroke(given: str) -> None:
    page = everybody()["berry-picker"].html("sv", handbook=given)
    assert led(page)
    assert all(to.startswith(f"{GOOD[given]}sv/") for to in led(page))


@pytest.mark.parametrize("given", BAD)
def test_a_bad_address_is_refused_and_not_repeated(given: str) -> None:
    a = everybody()["berry-picker"]
    for make in (
        lambda: a.html("fi", handbook=given),
        lambda: a.html("fi", register="plain", handbook=given),
        lambda: tn.render(a.next_step, "fi", form="html", handbook=given),
        lambda: tn.show("permit.52a1", "fi", handbook=given),
    ):
        with pytest.raises(tn.TunnistusError) as problem:
            make()
        assert str(problem.value) == REFUSED


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_what_leads_nowhere_takes_no_handbook(form: str) -> None:
    with pytest.raises(tn.TunnistusError, match="HTML"):
        tn.render(everybody()["berry-picker"], "fi", form=form, handbook=AT)


# -- the command ------------------------------------------------------------------------------------------------------------

CASE = ("assess", str(ROOT / "docs" / "examples" / "young-person.yaml"), "--as-of", "2026-11-24")


@pytest.mark.deep
def test_the_command_writes_references(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*CASE, "--lang", "sv", "--format", "html"]) == 0
    plain = capsys.readouterr().out
    assert main([*CASE, "--lang", "sv", "--format", "html", "--handbook", AT]) == 0
    page = capsys.readouterr().out
    assert len(led(page)) > 50
    assert list(wrong(page, plain, "sv")) == []


@pytest.mark.parametrize("more", [["--format", "html", "--handbook", "x?y"], ["--handbook", AT], ["--format", "pdf", "--handbook", AT]])
def test_the_command_refuses_what_cannot_be(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*CASE, "--lang", "fi", *more]) == 2
    out, said = capsys.readouterr()
    assert out == ""
    assert "käsikirja" in said


def test_the_example_of_the_page_runs() -> None:
    run("docs/handbook.md")
