"""Cards: what to do now in a few words, for the edge of another program's screen, in the shape of a card of CDS Hooks 2.0.

A card is read over a shoulder. It says what to do and which number to call, and tells nothing of why: no offence, no victim, no answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tunnistus.explaining.assessed import Assessed, danger_for, of_role
from tunnistus.explaining.state import REACHED
from tunnistus.saying.contacts import contact_of, phone_of
from tunnistus.saying.speaker import Speaker

__all__ = ["LONGEST", "cards"]

LONGEST: Final = 140  # characters of a summary, as the specification wants it


def cards(a: Assessed, lang: str) -> list[dict[str, Any]]:
    """Return the cards of an assessment, in the order in which they are read: danger, a child, advice.

    Each has a ``summary`` of at most 140 characters, an ``indicator`` and its ``source``. ``indicator`` tells how urgent the message is and
    measures nobody: ``critical`` where somebody is in danger, ``warning`` where there is something to do, else ``info``. Danger and a child
    have a card until they are excluded, and the card on advice is always there.
    """
    s = Speaker(a.case.book, lang, dates=a.case.dates)
    found = danger_for(a)
    said = [*([_danger(s, at_once=bool(found.due))] if found.first() else []), *_child(s, a, in_view=bool(found.child)), _advice(s, a)]
    return [{"summary": summary, "indicator": indicator, "source": {"label": "tunnistus"}} for indicator, summary in said]


def _danger(s: Speaker, *, at_once: bool) -> tuple[str, str]:
    if at_once:
        said = s.t.ui("card.danger.now", "Soita heti {phone}. Joku voi tarvita kiireellistä apua.")
        return "critical", _with_number(s, "emergency", said)
    said = s.t.ui("card.danger", "Jos joku on vaarassa tai tarvitsee kiireellistä hoitoa, soita {phone}.")
    return "info", _with_number(s, "emergency", said)


def _child(s: Speaker, a: Assessed, *, in_view: bool) -> Iterator[tuple[str, str]]:
    route = of_role(a, "child")
    if (route and route.due) or any(other.about == "child" for other in a.others):
        said = s.t.ui("card.child.now", "Asia voi koskea lasta. Tarkista heti, onko sinulla velvollisuus tehdä lastensuojeluilmoitus.")
        yield "warning", said
    elif in_view:
        yield (
            "info",
            s.t.ui("card.child", "Jos asia voi koskea lasta, tarkista heti, onko sinulla velvollisuus tehdä lastensuojeluilmoitus."),
        )


def _advice(s: Speaker, a: Assessed) -> tuple[str, str]:
    if a.state in REACHED:
        said = s.t.ui("card.advice.now", "Arvio kertoo, mitä tehdä seuraavaksi. Neuvoa saa kertomatta, kenestä on kyse: {phone}.")
        return "warning", _with_number(s, "assistance_system", said)
    return "info", _with_number(s, "assistance_system", s.t.ui("card.advice", "Neuvoa saa kertomatta, kenestä on kyse: {phone}."))


def _with_number(s: Speaker, role: str, said: str) -> str:
    """The sentence with the number of the function that has a role; where the rule data have none, that the assessment is to be read."""
    phone, _ = phone_of(contact_of(s.book, role), s.lang)
    return said.format(phone=phone) if phone else s.t.ui("card.read", "Lue arvio. Siinä kerrotaan, mitä nyt voi tehdä ja mistä saa neuvoa.")
