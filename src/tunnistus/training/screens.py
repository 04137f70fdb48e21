"""What practice says on each screen, in one language: no score, and nothing about who is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from tunnistus.rules import wire
from tunnistus.rules.answers import Judged, Mark
from tunnistus.rules.roles import holder
from tunnistus.saying.contacts import contact_of, phone_of, short_name
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.stories import story_data
from tunnistus.training.practice import Comparison, Practice

__all__ = [
    "FORM",
    "LINES",
    "OF_ONESELF",
    "answer",
    "before",
    "compared",
    "farewell",
    "first",
    "list_heavy",
    "meeting",
    "no_sign",
    "nothing_kept",
    "oneself",
    "real_person",
    "sign",
    "step",
    "stop_any_time",
    "told",
    "ways",
]  # fmt: skip

OF_ONESELF: Final = ("crisis_helpline", "victim_support")  # roles of the functions that listen to whoever is burdened by a story
FIRST: Final = ("danger", "child")  # roles of the rules that stand before the step
SHOWN: Final = 5  # things of which one more would change the step
READ: Final = "read"
MEET: Final = "meet"
LINES: Final = Path(__file__).with_name("lines.js")  # lines of a screen as elements of a page
FORM: Final = (LINES, Path(__file__).with_name("widget.js"))  # a whole screen as a form


def before(s: Speaker, *, kept: str, real: str = "") -> list[str]:
    """Say before anything else that the people are invented, that one can leave, where to get help oneself, and what to do about a real
    person.

    Args:
        kept: what is kept of it, and how to leave.
        real: a sentence: where to go through the situation of a real person.
    """
    t = s.t
    return [
        t.ui("practice.invented", "Harjoittelet keksittyjen ihmisten kanssa. Älä kerro tässä mitään oikeasta ihmisestä."),
        kept,
        t.ui("practice.heavy", "Kertomukset voivat tuntua raskailta. Lopeta, kun siltä tuntuu."),
        "",
        *oneself(s),
        "",
        *real_person(s, real),
    ]


def nothing_kept(s: Speaker) -> str:
    """Say that nothing is kept, where that is so, and that there is no score."""
    return s.t.ui("practice.kept", "Mitään ei tallenneta eikä pisteytetä.")


def stop_any_time(s: Speaker) -> str:
    """Say how to leave, where no key has to be typed."""
    return s.t.ui("practice.stop.page", "Voit lopettaa milloin tahansa.")


def oneself(s: Speaker) -> Iterator[str]:
    """Say where somebody listens to whoever is burdened by a story."""
    t = s.t
    yield t.ui("practice.oneself", "Jos jokin jää painamaan sinua, puhu siitä jollekulle, johon luotat. Myös täällä kuunnellaan:")
    for name, phone in _phones(s, OF_ONESELF):
        note = f"actor.{name}.note"
        yield f"  - {_who(s, name)}: {phone}. {t.say(note)}" if t.has(note) else f"  - {_who(s, name)}: {phone}."


def real_person(s: Speaker, real: str = "") -> Iterator[str]:
    """Say what to do when a story reminds of a real person; ``real`` says where to go through their situation."""
    t = s.t
    yield " ".join(filter(None, [t.ui("practice.real", "Jos kertomus muistuttaa sinua oikeasta ihmisestä, lopeta harjoitus."), real]))
    for _, phone in _phones(s, ("assistance_system",)):
        yield t.ui("practice.advice", "Ihmiskaupan uhrien auttamisjärjestelmästä saat neuvoa kertomatta, kenestä on kyse: {phone}.").format(
            phone=phone
        )
    for _, phone in _phones(s, ("emergency",)):
        yield t.ui("practice.danger", "Jos joku on välittömässä vaarassa, soita {phone}.").format(phone=phone)


def farewell(s: Speaker) -> list[str]:
    """Say at the end where to get help oneself."""
    return [s.t.ui("practice.left", "Harjoitus on päättynyt. Mitään ei tallennettu."), *oneself(s)]


def _phones(s: Speaker, roles: Iterable[str]) -> Iterator[tuple[str, str]]:
    for role in roles:
        phone, _ = phone_of(contact_of(s.book, role), s.lang)
        if phone:
            yield holder(s.book, role), phone


def _who(s: Speaker, name: str) -> str:
    return short_name(s, name, date.fromisoformat(max(story["as_of"] for story in s.book.stories.values())))


# -- the story -------------------------------------------------------------------------------------------------------


def told(s: Speaker, name: str) -> tuple[str, list[str], str]:
    """Return the title of a story, what is hard to read in it, and its text."""
    story = story_data(s, name)
    return story["title"], story["warnings"], story["text"]


def ways(s: Speaker) -> list[tuple[str, str]]:
    """Return the ways to get to know the person: pairs of a name and what it says."""
    t = s.t
    return [
        (READ, t.ui("practice.way.read", "Lue koko kertomus.")),
        (MEET, t.ui("practice.way.meet", "Tapaa ihminen ja kysy häneltä yksi asia kerrallaan.")),
    ]


def meeting(s: Speaker) -> str:
    """Say how the person is met."""
    return s.t.ui(
        "practice.meeting", "Et tiedä ihmisestä vielä mitään. Valitse, mitä kysyt. Saat tietää vain sen, minkä hänen kertomuksensa kertoo."
    )


def answer(s: Speaker, fact: str, given: Any) -> str:
    """Say what the person answers; ``None`` is what the story does not tell."""
    t = s.t
    if given is None:
        return t.ui("practice.answer.untold", "Tähän et saa vastausta. Se ei tarkoita, että vastaus olisi ei.")
    if given == Mark.MAYBE:
        return t.ui("practice.answer.maybe", "Vastaus jää epävarmaksi: ehkä.")
    if given == Mark.DECLINED:
        return t.ui("practice.answer.declined", "Hän ei halua vastata tähän.")
    return s.fact(s.book.facts[fact], given.value if isinstance(given, Judged) else given)


def list_heavy(s: Speaker) -> str:
    """Say before a list of signs that it may name heavy things which the story does not have, whatever its warnings say."""
    return s.t.ui(
        "practice.list_heavy",
        "Luettelossa voi olla myös raskaita asioita, joita kertomuksessa ei ole, esimerkiksi väkivaltaa tai seksuaalista hyväksikäyttöä.",
    )


def sign(s: Speaker, name: str) -> str:
    """Say a sign."""
    fact = s.book.facts[name]
    return s.fact(fact, fact.polarity == "risk")


def step(s: Speaker, name: str) -> str:
    """Say a step in a few words; one of rules of others as they say it."""
    t = s.t
    short = {
        "keep_contact": t.ui("practice.step.keep_contact", "Pidä yhteyttä ja kysy myöhemmin uudelleen."),
        "find_out": t.ui("practice.step.find_out", "Auta siinä, missä voit, ja selvitä lisää."),
        "consult": t.ui("practice.step.consult", "Kysy neuvoa auttamisjärjestelmältä."),
        "propose": t.ui("practice.step.propose", "Esitä, että ihminen otetaan auttamisjärjestelmään."),
    }
    return short.get(name) or s.outcome(holder(s.book, "step"), name)


# -- comparing -------------------------------------------------------------------------------------------------------


def compared(s: Speaker, practice: Practice, found: Comparison) -> Iterator[list[str]]:
    """Yield the screens of a comparison, each as lines: what was noticed, the step, what one more fact would change, the twin, and what to
    talk about. What is empty is left out."""
    screens = (_noticed(s, found), _steps(s, found), _one_more(s, found), _twin(s, practice, found), _points(s, practice, found))
    return (lines for lines in map(list, screens) if lines)


def _noticed(s: Speaker, found: Comparison) -> Iterator[str]:
    t = s.t
    untold = tuple(name for name in found.imagined if name not in found.denied)
    groups = (
        (t.ui("practice.seen", "Huomasit tämän, ja se on kertomuksessa:"), found.seen),
        (t.ui("practice.missed", "Tämäkin on kertomuksessa:"), found.missed),
        (t.ui("practice.unasked", "Tämä on kertomuksessa, mutta se ei tullut esiin:"), found.unasked),
        (t.ui("practice.perhaps", "Merkitsit tämän. Kertomuksessa se jää epävarmaksi:"), found.perhaps),
        (t.ui("practice.left_open", "Myös tämä jää kertomuksessa epävarmaksi:"), found.left_open),
        (t.ui("practice.denied", "Merkitsit tämän. Kertomuksen mukaan asia ei ole niin:"), found.denied),
        (t.ui("practice.untold", "Merkitsit tämän. Kertomus ei kerro siitä mitään:"), untold),
    )
    for title, names in groups:
        if names:
            yield title
            yield from (f"  - {sign(s, name)}" for name in names)
    if not found.seen and not found.missed and not found.unasked:
        yield no_sign(s)


def no_sign(s: Speaker) -> str:
    """Say that a story has no certain sign, and what that does not mean."""
    return s.t.ui("practice.no_sign", "Kertomus ei kerro varmasti yhdestäkään merkistä. Se ei sulje mitään pois.")


def first(s: Speaker, now: Iterable[tuple[str, str]]) -> list[str]:
    """Say what comes before everything else: danger, and a child."""
    said = [f"  - {s.outcome(rule, outcome)}" for rule, outcome in now if s.book.rules[rule].role in FIRST]
    return [s.t.ui("practice.first", "Tämä ensin:"), *said] if said else []


def _steps(s: Speaker, found: Comparison) -> Iterator[str]:
    t = s.t
    yield from first(s, found.now)
    yield t.ui("practice.said", "Sinun askeleesi: {step}").format(step=step(s, found.said))
    yield t.ui("practice.rules", "Askel sääntöjen mukaan vähintään: {step}").format(step=step(s, found.step))
    if found.said != found.step:
        yield t.ui("practice.differ", "Askeleet ovat eri. Mistä se johtuu? Siitä kannattaa keskustella.")
    if found.highest != found.step:
        yield t.ui("practice.open", "Kaikkea ei vielä tiedetä. Uusi tieto voi viedä pidemmälle.")
    yield s.outcome(holder(s.book, "step"), found.step)
    if found.reasons:
        yield t.ui("practice.reasons", "Säännöt nojaavat tähän:")
        yield from (f"  - {s.fact(s.book.facts[name], value)}" for name, value in found.reasons)
    for title, due in (
        (t.ui("practice.now", "Säännöt sanovat myös:"), tuple(each for each in found.now if s.book.rules[each[0]].role not in FIRST)),
        (t.ui("practice.help", "Tämä apu sopii jo nyt:"), found.help),
    ):
        if due:
            yield title
            yield from (f"  - {s.outcome(rule, outcome)}" for rule, outcome in due)
    yield t.ui("practice.nobody_decided", "Säännöt eivät päätä kenestäkään. Ne auttavat miettimään ja keskustelemaan.")


def _one_more(s: Speaker, found: Comparison) -> Iterator[str]:
    t = s.t
    shown = found.one_more[:SHOWN]
    if shown:
        yield t.ui("practice.one_more", "Jo yksi asia lisää muuttaisi askelta. Jos tiedettäisiin, että:")
    for each in shown:
        yield f"  - {sign(s, each.fact)}"
        yield "    " + t.ui("practice.then", "Askel olisi silloin: {step}").format(step=step(s, each.step))
    if len(found.one_more) > len(shown):
        yield t.ui("practice.more", "Muutkin asiat voivat muuttaa askelta.")


def _twin(s: Speaker, practice: Practice, found: Comparison) -> Iterator[str]:
    t = s.t
    if found.twin is None:
        return
    story, differs = s.book.stories[practice.story], s.book.stories[practice.story]["differs"]
    yield t.ui("practice.twin", "Sama kertomus, jossa yksi asia on toisin:")
    if s.t.has(f"vignette.{practice.story}.twin"):
        yield s.t.say(f"vignette.{practice.story}.twin")
    for name in found.twin.differs:
        here, there = (wire.read(s.book, {name: each.get(name)})[name] for each in (story["answers"], differs))
        untold = t.ui("practice.here.untold", "Tämä kertomus ei kerro asiasta mitään.")
        yield "  - " + (
            t.ui("practice.here", "Tässä kertomuksessa: {said}").format(said=answer(s, name, here)) if here is not None else untold
        )
        yield "  - " + t.ui("practice.there", "Toisessa kertomuksessa: {said}").format(said=answer(s, name, there))
    yield t.ui("practice.step_here", "Askel tässä kertomuksessa: {step}").format(step=step(s, found.step))
    yield t.ui("practice.step_there", "Askel toisessa kertomuksessa: {step}").format(step=step(s, found.twin.step))


def _points(s: Speaker, practice: Practice, found: Comparison) -> Iterator[str]:
    yield s.t.ui("show.head.points", "Mistä keskustella") + ":"
    yield from (f"  - {s.t.say(f'vignette.{practice.story}.point.{key}')}" for key in found.points)
