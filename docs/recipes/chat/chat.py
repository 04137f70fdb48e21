"""A telephone line or a chat: danger first, one question at a time, stop at any time, the short page at the end.

    python chat.py sv 2026-11-28

It is a recipe: take it and change it. It keeps nothing between turns: whoever runs it keeps the state, which is JSON, and gives it back.
"""

import json
import sys
from datetime import date
from typing import Any, NamedTuple

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
        help: what counts at the question, or which numbers there are.
        replies: pairs of what is given back and what it says; a number or a day is given back as typed. None in the end.
    """

    state: str
    first: list[str]
    says: list[str]
    help: str = ""
    replies: tuple[tuple[str, str], ...] = ()


def begin(lang: str, as_of: date, register: str = "worker") -> Turn:
    """Return the first turn: how to leave, and the first question, put to whoever helps or (``plain``) as it is read with the person."""
    told = {"lang": lang, "register": register, "as_of": as_of.isoformat(), "answers": {}, "skipped": [], "asked": ""}
    return going_on(told, [WORDS[lang][0]])


def turn(state: str, reply: str) -> Turn:
    """Return the turn after a reply: a value, ``maybe``, ``declined``, nothing to pass the question over, or ``stop``."""
    told, reply = json.loads(state), reply.strip()
    asked = told["asked"]
    if reply == STOP or not asked:
        return ended(told)
    if not reply:
        return going_on({**told, "skipped": [*told["skipped"], asked]}, [])
    try:
        answers = tn.answers_from_json({**told["answers"], asked: reply}, lenient=True, dates=tn.Dates(day(told)))
    except tn.errors.AnswersRefused as problem:  # what cannot be true together is open, and asked again, until it is known which is right
        unclear = {name for each in problem.every for name in each.facts}
        kept = {name: answer for name, answer in told["answers"].items() if name not in unclear}
        return going_on({**told, "answers": kept}, [tn.said(each, told["lang"]) for each in problem.every])
    return going_on({**told, "answers": answers.to_dict()}, [])


def going_on(told: dict[str, Any], says: list[str]) -> Turn:
    """Return the next question that can still change something, or the end where none that is likely is left."""
    a = assessed(told)
    questions = a.ask(only=a.identification, skip=told["skipped"])
    question = next((q for q in questions if not q.judgement and q.fact not in told["answers"]), None)
    if question is None or not question.likely:
        return ended(told)
    lang = told["lang"]
    drawn = tn.form(facts=[question.fact], register=told["register"]).json_schema(lang)["properties"][question.fact]
    said = [("" if each["const"] is None else str(each["const"]).lower(), each["title"]) for each in drawn["oneOf"] if "const" in each]
    return Turn(
        json.dumps({**told, "asked": question.fact}),
        first(a, told),
        [*says, drawn["title"]],
        drawn.get("description", ""),
        (*said, (STOP, WORDS[lang][1])),
    )


def ended(told: dict[str, Any]) -> Turn:
    """Return the end: the short page of all that was answered until then."""
    a = assessed(told)
    return Turn(json.dumps({**told, "asked": ""}), first(a, told), a.explain(told["lang"], register=told["register"]).splitlines())


def first(a: tn.Assessment, told: dict[str, Any]) -> list[str]:
    """Return what is said before anything else."""
    parts = a.page(told["lang"], register=told["register"])["parts"]
    return [line["text"] for part in parts if part["name"] in ("danger", "child", "first") for line in part["lines"]]


def assessed(told: dict[str, Any]) -> tn.Assessment:
    """Return the assessment of all that was answered so far; what was not answered is open, and never "no"."""
    return tn.assess(tn.answers_from_json(told["answers"]), as_of=day(told))


def day(told: dict[str, Any]) -> date:
    """Return the day of the conversation."""
    return date.fromisoformat(told["as_of"])


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
