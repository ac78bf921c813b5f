"""Plain builders: what a test does not mention gets a sensible value. Each works inside its own tenant block."""

from tests.make.ground import district, invitation, login, member, organization, system, token, token_row
from tests.make.people import contact, tag, turf
from tests.make.work import message, task

__all__ = [
    "contact",
    "district",
    "invitation",
    "login",
    "member",
    "message",
    "organization",
    "system",
    "tag",
    "task",
    "token",
    "token_row",
    "turf",
]
