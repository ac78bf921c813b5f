"""Addresses of where a round stands: who was not heard, how practices are rated, what people vote for."""

from django.urls import path

from listening.views.standing import assessing, rounds, unheard, voting

urlpatterns = [
    path("standing/", rounds.of_all, name="standing"),
    path("projects/<uuid:project_id>/coverage/", unheard.of_project, name="unheard"),
    path("projects/<uuid:project_id>/practices/", assessing.practices, name="practices"),
    path("projects/<uuid:project_id>/practices/new/", assessing.new, name="assessment_new"),
    path("projects/<uuid:project_id>/practices/<str:key>/", assessing.practice, name="practice"),
    path(
        "projects/<uuid:project_id>/practices/<str:key>/evidence/",
        assessing.evidence_add,
        name="practice_evidence_add",
    ),
    path(
        "projects/<uuid:project_id>/evidence/<uuid:evidence_id>/remove/",
        assessing.evidence_remove,
        name="practice_evidence_remove",
    ),
    path("practices/<uuid:assessment_id>/sheet/", assessing.sheet, name="practice_sheet"),
    path(
        "practices/<uuid:assessment_id>/sheets/<uuid:sheet_id>/remove/",
        assessing.sheet_remove,
        name="practice_sheet_remove",
    ),
    path("projects/<uuid:project_id>/votes/new/", voting.new, name="vote_new"),
    path("votes/<uuid:vote_id>/", voting.detail, name="vote"),
    path("votes/<uuid:vote_id>/close/", voting.close, name="vote_close"),
]
