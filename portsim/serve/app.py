"""The application: the page's own files, the scenario, and figures that come as they are worked out."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from portsim.base.blame import blamed
from portsim.base.errors import PortsimError, got
from portsim.base.language import languages
from portsim.report.play.page import policy
from portsim.scenario.words import speaking_of
from portsim.serve.answer import answer, load_libraries
from portsim.serve.described import described
from portsim.serve.plays import Plays
from portsim.serve.runs import Runs
from portsim.serve.saved import as_notebook, as_scenario, file_name
from portsim.serve.state import State, WrongValue, parse_json, read_state
from portsim.serve.variant import Variants
from portsim.serve.words import busy, replaced
from portsim.study.question import StudyResult

LARGEST, MOST_STREAMS = 64_000, 8  # bytes of a request; figures that are worked out at a time
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".LICENSE": "text/plain; charset=utf-8",
}
PLAY_POLICY = (
    f"{policy()}; frame-ancestors 'none'; sandbox allow-scripts"  # a page by itself: it asks for nothing
)
GONE = "this playback is no longer kept; press Play these trucks again\n"


def pages() -> dict[str, tuple[bytes, str]]:
    """The page's own files by their address, with their types: nothing else is served from the disk."""
    folder = Path(__file__).parent / "page"
    found = {
        f"/{path.relative_to(folder).as_posix()}": (path.read_bytes(), TYPES[path.suffix])
        for path in sorted(folder.rglob("*"))
        if path.suffix in TYPES
    }
    return {**found, "/": found["/index.html"]}


class Served:
    """What the routes answer with."""

    def __init__(self, variants: Variants, runs: Runs, language: str) -> None:
        self.variants, self.runs, self.language = variants, runs, language
        self.plays = Plays(variants, runs.lanes)
        self.described = {language: self._described(language)}
        self.open = 0

    async def scenario(self, request: Request) -> Response:
        """What the page can change and show."""
        language = self._language(request)
        if language not in self.described:
            self.described[language] = await asyncio.to_thread(self._described, language)
        return Response(self.described[language], media_type="application/json")

    def _described(self, language: str) -> bytes:
        with speaking_of(self.variants.base, language, called=False):
            return json.dumps(described(self.variants), allow_nan=False).encode()

    def _language(self, request: Request) -> str:
        """The language that the address asks for; that of the server where it names none that there is."""
        asked = request.query_params.get("lang", "")
        return asked if asked in languages() else self.language

    async def figures(self, request: Request) -> Response:
        """Figures of a state, a line of JSON for each time that more replications are there."""
        try:
            asked = await _asked(request, ("state", "against"))
            state = self._state(asked.get("state"))
            against = self._against(asked.get("against"), state)
        except WrongValue as error:
            return _wrong(error)
        if self.open >= MOST_STREAMS:
            return _unanswered(busy(self._language(request)))
        return StreamingResponse(
            self._lines(state, against, self._language(request)), media_type="application/x-ndjson"
        )

    async def _lines(self, state: State, against: State | None, language: str) -> AsyncGenerator[bytes]:
        before = self.runs.lanes.replaced
        self.open += 1
        try:
            async with aclosing(self._found(state, against, language)) as answers:
                async for found in answers:
                    if self.runs.lanes.replaced > before:
                        before = self.runs.lanes.replaced
                        yield _line({"kind": "note", "text": replaced(language)})
                    yield _line(found)
            yield _line({"kind": "end"})
        except Exception as error:
            said = _said(error)
            kind = "unanswered" if self.runs.stopped else "wrong"
            yield _line({"kind": kind, "text": str(said), "control": said.control})
        finally:
            self.open -= 1

    async def _found(
        self, state: State, against: State | None, language: str
    ) -> AsyncGenerator[dict[str, Any]]:
        """Answers with more and more replications; of two studies, of as many as both have."""
        async with aclosing(self.runs.of(state)) as studies:
            if against is None:
                async for study in studies:
                    yield await asyncio.to_thread(_answered, language, study)
                return
            async with aclosing(self.runs.of(against)) as pins:
                async for study, pin in _both(studies, pins):
                    yield await asyncio.to_thread(_answered, language, study, pin)

    async def play(self, request: Request) -> Response:
        """The address of a playback, once it is made."""
        try:
            asked = await _asked(request, ("state", "against", "alternative"))
            state = self._state(asked.get("state"))
            against = self._against(asked.get("against"), state)
            if self.plays.busy:
                return _unanswered(busy(self._language(request)))
            language = self._language(request)
            name = await self.plays.make(state, against, asked.get("alternative"), language)
        except Exception as error:
            return _wrong(_said(error))
        except asyncio.CancelledError:
            if not self.runs.stopped:
                raise
            return _unanswered("portsim serve was stopped")
        return JSONResponse({"kind": "played", "address": f"/play/{name}"})

    async def played(self, request: Request) -> Response:
        """A playback, with a policy of its own."""
        page = self.plays.page(request.path_params["name"])
        if page is None:
            return PlainTextResponse(GONE, 404)
        headers = {"content-type": TYPES[".html"], "content-security-policy": PLAY_POLICY}
        return Response(page, headers=headers)

    async def save(self, request: Request) -> Response:
        """A state as a scenario file."""
        return await self._file(request, as_scenario, ".yaml")

    async def notebook(self, request: Request) -> Response:
        """A state as a notebook."""
        return await self._file(request, as_notebook, ".py")

    async def _file(self, request: Request, write: Callable[[Variants, State], str], ending: str) -> Response:
        try:
            asked = await _asked(request, ("state",))
            text = await asyncio.to_thread(write, self.variants, self._state(asked.get("state")))
        except Exception as error:
            return _wrong(_said(error))
        return JSONResponse({"name": file_name(self.variants.base) + ending, "text": text})

    def _state(self, given: object) -> State:
        return read_state(given, self.variants.base, self.variants.controls)

    def _against(self, given: object, state: State) -> State | None:
        """The pinned state that a state is compared with; None for its own baseline.

        Raises WrongValue: it is run for other days, or another number of times.
        """
        if given is None:
            return None
        pinned = self._state(given)
        pairs = {"length": (state.length, pinned.length), "n": (state.replications, pinned.replications)}
        for key, (own, other) in pairs.items():
            if own != other:
                raise WrongValue(f"against: {key}: got {got(other)}, allowed {got(own)}, as in state")
        return pinned


async def _both(
    one: AsyncGenerator[StudyResult], other: AsyncGenerator[StudyResult]
) -> AsyncGenerator[tuple[StudyResult, StudyResult]]:
    """Both studies with what is there of them, until both are done."""
    first, second = await asyncio.gather(anext(one), anext(other))
    yield first, second
    while True:
        longer = [await anext(each, None) for each in (one, other)]
        if longer == [None, None]:
            return
        first, second = longer[0] or first, longer[1] or second
        yield first, second


def _answered(language: str, study: StudyResult, against: StudyResult | None = None) -> dict[str, Any]:
    """The figures in a language: a thread begins in English."""
    with speaking_of(study.scenario, language, called=False):
        return answer(study, against)


def application(variants: Variants, runs: Runs, first: State, language: str) -> Starlette:
    """The routes; `first` is the state that a page opens with, `language` the one that it speaks at first.
    Worker processes end with the application."""
    served = Served(variants, runs, language)

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        runs.open(first)
        warm = asyncio.create_task(asyncio.to_thread(load_libraries))
        yield
        runs.stop()
        await warm

    files = [Route(path, _file_of(*file), methods=["GET"]) for path, file in pages().items()]
    return Starlette(
        routes=[
            *files,
            Route("/scenario", served.scenario, methods=["GET"]),
            Route("/figures", served.figures, methods=["POST"]),
            Route("/play", served.play, methods=["POST"]),
            Route("/play/{name}", served.played, methods=["GET"]),
            Route("/save", served.save, methods=["POST"]),
            Route("/notebook", served.notebook, methods=["POST"]),
        ],
        lifespan=life,
    )


def _file_of(content: bytes, kind: str) -> Callable[[Request], Response]:
    def serve(_: Request) -> Response:
        return Response(content, headers={"content-type": kind})

    return serve


async def _asked(request: Request, keys: tuple[str, ...]) -> dict[str, Any]:
    """What a request asks for.

    Raises WrongValue: too large, not whole, no JSON, or other keys.
    """
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                raise WrongValue(f"the request is larger than {LARGEST} bytes")
    except ClientDisconnect:
        raise WrongValue("the request ended before it was whole") from None
    data = parse_json(body)
    if not isinstance(data, dict) or any(key not in keys for key in data):
        raise WrongValue(f"the request: allowed a mapping with {' and '.join(keys)}")
    return data


def _wrong(error: WrongValue) -> Response:
    return JSONResponse({"kind": "wrong", "text": str(error), "control": error.control}, 400)


def _said(error: Exception) -> WrongValue:
    """What the page says of an error: a message for people as it is; of a mistake in the code of a plug-in
    its own line; of one of portsim's its kind, while the terminal has all of it."""
    if isinstance(error, WrongValue):
        return error
    if isinstance(error, PortsimError):
        return WrongValue(str(error))
    if (said := blamed(error)) is not None:
        return WrongValue(said)
    traceback.print_exception(error)
    return WrongValue(f"{type(error).__name__}: {error}; the terminal of portsim serve shows where")


def _unanswered(text: str) -> Response:
    """That there is no answer now, whatever is asked."""
    return JSONResponse({"kind": "unanswered", "text": text}, 503)


def _line(found: dict[str, Any]) -> bytes:
    return json.dumps(found, allow_nan=False, separators=(",", ":")).encode() + b"\n"
