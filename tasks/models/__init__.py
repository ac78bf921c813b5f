"""What people have promised to do next, and the reminders and messages that come of it. A task is a
person's; a job (crm.queue) is the machine's."""

from tasks.models.channels import Channel, Inbound, SendingSetting
from tasks.models.comments import Comment
from tasks.models.messages import Message
from tasks.models.plans import PlannedReminder, PlanStep, PlanUse, ReminderPlan, Template
from tasks.models.reminders import Notice, Reminder, ReminderSetting
from tasks.models.rules import RuleSetting
from tasks.models.steps import Task
from tasks.models.sweeps import Sweep

__all__ = [
    "Channel",
    "Comment",
    "Inbound",
    "Message",
    "Notice",
    "PlanStep",
    "PlanUse",
    "PlannedReminder",
    "Reminder",
    "ReminderPlan",
    "ReminderSetting",
    "RuleSetting",
    "SendingSetting",
    "Sweep",
    "Task",
    "Template",
]
