"""Answers that cannot be true together: which they are, why, and the question which of them is right. Says no answer."""

from __future__ import annotations

from tunnistus.errors import Contradiction
from tunnistus.saying.speaker import Speaker

__all__ = ["contradiction"]


def contradiction(s: Speaker, problem: Contradiction) -> list[str]:
    """Return the sentence, the questions whose answers contradict each other, and why they do."""
    t = s.t
    head = t.ui(
        "contradiction.head",
        "Vastaukset näihin kysymyksiin eivät voi olla yhtä aikaa totta. Kysy henkilöltä, mikä vastauksista on oikein. "
        "Siihen asti näitä vastauksia ei oteta huomioon.",
    )
    plain = t.ui("contradiction.plain", "Vastauksesi näihin kysymyksiin eivät sovi yhteen. Mikä vastaus on oikein?")
    if len(problem.facts) == 1:  # it contradicts the day of the assessment alone
        head = t.ui(
            "contradiction.ahead",
            "Vastaus tähän kysymykseen on arvioinnin päivää myöhempi päivä, mikä ei ole mahdollista. Tarkista päivä henkilöltä. "
            "Siihen asti vastausta ei oteta huomioon.",
        )
        plain = t.ui("contradiction.ahead.plain", "Tämän päivän pitäisi olla jo mennyt. Mikä päivä on oikein?")
    why = [t.say(f"relation.{name}.because") for name in problem.relations]
    questions = [s.question(s.book.facts[name]) for name in problem.facts]
    if problem.days:
        order = t.ui("contradiction.days", "Kysymyksen ”{before}” päivä ei voi olla myöhempi kuin kysymyksen ”{after}” päivä.")
        before, after = (s.question(s.book.facts[name]) for name in problem.days)
        why.append(order.format(before=before, after=after))
    return [head if s.register == "worker" else plain, *(f"  - {each}" for each in questions), *(why if s.register == "worker" else [])]
