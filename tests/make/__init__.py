"""Plain builders: what a test does not mention gets a sensible value. Each works inside its own tenant block."""

from tests.make.ground import district, login, member, organization, system
from tests.make.people import contact, tag, turf

__all__ = ["contact", "district", "login", "member", "organization", "system", "tag", "turf"]
