from django.urls import path

from crm.ui import views

app_name = "ui"

urlpatterns = [
    path("more/", views.more, name="more"),
    path("ui/signed-in/", views.signed_in, name="signed_in"),
    path("ui/theme/", views.theme, name="theme"),
    path("ui/components/", views.components, name="components"),
]
