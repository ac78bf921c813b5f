from django.urls import path

from tasks.views import letters, lists, steps, today

app_name = "tasks"

urlpatterns = [
    path("", today.today, name="today"),
    path("tasks/", lists.task_list, name="list"),
    path("tasks/new/", steps.new, name="new"),
    path("tasks/bulk/", lists.bulk, name="bulk"),
    path("tasks/team/", lists.team, name="team"),
    path("tasks/hand-over/", lists.hand_over_all, name="hand_over_all"),
    path("tasks/notices/", today.notices, name="notices"),
    path("tasks/notices/read/", today.read_notices, name="read_notices"),
    path("tasks/reminders/", letters.reminders, name="reminders"),
    path("tasks/messages/", letters.messages, name="messages"),
    path("tasks/messages/<uuid:message_id>/again/", letters.send_again, name="send_again"),
    path("tasks/messages/<uuid:message_id>/sent/", letters.mark_sent, name="mark_sent"),
    path("tasks/stop/<str:token>/", letters.unsubscribe, name="unsubscribe"),
    path("tasks/<uuid:task_id>/", steps.task, name="task"),
    path("tasks/<uuid:task_id>/edit/", steps.edit, name="edit"),
    path("tasks/<uuid:task_id>/done/", steps.done, name="done"),
    path("tasks/<uuid:task_id>/drop/", steps.drop, name="drop"),
    path("tasks/<uuid:task_id>/reopen/", steps.reopen, name="reopen"),
    path("tasks/<uuid:task_id>/snooze/", steps.snooze, name="snooze"),
    path("tasks/<uuid:task_id>/hand-over/", steps.hand_over, name="hand_over"),
]
