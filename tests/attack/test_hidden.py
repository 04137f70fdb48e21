"""Fault 40 of the attack: files and directories whose names begin with a dot are not read, wherever the library looks for files; and names
that show nothing.
"""

import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import tunnistus as tn
from tests import ROOT
from tests.effort import first_fast
from tunnistus.commands.main import main
from tunnistus.comparing import snapshots
from tunnistus.errors import LoadError
from tunnistus.reading.files import hidden_files, read_directory, rule_files, visible
from tunnistus.reading.unitfile import read_statutes
from tunnistus.shipping import source
from tunnistus.trying.cases import case_files
from tunnistus.trying.vignettes import read_vignettes

BASE = ROOT / "tests" / "bad" / "base"
OVERLAY = ROOT / "docs" / "examples" / "municipality" / "koivuranta"
MORE = "acts:\n  UlkX: {number: 1/2004, name: laki, kind: act, url: x, url_basis: pattern}\n"
MEANT = [".more.yaml", "x/.more.yml", ".more.cases.yaml", ".more.YAML.txt"]
MEANT_BY_NOBODY = [
    ".git/x.yaml", ".git/more/x.yaml", "x/.hidden/y.yaml", "._more.yaml", ".#more.yaml", ".more.yaml.swp", ".venv/x.cases.yaml",
    ".x.yaml/y.yaml", ".github/workflows/a.yml", ".DS_Store",
]  # fmt: skip


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "rules"))


def put(rules: Path, name: str, text: str = MORE) -> Path:
    path = rules / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", [MORE, "\0 not YAML\u2028"], ids=["rules", "no rules"])
@pytest.mark.parametrize("name", [*MEANT, *MEANT_BY_NOBODY])
def test_40_hidden_files_and_directories_are_not_read(rules: Path, name: str, text: str) -> None:
    digest, files = tn.read_rules(rules).digest, rule_files(rules)
    put(rules, name, text)
    assert (tn.read_rules(rules).digest, rule_files(rules)) == (digest, files)


def test_40_hidden_links_lead_nowhere_and_others_are_refused(rules: Path, tmp_path: Path) -> None:
    elsewhere = put(tmp_path / "elsewhere", "more.yaml")
    for name, target in ((".#rules.yaml", "user@machine.1234"), (".more.yaml", elsewhere), (".more", elsewhere.parent), (".again", rules)):
        (rules / name).symlink_to(target)
    assert "UlkX" not in tn.read_rules(rules).acts
    assert hidden_files(rules) == []
    (rules / "again").symlink_to(rules)
    with pytest.raises(LoadError, match="This is a link"):
        tn.read_rules(rules)


def test_40_a_directory_that_was_named_is_read_whatever_its_name(rules: Path) -> None:
    assert "UlkL" in tn.read_rules(rules.rename(rules.parent / ".rules")).acts


def test_40_hidden_entries_count_towards_the_bound(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(20):
        put(rules, f".{n}/x.yaml")
    monkeypatch.setattr("tunnistus.limits.MAX_ENTRIES", 20)
    with pytest.raises(LoadError, match="more than 20 files"):
        read_directory(rules)


READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "cases": (".x.cases.yaml", case_files),
    "cases below": (".x/x.cases.yaml", case_files),
    "units": (".x.units.yaml", lambda rules: read_statutes(rules, book=source.book())),
    "structures": (".x.structure.yaml", lambda rules: read_statutes(rules, book=source.book())),
    "stories": (".x.yaml", lambda rules: dict(read_vignettes(rules))),
    "snapshots": (".x.yaml", lambda rules: len(snapshots.differences(tn.read_rules(BASE), rules))),
}


@pytest.mark.parametrize("kind", READERS)
def test_40_nor_is_what_stands_beside_the_rules(kind: str, tmp_path: Path) -> None:
    name, read_it = READERS[kind]
    (tmp_path / "here").mkdir()
    before = read_it(tmp_path / "here")
    put(tmp_path / "here", name, "not: [what, belongs, here]\n")
    assert read_it(tmp_path / "here") == before


def test_40_writing_snapshots_leaves_hidden_files_alone(tmp_path: Path) -> None:
    path = put(tmp_path, ".x.yaml")
    snapshots.write(tn.read_rules(BASE), tmp_path)
    assert path.exists()


@pytest.mark.parametrize(
    ("lang", "words"), first_fast([("fi", "alkaa pisteellä"), ("sv", "börjar med en punkt"), ("en", "begins with a dot")], several=True)
)
def test_40_check_says_which_files_somebody_may_have_meant(
    lang: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = Path(shutil.copytree(OVERLAY, tmp_path / "mine"))
    assert main(["check", str(rules), "--lang", lang, "--strict"]) == 0
    for name in MEANT_BY_NOBODY:
        put(rules, name)
    assert main(["check", str(rules), "--lang", lang, "--strict"]) == 0
    capsys.readouterr()
    for name in MEANT:
        put(rules, name)
    assert main(["check", str(rules), "--lang", lang]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.endswith("[hidden-file]")]
    assert sorted(line.partition(":")[0] for line in lines) == sorted(f"mine/{name}" for name in MEANT)
    assert all(words in line for line in lines)
    assert main(["check", str(rules), "--strict"]) == 1


def test_40_check_says_so_as_well_where_what_is_missing_is_an_error(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (rules / "facts.yaml").rename(rules / ".facts.yaml")
    assert main(["check", str(rules)]) == 1
    out = capsys.readouterr().out
    assert "[unknown-fact]" in out
    assert "rules/.facts.yaml: " in out
    assert main(["check", str(rules / "nowhere")]) == 1


def test_40_the_plug_in_of_pytest_collects_no_hidden_cases(tmp_path: Path) -> None:
    shutil.copy(OVERLAY / "koivuranta-rules.cases.yaml", tmp_path / "one.cases.yaml")
    put(tmp_path, ".two.cases.yaml", "not cases\n")
    put(tmp_path, ".x/three.cases.yaml", "not cases\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tunnistus.testing.plugin", "--collect-only"]
    done = subprocess.run(
        [*command, "-o", f"tunnistus_cases={tmp_path}", str(tmp_path)],
        cwd=tmp_path, env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert {line.partition("::")[0] for line in done.stdout.splitlines() if "::" in line} == {"one.cases.yaml"}


def test_40_nor_is_a_hidden_table_of_many_people(tmp_path: Path) -> None:
    from tunnistus.columns import batches

    for name in ("b.parquet", "a.parquet", "._a.parquet", ".c.parquet"):
        put(tmp_path, name)
    assert [path.name for path in batches.parquet_files(tmp_path)] == ["a.parquet", "b.parquet"]


# -- the checkout and the program --------------------------------------------------------------------------------------


def test_40_what_editors_leave_beside_the_code_is_not_the_program(tmp_path: Path) -> None:
    package = tmp_path / "tunnistus"
    package.mkdir()
    shutil.copy(ROOT / "src" / "tunnistus" / "version.py", package)

    def digest() -> str:
        return str(runpy.run_path(str(package / "version.py"))["program_digest"]())

    before = digest()
    (package / ".#version.py").symlink_to("user@machine.1234")
    put(package, "._version.py")
    put(package, ".ipynb_checkpoints/version.py")
    assert digest() == before
    put(package, "more.py")
    assert digest() != before


def test_40_a_hidden_file_does_not_make_a_checkout_compile_anew(tmp_path: Path) -> None:
    put(tmp_path, "a.yaml")
    before = list(source._state(tmp_path))
    put(tmp_path, ".a.yaml.swp")
    put(tmp_path, ".git/a.yaml")
    (tmp_path / ".#a.yaml").symlink_to("user@machine.1234")
    assert list(source._state(tmp_path)) == before
    assert len(before) == 1


def test_40_what_is_visible_stands_in_order(tmp_path: Path) -> None:
    paths = [put(tmp_path, name) for name in ("b.py", "a.py", ".c.py", ".d/e.py", "f/.g/h.py", "f/i.py")]
    assert [path.relative_to(tmp_path).as_posix() for path in visible(paths, tmp_path)] == ["a.py", "b.py", "f/i.py"]


# -- names that show nothing -------------------------------------------------------------------------------------------

BLANKS = ["\u3164", "\u2800", "\u034f", "\u115f", "\u1160", "\u17b4", "\ufe0f", "\U000e0041", "\U000e0100", "\uffa0", "\u180b"]
NAMED = {
    "fact": ("facts.yaml", "  a:\n", "  {}:\n"),
    "label": ("facts.yaml", "ask: Onko a?", "ask: {}"),
    "part of a text": ("facts.yaml", "met: On a.", "met: On {}a."),
    "rule": ("rules.yaml", "  base.law:", "  base.{}law:"),
    "rule set": ("rules.yaml", "ruleset: base", "ruleset: ba{}se"),
    "title": ("rules.yaml", "    title: Laki", "    title: {}{}"),
    "clause": ("rules.yaml", "      all_of_them:", "      {}:"),
    "actor": ("actors.yaml", "  police:", "  {}:"),
    "name of an actor": ("actors.yaml", "name: poliisi", "name: {}{}{}"),
    "source": ("sources.yaml", ":\n", "{}:\n"),
}


@pytest.mark.parametrize("what", NAMED)
def test_40_names_and_texts_that_show_nothing_are_refused(what: str, rules: Path) -> None:
    name, old, new = NAMED[what]
    text = (rules / name).read_text(encoding="utf-8")
    assert old in text
    for blank in BLANKS:
        put(rules, name, text.replace(old, new.replace("{}", blank), 1))
        with pytest.raises(LoadError) as caught:
            tn.read_rules(rules)
        assert caught.value.code == "control-character"
        assert f"U+{ord(blank):04X}" in str(caught.value)


@pytest.mark.parametrize("blank", BLANKS)
def test_40_so_is_the_name_of_an_overlay_and_that_of_a_file(blank: str, rules: Path, tmp_path: Path) -> None:
    overlay = Path(shutil.copytree(OVERLAY, tmp_path / "overlay"))
    text = (overlay / "koivuranta.yaml").read_text(encoding="utf-8")
    put(overlay, "koivuranta.yaml", text.replace("overlay: koivuranta", f"overlay: koivu{blank}ranta"))
    with pytest.raises(LoadError, match="is not seen"):
        tn.read_rules(overlay)
    put(rules, f"more{blank}.yaml")
    with pytest.raises(LoadError, match="A file name is not printable text") as caught:
        tn.read_rules(rules)
    assert caught.value.code == "file-unreadable"
