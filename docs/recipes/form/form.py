"""A form without a script: the questions of some rules stage by stage, then the result, or everything that has to be put right.

    python form.py

It is a recipe: take it and change it. It keeps nothing by itself: each page carries the answers and sends them in the body of a POST.
"""

from collections.abc import Callable, Iterable
from datetime import date
from html import escape
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import make_server

import tunnistus as tn

FORM = tn.form(rules=["emergency", "other_help.labour_rights"], facts=["date_of_birth", "hourly_pay_eur"])
WORDS = {
    "fi": ("Jos joku on välittömässä vaarassa, soita 112.", "Päivä, jona apua tarjotaan", "Kirjoita päivä näin: 2026-11-28.", "Jatka"),
    "sv": ("Ring 112 om någon är i omedelbar fara.", "Den dag då hjälp erbjuds", "Skriv dagen så här: 2026-11-28.", "Fortsätt"),
    "en": ("If anyone is in immediate danger, call 112.", "Day of offering help", "Write the day like this: 2026-11-28.", "Continue"),
}
STYLE = (
    "body{color:#111;background:#fff;max-width:40rem;margin:auto;padding:1rem;font:1.1rem/1.5 sans-serif}"
    "fieldset{margin:1rem 0;min-width:0}label{display:block;padding:.4rem}:focus-visible{outline:3px solid;outline-offset:2px}"
)
HEADERS = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer")]
SHOWN, TYPED, LONGEST = "shown[]", ".typed", 100_000


def turn(lang: str, sent: dict[str, str]) -> tuple[str, str]:
    """Return the status and the page that follows what was sent: at first nothing, then the answers of all pages so far."""
    danger, _, how, _ = WORDS[lang]
    given = {name: sent[name] for name in FORM.facts if name in sent}
    as_of = day(sent.get("as_of", ""))
    answers, faults = read(lang, given, as_of)
    if sent and as_of is None:
        faults["as_of"] = [how]
    schema = FORM.json_schema(lang)
    asked = [name for name in FORM.facts if name in faults] if faults else next_stage(schema["properties"], answers, given)
    first = [danger]
    if as_of:
        a = tn.assess(answers, as_of=as_of)
        if not asked:
            return "200 OK", a.html(lang)
        first = [line["text"] for part in a.page(lang)["parts"] if part["name"] in ("danger", "child") for line in part["lines"]]
    carried = {name: value for name, value in given.items() if name not in asked} | ({"as_of": as_of.isoformat()} if as_of else {})
    return "422 Unprocessable Entity" if faults else "200 OK", drawn(lang, schema, first, asked, carried, given, faults)


def day(text: str) -> date | None:
    """Return the day that text is, if it can be the day of an assessment."""
    try:
        return tn.Dates(date.fromisoformat(text)).as_of
    except (ValueError, tn.TunnistusError):
        return None


def read(lang: str, given: dict[str, str], as_of: date | None) -> tuple[tn.Given, dict[str, list[str]]]:
    """Return what can be read of the answers, and for each other question all that is wrong. No message holds an answer."""
    try:
        return tn.answers_from_json(given, lenient=True, dates=tn.Dates(as_of) if as_of else None), {}
    except tn.errors.AnswersRefused as problem:
        faults: dict[str, list[str]] = {}
        for each in problem.every:
            for name in each.facts or (each.where,):  # several, where their answers cannot be true together
                faults.setdefault(name, []).append(tn.said(each, lang))
        answers, more = read(lang, {name: value for name, value in given.items() if name not in faults}, as_of)
        return answers, faults | more


def next_stage(questions: dict[str, Any], answers: tn.Given, given: dict[str, str]) -> list[str]:
    """Return the questions of the next page: those of the earliest stage that were not shown yet and that the answers open."""
    known = answers.to_dict()

    def opened(one: dict[str, Any]) -> bool:
        return known.get(one["fact"]) in one["answers"] and (
            "and_any" not in one or any(known.get(seen["fact"]) in seen["answers"] for seen in one["and_any"])
        )

    left = [n for n, q in questions.items() if n not in given and ("x-when" not in q or any(map(opened, q["x-when"])))]
    return [name for name in left if questions[name]["x-page"] == questions[left[0]]["x-page"]]


# -- the page ------------------------------------------------------------------------------------------------------


def drawn(
    lang: str, schema: dict[str, Any], first: Iterable[str], asked: list[str], carried: dict[str, str], given: dict[str, str],
    faults: dict[str, list[str]],
) -> str:  # fmt: skip
    """Return a page: danger first, then all that is wrong, then the questions."""
    _, label, _, further = WORDS[lang]
    title, note = escape(schema["title"]), escape(schema["description"])
    urgent = "".join(f"<p><strong>{escape(text)}</strong></p>" for text in first)
    alerts = "".join(f'<li><a href="#{name}">{escape(text)}</a></li>' for name, texts in faults.items() for text in texts)
    hidden = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in carried.items())
    wrong_day = "".join(f"<br>{escape(text)}" for text in faults.get("as_of", []))
    which_day = f'<p><label>{label}{wrong_day}<br><input type="date" id="as_of" name="as_of" required></label></p>'
    fields = "" if "as_of" in carried else which_day
    fields += "".join(field(name, schema["properties"][name], given.get(name, ""), faults.get(name, [])) for name in asked)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><main>{urgent}"
        f'<h1>{title}</h1><p>{note}</p>{f"""<div role="alert"><ul>{alerts}</ul></div>""" if alerts else ""}'
        f'<form method="post" autocomplete="off">{hidden}{fields}<button type="submit">{further}</button></form></main></body></html>'
    )


def field(name: str, question: dict[str, Any], value: str, wrong: list[str]) -> str:
    """Return a question as native fields. None has an answer beforehand; the hidden one tells the next page that it was shown."""
    hint = "".join(f"<p>{escape(text)}</p>" for text in (question.get("description", ""), *wrong) if text)
    free = ""
    options = []
    for each in question["oneOf"]:
        if "const" not in each:
            kind = 'type="date"' if "$ref" in each else 'type="text" inputmode="decimal"'
            free = f'<input {kind} name="{name}{TYPED}" aria-labelledby="{name}-asked">'
            continue
        said = "" if each["const"] is None else str(each["const"]).lower()
        chosen = " checked" if said and said == value and not wrong else ""
        options.append(f'<label><input type="radio" name="{name}" value="{said}"{chosen}> {escape(each["title"])}</label>')
    return (
        f'<fieldset id="{name}" aria-describedby="{name}-hint"><legend id="{name}-asked">{escape(question["title"])}</legend>'
        f'<div id="{name}-hint">{hint}</div><input type="hidden" name="{SHOWN}" value="{name}">{"".join(options)}{free}</fieldset>'
    )


# -- the server ----------------------------------------------------------------------------------------------------


def sent_by(body: bytes) -> dict[str, str]:
    """Return what a page sent: empty text for a question that was only shown, and what was typed rather than "perhaps" beside it."""
    sent: dict[str, str] = {}
    for name, value in parse_qsl(body.decode(errors="replace"), keep_blank_values=True):
        key, said = (value, "") if name == SHOWN else (name.removesuffix(TYPED), value)
        sent[key] = said or sent.get(key, "")
    return sent


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """Answer a request (WSGI)."""
    lang, length = environ["PATH_INFO"].strip("/"), int(environ.get("CONTENT_LENGTH") or 0)
    if lang not in WORDS or not 0 <= length <= LONGEST:
        start_response("404 Not Found" if lang not in WORDS else "413 Content Too Large", HEADERS)
        return [b""]
    status, page = turn(lang, sent_by(environ["wsgi.input"].read(length)))
    start_response(status, HEADERS)
    return [page.encode()]


if __name__ == "__main__":
    tn.warm()
    print(*(f"http://127.0.0.1:8000/{lang}" for lang in WORDS), sep="\n")
    make_server("127.0.0.1", 8000, app).serve_forever()
