from django.urls import path

from crm.districts import views

app_name = "districts"

urlpatterns = [
    path("", views.options, name="options"),
    path("schools/", views.schools, name="schools"),
]
