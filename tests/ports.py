"""Ports for the servers of tests. What lies above 32767 the kernel lends to whoever connects anywhere: such a port, found
free, may be gone a moment later. Below it nobody is given one who does not ask for it."""

import os
import socket

FIRST, LAST = 20_000, 32_000
_next = os.getpid() * 97 % (LAST - FIRST)  # workers of one run begin far from each other


def free_port() -> int:
    """Another one each time."""
    global _next
    while True:
        port, _next = FIRST + _next, (_next + 1) % (LAST - FIRST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
