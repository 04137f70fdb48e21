"""Faults 2, 3 and 17 of the attack: texts from where nobody named, rules that only the build refused, and texts that format themselves."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import attrs
import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tunnistus as tn
from tests import ROOT
from tunnistus import limits
from tunnistus.commands.main import main
from tunnistus.errors import LoadError
from tunnistus.explaining.explain import Decision
from tunnistus.places import fill, places
from tunnistus.saying.speaker import Speaker
from tunnistus.shipping import l10n
from tunnistus.shipping.directories import catalogues

BASE, THIRD = ROOT / "tests" / "bad" / "base", ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules"
DAY = date(2026, 11, 24)
PLANTED = "Polisen har redan avgjort saken."
DAYS = "fact.days.value"


def catalogue(rules: Path, locales: Path, *, lang: str = "sv", **changed: str) -> Path:
    """A catalogue of all sentences of a directory of rules; return its file."""
    texts = tn.read_rules(rules, check=False).texts
    made = polib.POFile()
    made.metadata = {"Content-Type": "text/plain; charset=utf-8", "Language": lang}
    for context, finnish in texts.items():
        made.append(polib.POEntry(msgctxt=context, msgid=finnish, msgstr=changed.get(context, finnish)))
    path = locales / lang / "LC_MESSAGES" / "tunnistus.po"
    path.parent.mkdir(parents=True)
    made.save(str(path))
    return path


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Small rules without faults, in a directory beside which others can write."""
    return Path(shutil.copytree(BASE, tmp_path / "shared" / "rules"))


# -- 2: only what was named is read --------------------------------------------------------------------------------------


def first_text(rules: Path) -> str:
    return next(context for context in tn.read_rules(rules).texts if ".says." in context)


@pytest.mark.parametrize("beside", ["../locales", "../../locales", "locales.old", "sub/locales"])
def test_02_catalogues_beside_the_rules_are_not_read(rules: Path, beside: str) -> None:
    catalogue(rules, rules / beside, **{first_text(rules): PLANTED})
    made = tn.read_rules(rules)
    assert made.translations == {}
    for context in made.texts:
        assert Speaker(made, "sv").t.say(context) != PLANTED


def test_02_catalogues_inside_are_read_and_others_when_they_are_named(
    rules: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    context = first_text(rules)
    catalogue(rules, tmp_path / "named", **{context: PLANTED})
    assert tn.read_rules(rules, locales=[tmp_path / "named"]).translations["sv"][context] == PLANTED
    rule = context.split(".says.")[0].removeprefix("rule.")
    shown = []
    for options in ([], ["--locales", str(tmp_path / "named")]):
        assert main(["show", rule, "--rules", str(rules), "--lang", "sv", *options]) == 0
        shown.append(PLANTED in capsys.readouterr().out)
        assert main(["check", str(rules), *options]) == 0
    assert shown == [False, True]
    catalogue(rules, rules / "locales", **{context: "Inne i katalogen."})
    assert tn.read_rules(rules).translations["sv"][context] == "Inne i katalogen."


def test_02_other_words_are_another_digest(rules: Path, tmp_path: Path) -> None:
    context = first_text(rules)
    found = [tn.read_rules(rules).digest]
    for n, words in enumerate(("Ett.", "Två.", "Två.")):
        catalogue(rules, tmp_path / str(n), **{context: words})
        found.append(tn.read_rules(rules, locales=[tmp_path / str(n)]).digest)
    assert (len(set(found)), found[2]) == (3, found[3])


@pytest.mark.parametrize("named", ["nothing", "file"])
def test_02_what_is_no_directory_of_catalogues_is_refused(rules: Path, tmp_path: Path, named: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LoadError, match="no such directory of catalogues"):
        tn.read_rules(rules, locales=[tmp_path / named])


LINKS = ["sv", "sv/LC_MESSAGES", "sv/LC_MESSAGES/tunnistus.po"]


@pytest.mark.parametrize("link", ["more.yaml", "locales", *(f"locales/{link}" for link in LINKS)])
def test_02_links_in_a_directory_lead_nowhere(rules: Path, tmp_path: Path, link: str) -> None:
    catalogue(rules, tmp_path / "elsewhere" / "locales")
    shutil.copy(ROOT / "tests" / "bad" / "dead-clause.yaml", tmp_path / "elsewhere" / "more.yaml")  # what would be read
    (rules / link).parent.mkdir(parents=True, exist_ok=True)
    (rules / link).symlink_to(tmp_path / "elsewhere" / link)
    with pytest.raises(LoadError, match="This is a link"):
        tn.read_rules(rules)


@pytest.mark.parametrize("link", LINKS)
def test_02_nor_do_those_in_a_directory_of_catalogues_that_was_named(rules: Path, tmp_path: Path, link: str) -> None:
    catalogue(rules, tmp_path / "elsewhere")
    (tmp_path / "named" / link).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "named" / link).symlink_to(tmp_path / "elsewhere" / link)
    with pytest.raises(LoadError, match="This is a link"):
        tn.read_rules(rules, locales=[tmp_path / "named"])


def test_02_nor_does_a_link_in_the_place_of_catalogues(rules: Path, tmp_path: Path) -> None:
    """Also where the files of the rules, which are looked at first, would not stop it."""
    (rules / "locales").symlink_to(tmp_path)
    with pytest.raises(LoadError, match="This is a link"):
        catalogues([rules])


def large(text: str) -> str:
    return text + "#" * limits.MAX_CATALOGUE


def many(text: str) -> str:
    return text + "".join(f'\nmsgid "{n}"\nmsgstr ""\n' for n in range(limits.MAX_MESSAGES))


def many_forms(text: str) -> str:
    return (
        text.replace('"Language: sv', '"Plural-Forms: npl"\n  "urals= 400000000; plural=0;\\n"\n"Language: sv')
        + '\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n'
    )


@pytest.mark.parametrize("change", [large, many, many_forms])
def test_02_a_catalogue_past_a_bound_is_refused_before_it_costs(rules: Path, change: Callable[[str], str]) -> None:
    path = catalogue(rules, rules / "locales")
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(LoadError, match="The catalogue has") as problem:
        tn.read_rules(rules)
    assert (problem.value.code, problem.value.where) == ("over-limit", "locales/sv/LC_MESSAGES/tunnistus.po")


def test_02_the_shipped_catalogues_stay_away_from_the_bounds() -> None:
    for path in (ROOT / "locales").glob("*/LC_MESSAGES/*.po"):
        text = path.read_text(encoding="utf-8")
        assert path.stat().st_size * 2 < limits.MAX_CATALOGUE
        assert text.count("\nmsgid ") * 2 < limits.MAX_MESSAGES


# -- 3: what the checker calls an error -----------------------------------------------------------------------------------

ERRORS = [
    "conflict",
    "gap",
    "sign-not-monotone",
    "sign-beats",
    "sign-forbidden-fact",
    "shared-input",
    "constant-test",
    "overlapping-validity",
]


@pytest.mark.parametrize("fault", ERRORS)
def test_03_rules_that_the_checker_refuses_are_not_read(rules: Path, fault: str, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(ROOT / "tests" / "bad" / f"{fault}.yaml", rules)
    with pytest.raises(LoadError) as problem:
        tn.read_rules(rules)
    assert {one.code for one in problem.value.every} == {fault}
    for argv in (["show", "rules"], ["diff", "bad", "2024-01-01", "2025-01-01"], ["cases"], ["ask", "--as-of", "2026-11-24"]):
        assert main([*argv, "--rules", str(rules)]) == 2
    assert capsys.readouterr().out == ""
    assert main(["check", str(rules)]) == 1  # it shows them all
    assert f"[{fault}]" in capsys.readouterr().out
    assert "base.step" in tn.read_rules(rules, check=False).rules


def test_03_warnings_are_no_reason(rules: Path) -> None:
    shutil.copy(ROOT / "tests" / "bad" / "dead-clause.yaml", rules)
    assert "r" in tn.read_rules(rules).rules


def test_03_a_language_that_is_begun_is_whole(rules: Path) -> None:
    path = catalogue(rules, rules / "locales", **{first_text(rules): ""})
    with pytest.raises(LoadError) as problem:
        tn.read_rules(rules)
    assert [one.code for one in problem.value.every] == ["missing-translation"]
    path.unlink()
    assert tn.read_rules(rules).translations == {}


# -- 17: texts that format themselves ---------------------------------------------------------------------------------------

TEXTS = [
    "{nothing}", "{value:>400000000}", "{value.__class__}", "{value[0]}", "{value!r}", "{0}", "{}", "{", "}", "{{value}}", "{value} {value}",
    "{value:{value}}", "{VALUE}", "{ value }", "",
]  # fmt: skip


def said(book: tn.Book, lang: str) -> list[str]:
    """The sentence of the number of days, in a page and alone."""
    case = {"days": 3}
    a = tn.assess(case, as_of=DAY, book=book)
    d = next(d for d in a.decisions.values() if isinstance(d, Decision))
    return [Speaker(book, lang).fact(book.facts["days"], 3), a.explain(lang, full=True), tn.render(d, lang)]


@pytest.mark.parametrize("text", TEXTS)
def test_17_a_translation_has_the_placeholders_of_its_sentence(rules: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    catalogue(rules, rules / "locales", **{DAYS: f"Det är {text} dagar."})
    with pytest.raises(LoadError) as problem:
        tn.read_rules(rules)
    assert [one.code for one in problem.value.every] == ["wrong-placeholder"]
    assert main(["check", str(rules)]) == 1
    assert "[wrong-placeholder]" in capsys.readouterr().out


@pytest.mark.parametrize("text", TEXTS)
def test_17_a_sentence_of_a_rule_file_has_only_those_that_are_filled(rules: Path, text: str) -> None:
    path = rules / "facts.yaml"
    whole = path.read_text(encoding="utf-8")
    assert whole.count("{value}") >= 1
    lines = [line for line in whole.splitlines() if "value:" in line and "{value}" in line]
    path.write_text(whole.replace(lines[0], f'    value: "On {{value}} {text} päivää."'), encoding="utf-8")
    if text == "":
        assert tn.read_rules(rules).texts[DAYS] == "On {value} päivää."
        return
    if text == "{value} {value}":
        assert Speaker(tn.read_rules(rules), "fi").fact(tn.read_rules(rules).facts["days"], 3) == "On 3 3 3 päivää."
        return
    with pytest.raises(LoadError) as problem:
        tn.read_rules(rules, check=False)
    assert {one.code for one in problem.value.every} == {"wrong-placeholder"}


@pytest.mark.parametrize("text", TEXTS)
def test_17_and_whatever_it_has_it_is_not_formatted(rules: Path, text: str) -> None:
    book = tn.read_rules(rules)
    texts = {**book.texts, DAYS: f"On {text}."}
    for made in (attrs.evolve(book, texts=texts), attrs.evolve(book, translations={"sv": texts})):
        for sentence in said(made, "sv"):
            assert len(sentence) < 10_000
            assert "class" not in sentence.replace("{value.__class__}", "").replace("class=", "")


PIECES = ("{a}", "{b}", "{", "}", "{{", "a", "b", "_", " ", ".", ":", "!", "9", "[", "]", "\\")


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join), st.text("{}ab", max_size=5))
def test_17_filling_puts_values_in_whole_names_and_changes_nothing_else(sentence: str, value: str) -> None:
    filled = fill(sentence, a=value)
    assert filled == value.join(sentence.split("{a}"))
    names = places(sentence)
    if names is not None:
        assert sentence.count("{") == sentence.count("}") == len(names)
        assert fill(sentence, **dict.fromkeys(names, "")).count("{") == 0


@pytest.mark.parametrize("text", TEXTS)
def test_17_the_shipped_catalogues_are_held_to_it_when_they_are_compiled(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sv" / "LC_MESSAGES" / "tunnistus.po"
    path.parent.mkdir(parents=True)
    whole = (ROOT / "locales" / "sv" / "LC_MESSAGES" / "tunnistus.po").read_text(encoding="utf-8")
    blocks = whole.split("\n\n")
    block = next(b for b in blocks if '"fact.debt_amount_eur.value"' in b)
    entry = block[: block.index("msgstr")] + f'msgstr "Skulden är {text} euro."'.replace("\\", "\\\\")
    path.write_text("\n\n".join([blocks[0], entry]) + "\n", encoding="utf-8")
    with pytest.raises(LoadError, match="other placeholders than the text"):
        l10n.compiled(path)


def test_17_a_form_of_a_plural_is_held_to_it_too(tmp_path: Path) -> None:
    path = tmp_path / "sv" / "LC_MESSAGES" / "tunnistus.po"
    path.parent.mkdir(parents=True)
    whole = (ROOT / "locales" / "sv" / "LC_MESSAGES" / "tunnistus.po").read_text(encoding="utf-8")
    blocks = whole.split("\n\n")
    block = next(b for b in blocks if "msgid_plural" in b and "{n}" in b)
    path.write_text("\n\n".join([blocks[0], block]) + "\n", encoding="utf-8")
    l10n.compiled(path)
    form = block[: block.rindex("{n}")] + "{n.real}" + block[block.rindex("{n}") + 3 :]
    path.write_text("\n\n".join([blocks[0], form]) + "\n", encoding="utf-8")
    with pytest.raises(LoadError, match="other placeholders"):
        l10n.compiled(path)


@pytest.mark.deep
def test_17_every_shipped_sentence_has_plain_placeholders() -> None:
    for key in l10n.messages(ROOT):
        for sentence in key[1] if isinstance(key[1], tuple) else (key[1],):
            assert places(sentence) is not None, key
