"""Pages of those who spoke: short addresses, read aloud and printed."""

from django.urls import path

from listening.views.reports import told

app_name = "told"

urlpatterns = [
    path("my-words/", told.my_words, name="my_words"),
    path("r/<str:token>/", told.report, name="report"),
    path("r/<str:token>/slides/", told.slides, name="slides"),
    path("r/<str:token>/<slug:kind>-<slug:language>/", told.report_file, name="report_file"),
]
