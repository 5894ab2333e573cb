"""A page that is served by a process of its own, and questions put to it as a browser would."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiny import EVIDENCE, TINY


@dataclass
class Page:
    """A served page: its process, its address, and the key of its start address."""

    process: subprocess.Popen[str]
    port: int
    key: str

    @property
    def start(self) -> str:
        return f"http://127.0.0.1:{self.port}/start?key={self.key}"

    @property
    def own(self) -> dict[str, str]:
        """The headers of a browser that has opened the start address."""
        return {
            "Host": f"127.0.0.1:{self.port}",
            "Origin": f"http://127.0.0.1:{self.port}",
            "Cookie": f"portsim_{self.port}={self.key}",
        }

    def ask(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        """Status, content and headers of an answer; without `headers` as the page itself would ask."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in (self.own if headers is None else headers).items():
                connection.putheader(name, value)
            data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
            connection.putheader("Content-Length", str(len(data)))
            connection.endheaders(data)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def figures(self, body: object) -> list[dict[str, Any]]:
        """All lines of the figures that are asked for."""
        status, content, _ = self.ask("POST", "/figures", body)
        assert status == 200, content
        return [json.loads(line) for line in content.splitlines()]


@contextmanager
def served(folder: Path, *options: str, text: str = TINY) -> Iterator[Page]:
    """A page of a scenario in a folder; its process is ended afterwards."""
    (folder / "tiny.yaml").write_text(text)
    (folder / "evidence.yaml").write_text(EVIDENCE)
    process = subprocess.Popen(
        [
            sys.executable,
            "-u",
            "-m",
            "portsim",
            "serve",
            "tiny.yaml",
            "--no-browser",
            "--workers",
            "2",
            *options,
        ],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/start\?key=(\S+)", said)
        assert found is not None, said + process.stdout.read()
        yield Page(process, int(found[1]), found[2])
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=20)


def children(process: int) -> list[int]:
    """The processes that a process has started and that are still alive."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(each) for found in lists for each in found.read_text().split()]


def workers_of(process: int) -> list[int]:
    """The workers of a served page: forks of a process that the server has started."""
    return [worker for each in children(process) for worker in children(each)]
