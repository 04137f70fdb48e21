"""The interview in a browser: one question a page, as a plain form that also works without script. The form carries the answers.

They go in the body of a POST alone, never in an address. What is asked and said is that of the terminal (``explaining.interview``,
``saying.interview``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date
from html import escape
from typing import Any, Final, Protocol

import attrs

from tunnistus.api.history import LEAVE, LOST, SCRIPT, policy
from tunnistus.api.problems import Refused, refused, refusing
from tunnistus.assessment import Assessment, assess
from tunnistus.discreet import discreet
from tunnistus.errors import AnswersRefused, Contradiction
from tunnistus.explaining.danger import Danger, danger_in, unread
from tunnistus.explaining.interview import SINGLES, is_settled, is_single, next_of, ways
from tunnistus.limits import FIRST_DAY, LAST_DAY
from tunnistus.messages import message
from tunnistus.rules import wire
from tunnistus.rules.answers import Dates, set_aside
from tunnistus.rules.calendar import day_from_text
from tunnistus.rules.model import LANGUAGES, Book, Fact
from tunnistus.saying.contradictions import contradiction
from tunnistus.saying.foremost import lines
from tunnistus.saying.html import POLICY, document
from tunnistus.saying.interview import ahead, choices, ended, foremost, private, refusal, right, single, standing, way, why
from tunnistus.saying.speaker import REGISTERS, Speaker
from tunnistus.unseen import escaped

__all__ = ["Sent", "Setting", "danger_in_form", "start", "turn"]

NAMES: Final = {"fi": "suomi", "sv": "svenska", "en": "English"}
TYPED: Final = "="  # an answer that stands in the field
_STYLE: Final = """
.bar{display:flex;flex-wrap:wrap;gap:.5rem;justify-content:space-between;align-items:center;margin:0 0 1rem}
.bar form,.ways{display:flex;flex-wrap:wrap;gap:.5rem;margin:0}
button,input,select{font:inherit;color:inherit;background:var(--paper);border:2px solid var(--ink);
border-radius:.3rem;min-height:2.75rem;max-width:100%;padding:.4rem .9rem}
button{cursor:pointer;text-align:left}.answers button{display:block;width:100%;margin:.5rem 0}
button:focus-visible,input:focus-visible,select:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.quiet button{border-width:1px}.ways{margin-top:2rem;border-top:1px solid var(--line);padding-top:1rem}
.skip{position:absolute;left:-99rem}.skip:focus{position:static}
label{display:block;margin:.8rem 0 .2rem}select+button{display:block;margin-top:1.5rem}
.wrong{color:var(--alert);font-weight:600}
"""


class Sent(Protocol):
    """What a form sent: of each name one text or several."""

    def __contains__(self, name: object, /) -> bool: ...

    def __getitem__(self, name: str, /) -> str: ...

    def get(self, name: str, default: str, /) -> str:
        """The last text of a name, or the default."""

    def getlist(self, name: str, /) -> list[str]:
        """Every text of a name, in order."""


@attrs.frozen
class Setting:
    """What whoever runs the service has chosen.

    Attributes:
        leave: an address of a neutral page to leave to in a hurry; empty for none.
        today: gives the day that the first page suggests; without it the worker writes it.
        handbook: where the handbook stands to which the brief leads; empty for none.
    """

    leave: str = ""
    today: Callable[[], date] | None = None
    handbook: str = ""


@discreet
@attrs.frozen
class _Stand:
    """Where an interview stands, as the form carries it.

    Attributes:
        given: pairs of a fact and its answer as text, in the order of asking; empty text where it was passed over.
        law: whether it has gone on to other help and law.
        singles: whether single questions are gone through that are not likely.
    """

    as_of: date
    register: str
    given: tuple[tuple[str, str], ...] = attrs.field(default=(), repr=False)
    law: bool = False
    singles: bool = False
    settled: bool = False

    def hidden(self) -> str:
        flags = [name for name in ("law", "singles", "settled") if getattr(self, name)]
        fields = [("as_of", self.as_of.isoformat()), ("register", self.register), *((flag, "1") for flag in flags)]
        return _fields([*fields, *(("given[]", f"{fact}:{answer}") for fact, answer in self.given)])

    def asked(self, fact: str, answer: str) -> _Stand:
        """Return it with an answer; an earlier one to the same question gives way."""
        return attrs.evolve(self, given=(*(pair for pair in self.given if pair[0] != fact), (fact, answer)))

    def without(self, facts: Collection[str]) -> _Stand:
        return attrs.evolve(self, given=tuple(pair for pair in self.given if pair[0] not in facts))

    def opened(self, facts: Collection[str]) -> _Stand:
        """Return it with these passed over, each in its place."""
        return attrs.evolve(self, given=tuple((fact, "" if fact in facts else answer) for fact, answer in self.given))

    @property
    def skipped(self) -> list[str]:
        return [fact for fact, answer in self.given if not answer]

    def answers(self, book: Book) -> dict[str, Any]:
        """Return the answers. Raises :class:`AnswersRefused`."""
        return dict(wire.read_checked(book, {fact: answer for fact, answer in self.given if answer}, lenient=True))


def start(lang: str, book: Book, setting: Setting) -> str:
    """Return the first page: what it is about, the day, and for whom the questions are written."""
    s = Speaker(book, lang)
    t, day = s.t, setting.today() if setting.today else None
    said = [
        private(s),
        t.ui("web.intro", "Kysymykseen saa jättää vastaamatta, ja voit lopettaa milloin tahansa. Mitään ei tallenneta."),
        t.ui("web.close", "Vastaukset ovat vain tällä sivulla. Sulje sivu, kun lopetat."),
    ]
    registers = {
        "worker": t.ui("web.for_worker", "Auttajalle"), "plain": t.ui("show.head.plain", "Henkilön kanssa luettavaksi"),
    }  # fmt: skip
    options = "".join(f'<option value="{name}">{_esc(label)}</option>' for name, label in registers.items())
    head, begin = t.ui("web.head", "Keskustelun tueksi"), t.ui("web.start", "Aloita")
    which_day = t.ui("show.as_of", "Päivä, jona apua tarjotaan tai viranomainen päättää.")
    for_whom = t.ui("web.for", "Kenelle kysymykset on kirjoitettu?")
    body = (
        f'<div class="urgent">{_paragraphs(lines(s, unread(book)))}</div><h1>{_esc(head)}</h1>{_paragraphs(said)}'
        f'<form method="post" action="./" autocomplete="off">{_fields([("lang", lang)])}'
        f'<label for="day">{_esc(which_day)}</label>'
        f'<input id="day" type="date" name="as_of" autocomplete="off" required min="{FIRST_DAY}" max="{LAST_DAY}" '
        f'value="{day.isoformat() if day else ""}">'
        f'<label for="register">{_esc(for_whom)}</label><select id="register" name="register">{options}</select>'
        f'<button type="submit">{_esc(begin)}</button></form>'
    )
    return _page(s, body, "", setting)


def turn(form: Sent, lang: str, book: Book, setting: Setting) -> str:
    """Return the page that follows a form that was sent: the next question, which answer is right, the ways to go on, or the end.

    Without a day, or with one that cannot be (a year that was mistyped), it is the first page again.

    Raises:
        Refused: the form is none of ours.
    """
    day = day_from_text(form.get("as_of", ""))
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        return start(lang, book, setting)
    stand = _stand(form, day, book)
    s = Speaker(book, lang, stand.register, Dates(day))
    stand, wrong = _taken(s, stand, form)
    a = refusing(lambda: _assessed(stand, book))
    if isinstance(a, Contradiction):
        return _which(s, stand, a, setting)
    end = form.get("do", "")
    if end in ("brief", "letter"):
        return a.html(lang, register="plain" if end == "letter" else "worker", handbook=setting.handbook)
    return _next(s, a, stand, wrong, setting)


def danger_in_form(form: Sent, book: Book) -> Danger:
    """Return what the answers of a form say of danger, as far as they can be read. Raises nothing."""
    given = (each.partition(":") for each in (*form.getlist("given[]"), form.get("answer", "")))
    return danger_in(book, {fact: answer for fact, _, answer in given}, lenient=True)


def _assessed(stand: _Stand, book: Book) -> Assessment | Contradiction:
    """The assessment, or which answers cannot be true together."""
    try:
        return assess(stand.answers(book), as_of=stand.as_of, book=book)
    except Contradiction as problem:
        return problem


def _stand(form: Sent, day: date, book: Book) -> _Stand:
    """Where the form says that it stands. Raises :class:`Refused`: it is none of ours."""
    given: dict[str, str] = {}
    for fact, _, answer in (each.partition(":") for each in form.getlist("given[]")):
        given.pop(fact, None)  # an earlier answer to the same question gives way
        given[fact] = answer
    register = form.get("register", "worker")
    if register not in REGISTERS or not given.keys() <= book.facts.keys():
        raise _no_form()
    return _Stand(day, register, tuple(given.items()), *(form.get(name, "") == "1" for name in ("law", "singles", "settled")))


def _no_form() -> Refused:
    return refused(
        422, "wrong-kind", message("This form does not belong to the interview."), todo=message("Start again from the beginning.")
    )


def _taken(s: Speaker, stand: _Stand, form: Sent) -> tuple[_Stand, str]:
    """What was chosen on the page: an answer, which one is right, a way on, or one back; and what is wrong with what was typed."""
    if form.get("do", "") == "back":
        return attrs.evolve(stand, given=stand.given[:-1]), ""
    if (chosen := form.get("way", "")) in ("law", "singles"):
        return attrs.evolve(stand, law=stand.law or chosen == "law", singles=chosen == "singles"), ""
    if between := form.getlist("between[]"):
        fact, _, answer = form.get("right", "").partition(":")
        return (stand.without(between).asked(fact, answer) if fact in s.book.facts else stand.opened(between)), ""
    if "answer" not in form:
        return stand, ""
    fact, _, answer = form["answer"].partition(":")
    if fact not in s.book.facts:
        raise _no_form()
    if answer != TYPED:
        return stand.asked(fact, answer), ""
    typed = form.get("typed", "").strip()
    wrong = _unreadable(s, s.book.facts[fact], typed, stand.as_of)
    return (stand, wrong) if wrong else (stand.asked(fact, typed), "")


def _unreadable(s: Speaker, fact: Fact, typed: str, as_of: date) -> str:
    """Say what is wrong with what was typed; nothing where it is an answer."""
    t = s.t
    try:
        value = wire.read_checked(s.book, {fact.id: typed}, lenient=True).get(fact.id)
    except AnswersRefused as problem:
        if problem.code == "ambiguous":
            return refusal(s, problem)
        value = None
    if value is None:
        return t.ui("web.wrong", "Tätä ei voi tulkita vastaukseksi. Kirjoita luku tai päivä, tai valitse jokin muista vastauksista.")
    if fact.past and isinstance(value, date) and value > as_of:
        return ahead(s, as_of)
    return ""


# -- pages ---------------------------------------------------------------------------------------------------------


def _next(s: Speaker, a: Assessment, stand: _Stand, wrong: str, setting: Setting) -> str:
    """The next question, or the ways to go on."""
    settled = is_settled(a)
    stand = attrs.evolve(stand, singles=stand.singles and settled == stand.settled, settled=settled)
    about = None if stand.law else a.identification or None
    question = next_of(a, about, stand.skipped, singles=stand.singles)
    body = _question(s, stand, s.book.facts[question.fact], wrong) if question else _ways(s, a, stand, about)
    return _page(s, _first(s, a) + body, stand.hidden(), setting)


def _question(s: Speaker, stand: _Stand, fact: Fact, wrong: str) -> str:
    reason = why(s, fact) if s.register == "worker" else ""
    counted = _paragraphs(f"{title} {said}" for title, said in s.counted(fact))
    if counted:
        title = s.t.ui("ask.counts", "Mikä lasketaan ja mikä ei.")
        counted = f"<details><summary>{_esc(title)}</summary>{counted}</details>"
    field = _field(s, fact, wrong) if fact.type in ("number", "date") else ""
    buttons = "".join(_button("answer", f"{fact.id}:{value}", label) for value, label in choices(s, fact))
    body = (
        f'<h1 id="asked">{_esc(s.question(fact))}</h1>{_paragraphs([reason] if reason else [])}{counted}'
        f'<div class="answers" role="group" aria-labelledby="asked">{field}{buttons}</div>'
    )
    return _single(s, stand, fact) + _form(s, stand, body)


def _form(s: Speaker, stand: _Stand, body: str) -> str:
    """The form of a page, with all that it carries, and with the ways back and out."""
    hidden = _fields([("lang", s.lang)]) + stand.hidden()
    return (
        f'<form id="question" method="post" action="./" autocomplete="off" tabindex="-1">{hidden}{body}'
        f'<div class="ways quiet">{_leaving(s, stand)}</div></form>'
    )


def _single(s: Speaker, stand: _Stand, fact: Fact) -> str:
    """Say once that the broad questions have been gone through."""
    if stand.law or stand.singles or not is_single(fact) or any(is_single(s.book.facts[name]) for name, _ in stand.given):
        return ""
    return _paragraphs([single(s)])


def _field(s: Speaker, fact: Fact, wrong: str) -> str:
    kind = 'type="date"' if fact.type == "date" else 'type="text" inputmode="decimal"'
    invalid = ' aria-invalid="true" aria-describedby="wrong"' if wrong else ""
    further = s.t.ui("web.next", "Jatka")
    typed = f'<input {kind} name="typed" autocomplete="off" aria-labelledby="asked"{invalid}>'
    return f"{_wrong(wrong)}{typed}{_button('answer', f'{fact.id}:{TYPED}', further)}"


def _ways(s: Speaker, a: Assessment, stand: _Stand, about: Collection[str] | None) -> str:
    offered = ways(a, about, stand.skipped, singles=stand.singles)
    buttons = "".join(_button("way", "singles" if name == SINGLES else "law", way(s, name)) for name in offered)
    head = s.t.ui("web.end", "Kysymykset on käyty läpi")
    said = _paragraphs(ended(s, a, about, offered))
    return _form(s, stand, f'<h1>{_esc(head)}</h1>{said}<div class="answers">{buttons}</div>')


def _which(s: Speaker, stand: _Stand, problem: Contradiction, setting: Setting) -> str:
    """Ask which of some answers is right, danger and the child first; until somebody knows, all of them are open.

    The page carries them as they were sent, so that another language asks the same again, and the last one can be taken back.
    """
    given = dict(stand.given)
    named = [name for name in problem.facts if given.get(name)]
    answers, _ = set_aside(s.book, stand.opened(named).answers(s.book), Dates(stand.as_of))
    a = assess(answers, as_of=stand.as_of, book=s.book)
    buttons = [_button("right", f"{name}:{given[name]}" if name else "", said) for name, said in right(s, named)]
    head, *said = contradiction(s, problem)
    between = _fields([("between[]", name) for name in named])
    body = f'{between}<h1>{_esc(head)}</h1>{_paragraphs(said)}<div class="answers">{"".join(buttons)}</div>'
    return _page(s, _first(s, a) + _form(s, stand, body), stand.hidden(), setting)


def _first(s: Speaker, a: Assessment) -> str:
    """What stands before everything: danger and the child, how to talk safely, and where the person stands."""
    due = [s.outcome(n, d.due) for n, d in a.part("next_step").items() if d.due and not d.rule.ordered]
    urgent = "".join(f'<div class="urgent">{_paragraphs(said)}</div>' for said in foremost(s, a))
    return f"{urgent}{_paragraphs([*due, *standing(s, a)])}"


def _leaving(s: Speaker, stand: _Stand) -> str:
    """Back, and the end."""
    t = s.t
    back = _button("do", "back", t.ui("web.back", "Peru edellinen vastaus")) if stand.given else ""
    brief = _button("do", "brief", t.ui("web.brief", "Lopeta ja näytä tilannearvio"))
    letter = _button("do", "letter", t.ui("web.letter", "Lopeta ja avaa henkilölle tarkoitettu kirje"))
    return back + brief + letter


def _page(s: Speaker, body: str, hidden: str, setting: Setting) -> str:
    """A page with what stands on each: the way to the question, the languages, and the way out."""
    t = s.t
    others = "".join(
        f'<button type="submit" name="lang" value="{lang}" lang="{lang}">{NAMES[lang]}</button>' for lang in LANGUAGES if lang != s.lang
    )
    leave = ""
    if setting.leave:
        said = _esc(t.ui("web.leave", "Poistu sivulta nopeasti"))
        leave = f'<a id="{LEAVE}" href="{_esc(setting.leave)}" rel="noreferrer">{said}</a>'
    title, to_question = t.ui("web.title", "Keskustelu"), t.ui("web.skip", "Siirry kysymykseen")
    skip = f'<a class="skip" href="#question">{_esc(to_question)}</a>' if hidden else ""
    languages = f'<form class="quiet" method="post" action="./" autocomplete="off">{hidden}{others}</form>'
    bar = f'{skip}<div class="bar">{languages}{leave}</div>'
    return escaped(document(s.lang, title, f"{bar}{body}{_kept(s)}", style=_STYLE, policy=POLICY + policy()))


def _kept(s: Speaker) -> str:
    """The script; without it, what the browser keeps; and what is said where an answer could not be sent."""
    t = s.t
    without = t.ui(
        "web.no_script",
        "JavaScript ei ole käytössä tässä selaimessa. Siksi vastaukset jäävät selaimen historiaan ja tulevat esiin, kun joku palaa "
        "taaksepäin. Sulje lopuksi koko ikkuna. Tyhjennä historia, jos joku muu voi käyttää laitetta.",
    )
    lost = t.ui("web.lost", "Yhteys ei toimi, eikä vastaus lähtenyt. Yritä uudelleen.")
    return (
        f'<p id="{LOST}" class="wrong" role="alert" tabindex="-1" hidden>{_esc(lost)}</p>'
        f"<noscript><p>{_esc(without)}</p></noscript><script>{SCRIPT}</script>"
    )


def _button(name: str, value: str, label: str) -> str:
    return f'<button type="submit" name="{name}" value="{_esc(value)}">{_esc(label)}</button>'


def _fields(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<input type="hidden" name="{name}" value="{_esc(value)}">' for name, value in pairs)


def _paragraphs(said: Iterable[str]) -> str:
    return "".join(f"<p>{_esc(each)}</p>" for each in said)


def _wrong(said: str) -> str:
    return f'<p id="wrong" class="wrong" role="alert">{_esc(said)}</p>' if said else ""


def _esc(text: str) -> str:
    return escape(text, quote=True)
