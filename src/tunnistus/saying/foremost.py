"""What stands before everything else, on a page and on every screen of an interview: danger, a child, and the first sentence.

Danger and the route of a child stay in view until they are excluded: an answer that is "perhaps", declined or not yet there excludes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tunnistus.explaining.assessed import Assessed
from tunnistus.explaining.explain import Decision
from tunnistus.explaining.state import State
from tunnistus.rules.answers import Mark
from tunnistus.saying.report import Heading, Item
from tunnistus.saying.sections import part
from tunnistus.saying.speaker import Speaker

__all__ = ["child", "danger", "state_sentences"]

DANGER_IN_VIEW: Final = "emergency.in_view"
CHILD_IN_VIEW: Final = "child.in_view"


def danger(s: Speaker, a: Assessed) -> Iterator[Heading]:
    """Yield the section on danger: what to do at once, or while danger is not excluded what to do if there is any; else nothing."""
    due = {n: d for n, d in a.part("emergency").items() if n != DANGER_IN_VIEW}
    yield from _in_view(s, a, DANGER_IN_VIEW, list(part(s, s.t.ui("ui.head.emergency", "Hätätilanne"), due.values())))


def child(s: Speaker, a: Assessed) -> Iterator[Heading]:
    """Yield the section on the route of a child: what holds for a child, or while that is not excluded, for somebody who may be one."""
    due = {n: d for n, d in a.part("child").items() if n != CHILD_IN_VIEW}
    found = list(part(s, s.t.ui("ui.head.child", "Lapsi"), due.values()))
    route = a.decisions.get("child_route")
    yield from found if route and route.due else _in_view(s, a, CHILD_IN_VIEW, found)


def _in_view(s: Speaker, a: Assessed, name: str, due: list[Heading]) -> Iterator[Heading]:
    """Put the sentence that stays in view first, with what may be so and the cautions that belong to it; what is due stands before it."""
    d = a.decisions.get(name)
    if not (d and d.in_force and d.possible):
        yield from due
        return
    cautions = [s.t.say(f"rule.{name}.notice.{key}") for key in _touched(d)]
    perhaps = [Item(s.question(s.book.facts[n])) for n in d.facts if d.case.answers.marks.get(n) == Mark.MAYBE]
    inside = (Heading(s.t.ui("ui.head.maybe", "Ehkä"), items=tuple(perhaps)),) if perhaps else ()
    if due and name == DANGER_IN_VIEW:
        first, *rest = due
        yield Heading(first.title, (*first.sentences, *cautions), first.items, (*first.inside, *inside))
        yield from rest
        return
    facts = s.facts(d.why(d.due).facts, d.case.answers) if d.due else ()
    because = (Heading(s.t.ui("ui.head.because", "Koska"), items=facts),) if facts else ()
    others = tuple(h for head in due for h in head.inside)
    yield Heading(s.title(name), (s.outcome(name, d.rule.outcomes[0]), *cautions), inside=(*because, *inside, *others))


def _touched(d: Decision) -> Iterator[str]:
    """Cautions about something that was answered with yes or "perhaps"; the others would be noise before anything is known."""
    answered = {n for n in d.facts if d.case.answers.known.get(n) is True or d.case.answers.marks.get(n) == Mark.MAYBE}
    conditions = {key: formula for world in d.worlds for key, formula in world.notices}
    shown = {n.key for n in d.notices if n.kind == "rule"}
    yield from (key for key, formula in conditions.items() if key in shown and answered.intersection(formula.facts))


def state_sentences(s: Speaker, a: Assessed) -> tuple[str, ...]:
    """Return the first sentences, true of everything that is known; for a proposal or advice none, since the step itself says it."""
    if a.state == State.IN_SYSTEM:
        return _in_system(s, a)
    return _below_advice(s, a) if a.state not in (State.PROPOSAL, State.ADVICE) else ()


def _in_system(s: Speaker, a: Assessed) -> tuple[str, ...]:
    """Already in the system: who helps now, and what is still to do."""
    t = s.t
    if s.register == "plain":
        return (
            t.ui("state.in_system.plain", "Sinut on otettu ihmiskaupan uhrien auttamisjärjestelmään."),
            t.ui("state.in_system.who.plain", "Auttamisjärjestelmä kertoo sinulle, kuka järjestää apua."),
            t.ui("state.in_system.do.plain", "Kerro, jos et saa apua, jota tarvitset. Voimme kysyä siitä yhdessä."),
        )
    who = s.who("organiser" if "organiser" in s.book.actors else "assistance_system", a.case.dates.as_of)
    return (
        t.ui("state.in_system", "Henkilö on otettu ihmiskaupan uhrien auttamisjärjestelmään."),
        t.ui("state.in_system.who", "Apua järjestää nyt: {who}.").format(who=who),
        t.ui(
            "state.in_system.do",
            "Kysy henkilöltä, saako hän apua, jota hän tarvitsee. Jos ei saa, ota hänen suostumuksellaan yhteyttä auttamisjärjestelmään. "
            "Hoida myös ne velvollisuudet, jotka tehtäväsi tuo sinulle.",
        ),
    )


def _below_advice(s: Speaker, a: Assessed) -> tuple[str, ...]:
    t, standing = s.t, a.standing
    plain = s.register == "plain"
    n = standing.declined
    if standing.state == State.TOO_FEW:
        return (
            t.ui("state.too_few.plain", "Tilanteessasi on asioita, joista on hyvä puhua lisää. Emme vielä tiedä, millaista apua tarvitset.")
            if plain
            else t.ui(
                "state.too_few", "Tilanteessa on asioita, jotka voivat liittyä hyväksikäyttöön. Ne eivät vielä yksin kerro, mistä on kyse."
            ),
        )
    if standing.state == State.PERHAPS:
        return (
            t.ui("state.perhaps.plain", "Jotkin asiat tilanteessasi ovat vielä epävarmoja. Voit palata niihin, kun haluat.")
            if plain
            else t.ui(
                "state.perhaps",
                "Yksikään ihmiskaupan merkki ei ole varma, mutta jokin on mahdollinen. Palaa siihen, kun se on turvallista.",
            ),
        )
    if standing.state == State.NOTHING_KNOWN:
        return (_nothing_known(s, declined=n > 0),)
    return (_no_sign(s, n, examined=standing.examined),)


def _nothing_known(s: Speaker, *, declined: bool) -> str:
    t = s.t
    if declined and s.register == "plain":
        return t.ui(
            "state.not_answered.plain", "Et ole halunnut vastata kysymyksiin. Se on oikeutesi. Voit kertoa lisää, jos joskus haluat."
        )
    if declined:
        return t.ui(
            "state.not_answered",
            "Ihmiskaupan merkeistä on kysytty, mutta henkilö ei ole halunnut vastata. Siitä ei voi päätellä mitään.",
        )
    if s.register == "plain":
        return t.ui("state.nothing_known.plain", "Emme vielä tiedä tilanteestasi paljon. Voit kertoa siitä sen verran kuin itse haluat.")
    return t.ui("state.nothing_known", "Ihmiskaupan merkeistä ei ole vielä kysytty mitään, joten niistä ei tiedetä mitään.")


def _no_sign(s: Speaker, declined: int, *, examined: bool) -> str:
    """No sign so far; declined questions are counted, and what somebody else found stands beside it."""
    t = s.t
    if examined:
        return (
            t.ui("state.examined.plain", "Tilanteestasi on jo tehty arvio tai päätös. Voit silti kertoa siitä lisää milloin tahansa.")
            if s.register == "plain"
            else t.ui(
                "state.examined",
                "Tilanteesta on jo tehty arvio tai päätös, ja se on luettava tämän rinnalla. Merkkejä on kysytty, eikä niitä ole vielä "
                "tullut esiin. Kumpikaan ei sulje ihmiskauppaa pois.",
            )
        )
    if s.register == "plain":
        return t.ui(
            "state.no_sign.plain",
            "Niissä asioissa, joista on kysytty, ei ole tullut esiin, että joku käyttäisi sinua hyväksi. Voit kertoa lisää milloin "
            "tahansa.",
        )
    if declined:
        said = t.count(
            "state.no_sign.declined",
            "Kysytyistä ihmiskaupan merkeistä yksikään ei ole tullut esiin, ja {n} kysymykseen henkilö ei halunnut vastata. Se ei sulje "
            "ihmiskauppaa pois.",
            "Kysytyistä ihmiskaupan merkeistä yksikään ei ole tullut esiin, ja {n} kysymykseen henkilö ei halunnut vastata. Se ei sulje "
            "ihmiskauppaa pois.",
            declined,
        )
        return said.format(n=s.number(declined))
    return t.ui("state.no_sign", "Kysytyistä ihmiskaupan merkeistä yksikään ei ole tullut esiin. Se ei sulje ihmiskauppaa pois.")
