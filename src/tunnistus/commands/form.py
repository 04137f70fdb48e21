"""The command ``form``: what rules read as a form for another program."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

from tunnistus.commands import terminal
from tunnistus.commands.options import output_option, register_option, rules_options
from tunnistus.rules.model import Book
from tunnistus.saying.texts import Texts

__all__ = ["commands"]

Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def commands(command: Command, t: Texts, book: Callable[[argparse.Namespace], Book]) -> None:
    """Add the command. ``book`` gives the rules that the options name."""

    def run(options: argparse.Namespace) -> int:
        from tunnistus.saying.form import form

        made = form(rules=options.rule, facts=options.fact, judged_by=options.judged_by, register=options.register, book=book(options))
        schema = options.format == "jsonschema"
        written = json.dumps(made.json_schema(options.lang), ensure_ascii=False, indent=1) + "\n" if schema else made.xlsx(options.lang)
        terminal.give(written, options.output)
        return 0

    sub = command("form", run, t.ui("cli.form", "Kirjoita kysymykset lomakkeeksi toiselle ohjelmalle: JSON Schema tai XLSForm."))
    sub.add_argument("--format", choices=("jsonschema", "xlsform"), default="jsonschema", help=t.ui("cli.format", "Tulosteen muoto."))
    told = t.ui("cli.form.rule", "Kysy, mitä tämä sääntö lukee. Voi antaa monta; ilman sääntöjä ja tietoja kysytään merkeistä.")
    sub.add_argument("--rule", action="append", default=[], metavar="ID", help=told)
    told = t.ui("cli.form.fact", "Kysy tämä tieto. Voi antaa monta.")
    sub.add_argument("--fact", action="append", default=[], metavar="ID", help=told)
    told = t.ui("cli.form.judged_by", "Kysy myös arviot, jotka tämä toimija tekee, esimerkiksi worker. Voi antaa monta.")
    sub.add_argument("--judged-by", action="append", default=[], metavar="ACTOR", help=told)
    register_option(sub, t)
    output_option(sub, t)
    rules_options(sub, t)
