"""The writing vocabulary of tasks, reminders and messages. The only place of this room that saves."""

from tasks.services.following import (
    create_task,
    drop_task,
    edit_task,
    finish_task,
    hand_over_all,
    hand_over_task,
    reopen_task,
    snooze_task,
)
from tasks.services.noticing import mark_read

__all__ = [
    "create_task",
    "drop_task",
    "edit_task",
    "finish_task",
    "hand_over_all",
    "hand_over_task",
    "mark_read",
    "reopen_task",
    "snooze_task",
]
