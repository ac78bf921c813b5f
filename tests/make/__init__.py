"""Plain builders: what a test does not mention gets a sensible value. Each works inside its own tenant block."""

from tests.make.acts import action, attempt, call, call_list, campaign, demand, note, session, signup
from tests.make.ground import district, invitation, job, login, member, organization, system, token, token_row
from tests.make.imports import export_file, import_batch, saved_mapping
from tests.make.kin import custom_field, external_id, household, relationship, rung
from tests.make.people import consent, contact, deed, method, segment, stake, tag, turf
from tests.make.work import listed, message, plan, plan_step, sweep, task

__all__ = [
    "action",
    "attempt",
    "call",
    "call_list",
    "campaign",
    "consent",
    "contact",
    "custom_field",
    "deed",
    "demand",
    "district",
    "export_file",
    "external_id",
    "household",
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
    "relationship",
    "rung",
    "saved_mapping",
    "segment",
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
