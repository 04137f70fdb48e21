"""Sentences in three languages. Finnish stands in the rule data and in the code; catalogues hold Swedish and English.

A sentence is found by its context and its Finnish text, so a translation of an older text is never shown.
"""

from __future__ import annotations

import gettext
import io
from datetime import date
from functools import lru_cache
from typing import Final, Protocol

from tunnistus.errors import UnknownName, named, nearest
from tunnistus.messages import message
from tunnistus.rules.answers import Dates
from tunnistus.rules.cached import of_book
from tunnistus.rules.model import LANGUAGES, Book
from tunnistus.saying.numbers import Numbers
from tunnistus.shipping.source import read_compiled

__all__ = ["Texts", "language_name", "own_texts", "texts"]

BABEL: Final = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}


def language_name(lang: str) -> str:
    """Return what a language calls itself, such as ``suomi``."""
    from babel import Locale

    return str(Locale.parse(BABEL[lang]).get_language_name())


class _Catalogue(Protocol):
    def pgettext(self, context: str, message: str) -> str: ...
    def npgettext(self, context: str, one: str, many: str, n: int) -> str: ...


class Texts:
    """The sentences of one language over one book."""

    def __init__(self, book: Book, lang: str, dates: Dates | None = None) -> None:
        self.book, self.lang = book, check_language(lang)
        self.catalogue: _Catalogue = _catalogue(lang)
        self.numbers = Numbers(book, dates)

    def day(self, day: date) -> str:
        """Return a date as it is written in the language."""
        from babel.dates import format_date

        return format_date(day, format="long", locale=BABEL[self.lang])

    @property
    def later(self) -> str:
        """The sentence for a number that changes from a day on."""
        return self.ui("ui.number.later", "{amount} ({day} alkaen {next})")

    def say(self, context: str) -> str:
        """Return the sentence of the rule data with this context, with the numbers of the law that it names."""
        return self.numbers.filled(context, _sentence(self.book, self.lang, context), self)

    def has(self, context: str) -> bool:
        """Tell whether the rule data have a sentence with this context."""
        return context in self.book.texts

    def ui(self, context: str, finnish: str) -> str:
        """Return a sentence of the program itself."""
        return self.catalogue.pgettext(context, finnish)

    def count(self, context: str, one: str, many: str, n: int) -> str:
        """Return the form for a number; ``{n}`` stands for it."""
        return self.catalogue.npgettext(context, one, many, n)


@of_book
def _sentence(book: Book, lang: str, context: str) -> str:
    """A sentence of the rule data in a language, with places for the numbers that it names."""
    return (book.translations.get(lang) or {}).get(context) or _catalogue(lang).pgettext(context, book.texts[context])


def own_texts(lang: str) -> Texts:
    """Return the sentences of the program itself, without any rule data. Raises :class:`UnknownName`."""
    return Texts(Book({}, {}, {}), lang)


def check_language(lang: str) -> str:
    """Return the language if there is one. Raises :class:`UnknownName`."""
    if not named(lang, LANGUAGES):
        raise UnknownName(
            message("There is no such language."),
            where="lang",
            todo=nearest(str(lang), LANGUAGES) or message("Use one of: {names}.", names=", ".join(LANGUAGES)),
        )
    return lang


@lru_cache
def _catalogue(lang: str) -> _Catalogue:
    if lang == "fi":
        return gettext.NullTranslations()
    return read_compiled(f"locales/{lang}.mo", lambda data: gettext.GNUTranslations(io.BytesIO(data)))


def texts(book: Book, lang: str, dates: Dates | None = None) -> Texts:
    """Return the sentences of a book in ``fi``, ``sv`` or ``en``.

    Args:
        dates: those of the person of whom they tell: numbers of the law are those of these days. Of nobody, every version is said.

    Raises:
        UnknownName: there is no such language.
    """
    return Texts(book, lang, dates)
