"""Bad days: closed pipes, full disks, consoles without letters, no terminal, cut files, huge numbers, ``None``. One line, exit status 2.

Tests are named by the number of the fault. Faults 18 and 20 by ``--rows`` were gone, or never there, where the comment says so.
"""

import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import tunnistus as tn
from tests import ROOT
from tests.effort import first_fast
from tunnistus.columns import plan
from tunnistus.commands import interview, terminal
from tunnistus.commands.main import main
from tunnistus.shipping import directories, source

DEMO = str(ROOT / "docs" / "examples" / "berry-picker.yaml")
AS_OF = date(2026, 11, 24)
ASSESS = ("assess", DEMO, "--as-of", "2026-11-24")
ASK = ("ask", "--as-of", "2026-11-24", "--lang", "fi")


def command(*argv: str, **how: Any) -> "subprocess.CompletedProcess[bytes]":
    """Run the command line in a process of its own, with the environment of this one and what ``env`` adds."""
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **how.pop("env", {})}
    how = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
    return subprocess.run([sys.executable, "-m", "tunnistus", *argv], env=env, check=False, **how)


def one_line(err: bytes) -> None:
    """What is wrong, in one line below what to do in danger, and no traceback."""
    assert len([line for line in err.splitlines() if b"112" not in line]) == 1, err
    assert b"Traceback" not in err


# -- 18: nobody reads on --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("argv", first_fast([("show", "facts", "--json"), ("show", "rules"), ASK]), ids=" ".join)
@pytest.mark.parametrize("both", [False, True], ids=["stdout", "stdout and stderr"])
def test_18_a_reader_that_has_gone_ends_it_quietly(argv: tuple[str, ...], both: bool) -> None:
    """Gone for standard output alone before this test was written."""
    reads, writes = os.pipe()
    os.close(reads)
    try:
        done = command(*argv, stdout=writes, stderr=writes if both else subprocess.PIPE)
    finally:
        os.close(writes)
    assert (done.returncode, done.stderr) == (0, None if both else b"")


# -- 19: machines ---------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("argv", first_fast([("check", "--list"), ("show", "facts", "--json"), ASSESS, ASK]), ids=" ".join)
def test_19_a_full_disk_behind_the_output_is_told_in_one_line(argv: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        done = command(*argv, stdout=full)
    assert done.returncode == 2
    one_line(done.stderr)
    assert os.strerror(errno.ENOSPC).encode() in done.stderr


def test_19_what_the_machine_refuses_is_told_in_the_language_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    def full() -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "out.txt")

    for lang, said in (
        ("fi", "Kone ei anna lukea tai kirjoittaa."),
        ("sv", "Datorn vägrar läsa eller skriva."),
        ("en", "The machine refuses"),
    ):
        assert terminal.safely(full, lang) == 2
        told = capsys.readouterr().err
        assert told.startswith(f"out.txt: {said}")
        assert told.endswith(f"({os.strerror(errno.ENOSPC)}).\n")


MACHINES = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "cp437": {"PYTHONIOENCODING": "cp437"},
    "cp850": {"PYTHONIOENCODING": "cp850"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
}


@pytest.mark.deep
@pytest.mark.parametrize("machine", MACHINES)
def test_19_letters_that_a_console_does_not_have_are_escaped(machine: str) -> None:
    env = MACHINES[machine]
    for argv in ([*ASSESS, "--lang", "sv"], ASK, ["show", "actors", "--lang", "fi"]):
        done = command(*argv, env=env)
        assert (done.returncode, done.stderr) == (0, b""), (argv, done.stderr[-300:])
        assert done.stdout


@pytest.mark.deep
@pytest.mark.parametrize("machine", MACHINES)
def test_19_json_and_pages_say_the_same_on_every_console(machine: str) -> None:
    encoding = "ascii" if machine == "C" else machine
    here, there = (command(*ASSESS, "--format", "json", env=env).stdout for env in ({"PYTHONUTF8": "1"}, MACHINES[machine]))
    assert json.loads(there.decode(encoding)) == json.loads(here.decode())
    page = command(*ASSESS, "--lang", "fi", "--format", "html", env=MACHINES[machine]).stdout
    assert b"&#228;" in page  # the page says that it is UTF-8, so no byte of another encoding may stand in it
    assert page.isascii()


def test_19_an_argument_that_is_no_text_is_told(tmp_path: Path) -> None:
    done = command("show", os.fsdecode(b"\xff\xfe"))
    assert done.returncode == 2
    one_line(done.stderr)


def test_19_letters_that_were_not_typed_in_the_encoding_of_the_terminal_are_asked_again() -> None:
    done = command(*ASK, input=b"\xff\xe4\n0\n", stdin=None, env={"PYTHONUTF8": "1"})
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
@pytest.mark.parametrize("closed", first_fast(["<&- >&- 2>&-", "<&-", ">&-", "2>&-"]))
@pytest.mark.parametrize("argv", first_fast([ASK, ("show", "rules")]), ids=" ".join)
def test_19_closed_streams_take_everything_and_give_nothing(argv: tuple[str, ...], closed: str) -> None:
    run = ["sh", "-c", f'"$@" {closed}', "sh", sys.executable, "-m", "tunnistus", *argv]
    done = subprocess.run(
        run, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_19_an_interview_without_input_tells_what_is_known() -> None:
    done = command(*ASK, input=b"1\n", stdin=None, env={"PYTHONUTF8": "1"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Tilannearvio" in done.stdout.decode()


@pytest.mark.parametrize("name", ["file/rules.info", "directory", "link", "device", "a\0b", "x" * 300])
def test_19_a_target_that_cannot_be_written_is_told(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("stays")
    (tmp_path / "directory").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "file")
    target = Path(os.devnull) if name == "device" else tmp_path / name
    bad = ROOT / "tests" / "bad" / "base"
    assert main(["cases", "--rules", str(bad), "--lcov", str(target)]) == 2
    one_line(capsys.readouterr().err.encode())
    assert (tmp_path / "file").read_text() == "stays"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["directory", "file", "link"]
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("part", [0, 1, 0.3, 0.9, 0.9999])
def test_19_compiled_rules_that_were_cut_off_are_refused(part: float, installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert source.book().rules
    for name, read in (("rules.json", source.book), ("structures.json", directories.structures)):
        whole = (installed / name).read_bytes()
        (installed / name).write_bytes(whole[: int(len(whole) * part) if part != 1 else 1])
        with pytest.raises(tn.TunnistusError):
            read()
    assert main(["show", "rules"]) == 2
    one_line(capsys.readouterr().err.encode())


def test_19_a_catalogue_that_was_cut_off_is_refused(installed: Path) -> None:
    from tunnistus.saying import texts

    path = installed / "locales" / "sv.mo"
    whole = path.read_bytes()
    texts._catalogue.cache_clear()
    try:
        for size in (0, 3, 20, len(whole) // 2):
            path.write_bytes(whole[:size])
            with pytest.raises(tn.TunnistusError):
                texts.own_texts("sv")
    finally:
        texts._catalogue.cache_clear()


# -- 20: huge numbers, None, and other things that nobody should give -------------------------------------------------


def talk(*typed: str) -> list[str]:
    """What an interview says when this is typed and then nothing more."""
    said: list[str] = []
    left: Iterator[str] = iter(typed)

    def read(prompt: str) -> str:
        try:
            return next(left)
        except StopIteration:
            raise EOFError from None

    interview.interview(AS_OF, "en", "worker", read=read, write=lambda line="": said.append(str(line)))
    assert next(left, None) is None, "the interview ended before everything was typed"
    return said


AGAIN = "Choose one of these: 1, 2, 3, 4, 5. 0 stops."


@pytest.mark.parametrize("typed", ["9" * 5000, "=" + "9" * 5000, "-1", "1e3", "٣", "²", "1" + "\0", " " * 5000, "=2026-W48-2"])
def test_20_what_is_no_choice_is_asked_again(typed: str) -> None:
    assert sum(line == AGAIN for line in talk(typed, "0")) == 1


@pytest.mark.parametrize("argv", [
    ("columns", "next_step", "a", "b", "--as-of", "2026-11-24", "--rows", "9" * 5000),
    ("mutate", "--jobs", "9" * 5000),
    ("check", "--words", "fi=" + "9" * 5000),
    ("assess", DEMO, "--as-of", "9" * 5000),
])  # fmt: skip
def test_20_huge_numbers_in_arguments_are_wrong_input(argv: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(argv)
    assert stop.value.code == 2


A = tn.assess({"documents_withheld": True}, as_of=AS_OF)
ODD: dict[str, Callable[[Any], object]] = {
    "assess": lambda x: tn.assess(x, as_of=AS_OF),
    "assess on": lambda x: tn.assess({}, as_of=x),
    "roles": lambda x: tn.assess({}, as_of=AS_OF, roles=x),
    "a role": lambda x: tn.assess({}, as_of=AS_OF, roles=[x]),
    "others": lambda x: tn.assess({}, as_of=AS_OF, others=x),
    "a pair": lambda x: tn.assess({}, as_of=AS_OF, others=[("child", {}), x]),
    "a relation": lambda x: tn.assess({}, as_of=AS_OF, others=[(x, {})]),
    "answers of others": lambda x: tn.assess({}, as_of=AS_OF, others=[("child", x)]),
    "load": lambda x: tn.load(x, on=AS_OF),
    "load on": lambda x: tn.load("permit.52a1", on=x),
    "decide": lambda x: tn.load("permit.52a1", on=AS_OF).decide(x),
    "explain": A.explain,
    "html": A.html,
    "register": lambda x: A.explain("fi", register=x),
    "render": lambda x: tn.render(x, "fi"),
    "render in": lambda x: tn.render(A, x),
    "render as": lambda x: tn.render(A, "fi", form=x),
    "diff": lambda x: tn.diff(x, AS_OF, AS_OF),
    "diff from": lambda x: tn.diff("permit.52a1", x, AS_OF),
    "why": A.next_step.why,
    "why not": A.next_step.why_not,
    "flips": A.next_step.flips,
    "read rules": tn.read_rules,
    "columns": lambda x: plan(x, as_of=AS_OF),
}


OTHERS = [None, 7, "nothing", ["fi"], ("child",), [("child",)], {"a": []}, object(), float("nan"), b"fi"]


@pytest.mark.parametrize(
    ("call", "odd"),
    [pytest.param(call, odd, id=f"{call}-{type(odd).__name__}{number}") for call in ODD for number, odd in enumerate(OTHERS)],
)
def test_20_what_is_of_another_kind_is_refused_by_an_error_of_ours(call: str, odd: Any) -> None:
    with pytest.raises(tn.TunnistusError) as problem:
        ODD[call](odd)
    assert problem.value.what.endswith(".")
    assert problem.value.where
    assert problem.value.todo or call in ("columns", "diff", "load", "why", "why not", "flips")  # there a name is told that is near


# -- 22: days, and the number nought ----------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["00", "01", "+1", "1 0", "0x1"])
def test_22_only_the_numbers_shown_are_choices(typed: str) -> None:
    said = talk(typed, "0")
    assert sum(line == AGAIN for line in said) == 1


@pytest.mark.parametrize("text", ["2026-W48-2", "20261124", "2026W482", "2026-328", "2026-11-24T00:00", "٢٠٢٦-11-24", "2026-02-30", ""])
def test_22_a_day_has_one_form(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (["ask", "--as-of", text], ["diff", "permit.52a1", text, "2026-11-24"]):
        with pytest.raises(SystemExit) as stop:
            main(argv)
        assert stop.value.code == 2
    judged = ["columns", "next_step", "a", "b", "--as-of", "2026-11-24", "--judged", f"age_assessment=police@{text}"]
    assert main(judged) == 2
    assert "--judged" in capsys.readouterr().err
    for line in (f"as_of: {text}\nanswers: {{}}\n", f"as_of: 2026-11-24\nanswers: {{date_of_birth: {text}}}\n"):
        path = tmp_path / "case.yaml"
        path.write_text(line, encoding="utf-8")
        assert main(["assess", str(path)]) == 2
        one_line(capsys.readouterr().err.encode())


def test_22_the_escapes_of_the_terminal_are_those_of_json() -> None:
    assert json.loads('"' + terminal._escaped(UnicodeEncodeError("ascii", "xä😀", 1, 3, ""))[0] + '"') == "ä😀"
