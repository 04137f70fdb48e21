"""The next step as things to do, in the order in which they are done: a child first, then a safe talk, then the step itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from tunnistus.explaining.assessed import Assessed, answered, of_role, wished
from tunnistus.explaining.near import place
from tunnistus.explaining.state import State
from tunnistus.rules.answers import Mark
from tunnistus.rules.model import Cite
from tunnistus.rules.roles import holder
from tunnistus.saying.contacts import contact_of, phone_of
from tunnistus.saying.foremost import call_now
from tunnistus.saying.page import Line, at, sentences
from tunnistus.saying.speaker import Speaker
from tunnistus.saying.texts import Texts

__all__ = ["outcome_line", "to_do"]

_NUMBER: Final = re.compile(r" \(?\{phone\}\)?")
FIRST: Final = ("no_contact", "talk_in_private", "with_interpreter")  # roles of the rules that come before the step itself


def to_do(a: Assessed) -> Iterator[Line]:
    """Yield what to do, each true of everything that is known; the step itself is among them, unless the person is where it would lead."""
    yield from _child(a)
    safely = [*_safely(a)]
    yield from (line for role, line in safely if role in FIRST)
    yield from _ways(a)
    yield from (line for role, line in safely if role not in FIRST)
    if answered(a, "fears_removal") is True:
        rests = f"fact {holder(a.case.book, 'fears_removal')}"
        yield Line("step.permit", partial(_said, "permit", None), step=True, rests=rests)
    if call_now(Speaker(a.case.book, "fi", dates=a.case.dates), a):  # last: the number stands among the contacts as well
        yield Line("state.call_now", partial(_call_now, a), step=True)


def _child(a: Assessed) -> Iterator[Line]:
    """The report to child welfare: a duty or a power of the worker, else what to do when they find that it is needed."""
    route = of_role(a, "child")
    if not (route and route.due):
        return
    found = {**a.decisions, **a.duties}.values()
    reports = [d for d in found if d.rule.tells == "child_welfare" and d.counts]
    sure = next(((d, outcome) for d in reports for outcome in d.certain()), None)
    if sure:
        d, outcome = sure
        cite = place(d, d.why(outcome).clauses)
        yield Line(f"rule.{d.rule.id}.says.{outcome}", partial(outcome_line, d.rule.id, outcome, cite), (cite,) if cite else (), step=True)
    elif any(d.possible for d in reports):  # of the role depends whether it is a duty, so no section is named
        yield Line("step.child", partial(_said, "child", None), step=True, rests=f"rule {reports[0].rule.id}")


def _ways(a: Assessed) -> Iterator[Line]:
    step = of_role(a, "step")
    if a.state == State.IN_SYSTEM or not step or not step.floor:
        return
    names = _names(a, step.floor)
    if not names:  # rule data of others
        yield Line(f"rule.{step.rule.id}.says.{step.floor}", partial(outcome_line, step.rule.id, step.floor, None), step=True)
    cite = place(step, step.why(step.floor).clauses) if step.floor == "propose" else None
    for n, name in enumerate(names):
        here = cite if n == 0 else None
        yield Line(f"step.{name}", partial(_said, name, here), (here,) if here else (), step=True, rests=f"rule {step.rule.id}")


def _call_now(a: Assessed, s: Speaker) -> str:
    return call_now(s, a)[0]


def _names(a: Assessed, floor: str) -> tuple[str, ...]:
    consent, wish = wished(a, "consent"), wished(a, "wish_for_help")
    child = answered(a, "minor") is True or answered(a, "possible_minor") is True
    contact = of_role(a, "no_contact")
    steps: dict[str, tuple[str, ...]] = {
        "propose": ("propose",), "consult": ("consult",), "find_out": ("gains",), "keep_contact": ("keep", "where"),
    }  # fmt: skip
    if floor == "propose" and child:
        return ("propose_child",)
    if floor == "propose" and consent in ("no_referral", "anonymous"):
        return ("ask_anonymously", "no_name")
    if floor == "propose" and consent == "agrees":
        return ("propose_agreed",)
    if floor == "consult" and not child and wish == "not_now":
        return ("ask_anonymously", "no_name")
    if floor == "keep_contact" and contact and contact.due:
        return ("back",)
    return steps.get(floor, ())


SAID: Final[Mapping[str, Callable[[Texts], str]]] = {
    "child": lambda t: t.ui(
        "step.child", "Jos arvioit, että lapsen tilanne on selvitettävä, tee lastensuojeluilmoitus heti. Lapsen suostumusta ei tarvita."
    ),
    "propose": lambda t: t.ui(
        "step.propose",
        "Kerro auttamisjärjestelmästä. Jos henkilö suostuu, soita {phone} ja esitä hänen ottamistaan siihen. Muuten kysy neuvoa "
        "ilman nimeä. Varmuutta tai rikosilmoitusta ei tarvita.",
    ),
    "propose_agreed": lambda t: t.ui(
        "step.propose.agreed",
        "Henkilö suostuu: soita auttamisjärjestelmään ({phone}) ja esitä, että hänet otetaan siihen. Varmuutta tai "
        "rikosilmoitusta ei tarvita.",
    ),
    "propose_child": lambda t: t.ui(
        "step.propose.child",
        "Kerro auttamisjärjestelmästä ja kuuntele. Soita sinne ({phone}) ja esitä, että henkilö otetaan siihen. Varmuutta tai "
        "rikosilmoitusta ei tarvita.",
    ),
    "ask_anonymously": lambda t: t.ui("step.ask_anonymously", "Kysy auttamisjärjestelmältä ({phone}) neuvoa kertomatta, kuka henkilö on."),
    "no_name": lambda t: t.ui(
        "step.no_name",
        "Älä kerro henkilön nimeä äläkä vie asiaa eteenpäin ilman hänen lupaansa, ellei laki velvoita tai joku ole vaarassa.",
    ),
    "consult": lambda t: t.ui(
        "step.consult",
        "Kerro henkilölle, mitä aiot tehdä. Kysy sitten auttamisjärjestelmältä ({phone}) neuvoa kertomatta, kuka hän on. "
        "Varmuutta tai rikosilmoitusta ei tarvita.",
    ),
    "gains": lambda t: t.ui(
        "step.gains",
        "Kysy varovasti, hyötyykö joku siitä, mitä henkilö tekee, ja mitä tapahtuisi, jos hän kieltäytyisi tai lähtisi. "
        "Kyse voi olla muustakin.",
    ),
    "keep": lambda t: t.ui("step.keep", "Pidä yhteyttä henkilöön, jos se on hänelle turvallista."),
    "where": lambda t: t.ui("step.where", "Kerro henkilölle, mistä hän saa apua, ja kysy myöhemmin uudelleen."),
    "back": lambda t: t.ui("step.back", "Kerro henkilölle nyt, mistä hän saa apua ja miten hän voi itse palata asiaan."),
    "permit": lambda t: t.ui(
        "step.permit",
        "Henkilö pelkää, ettei hän saa jäädä Suomeen. Älä lupaa mitään luvasta, vaan auta häntä saamaan oikeudellista neuvontaa.",
    ),
}


def _said(name: str, cite: Cite | None, s: Speaker) -> str:
    """A step; where it says to call the assistance system, the number stands in it."""
    phone, _ = phone_of(contact_of(s.book, "assistance_system"), s.lang)
    return at(s, _NUMBER.sub(lambda there: there[0].format(phone=phone) if phone else "", SAID[name](s.t)), cite)


def _safely(a: Assessed) -> Iterator[tuple[str, Line]]:
    """Yield with the role of its rule what to see to when talking: an interpreter, a listener, a way to keep in contact. Also where it
    is perhaps needed.

    Not the order in which to proceed: that is the order of this list.
    """
    book = a.case.book
    for name, d in a.part("next_step").items():
        perhaps = d.possible and any(d.case.answers.marks.get(n) == Mark.MAYBE for n in d.facts)
        if d.counts and not d.rule.ordered and (d.due or perhaps) and book.rulesets[d.rule.ruleset].kind == "indicators":
            outcome = d.due or d.rule.outcomes[0]
            yield d.rule.role, Line(f"rule.{name}.says.{outcome}", partial(outcome_line, name, outcome, None), step=True)


def outcome_line(rule: str, outcome: str, cite: Cite | None, s: Speaker) -> str:
    """Return the line of an outcome, with the place in the law that it rests on."""
    return at(s, sentences(s.outcome(rule, outcome)), cite)
