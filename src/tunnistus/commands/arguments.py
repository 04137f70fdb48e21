"""The parser of the command line: its help and what it refuses, in the language asked for."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import Any, Final, NoReturn

from tunnistus.messages import Message, message
from tunnistus.saying.messages import translation
from tunnistus.saying.texts import Texts

__all__ = ["Parser", "refused"]

# What argparse says, in English, with the names in it → what is said in its place.
_SAID: Final = (
    (r"the following arguments are required: (?P<names>.+)", message("Something is missing: {names}.")),
    (r"one of the arguments (?P<names>.+) is required", message("One of these is missing: {names}.")),
    (r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)", message("{name} and {other} do not go together.")),
    (r"unrecognized arguments: (?P<names>.+)", message("This is not known: {names}.")),
    (r"argument (?P<name>.+?): invalid choice: .+ \(choose from (?P<names>.+)\)", message("{name} takes one of: {names}.")),
    (r"argument (?P<name>.+?): expected (?:at least )?one argument", message("{name} takes a value.")),
    (r"argument (?P<name>.+?): ignored explicit argument .*", message("{name} takes no value.")),
    (r"argument (?P<name>.+?): invalid int value: .*", message("{name} takes a whole number.")),
    (r"ambiguous option: (?P<name>.+) could match (?P<names>.+)", message("{name} may be one of: {names}.")),
    (r"argument (?P<name>.+?): write a date as 2026-11-24", message("{name}: Write a date as 2026-11-24.")),
    (r"argument (?P<name>.+?): write a language and a number as fi=22", message("{name}: Write a language and a number as fi=22.")),
)


class Parser(argparse.ArgumentParser):
    """A parser that speaks a language; so do those of its commands."""

    def __init__(self, t: Texts, **given: Any) -> None:
        super().__init__(add_help=False, formatter_class=lambda prog: _Help(t, prog), **given)
        self.t = t
        self._positionals.title = t.ui("cli.positionals", "Argumentit")
        self._optionals.title = t.ui("cli.optionals", "Valitsimet")
        self.add_argument("-h", "--help", action="help", help=t.ui("cli.help", "Näytä tämä ohje."))

    def error(self, message: str) -> NoReturn:
        """Say how the command is written and what is wrong with it, and end with 2."""
        self.exit(2, f"{self.format_usage()}{self.prog}: {refused(message).said(translation(self.t.lang))}\n")


class _Help(argparse.HelpFormatter):
    def __init__(self, t: Texts, prog: str) -> None:
        super().__init__(prog)
        self.t = t

    def add_usage(self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None = None) -> None:
        head = self.t.ui("cli.usage", "Käyttö")
        super().add_usage(usage, actions, groups, f"{head}: " if prefix is None else prefix)


def refused(said: str) -> Message:
    """Return what argparse refuses as a message of ours; what it does not say as we know it stays English."""
    for pattern, what in _SAID:
        found = re.fullmatch(pattern, said, re.DOTALL)
        if found:
            return what.filled(**found.groupdict())
    return message("{text}", text=said)
