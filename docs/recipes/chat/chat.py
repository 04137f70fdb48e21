"""A telephone line or a chat: danger first, one question at a time, stop at any time, the short page at the end.

    python chat.py sv 2026-11-28

It is a recipe: take it and change it. It keeps nothing between turns: whoever runs it keeps the state, which is JSON, and gives it back.
"""

import json
import sys
from datetime import date
from typing import NamedTuple

import tunnistus as tn

STOP = "stop"
WORDS = {
    "fi": (
        "Voit lopettaa milloin tahansa. Kysymykseen saa jättää vastaamatta. Jos joku muu voi nähdä tämän laitteen, sulje keskustelu heti, "
        "kun hän tulee, ja poista se laitteesta.",
        "Lopeta",
    ),
    "sv": (
        "Du kan sluta när som helst. En fråga får lämnas obesvarad. Om någon annan kan se den här enheten, stäng samtalet genast när den "
        "personen kommer och radera det från enheten.",
        "Sluta",
    ),
    "en": (
        "You can stop at any time. A question may be left unanswered. If anybody else may see this device, close the conversation as soon "
        "as they come, and delete it from the device.",
        "Stop",
    ),
}


class Turn(NamedTuple):
    """What the host does now: keep the state, say what there is to say in this order, and offer the replies.

    Attributes:
        state: JSON, as private as the answers in it.
        first: danger and the child, until they are excluded.
        says: how to leave, what was wrong with a reply, the question; in the end the short page.
        help: what counts at the question.
        replies: pairs of what is given back and what it says; a number or a day is given back as typed. None in the end.
    """

    state: str
    first: list[str]
    says: list[str]
    help: str = ""
    replies: tuple[tuple[str, str], ...] = ()


def begin(lang: str, as_of: date, register: str = "worker") -> Turn:
    """Return the first turn: how to leave, and the first question, put to whoever helps or (``plain``) as it is read with the person."""
    talk = tn.interview({}, as_of=as_of)
    return going_on(talk, lang, register, WORDS[lang][0], talk.private(lang, register=register))


def turn(state: str, reply: str) -> Turn:
    """Return the turn after a reply: a value, ``maybe``, ``declined``, nothing to pass the question over, or ``stop``."""
    told, reply = json.loads(state), reply.strip()
    talk, lang, register = tn.interview_again(told["interview"]), told["lang"], told["register"]
    if reply == STOP or told["ended"]:
        return ended(talk, lang, register)
    try:
        after = talk.right(reply) if talk.unclear else talk.answer(reply, unclear=True)
    except tn.TunnistusError as problem:
        return going_on(talk, lang, register, tn.said(problem, lang))
    return going_on(after, lang, register)


def going_on(talk: tn.Interview, lang: str, register: str, *says: str) -> Turn:
    """Return what the interview asks now, or the end where nothing is asked of itself any more."""
    now = talk.turn(lang, register=register)
    if now.kind == "ways":
        return ended(talk, lang, register)
    return Turn(
        kept(talk, lang, register),
        [sentence for told in now.first for sentence in told],
        [*says, *now.says],
        " ".join(f"{title} {sentence}" for title, sentence in now.counts),
        (*((choice.value, choice.says) for choice in now.choices), (STOP, WORDS[lang][1])),
    )


def ended(talk: tn.Interview, lang: str, register: str) -> Turn:
    """Return the end: the short page of all that was answered until then."""
    page = talk.assessment.explain(lang, register=register).splitlines()
    first = talk.turn(lang, register=register).first
    return Turn(kept(talk, lang, register, ended=True), [sentence for told in first for sentence in told], page)


def kept(talk: tn.Interview, lang: str, register: str, *, ended: bool = False) -> str:
    """Return the state as JSON."""
    return json.dumps({"lang": lang, "register": register, "ended": ended, "interview": talk.to_dict()})


if __name__ == "__main__":
    now = begin(sys.argv[1], date.fromisoformat(sys.argv[2]))
    while True:
        print(*now.first, "", *now.says, now.help, sep="\n")
        if not now.replies:
            break
        print(*(f"  {reply or 'Enter':12} {label}" for reply, label in now.replies), sep="\n")
        try:
            now = turn(now.state, input("> "))
        except EOFError:  # whoever leaves owes no last word
            now = turn(now.state, STOP)
