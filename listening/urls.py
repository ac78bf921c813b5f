from django.urls import path

from listening import views

app_name = "listening"

urlpatterns = [
    path("", views.session_list, name="list"),
    path("log/", views.log, name="log"),
    path("turf/", views.turf, name="turf"),
    path("attempts/<uuid:attempt_id>/undo/", views.undo, name="undo"),
    path("attempts/<uuid:attempt_id>/finish/", views.finish, name="finish"),
    path("plan/", views.plan, name="plan"),
    path("sessions/<uuid:session_id>/", views.session_detail, name="session"),
    path("sessions/<uuid:session_id>/wrap-up/", views.wrap_up, name="wrap_up"),
    path("sessions/<uuid:session_id>/notes/new/", views.note_new, name="note_new"),
    path("notes/<uuid:note_id>/correct/", views.note_correct, name="note_correct"),
]
