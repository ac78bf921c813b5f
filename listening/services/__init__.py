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
from listening.services.memos import change_memo, remove_memo, write_memo
from listening.services.noting import (
    LONGEST,
    AnotherSession,
    NothingHeard,
    TooLong,
    add_note,
    correct_note,
    describe_note,
)
from listening.services.talking import (
    CODE_LETTERS,
    REMINDED,
    Talk,
    TooLateToUndo,
    finish_talk,
    log_attempt,
    new_code,
    plan_session,
    talk_contact_uuid,
    undo_attempt,
    wrap_up_session,
)
from listening.services.translating import SameLanguage, check_translation, translate_note

__all__ = [
    "CODE_LETTERS",
    "LONGEST",
    "REMINDED",
    "AlreadyCalled",
    "AnotherSession",
    "NothingHeard",
    "SameLanguage",
    "Talk",
    "TooLateToUndo",
    "TooLong",
    "add_note",
    "begin_calls",
    "call_again",
    "change_memo",
    "check_translation",
    "correct_note",
    "describe_note",
    "end_calls",
    "finish_talk",
    "log_attempt",
    "log_call",
    "new_code",
    "plan_session",
    "remove_memo",
    "skip_call",
    "talk_contact_uuid",
    "translate_note",
    "undo_attempt",
    "undo_call",
    "wrap_up_session",
    "write_memo",
]
