"""Brief and letter of ten invented people in three languages, so that a reviewer sees every change of what people read; the picture of the README; and the schemas.

``make pages``, or ``python -m tests.pages``, writes them into ``docs/examples/pages/`` and ``docs``; ``tests/saying/test_page.py`` and
``tests/test_readme.py`` hold them against the library of today.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import tunnistus as tn
from tests import ROOT
from tests.result_picture import PICTURE, drawn, sheet
from tests.stories import stories
from tunnistus.explaining.assessed import Assessed
from tunnistus.rules.model import LANGUAGES
from tunnistus.shipping import source
from tunnistus.trying.cases import read_person
from tunnistus.trying.vignettes import read_vignettes
from tunnistus.writing import write

__all__ = ["PLACE", "assessed", "pages", "schemas"]

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


def _people() -> Iterator[tuple[str, Mapping[str, Any], dict[str, Any]]]:
    for name in EXAMPLES:
        person = read_person(ROOT / "docs" / "examples" / f"{name}.yaml", book=source.book())
        yield name, person.answers, {"act_from": person.act_from, "act_to": person.act_to, "others": person.others}
    told, vignettes = stories(), read_vignettes(ROOT / "indicators" / "vignettes")
    yield from ((name, told[story]["answers"], {}) for story, name in STORIES.items())
    yield from ((name, vignettes[vignette].answers(), {}) for vignette, name in VIGNETTES.items())


def assessed() -> Iterator[tuple[str, Assessed]]:
    """Yield each of the ten people by name, assessed anew from what they answered."""
    for name, answers, more in _people():
        role = ROLES.get(name)
        known = role and "worker_role" not in answers
        yield name, tn.assess(answers, as_of=DAY, roles=[role] if known else [], book=source.book(), **more)


def pages() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each page."""
    for name, a in assessed():
        for lang in LANGUAGES:
            for kind, register in (("brief", "worker"), ("letter", "plain")):
                yield f"{name}.{kind}.{lang}.txt", a.explain(lang, register=register)


def schemas() -> dict[Path, str]:
    """Return the JSON Schemas for those who have no Python, each with its place; that of rule files stands beside the rules."""
    place = ROOT / "docs" / "schemas"
    return {
        place / f"{kind}.json": json.dumps(tn.json_schema(kind), ensure_ascii=False, indent=1) + "\n"
        for kind in ("answers", "result", "receipt")
    }


def _main() -> None:
    PLACE.mkdir(exist_ok=True)
    (ROOT / "docs" / "schemas").mkdir(exist_ok=True)
    written = dict(pages())
    for path in PLACE.glob("*.txt"):
        if path.name not in written:
            path.unlink()
    for name, text in written.items():
        write(PLACE / name, text)
    write(PICTURE, drawn(sheet()))
    for path, schema in schemas().items():
        write(path, schema)


if __name__ == "__main__":
    _main()
