"""The writing vocabulary of tasks, reminders and messages. The only place of this room that saves."""

from tasks.services.closing import drop_task, finish_task, reopen_task
from tasks.services.commenting import comment_on
from tasks.services.feeding import feed_of, make_feed, revoke_feed
from tasks.services.following import create_task, edit_task
from tasks.services.moving import hand_over_task, snooze_task
from tasks.services.noticing import mark_read
from tasks.services.reminding import choose_reminders, show_due
from tasks.services.rows import TaskChanged
from tasks.services.ruling import choose_rule, plan, run_rule, setting_of
from tasks.services.sending import claim, find_forgotten, find_torn, hand_over, mark_sent, send_again, settle
from tasks.services.sweeping import carry_on, hand_over_all, sweep_steps, undo_sweep

__all__ = [
    "TaskChanged",
    "carry_on",
    "choose_reminders",
    "choose_rule",
    "claim",
    "comment_on",
    "create_task",
    "drop_task",
    "edit_task",
    "feed_of",
    "find_forgotten",
    "find_torn",
    "finish_task",
    "hand_over",
    "hand_over_all",
    "hand_over_task",
    "make_feed",
    "mark_read",
    "mark_sent",
    "plan",
    "reopen_task",
    "revoke_feed",
    "run_rule",
    "send_again",
    "setting_of",
    "settle",
    "show_due",
    "snooze_task",
    "sweep_steps",
    "undo_sweep",
]
