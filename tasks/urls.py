from django.urls import path

from tasks.views import by_hand, hooks, letters, lists, plans, posting, public, steps, today

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
    path("tasks/messages/by-hand/", by_hand.by_hand, name="by_hand"),
    path("tasks/messages/by-hand/<uuid:message_id>/", by_hand.settle, name="settle"),
    path("tasks/messages/<uuid:message_id>/", letters.message, name="message"),
    path("tasks/messages/<uuid:message_id>/skip/", letters.skip, name="skip"),
    path("tasks/plans/", plans.plan_list, name="plans"),
    path("tasks/plans/new/", plans.plan_new, name="plan_new"),
    path("tasks/plans/<uuid:plan_id>/", plans.plan, name="plan"),
    path("tasks/plans/<uuid:plan_id>/add/", plans.step_new, name="plan_step_new"),
    path("tasks/plans/steps/<uuid:step_id>/", plans.step, name="plan_step"),
    path("tasks/plans/use/<uuid:subject_id>/", plans.use, name="plan_use"),
    path("tasks/sending/", posting.sending, name="sending"),
    path("tasks/sending/key/", posting.renew_key, name="renew_key"),
    path("tasks/stop/<str:token>/", public.unsubscribe, name="unsubscribe"),
    path("r/<str:token>/yes/", public.answer, {"wish": "yes"}, name="answer_yes"),
    path("r/<str:token>/no/", public.answer, {"wish": "no"}, name="answer_no"),
    path("hooks/texts/<str:token>/", hooks.text, name="text_hook"),
    path("hooks/mail/<slug:provider>/", hooks.mail, name="mail_hook"),
    path("tasks/<uuid:task_id>/", steps.task, name="task"),
    path("tasks/<uuid:task_id>/edit/", steps.edit, name="edit"),
    path("tasks/<uuid:task_id>/done/", steps.done, name="done"),
    path("tasks/<uuid:task_id>/drop/", steps.drop, name="drop"),
    path("tasks/<uuid:task_id>/reopen/", steps.reopen, name="reopen"),
    path("tasks/<uuid:task_id>/snooze/", steps.snooze, name="snooze"),
    path("tasks/<uuid:task_id>/hand-over/", steps.hand_over, name="hand_over"),
]
