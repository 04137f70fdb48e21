"""Fault 1: a changed byte of the data in the package changed results, and not the digest. Now it is refused, or it is another seal.

The bytes are drawn with a fixed seed, the same in every run.
"""

import random
import re
import runpy
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import attrs
import pytest

import tunnistus as tn
from tests import ROOT
from tests.effort import first_fast
from tunnistus import seal
from tunnistus.errors import LoadError
from tunnistus.saying import messages, texts
from tunnistus.shipping import directories, sealed, source
from tunnistus.shipping.build import build

DRAWN = 500
PART_OF = {name: part for part, names in sealed.FILES.items() for name in names}
READERS: dict[str, Callable[[], object]] = {
    **dict.fromkeys(PART_OF, source.book),
    **{name: lambda lang=lang: texts._catalogue.__wrapped__(lang) for lang, name in sealed.CATALOGUES.items()},  # type: ignore[misc]
    **{name: lambda lang=lang: messages._catalogue.__wrapped__(lang) for lang, name in sealed.MESSAGES.items()},  # type: ignore[misc]
    sealed.STRUCTURES: directories.structures,
    sealed.TYPES: source.check_all,
}


def refused(read: Callable[[], object], name: str) -> None:
    with pytest.raises(LoadError) as caught:
        read()
    about = {f"_data/{each}" for each in sealed.ALL} if name == sealed.MANIFEST else set()  # a digest of the manifest is that of a file
    assert caught.value.where in {f"_data/{name}", *about}
    assert caught.value.what
    assert "Install the package again" in caught.value.todo


def reseal(directory: Path) -> None:
    """Do what somebody does who knows how: write a manifest for what is there now."""
    (directory / sealed.MANIFEST).write_bytes(sealed.written({name: (directory / name).read_bytes() for name in sealed.ALL}))


# -- what is changed -----------------------------------------------------------------------------------------------


@pytest.mark.deep
def test_01_no_changed_byte_gives_another_result_under_the_same_seal(installed: Path) -> None:
    """Of each byte drawn: whatever reads the file refuses it, and so does who reads everything."""
    source.book()
    dice = random.Random(1)
    paths = sorted(path for path in installed.rglob("*") if path.is_file() and path.name != sealed.STAMP)
    sizes = [path.stat().st_size for path in paths]
    drawn = dice.choices(paths, sizes, k=DRAWN)
    assert {path.name for path in drawn} >= {"rules.json", "texts.json", "lists.json", "sources.json", "sv.mo", "en.mo"}
    for path in drawn:
        name, whole = path.relative_to(installed).as_posix(), path.read_bytes()
        at = dice.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ dice.randrange(1, 256)]) + whole[at + 1 :])
        refused(READERS.get(name, source.check_all), name)
        refused(source.check_all, name)
        path.write_bytes(whole)
    source.check_all()
    for read in READERS.values():
        read()


@pytest.mark.parametrize("name", [*sealed.ALL, sealed.MANIFEST])
def test_01_what_is_cut_off_lengthened_emptied_or_gone_is_refused(name: str, installed: Path) -> None:
    path = installed / name
    whole = path.read_bytes()
    for other in (b"", whole[:1], whole[: len(whole) // 2], whole[:-1], whole + b" ", whole + b"\n", whole * 2):
        path.write_bytes(other)
        refused(READERS.get(name, source.book), name)
        refused(source.check_all, name)
    path.unlink()
    refused(READERS.get(name, source.book), name)
    refused(source.check_all, name)


def test_01_every_byte_of_the_manifest_counts(installed: Path) -> None:
    """The manifest names what it is wrong about; a digest in it that is wrong breaks the seal of its file."""
    path = installed / sealed.MANIFEST
    whole, dice = path.read_bytes(), random.Random(2)
    for at in range(0, len(whole), 3):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ dice.randrange(1, 256)]) + whole[at + 1 :])
        with pytest.raises(LoadError):
            source.check_all()


def test_01_a_file_that_was_added_is_found_and_changes_nothing(installed: Path) -> None:
    before = source.book().digest
    (installed / "locales" / "fi.mo").write_bytes(b"planted")
    assert source.book().digest == before
    with pytest.raises(LoadError, match="does not belong") as caught:
        source.check_all()
    assert "locales/fi.mo" in caught.value.where


def test_01_a_package_without_its_data_is_refused(installed: Path) -> None:
    shutil.rmtree(installed)
    for read in (*READERS.values(), source.check_all):
        with pytest.raises(LoadError):
            read()


@pytest.mark.parametrize("name", first_fast(PART_OF, 3))
def test_01_who_seals_a_changed_file_again_gets_another_seal_of_that_part_alone(name: str, installed: Path) -> None:
    before = source.book()
    (installed / name).write_bytes((installed / name).read_bytes() + b" ")
    reseal(installed)
    after = source.book()
    assert after.digest != before.digest
    assert {part for part in before.parts if before.parts[part] != after.parts[part]} == {PART_OF[name]}
    assert after.parts.keys() == before.parts.keys()


@pytest.mark.parametrize("garbage", first_fast([b"", b"[", b"[1]", b"null", b"[" * 100_000], 2), ids=range(5))
@pytest.mark.parametrize(("name", "read"), [("texts.json", lambda a: a.explain("fi")), ("nobody.json", lambda a: a.ask())])
def test_01_what_is_read_late_is_refused_as_what_is_read_at_once(
    name: str, read: Callable[[tn.Assessment], object], garbage: bytes, installed: Path
) -> None:
    """Of a file that was sealed again, and says nothing that the program understands."""
    (installed / name).write_bytes(garbage)
    reseal(installed)
    a = tn.assess({"documents_withheld": True}, as_of=date(2026, 11, 24))
    with pytest.raises(LoadError, match="cannot be read"):
        read(a)


def test_01_another_number_to_call_is_another_digest(installed: Path) -> None:
    """The attack as it was: 112 becomes 113, and the first step a constant."""
    before, path = source.book(), installed / "texts.json"
    path.write_bytes(path.read_bytes().replace(b"112", b"113"))
    refused(source.book, "texts.json")
    reseal(installed)
    assert source.book().digest != before.digest
    rules = installed / "rules.json"
    constant, found = re.subn(rb'\["t","documents_withheld",\[true\]\]', b'["c",0]', rules.read_bytes())
    assert found
    digest = source.book().digest
    rules.write_bytes(constant)
    refused(source.book, "rules.json")
    reseal(installed)
    assert source.book().digest not in (digest, before.digest)


@pytest.mark.deep
def test_01_in_a_checkout_changed_data_are_refused_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "_data"
    shutil.copytree(Path(source.compiled()), copy)
    monkeypatch.setattr(source, "DATA", copy)
    monkeypatch.setattr(source, "_LAST", {})
    whole = (copy / "rules.json").read_bytes()
    (copy / "rules.json").write_bytes(whole.replace(b"next_step", b"next_stop"))
    refused(source.book, "rules.json")
    (copy / "rules.json").unlink()  # what is not there is made again
    assert source.book().digest
    assert (copy / "rules.json").read_bytes() == whole


# -- one manifest --------------------------------------------------------------------------------------------------


def test_01_what_is_read_later_is_held_against_the_manifest_that_was_read_first(installed: Path) -> None:
    source.book()
    path = installed / "locales" / "sv.mo"
    path.write_bytes(path.read_bytes() + b" ")
    reseal(installed)
    with pytest.raises(LoadError, match="seal is broken"):
        texts._catalogue("sv")


def test_01_another_version_of_the_program_does_not_read_the_data(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = installed / sealed.MANIFEST
    path.write_bytes(path.read_bytes().replace(tn.__version__.encode(), b"9.9.9"))
    refused(source.book, sealed.MANIFEST)


def test_01_another_program_is_found(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source.check_all()
    monkeypatch.setattr(sealed, "program_digest", lambda: "another")
    with pytest.raises(LoadError, match="The program is not what was built"):
        source.check_all()


def test_01_each_byte_and_each_name_of_the_program_is_in_its_digest(tmp_path: Path) -> None:
    home = tmp_path / "tunnistus"
    shutil.copytree(ROOT / "src" / "tunnistus", home, ignore=shutil.ignore_patterns("_data", "__pycache__"))

    def program() -> str:
        digest: str = runpy.run_path(str(home / "version.py"))["program_digest"]()
        return digest

    before = program()
    path = home / "deciding" / "decide.py"
    whole = path.read_bytes()
    for other in (whole.replace(b"=", b"-", 1), whole[:-1], whole + b"\n"):
        path.write_bytes(other)
        assert program() != before
    path.write_bytes(whole)
    assert program() == before
    path.rename(home / "deciding" / "decides.py")
    assert program() != before


def test_01_each_template_is_in_the_digest_of_the_program(tmp_path: Path) -> None:
    home = tmp_path / "tunnistus"
    shutil.copytree(ROOT / "src" / "tunnistus", home, ignore=shutil.ignore_patterns("_data", "__pycache__"))
    digests = set()
    templates = [path for path in home.rglob("templates/*") if path.is_file()]
    assert len(templates) > 15
    for path in templates:
        path.write_bytes(path.read_bytes() + b" ")
        digests.add(runpy.run_path(str(home / "version.py"))["program_digest"]())
    assert len(digests) == len(templates)


@pytest.mark.deep
def test_01_a_checkout_seals_as_a_build_does(tmp_path: Path) -> None:
    build(ROOT, tmp_path)
    assert (tmp_path / sealed.MANIFEST).read_bytes() == (Path(source.compiled()) / sealed.MANIFEST).read_bytes()
    assert source.book().parts == sealed.manifest(tmp_path).parts


@pytest.mark.deep
def test_01_what_is_read_from_files_has_the_digests_of_what_is_compiled() -> None:
    from tunnistus.reading.files import read_directory

    read = read_directory(ROOT / "indicators")
    shipped = source.book().parts
    assert dict(read.parts) == {part: shipped[part] for part in read.parts}
    assert set(shipped) - set(read.parts) == {"translations", "structures", "nobody"}


def test_01_the_order_of_parts_does_not_matter_and_each_does() -> None:
    parts = {"a": "1", "b": "2"}
    assert seal.over(parts) == seal.over(dict(reversed(parts.items())))
    assert len({seal.over(each) for each in (parts, {"a": "1"}, {"a": "2", "b": "1"}, {"a": "1", "c": "2"}, {})}) == 5


# -- rule data of others -------------------------------------------------------------------------------------------


def test_01_translations_of_other_rules_and_those_of_the_program_are_in_their_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tmp_path / "night_shelter_rules"
    shutil.copytree(ROOT / "docs" / "examples" / "third-party" / "night_shelter_rules", rules)
    before = tn.read_rules(rules)
    path = rules / "locales" / "sv" / "LC_MESSAGES" / "tunnistus.po"
    told = path.read_text(encoding="utf-8")
    changed = re.sub(r'^msgstr "(\w)', r'msgstr "Nej, \1', told, count=1, flags=re.M)
    assert changed != told
    path.write_text(changed, encoding="utf-8")
    after = tn.read_rules(rules)
    assert {part for part in before.parts if before.parts[part] != after.parts[part]} == {"texts"}
    assert after.digest != before.digest
    assert before.parts["translations"] == source.book().parts["translations"]
    assert attrs.evolve(before, parts={}).digest != before.digest


def test_01_a_broken_package_says_so_in_english(installed: Path) -> None:
    """Where the catalogue itself is what is broken, the error still comes."""
    (installed / "locales" / "fi.messages.mo").write_bytes(b"planted")
    with pytest.raises(LoadError) as caught:
        source.check_all()
    assert tn.said(caught.value, "fi") == str(caught.value)
    assert "Sigillet är brutet" in tn.said(caught.value, "sv")
