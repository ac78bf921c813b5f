"""This room's places in the menu."""

from django.utils.translation import gettext_lazy as _

from crm.access.roles import Permission
from crm.ui import navigation
from crm.ui.navigation import Place

navigation.add(
    Place("today", _("Today"), "sun", "tasks:today", Permission.WORK_TASKS, order=10, dock="place")
)
navigation.add(
    Place(
        "tasks",
        _("Next steps"),
        "list-checks",
        "tasks:list",
        Permission.WORK_TASKS,
        order=60,
        menu="more",
        hint=_("Everything open, late or done; yours or the team's."),
    )
)
navigation.add(
    Place(
        "task_rules",
        _("Steps by themselves"),
        "settings",
        "tasks:rules",
        Permission.MANAGE_TASKS,
        order=62,
        menu="more",
        hint=_("Which steps are made without anybody asking, and when."),
    )
)
navigation.add(
    Place(
        "messages",
        _("Messages"),
        "mail",
        "tasks:messages",
        Permission.WORK_TASKS,
        order=65,
        menu="more",
        hint=_("Every reminder by e-mail, sent or not, with the reason."),
    )
)
navigation.add(
    Place("notices", _("Notices"), "bell", "tasks:notices", Permission.WORK_TASKS, order=20, menu="account")
)
navigation.add(
    Place(
        "calendar",
        _("Your calendar"),
        "calendar",
        "tasks:calendar",
        Permission.WORK_TASKS,
        order=35,
        menu="account",
    )
)
navigation.add(
    Place(
        "reminders",
        _("How you are reminded"),
        "alarm-clock",
        "tasks:reminders",
        Permission.WORK_TASKS,
        order=30,
        menu="account",
    )
)
navigation.add(
    Place(
        "plans",
        _("Reminder plans"),
        "alarm-clock",
        "tasks:plans",
        Permission.RECORD_SIGNUPS,
        order=66,
        menu="more",
        hint=_("What is written to people around an action or a session, and when."),
    )
)
navigation.add(
    Place(
        "sending",
        _("Sending"),
        "send",
        "tasks:sending",
        Permission.MANAGE_SETTINGS,
        order=75,
        menu="more",
        hint=_("Sender, answers, footer, minors, texts."),
    )
)
