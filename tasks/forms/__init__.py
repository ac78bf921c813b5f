"""What people type about next steps, turned into clean values. Nothing is saved here."""

from tasks.forms.lists import BulkForm, HandOverAllForm, HandOverForm, ListFilter, SnoozeForm
from tasks.forms.members import MemberField, members
from tasks.forms.reminders import ReminderForm
from tasks.forms.rules import RuleForm
from tasks.forms.steps import CommentForm, DropForm, OutcomeForm, TaskForm

__all__ = [
    "BulkForm",
    "CommentForm",
    "DropForm",
    "HandOverAllForm",
    "HandOverForm",
    "ListFilter",
    "MemberField",
    "OutcomeForm",
    "ReminderForm",
    "RuleForm",
    "SnoozeForm",
    "TaskForm",
    "members",
]
