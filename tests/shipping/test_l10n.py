"""Catalogues: complete, in step with rules and code, and a gate that finds each kind of fault."""

import ast
import shutil
from functools import lru_cache
from pathlib import Path

import polib
import pytest

from tests import ROOT
from tunnistus.errors import LoadError
from tunnistus.reading.files import BESIDE
from tunnistus.shipping import l10n, source

SWEDISH = Path("locales", "sv", "LC_MESSAGES", "tunnistus.po")


@pytest.mark.deep
def test_the_catalogues_are_complete_and_clean() -> None:
    assert l10n.findings(ROOT) == []


def test_the_extractor_finds_every_sentence_with_its_line() -> None:
    found = {}
    for path in sorted((ROOT / "indicators").rglob("*.yaml")):
        if path.name.endswith(BESIDE):
            continue
        with path.open("rb") as file:
            for line, function, (context, sentence), _ in l10n.extract(file, (), (), {}):
                assert function == "pgettext"
                assert 1 <= line <= path.read_text(encoding="utf-8").count("\n") + 1
                found[context] = sentence
    assert found == dict(source.book().texts)


@pytest.mark.deep
def test_every_sentence_of_the_code_is_seen_by_the_extractor() -> None:
    """Babel passes over what is not written as plain strings: a pair of brackets around one is enough, and the sentence stays Finnish."""
    written = set()
    for path in sorted((ROOT / "src" / "tunnistus").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr="ui" | "count"), args=[ast.Constant(value=str(context)), _, *_]) if "." in context:
                    written.add(context)
    assert len(written) > 700
    assert written - {context for context, _ in messages()} == set()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("indicators", "locales", "docs/training", "handbook"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "src" / "tunnistus", tmp_path / "src" / "tunnistus", ignore=shutil.ignore_patterns("_data", "__pycache__"))
    return tmp_path


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the catalogues alone: what they have to translate is that of the checkout, and is read once."""
    wanted = messages()
    monkeypatch.setattr(l10n, "messages", lambda root: wanted)
    shutil.copytree(ROOT / "locales", tmp_path / "locales")
    return tmp_path


@lru_cache
def messages() -> dict[l10n.Key, str]:
    return l10n.messages(ROOT)


FAULTS = [
    ("fact.documents_withheld.met", {"msgstr": ""}, "untranslated"),
    ("fact.documents_withheld.unmet", {"flags": ["fuzzy"]}, "fuzzy"),
    ("fact.documents_withheld.plain", {"obsolete": 1}, "not in the catalogue"),
    ("fact.documents_withheld.ask", {"msgstr": "Någon annan har passet."}, "ends with '.'"),
    ("fact.debt_amount_eur.value", {"msgstr": "Skulden är {summa} euro."}, "the {placeholders} differ"),
    ("rule.reflect.decide_cooperation.says.decides", {"msgstr": "Tid för eftertanke."}, "glossary: 'harkinta-ai'"),
    ("ui.missing", {"msgstr_plural": {0: "{n} uppgift saknas.", 1: "Uppgifter saknas."}}, "the {placeholders} differ"),
]


@pytest.mark.deep
def test_the_gate_finds_every_kind_of_fault(catalogues: Path) -> None:
    swedish = polib.pofile(str(ROOT / SWEDISH))
    entries = {entry.msgctxt: entry for entry in swedish}
    for context, changes, _ in FAULTS:
        for name, item in changes.items():
            setattr(entries[context], name, item)
    swedish.save(str(catalogues / SWEDISH))
    found = l10n.findings(catalogues)
    for context, _, what in FAULTS:
        assert [line for line in found if context in line and what in line], (context, what)


@pytest.mark.deep
def test_a_changed_finnish_sentence_turns_its_translations_fuzzy(copy: Path) -> None:
    path = copy / "indicators" / "facts" / "documents.yaml"
    old = source.book().texts["fact.documents_withheld.met"]
    path.write_text(path.read_text(encoding="utf-8").replace(old, "Uusi virke."), encoding="utf-8")
    assert l10n.update(copy) == {"fi": 0, "sv": 1, "en": 1}
    assert [line for line in l10n.findings(copy) if "documents_withheld.met: fuzzy" in line]
    again = (copy / "locales" / "sv" / "LC_MESSAGES" / "tunnistus.po").read_bytes()
    l10n.update(copy)
    assert (copy / "locales" / "sv" / "LC_MESSAGES" / "tunnistus.po").read_bytes() == again


@pytest.mark.deep
def test_a_sentence_that_is_no_longer_counted_waits_for_a_translation(catalogues: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its translations had other forms, which it cannot take."""
    wanted = {key if key[0] != "ui.missing" else (key[0], "Tietoja puuttuu."): where for key, where in messages().items()}
    monkeypatch.setattr(l10n, "messages", lambda root: wanted)
    monkeypatch.setattr(l10n, "lessons", lambda root: {})
    for name in ("handbook", "statutes", "templates"):
        monkeypatch.setattr(l10n, name, lambda root: {})
    assert l10n.update(catalogues)["sv"] == 1


@pytest.mark.deep
def test_update_changes_nothing_when_all_is_in_step(copy: Path) -> None:
    paths = sorted((copy / "locales").glob("*/LC_MESSAGES/*.po"))
    before = [p.read_bytes() for p in paths]
    l10n.update(copy)
    assert [p.read_bytes() for p in paths] == before


def test_a_catalogue_that_cannot_be_read_is_refused(catalogues: Path) -> None:
    path = catalogues / SWEDISH
    path.write_text('msgid "a\n', encoding="utf-8")
    with pytest.raises(LoadError, match="cannot be read"):
        l10n.findings(catalogues)
    path.unlink()
    with pytest.raises(LoadError, match="missing"):
        l10n.findings(catalogues)


def test_compiled_catalogues_are_the_same_bytes_each_time() -> None:
    path = ROOT / "locales" / "sv" / "LC_MESSAGES" / "tunnistus.po"
    assert l10n.compiled(path) == l10n.compiled(path)


def test_every_sentence_of_the_program_stands_where_the_catalogues_find_it() -> None:
    """The extractor reads literals only, and before Python 3.12 none inside an f-string: other sentences would silently stay Finnish."""
    hidden = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(attr="ui"), args=[ast.Constant(), *texts]):
                    hidden += [f"{path.name}:{node.lineno}" for text in texts if not isinstance(text, ast.Constant)]
                case ast.Call(func=ast.Attribute(attr="count"), args=[ast.Constant(), one, many, _]):
                    hidden += [f"{path.name}:{node.lineno}" for text in (one, many) if not isinstance(text, ast.Constant)]
                case ast.JoinedStr():
                    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call) and len(each.args) > 1)
                    hidden += [
                        f"{path.name}:{node.lineno}" for each in calls if isinstance(each, ast.Attribute) and each.attr in ("ui", "count")
                    ]
    assert hidden == []
