"""The next step as things to do: to the worker in the imperative, to the person as what we can do."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tunnistus.explaining.assessed import Assessed
from tunnistus.explaining.near import place
from tunnistus.explaining.state import State
from tunnistus.rules.answers import Mark
from tunnistus.saying.foremost import call_now
from tunnistus.saying.page import Line, at, sentences
from tunnistus.saying.speaker import Speaker

__all__ = ["safely", "ways"]


def ways(a: Assessed) -> Iterator[Line]:
    """Yield the step at least as things to do, the step itself first, each true of everything that is known.

    Nothing to somebody who is already where the step would lead; of rule data of others the step as they say it.
    """
    step = a.decisions.get("next_step")
    if a.state == State.IN_SYSTEM or not step or not step.floor:
        return
    names = _names(a, step.floor)
    if not names:
        yield Line(f"rule.{step.rule.id}.says.{step.floor}", lambda s: sentences(s.outcome("next_step", step.floor or "")), step=True)
    cite = place(step, step.why(step.floor).clauses) if step.floor == "propose" else None
    for n, name in enumerate(names):
        here = cite if n == 0 else None
        yield Line(f"step.{name}", partial(_said, name, here), (here,) if here else (), step=True)
    if call_now(Speaker(a.case.book, "fi"), a):
        yield Line("state.call_now", lambda s: call_now(s, a)[0], step=True)


def _names(a: Assessed, floor: str) -> tuple[str, ...]:
    known = a.case.answers.known
    consent = known.get("consent_to_referral")
    if known.get("may_be_child") is True or known.get("age_under_18") is True:
        proposal = ("propose_child", "explain_child")
    elif consent in ("does_not_consent", "consents_anonymously"):
        proposal = ("ask_anonymously", "tell")
    else:
        proposal = ("propose_agreed",) if consent == "consents" else ("propose", "explain")  # type: ignore[assignment]
    steps = {"propose": proposal, "consult": ("consult", "tell"), "find_out": ("help", "gains"), "keep_contact": ("keep", "where")}
    return steps.get(floor, ())


def _said(name: str, cite: object, s: Speaker) -> str:
    t = s.t
    said = {
        "propose": lambda: t.ui(
            "step.propose",
            "Esitä henkilön ottamista ihmiskaupan uhrien auttamisjärjestelmään, jos hän suostuu. Varmuutta tai rikosilmoitusta ei tarvita.",
        ),
        "propose_agreed": lambda: t.ui(
            "step.propose.agreed",
            "Esitä henkilön ottamista ihmiskaupan uhrien auttamisjärjestelmään. Hän suostuu siihen. "
            "Varmuutta tai rikosilmoitusta ei tarvita.",
        ),
        "propose_child": lambda: t.ui(
            "step.propose.child",
            "Esitä henkilön ottamista ihmiskaupan uhrien auttamisjärjestelmään. Varmuutta tai rikosilmoitusta ei tarvita.",
        ),
        "explain": lambda: t.ui("step.explain", "Kerro henkilölle, mitä esitys tarkoittaa, ja kysy, suostuuko hän siihen."),
        "explain_child": lambda: t.ui("step.explain.child", "Kerro henkilölle, mitä esitys tarkoittaa, ja kuuntele, mitä hän itse toivoo."),
        "ask_anonymously": lambda: t.ui("step.ask_anonymously", "Kysy auttamisjärjestelmältä neuvoa kertomatta, kuka henkilö on."),
        "consult": lambda: t.ui(
            "step.consult",
            "Kysy neuvoa auttamisjärjestelmältä. Voit kysyä kertomatta, kuka henkilö on. Varmuutta tai rikosilmoitusta ei tarvita.",
        ),
        "tell": lambda: t.ui("step.tell", "Kerro henkilölle, mitä aiot tehdä ja miksi."),
        "help": lambda: t.ui("step.help", "Auta heti siinä, mitä henkilö jo tarvitsee."),
        "gains": lambda: t.ui(
            "step.gains", "Kysy varovasti, hyötyykö joku siitä, mitä henkilö tekee, ja mitä tapahtuisi, jos hän kieltäytyisi tai lähtisi."
        ),
        "keep": lambda: t.ui("step.keep", "Pidä yhteyttä henkilöön, jos se on hänelle turvallista."),
        "where": lambda: t.ui("step.where", "Kerro, mistä hän saa apua, ja kysy myöhemmin uudelleen."),
    }[name]()
    return at(s, said, cite)  # type: ignore[arg-type]


def safely(a: Assessed) -> Iterator[Line]:
    """Yield what to see to when talking: an interpreter, a listener, a way to keep in contact; also where it is perhaps needed."""
    for d in a.part("next_step").values():
        perhaps = d.possible and any(d.case.answers.marks.get(n) == Mark.MAYBE for n in d.facts)
        if d.counts and not d.rule.ordered and (d.due or perhaps):
            outcome = d.due or d.rule.outcomes[0]
            yield Line(f"rule.{d.rule.id}.says.{outcome}", partial(_safe, d.rule.id, outcome), step=True)


def _safe(rule: str, outcome: str, s: Speaker) -> str:
    return sentences(s.outcome(rule, outcome))
