from django.urls import include, path

from listening.views import calls, talks

app_name = "listening"

urlpatterns = [
    path("", talks.session_list, name="list"),
    path("log/", talks.log, name="log"),
    path("calls/", calls.call_lists, name="calls"),
    path("calls/steps/", calls.begin_with_steps, name="calls_of_steps"),
    path("calls/turf/", calls.begin_with_turf, name="calls_of_turf"),
    path("calls/<uuid:list_id>/", calls.calling, name="calling"),
    path("calls/<uuid:list_id>/end/", calls.end, name="calls_end"),
    path("calls/<uuid:list_id>/again/", calls.again, name="calls_again"),
    path("calls/<uuid:list_id>/<uuid:call_id>/", calls.log, name="call"),
    path("calls/<uuid:list_id>/<uuid:call_id>/skip/", calls.skip, name="call_skip"),
    path("calls/<uuid:list_id>/<uuid:call_id>/undo/", calls.undo, name="call_undo"),
    path("turf/", talks.turf, name="turf"),
    path("attempts/<uuid:attempt_id>/undo/", talks.undo, name="undo"),
    path("attempts/<uuid:attempt_id>/finish/", talks.finish, name="finish"),
    path("plan/", talks.plan, name="plan"),
    path("sessions/<uuid:session_id>/", talks.session_detail, name="session"),
    path("sessions/<uuid:session_id>/session.ics", talks.session_file, name="session_ics"),
    path("sessions/<uuid:session_id>/wrap-up/", talks.wrap_up, name="wrap_up"),
    path("sessions/<uuid:session_id>/notes/new/", talks.note_new, name="note_new"),
    path("notes/<uuid:note_id>/correct/", talks.note_correct, name="note_correct"),
    path("", include("listening.coding_urls")),
]
