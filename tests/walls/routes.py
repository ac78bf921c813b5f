"""Every address and who may ask for it. How to add a line: README.md beside this file."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from crm.access.roles import ROLES
from crm.access.roles import Permission as P
from tests import make

MEMBER, SIGNED_IN, ANYBODY = "member", "signed in", "anybody"


@dataclass(frozen=True)
class Route:
    name: str
    allowed: P | str
    pk: Callable | None = None
    args: dict[str, Any] = field(default_factory=dict)
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    answer: int | frozenset[int] | set[int] = 200
    roles: dict[str, int] = field(default_factory=dict)
    anonymous: int | None = None
    case: str = ""  # tells two lines of the same name apart

    @property
    def arguments(self) -> dict[str, Any]:
        return {"pk": self.pk, **self.args} if self.pk else dict(self.args)

    @property
    def answers(self) -> set[int]:
        return {self.answer} if isinstance(self.answer, int) else set(self.answer)

    def __str__(self) -> str:
        return " ".join(filter(None, (self.method.upper(), self.name, self.case)))


UI = [
    Route("ui:more", SIGNED_IN),
    Route("ui:theme", ANYBODY, method="post", answer=302),
    Route("ui:components", ANYBODY, answer=404),  # with DEBUG or the demo only
    Route("set_language", ANYBODY, method="post", data={"language": "es"}, answer=302),
]

ACCOUNTS = [
    Route("account_login", ANYBODY, answer={200, 302}),
    Route("account_logout", ANYBODY, answer={200, 302}),
    Route("account_signup", ANYBODY),
    Route("account_inactive", ANYBODY),
    Route("account_reset_password", ANYBODY),
    Route("account_reset_password_done", ANYBODY),
    Route("account_reset_password_from_key", ANYBODY, args={"uidb36": "0", "key": "no-key"}),
    Route("account_reset_password_from_key_done", ANYBODY),
    Route("account_reauthenticate", SIGNED_IN),
    Route("account_change_password", SIGNED_IN),
    Route("account_set_password", SIGNED_IN, answer=302),  # they have one
    Route("accounts:security", SIGNED_IN),
    Route("accounts:profile", SIGNED_IN),
    Route("accounts:recovery_codes", SIGNED_IN, answer=302),  # asks for the password first
    Route("accounts:end_other_sessions", SIGNED_IN, method="post", answer=302),
    Route("accounts:end_session", SIGNED_IN, method="post", args={"key": "0"}, answer=404),
    Route("mfa_index", ANYBODY, answer=302),
    Route("mfa_list_webauthn", ANYBODY, answer=302),
    Route("mfa_authenticate", ANYBODY, answer=302),
    Route("mfa_reauthenticate", SIGNED_IN, answer=302),
    Route("mfa_reauthenticate_webauthn", SIGNED_IN, answer=302),
    Route("mfa_activate_totp", SIGNED_IN, answer=302),
    Route("mfa_deactivate_totp", SIGNED_IN, answer=404),
    Route("mfa_add_webauthn", SIGNED_IN, answer=302),
    Route("mfa_login_webauthn", ANYBODY, answer=302),
    Route("mfa_remove_webauthn", SIGNED_IN, args={"pk": 1}, answer=302),
    Route("mfa_edit_webauthn", SIGNED_IN, args={"pk": 1}, answer=302),
]


def membership(of):
    return make.member(of, "coalition_lead" if of.is_coalition else "volunteer").id


def invitation(of):
    return make.invitation(of, role="coalition_lead" if of.is_coalition else "organizer")


def token(of):
    return make.token_row(of, make.token(of))


ORGANIZATIONS = [
    Route("organizations:members", P.MANAGE_MEMBERS),
    Route("organizations:invite", P.MANAGE_MEMBERS, method="post", answer=422),
    Route("organizations:revoke_invitation", P.MANAGE_MEMBERS, pk=invitation, method="post", answer=302),
    Route("organizations:member", P.MANAGE_MEMBERS, pk=membership),
    Route("organizations:end_membership", P.MANAGE_MEMBERS, pk=membership),
    Route("organizations:resume_membership", P.MANAGE_MEMBERS, pk=membership, method="post", answer=302),
    Route("organizations:remove_second_factor", P.MANAGE_MEMBERS, pk=membership),
    Route("organizations:roles", MEMBER),
    Route("organizations:settings", P.MANAGE_SETTINGS),
    Route("organizations:tokens", P.USE_API),
    # One's own tokens, unless one manages the organization's settings.
    Route(
        "organizations:revoke_token", P.USE_API, pk=token, method="post", answer=302,
        roles={key: 404 for key in ("partner_lead", "organizer", "youth_organizer", "data_staff")},
    ),
    Route("organizations:switch", MEMBER, method="post", answer=404),
    Route("organizations:partners", P.MANAGE_PARTNERS),
    Route("organizations:audit", P.VIEW_AUDIT),
    Route("organizations:join", ANYBODY, args={"token": "no-such-token"}, answer=404),
    Route("organizations:set_up", ANYBODY, answer=404),
]  # fmt: skip

# One's own steps and messages, unless one manages everybody's.
NOT_THEIRS = {role.key: 404 for role in ROLES.values() if P.MANAGE_TASKS not in role.permissions} | {"viewer": 403}


def step(name: str, **options) -> Route:
    return Route(f"tasks:{name}", P.WORK_TASKS, args={"task_id": make.task}, roles=NOT_THEIRS, **options)


def letter(name: str) -> Route:
    of = {"args": {"message_id": make.message}, "roles": NOT_THEIRS}
    return Route(f"tasks:{name}", P.WORK_TASKS, method="post", answer=302, **of)


TASKS = [
    Route("tasks:today", MEMBER, answer={200, 302}),  # who works on no steps is led on
    Route("tasks:list", P.WORK_TASKS),
    Route("tasks:new", P.WORK_TASKS),
    Route("tasks:bulk", P.WORK_TASKS, method="post", answer=422),
    Route("tasks:team", P.MANAGE_TASKS),
    Route("tasks:hand_over_all", P.WORK_TASKS),
    Route("tasks:notices", P.WORK_TASKS),
    Route("tasks:read_notices", P.WORK_TASKS, method="post", answer=302),
    Route("tasks:reminders", P.WORK_TASKS),
    Route("tasks:messages", P.WORK_TASKS),
    letter("send_again"),
    letter("mark_sent"),
    Route("tasks:unsubscribe", ANYBODY, args={"token": "no-such-token"}, answer=404),
    step("task"),
    step("edit"),
    step("done", method="post", answer=302),
    step("drop"),
    step("reopen", method="post", answer=302),
    step("snooze"),
    step("hand_over"),
]

ROUTES = [*UI, *ACCOUNTS, *ORGANIZATIONS, *TASKS]
