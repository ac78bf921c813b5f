"""People at work while the house is hit: some requests a second, from several threads, each answer remembered."""

import http.client
import json
import threading
import time
import uuid
from dataclasses import dataclass, field


@dataclass
class Visitors:
    """`acknowledged`: names of people whose creation was answered with 201."""

    port: int
    tokens: list[str]
    per_second: float = 20.0
    acknowledged: list[str] = field(default_factory=list)
    answers: list[tuple[float, int]] = field(
        default_factory=list
    )  # seconds since the start, status; 0: no answer

    def __enter__(self) -> "Visitors":
        self.started_at, self._gone = time.monotonic(), threading.Event()
        self._threads = [
            threading.Thread(target=self._come, args=(n,), daemon=True) for n in range(len(self.tokens))
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._gone.set()
        for thread in self._threads:
            thread.join(40)

    def now(self) -> float:
        return time.monotonic() - self.started_at

    def failures(self) -> list[tuple[float, int]]:
        return [(at, status) for at, status in self.answers if status == 0 or status >= 500]

    def silence_after(self, moment: float) -> float:
        """Seconds from that moment until the first answer that is well, after which no more fail before the next ten."""
        well = [at for at, status in self.answers if at >= moment and 200 <= status < 300]
        return min(well) - moment if well else float("inf")

    def _come(self, number: int) -> None:
        every = len(self.tokens) / self.per_second
        next_at = self.started_at + number / self.per_second
        turn = 0
        while not self._gone.wait(max(0.0, next_at - time.monotonic())):
            self._ask(self.tokens[number], writes=turn % 2 == 0)
            turn += 1
            next_at = max(next_at + every, time.monotonic())

    def _ask(self, token: str, *, writes: bool) -> None:
        at, name, status = self.now(), f"Kept-{uuid.uuid4().hex}", 0
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            if writes:
                body = json.dumps({"given_name": "Ana", "family_name": name})
                connection.request("POST", "/api/v1/contacts/", body, headers)
            else:
                connection.request("GET", "/api/v1/contacts/?page_size=1", headers=headers)
            answer = connection.getresponse()
            answer.read()
            status = answer.status
            connection.close()
        except (OSError, http.client.HTTPException):
            pass
        self.answers.append((self.now() if status == 0 else at, status))
        if writes and status == 201:
            self.acknowledged.append(name)
