"""The interview in a browser, as it is without script: the questions of the terminal, one a page, with the answers in the form alone."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from html.parser import HTMLParser
from typing import Any

import attrs
import pytest
import yaml

import tunnistus as tn
from tests import ROOT
from tests.api.client import DAY, asking, faults
from tests.api.form import BEGIN
from tests.effort import first_fast
from tunnistus.api import app, create_app
from tunnistus.api import interview as interview_pages
from tunnistus.api.history import SCRIPT
from tunnistus.api.interview import _unreadable
from tunnistus.rules import wire
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.interview import turn
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

pytestmark = pytest.mark.enable_socket  # the loop of asyncio talks to itself through a pair of sockets
STORY = {
    "immediate_danger": False, "age_under_18": False, "someone_threatens_or_hurts": "maybe", "someone_keeps_money_or_papers": True, "documents_withheld": True,
    "someone_restricts_or_watches": "declined",
}  # fmt: skip


@attrs.define
class Form(HTMLParser):
    """The form with the question, as a browser sends it."""

    text: attrs.field(repr=False) = ""  # type: ignore[valid-type]

    def __attrs_post_init__(self) -> None:
        super().__init__()
        self.inside, self.hidden, self.buttons, self.heading, self.at, self.forms = False, [], {}, "", "", []
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((held["method"], held["action"]))
            self.inside = held.get("id") == "question"
        if self.inside and tag == "input" and held.get("type") == "hidden":
            self.hidden.append((held["name"], held["value"]))
        if tag == "h1" or (self.inside and tag == "button"):
            self.at = tag
            self.name = (held.get("name", ""), held.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self.at = "" if tag in ("h1", "button") else self.at
        self.inside = self.inside and tag != "form"

    def handle_data(self, data: str) -> None:
        if self.at == "h1":
            self.heading += data
        elif self.at == "button":
            self.buttons[self.name] = data

    def fact(self) -> str | None:
        """The fact that is asked about."""
        return next((value.partition(":")[0] for name, value in self.buttons if name == "answer"), None)

    def sent(self, button: tuple[str, str], **typed: str) -> dict[str, list[str]]:
        fields: dict[str, list[str]] = {}
        for name, value in [*self.hidden, button, *typed.items()]:
            fields.setdefault(name, []).append(value)
        return fields


def begun(client: Any, lang: str = "fi", **fields: Any) -> Form:
    return Form(client.post("/", data={**BEGIN, "lang": lang, **fields}).text)


def played(answers: Mapping[str, Any], lang: str, register: str = "worker", most: int = 80) -> Iterator[tuple[Form, Any]]:
    """The forms of an interview in which somebody knows these answers and passes over everything else; at the end the brief."""
    told = wire.written(answers)
    with asking() as client:
        response = client.post("/", data={**BEGIN, "lang": lang, "register": register})
        for _ in range(most):
            form = Form(response.text)
            yield form, response
            fact = form.fact()
            if fact is None:
                response = client.post("/", data=form.sent(("do", "brief")))
                yield Form(response.text), response
                return
            answer = told.get(fact, "")
            said = str(answer).lower() if isinstance(answer, bool) else str(answer)
            response = client.post("/", data=form.sent(("answer", f"{fact}:{said}")))
    raise AssertionError("The interview does not end.")


def test_a_year_that_was_mistyped_gives_the_first_page_again() -> None:
    first = begun_with("")
    assert 'min="1600-01-01" max="2999-12-31"' in first
    assert [begun_with(day) for day in ("0206-11-24", "1599-12-31", "3000-01-01", "9999-12-31")] == [first] * 4


def begun_with(day: str) -> str:
    with asking() as client:
        response = client.post("/", data={**BEGIN, "as_of": day, "lang": "fi"})
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    return str(response.text)


@pytest.mark.deep
@pytest.mark.parametrize("lang", first_fast(LANGUAGES))
def test_a_story_ends_with_the_brief(lang: str) -> None:
    pages = list(played(STORY, lang))
    *questions, (_, last) = pages
    answered = {form.fact(): STORY[form.fact()] for form, _ in questions if form.fact() in STORY}
    assert len(answered) >= 3
    assert last.text == tn.assess(tn.answers_from_json(answered), as_of=date.fromisoformat(DAY)).html(lang)
    for form, response in pages:
        assert (response.status_code, response.headers["content-language"], response.headers["cache-control"]) == (200, lang, "no-store")
        assert {method for method, _ in form.forms} <= {"post"}
        assert {action for _, action in form.forms} <= {"./"}
        assert re.findall(r"<script>(.*?)</script>", response.text) == ([] if response is last else [SCRIPT])
        assert not re.search(r"(?:src|href)=\"(?!#|tel:)", response.text) or response is last


@pytest.mark.deep
def test_danger_and_the_child_stand_before_every_question() -> None:
    for form, response in played({}, "fi"):
        if form.fact():
            assert response.text.index('class="urgent"') < response.text.index("<h1")


def test_the_last_answer_can_be_taken_back_and_the_language_changed_on_the_way() -> None:
    with asking() as client:
        first = begun(client)
        second = Form(client.post("/", data=first.sent(("answer", "immediate_danger:false"))).text)
        assert second.fact() != first.fact()
        again = Form(client.post("/", data=second.sent(("do", "back"))).text)
        assert (again.fact(), again.hidden) == (first.fact(), first.hidden)
        swedish = client.post("/", data={**second.sent(("lang", "sv")), "lang": "sv"})
        assert Form(swedish.text).fact() == second.fact()
        assert swedish.headers["content-language"] == "sv"


def test_what_is_typed_is_read_or_said_to_be_unreadable() -> None:
    given = ["right_of_residence:true"]
    with asking() as client:
        page = client.post("/", data={**BEGIN, "given[]": given, "answer": "hourly_pay_eur:=", "typed": "7,50"})
        assert ("given[]", "hourly_pay_eur:7.5") in Form(page.text).hidden
        for typed in ("Kanariini", "", "-", "1e9"):
            page = client.post("/", data={**BEGIN, "given[]": given, "answer": "hourly_pay_eur:=", "typed": typed})
            assert [value for name, value in Form(page.text).hidden if name == "given[]"] == given
            assert "Kanariini" not in page.text
        later = client.post("/", data={**BEGIN, "answer": "date_of_birth:=", "typed": "2026-11-25"})
        assert "given[]" not in dict(Form(later.text).hidden)


def test_28_a_number_that_can_be_read_in_two_ways_is_not_taken() -> None:
    with asking() as client:
        page = client.post("/", data={**BEGIN, "answer": "hourly_pay_eur:=", "typed": "10.000"})
        assert "given[]" not in dict(Form(page.text).hidden)
        assert "10.000" not in page.text
    for lang, way in (("fi", "kahdella tavalla"), ("sv", "två sätt"), ("en", "two ways")):
        s = Speaker(source.book(), lang)
        assert way in _unreadable(s, s.book.facts["hourly_pay_eur"], "10.000", date.fromisoformat(DAY))


def test_answers_that_cannot_be_true_together_are_asked_about_and_danger_stays_in_view() -> None:
    given = ["immediate_danger:true", "right_of_residence:false"]
    with asking() as client:
        page = client.post("/", data={**BEGIN, "given[]": given, "answer": "citizenship:finnish"})
        form = Form(page.text)
        assert 'class="urgent"' in page.text
        assert [value for name, value in form.buttons if name == "right"] == ["citizenship", "right_of_residence", ""]
        for right, counts in (("citizenship", {"citizenship": "finnish"}), ("right_of_residence", {"right_of_residence": False}), ("", {})):
            chosen = client.post("/", data=form.sent(("right", right))).text
            assert Form(chosen).fact() not in {"citizenship", "right_of_residence", None}
            brief = client.post("/", data=Form(chosen).sent(("do", "brief"))).text
            assert brief == tn.assess({"immediate_danger": True, **counts}, as_of=date.fromisoformat(DAY)).html("fi")
            back = Form(client.post("/", data=Form(chosen).sent(("do", "back"))).text)
            assert [value for name, value in back.hidden if name == "given[]"] == given


def test_where_two_answers_cannot_be_another_language_keeps_both_and_the_last_one_can_be_taken_back() -> None:
    given = ["immediate_danger:false", "right_of_residence:false"]
    with asking() as client:
        page = client.post("/", data={**BEGIN, "given[]": given, "answer": "citizenship:finnish"})
        which = Form(page.text)
        languages = page.text[: page.text.index('id="question"')]
        carried = re.findall(r'name="given\[\]" value="([^"]*)"', languages)
        swedish = Form(client.post("/", data={**BEGIN, "given[]": carried, "lang": "sv"}).text)
        assert swedish.buttons.keys() == which.buttons.keys()
        assert swedish.heading != which.heading
        back = Form(client.post("/", data=which.sent(("do", "back"))).text)
        assert [value for name, value in back.hidden if name == "given[]"] == given
        brief = client.post("/", data=which.sent(("do", "brief"))).text
        assert brief == tn.assess({"immediate_danger": False}, as_of=date.fromisoformat(DAY)).html("fi")


@pytest.mark.parametrize(
    "fields",
    [
        {"given[]": "Kanariini:true"}, {"given[]": "documents_withheld:Kanariini"}, {"given[]": "worker_presumes_victim:true"}, {"register": "Kanariini"},
        {"answer": "Kanariini:true"}, {"answer": "documents_withheld:Kanariini"},
    ],
)  # fmt: skip
def test_a_form_that_is_none_of_ours_is_refused_without_what_it_holds(fields: dict[str, str]) -> None:
    with asking() as client:
        response = client.post("/", data={**BEGIN, **fields})
    assert faults(response)
    assert (response.status_code, "Kanariini" in response.text) == (422, False)


def test_without_a_day_the_first_page_stands_there() -> None:
    with asking() as client:
        pages = [client.get("/").text, client.post("/", data={"register": "plain"}).text, client.post("/", data={"as_of": "x"}).text]
    assert len(set(pages)) == 1
    assert 'type="date"' in pages[0]
    assert DAY not in pages[0]


def test_a_service_can_name_where_to_leave_to_and_the_day() -> None:
    own = create_app(leave="https://example.org/", today=lambda: date(2026, 11, 24))
    with asking(own) as client:
        for response in (client.get("/"), client.post("/", data=BEGIN)):
            assert '<a id="leave" href="https://example.org/" rel="noreferrer">' in response.text
        assert f'value="{DAY}"' in client.get("/").text
    with pytest.raises(tn.errors.UnknownName):
        create_app(leave="javascript:alert(1)")


def test_35_one_script_may_run_and_a_page_says_what_stays_without_it() -> None:
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    with asking() as client:
        for response in (client.get("/"), client.post("/", data=BEGIN)):
            policies = [
                response.headers["content-security-policy"],
                *re.findall(r'Content-Security-Policy" content="([^"]*)"', response.text),
            ]
            assert [re.findall(r"(?:script|connect)-src [^;]*", each) for each in policies] == [
                [f"script-src 'sha256-{digest}'", "connect-src 'self'"]
            ] * 2
            assert f"<script>{SCRIPT}</script>" in response.text
            assert re.findall(r"<noscript>.*?JavaScript.*?</noscript>", response.text)
            assert not re.search(r"\son\w+=|javascript:", response.text)
            assert 'id="leave"' not in response.text


def test_35_no_field_is_filled_in_with_what_was_typed_before(monkeypatch: pytest.MonkeyPatch) -> None:
    with asking() as client:
        pages = [client.get("/").text]
        monkeypatch.setattr(interview_pages, "turn_of", lambda s, talk: turn(s, talk, "hourly_pay_eur"))
        pages.append(client.post("/", data=BEGIN).text)
    for page in pages:
        forms = re.findall(r"<form\b[^>]*>", page)
        typed = re.findall(r'<input\b(?![^>]*type="hidden")[^>]*>', page)
        assert forms
        assert typed
        assert [each for each in (*forms, *typed) if 'autocomplete="off"' not in each] == []


def test_42_a_day_or_a_form_that_is_refused_says_first_what_to_do_about_danger() -> None:
    for lang in LANGUAGES:
        line = Speaker(source.book(), lang).outcome("emergency.in_view", "call_if_danger")
        with asking() as client:
            first = client.post("/", data={"as_of": "x", "lang": lang, "given[]": "immediate_danger:true"})
            none = client.post("/", data={**BEGIN, "given[]": "Kanariini:true"}, headers={"Accept-Language": lang})
        assert first.text.index(line) < first.text.index("<h1")
        assert none.json()["urgent"]["lines"] == [line]


def test_a_service_can_name_the_handbook_to_which_the_brief_and_explain_lead() -> None:
    link = re.compile(r'<span class="ref">&nbsp;<a href="/handbook/sv/rules/[\w.-]+\.html" rel="noreferrer noopener"')
    person = {"answers": {"documents_withheld": True}, "as_of": DAY}
    pages = []
    for service in (create_app(handbook="/handbook"), app):
        with asking(service, headers={"Accept-Language": "sv"}) as client:
            ends = [client.post("/", data={**BEGIN, "do": end, "lang": "sv"}) for end in ("brief", "letter")]
            told = [client.post("/explain", json={**person, "form": form}) for form in ("html", "text")]
            assert len({response.headers["content-security-policy"] for response in told}) == 1
            pages.append([response.text for response in (*ends, *told)])
    led, plain = pages
    assert [bool(link.search(page)) for page in led] == [True, False, True, False]
    assert [bool(link.search(page)) for page in plain] == [False] * 4
    assert (led[1], led[3]) == (plain[1], plain[3])
    with pytest.raises(tn.errors.UnknownName):
        create_app(handbook="https://example.org/?a=b")


@pytest.mark.deep
def test_a_case_file_can_be_played_to_its_end() -> None:
    case = yaml.safe_load((ROOT / "docs" / "examples" / "berry-picker.yaml").read_text(encoding="utf-8"))
    answers = {name: answer for name, answer in case["answers"].items() if isinstance(answer, bool | str)}
    *_, (_, last) = played(answers, "fi", register="plain")
    assert last.status_code == 200
    assert app.title == "tunnistus"
