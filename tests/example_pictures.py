"""The pictures of ``docs/pictures.md``; ``make generate`` writes them."""

from datetime import date
from typing import Any

import tunnistus as tn
from tests import ROOT
from tunnistus.trying.cases import read_person

__all__ = ["BERRY", "DIRECTORY", "pictures"]

DIRECTORY = ROOT / "docs" / "examples" / "pictures"
BERRY = read_person(ROOT / "docs" / "examples" / "berry-picker.yaml", book=tn.book())
DAY = date(2026, 11, 24)
SUSPECTED = tn.Judged(True, by="permit_authority", on=DAY)
IN_FINLAND: dict[str, Any] = {"in_finland": True, "citizenship": "third_country", "reasonably_suspected_victim": SUSPECTED}


def pictures() -> dict[str, str]:
    """The pictures by the names of their files."""
    permit = tn.load("permit.52a1", on=DAY).decide(IN_FINLAND)
    deeds = tn.load("crime.aggravated", on=DAY).decide({"documents_withheld": True}, act_from=date(2014, 6, 1), act_to=date(2015, 6, 1))
    return {
        "tree.en.svg": tn.picture(permit, "en").to_svg(),
        "timeline.en.svg": tn.picture(deeds, "en", kind="timeline").to_svg(),
        "signs.en.svg": tn.picture(tn.assess(BERRY.answers, as_of=DAY), "en").to_svg(),
    }
