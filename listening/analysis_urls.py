"""Addresses of what is made of codings: agreement, tables, curves, exchange files."""

from django.urls import path

from listening.views import agreement

urlpatterns = [
    path("projects/<uuid:project_id>/agreement/", agreement.of_project, name="agreement"),
    path("rounds/<uuid:round_id>/agreement/", agreement.of_round, name="round_agreement"),
    path("rounds/<uuid:round_id>/disagreements/", agreement.disagreements, name="disagreements"),
    path(
        "rounds/<uuid:round_id>/disagreements/<uuid:version_id>/<int:unit>/<uuid:code_id>/",
        agreement.adjudicate,
        name="adjudicate",
    ),
]
