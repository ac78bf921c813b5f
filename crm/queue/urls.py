from django.urls import path

from crm.queue import views

app_name = "queue"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("jobs/", views.desk, name="desk"),
    path("jobs/running/", views.running, name="running"),
    path("jobs/schedule/", views.schedule, name="schedule"),
    path("jobs/<uuid:id>/", views.detail, name="detail"),
    path("jobs/<uuid:id>/panel/", views.panel, name="panel"),
    path("jobs/<uuid:id>/stop/", views.cancel, name="cancel"),
    path("jobs/<uuid:id>/again/", views.retry, name="retry"),
]
