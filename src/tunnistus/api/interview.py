"""The interview in a browser: one question a page, as a plain form that also works without script. The form carries the answers.

They go in the body of a POST alone, never in an address. What is asked and said is that of the one interview (``conversation``), whose
moves the form carries, and nothing is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
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
from tunnistus.saying.interview import QUESTION, RIGHT, ahead, private, refusal
from tunnistus.saying.interview import turn as turn_of
from tunnistus.saying.markup import written
from tunnistus.saying.speaker import REGISTERS, Speaker
from tunnistus.saying.texts import language_name
from tunnistus.unseen import escaped

__all__ = ["Sent", "Setting", "danger_in_form", "start", "turn"]

TYPED: Final = "="  # an answer that stands in the field
_THOUSANDS: Final = re.compile(r"-?\d+\.\d{3}")  # a number that could be read as thousands, with a fourth decimal no more
TEMPLATES: Final = Path(__file__).with_name("templates")


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

    def carried(self) -> list[tuple[str, str]]:
        """The fields of a form, each with its text."""
        moves = [("given[]", _written(move)) for move in self.talk.moves]
        return [("as_of", self.talk.dates.as_of.isoformat()), ("register", self.register), *moves]


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
    return _page(s, "start.html", setting, {
        "first": lines(s, unread(book)),
        "head": t.ui("web.head", "Keskustelun tueksi"),
        "said": said,
        "which_day": t.ui("show.as_of", "Päivä, jona apua tarjotaan tai viranomainen päättää."),
        "first_day": FIRST_DAY,
        "last_day": LAST_DAY,
        "day": day.isoformat() if day else "",
        "for_whom": t.ui("web.for", "Kenelle kysymykset on kirjoitettu?"),
        "registers": [
            ("worker", t.ui("web.for_worker", "Auttajalle")), ("plain", t.ui("show.head.plain", "Henkilön kanssa luettavaksi")),
        ],
        "begin": t.ui("web.start", "Aloita"),
    })  # fmt: skip


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
    t, turn = s.t, turn_of(s, stand.talk)
    values: dict[str, object] = {"turn": turn, "ends": _ends(s, stand)}
    if turn.kind == QUESTION:
        values |= {
            "chosen": "answer",
            "head": " ".join(turn.says),
            "said": [turn.why] if turn.why else [],
            "counts": t.ui("ask.counts", "Mikä lasketaan ja mikä ei."),
            "wrong": wrong,
            "typed": TYPED,
            "further": t.ui("web.next", "Jatka"),
        }
    elif turn.kind == RIGHT:  # the page carries the answers as they were given, so that another language asks the same again
        values |= {"chosen": "right", "head": turn.says[0], "said": turn.says[1:]}
    else:
        values |= {"chosen": "way", "head": t.ui("web.end", "Kysymykset on käyty läpi"), "said": turn.says}
    return _page(s, "turn.html", setting, values, stand.carried())


def _ends(s: Speaker, stand: _Stand) -> list[tuple[str, str]]:
    """Back, and the end."""
    t = s.t
    back = [("back", t.ui("web.back", "Peru edellinen vastaus"))] if stand.talk.moves else []
    return [
        *back,
        ("brief", t.ui("web.brief", "Lopeta ja näytä tilannearvio")),
        ("letter", t.ui("web.letter", "Lopeta ja avaa henkilölle tarkoitettu kirje")),
    ]


def _page(s: Speaker, name: str, setting: Setting, values: Mapping[str, object], carried: Sequence[tuple[str, str]] = ()) -> str:
    """A page with what stands on each.

    Args:
        carried: the fields that each form of the page carries; none of the first page.
    """
    t = s.t
    every = {
        "lang": s.lang,
        "title": t.ui("web.title", "Keskustelu"),
        "policy": policy(),
        "script": SCRIPT,
        "carried": carried,
        "languages": [(lang, language_name(lang)) for lang in LANGUAGES if lang != s.lang],
        "to_question": t.ui("web.skip", "Siirry kysymykseen"),
        "leave": setting.leave,
        "leave_id": LEAVE,
        "to_leave": t.ui("web.leave", "Poistu sivulta nopeasti"),
        "lost_id": LOST,
        "lost": t.ui("web.lost", "Yhteys ei toimi, eikä vastaus lähtenyt. Yritä uudelleen."),
        "no_script": t.ui(
            "web.no_script",
            "JavaScript ei ole käytössä tässä selaimessa. Siksi vastaukset jäävät selaimen historiaan ja tulevat esiin, kun joku palaa "
            "taaksepäin. Sulje lopuksi koko ikkuna. Tyhjennä historia, jos joku muu voi käyttää laitetta.",
        ),
    }
    return escaped(written(TEMPLATES, name, {**every, **values}))
