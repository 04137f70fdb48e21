"""The page of what is wrong with answers and requests: each code of the library and of the service, with a request that gets it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from typing import Final
from unittest.mock import patch

from starlette.testclient import TestClient

from handbook.material import Teller
from handbook.pages import Page, Part, coded
from tunnistus.api import create_app
from tunnistus.api.problems import CODES, of_library, problem
from tunnistus.api.requests import MAX_BODY, MAX_DEPTH
from tunnistus.assessment import assess
from tunnistus.checking.solver import Solver, bounded
from tunnistus.errors import TunnistusError
from tunnistus.rules.model import Test
from tunnistus.rules.relations import relations_of
from tunnistus.shipping import source

__all__ = ["refusal_page"]

DAY: Final = "2026-11-24"
SHOWN: Final = 160
Request = tuple[str, str, object]


def _known(**answers: object) -> dict[str, object]:
    return {"answers": answers, "as_of": DAY}


def _judged(by: str, day: str) -> dict[str, object]:
    return {"judged": True, "by": by, "day": day}


def _requests() -> dict[str, Request]:
    """A request of an invented person that gets each code; text is sent as it is."""
    deep: object = True
    for _ in range(MAX_DEPTH):
        deep = [deep]
    bodies: Mapping[str, object] = {
        "unknown-fact": _known(hourly_pai_eur=4.5),
        "outside-domain": _known(documents_withheld="yes"),
        "too-fine": _known(hourly_pay_eur=7.555),
        "ambiguous": {**_known(hourly_pay_eur="10.000"), "lenient": True},
        "needs-judgement": _known(worker_presumes_victim=True),
        "no-judgement": _known(documents_withheld=_judged("worker", DAY)),
        "unknown-function": _known(worker_presumes_victim=_judged("neighbour", DAY)),
        "not-a-day": _known(worker_presumes_victim=_judged("worker", "2026-02-30")),
        "day-ahead": _known(date_of_birth="2026-11-25"),
        "not-json": '{"answers": ',
        "contradiction": _known(citizenship="finnish", right_of_residence=False),
        "date": {**_known(), "act_from": "2026-11-25"},
        "answer": {**_known(worker_role="teacher"), "roles": ["social_worker"]},
        "missing": {"answers": {}},
        "unknown-key": {**_known(), "ful": True},
        "wrong-kind": {**_known(), "full": "true"},
        "too-large": " " * (MAX_BODY + 1),
        "too-many": _known(documents_withheld=deep),
        "too-slow": _known(),
        "internal": _known(),
    }
    return {
        **{code: ("POST", "/assess", body) for code, body in bodies.items()},
        "no-result": ("POST", "/assess/again", {"dates": {}}),
        "unknown-name": ("GET", "/rules/permit.52a3", None),
        "not-found": ("GET", "/nothing", None),
        "method": ("GET", "/assess", None),
        "media-type": ("POST", "/assess", "documents_withheld: true"),
        "busy": ("GET", "/diff?topic=permit.52a1&first=2024-08-31&second=2024-09-01", None),
    }


def refusal_page(t: Teller) -> Page:
    """Return the page: what each code means, and what is answered to a request that gets it."""
    said, examples = _said(t), dict(_examples(t.lang))
    parts = tuple(Part(code, code, ((said[code],),), literal=examples[code]) for code in CODES)
    about = t.ui(
        "refusal.about",
        "Tunniste ei muutu, lause voi parantua. Esimerkkien ihmiset ovat keksittyjä. Mikään virhe ei näytä, mitä vastattiin.",
    )
    both = coded(t.ui("refusal.both", "Kirjastossa tunniste on virheen kentässä `code`, palvelussa vastauksen kohdassa `errors`."))
    return Page("refusals", t.ui("refusal.title", "Miksi vastaus tai pyyntö hylätään"), ((about,), both), parts)


def _examples(lang: str) -> Iterator[tuple[str, str]]:
    """The request and what the service answers; of what only the library refuses, the call and what a service tells of it."""
    with ExitStack() as stack:
        stack.enter_context(patch("tunnistus.api.application.WAITING", 0))
        stack.enter_context(patch("tunnistus.api.application.warm"))
        client = stack.enter_context(TestClient(create_app(), raise_server_exceptions=False, headers={"Accept-Language": lang}))
        for code, request in _requests().items():
            yield code, _answered(client, code, *request)
    for code, (call, work) in _CALLS.items():
        try:
            work()
        except TunnistusError as error:
            body = bytes(problem(of_library(error), lang).body)
            yield code, f"{call}\n\n{_errors(body)}"


def _answered(client: TestClient, code: str, method: str, address: str, body: object) -> str:
    text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
    headers = {} if method == "GET" else {"Content-Type": "text/plain" if code == "media-type" else "application/json"}
    with ExitStack() as stack:
        if code == "internal":
            stack.enter_context(patch("tunnistus.api.operations.assess", side_effect=ValueError))
        if code == "too-slow":
            stack.enter_context(patch("tunnistus.api.requests._whole", side_effect=TimeoutError))
        told = client.request(method, address, content=text, headers=headers)
    sent = text if len(text) <= SHOWN else f"({len(text)} × U+0020)" if not text.strip() else f"{text[:SHOWN]} …"
    kind = f"\nContent-Type: {headers['Content-Type']}" if headers else ""
    return f"{method} {address}{kind}{chr(10) if sent else ''}{sent}\n\n{told.status_code}\n{_errors(told.content)}"


def _errors(body: bytes) -> str:
    return json.dumps(json.loads(body)["errors"], ensure_ascii=False, indent=2) + "\n"


def _judgement() -> None:
    assess({"worker_presumes_victim": True}, as_of=date.fromisoformat(DAY))


def _limit() -> None:
    book, condition = source.book(), Test("documents_withheld", (True,))
    with bounded("condition"):
        Solver([condition], book.facts, relations_of(book), most=0).some(condition)


_CALLS: Final[Mapping[str, tuple[str, Callable[[], None]]]] = {
    "judgement": ('tn.assess({"worker_presumes_victim": True}, as_of=date(2026, 11, 24))', _judgement),
    "limit": ("Solver([condition], facts, relations, most=0).some(condition)", _limit),
}


def _said(t: Teller) -> dict[str, str]:
    """What each code means."""
    return {
        "unknown-fact": t.ui("refusal.unknown-fact", "Tällaista tietoa ei ole."),
        "outside-domain": t.ui("refusal.outside-domain", "Tieto ei ota tällaista vastausta. Virhe kertoo, minkä se ottaa."),
        "too-fine": t.ui("refusal.too-fine", "Luvussa on enemmän desimaaleja kuin tieto sallii."),
        "ambiguous": t.ui("refusal.ambiguous", "Tekstinä kirjoitetun luvun voi lukea kahdella tavalla."),
        "needs-judgement": t.ui(
            "refusal.needs-judgement", "Arviosta ei kerrota, kuka sen teki ja milloin. Kaikki viat kerrotaan kerralla."
        ),
        "no-judgement": t.ui("refusal.no-judgement", "Arvio annettiin tiedosta, joka ei ole arvio."),
        "unknown-function": t.ui("refusal.unknown-function", "Arvion tekijä ei ole mikään sääntöjen toimijoista."),
        "not-a-day": t.ui("refusal.not-a-day", "Arvion päivä ei ole päivä, tai se on liian kaukana."),
        "day-ahead": t.ui("refusal.day-ahead", "Päivä on ratkaisevan päivän jälkeen, vaikka sen pitää olla viimeistään silloin."),
        "not-json": t.ui("refusal.not-json", "Teksti ei ole JSON-muotoa tai ei sellaista, jota tässä luetaan."),
        "no-result": t.ui("refusal.no-result", "Tallennetussa tuloksessa ei ole sen päiviä tai vastauksia, tai sen muoto on toinen."),
        "contradiction": t.ui("refusal.contradiction", "Vastaukset eivät voi olla yhtä aikaa totta. Virhe nimeää tiedot, ei vastauksia."),
        "judgement": t.ui("refusal.judgement", "Kirjaston kutsussa arviosta ei kerrota, kuka sen teki ja milloin."),
        "date": t.ui("refusal.date", "Päivät eivät sovi yhteen tai ovat liian kaukana."),
        "unknown-name": t.ui("refusal.unknown-name", "Tällaista sääntöä, tietoa, aihetta tai muuta nimeä ei ole."),
        "limit": t.ui("refusal.limit", "Laskemiseen menisi enemmän kuin sallitaan. Kirjasto ei silloin väitä mitään."),
        "answer": t.ui("refusal.answer", "Muu vika vastauksissa tai rooleissa."),
        "missing": t.ui("refusal.missing", "Pyynnöstä puuttuu avain."),
        "unknown-key": t.ui("refusal.unknown-key", "Pyynnössä on avain, jota ei ole."),
        "wrong-kind": t.ui("refusal.wrong-kind", "Avaimen arvo on muuta lajia kuin pitää."),
        "not-found": t.ui("refusal.not-found", "Osoitetta ei ole."),
        "method": t.ui("refusal.method", "Osoitetta ei kysytä tällä menetelmällä."),
        "media-type": t.ui("refusal.media-type", "Runko on muuta muotoa kuin JSON."),
        "too-large": t.ui("refusal.too-large", "Runko on suurempi kuin sallitaan."),
        "too-many": t.ui("refusal.too-many", "Sisäkkäisiä arvoja on liikaa, tai liian moni nimi ei ole tieto."),
        "too-slow": t.ui("refusal.too-slow", "Runko tulee liian hitaasti."),
        "busy": t.ui("refusal.busy", "Palvelu tekee jo vertailuja. Kysy hetken kuluttua uudelleen."),
        "internal": t.ui("refusal.internal", "Palvelussa on vika. Lokiin jää vain vian laji ja paikka."),
    }
