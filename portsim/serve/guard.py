"""Who may ask: one address, one origin, one secret; and what browsers are told to refuse.

A page of another site that has its name point to 127.0.0.1 (DNS rebinding) comes with that name as Host,
and a form or script of another site with its Origin: both are refused before anything else is looked at.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

START = "/start"
POLICY = "content-security-policy"  # a page may come with one of its own
HEADERS: Mapping[str, str] = {
    POLICY: "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
ASK = "open the address that portsim serve printed; it holds the key of this page"


class Guard:
    """Lets requests through that come from the page itself: ASGI, around the application."""

    def __init__(self, app: ASGIApp, address: str, secret: str) -> None:
        """`address` is host:port as a browser sends it, `secret` the key of the start address."""
        self.app, self.address, self.secret = app, address, secret
        self.cookie = f"portsim_{address.rpartition(':')[2]}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            raise RuntimeError(f"no {scope['type']} is served")

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update({**HEADERS, **{name: headers[name] for name in (POLICY,) if name in headers}})
            await send(message)

        refused = self._refused(scope)
        await (self.app if refused is None else refused)(scope, receive, send_guarded)

    def _refused(self, scope: Scope) -> Response | None:
        """The answer to a request that is not let through; None for one that is."""
        hosts, origins, cookies = (_all(scope, name) for name in (b"host", b"origin", b"cookie"))
        if hosts != [self.address]:
            return PlainTextResponse(f"wrong Host: this page is http://{self.address} alone\n", 403)
        own = f"http://{self.address}"
        if any(origin != own for origin in origins) or len(origins) > 1:
            return PlainTextResponse("wrong Origin: only the page itself may ask\n", 403)
        if scope["method"] not in ("GET", "HEAD") and not origins:
            return PlainTextResponse("no Origin: only the page itself may ask\n", 403)
        if scope["path"] == START:
            return self._started(scope)
        if not any(self._is_secret(value) for text in cookies for value in _values(text, self.cookie)):
            return PlainTextResponse(f"no key: {ASK}\n", 403)
        return None

    def _started(self, scope: Scope) -> Response:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("key", [])
        if not any(map(self._is_secret, given)):
            return PlainTextResponse(f"wrong key: {ASK}\n", 403)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(self.cookie, self.secret, httponly=True, samesite="lax", path="/")
        return answer

    def _is_secret(self, text: str) -> bool:
        """Whether it is the secret, found in a time that does not tell how much of it is right."""
        return hmac.compare_digest(text.encode(), self.secret.encode())


def _all(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _values(text: str, name: str) -> list[str]:
    """The values of a cookie of this name; none of what is no cookie."""
    try:
        found = SimpleCookie(text)
    except CookieError:
        return []
    return [found[name].value] if name in found else []
