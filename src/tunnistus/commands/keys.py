"""The keys of the interview in the terminal: each means the same at every question, so that habit states nothing.

Digits are yes, no, perhaps, not wanting to answer, passing over and stopping. What only one question has, such as the members of an
enumeration, has letters, and a number or a day is typed after ``=``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count, product
from typing import Any, Final

from tunnistus.saying.texts import Texts

__all__ = [
    "BACK",
    "DECLINED",
    "HELP",
    "MAYBE",
    "NO",
    "SKIP",
    "STOP",
    "YES",
    "again",
    "key_of",
    "keyed",
    "letters",
    "shown",
    "words",
]

YES, NO, MAYBE, DECLINED, SKIP, STOP, HELP, BACK = "1", "2", "3", "4", "5", "0", "?", "-"
LETTERS: Final = "abcdefghijklmnoprstuvwxyz"  # no q: out of habit it leaves a program


def letters(n: int) -> list[str]:
    """Return keys for so many ways that only one question has: a, b, c and so on, after z of two letters."""
    every = ("".join(pair) for size in count(1) for pair in product(LETTERS, repeat=size))
    return [next(every) for _ in range(n)]


def words(t: Texts) -> dict[str, list[str]]:
    """Return the words of the language that do what a key does."""
    every = {
        YES: t.ui("ask.words.yes", "kyllä joo"),
        NO: t.ui("ask.words.no", "ei"),
        MAYBE: t.ui("ask.words.maybe", "ehkä"),
        SKIP: t.ui("ask.words.skip", "ohita seuraava"),
        STOP: "q " + t.ui("ask.words.stop", "lopeta loppu"),
        BACK: t.ui("ask.words.back", "peru takaisin"),
    }
    return {key: said.split() for key, said in every.items()}


def key_of(typed: str, t: Texts) -> str:
    """Return the key that was typed, or that a word stands for; what is neither as it is, in small letters."""
    said = typed.strip().lower()
    return next((key for key, those in words(t).items() if said in those), said)


def keyed(type_: str, choices: Sequence[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Return the key of each of the choices at a question on a fact of a type; the last three are perhaps, declined and passed over."""
    values, marks = choices[:-3], choices[-3:]
    own = (YES, NO) if type_ == "bool" else letters(len(values))
    return dict(zip((*own, MAYBE, DECLINED, SKIP), (*values, *marks), strict=True))


def shown(keys: Mapping[str, str], t: Texts, write: Callable[[str], Any], *, back: bool) -> None:
    """Show ways to go on with their keys, how to take the last answer back where there is one, and how to stop."""
    for key, line in keys.items():
        write(f"  {key}  {line}")
    if back:
        write(f"  {BACK}  " + t.ui("ask.back", "Peru edellinen vastaus."))
    write(f"  {STOP}  " + t.ui("ask.stop", "Lopeta."))


def again(keys: Iterable[str], typed: str, t: Texts, *, free: str = "") -> str:
    """Say which keys there are where something else was typed; ``free`` shows how a number or a day is written."""
    own = [free] if free else [key for key in keys if key.isalpha()]
    every = ", ".join([*own, *(key for key in keys if not key.isalpha())])
    if own and typed in (YES, NO):
        return t.ui("ask.again.own", "Numeroilla 1 ja 2 ei voi vastata tähän. Valitse jokin näistä: {keys}.").format(keys=", ".join(own))
    return t.ui("ask.again.keys", "Valitse jokin näistä: {keys}. 0 lopettaa.").format(keys=every)
