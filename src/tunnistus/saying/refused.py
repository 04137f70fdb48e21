"""What is wrong with what somebody filled in, said to whoever filled it in: no id, and no word of programmers."""

from __future__ import annotations

from tunnistus.saying.texts import Texts

__all__ = ["to_people"]


def to_people(t: Texts, code: str, reason: str = "") -> str:
    """Return the sentences for a fault: what to look at, and what to do.

    Args:
        code, reason: of the fault, as the service tells them; of what only a program can get wrong, to tell whoever looks after it.
    """
    if code == "day-ahead":
        return _ahead(t)
    return _answers(t).get(reason) or _others(t).get(code) or _program(t)


def _ahead(t: Texts) -> str:
    return t.ui("refused.ahead", "Tarkista päivä. Se ei voi olla myöhempi kuin päivä, jona apua tarjotaan tai viranomainen päättää.")


def _answers(t: Texts) -> dict[str, str]:
    """By the reason why an answer is refused."""
    choose = t.ui("refused.choose", "Valitse jokin vaihtoehdoista tai jätä kohta tyhjäksi.")
    judged = t.ui("refused.judged", "Merkitse, kuka arvion teki ja minä päivänä.")
    return {
        "takes-bool": choose, "takes-enum": choose, "judged-by-day": judged, "function": judged, "day": judged,
        "takes-number": t.ui("refused.number", "Tarkista luku. Kirjoita se numeroin tai jätä kohta tyhjäksi."),
        "takes-date": t.ui("refused.day", "Tarkista päivä tai jätä kohta tyhjäksi."),
        "together": t.ui("refused.together", "Nämä vastaukset eivät voi olla yhtä aikaa totta. Tarkista, mikä niistä on oikein."),
    }  # fmt: skip


def _others(t: Texts) -> dict[str, str]:
    """By the code of a fault that is not of one answer."""
    return {
        "contradiction": _answers(t)["together"],
        "date": t.ui("refused.days", "Tarkista päivät. Jokin niistä ei voi olla oikein."),
        "busy": t.ui("refused.busy", "Palvelussa on ruuhkaa. Yritä uudelleen hetken kuluttua."),
        "too-slow": t.ui("refused.slow", "Yhteys oli liian hidas. Yritä uudelleen."),
        "internal": t.ui("refused.internal", "Palvelussa on vika. Kerro siitä sille, joka ylläpitää palvelua."),
    }


def _program(t: Texts) -> str:
    return t.ui("refused.program", "Ohjelma lähetti jotakin, mitä palvelu ei voi lukea. Kerro siitä sille, joka ylläpitää ohjelmaa.")
