"""Brief and letter: short in every language, whole in what must not be missing, and harmless to whom the letter is for."""

import json
import re
import typing
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tunnistus as tn
from tests import ROOT
from tests.effort import tries
from tests.saying.people import BOOK, DAY, told
from tests.saying.wellformed import well_formed
from tunnistus.assessment import Assessment
from tunnistus.explaining.near import nearest
from tunnistus.explaining.state import State
from tunnistus.reading.documents import Help, Wish
from tunnistus.rules.horizon import touches
from tunnistus.rules.model import LANGUAGES
from tunnistus.rules.roles import holder
from tunnistus.saying import brief, letter, report
from tunnistus.saying.contacts import ways_to_reach
from tunnistus.saying.html import html
from tunnistus.saying.page import WIDEST, Page, page_report, sentences
from tunnistus.saying.speaker import Speaker
from tunnistus.testing.strategies import answers
from tunnistus.trying.cases import read_person

SHEETS = {"brief": (brief.brief, "worker", 3_000, 50), "letter": (letter.letter, "plain", 1_150, 26)}
ROLES = BOOK.facts["worker_role"].values
ELEMENTS = ("act", "means", "purpose", "harm", "context", "safety")


def written(page: Page) -> dict[str, str]:
    """A page as text in every language."""
    return {lang: report.text(page_report(page, Speaker(BOOK, lang, page.register))) for lang in LANGUAGES}


def too_long(a: Assessment) -> Iterator[tuple[str, str, int, int, int]]:
    for kind, (make, _, characters, lines) in SHEETS.items():
        for lang, text in written(make(a)).items():
            widest = max(map(len, text.splitlines()))
            if len(text) > characters or text.count("\n") > lines or widest > WIDEST:
                yield kind, lang, len(text), text.count("\n"), widest


@pytest.mark.deep
def test_everybody_in_the_stories_fits_on_a_sheet() -> None:
    assert len(told()) > 50
    assert {name: found for name, a in told().items() if (found := [*too_long(a)])} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_question_and_each_answer_fits_a_line_with_what_stands_before_it(lang: str) -> None:
    """Where one line has several of them, the first stands there however long it is."""
    s = Speaker(BOOK, lang)
    lines = []
    for fact in BOOK.facts.values():
        if fact.askable:
            lines += [brief._perhaps([fact.id, *["documents_withheld"] * 19], s), brief._declined(fact.id, s)]
        for value in (True, False) if fact.type == "bool" else fact.values:
            said = s.fact(fact, value)
            if fact.element in ELEMENTS:
                lines.append(
                    brief.together(s, lambda s, of=fact.element: brief._element(s, of), [lambda s, said=said: said, *[lambda s: "."] * 19])
                )  # type: ignore[misc]
            elif fact.wish:
                lines.append(said)
    assert len(lines) > 300
    assert [line for line in lines if len(line) > WIDEST] == []


@settings(max_examples=tries(20), deadline=None)
@given(st.data())
def test_anybody_fits_on_a_sheet_and_nothing_that_must_be_there_is_missing(data: st.DataObject) -> None:
    somebody_fits(data)


@pytest.mark.deep
@pytest.mark.parametrize("_sixty", range(5))  # 300 in the profile full, each sixty others: one test would take too long
@settings(max_examples=tries(60), deadline=None)
@given(data=st.data())
def test_three_hundred_people_fit_on_a_sheet(_sixty: int, data: st.DataObject) -> None:
    somebody_fits(data)


def somebody_fits(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(BOOK.facts)), max_size=40, unique=True))
    given_ = data.draw(answers(BOOK, names))
    given_.pop("worker_role", None)
    roles = data.draw(st.lists(st.sampled_from(ROLES), max_size=1))
    a = tn.assess(given_, as_of=DAY, roles=roles)
    assert [*too_long(a)] == []
    whole(a)


def whole(a: Assessment) -> None:
    """Danger, child, every duty and every period stand in the brief, in every language."""
    page = brief.brief(a)
    for lang, text in written(page).items():
        s = Speaker(BOOK, lang)
        emergency = [d for n, d in a.decisions.items() if d.rule.part == "emergency"]
        if any(d.counts and d.possible for d in emergency):
            assert "112" in text.split("\n\n")[1]
        for d in a.duties.values():
            for outcome in d.certain() if d.counts else ():
                assert sentences(s.outcome(d.rule.id, outcome)) in text
        for d in a.decisions.values():
            for period in d.periods:
                assert s.t.say(f"rule.{d.rule.id}.{period.clause}.period") in text
                assert period.start is None or s.day(period.start) in text
        view = a.decisions["child.in_view"]
        if view.counts and view.possible:
            assert any(part.name == "child" and part.lines for part in page.parts)


@pytest.mark.deep
@pytest.mark.parametrize("role", ROLES)
def test_every_duty_of_every_role_stands_in_the_brief_of_a_child_in_danger(role: str) -> None:
    judged = tn.Judged(True, by="worker", on=DAY)
    a = tn.assess({"age_under_18": True, "immediate_danger": True, "suspects_child_trafficking": judged}, as_of=DAY, roles=[role])
    assert a.decisions["emergency"].due
    assert a.decisions["child_route"].due
    whole(a)
    assert [*too_long(a)] == []


def test_what_is_due_is_left_out_only_where_one_line_folds_it_or_it_holds_for_everybody() -> None:
    a = told()["berry-picker"]
    page = brief.brief(a)
    law = next(part for part in page.parts if part.name == "law")
    there = {line.about.removeprefix("rule.") for line in (*law.lines, *law.folded)}
    nobody = tn.assess({}, as_of=DAY).decisions
    for name, d in a.decisions.items():
        effects = {c.effect for c in d.rule.clauses if c.then}
        due = d.counts and d.rule.part in ("law", "right") and d.due not in (None, d.rule.otherwise) and effects > {"definition"}
        if due and not nobody[name].due:
            assert name in there, name
    assert law.folded
    assert law.more
    assert str(len({line.about for line in law.folded})) in law.more(Speaker(BOOK, "fi"), law.folded)


def test_every_language_shows_the_same_lines_and_as_much_of_each() -> None:
    for name in ("berry-picker", "wage-dispute", "young-person"):
        pages_ = written(brief.brief(told()[name]))
        assert len({text.count("\n") for text in pages_.values()}) == 1
        decides = {"fi": "Ratkaisee: ", "sv": "Avgörande: ", "en": "What decides: "}
        assert len({tuple(decides[lang] in line for line in text.splitlines()) for lang, text in pages_.items()}) == 1


def test_a_child_is_reported_first_then_spoken_with_in_private() -> None:
    a = told()["crime_teen.False"]
    lines = a.explain("en").splitlines()
    steps = [line for line in lines if re.match(r"\d\. ", line)]
    assert steps[0].startswith("1. If you consider that the child's situation has to be looked into, make a child welfare report")
    assert steps[1].startswith("2. Arrange a situation")


def test_no_rule_stands_twice_as_given_and_as_failing() -> None:
    for a in told().values():
        near = nearest(a, ())
        assert len(near) == len({(each.decision.rule.id, each.outcome) for each in near})
        assert {each.decision.rule.id for each in near if each.kind == "not"}.isdisjoint(
            each.decision.rule.id for each in near if each.kind in ("yes", "may", "open")
        )


def test_what_a_step_says_to_do_does_not_stand_below_as_open() -> None:
    page = brief.brief(told()["berry-picker"])
    parts = {part.name: part for part in page.parts}
    told_ = {cite for line in parts["now"].lines for cite in line.cite}
    assert told_
    law = [line for line in (*parts["law"].lines, *parts["law"].folded) if told_ & {*line.cite}]
    assert all(line.say(Speaker(BOOK, "en")).startswith("Yes: ") for line in law)


def test_who_is_listening_is_asked_first_and_nothing_broad_of_what_was_told() -> None:
    def asked(given_: dict[str, Any]) -> list[str]:
        part = next(part for part in brief.brief(tn.assess(given_, as_of=DAY)).parts if part.name == "ask")
        return [line.about.removeprefix("fact.") for line in (*part.lines, *part.folded)]

    domestic = told()["domestic_live_in.False"].case.answers
    perhaps = dict.fromkeys(("afraid_of_someone", "someone_threatens_or_hurts"), tn.MAYBE)
    assert asked({**domestic.known, **perhaps})[0] == holder(BOOK, "listener")
    assert "someone_threatens_or_hurts" in asked({"deceived_wages": True, "immediate_danger": False})
    for item in (True, tn.MAYBE, tn.DECLINED):
        assert "someone_threatens_or_hurts" not in asked({"deceived_wages": True, "immediate_danger": False, "threats_to_family": item})


def test_what_the_worker_judges_is_asked_of_the_worker() -> None:
    own = [fact for fact in BOOK.facts.values() if fact.judgement and {*fact.judgement.who} & {"worker", "proposer"}]
    assert len(own) > 10
    for lang, word in {"fi": "(?i)(arvioi|epäile|tiedä)t(kö|ko)", "sv": r"\bdu\b", "en": r"\byour?\b"}.items():
        assert [fact.id for fact in own if not re.search(word, Speaker(BOOK, lang).question(fact))] == []


def test_what_to_ask_before_the_person_leaves_follows_from_the_help_that_is_due() -> None:
    def said(given_: dict[str, Any]) -> str:
        return written(brief.brief(tn.assess(given_, as_of=DAY)))["en"]

    assert "Ask before the person leaves: Do they need medical care?" in said({"visible_injuries": True})
    assert "Ask before the person leaves: Where will they spend tonight?" in said({"no_private_space": True})
    assert "Is the place where they are going safe for them?" in said({"physical_violence": True})
    assert "Ask before the person leaves" not in said({"deceived_wages": True})
    assert {kind for kinds in brief.LEAVING.values() for kind in kinds} <= {rule.helps for rule in BOOK.rules.values()}
    assert "do not ask for details of the act or write down more" in said({"forced_criminal_activity": True})
    assert "do not ask for details" not in said({"deceived_wages": True})


def test_where_no_rule_is_certain_the_law_begins_with_advice_that_can_be_reached() -> None:
    law = next(part for part in brief.brief(told()["wage-dispute"]).parts if part.name == "law")
    assert "0800 414 004" in law.lines[0].say(Speaker(BOOK, "en"))
    assert {*brief.ADVICE} <= {rule.helps for rule in BOOK.rules.values()}


@pytest.mark.parametrize(("role", "first"), [
    ("", "If you consider that the child's situation has to be looked into"),
    ("volunteer", "You may make a child welfare report even if it is not your duty."),
    ("social_worker", "Make a child welfare report to the wellbeing services county"),
])  # fmt: skip
def test_the_report_on_a_child_is_a_duty_or_a_power_by_the_role(role: str, first: str) -> None:
    judged = tn.Judged(True, by="worker", on=DAY)
    known = {"age_under_18": True, "suspects_child_trafficking": judged}
    known |= {"child_welfare_need_suspected": judged, "learned_in_task": True} if role else {}
    a = tn.assess(known, as_of=DAY, roles=[role] if role else [])
    steps = [line for line in a.explain("en").splitlines() if line.startswith("1. ")]
    assert steps[0].startswith(f"1. {first}")


# -- the letter ------------------------------------------------------------------------------------------------------

FORBIDDEN = {
    "fi": r"henkilö|merkki|merkit|tunnusmer|syyllis|rangais|turvallisuutta vaaran|kansallis|finlex|§|epäil|rikollinen|käännyt|karkot|valehtel|laiton",
    "sv": r"personen|tecken|skyldig|straff|nationell|finlex|§|misstän|brottsling|avvis|utvis|ljug|olaglig",
    "en": r"the person|\bsigns?\b|guilt|punish|national security|finlex|section|suspect|criminal\b|deport|remov(e|al) from|illegal",
}


def test_the_list_of_forbidden_words_finds_what_a_worker_reads() -> None:
    for lang, text in written(brief.brief(told()["berry-picker"])).items():
        assert re.search(FORBIDDEN[lang], text, re.IGNORECASE), lang


def harmful(a: Assessment) -> Iterator[tuple[str, str]]:
    page = letter.letter(a)
    for lang, text in written(page).items():
        for found in re.finditer(FORBIDDEN[lang], text, re.IGNORECASE):
            yield lang, found.group()
        if re.search(r"\? [–-] ", text):
            yield lang, "an answer beside its question"
    asked = [
        line.about.removeprefix("fact.")
        for part in page.parts
        if part.name == "ask"
        for line in part.lines
        if line.about.startswith("fact.")
    ]
    yield from (
        ("asks", name) for name in asked if BOOK.facts[name].judgement or BOOK.facts[name].element == "law" or BOOK.facts[name].cite
    )


@pytest.mark.deep
def test_no_letter_of_a_story_has_a_forbidden_word_or_asks_what_an_authority_thinks() -> None:
    assert len(told()) > 50
    assert {name: found for name, a in told().items() if (found := [*harmful(a)])} == {}


@settings(max_examples=tries(20), deadline=None)
@given(st.data())
def test_no_letter_of_anybody_has_a_forbidden_word(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(BOOK.facts)), max_size=40, unique=True))
    assert [*harmful(tn.assess(data.draw(answers(BOOK, names)), as_of=DAY))] == []


def test_a_letter_asks_only_about_wishes_and_nothing_that_was_answered() -> None:
    asked = set()
    for a in told().values():
        for part in letter.letter(a).parts:
            for line in part.lines if part.name == "ask" else ():
                name = line.about.removeprefix("fact.")
                if name != line.about:
                    asked.add(name)
                    assert BOOK.facts[name].wish
                    assert name not in a.case.answers.known
                    assert name not in a.case.answers.marks
    assert asked == {"interpreter_needed", "consent_to_referral", "safe_contact_method"}


def test_finnish_sentences_of_every_letter_are_short() -> None:
    for name, a in told().items():
        if "." in name and not name.endswith(".0"):
            continue
        for said in re.split(r"(?<=[.!?]) |\n", written(letter.letter(a))["fi"]):
            assert len(said.split()) <= 15, said


def test_nobody_is_told_that_it_is_not_their_fault_where_nothing_was_done() -> None:
    def says(a: Assessment) -> bool:
        return any(line.about == "letter.fault" for part in letter.letter(a).parts for line in part.lines)

    assert says(told()["berry-picker"])
    assert not says(tn.assess({}, as_of=DAY))
    assert not says(tn.assess({"documents_withheld": False}, as_of=DAY))
    assert not says(told()["ws_v_girlfriend_in_love.0"])  # she wants no help, and sees nothing that was done
    assert not says(told()["wage-dispute"])  # wages that are due are no reason to speak of fault


def test_a_paper_that_is_not_safe_to_keep_says_so() -> None:
    s = Speaker(BOOK, "en", "plain")

    def head(given_: dict[str, Any]) -> str:
        return letter.letter(tn.assess(given_, as_of=DAY)).head[0].say(s)

    assert "Do not take this paper with you." in head({"safe_contact_method": "none_safe"})
    assert "Do not take this paper with you." in head({"immediate_danger": True})
    assert "If somebody else might find it, do not take it." in head({})


def test_no_letter_tells_when_the_person_was_here() -> None:
    for text in written(letter.letter(told()["berry-picker"])).values():
        assert "2026" not in text
    assert "2026" not in told()["berry-picker"].html("fi", register="plain")


def test_a_paper_that_is_found_tells_nobody_of_trafficking_or_of_what_was_declined() -> None:
    words = {"fi": "ihmiskaup", "sv": "människohandel", "en": "trafficking"}
    for a in told().values():
        for lang, text in written(letter.letter(a)).items():
            assert words[lang] not in text.lower()
    declined = {**dict.fromkeys(("documents_withheld", "immediate_danger"), tn.DECLINED)}
    said = written(letter.letter(tn.assess(declined, as_of=DAY)))["en"]
    assert "You do not have to talk about anything you do not want to." in said
    assert "did not want" not in said


def test_what_the_person_is_told_of_telling_follows_the_duties_and_powers_of_the_role() -> None:
    def lines(given_: dict[str, Any], *roles: str) -> list[str]:
        page = letter.letter(tn.assess(given_, as_of=DAY, roles=roles))
        return [line.about for part in page.parts if part.name == "tell" for line in part.lines]

    assert "letter.tell.ask_us" in lines({"age_under_18": False})
    assert "letter.tell.ask_us" in lines({"age_under_18": False}, "social_worker"), "danger to life or health may have to be told"
    known = {"age_under_18": False, "knows_trafficking_underway": tn.Judged(False, by="worker", on=DAY)}
    assert "letter.tell.adult" in lines(known, "volunteer")
    assert "letter.tell.adult" not in lines({"age_under_18": False}, "volunteer"), "what can still be prevented has to be told"
    assert "letter.tell.adult" not in lines({}, "volunteer"), "a child may have to be told of"
    assert "letter.tell.adult" not in lines({"age_under_18": True}, "teacher")


# -- what the data name exists ----------------------------------------------------------------------------------------


def test_every_rule_set_of_law_stands_in_one_stage_of_the_way() -> None:
    named = [name for stage in BOOK.way for name in stage]
    assert len(named) == len({*named})
    elsewhere = {r.ruleset for r in BOOK.rules.values() if r.part in ("law", "right", "child") and r.ruleset.startswith("law/")} - {*named}
    assert elsewhere == set()
    assert {*named} <= set(BOOK.rulesets)


def test_every_duty_or_power_to_tell_that_the_letter_names_is_one() -> None:
    told = [rule for rule in BOOK.rules.values() if rule.tells]
    assert len(told) >= 8
    for rule in told:
        assert {c.effect for c in rule.clauses if c.then} & {*letter.TELLING}, rule.id


def test_wishes_duties_and_help_that_the_letter_names_are_of_the_vocabulary() -> None:
    told = {wish for fact in BOOK.facts.values() for _, wish in fact.wishes}
    assert {*letter.WISHES} == told - {"no_safe_contact"}
    assert told == {*typing.get_args(Wish)}
    assert all(fact.wish for fact in BOOK.facts.values() if fact.wishes)
    kinds = [rule.helps for rule in BOOK.rules.values() if rule.helps]
    assert sorted(kinds) == sorted(letter.HELPS) == sorted(typing.get_args(Help)), "each kind of help, and once"


def test_every_help_that_can_be_due_has_a_sentence_for_the_person() -> None:
    assert {r.id for r in BOOK.rules.values() if r.part == "help" and not r.helps} == {"other_help.child_welfare"}  # said of every child


# -- forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_as_data_holds_what_the_text_says(lang: str) -> None:
    a = told()["berry-picker"]
    for register, (make, _, _, _) in zip(("worker", "plain"), SHEETS.values(), strict=True):
        data = json.loads(json.dumps(a.page(lang, register=register)))
        text = written(make(a))[lang]
        for part in data["parts"]:
            assert all(line["text"] in text for line in part["lines"])
            assert all(line["about"] for line in (*part["lines"], *part["folded"]))
        assert {"kind", "lang", "register", "as_of", "title", "head", "parts"} == data.keys()


@pytest.mark.parametrize("register", ["worker", "plain"])
def test_the_page_in_html_has_links_and_is_well_formed(register: str) -> None:
    a = told()["berry-picker"]
    for lang in LANGUAGES:
        page = a.html(lang, register=register)
        well_formed(page)
        assert 'href="tel:112"' in page
        assert ("<details" in page) is (register == "worker")
        assert ('href="https://ihmiskauppa.fi"' in page) is (register == "worker")
    assert "finlex.fi" not in a.html("fi", register="plain")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_danger_and_the_child_are_never_folded(lang: str) -> None:
    for a in (told()["young-person"], tn.assess({}, as_of=DAY), tn.assess({"immediate_danger": True}, as_of=DAY)):
        page = a.html(lang, full=True)
        before, _, _ = page.partition("<details")
        assert before.count('<section class="urgent">') == 2
        assert "112" in before


def test_a_link_of_others_cannot_be_anything_else() -> None:
    hostile = ('javascript:alert("x")', 'https://example.org/"><b>', "data:text/html,x")
    items = tuple(report.Item(f"see {n}", links=((str(n), url),)) for n, url in enumerate(hostile))
    made = report.Report("en", "t", (), (report.Heading("h", items=items),))
    page, said = html(made), report.markdown(made)
    well_formed(page)
    assert page.count("<a ") == 1
    assert 'href="https://example.org/&#34;&gt;&lt;b&gt;"' in page
    assert "javascript" not in page
    assert "javascript" not in said
    phone = report.Report("en", "t", (), (report.Heading("h", items=(report.Item("call 116 006", links=(("116 006", "tel:116006"),)),)),))
    assert '<a href="tel:116006">116&nbsp;006</a>' in html(phone)


def test_markdown_has_links_too() -> None:
    said = told()["berry-picker"].explain("fi", markdown=True)
    assert "(tel:112)" in said
    assert "1. Järjestä tilanne" in said


@pytest.mark.parametrize(("given_", "state", "first"), [
    ({"admitted_to_assistance_system": True}, State.IN_SYSTEM, "Henkilö on otettu ihmiskaupan uhrien auttamisjärjestelmään."),
    ({}, State.NOTHING_KNOWN, "Ihmiskaupan merkeistä ei ole vielä kysytty mitään, joten niistä ei tiedetä mitään."),
    ({"documents_withheld": True}, State.FIND_OUT, "1. Kysy varovasti, hyötyykö joku siitä, mitä henkilö tekee, ja mitä tapahtuisi, jos hän kieltäytyisi tai lähtisi. Kyse voi olla muustakin."),
])  # fmt: skip
def test_what_to_do_begins_with_what_is_true_of_the_person(given_: dict[str, Any], state: State, first: str) -> None:
    a = tn.assess(given_, as_of=DAY)
    assert a.state == state
    lines = a.explain("fi").splitlines()
    assert lines[lines.index("MITÄ TEET NYT") + 1] == first


def test_help_is_named_before_what_is_told_to_others_and_both_sheets_say_what_the_assistance_system_is() -> None:
    a = told()["berry-picker"]
    parts = [part.name for part in letter.letter(a).parts]
    assert parts.index("now") < parts.index("tell") < parts.index("call")
    is_ = {"fi": "on julkinen palvelu", "sv": "är en offentlig tjänst", "en": "is a public service"}
    for make in (letter.letter, brief.brief):
        assert [lang for lang, text in written(make(a)).items() if is_[lang] not in text] == []
    for lang, text in written(brief.brief(a)).items():
        step = next(line for line in text.splitlines() if line.startswith("3. "))
        assert "+358 2954 63177" in step, lang


def test_somebody_who_does_not_consent_is_not_proposed() -> None:
    given_ = {**read_person(ROOT / "docs" / "examples" / "berry-picker.yaml", book=BOOK).answers, "age_under_18": False}
    no = tn.assess({**given_, "consent_to_referral": "does_not_consent"}, as_of=DAY).explain("en")
    yes = tn.assess({**given_, "consent_to_referral": "consents"}, as_of=DAY).explain("en")
    assert "Ask the Assistance System (+358 2954 63177) for advice without saying who the person is." in no
    assert "propose admission" not in no
    assert "The person consents: call the Assistance System" in yes
    assert "propose admission" in yes
    assert "If the person consents" not in yes


@pytest.mark.parametrize("served", [DAY - timedelta(days=3), None])
def test_a_period_stands_first_in_the_law_also_while_its_first_day_is_missing(served: date | None) -> None:
    given_ = {"assistance_decision_kind": "removal", **({"decision_served_on": served} if served else {})}
    a = tn.assess(given_, as_of=DAY)
    (d,) = (d for d in a.decisions.values() if d.periods)
    assert [period.start for period in d.periods] == [served]
    law = next(part for part in brief.brief(a).parts if part.name == "law")
    for lang, word in {"fi": "Valitusaika", "sv": "Besvärstid", "en": "Time for appeal"}.items():
        assert law.lines[0].say(Speaker(BOOK, lang)).startswith(f"{word}: ")
    whole(a)


@pytest.mark.deep
def changed_since(a: Assessment) -> set[tuple[str, int]]:
    """The acts that the brief says were changed later, each with a year, as it writes them in English."""
    said = written(brief.brief(a))["en"].rsplit("The law is shown here", 1)[1].partition("since: ")[2]
    return {(act, int(year)) for act, years in re.findall(r"(\S+) \(([\d, ]+)\)", said) for year in years.split(", ")}


@pytest.mark.deep
def test_the_brief_names_the_later_changes_that_touch_what_it_cites_and_no_others() -> None:
    people = [*told().values()][::6]
    assert sum(bool(changed_since(a)) for a in people) > 3
    for a in people:
        cited = [cite for part in brief.brief(a).parts for line in part.lines for cite in line.cite]
        changes = [each for each in BOOK.later.values() if each.since <= a.case.dates.as_of]
        touched = {(BOOK.acts[c.act]["number"], each.since.year) for each in changes for c in cited if touches(each, c)}
        assert touched == changed_since(a)


def test_before_a_change_of_law_the_brief_does_not_name_it() -> None:
    given = read_person(ROOT / "docs" / "examples" / "berry-picker.yaml", book=BOOK).answers
    answers = {name: answer for name, answer in given.items() if not isinstance(answer, tn.Judged)}
    assert changed_since(tn.assess(answers, as_of=date(2026, 6, 11))) == set()
    assert changed_since(tn.assess(answers, as_of=date(2026, 6, 12))) == {("301/2004", 2026)}


def test_a_contact_is_reached_in_whatever_way_there_is() -> None:
    assert ways_to_reach({"phone": "+358 2954 63177", "web": "https://www.example.org/a/b"}) == [
        ("+358 2954 63177", "tel:+358295463177"), ("example.org", "https://www.example.org/a/b")]  # fmt: skip
    assert ways_to_reach({"email": "a@example.org"}) == [("a@example.org", "mailto:a@example.org")]
    assert ways_to_reach({}) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_no_way_of_contact_is_safe_nobody_is_asked_to_keep_in_contact(lang: str) -> None:
    safe, unsafe = (
        [line for line in tn.assess({"safe_contact_method": way}, as_of=DAY).explain(lang).splitlines() if re.match(r"\d\. ", line)]
        for way in ("phone_call", "none_safe")
    )
    keep = {"fi": "Pidä yhteyttä", "sv": "Håll kontakt", "en": "Keep in contact"}[lang]
    never = {"fi": "1. Älä ota henkilöön yhteyttä", "sv": "1. Ta inte kontakt med personen", "en": "1. Do not contact the person"}[lang]
    assert any(keep in line for line in safe)
    assert unsafe[0].startswith(never)
    assert len(unsafe) == 2
    assert not any(keep in line for line in unsafe)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_number_of_its_own_stands_in_swedish_and_the_hours_only_beside_the_number_that_has_them(lang: str) -> None:
    assert BOOK.actors["crisis_helpline"]["contact"].keys() >= {"phone_sv", "around_the_clock"}
    known = {
        "immediate_danger": False,
        "feels_no_way_out": True,
        "violence_to_family": True,
        "physical_violence": True,
        "afraid_of_someone": True,
    }
    page = tn.assess(known, as_of=DAY).explain(lang, full=True)
    day_and_night = {"fi": "ympäri vuorokauden", "sv": "dygnet runt", "en": "day and night"}[lang]
    assert f"+358 2954 63177 ({day_and_night})" in page
    assert f"112 ({day_and_night})" not in page
    own, other = ("0112", "0111") if lang == "sv" else ("0111", "0112")
    assert f"09 2525 {own}" in page
    assert f"09 2525 {other} (" not in page
    assert (f"09 2525 {own} ({day_and_night})" in page) == (lang != "sv")


def test_the_first_sentences_of_a_text() -> None:
    assert sentences("Soita 112. Älä odota. Pysy luona.") == "Soita 112."
    assert sentences("Soita 112. Älä odota. Pysy luona.", 2) == "Soita 112. Älä odota."
    assert sentences("Yksi vain.", 3) == "Yksi vain."
    assert sentences("Laki 5 § 1 mom. 2 kohta koskee. Toinen.") == "Laki 5 § 1 mom. 2 kohta koskee."
    assert sentences("") == ""
