from django.urls import path

from tasks.views import calendars, editing, letters, lists, moving, rules, steps, sweeps, today

app_name = "tasks"

urlpatterns = [
    path("", today.today, name="today"),
    path("tasks/", lists.task_list, name="list"),
    path("tasks/new/", editing.new, name="new"),
    path("tasks/new/people/", editing.people, name="people"),
    path("tasks/new/days/", editing.coming_days, name="coming_days"),
    path("tasks/bulk/", sweeps.bulk, name="bulk"),
    path("tasks/team/", lists.team, name="team"),
    path("tasks/hand-over/", sweeps.hand_over_all, name="hand_over_all"),
    path("tasks/calendar/", calendars.settings_page, name="calendar"),
    path("tasks/calendar/revoke/", calendars.revoke, name="feed_revoke"),
    path("tasks/feed/<str:token>.ics", calendars.read, name="feed"),
    path("tasks/rules/", rules.rule_list, name="rules"),
    path("tasks/rules/<str:key>/", rules.rule, name="rule"),
    path("tasks/sweeps/<uuid:sweep_id>/", sweeps.sweep, name="sweep"),
    path("tasks/sweeps/<uuid:sweep_id>/undo/", sweeps.undo, name="undo"),
    path("tasks/sweeps/<uuid:sweep_id>/sheet/", sweeps.handover_sheet, name="sheet"),
    path("tasks/notices/", today.notices, name="notices"),
    path("tasks/notices/read/", today.read_notices, name="read_notices"),
    path("tasks/reminders/", letters.reminders, name="reminders"),
    path("tasks/messages/", letters.messages, name="messages"),
    path("tasks/messages/<uuid:message_id>/again/", letters.send_again, name="send_again"),
    path("tasks/messages/<uuid:message_id>/sent/", letters.mark_sent, name="mark_sent"),
    path("tasks/stop/<str:token>/", letters.unsubscribe, name="unsubscribe"),
    path("tasks/<uuid:task_id>/", steps.task, name="task"),
    path("tasks/<uuid:task_id>/comment/", steps.comment, name="comment"),
    path("tasks/<uuid:task_id>/step.ics", calendars.step_file, name="ics"),
    path("tasks/<uuid:task_id>/edit/", editing.edit, name="edit"),
    path("tasks/<uuid:task_id>/done/", steps.done, name="done"),
    path("tasks/<uuid:task_id>/drop/", steps.drop, name="drop"),
    path("tasks/<uuid:task_id>/reopen/", steps.reopen, name="reopen"),
    path("tasks/<uuid:task_id>/snooze/", moving.snooze, name="snooze"),
    path("tasks/<uuid:task_id>/hand-over/", moving.hand_over, name="hand_over"),
]
