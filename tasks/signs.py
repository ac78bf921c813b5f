"""Which sign stands beside the state of a message."""

from tasks.models import Message

State = Message.State
SIGNS = {
    State.READY: "info",
    State.SENDING: "info",
    State.LISTED: "info",
    State.SENT: "ok",
    State.DELIVERED: "ok",
    State.BLOCKED: "",
    State.FAILED: "bad",
    State.UNCERTAIN: "warn",
}
