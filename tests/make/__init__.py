"""Plain builders: what a test does not mention gets a sensible value. Each works inside its own tenant block."""

from tests.make.acts import action, attempt, call, call_list, campaign, demand, note, session, signup
from tests.make.ground import district, invitation, job, login, member, organization, system, token, token_row
from tests.make.imports import export_file, import_batch
from tests.make.people import consent, contact, method, stake, tag, turf
from tests.make.work import message, sweep, task

__all__ = [
    "action",
    "attempt",
    "call",
    "call_list",
    "campaign",
    "consent",
    "contact",
    "demand",
    "district",
    "export_file",
    "import_batch",
    "invitation",
    "job",
    "login",
    "member",
    "message",
    "method",
    "note",
    "organization",
    "session",
    "signup",
    "stake",
    "sweep",
    "system",
    "tag",
    "task",
    "token",
    "token_row",
    "turf",
]
