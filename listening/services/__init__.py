"""The writing vocabulary of listening. The only place of this room that saves."""

from listening.services.calling import (
    AlreadyCalled,
    begin_calls,
    call_again,
    end_calls,
    log_call,
    skip_call,
    undo_call,
)
from listening.services.talking import (
    CODE_LETTERS,
    NothingHeard,
    Talk,
    TooLateToUndo,
    add_note,
    correct_note,
    finish_talk,
    log_attempt,
    new_code,
    plan_session,
    talk_contact_uuid,
    undo_attempt,
    wrap_up_session,
)

__all__ = [
    "CODE_LETTERS",
    "AlreadyCalled",
    "NothingHeard",
    "Talk",
    "TooLateToUndo",
    "add_note",
    "begin_calls",
    "call_again",
    "correct_note",
    "end_calls",
    "finish_talk",
    "log_attempt",
    "log_call",
    "new_code",
    "plan_session",
    "skip_call",
    "talk_contact_uuid",
    "undo_attempt",
    "undo_call",
    "wrap_up_session",
]
