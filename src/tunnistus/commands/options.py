"""Options of the command line that several commands share, or that are many."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tunnistus.rules.calendar import day_from_text
from tunnistus.rules.model import LANGUAGES
from tunnistus.saying.texts import Texts

__all__ = [
    "as_of_option", "as_of_or_today_option", "cases_options", "check_options", "day", "mutate_options", "output_option",
    "register_option", "rules_options", "show_options", "words_of",
]  # fmt: skip
Read = Callable[[str], date | str]


def day(text: str) -> date:
    """Read a date argument."""
    found = day_from_text(text)
    if found is None:
        raise argparse.ArgumentTypeError("write a date as 2026-11-24")
    return found


def as_of_option(sub: argparse._ActionsContainer, t: Texts, *, read: Read = day) -> None:
    """Add the day on which help is offered or an authority decides, which has to be given."""
    said = t.ui("cli.as_of", "Päivä, jona apua tarjotaan tai viranomainen päättää, muodossa 2026-11-24.")
    sub.add_argument("--as-of", type=read, required=True, help=said)


def as_of_or_today_option(sub: argparse._ActionsContainer, t: Texts) -> None:
    """Add that day for a command which takes today for it at a terminal, see :func:`tunnistus.commands.terminal.today`."""
    said = t.ui(
        "cli.as_of.today",
        "Päivä, jona apua tarjotaan tai viranomainen päättää, muodossa 2026-11-24. Päätteellä se voi puuttua, ja silloin käytetään "
        "tätä päivää.",
    )
    sub.add_argument("--as-of", type=day, help=said)


def register_option(sub: argparse.ArgumentParser, t: Texts) -> None:
    """Add for whom it is written."""
    said = t.ui("cli.register", "worker: auttajalle; plain: henkilön kanssa luettavaksi.")
    sub.add_argument("--register", choices=("worker", "plain"), default="worker", help=said)


def output_option(sub: argparse.ArgumentParser, t: Texts) -> None:
    """Add the file to write to."""
    said = t.ui("cli.output", "Kirjoita tähän tiedostoon, älä näytölle.")
    sub.add_argument("--output", type=Path, metavar="FILE", help=said)


def rules_options(sub: argparse.ArgumentParser, t: Texts, *, given: bool = False) -> None:
    """Add the options that name other rule data than the shipped ones; ``given``: the directories are arguments already."""
    if not given:
        said = t.ui(
            "cli.rules",
            "Sääntöjen hakemisto: mukana tulevien sääntöjen sijaan, tai niiden rinnalle, jos jokin sen tiedosto alkaa avaimella overlay. "
            "Voi antaa monta.",
        )
        sub.add_argument("--rules", dest="directories", action="append", default=[], type=Path, metavar="DIR", help=said)
    said = t.ui(
        "cli.installed", "Ota mukaan muiden tekemät asennetut säännöt, joilla on tämä nimi; nimet näyttää show installed. Voi antaa monta."
    )
    sub.add_argument("--installed", action="append", default=[], metavar="NAME", help=said)
    said = t.ui(
        "cli.locales", "Hakemisto, jossa sääntöjen käännökset ovat, jos ne eivät ole sääntöjen hakemistossa locales; voi antaa monta."
    )
    sub.add_argument("--locales", action="append", default=[], type=Path, metavar="DIR", help=said)


def cases_options(sub: argparse.ArgumentParser, t: Texts) -> None:
    """Add the options of ``cases``."""
    sub.add_argument("files", nargs="*", type=Path, help=t.ui("cli.files", "Tapaustiedostot; ilman niitä käytetään kaikkia."))
    rules_options(sub, t)
    said = t.ui(
        "cli.cases.missing",
        "Kerro, mitä ehdon osia tapaukset eivät näytä sekä toteutuneina että toteutumatta. Ohjelma ehdottaa puuttuvaa tapausta "
        "tai todistaa, ettei sellaista voi olla. Jos tapauksia puuttuu, komento päättyy virheeseen.",
    )
    sub.add_argument("--missing", action="store_true", help=said)
    said = t.ui("cli.cases.lcov", "Kirjoita sääntöjen kattavuus LCOV-tiedostoon.")
    sub.add_argument("--lcov", type=Path, metavar="FILE", help=said)
    said = t.ui(
        "cli.cases.write",
        "Kirjoita hakemistoon tapaukset, jotka puuttuvat: kustakin lopputuloksesta ja kustakin ehdon osasta. Ne on merkitty "
        "lukemattomiksi, kunnes joku on verrannut niitä lakiin.",
    )
    sub.add_argument("--write", type=Path, metavar="DIR", help=said)
    said = t.ui("cli.cases.only", "Aja vain tapaukset, joiden nimessä tai joiden säännön tunnuksessa on tämä teksti.")
    sub.add_argument("--only", metavar="TEXT", default="", help=said)
    sub.add_argument("--format", choices=("text", "json"), default="text", help=t.ui("cli.format", "Tulosteen muoto."))


def check_options(sub: argparse.ArgumentParser, t: Texts) -> None:
    """Add the options of ``check``."""
    sub.add_argument("directories", nargs="*", type=Path, help=t.ui("cli.check.dirs", "Sääntöjen hakemistot; ilman niitä omat säännöt."))
    rules_options(sub, t, given=True)
    sub.add_argument(
        "--as-of", type=day, help=t.ui("cli.check.as_of", "Tarkistuksen päivä; sen avulla tarkistetaan, kuinka vanha luettu laki on.")
    )
    sub.add_argument("--strict", action="store_true", help=t.ui("cli.check.strict", "Myös varoitus on epäonnistuminen."))
    sub.add_argument("--list", action="store_true", help=t.ui("cli.check.list", "Näytä kaikki virheiden ja varoitusten tunnukset."))
    sub.add_argument("--format", choices=("text", "json"), default="text", help=t.ui("cli.format", "Tulosteen muoto."))
    words = t.ui("cli.check.words", "Virkkeen enimmäispituus sanoina kielittäin, esimerkiksi fi=22; voi antaa monta.")
    sub.add_argument("--words", action="append", type=words_of, default=[], metavar="LANG=N", help=words)


def mutate_options(sub: argparse.ArgumentParser, t: Texts) -> None:
    """Add the options of ``mutate``."""
    sub.add_argument("topics", nargs="*", help=t.ui("cli.topics", "Sääntöjen tai aiheiden tunnukset; ilman niitä kaikki säännöt."))
    rules = t.ui("cli.mutate.rules", "Sääntöjen ja tapausten hakemisto; ilman sitä mukana tulevat säännöt. Voi antaa monta.")
    sub.add_argument("--rules", action="append", type=Path, default=[], metavar="DIR", help=rules)
    sub.add_argument(
        "--justified",
        type=Path,
        metavar="FILE",
        help=t.ui("cli.mutate.justified", "Tiedosto: virheet, joita ei tarvitse huomata, ja syyt."),
    )
    sub.add_argument(
        "--equivalent", action="store_true", help=t.ui("cli.mutate.equivalent", "Luettele myös virheet, joita ei todistetusti voi huomata.")
    )
    said = t.ui(
        "cli.mutate.write",
        "Kirjoita hakemistoon tapaukset, jotka huomaavat virheet. Ne on merkitty lukemattomiksi, kunnes joku on verrannut niitä lakiin.",
    )
    sub.add_argument("--write", type=Path, metavar="DIR", help=said)
    sub.add_argument("--jobs", type=int, default=1, metavar="N", help=t.ui("cli.mutate.jobs", "Montako prosessia työhön käytetään."))
    sub.add_argument("--format", choices=("text", "json"), default="text", help=t.ui("cli.format", "Tulosteen muoto."))


def show_options(sub: argparse.ArgumentParser, t: Texts) -> None:
    """Add the options of ``show``."""
    name = t.ui(
        "cli.name",
        "Säännön tai tiedon tunnus, lainkohta kuten ”ulkomaalaislain 52 b § 2 mom.”, rules, facts, actors tai installed (asennetut "
        "muiden säännöt).",
    )
    sub.add_argument("name", help=name)
    rule = t.ui("cli.show.rule", "Luettelosta facts vain ne tiedot, jotka tämä sääntö lukee.")
    sub.add_argument("--rule", metavar="ID", help=rule)
    sub.add_argument("--subject", metavar="S", help=t.ui("cli.show.subject", "Luettelosta facts vain tämän aiheen tiedot."))
    kind = t.ui(
        "cli.show.kind", "Luettelosta facts vain tämän lajin tiedot: sign, opening, judgement, wish, derived, law tai circumstance."
    )
    sub.add_argument("--kind", metavar="K", help=kind)
    sub.add_argument("--json", action="store_true", help=t.ui("cli.show.json", "Tulosta JSON-muodossa."))
    picture = t.ui("cli.show.picture", "Tulosta säännön ehdot kuvana.")
    sub.add_argument("--picture", choices=("svg", "mermaid", "dot"), help=picture)
    rules_options(sub, t)


def words_of(text: str) -> tuple[str, int]:
    """Read ``fi=22``."""
    lang, _, number = text.partition("=")
    if lang not in LANGUAGES or not number.isdecimal() or len(number) > 9:
        raise argparse.ArgumentTypeError("write a language and a number as fi=22")
    return lang, int(number)
