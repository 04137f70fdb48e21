"""Facts, rules, actors and stories as data: the same as the command line writes, whole, in order, and true to the rules both ways."""

from datetime import date, timedelta

import pytest

import tunnistus as tn
from tests import ROOT
from tunnistus.explaining.state import is_sign
from tunnistus.reading import canon
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.facts import fact_data
from tunnistus.saying.show import actors_data, rule_data
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.stories import story_data
from tunnistus.shipping import source
from tunnistus.trying.vignettes import read_vignettes

BOOK = source.book()
DAY = date(2026, 11, 24)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fact_rule_and_actor_stands_there_once_in_order_and_says_what_show_writes(lang: str) -> None:
    s = Speaker(BOOK, lang)
    assert [told.to_dict() for told in tn.list_facts(lang)] == [fact_data(s, fact) for fact in BOOK.facts.values()]
    assert [told.to_dict() for told in tn.list_rules(lang)] == [rule_data(BOOK, rule.id, lang) for rule in BOOK.rules_in_order()]
    assert [told.to_dict() for told in tn.list_actors(lang)] == actors_data(BOOK, lang)


def test_what_a_rule_reads_and_what_reads_a_fact_are_inverse() -> None:
    facts, rules = tn.list_facts("fi"), tn.list_rules("fi")
    reads = {(rule.rule, fact) for rule in rules for fact in rule.reads}
    assert reads == {(reader.rule, fact.fact) for fact in facts for reader in fact.rules}
    askable = {fact.fact for fact in facts if fact.askable}
    assert all([key.fact for key in rule.facts] == [name for name in rule.reads if name in askable] for rule in rules)
    for rule in rules[:: len(rules) // 10]:
        assert [fact.fact for fact in tn.list_facts("fi", rule=rule.rule)] == [*rule.reads]


def test_a_rule_is_listed_on_the_days_on_which_it_is_in_force() -> None:
    for rule in tn.list_rules("sv"):
        for day in [DAY, *(d + timedelta(days=n) for d in (rule.since, rule.until) if d for n in (-1, 0, 1))]:
            assert (rule in tn.list_rules("sv", on=day)) is ((rule.since or day) <= day <= (rule.until or day))
    assert len(tn.list_rules("sv", on=DAY)) < len(tn.list_rules("sv"))
    with pytest.raises(tn.errors.DateError):
        tn.list_rules("sv", on="2026-11-24")  # type: ignore[arg-type]


def test_codes_of_the_case_data_standard_are_those_of_its_list() -> None:
    told = {
        (row.group, row.row, fact.fact, row.relation, row.values)
        for fact in tn.list_facts("en")
        for each in fact.lists
        if each.list == "htcds"
        for row in each.rows
    }
    rows = BOOK.lists["htcds"].rows
    relates = {
        (row.group, row.ref, name, way, ()) for row in rows for way in ("expresses", "supports", "relates") for name in getattr(row, way)
    }
    values = {(row.group, row.ref, name, "values", members) for row in rows for name, members in row.values}
    assert told == relates | values
    assert values


def test_rules_of_others_are_listed_alone() -> None:
    book = tn.read_rules(ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules")
    assert [fact.fact for fact in tn.list_facts("en", book=book)] == [*book.facts]
    assert [rule.rule for rule in tn.list_rules("en", book=book)] == [rule.id for rule in book.rules_in_order()]


@pytest.mark.parametrize("name", ["list_facts", "list_rules", "list_actors", "list_stories"])
def test_there_is_no_other_language(name: str) -> None:
    with pytest.raises(tn.errors.UnknownName):
        getattr(tn, name)("de")


# -- training stories --------------------------------------------------------------------------------------------

WRITTEN = read_vignettes(ROOT / "indicators" / "vignettes")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_story_is_in_the_package_with_what_its_author_wrote(lang: str) -> None:
    s, told = Speaker(BOOK, lang), {story.story: story for story in tn.list_stories(lang)}
    assert [*told] == [*WRITTEN]
    for name, vignette in WRITTEN.items():
        story, doc = told[name], vignette.doc
        assert story.to_dict() == story_data(s, name)
        assert dict(tn.answers_from_json(story.answers)) == vignette.answers()
        assert (story.title, story.text) == (s.t.say(f"vignette.{name}.title"), s.t.say(f"vignette.{name}.story"))
        assert ([sign.fact for sign in story.notice], [each.fact for each in story.twin]) == (doc.signs, [*doc.differs])
        assert [point.says for point in story.points] == [s.t.say(f"vignette.{name}.point.{key}") for key in doc.points]
        assert (story.as_of, story.form, len(story.warnings)) == (doc.as_of, doc.form, len(doc.heavy))
        assert (story.kind == "look_alike", story.twin_text is None) == (doc.look_alike, doc.twin is None)
        assert all(each.twin and each.twin != each.story for each in story.twin)


def test_what_there_is_to_notice_is_every_sign_that_the_story_tells() -> None:
    for story in tn.list_stories("en"):
        signs = tn.assess(tn.answers_from_json(story.answers), as_of=story.as_of).signs
        assert {sign.fact for sign in story.notice} == {sign.fact for sign in signs.seen}
        assert {sign.fact for sign in story.perhaps} == {sign.fact for sign in signs.state("maybe")}
        assert all(is_sign(BOOK.facts[sign.fact]) for sign in (*story.notice, *story.perhaps))


def test_a_kind_chooses_and_together_they_are_all() -> None:
    kinds = ("look_alike", "weak_signs", "strong_signs")
    chosen = [story for kind in kinds for story in tn.list_stories("sv", kind=kind)]
    assert sorted(chosen, key=lambda story: story.story) == sorted(tn.list_stories("sv"), key=lambda story: story.story)
    assert all(tn.list_stories("sv", kind=kind) for kind in kinds)
    with pytest.raises(tn.errors.UnknownName, match="look_alike"):
        tn.list_stories("sv", kind="look_alikes")


HEAVY = {  # facts of what is hard to read, whatever else the author has warned of
    "violence": {"physical_violence", "threats_of_violence", "violence_to_family", "threats_to_family", "locked_in"},
    "sexual": {"sexual_violence", "forced_or_pressured_to_sell_sex", "sex_exchanged_for_basic_needs", "sexual_content_for_others_benefit"},
    "self_harm": {"self_harm_or_suicide_risk"},
}


def test_whoever_reads_a_heavy_story_is_warned_first() -> None:
    unwarned = [
        (name, heavy)
        for name, story in BOOK.stories.items()
        for heavy, facts in HEAVY.items()
        if any(told.get(fact) in (True, "maybe") for told in (story["answers"], story["differs"]) for fact in facts)
        and heavy not in story["heavy"]
    ]
    assert unwarned == []
    assert [name for name, story in BOOK.stories.items() if story["form"] in ("child", "sexual") and not story["heavy"]] == ["own_calendar"]


def test_stories_are_compiled_without_loss_and_without_a_checkout() -> None:
    parts = canon.dumps(BOOK)
    assert canon.loads(parts).stories == BOOK.stories
    assert parts["stories"].count('"kind":') == len(WRITTEN)
    assert tn.list_stories("fi", book=tn.read_rules(ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules")) == ()
