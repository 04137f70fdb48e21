"""A recipe, to take and to change: one question a page in a service of your own. It keeps nothing: the state travels in the form."""

import json
from collections.abc import Iterable
from html import escape
from typing import Annotated, Literal
from urllib.parse import parse_qsl

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse

import tunnistus as tn

WORDS = {
    "fi": ("Päivä, jona apua tarjotaan", "Aloita", "Kirjoita vastaus", "Vastaa", "Näytä tilannearvio"),
    "sv": ("Den dag då hjälp erbjuds", "Börja", "Skriv svaret", "Svara", "Visa bedömningen"),
    "en": ("Day of offering help", "Begin", "Type the answer", "Answer", "Show the assessment"),
}
LONGEST = 100_000  # bytes of a form
app = FastAPI(openapi_url=None, redirect_slashes=False)
Lang = Literal["fi", "sv", "en"]


async def sent(request: Request) -> dict[str, str]:
    """What a form sent, read no further than its bound."""
    held = bytearray()
    async for piece in request.stream():
        held += piece
        if len(held) > LONGEST:
            raise HTTPException(413, headers={"Cache-Control": "no-store"})
    return dict(parse_qsl(held.decode(errors="replace"), keep_blank_values=True))


def html(lang: str, said: Iterable[Iterable[str]], fields: str = "", status: int = 200) -> HTMLResponse:
    """A page of sentences with one form, which can be sent in another language too."""
    told = "".join(f"<p>{escape(each)}</p>" for group in said for each in group)
    others = " ".join(f'<button formaction="{each}" lang="{each}">{each}</button>' for each in WORDS if each != lang)
    form = f'<form method="post" action="{lang}" autocomplete="off">{fields}<hr>{others}</form>' if fields else ""
    head = f'<!DOCTYPE html><html lang="{lang}"><title>tunnistus</title>'
    return HTMLResponse(head + told + form, status, headers={"Cache-Control": "no-store"})


@app.get("/{lang}")
def begin(lang: Lang) -> HTMLResponse:
    """Ask for the day."""
    return html(lang, [], f'<label>{WORDS[lang][0]} <input type="date" name="as_of" required></label> <button>{WORDS[lang][1]}</button>')


@app.post("/{lang}")
def go_on(lang: Lang, form: Annotated[dict[str, str], Depends(sent)]) -> HTMLResponse:
    """Take what was chosen and ask on; what is refused is told, and the same is asked again."""
    try:
        talk = tn.interview_again(form.get("state") or {"dates": {"as_of": form.get("as_of")}, "moves": []})
    except tn.TunnistusError as problem:
        return html(lang, (problem.urgent(lang), [tn.said(problem, lang)]), status=422)
    if "end" in form:
        return HTMLResponse(talk.assessment.html(lang), headers={"Cache-Control": "no-store"})
    try:
        return asked(taken(talk, form) if "reply" in form else talk, lang)
    except tn.TunnistusError as problem:
        return asked(talk, lang, tn.said(problem, lang))


def taken(talk: tn.Interview, form: dict[str, str]) -> tn.Interview:
    """The state after a reply, whatever is asked: an answer, which answer is right, or how to go on."""
    reply = form.get("typed", "") if form["reply"] == "typed" else form["reply"]
    return talk.right(reply) if talk.unclear else talk.answer(reply, unclear=True) if talk.asked else talk.go_on(reply)


def asked(talk: tn.Interview, lang: str, problem: str = "") -> HTMLResponse:
    """The page of a turn: what has to be seen first, the question, what counts, and what can be chosen."""
    turn, (_, _, type_it, answer, end) = talk.turn(lang), WORDS[lang]
    counts = [f"{title} {each}" for title, each in turn.counts]
    typed = f'<label>{type_it} <input name="typed"></label> <button name="reply" value="typed">{answer}</button>' if turn.free else ""
    chosen = "".join(f'<p><button name="reply" value="{escape(each.value)}">{escape(each.says)}</button>' for each in turn.choices)
    state = f'<input type="hidden" name="state" value="{escape(json.dumps(talk.to_dict()))}">'
    fields = f'{state}{typed}{chosen}<p><button name="end">{end}</button>'
    return html(lang, (*turn.first, turn.safely, filter(None, [problem]), turn.says, counts), fields, 422 if problem else 200)
