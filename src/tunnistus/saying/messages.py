"""Messages of the library in Finnish and Swedish: errors, and the findings of ``check``. English is what the code is written in.

A checkout reads the catalogue itself: rule data in error, of which a message tells, cannot be compiled.
"""

from __future__ import annotations

import gettext
import io
from functools import lru_cache

from tunnistus.errors import LoadError, TunnistusError, door
from tunnistus.messages import Message, Translate
from tunnistus.saying.texts import check_language
from tunnistus.shipping import l10n, source
from tunnistus.shipping.sealed import MESSAGES

__all__ = ["said", "translation"]


@door
def said(problem: TunnistusError | Message, lang: str) -> str:
    """Return an error as text in ``fi``, ``sv`` or ``en``: what is wrong, where, and what to do. It holds no answer of the person.

    Args:
        problem: any error of the library, whose ``str`` is English; or its ``what`` or ``todo`` alone, as beside a field of a form.

    Raises:
        UnknownName: there is no such language.

    >>> from datetime import date
    >>> import tunnistus as tn
    >>> try:
    ...     tn.load("permit.52a", on=date(2026, 11, 24))
    ... except tn.TunnistusError as problem:
    ...     tn.said(problem, "en")
    "permit.52a: There is no such rule. Did you mean 'permit.52a2'?"
    >>> try:
    ...     tn.assess({"documents_withheld": "yes"}, as_of=date(2026, 11, 24))
    ... except tn.TunnistusError as problem:
    ...     [each.code for each in problem.every], tn.said(problem.what, "fi")
    (['outside-domain'], 'Vastaus ei ole tiedon sallittu arvo.')
    """
    return problem.said(translation(lang))


def translation(lang: str) -> Translate:
    """Return what gives the sentence of a language for a template. Where no catalogue can be read, it stays English.

    Raises:
        UnknownName: there is no such language.
    """
    if check_language(lang) not in MESSAGES:
        return str
    try:
        return _catalogue(lang).gettext
    except LoadError:  # the package is broken, and the message may be the one that says so
        return str


@lru_cache
def _catalogue(lang: str) -> gettext.GNUTranslations:
    root = source.checkout()
    if root is None:
        return source.read_compiled(MESSAGES[lang], _read)
    return _read(l10n.compiled(l10n.MESSAGES.path(root / "locales", lang)))


def _read(data: bytes) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(data))
