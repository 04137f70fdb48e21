"""The checks of language find planted faults of every kind in every language that can have it, and nothing in the texts that there are."""

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from language import check, rules, spelling
from language.spelling import MissingTool
from language.texts import Message, prose, read, read_messages

EVERY = [*rules.PATTERNS, *rules.variants()]
ASK, PLAIN, SAYS, NOTE = "fact.a.ask", "fact.a.plain", "rule.a.says.b", "ruleset.a.not_encoded.b"
LATER = "later.a"

# Rule, context, the sentence as it should be and with the fault, by language; where Finnish matters to the others, both are given.
PLANTED: list[tuple[str, str, dict[str, tuple[str, str]]]] = [
    ("double-space", NOTE, {"fi": ("Apua saa heti.", "Apua  saa heti."), "sv": ("Hjälp ges genast.", "Hjälp  ges genast."), "en": ("Help is there.", "Help  is there.")}),
    ("space-before-mark", NOTE, {"fi": ("Kysy, jos voit.", "Kysy , jos voit."), "sv": ("Fråga, om du kan.", "Fråga , om du kan."), "en": ("Ask, if you can.", "Ask, if you can .")}),
    ("space-after-bracket", NOTE, {"fi": ("Apu (heti).", "Apu ( heti)."), "sv": ("Hjälp (genast).", "Hjälp ( genast)."), "en": ("Help (now).", "Help ( now).")}),
    ("no-space-after-mark", NOTE, {"fi": ("Kysy, jos voit.", "Kysy,jos voit."), "sv": ("Hjälp ges. Fråga.", "Hjälp ges.Fråga."), "en": ("Help. Ask; wait.", "Help. Ask;wait.")}),
    ("mark-twice", NOTE, {"fi": ("Kysy, jos voit.", "Kysy,, jos voit."), "sv": ("Hjälp ges.", "Hjälp ges.."), "en": ("Is it? Ask.", "Is it?? Ask.")}),
    ("hyphen-for-dash", NOTE, {"fi": ("Ikä on 15–17.", "Ikä on 15-17."), "sv": ("Hjälp – genast.", "Hjälp - genast."), "en": ("Help – now.", "Help -- now.")}),
    ("dots", NOTE, {"fi": ("Väli {low}–{high}.", "Väli {low} … {high}."), "sv": ("{low} och {high}.", "{low} ... {high}."), "en": ("{low} to {high}.", "{low} … {high}.")}),
    ("quotes", NOTE, {"fi": ("Vastaus ”ehkä”.", 'Vastaus "ehkä".'), "sv": ("Svaret ”kanske”.", "Svaret “kanske”."), "en": ("Answer “maybe”, it's fine.", "Answer “maybe”, it’s fine.")}),
    ("double-word", NOTE, {"fi": ("Apua saa heti.", "Apua saa saa heti."), "sv": ("Man turas om.", "Man turas om om."), "en": ("Ask for help.", "Ask for for help.")}),
    ("no-question-mark", ASK, {"fi": ("Onko apua?", "Onko apua."), "sv": ("Finns hjälp?", "Finns hjälp."), "en": ("Is there help?", "Is there help.")}),
    ("no-full-stop", SAYS, {"fi": ("Apua saa heti.", "Apua saa heti"), "sv": ("Hjälp ges genast.", "Hjälp ges genast"), "en": ("Help is given.", "Help is given")}),
    ("small-letter", SAYS, {"fi": ("Apua saa heti.", "apua saa heti."), "sv": ("Hjälp ges genast.", "hjälp ges genast."), "en": ("Is it? Ask.", "Is it? ask.")}),
    ("section-letter", NOTE, {"fi": ("Luvasta 52 a §.", "Luvasta 52a §."), "sv": ("Enligt 52 a §.", "Enligt 52a §."), "en": ("See section 52 a.", "See section 52a.")}),
    ("plain-person", PLAIN, {"fi": ("Onko sinulla lupa?", "Onko henkilöllä lupa?"), "sv": ("Har du tillstånd?", "Har personen tillstånd?"), "en": ("Have you a permit?", "Has the person a permit?")}),
    ("plain-statute-word", PLAIN, {"fi": ("Onko se rikos?", "Täyttyykö tunnusmerkistö?"), "sv": ("Är det ett brott?", "Uppfylls rekvisiten?"), "en": ("Is it an offence?", "Are the elements of the offence met?")}),
    ("plain-blame", PLAIN, {"fi": ("Käyttikö joku sinua?", "Käyttikö joku ajattelemattomuuttasi?"), "sv": ("Utnyttjade någon dig?", "Utnyttjade någon ditt lättsinne?"), "en": ("Did anybody use you?", "Did anybody use your thoughtlessness?")}),
    ("later-law", LATER, {"fi": ("Esitys muuttaisi lakia 746/2011.", "Esitys muuttaisi tätä lakia."), "sv": ("Lagen 746/2011 ändras.", "Denna lag ändras."), "en": ("Act 746/2011 changes.", "This Act changes.")}),
    ("plain-long", PLAIN, {
        "fi": ("Onko apua? " + "Apua on aina. " * 6, "Onko apua" + " aina" * 14 + "?"),
        "sv": ("Finns hjälp? " + "Hjälp finns alltid. " * 9, "Finns hjälp" + " alltid nu" * 12 + "?"),
        "en": ("Is there help? " + "There always is. " * 9, "Is there help" + " always now" * 13 + "?"),
    }),
    ("unbalanced", NOTE, {"fi": ("Apu (heti).", "Apu (heti."), "sv": ("Hjälp (genast).", "Hjälp genast)."), "en": ("Answer “maybe”.", "Answer “maybe.")}),
    ("unbalanced", NOTE, {"fi": ("Vastaus ”ehkä”.", "Vastaus ”ehkä."), "sv": ("Svaret ”kanske”.", "Svaret kanske”."), "en": ("Help [now].", "Help ]now[.")}),
    ("one-word", NOTE, {
        "fi": ("Tätä ei käsitellä tässä työkalussa.", "Tätä ei ole koodattu."),
        "sv": ("Detta behandlas inte här.", "Detta har inte kodats."),
        "en": ("This is not covered here.", "This is not encoded."),
    }),
    ("one-word", NOTE, {"sv": ("Gör en brottsanmälan.", "Gör en polisanmälan."), "en": ("Ask the guardian.", "Ask the custodian.")}),
        ("date-without-den", NOTE, {"sv": ("Gäller till och med den {day}.", "Gäller till och med {day}.")}),
    ("subsection", NOTE, {"en": ("See section 54(5).", "See section 54, subsection 5.")}),
    ("progressive", NOTE, {"en": ("Is anyone pressuring you?", "Does anyone pressure you?")}),
    ("calque", NOTE, {"en": ("The court considers that it is so.", "The court assesses that it is so.")}),
    ("calque", NOTE, {"en": ("The outcome is different.", "The outcome is another one.")}),
]  # fmt: skip
BESIDE_FINNISH = [
    ("date-in-numbers", "1.9.2024 alkaen.", {"sv": ("Från den 1 september 2024.", "Från 1.9.2024."), "en": ("From 1 September 2024.", "From 1.9.2024.")}),
    ("date-without-den", "12.6.2026 alkaen.", {"sv": ("Från den 12 juni 2026.", "Från 12 juni 2026.")}),
    ("month-first", "1.9.2024 alkaen.", {"en": ("From 1 September 2024.", "From September 1, 2024.")}),
    ("numbers", "Aikaa on 30 päivää.", {"sv": ("Tiden är 30 dagar.", "Tiden är 60 dagar."), "en": ("The time is 30 days.", "The time is 3 days.")}),
    ("numbers", "Siitä sanoo 57 § 3 mom.", {"sv": ("Se 57 § 3 mom.", "Se 57 § 2 mom."), "en": ("See section 57(3).", "See section 75(3).")}),
    ("numbers", "Hän on 15-vuotias.", {"sv": ("Åldern är 15 år.", "Åldern är mindre än så."), "en": ("The age is 15.", "The age is 15 or 16.")}),
    ("numbers", "Laki alkoi 1.6.2025.", {"sv": ("Den 1 juni 2025.", "Den 1 juli 2025."), "en": ("On 1 June 2025.", "On 1 May 2025.")}),
    ("numbers", "Velka on 8 000 euroa.", {"sv": ("Skulden är 8 000 euro.", "Skulden är 800 euro."), "en": ("The debt is 8,000 euros.", "The debt is 8.000 euros.")}),
    ("other-end", "Apu", {"sv": ("Hjälp", "Hjälp."), "en": ("Help", "Help:")}),
]  # fmt: skip
CASES = [
    *((name, context, lang, {lang: said[0]}, {lang: said[1]}) for name, context, texts in PLANTED for lang, said in texts.items()),
    *(
        (name, NOTE, lang, {"fi": fi, lang: said[0]}, {"fi": fi, lang: said[1]})
        for name, fi, texts in BESIDE_FINNISH
        for lang, said in texts.items()
    ),
]


def found(context: str, said: Mapping[str, str]) -> list[tuple[str, str]]:
    """Language and rule of each fault of one message; Finnish stands in where it does not matter."""
    message = Message(context, {"fi": (said.get("fi", next(iter(said.values()))),)} | {lang: (text,) for lang, text in said.items()})
    lines = [line.split(": ") for line in rules.faults([message], EVERY)]
    return [(lang, name) for lang, _, name, *_ in lines if lang in said]


@pytest.mark.parametrize(("name", "context", "lang", "right", "wrong"), CASES)
def test_a_planted_fault_is_found_and_the_right_sentence_has_none(
    name: str, context: str, lang: str, right: dict[str, str], wrong: dict[str, str]
) -> None:
    assert found(context, right) == []
    assert (lang, name) in found(context, wrong)


def test_each_rule_has_a_planted_fault_in_each_of_its_languages_and_each_language_at_least_twelve_kinds() -> None:
    planted = {(name, lang) for name, _, lang, _, _ in CASES}
    written = {(rule.name, lang) for rule in EVERY for lang in rule.faults}
    assert written | {("plain-long", "fi"), ("unbalanced", "fi"), ("numbers", "sv"), ("other-end", "en")} <= planted
    assert {name for name, *_ in rules.WHOLE} <= {name for name, _ in planted}
    for lang in ("fi", "sv", "en"):
        assert len({name for name, each in planted if each == lang}) >= 12


def test_what_a_rule_of_the_plain_register_forbids_the_worker_may_read() -> None:
    assert found(ASK, {"fi": "Onko henkilöllä lupa?"}) == []
    for context in ("rule.a.plain.b", "fact.a.plain_value.b", "ui.a.plain", "letter.a"):
        assert found(context, {"fi": "Onko henkilöllä lupa?"}) == [("fi", "plain-person")]


def test_a_word_of_which_the_house_uses_another_is_not_the_one_that_it_uses() -> None:
    assert len(list(rules.variants())) > 5
    for rule in rules.variants():
        assert not any(re.search(pattern, rule.todo) for pattern in rule.faults.values())


@pytest.fixture(scope="module")
def texts() -> list[Message]:
    return read()


def test_the_texts_have_no_fault(texts: list[Message]) -> None:
    assert list(rules.faults(texts, EVERY)) == []


# -- spelling ------------------------------------------------------------------------------------------------------

MISSPELLED = {
    "fi": ("Onko joku rangaissut henkilöä?", "Onko joku rankaissut henkilöä?", "rankaissut"),
    "sv": ("Gör en brottsanmälan.", "Gör en brottsanmälann.", "brottsanmälann"),
    "en": ("The person's behaviour changed.", "The person's behavior changed.", "behavior"),
}


def one(lang: str, text: str) -> dict[str, str]:
    return spelling.words([Message("a", {lang: (text,)})], lang)


@pytest.mark.parametrize("lang", MISSPELLED)
def test_a_misspelled_word_is_found_and_a_list_allows_it(lang: str) -> None:
    right, wrong, word = MISSPELLED[lang]
    try:
        assert spelling.misspelled(one(lang, right), lang, []) == []
    except MissingTool:
        pytest.skip(f"needs {spelling.PACKAGES[lang]}")
    assert [line for line in spelling.misspelled(one(lang, wrong), lang, []) if repr(word) in line]
    assert spelling.misspelled(one(lang, wrong), lang, [word]) == spelling.misspelled(one(lang, wrong), lang, [f"{word[:6]}*"]) == []


def test_no_word_of_the_texts_is_misspelled(texts: list[Message]) -> None:
    missing: list[str] = []
    assert list(check.spelled([*texts, *read_messages()], missing)) == []
    if missing:
        pytest.skip(" ".join(missing))


def test_of_messages_the_words_of_a_key_are_no_words() -> None:
    (told,) = [each for each in read_messages() if each.context == "Write strength: and expresses:."]
    assert (told.said["fi"][0].split(), told.said["sv"][0].split()) == (["Kirjoita", ":", "ja", ":."], ["Skriv", ":", "och", ":."])


def test_commands_options_files_and_placeholders_are_no_words() -> None:
    assert prose("Anna `tunnistus l10n`, --rules tai {value}: rules.yaml.").split() == ["Anna", ",", "tai", ":", "."]
    assert list(one("fi", "Alle 15-vuotias, 52 §:ssä, sosiaali- ja 112.")) == ["Alle", "15-vuotias", "sosiaali-", "ja"]


def test_an_entry_that_no_text_has_and_one_out_of_order_are_faults() -> None:
    assert spelling.faults_of_list(["Joutsenon"], "fi", ["Joutseno*"]) == []
    assert len(spelling.faults_of_list(["Joutsenon"], "fi", ["Joutseno"])) == 1
    assert len(spelling.faults_of_list(["a", "b"], "fi", ["b", "a"])) == len(spelling.faults_of_list(["a"], "fi", ["a", "a"])) == 1


# -- the command ---------------------------------------------------------------------------------------------------


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """The command, with one Finnish text and without any tool."""

    def missing(*_: object) -> list[str]:
        raise MissingTool

    def say(finnish: str) -> None:
        monkeypatch.setattr(check, "read", lambda: [Message(NOTE, {"fi": (finnish,), "sv": ("Hjälp.",), "en": ("Help.",)})])

    monkeypatch.setattr(check, "read_messages", list)
    monkeypatch.setattr(spelling, "unknown", missing)
    monkeypatch.setattr(spelling, "listed", lambda _: [])
    monkeypatch.setattr(shutil, "which", lambda _: None)
    return say


def test_a_missing_tool_is_named_and_fails_only_where_nothing_may_be_left_out(
    alone: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    alone("Apu.")
    assert check.main([]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 5  # three languages, msgfmt, and what was read
    assert check.main(["--all"]) == 2


def test_a_fault_fails_also_without_the_tools(alone: Callable[[str], None], capsys: pytest.CaptureFixture[str]) -> None:
    alone("Apu  nyt.")
    assert check.main([]) == 1
    assert f"fi: {NOTE}: double-space" in capsys.readouterr().out


def test_msgfmt_finds_a_message_twice(tmp_path: Path) -> None:
    for lang in ("sv", "en"):
        path = tmp_path / lang / "LC_MESSAGES" / "tunnistus.po"
        path.parent.mkdir(parents=True)
        once = 'msgctxt "a"\nmsgid "Apu."\nmsgstr "Help."\n'
        path.write_text(
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n' + "\n".join([once] * (2 if lang == "en" else 1))
        )
    missing: list[str] = []
    said = list(check.formatted(missing, tmp_path))
    if missing:
        pytest.skip("needs gettext")
    assert said
    assert all(line.startswith("en: ") for line in said)


def test_the_catalogues_pass_msgfmt() -> None:
    missing: list[str] = []
    assert list(check.formatted(missing)) == []
    if missing:
        pytest.skip("needs gettext")
