"""Every address and who may ask for it. How to add a line: README.md beside this file."""

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from contacts.services import merge_contacts
from crm.access.roles import ROLES
from crm.access.roles import Permission as P
from crm.access.tenancy import tenant
from listening.models import CoverageTarget, ExchangeFile, ProjectMember
from tests import make
from tests.listening import made

numbers = itertools.count(1)
MEMBER, SIGNED_IN, ANYBODY = "member", "signed in", "anybody"


@dataclass(frozen=True)
class Route:
    name: str
    allowed: P | str
    pk: Callable | None = None
    args: dict[str, Any] | Callable = field(default_factory=dict)
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    answer: int | frozenset[int] | set[int] = 200
    roles: dict[str, int] = field(default_factory=dict)
    anonymous: int | None = None
    case: str = ""  # tells two lines of the same name apart

    @property
    def has_objects(self) -> bool:
        """Whether its address names rows that belong to somebody."""
        return self.pk is not None or callable(self.args) or any(map(callable, self.args.values()))

    def arguments(self, of) -> dict[str, Any]:
        """Ids for the address, of rows made in the organization `of`."""
        raw = self.args(of) if callable(self.args) else {**self.args, **({"pk": self.pk} if self.pk else {})}
        made = {key: value(of) if callable(value) else value for key, value in raw.items()}
        return {key: getattr(value, "pk", value) for key, value in made.items()}

    @property
    def answers(self) -> set[int]:
        return {self.answer} if isinstance(self.answer, int) else set(self.answer)

    def __str__(self) -> str:
        return " ".join(filter(None, (self.method.upper(), self.name, self.case)))


def evidence_of(of) -> dict[str, Any]:
    row = make.evidence(of)
    return {"theme_id": row.theme_id, "evidence_id": row}


def finding_of(of) -> dict[str, Any]:
    row = make.finding(of)
    return {"theme_id": row.theme_id, "finding_id": row}


def quote_of(of) -> dict[str, Any]:
    made = make.report(of)
    with tenant(of.id):
        return {"report_id": made, "excerpt_id": made.quotes.order_by("pk").first().excerpt_id}


def correction_of(of) -> dict[str, Any]:
    row = make.correction(of)
    return {"report_id": row.report_id, "correction_id": row}


def edition_file_of(of) -> dict[str, Any]:
    row = make.report_file(of)
    return {"edition_id": row.edition_id, "kind": row.kind, "language": row.language}


UI = [
    Route("ui:more", SIGNED_IN),
    Route("ui:signed_in", SIGNED_IN),
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
        roles=dict.fromkeys(("partner_lead", "organizer", "youth_organizer", "data_staff"), 404),
    ),
    Route("organizations:switch", MEMBER, method="post", answer=404),
    Route("organizations:partners", P.MANAGE_PARTNERS),
    Route("organizations:audit", P.VIEW_AUDIT),
    Route("organizations:join", ANYBODY, args={"token": "no-such-token"}, answer=404),
    Route("organizations:set_up", ANYBODY, answer=404),
]  # fmt: skip

# One's own steps and messages, unless one manages everybody's.
DEEDS_OF_OTHERS = {role.key: 404 for role in ROLES.values() if P.MANAGE_TASKS not in role.permissions} | {
    "viewer": 403
}


def step(name: str, **options) -> Route:
    return Route(f"tasks:{name}", P.WORK_TASKS, args={"task_id": make.task}, roles=DEEDS_OF_OTHERS, **options)


def letter(name: str) -> Route:
    of = {"args": {"message_id": make.message}, "roles": DEEDS_OF_OTHERS}
    return Route(f"tasks:{name}", P.WORK_TASKS, method="post", answer=302, **of)


def swept(name: str, **options) -> Route:
    return Route(
        f"tasks:{name}", P.WORK_TASKS, args={"sweep_id": make.sweep}, roles=DEEDS_OF_OTHERS, **options
    )


WORK = [
    Route("tasks:people", P.WORK_TASKS),
    Route("tasks:coming_days", P.WORK_TASKS),
    Route("tasks:calendar", P.WORK_TASKS),
    Route("tasks:feed_revoke", P.WORK_TASKS, method="post", answer=302),
    Route("tasks:feed", ANYBODY, args={"token": "no-such-token"}, answer=404),
    step("ics"),
    Route("listening:session_ics", P.VIEW_NOTES, args={"session_id": make.session}),
    Route("campaigns:action_ics", P.VIEW_CAMPAIGNS, args={"action_id": make.action}),
    Route("tasks:rules", P.MANAGE_TASKS),
    Route("tasks:rule", P.MANAGE_TASKS, args={"key": "listening.notes_missing"}),
    step("comment", method="post", answer=422),
    swept("sweep"),
    swept("undo", method="post", answer=302),
    swept("sheet"),
]

LISTED = {"args": {"message_id": make.listed}}

POST = [
    Route("tasks:by_hand", P.VIEW_METHODS),
    Route("tasks:take", P.VIEW_METHODS, method="post", data={"message": make.listed}, answer=302),
    Route("tasks:settle", P.VIEW_METHODS, method="post", data={"outcome": "skip"}, answer=302, **LISTED),
    Route("tasks:message", P.WORK_TASKS, args={"message_id": make.message}, roles=DEEDS_OF_OTHERS),
    letter("skip"),
    Route("tasks:plans", P.RECORD_SIGNUPS),
    Route("tasks:plan_new", P.RECORD_SIGNUPS),
    Route("tasks:plan", P.RECORD_SIGNUPS, args={"plan_id": make.plan}),
    Route("tasks:plan_step_new", P.RECORD_SIGNUPS, args={"plan_id": make.plan}),
    Route("tasks:plan_step", P.RECORD_SIGNUPS, args={"step_id": make.plan_step}),
    Route(
        "tasks:plan_use",
        P.RECORD_SIGNUPS,
        args={"subject_id": make.action},
        method="post",
        data={"kind": "campaigns.action", "plan": lambda of: make.plan(of).pk},
        answer=302,
    ),
    Route("tasks:sending", P.MANAGE_SETTINGS),
    Route("tasks:renew_key", P.MANAGE_SETTINGS, method="post"),
    Route("tasks:answer_yes", ANYBODY, args={"token": "no-such-token"}, answer=404),
    Route("tasks:answer_no", ANYBODY, args={"token": "no-such-token"}, answer=404),
    Route("tasks:text_hook", ANYBODY, method="post", args={"token": "no-such-token"}, answer=404),
    Route("tasks:mail_hook", ANYBODY, method="post", args={"provider": "postmark"}, answer=404),
]

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

LISTENING = [
    Route("listening:list", P.VIEW_OVERVIEW, roles={"viewer": 302, "data_staff": 302}),
    Route("listening:log", P.LOG_CONVERSATION),
    Route("listening:turf", P.LOG_CONVERSATION),
    Route("listening:undo", P.LOG_CONVERSATION, args={"attempt_id": make.attempt}, method="post", answer=302),
    Route(
        "listening:finish", P.LOG_CONVERSATION, args={"attempt_id": make.attempt}, answer=404
    ),  # one's own only
    Route("listening:plan", P.MANAGE_LISTENING),
    Route("listening:session", P.VIEW_NOTES, args={"session_id": make.session}),
    Route("listening:wrap_up", P.MANAGE_LISTENING, args={"session_id": make.session}),
]


def target_of(of) -> dict[str, Any]:
    held = make.project(of)
    with tenant(of.id):
        row = CoverageTarget.objects.create(
            organization_id=of.id, project=held, constituency="parent", goal_n=9
        )
    return {"project_id": held.pk, "target_id": row.pk}


def staff_of(of) -> dict[str, Any]:
    held, who = make.project(of), make.member(of, "organizer")
    with tenant(of.id):
        row = ProjectMember.objects.create(
            organization_id=of.id, project=held, member_id=who.id, role="listener"
        )
    return {"project_id": held.pk, "row_id": row.pk}


def question_of(of) -> dict[str, Any]:
    held = make.guide(of)
    with tenant(of.id):
        return {"guide_id": held.pk, "question_id": held.questions.get().pk}


def round_of(name: str, allowed: P = P.MANAGE_LISTENING, **options) -> Route:
    return Route(f"listening:{name}", allowed, args={"project_id": make.project}, **options)


def guide_of(name: str, allowed: P = P.MANAGE_LISTENING, **options) -> Route:
    return Route(f"listening:{name}", allowed, args={"guide_id": make.guide}, **options)


def session_at(name: str, allowed: P = P.MANAGE_LISTENING, **options) -> Route:
    return Route(f"listening:{name}", allowed, args={"session_id": make.session}, **options)


def participant_at(of) -> dict[str, Any]:
    held = make.session(of)
    return {"session_id": held.pk, "participant_id": make.participant(of, held).pk}


ROUNDS = [
    Route("listening:tray", P.LOG_CONVERSATION),
    Route("listening:sessions", P.VIEW_NOTES),
    Route("listening:project_new", P.MANAGE_LISTENING),
    Route("listening:project_join", P.MANAGE_LISTENING),
    round_of("project_invite", method="post", answer=302),  # without a guide it says so
    round_of("project", P.VIEW_NOTES),
    round_of("project_edit"),
    round_of("project_move", method="post", data={"status": "coding"}, answer=302),
    round_of("consent_text"),
    round_of("target_new"),
    Route("listening:target", P.MANAGE_LISTENING, args=target_of),
    Route("listening:target_remove", P.MANAGE_LISTENING, args=target_of, method="post", answer=302),
    round_of("project_staff"),
    Route("listening:staff_remove", P.MANAGE_LISTENING, args=staff_of, method="post", answer=302),
    round_of("team_new"),
    Route("listening:guides", P.VIEW_NOTES),
    Route("listening:guide_new", P.MANAGE_LISTENING),
    guide_of("guide", P.VIEW_NOTES),
    guide_of("guide_edit"),
    guide_of("guide_copy", method="post", answer=302),
    guide_of("guide_sheet", P.LOG_CONVERSATION),
    guide_of("question_new"),
    Route("listening:question", P.MANAGE_LISTENING, args=question_of),
    Route("listening:question_remove", P.MANAGE_LISTENING, args=question_of, method="post", answer=302),
    session_at("session_edit"),
    session_at("session_cancel"),
    session_at("session_restore", method="post", answer=302),
    session_at("wrap_up_yeses"),
    session_at("wrap_up_words"),
    session_at("wrapped_up"),
    session_at("session_thank", method="post", answer=302),
    session_at("poster"),
    session_at("sign_in_switch", method="post", answer=302),
    session_at("sign_in_sheet"),
    session_at("participant_new"),
    Route("listening:participant", P.VIEW_NOTES, args=participant_at),
    Route("listening:participant_name", P.MANAGE_LISTENING, args=participant_at),
    Route("listening:participant_remove", P.MANAGE_LISTENING, args=participant_at, method="post", answer=302),
    Route(
        "listening:participant_answers", P.MANAGE_LISTENING, args=participant_at, method="post", answer=302
    ),
    Route("listening:unseal", P.VIEW_RESTRICTED, args=participant_at, method="post", answer=422),
    Route("sign_in:form", ANYBODY, args={"token": "no-such-token"}, answer=404),
    Route("listening:question_move", P.MANAGE_LISTENING, args=question_of, method="post", answer=302),
]


def difference_of(of) -> dict[str, Any]:
    """Two coders, one passage, one code that only the first gave."""
    first, second = (make.member(of, "researcher") for _coder in range(2))
    with tenant(of.id):
        project = made.project(first)
        book, codes = made.codebook(first, "late")
        version = made.note(first, made.session(first, project), "The bus is late.")
        coding_round = made.coding_round(project, book, version, coders=[first, second])
        coding = made.coded(first, version, "late", codes["late"], of=coding_round)
    return {"round_id": coding_round.pk, "version_id": version.pk, "code_id": coding.code_id}


def round_with_difference(of) -> dict[str, Any]:
    return {"round_id": difference_of(of)["round_id"]}


def exchange_file(of):
    with tenant(of.id):
        return ExchangeFile.objects.create(
            organization_id=of.id, kind="qdc", file_name="codes.qdc", sha256="0"
        )


def exchange(name: str, **options) -> Route:
    return Route(f"listening:{name}", P.CODE_NOTES, args={"file_id": exchange_file}, **options)


WHERE_ROUNDS_STAND = [Route("listening:standing", P.VIEW_OVERVIEW)]
AGREEMENT = [
    Route("listening:exchange", P.CODE_NOTES),
    exchange("exchange_file"),
    exchange("exchange_panel"),
    exchange("exchange_undo", method="post", answer=302),
    round_of("agreement", P.VIEW_NOTES),
    round_of("code_tables", P.VIEW_NOTES),
    round_of("code_pairs", P.VIEW_NOTES),
    round_of("saturation", P.VIEW_NOTES),
    Route("listening:round_agreement", P.VIEW_NOTES, args=round_with_difference),
    Route("listening:disagreements", P.VIEW_NOTES, args=round_with_difference),
    # Whoever codes shared copies reads no partner's notes, so there is nothing for them to settle.
    Route("listening:adjudicate", P.CODE_NOTES, args=difference_of, roles={"coalition_researcher": 404}),
]


def sheet_of(of) -> dict[str, Any]:
    made = make.practice_sheet(of)
    return {"assessment_id": made.assessment_id, "sheet_id": made.pk}


def practice_evidence_of(of) -> dict[str, Any]:
    made = make.practice_evidence(of)
    return {"project_id": made.project_id, "evidence_id": made.pk}


def practice_of(name: str, allowed: P, **options) -> Route:
    def arguments(of):
        return {"project_id": make.project(of).pk, "key": "justice.1"}

    return Route(f"listening:{name}", allowed, args=arguments, **options)


STANDING = [
    round_of("unheard", P.VIEW_OVERVIEW),
    round_of("practices", P.VIEW_OVERVIEW),
    round_of("assessment_new"),
    practice_of("practice", P.VIEW_NOTES),
    practice_of("practice_evidence_add", P.CODE_NOTES, method="post", answer=404),  # no words named
    Route(
        "listening:practice_evidence_remove",
        P.CODE_NOTES,
        args=practice_evidence_of,
        method="post",
        answer=302,
    ),
    Route("listening:practice_sheet", P.MANAGE_LISTENING, args={"assessment_id": make.assessment}),
    Route("listening:practice_sheet_remove", P.MANAGE_LISTENING, args=sheet_of, method="post", answer=302),
    round_of("vote_new"),
    Route("listening:vote", P.VIEW_OVERVIEW, args={"vote_id": make.vote}),
    Route("listening:vote_close", P.MANAGE_LISTENING, args={"vote_id": make.vote}, method="post", answer=302),
    Route("vote:ballot", ANYBODY, args={"token": "no-token"}, answer=404),
]
# Volunteers open their own notes, and these are somebody else's.
OTHERS_NOTES = {"volunteer": 404} | dict.fromkeys(
    ("viewer", "data_staff", "coalition_researcher", "coalition_lead", "coalition_admin"), 403
)
OTHERS_FILES = OTHERS_NOTES | {"researcher": 404}  # a sheet shows names and numbers


def note_route(name: str, **options) -> Route:
    return Route(f"listening:{name}", MEMBER, args={"note_id": make.note}, roles=OTHERS_NOTES, **options)


def translated(of) -> dict[str, Any]:
    found = make.translation(of)
    return {"note_id": found.version.note_id, "translation_id": found}


def transcript_route(name: str, **options) -> Route:
    roles = {"volunteer": 404}
    return Route(
        f"listening:{name}",
        P.LOG_CONVERSATION,
        args={"transcript_id": make.transcript},
        roles=roles,
        **options,
    )


NOTES = [
    Route("listening:notes", MEMBER, roles={key: code for key, code in OTHERS_NOTES.items() if code == 403}),
    note_route("note"),
    Route("listening:note_correct", MEMBER, args={"note_id": make.note}, roles=OTHERS_NOTES | {"researcher": 403}),
    Route("listening:note_describe", MEMBER, args={"note_id": make.note}, roles=OTHERS_NOTES | {"researcher": 403}),
    note_route("note_history"),
    note_route("note_translate"),
    note_route("memo_on_note"),
    Route(
        "listening:translation_check",
        MEMBER,
        args=translated,
        method="post",
        answer=302,
        roles=OTHERS_NOTES,
    ),
    Route(
        "listening:attach_to_note", P.LOG_CONVERSATION, args={"note_id": make.note}, roles={"volunteer": 404}
    ),
    Route("listening:note_new", P.LOG_CONVERSATION, args={"session_id": make.session}),
    Route("listening:memo_on_session", P.VIEW_NOTES, args={"session_id": make.session}),
    Route("listening:memo_on_project", P.VIEW_NOTES, args={"project_id": make.project}),
    Route("listening:attach_to_session", P.LOG_CONVERSATION, args={"session_id": make.session}),
    Route("listening:transcript_new", P.LOG_CONVERSATION, args={"session_id": make.session}),
    Route("listening:memo", MEMBER, args={"memo_id": make.memo}, roles=OTHERS_NOTES | {"researcher": 403}),
    Route(
        "listening:memo_remove",
        MEMBER,
        args={"memo_id": make.memo},
        method="post",
        answer=302,
        roles=OTHERS_NOTES | {"researcher": 403},
    ),
    Route("listening:attachment", MEMBER, args={"attachment_id": make.attachment}, roles=OTHERS_FILES),
    Route(
        "listening:attachment_remove",
        MEMBER,
        args={"attachment_id": make.attachment},
        method="post",
        answer=302,
        roles=OTHERS_FILES,
    ),
    transcript_route("transcript"),
    transcript_route("transcript_discard", method="post", answer=302),
    transcript_route("transcript_undo", method="post", answer=302),
]  # fmt: skip


def call_of(of) -> dict[str, Any]:
    made = make.call(of)
    return {"list_id": made.call_list_id, "call_id": made.pk}


def calls(name: str, *, one: bool = False, method: str = "post") -> Route:
    """One's own calls only."""

    def arguments(of):
        made = call_of(of)
        return made if one else {"list_id": made["list_id"]}

    return Route(f"listening:{name}", P.LOG_CONVERSATION, args=arguments, method=method, answer=404)


CALLS = [
    Route("listening:calls", P.LOG_CONVERSATION),
    Route("listening:calls_of_steps", P.LOG_CONVERSATION, method="post", answer=302),
    Route("listening:calls_of_turf", P.LOG_CONVERSATION, method="post", answer=302),
    Route("listening:calls_of_people", P.LOG_CONVERSATION),
    Route("listening:calls_choose", P.LOG_CONVERSATION, method="post", answer=302),
    calls("calling", method="get"),
    calls("calls_end"),
    calls("calls_again"),
    calls("call", one=True),
    calls("call_skip", one=True),
    calls("call_undo", one=True),
    Route(
        "campaigns:action_call", P.RECORD_SIGNUPS, args={"action_id": make.action}, method="post", answer=302
    ),
]


def campaign_route(name: str, allowed: P = P.MANAGE_CAMPAIGNS, **options) -> Route:
    return Route(f"campaigns:{name}", allowed, args={"campaign_id": make.campaign}, **options)


def action_route(name: str, allowed: P, **options) -> Route:
    return Route(f"campaigns:{name}", allowed, args={"action_id": make.action}, **options)


CAMPAIGNS = [
    Route("campaigns:list", P.VIEW_CAMPAIGNS),
    Route("campaigns:new", P.MANAGE_CAMPAIGNS),
    campaign_route("detail", P.VIEW_CAMPAIGNS),
    campaign_route("edit"),
    campaign_route("demand_new"),
    Route("campaigns:demand_edit", P.MANAGE_CAMPAIGNS, args={"demand_id": make.demand}),
    Route("campaigns:action_new", P.MANAGE_CAMPAIGNS),
    action_route("action", P.VIEW_CAMPAIGNS),
    action_route("action_edit", P.MANAGE_CAMPAIGNS),
    action_route("action_cancel", P.MANAGE_CAMPAIGNS),
    action_route("action_restore", P.MANAGE_CAMPAIGNS, method="post", answer=302),
    action_route("action_people", P.RECORD_SIGNUPS),
    Route("campaigns:signup", P.RECORD_SIGNUPS, args={"action_id": make.action, "contact_id": make.contact}),
    Route("campaigns:ask", P.RECORD_SIGNUPS, args={"contact_id": make.contact}),
]

DASHBOARD = [
    Route("dashboard:organization", P.VIEW_OVERVIEW),
    Route("dashboard:coalition", P.VIEW_COALITION),
]

API = [
    Route("api:schema", MEMBER, anonymous=302),
    Route("api:contact-list", P.VIEW_CONTACTS),
    Route("api:contact-list", P.EDIT_CONTACTS, method="post", answer=415, case="a form"),
    Route("api:contact-detail", P.VIEW_CONTACTS, pk=make.contact, roles={"volunteer": 404}),
    Route("api:conversation-list", P.VIEW_NOTES),
    Route("api:conversation-list", P.LOG_CONVERSATION, method="post", answer=415, case="a form"),
    Route("api:conversation-detail", P.VIEW_NOTES, pk=make.attempt),
    Route("api:action-list", P.VIEW_CAMPAIGNS),
    Route("api:action-list", P.MANAGE_CAMPAIGNS, method="post", answer=415, case="a form"),
    Route("api:action-detail", P.VIEW_CAMPAIGNS, pk=make.action),
    Route("api:action-signups", P.VIEW_CAMPAIGNS, pk=make.action),
    Route("api:action-signups", P.RECORD_SIGNUPS, pk=make.action, method="post", answer=415, case="a form"),
    Route("api:task-list", P.WORK_TASKS),
    Route("api:task-list", P.WORK_TASKS, method="post", answer=415, case="a form"),
    Route("api:task-detail", P.WORK_TASKS, pk=make.task, roles=DEEDS_OF_OTHERS),
    Route(
        "api:task-finish",
        P.WORK_TASKS,
        pk=make.task,
        method="post",
        answer=415,
        case="a form",
        roles=DEEDS_OF_OTHERS,
    ),
]

# A volunteer sees the people of their turf only.
OUT_OF_TURF = {"volunteer": 404}


def new_tag(of, *people):
    return make.tag(of, f"bus {next(numbers)}", *people)


def of_person(of) -> dict[str, Any]:
    """A person with one of everything that hangs on them."""
    person = make.contact(of)
    return {
        "contact_id": person,
        "method_id": make.method(of, person),
        "row_id": make.stake(of, person),
        "tag_id": new_tag(of, person),
        "household_id": make.household(of, person),
        "link_id": make.relationship(of, person, make.contact(of, "Ben")),
        "external_id": make.external_id(of, person),
    }


def person_route(name: str, *parts: str, allowed: P = P.EDIT_CONTACTS, **options) -> Route:
    def arguments(of):
        return {key: made for key, made in of_person(of).items() if key in ("contact_id", *parts)}

    return Route(f"contacts:{name}", allowed, args=arguments, **options)


def two_people(of) -> dict[str, Any]:
    return {"left_id": make.contact(of), "right_id": make.contact(of, "Lupe")}


def merge(of):
    kept, merged = make.contact(of), make.contact(of, "Lupe")
    with tenant(of.id):
        return merge_contacts(by=make.system(of), kept=kept, merged=merged)


TWINS = [
    Route("contacts:duplicates", P.EDIT_CONTACTS),
    Route("contacts:pair", P.EDIT_CONTACTS, args=two_people),
    Route("contacts:pair", P.EDIT_CONTACTS, args=two_people, method="post", data={"answer": "different"}, answer=302, case="answer"),
    Route("contacts:pair_undo", P.EDIT_CONTACTS, args=two_people, method="post", answer=302),
    Route("contacts:unmerge", P.EDIT_CONTACTS, args={"merge_id": merge}),
    Route("contacts:double", P.EDIT_CONTACTS, args={"contact_id": make.contact}),
]  # fmt: skip


def new_segment(of):
    return make.segment(of, is_shared=True)


def new_deed(of):
    """Somebody's own, so only whoever manages jobs sees it here."""
    return make.deed(of)


# Volunteers see the turfs they were given, and these were given to nobody.
NO_TURF = {"volunteer": 404}
DEEDS_OF_OTHERS = {"organizer": 404, "youth_organizer": 404, "data_staff": 404}
NO_LISTS = dict.fromkeys(("researcher", "coalition_lead", "coalition_admin"), 403)
LISTS = [
    Route("contacts:count", P.VIEW_CONTACTS),
    Route("contacts:deeds", P.EDIT_CONTACTS),
    Route("contacts:bulk", P.EDIT_CONTACTS, args={"kind": "tag"}, method="post", answer={200, 302, 422}),
    Route("contacts:bulk_start", P.EDIT_CONTACTS),
    Route("contacts:bulk_export", P.EXPORT, method="post", answer=302, roles=NO_LISTS),
    Route("contacts:bulk_print", P.EXPORT, method="post", answer=302, roles=NO_LISTS),
    Route("contacts:deed", P.EDIT_CONTACTS, args={"deed_id": new_deed}, roles=DEEDS_OF_OTHERS),
    Route("contacts:deed_undo", P.EDIT_CONTACTS, args={"deed_id": new_deed}, roles=DEEDS_OF_OTHERS),
    Route("contacts:segments", P.VIEW_ALL_CONTACTS),
    Route("contacts:segment_new", P.EDIT_CONTACTS),
    Route("contacts:segment", P.EDIT_CONTACTS, args={"segment_id": new_segment}),
    Route("contacts:segment_count", P.VIEW_ALL_CONTACTS, args={"segment_id": new_segment}),
    Route("contacts:segment_retire", P.EDIT_CONTACTS, args={"segment_id": new_segment}),
    Route(
        "contacts:segment_restore",
        P.EDIT_CONTACTS,
        args={"segment_id": new_segment},
        method="post",
        answer=302,
    ),
    Route("contacts:turfs", P.VIEW_CONTACTS),
    Route("contacts:turf_cut", P.EDIT_CONTACTS),
    Route("contacts:turf", P.VIEW_CONTACTS, args={"turf_id": make.turf}, roles=NO_TURF),
    Route("contacts:turf_change", P.EDIT_CONTACTS, args={"turf_id": make.turf}),
    Route("contacts:turf_print", P.EXPORT, args={"turf_id": make.turf}, answer=302, roles=NO_LISTS),
    Route("contacts:turf_release", P.VIEW_CONTACTS, args={"turf_id": make.turf}, roles=NO_TURF),
    Route("contacts:turf_archive", P.EDIT_CONTACTS, args={"turf_id": make.turf}, method="post", answer=302),
    Route("contacts:sheet", P.EXPORT, roles=NO_LISTS),
    Route("contacts:wall", P.VIEW_ALL_CONTACTS),
]

CONTACTS = [
    Route("contacts:list", P.VIEW_CONTACTS),
    Route("contacts:bin", P.EDIT_CONTACTS),
    Route("contacts:new", P.EDIT_CONTACTS),
    Route("contacts:similar", P.EDIT_CONTACTS),
    Route("contacts:tags", P.EDIT_CONTACTS),
    Route("contacts:tag", P.EDIT_CONTACTS, args={"tag_id": new_tag}),
    Route("contacts:tag_retire", P.EDIT_CONTACTS, args={"tag_id": new_tag}),
    person_route("detail", allowed=P.VIEW_CONTACTS, roles=OUT_OF_TURF),
    person_route("edit"),
    person_route("archive"),
    person_route("restore", method="post", answer=302),
    person_route("do_not_contact"),
    person_route("consent"),
    person_route("stake_add"),
    person_route("stake_end", "row_id"),
    person_route("method_add"),
    person_route("method", "method_id"),
    person_route("method_remove", "method_id"),
    person_route("tag_add"),
    person_route("tag_remove", "tag_id", method="post", answer=302),
]

CARDS = [person_route("card", allowed=P.VIEW_METHODS, method="post")]
PEOPLE = [
    Route("contacts:tag_merge", P.EDIT_CONTACTS, args={"tag_id": new_tag}),
    Route("contacts:tag_restore", P.EDIT_CONTACTS, args={"tag_id": new_tag}, method="post", answer=302),
    Route("contacts:ladder", P.MANAGE_SETTINGS),
    Route("contacts:rung", P.MANAGE_SETTINGS, args={"rung_id": make.rung}),
    Route("contacts:rung_move", P.MANAGE_SETTINGS, args={"rung_id": make.rung}, method="post", answer=302),
    Route("contacts:rung_retire", P.MANAGE_SETTINGS, args={"rung_id": make.rung}),
    Route("contacts:fields", P.MANAGE_SETTINGS),
    Route("contacts:field", P.MANAGE_SETTINGS, args={"field_id": make.custom_field}),
    Route("contacts:field_retire", P.MANAGE_SETTINGS, args={"field_id": make.custom_field}),
    Route(
        "contacts:field_restore",
        P.MANAGE_SETTINGS,
        args={"field_id": make.custom_field},
        method="post",
        answer=302,
    ),
    Route("contacts:closed", P.MANAGE_SETTINGS),
    Route("contacts:school_year", P.EDIT_CONTACTS),
    Route(
        "contacts:graduated",
        P.EDIT_CONTACTS,
        args={"row_id": lambda of: make.stake(of, make.contact(of), "student")},
        method="post",
        data={"answer": "still"},
        answer=302,
    ),
    Route("contacts:guardians", P.VIEW_MINORS),
    Route("contacts:picks", P.EDIT_CONTACTS),
    person_route("climb"),
    person_route("assess"),
    person_route("age", method="post", data={"band": "25_plus"}, answer=302),
    person_route("relation_add"),
    person_route("relation_end", "link_id"),
    person_route("household_add"),
    person_route("household", "household_id"),
    person_route("household_leave", "household_id"),
    person_route("external_add"),
    person_route("external_remove", "external_id", method="post", answer=302),
]

DISTRICTS = [
    Route("districts:options", MEMBER),
    Route("districts:schools", MEMBER),
]

# Without the desk one follows the jobs that one started.
NO_DESK = {role.key: 404 for role in ROLES.values() if P.VIEW_JOBS not in role.permissions}
QUEUE = [
    Route("queue:healthz", ANYBODY),
    Route("queue:desk", P.VIEW_JOBS),
    Route("queue:running", P.VIEW_JOBS),
    Route("queue:schedule", P.VIEW_JOBS),
    Route("queue:detail", P.VIEW_JOBS, args={"id": make.job}),
    Route("queue:panel", MEMBER, args={"id": make.job}, roles=NO_DESK),
    Route("queue:cancel", P.MANAGE_JOBS, args={"id": make.job}, method="post", answer=302),
    Route("queue:retry", P.MANAGE_JOBS, args={"id": make.job}, method="post", answer=302),
]

SEARCH = [Route("search:everything", MEMBER)]


def batch_route(name: str, **options) -> Route:
    return Route(f"imports:{name}", P.IMPORT, args={"batch_id": make.import_batch}, **options)


# Numbers of all partners are theirs, lists of people are not.
NO_PEOPLE = dict.fromkeys(("researcher", "coalition_lead", "coalition_admin"), 403)


def a_mapping(of) -> Any:
    return make.saved_mapping(of, f"Sheet {uuid.uuid4()}")


IMPORTS = [
    Route("imports:start", P.IMPORT),
    batch_route("detail"),
    batch_route("what", answer=302),  # past that step
    batch_route("columns", answer=302),
    batch_route("check", answer=302),
    batch_route("people"),  # its rows that wait may be decided after it ran
    batch_route("families", method="post", answer=302),
    batch_route("people_panel", answer=302),
    batch_route("panel", answer=302),
    batch_route("row", answer=302),
    batch_route("otherwise", answer=302),  # past that step
    Route("imports:mappings", P.IMPORT),
    Route("imports:mapping", P.IMPORT, args={"mapping_id": a_mapping}),
    Route("imports:mapping_delete", P.IMPORT, args={"mapping_id": a_mapping}),
    batch_route("discard"),
    batch_route("undo"),
    batch_route("rows"),
    batch_route("error_rows"),
    batch_route("outcomes"),
    batch_route("stop", method="post", answer=302),
    batch_route("go_on", method="post", answer=302),
    Route("imports:export", P.EXPORT, args={"kind": "contacts"}, roles=NO_PEOPLE),
    # Somebody else's file, even of the same organization, is not there.
    Route("imports:file", P.EXPORT, args={"file_id": make.export_file}, answer=404),
    Route("imports:file_panel", P.EXPORT, args={"file_id": make.export_file}, answer=404),
    Route("imports:download", P.EXPORT, args={"file_id": make.export_file}, answer=404),
]

# Pages of those who read notes or code them; the coalition's researchers code and read nobody's notes.
NO_NOTES = {"coalition_researcher": 404}
READERS = {"volunteer": 403, "viewer": 403, "data_staff": 403, "coalition_lead": 403, "coalition_admin": 403}


def coding_of(name: str, word: str, maker: Callable, answer: int | set[int] = 302, **more) -> Route:
    return Route(f"listening:{name}", P.CODE_NOTES, args={word: maker}, method="post", answer=answer, **more)


CODING = [
    Route("listening:coding_queue", P.CODE_NOTES),
    Route("listening:coding_answers", P.CODE_NOTES),
    Route("listening:coding_round_new", P.CODE_NOTES),
    Route("listening:coding_rounds", MEMBER, roles=READERS),
    Route("listening:coding_round", MEMBER, args={"round_id": make.coding_round}, roles=READERS),
    coding_of("coding_round_close", "round_id", make.coding_round),
    # The coalition's researchers hold the permission and own no notes: theirs are not there.
    Route("listening:coding_desk", P.CODE_NOTES, args={"note_id": make.note}, roles=NO_NOTES),
    Route("listening:coding_marks", P.CODE_NOTES, args={"note_id": make.note}, roles=NO_NOTES),
    coding_of("coding_code", "note_id", make.note, 422, roles=NO_NOTES),
    coding_of("coding_redact", "note_id", make.note, 422, roles=NO_NOTES),
    coding_of("coding_undo", "note_id", make.note, roles=NO_NOTES),
    coding_of("coding_done", "note_id", make.note, roles=NO_NOTES),
    coding_of("coding_answer", "note_id", make.note, roles=NO_NOTES),
    coding_of("coding_off", "coding_id", make.coding, {302, 422}, roles=NO_NOTES),
    coding_of("coding_sure", "coding_id", make.coding, {302, 422}, roles=NO_NOTES),
    coding_of("excerpt_feel", "excerpt_id", make.excerpt, roles=NO_NOTES),
    coding_of("excerpt_place", "excerpt_id", make.excerpt, 422, roles=NO_NOTES),
    Route(
        "listening:redaction_lift",
        P.MANAGE_LISTENING,
        args={"redaction_id": make.redaction},
        method="post",
        answer=302,
    ),
    Route("listening:codebooks", MEMBER, roles=READERS),
    Route("listening:codebook_new", P.CODE_NOTES),
    Route("listening:codebook", MEMBER, args={"codebook_id": make.codebook}, roles=READERS),
    coding_of("codebook_copy", "codebook_id", make.codebook),
    coding_of("codebook_offer", "codebook_id", make.codebook),
    Route("listening:code_new", P.CODE_NOTES, args={"codebook_id": make.codebook}),
    coding_of("offer_take", "offer_id", make.vocabulary_offer),
    coding_of("code_change_undo", "change_id", make.code_change),
    Route("listening:code", MEMBER, args={"code_id": make.code}, roles=READERS),
    *(
        Route(f"listening:code_{deed}", P.CODE_NOTES, args={"code_id": make.code})
        for deed in ("edit", "move", "merge", "split")
    ),
    coding_of("code_memo", "code_id", make.code),
    coding_of("code_retire", "code_id", make.code),
    coding_of("code_take_up", "code_id", make.code),
]

# A block a line, so that two branches that add one each do not meet.
THEMES = [
    Route("listening:themes", P.VIEW_NOTES, args={"project_id": make.project}),
    Route("listening:theme_new", P.CODE_NOTES, args={"project_id": make.project}),
    Route("listening:theme", P.VIEW_NOTES, args={"theme_id": make.theme}),
    Route("listening:theme_edit", P.CODE_NOTES, args={"theme_id": make.theme}),
    Route("listening:theme_state", P.CODE_NOTES, args={"theme_id": make.theme}, method="post", answer=302),
    Route(
        "listening:theme_none_found", P.CODE_NOTES, args={"theme_id": make.theme}, method="post", answer=302
    ),
    Route("listening:theme_evidence", P.CODE_NOTES, args={"theme_id": make.theme}),
    Route(
        "listening:theme_evidence_remove",
        P.CODE_NOTES,
        args=evidence_of,
        method="post",
        answer=302,
        roles={"coalition_researcher": 404},  # reads no notes
    ),
    Route("listening:finding_new", P.CODE_NOTES, args={"theme_id": make.theme}),
    Route("listening:finding", P.CODE_NOTES, args=finding_of),
    Route("listening:report_new", P.CODE_NOTES, args={"project_id": make.project}),
    Route("listening:report", P.VIEW_NOTES, args={"report_id": make.report}),
    Route("listening:report_write", P.CODE_NOTES, args={"report_id": make.report}),
    Route("listening:report_themes", P.CODE_NOTES, args={"report_id": make.report}),
    Route("listening:report_quote", P.CODE_NOTES, args=quote_of, roles={"coalition_researcher": 404}),
    Route("listening:report_preview", P.VIEW_NOTES, args={"report_id": make.report}),
    Route("listening:report_publish", P.MANAGE_LISTENING, args={"report_id": make.report}),
    Route("listening:report_close", P.MANAGE_LISTENING, args={"report_id": make.report}),
    Route("listening:correction_new", P.VIEW_NOTES, args={"report_id": make.report}),
    Route("listening:correction", P.CODE_NOTES, args=correction_of),
    Route("listening:edition", P.VIEW_NOTES, args={"edition_id": make.edition}),
    Route("listening:edition_file", P.VIEW_NOTES, args=edition_file_of),
    Route("listening:participant_words", P.MANAGE_LISTENING, args={"participant_id": make.participant}),
    Route("listening:participant_withdraw", P.MANAGE_LISTENING, args={"participant_id": make.participant}),
    Route("listening:contact_words", P.EDIT_CONTACTS, args={"contact_id": make.contact}),
    Route("listening:report_invite", P.MANAGE_LISTENING, args={"report_id": make.report}),
    Route("listening:contact_withdraw", P.EDIT_CONTACTS, args={"contact_id": make.contact}),
    Route(
        "listening:attachment_show_again",
        P.MANAGE_LISTENING,
        args={"attachment_id": make.attachment},
        method="post",
        answer=302,
    ),
    Route("told:my_words", ANYBODY),
    Route("told:report", ANYBODY, args={"token": "nobody-has-this"}, answer=404),
    Route("told:slides", ANYBODY, args={"token": "nobody-has-this"}, answer=404),
    Route("told:report_file", ANYBODY, args={"token": "nobody", "kind": "pdf", "language": "en"}, answer=404),
]


ROUTES = [
    *UI,
    *ACCOUNTS,
    *ORGANIZATIONS,
    *TASKS,
    *LISTENING,
    *NOTES,
    *ROUNDS,
    *THEMES,
    *STANDING,
    *WHERE_ROUNDS_STAND,
    *AGREEMENT,
    *CODING,
    *CAMPAIGNS,
    *DASHBOARD,
    *IMPORTS,
    *CONTACTS,
    *CARDS,
    *DISTRICTS,
    *QUEUE,
    *SEARCH,
    *WORK,
    *CALLS,
    *LISTS,
    *PEOPLE,
    *API,
    *POST,
    *TWINS,
]
