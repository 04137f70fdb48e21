"""Rules of our own for the texts. Each has a name and says what to do; a pattern is the fault itself.

Words of which the house uses another are data: ``variants`` of ``locales/glossary.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from language.texts import LOCALES, Message
from tunnistus.reading.strict import read
from tunnistus.reading.wording import long_sentences

PLAIN_WORDS: Mapping[str, int] = {"fi": 15, "sv": 20, "en": 20}
"""Most words of a sentence that the person reads, by language."""

QUESTION_WORDS: Mapping[str, int] = {"fi": 15, "sv": 25, "en": 27}
"""Most words of a question to the person: it has to end with its question mark, so that nothing can be said after it."""

EVERYWHERE = ""
PLAIN = r"^(?:fact|rule|ui|state|later|child|danger)\.(?:.*\.)?plain(?:_value)?(?:\.|$)|^letter\."
LATER = r"^later\."
SENTENCES = r"^(?:fact\..*\.(?:ask|plain|met|unmet|counts|counts_not)|rule\..*\.(?:says|plain|notice)\.\w+)$"
QUESTIONS = r"^fact\.\w+\.(?:ask|plain)$"

MONTHS = {
    "fi": "tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu",
    "sv": "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december",
    "en": "January|February|March|April|May|June|July|August|September|October|November|December",
}
_MONTH = {
    "fi": re.compile(rf"(?i)\b({MONTHS['fi']})kuu"),
    "sv": re.compile(rf"\b({MONTHS['sv']})\b"),
    "en": re.compile(rf"\b({MONTHS['en']})\b"),
}
_DAYS = "day|since|until|start|shortest|longest|value"  # placeholders that hold a date
_BEFORE = (
    "från|till|före|efter|med|ut|sedan|senast|tidigast|sida|kraft|dag är|dagen är|vara|"
    "börjar|började|gjordes|fattades|beviljades|prövades|gäller"
)


@attrs.frozen
class Pattern:
    """A fault that a pattern finds, by language, in the texts whose context matches ``where``."""

    name: str
    todo: str
    faults: Mapping[str, str]
    where: str = EVERYWHERE

    def find(self, lang: str, text: str) -> Iterator[str]:
        """Each fault of a text, with what stands around it."""
        for found in re.finditer(self.faults[lang], text):
            yield text[max(0, found.start() - 15) : found.end() + 15]


def _all(pattern: str) -> dict[str, str]:
    return dict.fromkeys(("fi", "sv", "en"), pattern)


PATTERNS = (
    # signs
    Pattern("double-space", "Leave one space.", _all(r"\s\s")),
    Pattern("space-before-mark", "Take the space out.", _all(r"\s[,.;:?!)\]](?!\w)")),
    Pattern("space-after-bracket", "Take the space out.", _all(r"[(\[]\s")),
    Pattern("no-space-after-mark", "Put a space after the mark.", _all(r"[,;][^\W\d_]|[a-zåäö)][.?!][A-ZÅÄÖ][a-zåäö]")),
    Pattern("mark-twice", "Leave one mark.", _all(r",,|;;|::|\?\?|!!|(?<!\.)\.\.(?!\.)|[,;:]\.|\.,(?!\w)")),
    Pattern("hyphen-for-dash", "Write – between numbers and between words.", _all(r"(?<![\w=@-])\d{1,4}-\d{1,4}(?![\w-])| --? ")),
    Pattern("dots", "Write what is meant; between two limits write –.", _all(r"\.\.\.|…")),
    Pattern(
        "quotes",
        "Finnish and Swedish have ”…” and ’, English “…” and '.",
        {"fi": r"[\"'“„«»‘]", "sv": r"[\"'“„«»‘]", "en": r"[\"„«»‘’]|(?<!\w)'"},
    ),
    # grammar
    Pattern("double-word", "Leave it once, or say it otherwise.", _all(r"(?i)\b([^\W\d_]+)\s+\1\b")),
    Pattern("no-question-mark", "A question ends with a question mark.", _all(r"\A[^?]*\Z"), QUESTIONS),
    Pattern("no-full-stop", "A sentence ends with a mark.", _all(r"[^\s.?!:”)][”)]*\Z"), SENTENCES),
    Pattern("small-letter", "A sentence begins with a capital letter.", _all(r"\A[a-zåäö]|[?!] [a-zåäö]"), SENTENCES),
    Pattern(
        "date-without-den",
        "A Swedish date in a sentence has den: från och med den 12 juni 2026, den {day}.",
        {"sv": rf"(?<!\b[Dd]en )(?<![\d–.] )(?<!–)\b\d{{1,2}} (?:{MONTHS['sv']})\b|\b(?:{_BEFORE}) \{{(?:{_DAYS})\}}(?! euro)"},
    ),
    Pattern(
        "date-in-numbers",
        "Write the month as a word: den 1 september 2024, 1 September 2024.",
        dict.fromkeys(("sv", "en"), r"\b\d{1,2}[./]\d{1,2}[./]\d{4}\b"),
    ),
    Pattern("month-first", "The day stands before the month: 12 June 2026.", {"en": rf"\b(?:{MONTHS['en']}) \d{{1,2}}\b(?!\d)"}),
    Pattern(
        "section-letter",
        "A space stands between the number and the letter of a section: 36 b §, section 36 b.",
        {"fi": r"\d[a-z] §", "sv": r"\d[a-z] §", "en": r"\b\d+[a-z]\b"},
    ),
    Pattern("subsection", "Write section 7(2), as the references do.", {"en": r"section \d+(?: [a-z])?, subsections? \d"}),
    Pattern(
        "progressive",
        "Ask what is going on: Is anyone pressuring …?",
        {"en": r"\b(?:Does|Do) (?:anyone|anybody|someone|somebody)(?: else)? (?!else|whom?\b|need|know)"},
    ),
    Pattern(
        "calque",
        "Say it as English does: considers that, has found that; is different; rules out.",
        {"en": r"(?i)\bassess(?:e[sd])? that\b|\bon the assessments given\b|\b(?:is|by) another one\b|\bprevents (?:the|a) permit\b"},
    ),
    # what the person reads
    Pattern(
        "plain-person",
        "Speak to the person: you.",
        {"fi": r"(?i)\bhenkilö(?!kort|tunnus|tod|llisy|paper|tieto)\w*", "sv": r"(?i)\bpersonens?\b", "en": r"(?i)\bthe person\b"},
        PLAIN,
    ),
    Pattern(
        "plain-statute-word",
        "Say what happened, not what the act calls it.",
        {
            "fi": r"(?i)tunnusmerk|oikeustoim",
            "sv": r"(?i)rekvisit|rättshandling",
            "en": r"(?i)\blegal (?:act|transaction)|\b(?:elements|constituents) of (?:the|an) offence",
        },
        PLAIN,
    ),
    Pattern(
        "plain-blame",
        "Say what the other one did, never what the person lacks.",
        {
            "fi": r"(?i)ajattelemat|ymmärtämättöm|varomattom|\bunohdit",
            "sv": r"(?i)lättsinn|obetänksam|oförstånd|ovarsam|\bglömde du\b",
            "en": r"(?i)\b(?:thoughtless|careless|lack of understanding|foolish)|\byou forg[eo]t\b",
        },
        PLAIN,
    ),
    # law that is not in force yet
    Pattern(
        "later-law",
        "Name the act.",
        {
            "fi": r"(?i)\bt(?:ätä|ämän|ähän|ästä|ässä) la(?:ki|i)",
            "sv": r"(?i)\b(?:denna lag|den här lagen)\b",
            "en": r"(?i)\bthis (?:act|law)\b",
        },
        LATER,
    ),
)


def long_plain(message: Message, lang: str) -> Iterator[str]:
    """Sentences of the person's register that are too long."""
    if re.search(PLAIN, message.context):
        most = (QUESTION_WORDS if re.search(QUESTIONS, message.context) else PLAIN_WORDS)[lang]
        for _, text in message.forms(lang):
            yield from (f"{n} words, at most {most}" for n in long_sentences(text, most))


def unbalanced(message: Message, lang: str) -> Iterator[str]:
    """Brackets and quotes that are opened and not closed, or the other way round."""
    pairs = ("()", "[]", "“”") if lang == "en" else ("()", "[]")
    for _, text in message.forms(lang):
        yield from (pair for pair in pairs if (pair[0] in text or pair[1] in text) and not _closed(text, *pair))
        if lang != "en" and text.count("”") % 2:
            yield "”"


def _closed(text: str, one: str, other: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign == one) - (sign == other)
        if depth < 0:
            return False
    return depth == 0


def numbers(text: str, lang: str) -> set[str]:
    """The numbers of a text, months among them."""
    if not re.search(r"\d", text) and not _MONTH[lang].search(text):
        return set()
    names = MONTHS[lang].lower().split("|")
    text = re.sub(r"\{[^{}]*\}", " ", text)
    text = re.sub(r"(?<!\d )\bMay\b(?! \d)", " ", text)  # the verb
    text = _MONTH[lang].sub(lambda found: f" {names.index(found[1].lower()) + 1} ", text)
    text = re.sub(r"(?<=\d)[,\u00a0 ](?=\d{3}\b)", "", text)
    text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    found = set(re.findall(r"\d+(?:\.\d+)*", text))
    return {number for one in found for number in (one.split(".") if one.count(".") > 1 else [one])}


def other_numbers(message: Message, lang: str) -> Iterator[str]:
    """Numbers that a translation does not share with the Finnish text."""
    if lang == "fi":
        return
    for finnish, text in message.forms(lang):
        here, there = numbers(text, lang), numbers(finnish, "fi")
        if "alaikäi" in finnish.lower():  # a minor is one under 18
            here, there = here - {"18"}, there - {"18"}
        if here != there:
            yield f"{' '.join(sorted(here - there)) or 'none'}, in Finnish {' '.join(sorted(there - here)) or 'none'}"


def other_end(message: Message, lang: str) -> Iterator[str]:
    """A mark at the end where the Finnish text has none. The other way round is found by `tunnistus l10n --check`."""
    for finnish, text in message.forms(lang):
        if text[-1] in ".?!:" and finnish[-1] not in ".?!:":
            yield text[-1]


WHOLE: tuple[tuple[str, str, Callable[[Message, str], Iterator[str]]], ...] = (
    ("plain-long", "Make two sentences of it.", long_plain),
    ("unbalanced", "Close what is opened.", unbalanced),
    ("numbers", "Write the same days, sections and ages in all languages.", other_numbers),
    ("other-end", "End as the Finnish text does.", other_end),
)


def variants(locales: Path = LOCALES) -> list[Pattern]:
    """The words of the glossary of which the house uses another, one pattern each."""
    rows = read(locales / "glossary.yaml", name="locales/glossary.yaml").data["variants"]
    return [Pattern("one-word", f"Use {row['use']}.", {row["lang"]: f"(?i){row['not']}"}, row.get("where", EVERYWHERE)) for row in rows]


def faults(messages: Iterable[Message], patterns: Iterable[Pattern]) -> Iterator[str]:
    """What the rules find, one line each: language, context, rule, what it found, what to do."""
    compiled = [
        (rule, re.compile(rule.where), {lang: re.compile(fault).search for lang, fault in rule.faults.items()}) for rule in patterns
    ]
    for message in messages:
        here = [(rule, search) for rule, where, search in compiled if where.search(message.context)]
        for lang, forms in message.said.items():
            hits = ((rule, text) for rule, search in here if lang in search for text in forms if search[lang](text))
            yield from (_line(lang, message, rule.name, found, rule.todo) for rule, text in hits for found in rule.find(lang, text))
            for name, todo, find in WHOLE:
                yield from (_line(lang, message, name, found, todo) for found in find(message, lang))


def _line(lang: str, message: Message, name: str, found: str, todo: str) -> str:
    return f"{lang}: {message.context}: {name}: {found!r}. {todo}"
