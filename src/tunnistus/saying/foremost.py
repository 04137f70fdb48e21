"""What stands before everything else, on a page and on every screen of an interview: danger, a child, and the first sentence.

Danger and the route of a child stay in view until they are excluded: an answer that is "perhaps", declined or not yet there excludes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tunnistus.explaining.assessed import Assessed, answered, danger_for, of_role, wished
from tunnistus.explaining.danger import Danger, emergencies, touched, unread
from tunnistus.explaining.explain import Decision
from tunnistus.explaining.state import REACHED, State, told_by
from tunnistus.rules.answers import Mark
from tunnistus.rules.model import Value
from tunnistus.rules.roles import holder
from tunnistus.saying.contacts import contact_of, phone_of
from tunnistus.saying.report import Heading, Item
from tunnistus.saying.sections import part
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import source

__all__ = ["call_now", "child", "danger", "lines", "said_first", "state_sentences", "urgent"]


def said_first(found: Danger, lang: str, register: str = "worker") -> tuple[str, ...]:
    """Return the sentences on danger that stand before everything else; none where danger is excluded.

    Raises:
        UnknownName: there is no such language or register.
    """
    return _said_of(found, lang, register)[1]


def urgent(found: Danger, lang: str, register: str = "worker") -> dict[str, Any]:
    """Return the same as data for JSON, with the number to call (``None`` where the rule data have none), and what to do for a child."""
    s, said = _said_of(found, lang, register)
    phone, _ = phone_of(contact_of(s.book, "emergency"), lang)
    first = unread(s.book) if found.book is None else found
    return {"phone": phone, "lines": list(said), "child": [s.outcome(*first.child)] if first.child else []}


def _said_of(found: Danger, lang: str, register: str) -> tuple[Speaker, tuple[str, ...]]:
    """The sentences, and what says them: the rule data of what was found, or the shipped ones, where danger is in view then."""
    book = found.book or source.book()
    s = Speaker(book, lang, register)
    return s, lines(s, found if found.book else unread(book))


def lines(s: Speaker, found: Danger) -> tuple[str, ...]:
    """Return the sentences on danger: what to do at once, or while danger is not excluded what to do if there is any, and cautions."""
    first = found.first()
    said = dict.fromkeys(s.outcome(rule, outcome or s.book.rules[rule].outcomes[0]) for rule, outcome in first.items())
    return (*said, *_cautions(s, found.cautions, declined=found.declined)) if first else ()


def _cautions(s: Speaker, notices: Iterable[tuple[str, str]], *, declined: bool) -> list[str]:
    """Cautions for the worker. A danger of which somebody did not want to speak is raised again."""
    if s.register != "worker":
        return []
    said = [s.t.say(f"rule.{rule}.notice.{key}") for rule, key in notices]
    if declined:
        said.append(
            s.t.ui(
                "danger.declined",
                "Vaarasta on kysytty, mutta henkilö ei halunnut vastata. Seuraa tilannetta ja ota asia varovasti esille uudelleen.",
            )
        )
    return said


def danger(s: Speaker, a: Assessed) -> Iterator[Heading]:
    """Yield the section on danger: what to do at once, or while danger is not excluded what to do if there is any; else nothing.

    Danger of a child or family member whose answers were given counts as well.
    """
    found = danger_for(a)
    due = emergencies([a.decisions, *(o.decisions for o in a.others)])
    view = of_role(a, "danger_in_view")
    inside = _perhaps(s, view) if view else ()
    title = s.title(view.rule.id) if view and not due else s.t.ui("ui.head.emergency", "Hätätilanne")
    if due or found.in_view:
        certain = due or ([view] if view else [])
        facts = [item for d in certain if d.due for item in s.facts(d.why(d.due).facts, d.case.answers)]
        known = (_known(s, facts),) if due or facts else ()
        yield Heading(title, lines(s, found), inside=(*known, *inside), about=_about(s, found))


def _about(s: Speaker, found: Danger) -> tuple[str, ...]:
    """The rule of each sentence; of rules that say the same, the first."""
    said: dict[str, str] = {}
    for rule, outcome in found.first().items():
        said.setdefault(s.outcome(rule, outcome), f"rule {rule}")
    return tuple(said.values())


def child(s: Speaker, a: Assessed) -> Iterator[Heading]:
    """Yield the section on the route of a child: what holds for a child, or while that is not excluded, for somebody who may be one."""
    title = s.t.ui("ui.head.child", "Lapsi")
    view, route = of_role(a, "child_in_view"), of_role(a, "child")
    if route and route.due and answered(a, "minor") is False:
        yield Heading(
            title,
            (s.t.ui("child.of_an_adult", "Epäily koskee lasta. Tarkista heti, onko sinulla velvollisuus tehdä lastensuojeluilmoitus."),),
            about=(f"rule {route.rule.id}",),
        )
        return
    found = list(part(s, title, (d for d in a.part("child").values() if d is not view)))
    if (route and route.due) or not (view and view.counts and view.possible):
        yield from found
    else:
        others = tuple(h for head in found for h in head.inside)
        yield _in_view(s, view, *_as_child(s, view, answered(a, "minor")), others)


def _as_child(s: Speaker, view: Decision, age: Value | Mark | None) -> tuple[str, str]:
    """Title and sentence of what stays in view: of a person known to be a child, of one of uncertain age, or of one nobody has asked."""
    t, known = s.t, age is True
    if s.register == "plain" and known:
        return t.ui("ui.head.child", "Lapsi"), t.ui("child.known.plain", "Olet alle 18-vuotias. Aikuisten tehtävä on suojella sinua.")
    if known:
        return t.ui("ui.head.child", "Lapsi"), t.ui(
            "child.known",
            "Henkilö on alle 18-vuotias. Toimi niin kuin lapsen kanssa toimitaan, ja tarkista heti, onko sinulla velvollisuus "
            "tehdä lastensuojeluilmoitus.",
        )
    title = t.ui("child.title.plain", "Jos olet alle 18-vuotias") if s.register == "plain" else s.title(view.rule.id)
    if age != Mark.MAYBE:
        return title, s.outcome(view.rule.id, view.rule.outcomes[0])
    if s.register == "plain":
        return title, t.ui("child.uncertain.plain", "Ikäsi on epävarma. Siksi sinua autetaan kuin lasta, kunnes ikäsi selviää.")
    return title, t.ui(
        "child.uncertain",
        "Henkilön ikä on epävarma. Toimi niin kuin hän olisi lapsi, kunnes ikä selviää, ja tarkista heti, onko sinulla velvollisuus tehdä "
        "lastensuojeluilmoitus.",
    )


def _in_view(s: Speaker, d: Decision, title: str, sentence: str, others: tuple[Heading, ...] = ()) -> Heading:
    """What is not excluded: the sentence, what is known of it or perhaps so, and the cautions that belong to it."""
    cautions = _cautions(s, [(d.rule.id, key) for key in touched(d)], declined=False)
    facts = s.facts(d.why(d.due).facts, d.case.answers) if d.due else ()
    known = (_known(s, facts),) if facts else ()
    return Heading(title, (sentence, *cautions), inside=(*known, *_perhaps(s, d), *others), about=(f"rule {d.rule.id}",))


def _known(s: Speaker, facts: Iterable[Item]) -> Heading:
    return Heading(s.t.ui("ui.head.known", "Mitä tiedetään"), items=tuple(facts))


def _perhaps(s: Speaker, d: Decision) -> tuple[Heading, ...]:
    """What of it is perhaps so."""
    marks = d.case.answers.marks
    perhaps = [Item(s.question(s.book.facts[n]), about=f"fact {n}") for n in d.facts if marks.get(n) == Mark.MAYBE]
    return (Heading(s.t.ui("ui.head.maybe", "Ehkä"), items=tuple(perhaps)),) if perhaps else ()


def state_sentences(s: Speaker, a: Assessed) -> tuple[str, ...]:
    """Return the first sentences, true of everything that is known; where a step is reached none, since the step itself says it."""
    if a.state == State.IN_SYSTEM:
        return _in_system(s, a)
    return _before_step(s, a) if a.state in REACHED else _below_step(s, a)


def call_now(s: Speaker, a: Assessed) -> tuple[str, ...]:
    """Return what stands after the step of finding out: advice can be asked for at once, a suspicion is enough, and the number."""
    contact = contact_of(s.book, "assistance_system")
    if a.state != State.FIND_OUT or not contact:
        return ()
    t = s.t
    said = (
        t.ui(
            "state.call_now.plain",
            "Auttamisjärjestelmästä voi kysyä neuvoa jo nyt kertomatta, kuka sinä olet. Vähäkin tieto riittää. Numero on {phone}.",
        )
        if s.register == "plain"
        else t.ui(
            "state.call_now",
            "Voit soittaa auttamisjärjestelmään jo nyt kertomatta, kenestä on kyse. Epäily riittää. Numero on {phone}.",
        )
    )
    return (said.format(phone=contact["phone"]),)


def _before_step(s: Speaker, a: Assessed) -> tuple[str, ...]:
    """What must be known before the step itself is read: removal, another ground of admission, a broad finding, and the person's own no."""
    return (*_otherwise_in_system(s, a), *_broad_finding(s, a), *_own_no(s, a))


def _otherwise_in_system(s: Speaker, a: Assessed) -> Iterator[str]:
    t, told = s.t, told_by(a.case.book, a.case.answers.known)
    if "left_system" in told and s.register != "plain":
        yield t.ui(
            "state.removed",
            "Henkilön poistamisesta auttamisjärjestelmästä on tehty päätös. Katso heti päätöksestä, miten ja mihin mennessä siitä voi "
            "valittaa, ja auta hankkimaan oikeusapua.",
        )
    elif "other_ground" in told and s.register == "plain":
        yield t.ui(
            "state.other_ground.plain", "Saat jo apua auttamisjärjestelmästä. Jos sinua itseäsi on käytetty hyväksi, voit kertoa siitä."
        )
    elif "other_ground" in told:
        yield t.ui(
            "state.other_ground",
            "Henkilö on jo auttamisjärjestelmässä toisella perusteella. Jos hän voi itse olla uhri, auttamisjärjestelmälle voidaan "
            "esittää, että hänet otetaan siihen uhrina.",
        )


def _broad_finding(s: Speaker, a: Assessed) -> Iterator[str]:
    if answered(a, "authority_acted") is True and len(a.standing.findings) == 1 and s.register != "plain":
        yield s.t.ui(
            "state.some_authority",
            "Jokin viranomainen on jo toiminut. Selvitä ensin, mikä viranomainen ja mitä se on päättänyt. Henkilö voi jo olla "
            "auttamisjärjestelmässä.",
        )


def _own_no(s: Speaker, a: Assessed) -> Iterator[str]:
    t = s.t
    if wished(a, "consent") == "no_referral" and answered(a, "possible_minor") is not True:
        yield (
            t.ui("state.no_consent.plain", "Et halua nyt apua auttamisjärjestelmästä. Päätät siitä itse. Voit muuttaa mieltäsi.")
            if s.register == "plain"
            else t.ui(
                "state.no_consent",
                "Henkilö ei nyt suostu siihen, että hänet ohjataan auttamisjärjestelmään. Kunnioita sitä. Neuvoa voi kysyä kertomatta, "
                "kuka hän on, ja hän voi muuttaa mieltään.",
            )
        )


def _in_system(s: Speaker, a: Assessed) -> tuple[str, ...]:
    """Already in the system: who helps now, and what is still to do."""
    t = s.t
    if s.register == "plain":
        return (
            t.ui("state.in_system.plain", "Sinut on otettu ihmiskaupan uhrien auttamisjärjestelmään."),
            t.ui("state.in_system.who.plain", "Auttamisjärjestelmä kertoo sinulle, kuka järjestää apua."),
            t.ui("state.in_system.do.plain", "Kerro, jos et saa apua, jota tarvitset. Voimme kysyä siitä yhdessä."),
        )
    who = s.who(holder(s.book, "organiser") or holder(s.book, "assistance_system"), a.case.dates.as_of)
    return (
        t.ui("state.in_system", "Henkilö on otettu ihmiskaupan uhrien auttamisjärjestelmään."),
        t.ui("state.in_system.who", "Apua järjestää nyt: {who}.").format(who=who),
        t.ui(
            "state.in_system.do",
            "Kysy henkilöltä, saako hän apua, jota hän tarvitsee. Jos ei saa, ota hänen suostumuksellaan yhteyttä auttamisjärjestelmään. "
            "Hoida myös ne velvollisuudet, jotka tehtäväsi tuo sinulle.",
        ),
    )


def _below_step(s: Speaker, a: Assessed) -> tuple[str, ...]:
    t, standing, plain = s.t, a.standing, s.register == "plain"
    if standing.safety and standing.state in (State.TOO_FEW, State.PERHAPS):
        return (
            t.ui("state.safety.plain", "Turvallisuutesi ja terveytesi ovat nyt tärkeintä. Muusta voimme puhua myöhemmin.")
            if plain
            else t.ui(
                "state.safety", "Henkilön turvallisuudesta tai terveydestä on huolta. Se voi liittyä hyväksikäyttöön tai johonkin muuhun."
            ),
        )
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
    if plain and standing.declined:
        return (
            t.ui("state.declined.plain", "Et halunnut vastata kaikkiin kysymyksiin. Se on oikeutesi. Voit kertoa lisää milloin tahansa."),
        )
    if standing.state == State.NOTHING_KNOWN:
        return (_nothing_known(s, declined=standing.declined > 0, safety=standing.asked_safety),)
    return (_no_sign(s, standing.declined, examined=bool(standing.findings)),)


def _nothing_known(s: Speaker, *, declined: bool, safety: bool) -> str:
    t = s.t
    if declined:
        return t.ui(
            "state.not_answered",
            "Ihmiskaupan merkeistä on kysytty, mutta henkilö ei ole halunnut vastata. Siitä ei voi päätellä mitään.",
        )
    if s.register == "plain":
        return t.ui("state.nothing_known.plain", "Emme vielä tiedä tilanteestasi paljon. Voit kertoa siitä sen verran kuin itse haluat.")
    if safety:
        return t.ui(
            "state.nothing_known.safety",
            "Turvallisuudesta on kysytty. Ihmiskaupan merkeistä ei ole vielä kysytty mitään, joten niistä ei tiedetä mitään.",
        )
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
                "Tilanteesta on jo tehty arvio tai päätös. Lue myös se. Ihmiskaupan merkeistä on kysytty, eikä niitä ole vielä "
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
