"""The interview in a browser: one question a page, as a plain form that also works without script. The form carries the answers.

They go in the body of a POST alone, never in an address. What is asked and said is that of the one interview (``conversation``), whose
moves the form carries, and nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from html import escape
from typing import Final, Protocol

import attrs

from tunnistus.api.history import LEAVE, LOST, SCRIPT, policy
from tunnistus.api.problems import Refused, refused, refusing
from tunnistus.conversation import Interview
from tunnistus.discreet import discreet
from tunnistus.errors import AnswersRefused
from tunnistus.explaining.danger import Danger, danger_in, unread
from tunnistus.explaining.interview import WAYS, Move, Replied, Righted, WentOn, can_follow
from tunnistus.limits import FIRST_DAY, LAST_DAY
from tunnistus.messages import message
from tunnistus.rules import wire
from tunnistus.rules.answers import Dates
from tunnistus.rules.calendar import day_from_text
from tunnistus.rules.model import LANGUAGES, Book, Fact
from tunnistus.saying.foremost import lines
from tunnistus.saying.html import POLICY, document
from tunnistus.saying.interview import QUESTION, RIGHT, Turn, ahead, private, refusal
from tunnistus.saying.interview import turn as turn_of
from tunnistus.saying.speaker import REGISTERS, Speaker
from tunnistus.unseen import escaped

__all__ = ["Sent", "Setting", "danger_in_form", "start", "turn"]

NAMES: Final = {"fi": "suomi", "sv": "svenska", "en": "English"}
TYPED: Final = "="  # an answer that stands in the field
_THOUSANDS: Final = re.compile(r"-?\d+\.\d{3}")  # a number that could be read as thousands, with a fourth decimal no more
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
        register: for whom the questions are written.
    """

    talk: Interview
    register: str

    def hidden(self) -> str:
        moves = [("given[]", _written(move)) for move in self.talk.moves]
        return _fields([("as_of", self.talk.dates.as_of.isoformat()), ("register", self.register), *moves])


def _written(move: Move) -> str:
    """A move as a field of the form has it: a fact and its answer, a way on alone, or what cannot be true together and what is right."""
    if isinstance(move, Replied):
        answer = wire.written({move.fact: move.answer}).get(move.fact, "")
        said = str(answer).lower() if isinstance(answer, bool) else str(answer)
        return f"{move.fact}:{said}" + ("0" if _THOUSANDS.fullmatch(said) else "")
    return f":{move.way}" if isinstance(move, WentOn) else f"{','.join(move.among)}:{move.fact}"


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
    register = form.get("register", "worker")
    if register not in REGISTERS:
        raise _no_form()
    s = Speaker(book, lang, register, Dates(day))
    stand = _Stand(refusing(lambda: _carried(form, Interview(book, Dates(day)))), register)
    stand, wrong = _taken(s, stand, form)
    end = form.get("do", "")
    if end in ("brief", "letter"):
        said = "plain" if end == "letter" else "worker"
        return stand.talk.assessment.html(lang, register=said, handbook=setting.handbook)
    return _next(s, stand, wrong, setting)


def danger_in_form(form: Sent, book: Book) -> Danger:
    """Return what the answers of a form say of danger, as far as they can be read. Raises nothing."""
    given = (each.partition(":") for each in (*form.getlist("given[]"), form.get("answer", "")))
    return danger_in(book, {fact: answer for fact, _, answer in given}, lenient=True)


def _carried(form: Sent, talk: Interview) -> Interview:
    """The interview with the moves that a form carries. Raises :class:`AnswersRefused`, and :class:`Refused` where it is none of ours."""
    sent = [each.partition(":")[::2] for each in form.getlist("given[]")]
    read = wire.read_checked(talk.book, {fact: answer for fact, answer in sent if fact in talk.book.facts}, lenient=True)
    last = {fact: n for n, (fact, _) in enumerate(sent)}
    moves: list[Move] = []
    for n, (fact, answer) in enumerate(sent):
        if fact in talk.book.facts:
            value = read.get(fact) if last[fact] == n else wire.read_checked(talk.book, {fact: answer}, lenient=True).get(fact)
            moves.append(Replied(fact, value))
        else:
            moves.append(WentOn(answer) if not fact and answer in WAYS else Righted(tuple(fact.split(",")), answer))
    if not can_follow(moves):
        raise _no_form()
    return attrs.evolve(talk, moves=tuple(moves))


def _no_form() -> Refused:
    return refused(
        422, "wrong-kind", message("This form does not belong to the interview."), todo=message("Start again from the beginning.")
    )


def _taken(s: Speaker, stand: _Stand, form: Sent) -> tuple[_Stand, str]:
    """Where it stands after what was chosen on the page; and what is wrong with what was typed."""
    talk, way, wrong = stand.talk, form.get("way", ""), ""
    fact, _, answer = form.get("answer", "").partition(":")
    if form.get("do", "") == "back":
        talk = talk.back()
    elif way in WAYS:
        talk = talk.go_on(way)
    elif "right" in form and talk.unclear:
        right = form["right"].partition(":")[0]
        talk = talk.right(right if right in talk.can_be_right else "")
    elif "answer" in form:
        if fact not in s.book.facts:
            raise _no_form()
        if answer == TYPED:
            answer = form.get("typed", "").strip()
            wrong = _unreadable(s, s.book.facts[fact], answer, talk.dates.as_of)
        read = {} if wrong else refusing(lambda: wire.read_checked(s.book, {fact: answer}, lenient=True))
        talk = talk if wrong else talk.answer(read.get(fact), to=fact, unclear=True)
    return attrs.evolve(stand, talk=talk), wrong


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


def _next(s: Speaker, stand: _Stand, wrong: str, setting: Setting) -> str:
    """The page of where it stands: the next question, which answer is right, or the ways to go on."""
    turn = turn_of(s, stand.talk)
    pages = {QUESTION: _question, RIGHT: _which}
    return _page(s, _first(turn) + pages.get(turn.kind, _ways)(s, stand, turn, wrong), stand.hidden(), setting)


def _question(s: Speaker, stand: _Stand, turn: Turn, wrong: str) -> str:
    counted = _paragraphs(f"{title} {said}" for title, said in turn.counts)
    if counted:
        title = s.t.ui("ask.counts", "Mikä lasketaan ja mikä ei.")
        counted = f"<details><summary>{_esc(title)}</summary>{counted}</details>"
    field = _field(s, s.book.facts[turn.fact], wrong) if turn.free else ""
    buttons = "".join(_button("answer", f"{turn.fact}:{each.value}", each.says) for each in turn.choices)
    body = (
        f'<h1 id="asked">{_esc(" ".join(turn.says))}</h1>{_paragraphs(filter(None, [turn.why]))}{counted}'
        f'<div class="answers" role="group" aria-labelledby="asked">{field}{buttons}</div>'
    )
    return _paragraphs(filter(None, [turn.single])) + _form(s, stand, body)


def _form(s: Speaker, stand: _Stand, body: str) -> str:
    """The form of a page, with all that it carries, and with the ways back and out."""
    hidden = _fields([("lang", s.lang)]) + stand.hidden()
    return (
        f'<form id="question" method="post" action="./" autocomplete="off" tabindex="-1">{hidden}{body}'
        f'<div class="ways quiet">{_leaving(s, stand)}</div></form>'
    )


def _field(s: Speaker, fact: Fact, wrong: str) -> str:
    kind = 'type="date"' if fact.type == "date" else 'type="text" inputmode="decimal"'
    invalid = ' aria-invalid="true" aria-describedby="wrong"' if wrong else ""
    further = s.t.ui("web.next", "Jatka")
    typed = f'<input {kind} name="typed" autocomplete="off" aria-labelledby="asked"{invalid}>'
    return f"{_wrong(wrong)}{typed}{_button('answer', f'{fact.id}:{TYPED}', further)}"


def _ways(s: Speaker, stand: _Stand, turn: Turn, _: str) -> str:
    buttons = "".join(_button("way", each.value, each.says) for each in turn.choices)
    head = s.t.ui("web.end", "Kysymykset on käyty läpi")
    return _form(s, stand, f'<h1>{_esc(head)}</h1>{_paragraphs(turn.says)}<div class="answers">{buttons}</div>')


def _which(s: Speaker, stand: _Stand, turn: Turn, _: str) -> str:
    """Ask which of some answers is right. The page carries them as they were given, so that another language asks the same again."""
    buttons = "".join(_button("right", each.value, each.says) for each in turn.choices)
    head, *said = turn.says
    return _form(s, stand, f'<h1>{_esc(head)}</h1>{_paragraphs(said)}<div class="answers">{buttons}</div>')


def _first(turn: Turn) -> str:
    """What stands before everything: danger and the child, how to talk safely, and where the person stands."""
    urgent = "".join(f'<div class="urgent">{_paragraphs(said)}</div>' for said in turn.first)
    return f"{urgent}{_paragraphs([*turn.safely, *turn.standing])}"


def _leaving(s: Speaker, stand: _Stand) -> str:
    """Back, and the end."""
    t = s.t
    back = _button("do", "back", t.ui("web.back", "Peru edellinen vastaus")) if stand.talk.moves else ""
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
