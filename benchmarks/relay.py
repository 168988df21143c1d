"""What really goes over the socket: a relay between browser and server that counts bytes."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_PART = 1 << 16


@dataclass(slots=True)
class Relay:
    """Where to connect instead, and how many bytes the server sent through it until now."""

    address: str
    sent: int = 0
    ends: list[socket.socket] = field(default_factory=list)


@contextmanager
def relayed(address: str) -> Iterator[Relay]:
    """Yields a relay of this machine to the server at an address."""
    parts = urlsplit(address)
    with socket.create_server(("127.0.0.1", 0)) as door:
        relay = Relay(f"http://127.0.0.1:{door.getsockname()[1]}")
        server = (str(parts.hostname), int(parts.port or 80))
        threading.Thread(target=_accept, args=(door, server, relay), daemon=True).start()
        try:
            yield relay
        finally:
            for end in relay.ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()


def _accept(door: socket.socket, server: tuple[str, int], relay: Relay) -> None:
    # The door is closed at the end, which ends this thread.
    with suppress(OSError):
        while True:
            browser, _ = door.accept()
            behind = socket.create_connection(server)
            relay.ends += (browser, behind)
            for ends in ((browser, behind, None), (behind, browser, relay)):
                threading.Thread(target=_pass, args=ends, daemon=True).start()


def _pass(source: socket.socket, target: socket.socket, counted: Relay | None) -> None:
    with suppress(OSError):
        while part := source.recv(_PART):
            if counted is not None:
                counted.sent += len(part)
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)
