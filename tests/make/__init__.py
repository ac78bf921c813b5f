"""Plain builders: what a test does not mention gets a sensible value. Each works inside its own tenant block."""

from tests.make.acts import action, attempt, campaign, demand, note, session, signup
from tests.make.ground import district, invitation, job, login, member, organization, system, token, token_row
from tests.make.imports import export_file, import_batch
from tests.make.people import contact, method, stake, tag, turf
from tests.make.work import listed, message, plan, plan_step, task

__all__ = [
    "action",
    "attempt",
    "campaign",
    "contact",
    "demand",
    "district",
    "export_file",
    "import_batch",
    "invitation",
    "job",
    "listed",
    "login",
    "member",
    "message",
    "method",
    "note",
    "organization",
    "plan",
    "plan_step",
    "session",
    "signup",
    "stake",
    "system",
    "tag",
    "task",
    "token",
    "token_row",
    "turf",
]
