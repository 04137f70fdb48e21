"""The invented people whose pages are looked at, assessed once."""

from datetime import date
from functools import cache

import tunnistus as tn
from tests import ROOT
from tests.stories import people, stories
from tunnistus.assessment import Assessment
from tunnistus.shipping import source
from tunnistus.trying.cases import read_person
from tunnistus.trying.vignettes import read_vignettes

BOOK = source.book()
DAY = date(2026, 11, 26)


@cache
def told() -> dict[str, Assessment]:
    """Everybody of whom a story or an example tells."""
    found = {}
    for path in sorted((ROOT / "docs" / "examples").glob("*.yaml")):
        person = read_person(path, book=BOOK)
        found[path.stem] = tn.assess(
            person.answers, as_of=DAY, act_from=person.act_from, act_to=person.act_to, applied_on=person.applied_on, others=person.others
        )
    for name, story in stories().items():
        for n, (_, given_, _) in enumerate(people(story)):
            found[f"{name}.{n}"] = tn.assess(given_, as_of=DAY)
    for name, vignette in read_vignettes(ROOT / "indicators" / "vignettes").items():
        for twin in (False, True) if vignette.doc.differs else (False,):
            found[f"{name}.{twin}"] = tn.assess(vignette.answers(twin=twin), as_of=vignette.doc.as_of)
    return found
