"""A job as its panel shows it. The queue fills it from its own row; the furniture knows no job model."""

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import pgettext

State = Literal["waiting", "running", "done", "stopped", "failed"]
FINISHED = frozenset({"done", "stopped", "failed"})


@dataclass(frozen=True)
class Progress:
    """total None: not known yet. rate: things a second. seconds_left None: too early to say.

    poll_url returns this panel again (`ui/_job.html`); the others are left out when empty.
    """

    label: str
    state: State
    done: int = 0
    total: int | None = None
    rate: float | None = None
    seconds_left: float | None = None
    errors: int = 0
    noun: str = ""
    summary: str = ""
    poll_url: str = ""
    stop_url: str = ""
    errors_url: str = ""
    retry_url: str = ""
    undo_url: str = ""
    result_url: str = ""
    result_label: str = ""

    @property
    def finished(self) -> bool:
        return self.state in FINISHED

    @property
    def kind(self) -> str:
        return {"done": "ok", "failed": "bad", "stopped": "warn"}.get(self.state, "info")

    @property
    def sign(self) -> str:
        return {
            "waiting": "clock",
            "running": "loader",
            "done": "circle-check",
            "stopped": "circle-stop",
            "failed": "circle-x",
        }[self.state]

    @property
    def word(self) -> str:
        return {
            "waiting": pgettext("job", "Waiting"),
            "running": pgettext("job", "Running"),
            "done": pgettext("job", "Done"),
            "stopped": pgettext("job", "Stopped"),
            "failed": pgettext("job", "Failed"),
        }[self.state]
