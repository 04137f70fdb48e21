"""A service of an organisation: a few facts as a form, answers posted as strings, the page in the reader's language, a result to store.

    uvicorn service:app --no-access-log

It is a recipe: take it and change it. It keeps nothing by itself.
"""

from datetime import date
from html import escape
from typing import Annotated, Literal
from urllib.parse import parse_qsl

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, Response

import tunnistus as tn

ASKED = ("immediate_danger", "age_under_18", "documents_withheld", "hourly_pay_eur", "work_sector")
PRIVATE = {"Cache-Control": "no-store"}
app = FastAPI(openapi_url=None)
Lang = Literal["fi", "sv", "en"]


async def body_of(request: Request) -> bytes:
    """The body. It is waited for here, and the work is done in a thread, so that others are served meanwhile."""
    return await request.body()


Body = Annotated[bytes, Depends(body_of)]


def field(fact: tn.FactInfo) -> str:
    """A question as a field: nothing chosen is no answer, and no answer is never "no"."""
    name, label = escape(fact.fact), escape(fact.question)
    if fact.type in ("bool", "enum"):
        values = [("", "–"), *((str(each.value).lower(), each.means) for each in fact.values), ("maybe", "?")]
        options = "".join(f'<option value="{escape(value)}">{escape(means)}</option>' for value, means in values)
        return f'<p><label>{label}<br><select name="{name}">{options}</select></label></p>'
    return f'<p><label>{label}<br><input name="{name}"></label></p>'


@app.get("/{lang}")
def form(lang: Lang) -> HTMLResponse:
    """The form."""
    facts = {each.fact: each for each in tn.list_facts(lang)}
    fields = "".join(field(facts[name]) for name in ASKED)
    day = '<p><input type="date" name="as_of" aria-label="as_of" required></p>'
    page = f'<!DOCTYPE html><html lang="{lang}"><title>tunnistus</title><form method="post">{fields}{day}<button>OK</button></form>'
    return HTMLResponse(page, headers=PRIVATE)


@app.post("/{lang}")
def page(lang: Lang, body: Body) -> Response:
    """The brief, or all that is wrong with the answers."""
    return answered(lang, body, lambda a: HTMLResponse(a.html(lang), headers=PRIVATE))


@app.post("/{lang}/result")
def result(lang: Lang, body: Body) -> Response:
    """The result with its answers, for the organisation to store as safely as the answers."""
    return answered(lang, body, lambda a: Response(a.to_json(values=True), media_type="application/json", headers=PRIVATE))


def answered(lang: str, body: bytes, shown) -> Response:  # type: ignore[no-untyped-def]
    """Read what a form sent, all of it text, and show what follows from it."""
    try:
        sent = dict(parse_qsl(body.decode(), keep_blank_values=True))
        as_of = date.fromisoformat(sent.pop("as_of", ""))
    except ValueError:
        return HTMLResponse("as_of: 2026-11-24", 422, headers=PRIVATE)
    try:
        return shown(tn.assess(tn.answers_from_json(sent, lenient=True), as_of=as_of))  # type: ignore[no-any-return]
    except tn.TunnistusError as problem:
        every = getattr(problem, "every", [problem])
        return HTMLResponse("".join(f"<p>{escape(tn.said(each, lang))}</p>" for each in every), 422, headers=PRIVATE)
