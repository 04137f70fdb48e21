"""Sentences in three languages. Finnish stands in the rule data and in the code; catalogues hold Swedish and English.

A sentence is found by its context and its Finnish text, so a translation of an older text is never shown.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Protocol

from tunnistus.errors import UnknownName, named, nearest
from tunnistus.messages import message
from tunnistus.rules.model import LANGUAGES, Book
from tunnistus.shipping.source import read_compiled

__all__ = ["Texts", "texts"]

BABEL: Final = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}


class _Catalogue(Protocol):
    def pgettext(self, context: str, message: str) -> str: ...
    def npgettext(self, context: str, one: str, many: str, n: int) -> str: ...


class Texts:
    """The sentences of one language over one book."""

    def __init__(self, sentences: Mapping[str, str], lang: str, translated: Mapping[str, str] | None = None) -> None:
        self.sentences, self.lang, self.translated = sentences, check_language(lang), translated or {}
        self.catalogue: _Catalogue = _catalogue(lang)

    def say(self, context: str) -> str:
        """Return the sentence of the rule data with this context."""
        return self.translated.get(context) or self.catalogue.pgettext(context, self.sentences[context])

    def has(self, context: str) -> bool:
        """Tell whether the rule data have a sentence with this context."""
        return context in self.sentences

    def ui(self, context: str, finnish: str) -> str:
        """Return a sentence of the program itself."""
        return self.catalogue.pgettext(context, finnish)

    def count(self, context: str, one: str, many: str, n: int) -> str:
        """Return the form for a number; ``{n}`` stands for it."""
        return self.catalogue.npgettext(context, one, many, n)


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


def texts(book: Book, lang: str) -> Texts:
    """Return the sentences of a book in ``fi``, ``sv`` or ``en``. Raises :class:`UnknownName`."""
    return Texts(book.texts, lang, book.translations.get(check_language(lang)))
