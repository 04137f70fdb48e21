"""Pages for those who use the library: what the checker finds, with an example of each; the commands with their options."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from unittest.mock import patch

from handbook.material import ROOT, Teller
from handbook.pages import Page, Part, coded
from tunnistus.commands.main import parser
from tunnistus.reading.findings import CODES, WARNINGS
from tunnistus.saying.messages import translation
from tunnistus.saying.texts import own_texts

__all__ = ["code_page", "command_page"]

WIDTH = "76"


def code_page(t: Teller, root: Path = ROOT) -> Page:
    """Return what the checker can find, each code with an example of rule data in which it finds it."""
    told = translation(t.lang)
    warning, error = t.ui("code.warning", "Varoitus"), t.ui("code.error", "Virhe")
    examples = _examples(root)
    parts = tuple(
        Part(
            code,
            code,
            ((f"{warning if code in WARNINGS else error}: {said.said(told)}.",),),
            literal=examples.get(code, ""),
        )
        for code, said in CODES.items()
    )
    about = t.ui("code.about", "Tunniste ei muutu. Jos esimerkki puuttuu, vika ei näy yhdestä tiedostosta.")
    command = coded(t.ui("code.command", "Sama luettelo tulee komennolla `tunnistus check --list`."))
    return Page("codes", t.ui("code.title", "Mitä sääntöjen tarkistus löytää"), ((about,), command), parts)


def _examples(root: Path) -> dict[str, str]:
    """The shortest planted fault of each code, without the lines that say what is expected of it."""
    found: dict[str, str] = {}
    for path in sorted((root / "tests" / "bad").glob("*.yaml")):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        expected = [line.removeprefix("# expect: ").split()[0] for line in lines if line.startswith("# expect: ")]
        text = "\n".join(line for line in lines if not line.startswith(("# expect:", "# message:", "# witness:"))) + "\n"
        if text.isprintable() or all(c.isprintable() or c in "\n" for c in text):
            for code in expected[:1]:
                found[code] = min(found.get(code, text), text, key=len)
    return found


def command_page(t: Teller) -> Page:
    """Return the help of every command."""
    with patch.dict(os.environ, {"COLUMNS": WIDTH}):
        whole = parser(own_texts(t.lang))
        commands = next(action for action in whole._actions if isinstance(action, argparse._SubParsersAction))
        parts = tuple(Part(name, name, literal=sub.format_help()) for name, sub in commands.choices.items())
    about = coded(t.ui("command.about", "Jokainen komento alkaa sanoilla `python -m tunnistus`. Alla on kunkin komennon oma ohje."))
    return Page("commands", t.ui("command.title", "Komennot"), (about,), parts)
