"""The service in a process of its own: it writes nothing, needs no home, runs as another user and can be stopped in the middle."""

import json
import os
import re
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest
from uvicorn.main import main as uvicorn

from benchmarks.service import free_port, wait_for
from tests import ROOT
from tests.api.client import DAY
from tunnistus.api.requests import MAX_BODY, SLOWEST

PLACE = ROOT / "docs" / "deploy"
NOBODY = 65534
CANARY = "Maija Kanariini"
WATCHED = """
import os, sys
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.truncate", "tempfile.mkstemp", "shutil.copyfile"}
def told(event, args):
    writes = event == "open" and isinstance(args[0], str) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if (writes and not args[0].startswith("/dev/")) or event in CHANGES:
        os.write(2, f"writes: {event} {args[0]}\\n".encode())
        os._exit(3)
sys.addaudithook(told)
if sys.argv[1] == "try":
    open("written", "w")
import uvicorn
uvicorn.run("tunnistus.api:app", port=int(sys.argv[1]), access_log=False, log_level="warning")
"""


def can_run(user: int) -> bool:
    """Whether we may become another user who can run this Python."""
    if os.name == "nt" or os.getuid() != 0:
        return False
    command = [sys.executable, "-c", "import tunnistus"]
    try:
        return subprocess.run(command, user=user, cwd="/", env=environment(), capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def environment() -> dict[str, str]:
    """No home, and no bytecode that is written."""
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": path}


@contextmanager
def running(place: Path, user: int | None = None) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    command = [sys.executable, "-c", WATCHED, str(port)]
    with subprocess.Popen(command, cwd=place, env=environment(), user=user, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as server:
        try:
            wait_for(server, port)
            yield port, server
        finally:
            server.kill()


def ask(port: int, form: str = "html") -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        body = json.dumps({"answers": {"documents_withheld": True}, "as_of": DAY, "form": form})
        connection.request("POST", "/explain", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.mark.enable_socket
@pytest.mark.deep
@pytest.mark.skipif(os.name == "nt", reason="signals and users of POSIX")
def test_it_writes_nothing_needs_no_home_and_runs_as_another_user(tmp_path: Path) -> None:
    """As ourselves on every machine, and as another user where we may become one who can read this checkout."""
    for user in (None, NOBODY) if can_run(NOBODY) else (None,):
        with running(Path("/") if user else tmp_path, user) as (port, server):
            assert ask(port)[0] == 200
            assert ask(port, CANARY)[0] == 422
            assert server.poll() is None, "a write ends it"
            server.terminate()
            told = server.communicate(timeout=30)[0]
        assert told == b""
        assert [*tmp_path.iterdir()] == []


@pytest.mark.skipif(os.name == "nt", reason="places of POSIX")
def test_a_write_would_be_noticed(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", WATCHED, "try"], cwd=tmp_path, env=environment(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (3, b"writes: open written\n")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.enable_socket
@pytest.mark.deep
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("how", ["terminate", "kill"])
def test_a_stop_in_the_middle_leaves_nothing_behind(how: str, tmp_path: Path) -> None:
    with running(tmp_path) as (port, server):
        wanted = ask(port)
        got: list[Any] = []

        def one_after_the_other() -> None:
            try:
                while len(got) < 1_000:
                    got.append(ask(port))
            except (OSError, HTTPException):
                return

        asking = [threading.Thread(target=one_after_the_other) for _ in range(4)]
        for each in asking:
            each.start()
        while len(got) < 4 and server.poll() is None:
            time.sleep(0.01)
        getattr(server, how)()
        for each in asking:
            each.join()
        told = server.communicate(timeout=60)[0]
    assert {*got} == {wanted}, "what came to its end is whole"
    assert b"documents_withheld" not in told
    assert [*tmp_path.iterdir()] == []
    with running(tmp_path) as (port, _):
        assert ask(port) == wanted


# -- the texts -------------------------------------------------------------------------------------------------------


def text(name: str) -> str:
    return (PLACE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["Containerfile", "tunnistus.service", "nginx.conf"])
def test_a_text_says_that_it_was_not_built_here_and_stands_on_the_page(name: str) -> None:
    assert text(name).startswith("# Not built here")
    assert f"]({name})" in text("README.md")


def commands() -> dict[str, list[str]]:
    (unit,) = re.findall(r"^ExecStart=(.*)$", text("tunnistus.service"), re.M)
    (container,) = re.findall(r"^ENTRYPOINT (.*)$", text("Containerfile"), re.M)
    return {"tunnistus.service": shlex.split(unit), "Containerfile": json.loads(container)}


@pytest.mark.parametrize("name", commands())
def test_the_server_knows_its_options_and_logs_no_address(name: str) -> None:
    program, *options = commands()[name]
    assert program == "/opt/tunnistus/bin/uvicorn"
    read = uvicorn.make_context("uvicorn", options).params
    assert (read["app"], read["access_log"], read["server_header"]) == ("tunnistus.api:app", False, False)


def test_the_server_in_front_takes_what_the_service_takes_and_keeps_its_headers() -> None:
    front = text("nginx.conf")
    sizes = {name: int(n) * 2**20 for name, n in re.findall(r"(client_\w+_size) (\d+)m;", front)}
    assert {*sizes} == {"client_max_body_size", "client_body_buffer_size"}
    assert all(MAX_BODY <= size < 2 * MAX_BODY for size in sizes.values())
    assert f"client_body_timeout {SLOWEST}s;" in front
    assert "proxy_hide_header" not in front
    assert re.findall(r"add_header (\S+)", front) == ["Strict-Transport-Security"]
    (logged,) = re.findall(r"log_format \w+ '([^']*)'", front)
    assert {*re.findall(r"\$\w+", logged)} == {"$time_iso8601", "$status", "$request_time", "$sent_http_answer_id"}
