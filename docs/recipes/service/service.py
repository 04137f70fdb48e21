"""A service of an organisation: a few facts as a form, answers posted as strings, the page in the reader's language, a result to store.

    uvicorn service:app --no-access-log

It is a recipe: take it and change it. It keeps nothing by itself.
"""

from collections.abc import Callable
from datetime import date
from html import escape
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

import tunnistus as tn

ASKED = ("immediate_danger", "age_under_18", "documents_withheld", "hourly_pay_eur", "work_sector")
FORM = tn.form(facts=ASKED)
WORDS = {
    "fi": ("Päivä, jona apua tarjotaan", "Kirjoita päivä näin: 2026-11-28.", "Näytä tulos"),
    "sv": ("Den dag då hjälp erbjuds", "Skriv dagen så här: 2026-11-28.", "Visa resultatet"),
    "en": ("Day of offering help", "Write the day like this: 2026-11-28.", "Show the result"),
}
PRIVATE = {"Cache-Control": "no-store"}
LONGEST = 20_000  # bytes of a form: all answers together have fewer than a thousand
app = FastAPI(openapi_url=None, redirect_slashes=False)
Lang = Literal["fi", "sv", "en"]


async def body_of(request: Request) -> bytes:
    """The body, read no further than its bound. It is waited for here, and the work is done in a thread, so that others are served."""
    held = bytearray()
    async for piece in request.stream():
        held += piece
        if len(held) > LONGEST:
            raise HTTPException(413, headers=PRIVATE)
    return bytes(held)


Body = Annotated[bytes, Depends(body_of)]


def field(name: str, question: dict[str, Any]) -> str:
    """A question as a field: nothing chosen is no answer, and no answer is never "no"."""
    label = escape(question["title"])
    said = [("" if each["const"] is None else str(each["const"]).lower(), each["title"]) for each in question["oneOf"] if "const" in each]
    options = "".join(f'<option value="{escape(value)}">{escape(means)}</option>' for value, means in said)
    if len(said) == len(question["oneOf"]):
        return f'<p><label>{label}<br><select name="{name}" autocomplete="off">{options}</select></label></p>'
    typed = f'<input name="{name}" autocomplete="off" list="{name}-said">'
    return f'<p><label>{label}<br>{typed}</label><datalist id="{name}-said">{options}</datalist></p>'


@app.get("/{lang}")
def form(lang: Lang) -> HTMLResponse:
    """The form."""
    label, _, show = WORDS[lang]
    questions = FORM.json_schema(lang)["properties"]
    fields = "".join(field(name, questions[name]) for name in FORM.facts)
    day = f'<p><label>{label}<br><input type="date" name="as_of" autocomplete="off" required></label></p>'
    whole = f'<form method="post" autocomplete="off">{fields}{day}<button>{show}</button></form>'
    return HTMLResponse(f'<!DOCTYPE html><html lang="{lang}"><title>tunnistus</title>{whole}', headers=PRIVATE)


@app.post("/{lang}")
def page(lang: Lang, body: Body) -> Response:
    """The brief, or all that is wrong with the answers."""
    return answered(lang, body, lambda a: HTMLResponse(a.html(lang), headers=PRIVATE))


@app.post("/{lang}/result")
def result(lang: Lang, body: Body) -> Response:
    """The result with its answers, for the organisation to store as safely as the answers."""
    return answered(lang, body, lambda a: Response(a.to_json(values=True), media_type="application/json", headers=PRIVATE))


def answered(lang: str, body: bytes, shown: Callable[[tn.Assessment], Response]) -> Response:
    """Read what a form sent, all of it text, and show what follows from it."""
    try:
        sent = dict(parse_qsl(body.decode(), keep_blank_values=True))
        as_of = date.fromisoformat(sent.pop("as_of", ""))
    except ValueError:
        return HTMLResponse(f"<p>{WORDS[lang][1]}</p>", 422, headers=PRIVATE)
    try:
        return shown(tn.assess(tn.answers_from_json(sent, lenient=True, dates=tn.Dates(as_of)), as_of=as_of))
    except tn.TunnistusError as problem:
        said = [*problem.urgent(lang), *(tn.said(each, lang) for each in problem.every)]  # what to do about danger stands first
        return HTMLResponse("".join(f"<p>{escape(each)}</p>" for each in said), 422, headers=PRIVATE)
