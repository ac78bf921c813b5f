"""Addresses of what is made of codings: agreement, tables, curves, exchange files."""

from django.urls import path

from listening.views import exchanging
from listening.views.tables import agreement, tables

urlpatterns = [
    path("projects/<uuid:project_id>/tables/", tables.code_table, name="code_tables"),
    path("projects/<uuid:project_id>/tables/together/", tables.code_pairs, name="code_pairs"),
    path("projects/<uuid:project_id>/saturation/", tables.saturated, name="saturation"),
    path("projects/<uuid:project_id>/agreement/", agreement.of_project, name="agreement"),
    path("rounds/<uuid:round_id>/agreement/", agreement.of_round, name="round_agreement"),
    path("rounds/<uuid:round_id>/disagreements/", agreement.disagreements, name="disagreements"),
    path(
        "rounds/<uuid:round_id>/disagreements/<uuid:version_id>/<uuid:code_id>/",
        agreement.adjudicate,
        name="adjudicate",
    ),
    path("exchange/", exchanging.exchange, name="exchange"),
    path("exchange/<uuid:file_id>/", exchanging.exchange_file, name="exchange_file"),
    path("exchange/<uuid:file_id>/panel/", exchanging.exchange_panel, name="exchange_panel"),
    path("exchange/<uuid:file_id>/undo/", exchanging.exchange_undo, name="exchange_undo"),
]
