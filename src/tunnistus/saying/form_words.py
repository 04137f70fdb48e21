"""The words of a form in one language and register: questions, hints, answers, pages."""

from __future__ import annotations

from typing import Final

from tunnistus.limits import LAST_DAY
from tunnistus.rules.answer_schema import MARKS
from tunnistus.rules.answers import Mark
from tunnistus.rules.model import Fact, Value
from tunnistus.saying.asked import JUDGEMENTS
from tunnistus.saying.facts import domain
from tunnistus.saying.speaker import Speaker

__all__ = ["NOT_KNOWN", "actor", "by", "day", "hint", "mark", "marks", "note", "page", "title", "value", "why_open"]

NOT_KNOWN: Final = "not_known"  # the fact stays open, as if nothing had been answered


def title(s: Speaker) -> str:
    """Return the title of every form: it does not say what is suspected."""
    return s.t.ui("form.title", "Kysymyksiä tilanteesta")


def note(s: Speaker) -> str:
    """Return what is said before the first question."""
    return s.t.ui("form.note", "Mihinkään kysymykseen ei ole pakko vastata. Tyhjä kohta ei tarkoita samaa kuin kieltävä vastaus.")


def page(s: Speaker, number: int) -> str:
    """Return the title of a page."""
    t = s.t
    return {
        1: t.ui("form.page.safety", "Turvallisuus"),
        2: t.ui("form.page.early", "Tilanne"),
        3: t.ui("form.page.late", "Tarkemmat kysymykset"),
        4: t.ui("form.page.last", "Viimeiset kysymykset"),
        JUDGEMENTS: t.ui("form.page.judgements", "Arviot"),
    }[number]


def hint(s: Speaker, fact: Fact) -> str:
    """Return what helps to answer: to the worker what counts and what does not; of a number what it takes. Else nothing."""
    if fact.type == "number":
        return domain(s, fact)
    return " ".join(part for pair in s.counted(fact) for part in pair) if s.register == "worker" else ""


def value(s: Speaker, fact: Fact, given: Value) -> str:
    """Return how an answer is said: yes, no, or what a member means."""
    if isinstance(given, bool):
        return s.t.ui("form.yes", "Kyllä") if given else s.t.ui("form.no", "Ei")
    return s.fact(fact, given)


def mark(s: Speaker, word: str) -> str:
    """Return how ``maybe``, ``declined`` or :data:`NOT_KNOWN` is said; the worker says it of the person, the person of themselves."""
    t, own = s.t, s.register == "plain"
    maybe, declined = MARKS
    return {
        maybe: t.ui("form.maybe", "Ehkä"),
        declined: t.ui("form.declined.own", "En halua vastata") if own else t.ui("form.declined", "Henkilö ei halua vastata"),
        NOT_KNOWN: t.ui("form.not_known.own", "En tiedä") if own else t.ui("form.not_known", "Ei tiedossa"),
    }[word]


def marks(fact: Fact) -> tuple[str, ...]:
    """Return the marks that a question offers: whoever makes a judgement does not decline it for the person."""
    return tuple(word for word in MARKS if not (fact.judgement and word == Mark.DECLINED.value.lower()))


def actor(s: Speaker, function: str) -> str:
    """Return what a function that makes judgements is called."""
    return s.who(function, LAST_DAY)


def by(s: Speaker) -> str:
    """Return the question who made a judgement."""
    return s.t.ui("form.by", "Kuka teki arvion?")


def day(s: Speaker) -> str:
    """Return the question when a judgement was made."""
    return s.t.ui("form.day", "Minä päivänä arvio tehtiin?")


def why_open(s: Speaker) -> str:
    """Return the question why a number or a day is not given."""
    return s.t.ui("form.open", "Jos vastaus puuttuu, mikä on syy?")
