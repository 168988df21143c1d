"""How the dashboard is served: to this machine only, and with headers that keep it to itself."""

import base64
import hashlib
import ipaddress
import re
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Timer

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class OpenToOthersError(Exception):
    """The server would answer other machines, and nothing asks them who they are."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"Marrow Monitor answers this machine only, and was told to listen on {address}. "
            "Start it with --server.address 127.0.0.1."
        )


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Refuses to start on an address that other machines can reach, and opens the browser."""
    address = st.get_option("server.address")
    refuse_open_address(address)
    if not st.get_option("server.headless"):
        # Streamlit opens none for an st.App; from a thread, because the server must answer first.
        page = f"http://{address}:{st.get_option('server.port')}"
        Timer(0.5, webbrowser.open, [page]).start()
    yield


def refuse_open_address(address: str | None) -> None:
    """Raises OpenToOthersError where a server address is not this machine's loopback."""
    if address == "localhost":
        return
    try:
        is_loopback = ipaddress.ip_address(address or "0.0.0.0").is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise OpenToOthersError(address or "every address")


class SecurityHeaders:
    """Adds to every answer what a browser must not do with it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": content_security_policy(),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "X-Frame-Options": "DENY",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def content_security_policy() -> str:
    """Returns the policy: everything from this server, and Streamlit's own inline script."""
    page = Path(st.__file__).parent / "static" / "index.html"
    scripts = re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' ws: wss:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "frame-ancestors 'none'",
        )
    )


MIDDLEWARE = [Middleware(SecurityHeaders)]
