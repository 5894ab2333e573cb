"""A served page under attack: foreign hosts and origins, no key, path tricks, large bodies, many clients,
killed workers; and how it stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from served import Page, children, served, workers_of
from tiny import TINY

ASKED = {"state": {"set": {}, "show": ["qr"], "n": 2}}
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with served(tmp_path_factory.mktemp("served")) as found:
        yield found


def test_the_page_itself_is_answered(page: Page) -> None:
    status, content, headers = page.ask("GET", "/")
    assert status == 200
    assert b"<h1" in content
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert "server" not in headers
    lines = page.figures(ASKED)
    assert lines[-1] == {"kind": "end"}
    assert lines[-2]["n"] == 2


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1", "[::1]:80", "127.0.0.1.evil.example:{port}"],
)
def test_another_host_is_refused(page: Page, host: str) -> None:
    status, content, _ = page.ask("GET", "/", headers={**page.own, "Host": host.format(port=page.port)})
    assert status == 403
    assert content == f"wrong Host: this page is http://127.0.0.1:{page.port} alone\n".encode()


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://localhost:{port}"]
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/figures"), ("POST", "/save"), ("GET", "/scenario")])
def test_another_origin_is_refused(page: Page, origin: str, method: str, path: str) -> None:
    headers = {**page.own, "Origin": origin.format(port=page.port)}
    status, content, _ = page.ask(method, path, ASKED, headers)
    assert status == 403
    assert content == b"wrong Origin: only the page itself may ask\n"


def test_a_question_without_origin_is_refused(page: Page) -> None:
    headers = {name: value for name, value in page.own.items() if name != "Origin"}
    assert page.ask("POST", "/figures", ASKED, headers)[0] == 403
    assert page.ask("GET", "/", None, headers)[0] == 200  # a browser sends none when an address is opened


@pytest.mark.parametrize("path", ["/", "/main.js", "/scenario", "/figures", "/save", "/nothing"])
@pytest.mark.parametrize(
    "cookie", [None, "portsim_{port}=wrong", "portsim_{port}=", "portsim_{port}=é;;=", "portsim_1={key}"]
)
def test_without_the_key_nothing_is_answered(page: Page, path: str, cookie: str | None) -> None:
    headers = {name: value for name, value in page.own.items() if name != "Cookie"}
    if cookie is not None:
        headers["Cookie"] = cookie.format(port=page.port, key=page.key)
    status, content, _ = page.ask("GET", path, headers=headers)
    assert status == 403
    assert content == b"no key: open the address that portsim serve printed; it holds the key of this page\n"


def test_the_start_address_gives_the_key_as_a_cookie_and_leaves_it_out_of_the_address(page: Page) -> None:
    headers = {"Host": page.own["Host"]}
    status, _, answered = page.ask("GET", f"/start?key={page.key}", headers=headers)
    assert (status, answered["location"]) == (303, "/")
    assert answered["set-cookie"] == f"portsim_{page.port}={page.key}; HttpOnly; Path=/; SameSite=lax"
    for wrong in ("", "?key=", "?key=wrong", f"?KEY={page.key}", f"?key={page.key}x"):
        assert page.ask("GET", f"/start{wrong}", headers=headers)[0] == 403


@pytest.mark.parametrize(
    "path",
    [
        "/../state.py", "/%2e%2e/state.py", "/vendor/../../app.py", "/vendor/..%2f..%2fapp.py",
        "/..\\app.py", "/etc/passwd", "//etc/passwd", "/tiny.yaml", "/index.html/", "/main.js%00.html",
        "/page/index.html", "/vendor/", "/MAIN.JS", "/main.js/../../guard.py",
    ],
)  # fmt: skip
def test_no_other_file_is_served(page: Page, path: str) -> None:
    status, content, _ = page.ask("GET", path)
    assert status in (307, 404), content
    assert len(content) < 100


def test_other_methods_are_refused(page: Page) -> None:
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"):
        assert page.ask(method, "/figures", ASKED)[0] == 405
    assert page.ask("GET", "/figures")[0] == 405


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"x" * 100_000, b"the request is larger than 64000 bytes"),
        (b"[" * 60_000, b"the request holds no JSON"),
        (b"{", b"the request holds no JSON"),
        (b"\xff\xfe", b"the request holds no JSON"),
        (b"[]", b"the request: allowed a mapping with state and against"),
        (b'{"state": {}, "file": "/etc/passwd"}', b"the request: allowed a mapping with state and against"),
        (b'{"state": {"set": {"places.gate_in.lanes": {"a": 1}}}}', b"got a mapping, allowed a text such as"),
        (b'{"state": {"set": {"__class__": "3"}}}', b"unknown input '__class__'"),
        (b'{"state": {"n": 1e9}}', b"allowed a whole number of replications from 2 to 200"),
        (b'{"state": {"set": {"places.gate_in.lanes": "!!python/none x"}}}', b"tag"),
        (b'{"state": {"set": {"places.gate_in.lanes": "&a [*a]"}}}', b"places.gate_in.lanes"),
        (b'{"state": {"set": {"places.gate_in.lanes": "9999999999999999"}}}', b"at most 12 digits"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_words(page: Page, body: bytes, text: bytes) -> None:
    _, content, _ = page.ask("POST", "/figures", body)
    assert b'"kind":"wrong"' in content
    assert text in content


def test_a_hundred_clients_at_once_are_answered_or_sent_away_and_the_page_lives(page: Page) -> None:
    def one(number: int) -> int:
        changed = {"set": {"places.gate_in.lanes": str(1 + number % 4)}, "show": ["qr"], "n": 2}
        try:
            return page.ask("POST", "/figures", {"state": changed})[0]
        except (ConnectionError, TimeoutError):
            return 0

    with ThreadPoolExecutor(100) as clients:
        found = list(clients.map(one, range(100)))
    assert set(found) <= {200, 503, 0}
    assert found.count(200) >= 1
    assert page.figures(ASKED)[-1] == {"kind": "end"}


def test_clients_that_go_away_leave_no_stream_open(page: Page) -> None:
    import json

    body = json.dumps({"state": {"set": {}, "show": ["lanes"], "n": 150}}).encode()
    head = "".join(f"{name}: {value}\r\n" for name, value in page.own.items())
    for _ in range(12):  # more than are served at a time
        with socket.create_connection(("127.0.0.1", page.port)) as gone:
            gone.sendall(
                f"POST /figures HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
            )
            gone.recv(64)
    deadline = time.monotonic() + 30
    while page.ask("POST", "/figures", ASKED)[0] == 503 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert page.figures(ASKED)[-1] == {"kind": "end"}


@pytest.mark.parametrize("path", ["/figures", "/save", "/play"])
def test_a_client_that_goes_in_the_middle_of_its_question_is_no_error(path: str, tmp_path: Path) -> None:
    with served(tmp_path) as page:
        head = "".join(f"{name}: {value}\r\n" for name, value in page.own.items())
        with socket.create_connection(("127.0.0.1", page.port)) as gone:
            gone.sendall(f'POST {path} HTTP/1.1\r\n{head}Content-Length: 50\r\n\r\n{{"st'.encode())
        assert page.figures(ASKED)[-1] == {"kind": "end"}
        page.process.terminate()
        said, _ = page.process.communicate(timeout=20)
        assert said.removeprefix("stop with Ctrl-C\n") == "stopped\n"


@LINUX
def test_a_killed_worker_is_replaced_and_the_page_says_so(page: Page) -> None:
    page.figures(ASKED)
    workers = workers_of(page.process.pid)
    assert len(workers) == 2
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    changed = {"set": {"tasks.paper_check": "160 s"}, "show": ["qr"], "n": 3}
    lines = page.figures({"state": changed})
    assert lines[-1] == {"kind": "end"}
    notes = [line["text"] for line in lines if line["kind"] == "note"]
    assert notes
    assert notes[0].startswith("A worker process ended before its work was done; a new one takes its place")


@LINUX
def test_workers_are_there_again_after_what_they_are_forks_of_was_killed(page: Page) -> None:
    for process in children(page.process.pid):
        os.kill(process, signal.SIGKILL)
    changed = {"set": {"tasks.paper_check": "170 s"}, "show": ["qr"], "n": 2}
    assert page.figures({"state": changed})[-1] == {"kind": "end"}


@LINUX
@pytest.mark.parametrize("after", [pytest.param(0.2, marks=pytest.mark.slow), 0.7, 2.0])
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_whenever_it_is_stopped_no_process_is_left(sign: int, after: float, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "portsim", "serve", "ocean_gate", "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=tmp_path,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a runner may have it ignored
    )
    time.sleep(after)
    if sign == signal.SIGINT:
        os.killpg(process.pid, sign)  # as a terminal does
    else:
        process.kill()
    told, _ = process.communicate(timeout=20)  # returns only when no process holds the pipe any more
    assert "Traceback" not in told
    if sign == signal.SIGINT:
        # the last where it came inside an exec of Python's own
        assert "stopped" in told and process.returncode in (0, 130, -signal.SIGINT)


@LINUX
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_in_the_middle_of_its_work_with_no_process_left(sign: int, tmp_path: Path) -> None:
    with served(tmp_path) as found:
        many = {"state": {"set": {}, "show": ["qr", "lanes"], "n": 200}}
        with ThreadPoolExecutor(1) as client:  # in the middle of its work
            client.submit(lambda: found.ask("POST", "/figures", many))
            time.sleep(0.5)
            workers = workers_of(found.process.pid)
            assert len(workers) == 2
            workers += children(found.process.pid)
            os.kill(found.process.pid, sign)
            code = found.process.wait(20)  # how quickly is measured by benchmarks/serve.py
        assert code == 0
        assert found.process.stdout is not None
        assert found.process.stdout.read().splitlines()[-1] == "stopped"
        time.sleep(1.5)
        assert not [
            each for each in workers if Path(f"/proc/{each}/stat").exists() and "Z" not in state_of(each)
        ]


def state_of(process: int) -> str:
    return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        (tmp_path / "tiny.yaml").write_text(TINY)
        out = subprocess.run(
            [sys.executable, "-m", "portsim", "serve", "ocean_gate", "--no-browser", "--port", str(port)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
    assert out.returncode == 2
    assert out.stderr.strip() == f"--port {port}: address already in use; --port 0 takes a free one"


def test_it_listens_on_this_machine_alone(page: Page) -> None:
    psutil = pytest.importorskip("psutil")
    found = psutil.Process(page.process.pid).net_connections("inet")
    assert {each.laddr for each in found if each.status == "LISTEN"} == {("127.0.0.1", page.port)}
