from django.urls import path

from crm.dashboard import views

app_name = "dashboard"

urlpatterns = [
    path("overview/", views.organization, name="organization"),
    path("coalition/", views.coalition, name="coalition"),
]
