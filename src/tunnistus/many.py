"""The commands for many people: ``sql`` writes rules as SQL."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from tunnistus.texts import Texts

__all__ = ["commands"]

Day = Callable[[str], Any]
Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def commands(command: Command, t: Texts, day: Day, write: Callable[[str], object]) -> None:
    """Add the commands. ``day`` reads a date; ``write`` takes what is told to the user."""

    def sql(options: argparse.Namespace) -> int:
        write(_sql(options))
        return 0

    dialects = ("duckdb", "postgresql", "spark", "sqlite")
    sub = command("sql", sql, t.ui("cli.sql", "Kirjoita sääntö tai aihe SQL-kyselyiksi, yksi kysely kustakin säännöstä."))
    sub.add_argument("topic", help=t.ui("cli.topic", "Säännön tai aiheen tunnus."))
    sub.add_argument("--dialect", choices=dialects, required=True, help=t.ui("cli.sql.dialect", "Tietokanta, jolle kysely kirjoitetaan."))
    sub.add_argument("--table", default="cases", help=t.ui("cli.sql.table", "Taulu: rivi henkilöä ja sarake tietoa kohti."))
    sub.add_argument("--key", default="id", help=t.ui("cli.sql.key", "Sarake, jonka arvo on joka rivillä eri."))
    sub.add_argument("--check", action="store_true", help=t.ui("cli.sql.check", "Kirjoita kyselyt, jotka etsivät kelvottomat arvot."))
    _dates(sub, t, day)


def _dates(sub: argparse.ArgumentParser, t: Texts, day: Day) -> None:
    as_of = t.ui("cli.as_of", "Päivä, jona apua tarjotaan tai viranomainen päättää, muodossa 2026-11-24.")
    sub.add_argument("--as-of", type=day, required=True, help=as_of)
    sub.add_argument("--act-from", type=day, help=t.ui("cli.act_from", "Päivä, jona teot alkoivat."))
    sub.add_argument("--act-to", type=day, help=t.ui("cli.act_to", "Päivä, jona teot päättyivät."))
    sub.add_argument("--applied-on", type=day, help=t.ui("cli.applied_on", "Päivä, jona hakemus tehtiin."))


def _given_dates(options: argparse.Namespace) -> dict[str, Any]:
    return {name: getattr(options, name) for name in ("as_of", "act_from", "act_to", "applied_on")}


def _sql(options: argparse.Namespace) -> str:
    from tunnistus.sql import queries

    found = queries(options.topic, dialect=options.dialect, table=options.table, key=options.key, **_given_dates(options))
    return "\n".join(f"-- {query.rule}\n{query.check if options.check else query.text};\n" for query in found)
