"""Brief and letter of ten invented people in three languages, so that a reviewer sees every change of what people read.

``make generate`` writes them into ``docs/examples/pages/``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import tunnistus as tn
from tests import ROOT
from tests.stories import stories
from tunnistus.explaining.assessed import Assessed
from tunnistus.rules.model import LANGUAGES
from tunnistus.shipping import source
from tunnistus.trying.cases import read_person
from tunnistus.trying.vignettes import read_vignettes

__all__ = ["PLACE", "assessed", "pages"]

PLACE = ROOT / "docs" / "examples" / "pages"
DAY = date(2026, 11, 26)
EXAMPLES = ("berry-picker", "young-person", "wage-dispute")
STORIES = {
    "ws_v_live_in_carer_who_is_grateful": "live-in-carer",
    "ws_boy_with_two_phones": "boy-with-two-phones",
    "ws_v_girlfriend_in_love": "girlfriend-in-love",
    "pl_nurse_hit_at_home": "nurse-hit-at-home",
    "wl_tied_permit_decent_employer": "tied-permit",
}
VIGNETTES = {"domestic_live_in": "domestic-live-in", "crime_teen": "crime-teen"}
ROLES = {
    "boy-with-two-phones": "youth_worker",
    "crime-teen": "social_worker",
    "nurse-hit-at-home": "health_worker",
    "live-in-carer": "ngo_worker",
}
"""Some of them are met by a worker whose role is known, so that the pages show duties."""


@cache
def _people() -> tuple[tuple[str, Mapping[str, Any], dict[str, Any]], ...]:
    return tuple(_read())


def _read() -> Iterator[tuple[str, Mapping[str, Any], dict[str, Any]]]:
    for name in EXAMPLES:
        person = read_person(ROOT / "docs" / "examples" / f"{name}.yaml", book=source.book())
        yield name, person.answers, {"act_from": person.act_from, "act_to": person.act_to, "others": person.others}
    told, vignettes = stories(), read_vignettes(ROOT / "indicators" / "vignettes")
    yield from ((name, told[story]["answers"], {}) for story, name in STORIES.items())
    yield from ((name, vignettes[vignette].answers(), {}) for vignette, name in VIGNETTES.items())


def assessed() -> Iterator[tuple[str, Assessed]]:
    """Yield each of the ten people by name, assessed anew from what they answered."""
    book = source.book()
    for name, answers, more in _people():
        role = ROLES.get(name)
        known = role and "worker_role" not in answers
        yield name, tn.assess(answers, as_of=DAY, roles=[role] if known else [], book=book, **more)


def pages() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each page."""
    for name, a in assessed():
        for lang in LANGUAGES:
            for kind, register in (("brief", "worker"), ("letter", "plain")):
                yield f"{name}.{kind}.{lang}.txt", a.explain(lang, register=register)
