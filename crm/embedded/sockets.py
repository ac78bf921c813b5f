"""Does anybody listen there, and what do they say?"""

import socket
from pathlib import Path


def answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True


def ask(path: Path, question: bytes) -> bytes:
    """The first bytes of the answer; nothing if nobody is there."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
            client.sendall(question)
            return client.recv(1024)
        except OSError:
            return b""
