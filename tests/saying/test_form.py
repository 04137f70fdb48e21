"""Forms: what they ask and when, JSON Schema and XLSForm of it, and answers on their way back."""

import io
import json
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

import tunnistus as tn
from tests import ROOT
from tests.effort import first_fast, tries
from tests.examples import blocks, run
from tunnistus.commands.main import main
from tunnistus.deciding.reads import facts_of
from tunnistus.errors import AnswersRefused, UnknownName
from tunnistus.explaining.assessed import identification
from tunnistus.explaining.opening import openers, unfolded
from tunnistus.rules.answers import Mark
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.asked import JUDGEMENTS, Field, Opening
from tunnistus.shipping import source

BOOK = source.book()
DAY = date(2026, 11, 24)
PAGE = (ROOT / "docs" / "forms.md").read_text(encoding="utf-8")
THIRD = ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules"
MAKE: dict[str, Callable[[], tn.Form]] = {
    "signs": tn.form,
    "with judgements": lambda: tn.form(judged_by=["worker", "police", "permit_authority"]),
    "for the person": lambda: tn.form(register="plain"),
    "a permit": lambda: tn.form(rules=["permit.52a1"], judged_by=["permit_authority"]),
    "numbers and a day": lambda: tn.form(facts=["debt_amount_eur", "exploitation_duration_days", "date_of_birth", "wants_help"]),
    "judgements": lambda: tn.form(facts=["worker_presumes_victim", "reasonably_suspected_victim", "debt_amount_eur"]),
    "rules of others": lambda: (lambda book: tn.form(rules=[*book.rules], judged_by=[*book.actors], book=book))(tn.read_rules(THIRD)),
}
FORMS = [*MAKE]
VARIANTS = ["signs", "with judgements", "judgements", "numbers and a day"]


@cache
def made(name: str) -> tn.Form:
    return MAKE[name]()


def fields(name: str) -> tuple[Field, ...]:
    return made(name)._fields


# -- what is asked -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_danger_is_asked_before_anything_else(name: str) -> None:
    stage = [field.fact.element == "safety" for field in fields(name) if field.page == 1]
    assert stage == sorted(stage, reverse=True)
    if "immediate_danger" in made(name).facts:
        assert made(name).facts[0] == "immediate_danger"


@pytest.mark.parametrize("name", FORMS)
def test_every_fact_is_asked_once_by_stage_and_after_the_broad_question(name: str) -> None:
    form, place = made(name), {fact: n for n, fact in enumerate(made(name).facts)}
    assert len(place) == len(form.facts) > 0
    pages = [field.page for field in fields(name)]
    assert pages == sorted(pages)
    for field in fields(name):
        assert (field.page == JUDGEMENTS) is bool(field.fact.judgement)
        assert field.page >= field.fact.stage or field.fact.judgement
        assert [gate for gate in openers(form.book).get(field.fact.id, ()) if place.get(gate, -1) > place[field.fact.id]] == []
        assert {opening.fact for opening in field.when} <= place.keys()


def test_a_form_asks_what_its_rules_read() -> None:
    read = {fact for rule in identification(BOOK) for fact in facts_of(BOOK, BOOK.rules[rule])}
    put = {name for name in read if BOOK.facts[name].askable and not BOOK.facts[name].judgement}
    assert put <= {*made("signs").facts}
    assert all(BOOK.facts[name].opens for name in {*made("signs").facts} - put)
    judged = {*made("with judgements").facts} - {*made("signs").facts}
    assert judged
    assert all(
        fact.judgement and {*fact.judgement.who} & {"worker", "police", "permit_authority"} for fact in map(BOOK.facts.__getitem__, judged)
    )
    assert {*tn.form(facts=["worker_presumes_victim"]).facts} == {"worker_presumes_victim"}


@pytest.mark.parametrize(("asked", "told"), [
    ({"rules": ["permit.52a"]}, "There is no such rule. Did you mean 'permit.52a"),
    ({"facts": ["documents_witheld"]}, "There is no such fact. Did you mean 'documents_withheld'?"),
    ({"judged_by": ["polise"]}, "There is no such function. Did you mean 'police'?"),
    ({"facts": ["may_be_child"]}, "This fact is not asked: it follows from others. Ask about the facts that it follows from; see `tunnistus show may_be_child`."),
    ({"register": "formal"}, "There is no such register."),
])  # fmt: skip
def test_what_is_not_there_is_told(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(UnknownName) as problem:
        tn.form(**asked)
    assert told in str(problem.value).replace(f"{problem.value.where}: ", "")


# -- when it is asked --------------------------------------------------------------------------------------------

WORDS: dict[Any, Any] = {"yes": True, "no": False, "maybe": "maybe", "declined": "declined", "not known": None}


def holds(each: Opening, answers: Mapping[str, Any]) -> bool:
    """Whether an opening holds for answers as JSON has them; ``None`` is "not known", and what was not answered is not there."""
    given_ = each.fact in answers and any(answers[each.fact] is a or answers[each.fact] == a != 1 for a in each.answers)
    return given_ and (not each.seen or any(answers.get(name) is answer for name, answer in each.seen))


def in_xpath(relevant: str, answers: Mapping[str, Any]) -> bool:
    """The condition of the spreadsheet for the same answers. Of its language only this is used: names, texts, and, or, =, !=."""
    words = {name: "not_known" if a is None else str(a).lower() if isinstance(a, bool) else str(a) for name, a in answers.items()}
    python = re.sub(r"\$\{(\w+)\}", lambda found: repr(words.get(found[1], "")), relevant).replace(" = ", " == ")
    assert re.fullmatch(r"(?:'[\w.-]*'| |==|!=|and|or|[()])*", python)
    return bool(eval(python))


@settings(max_examples=tries(60))
@given(st.data())
def test_a_question_of_a_group_is_shown_exactly_when_the_interview_unfolds_it(data: st.DataObject) -> None:
    every = fields("signs")
    answers: dict[str, Any] = {}
    usual = data.draw(st.sampled_from(["no", "not known", "yes"]))
    special = data.draw(
        st.dictionaries(
            st.sampled_from([f.fact.id for f in every if f.fact.opens or not f.when]), st.sampled_from([*WORDS, ""]), max_size=12
        )
    )
    for field in every:
        word = special.get(field.fact.id, usual if field.fact.opens else "")
        if word and field.fact.type == "bool" and not field.when:
            answers[field.fact.id] = WORDS[word]
    known = {name: a for name, a in answers.items() if isinstance(a, bool)}
    marks = {name: Mark(a.upper()) for name, a in answers.items() if isinstance(a, str)}
    skip = [name for name, a in answers.items() if a is None]
    here: Any = SimpleNamespace(known=known, marks=marks)
    names = [field.fact.id for field in every if field.fact.id not in known]
    shown = unfolded(BOOK, here, names, skip)
    rows = {row["name"]: row for row in made("signs").sheets()["survey"]}
    for field in every:
        if field.when:
            assert any(holds(each, answers) for each in field.when) is (field.fact.id in shown), field.fact.id
            assert in_xpath(rows[field.fact.id]["relevant"], answers) is (field.fact.id in shown), field.fact.id


def test_a_sign_seen_after_a_no_opens_its_group_again_and_no_question_waits_for_itself() -> None:
    by_name = {field.fact.id: field for field in fields("signs")}
    tried = 0
    for name, gates in openers(BOOK).items():
        if len(gates) < 2 or name not in by_name or by_name[name].fact.type != "bool":
            continue
        sign = by_name[name].fact.polarity != "reassuring"
        for gate in gates:
            if gate in by_name and BOOK.facts[gate].polarity == "risk":
                for answer in (sign, not sign):
                    here: Any = SimpleNamespace(known={gate: False, name: answer}, marks={})
                    shown = unfolded(BOOK, here, [*by_name], ())
                    group = [by_name[other] for other in BOOK.facts[gate].opens if other in by_name and by_name[other].when]
                    for field in group:
                        tried += 1
                        assert any(holds(each, {gate: False, name: answer}) for each in field.when) is (field.fact.id in shown)
    assert tried > 100
    waits = {name: {each.fact for each in field.when} | {n for each in field.when for n, _ in each.seen} for name, field in by_name.items()}
    assert [name for name, on in waits.items() if any(waits[other] and not by_name[other].fact.opens for other in on)] == []


def test_most_questions_of_groups_wait_for_the_broad_question() -> None:
    grouped = [field for field in fields("signs") if field.fact.id in openers(BOOK)]
    assert len([field for field in grouped if field.when]) > 120 > 30 > len([field for field in grouped if not field.when]) > 0


# -- JSON Schema -------------------------------------------------------------------------------------------------


def samples(schema: dict[str, Any]) -> Iterator[Any]:
    """Answers that a question takes: every choice, and the ends of what is none."""
    for each in schema["oneOf"]:
        if "const" in each:
            yield each["const"]
        elif "properties" in each:
            values = samples({"oneOf": each["properties"]["judged"].get("oneOf", [each["properties"]["judged"]])})
            yield from ({"judged": value, "by": "worker", "day": "2026-11-24"} for value in values)
        elif "$ref" in each:
            yield from ("1980-02-29", "2026-11-24")
        else:
            yield each.get("minimum", each.get("exclusiveMinimum", 0) + 1)
            yield each.get("maximum", each.get("exclusiveMaximum", 0) - 1)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", first_fast(FORMS, 2))
def test_the_schema_is_valid_and_every_answer_that_it_takes_is_read(name: str, lang: str) -> None:
    form, schema = made(name), made(name).json_schema(lang)
    Draft202012Validator.check_schema(schema)
    assert [*schema["properties"]] == [*form.facts]
    assert [each["x-order"] for each in schema["properties"].values()] == [*range(1, len(form.facts) + 1)]
    assert {each["x-page"] for each in schema["properties"].values()} == {page["page"] for page in schema["x-pages"]}
    for fact, each in schema["properties"].items():
        one = Draft202012Validator({**each, "$defs": schema["$defs"]}, format_checker=FormatChecker(["date"]))
        for answer in samples(each):
            if isinstance(answer, dict):
                answer["by"] = (form.book.facts[fact].judgement or pytest.fail("no judgement")).who[-1]
            assert one.is_valid(answer), (fact, answer)
            read = tn.answers_from_json(json.dumps({fact: answer}), book=form.book)
            assert len(read) == (answer is not None)
        assert not one.is_valid("nothing of this")
        assert each["title"]
        judged = form.book.facts[fact].judgement
        offered = {choice.get("const") for choice in each["oneOf"]}
        assert ("declined" in offered) is not bool(judged), "who judges does not decline for the person"
        if judged:
            deciders = each["oneOf"][0]["properties"]["by"]["oneOf"]
            assert [choice["const"] for choice in deciders] == [*judged.who]
            assert all(choice["title"] for choice in deciders)


def english_in(schema: Any) -> list[str]:
    """What a schema says in words beside titles, which are those of the catalogue."""
    found = [text for key, text in schema.items() if key == "description"] if isinstance(schema, dict) else []
    inside = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else []
    return [*found, *(text for each in inside for text in english_in(each))]


@pytest.mark.parametrize("name", ["with judgements", "numbers"])
def test_a_schema_holds_no_word_that_is_the_same_in_two_languages(name: str) -> None:
    form = tn.form(facts=["debt_amount_eur", "hourly_pay_eur", "documents_withheld"]) if name == "numbers" else made(name)
    sv, en = (english_in(form.json_schema(lang)) for lang in ("sv", "en"))
    assert len(sv) == len(en) > 2
    assert {*sv}.isdisjoint(en)


def test_titles_are_in_the_language_and_register_asked_for() -> None:
    mine, own = made("signs").json_schema("sv"), made("for the person").json_schema("fi")["properties"]["documents_withheld"]
    assert mine["title"] == "Frågor om situationen"
    assert mine["properties"]["documents_withheld"]["oneOf"][0] == {"const": True, "title": "Ja"}
    assert "description" in mine["properties"]["documents_withheld"]
    assert "description" not in own
    assert {"const": "declined", "title": "En halua vastata"} in own["oneOf"]
    assert own["title"] == BOOK.texts["fact.documents_withheld.plain"]
    waits = mine["properties"]["documents_withheld"]["x-when"]
    assert waits[0] == {"fact": "someone_keeps_money_or_papers", "answers": [True, "maybe", None]}


# -- XLSForm -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_pyxform_makes_of_the_spreadsheet_what_odk_reads(name: str) -> None:
    from pyxform.xls2xform import convert

    form, written = made(name), made(name).xlsx("sv")
    assert written == form.xlsx("sv")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of its own libraries
        found = convert(io.BytesIO(written), file_type=".xlsx")
    assert found.warnings == []
    for fact in form.facts:
        assert found.xform.count(f"<{fact}/>") == 1
    assert [found.xform.count(f'<translation lang="{lang}"') for lang in ("Suomi (fi)", "English (en)")] == [1, 1]
    assert '<translation lang="Svenska (sv)" default="true()"' in found.xform


@pytest.mark.parametrize("name", FORMS)
def test_the_rows_say_everything_in_three_languages(name: str) -> None:
    told = made(name).sheets()
    assert told.keys() == {"survey", "choices", "settings"}
    lists = {row["list_name"] for row in told["choices"]}
    assert {row["type"].split()[1] for row in told["survey"] if row["type"].startswith("select_one")} == lists
    assert len({(row["list_name"], row["name"]) for row in told["choices"]}) == len(told["choices"])
    for row in (*told["survey"], *told["choices"]):
        for column in ("label", "hint"):
            assert len([key for key in row if key.startswith(f"{column}::") and row[key]]) in (0, 3)
        assert any(key.startswith("label::") for key in row) or row["type"] == "end_group"
    names = [row["name"] for row in told["survey"] if not row["type"].endswith("_group")]
    assert len(names) == len({*names})


def submission(form: tn.Form, answers: Mapping[str, Any], nested: bool) -> dict[str, Any]:
    """Answers in the wire form as a program sends them that a person has filled the spreadsheet's form in with."""
    found: dict[str, Any] = {"start": "2026-11-24T10:00:00Z", "_id": 7, "meta": {"instanceID": "uuid:1"}, "formhub/uuid": "2"}
    for field in form._fields:
        name, answer = field.fact.id, answers.get(field.fact.id, "")
        judged = isinstance(answer, dict)
        word = answer["judged"] if judged else answer
        word = "not_known" if word is None else str(word).lower() if isinstance(word, bool) else str(word)
        told = {name: word}
        if field.fact.type in ("number", "date") and not judged and word in ("maybe", "declined", "not_known"):
            told = {name: "", f"{name}__open": word}
        if judged:
            told |= {f"{name}__by": answer["by"], f"{name}__day": answer["day"]}
        for key, item in told.items():
            if nested:
                found.setdefault(f"page{field.page}", {})[key] = item
            else:
                found[f"page{field.page}/{key}"] = item
    return found


@settings(max_examples=tries(60))
@given(st.sampled_from(VARIANTS), st.booleans(), st.data())
def test_what_is_sent_back_is_the_answers_that_were_given(name: str, nested: bool, data: st.DataObject) -> None:
    form = made(name)
    schema = made_schema(name)
    chosen = data.draw(st.lists(st.sampled_from(form.facts), max_size=12, unique=True))
    answers = {fact: data.draw(st.sampled_from([*samples(schema["properties"][fact])])) for fact in chosen}
    read = form.answers(json.dumps(submission(form, answers, nested)))
    assert read == tn.answers_from_json(json.dumps(answers))
    assert read.to_dict().keys() == {fact for fact, answer in answers.items() if answer is not None}


@cache
def made_schema(name: str) -> dict[str, Any]:
    return made(name).json_schema("en")


def test_without_the_extra_the_rows_are_still_there_and_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    assert made("a permit").sheets()["survey"]
    with pytest.raises(tn.TunnistusError, match="Install the extra forms"):
        made("a permit").xlsx()


def test_a_submission_is_assessed() -> None:
    sent = submission(made("signs"), {"documents_withheld": True, "threats_to_family": "maybe", "wants_help": None}, nested=True)
    a = tn.assess(made("signs").answers(sent), as_of=DAY)
    assert a.next_step.floor == tn.assess({"documents_withheld": True, "threats_to_family": tn.MAYBE}, as_of=DAY).next_step.floor


def test_questions_that_are_not_of_the_form_are_refused_and_those_added_to_it_left_out() -> None:
    form = made("signs")
    with pytest.raises(AnswersRefused) as problem:
        form.answers({"case_number": "secret", "page1/documents_witheld": "true"})
    assert [(each.code, each.where) for each in problem.value.every] == [
        ("unknown-fact", "case_number"),
        ("unknown-fact", "documents_witheld"),
    ]
    assert "secret" not in str(problem.value)
    read = form.answers({"case_number": "secret", "page1": {"documents_withheld": "true"}}, others=["case_number"])
    assert read.to_dict() == {"documents_withheld": True}
    with pytest.raises(AnswersRefused) as problem:
        form.answers({"page1/documents_withheld": "true", "page2": {"documents_withheld": "false"}})
    assert (problem.value.reason, problem.value.where) == ("key-twice", "documents_withheld")
    with pytest.raises(AnswersRefused):
        form.answers("[]")


# -- the command and the page ------------------------------------------------------------------------------------


def test_the_command_writes_both(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["form", "--rule", "permit.52a1", "--judged-by", "permit_authority", "--lang", "sv"]) == 0
    assert json.loads(capsys.readouterr().out) == made("a permit").json_schema("sv")
    path = tmp_path / "form.xlsx"
    assert main(["form", "--format", "xlsform", "--rule", "permit.52a1", "--judged-by", "permit_authority", "--output", str(path)]) == 0
    assert path.read_bytes() == made("a permit").xlsx("en")


def test_the_examples_of_the_page_run_as_written() -> None:
    assert len(blocks("docs/forms.md")) >= 2
    run("docs/forms.md")
