"""The writing vocabulary of tasks, reminders and messages. The only place of this room that saves."""

from tasks.services.answering import answer, say_goodbye, take_report, take_text
from tasks.services.claiming import claim, claim_next
from tasks.services.closing import drop_task, finish_task, reopen_task
from tasks.services.commenting import comment_on
from tasks.services.deciding import mark_sent, send_again, skip
from tasks.services.digesting import write_digests
from tasks.services.feeding import feed_of, make_feed, renew_feed, revoke_feed
from tasks.services.following import check_as_shown, create_task, edit_task
from tasks.services.making import make_due
from tasks.services.moving import hand_over_task, snooze_task
from tasks.services.noticing import mark_read
from tasks.services.planning import add_step, create_plan, edit_plan, edit_step
from tasks.services.queueing import go_on, send_at, send_on
from tasks.services.reminding import choose_reminders
from tasks.services.resuming import find_forgotten, find_torn, let_go
from tasks.services.rows import TaskChanged
from tasks.services.ruling import choose_rule, plan, run_rule, setting_of
from tasks.services.scheduling import keep_plan
from tasks.services.sending import hand_over, settle
from tasks.services.settings import change_sending, renew_key
from tasks.services.showing import call_helper, show_due
from tasks.services.sweeping import carry_on, hand_over_all, sweep_steps, undo_sweep
from tasks.services.taking import give_back, take
from tasks.services.using import begin_automatic, begin_plan, end_plan

__all__ = [
    "TaskChanged",
    "add_step",
    "answer",
    "begin_automatic",
    "begin_plan",
    "call_helper",
    "carry_on",
    "change_sending",
    "check_as_shown",
    "choose_reminders",
    "choose_rule",
    "claim",
    "claim_next",
    "comment_on",
    "create_plan",
    "create_task",
    "drop_task",
    "edit_plan",
    "edit_step",
    "edit_task",
    "end_plan",
    "feed_of",
    "find_forgotten",
    "find_torn",
    "finish_task",
    "give_back",
    "go_on",
    "hand_over",
    "hand_over_all",
    "hand_over_task",
    "keep_plan",
    "let_go",
    "make_due",
    "make_feed",
    "mark_read",
    "mark_sent",
    "plan",
    "renew_feed",
    "renew_key",
    "reopen_task",
    "revoke_feed",
    "run_rule",
    "say_goodbye",
    "send_again",
    "send_at",
    "send_on",
    "setting_of",
    "settle",
    "show_due",
    "skip",
    "snooze_task",
    "sweep_steps",
    "take",
    "take_report",
    "take_text",
    "undo_sweep",
    "write_digests",
]
