"""Addresses of themes, report-backs and what people allow."""

from django.urls import path

from listening.views import themes
from listening.views.reports import consents, drafting, editions, inviting

urlpatterns = [
    path("projects/<uuid:project_id>/themes/", themes.board, name="themes"),
    path("projects/<uuid:project_id>/themes/new/", themes.new, name="theme_new"),
    path("projects/<uuid:project_id>/reports/new/", drafting.new, name="report_new"),
    path("themes/<uuid:theme_id>/", themes.detail, name="theme"),
    path("themes/<uuid:theme_id>/edit/", themes.edit, name="theme_edit"),
    path("themes/<uuid:theme_id>/state/", themes.state, name="theme_state"),
    path("themes/<uuid:theme_id>/none-found/", themes.none_found, name="theme_none_found"),
    path("themes/<uuid:theme_id>/evidence/", themes.evidence, name="theme_evidence"),
    path(
        "themes/<uuid:theme_id>/evidence/<uuid:evidence_id>/remove/",
        themes.evidence_remove,
        name="theme_evidence_remove",
    ),
    path("themes/<uuid:theme_id>/findings/new/", themes.finding_new, name="finding_new"),
    path("themes/<uuid:theme_id>/findings/<uuid:finding_id>/", themes.finding, name="finding"),
    path("reports/<uuid:report_id>/", drafting.detail, name="report"),
    path("reports/<uuid:report_id>/write/", drafting.write, name="report_write"),
    path("reports/<uuid:report_id>/themes/", drafting.themes, name="report_themes"),
    path("reports/<uuid:report_id>/quotes/<uuid:excerpt_id>/", drafting.quote, name="report_quote"),
    path("reports/<uuid:report_id>/invite/", inviting.invite, name="report_invite"),
    path("reports/<uuid:report_id>/preview/", drafting.preview, name="report_preview"),
    path("reports/<uuid:report_id>/publish/", editions.publish, name="report_publish"),
    path("reports/<uuid:report_id>/close/", editions.close, name="report_close"),
    path("reports/<uuid:report_id>/corrections/new/", editions.correction_new, name="correction_new"),
    path(
        "reports/<uuid:report_id>/corrections/<uuid:correction_id>/", editions.correction, name="correction"
    ),
    path("editions/<uuid:edition_id>/", editions.edition, name="edition"),
    path(
        "editions/<uuid:edition_id>/<slug:kind>-<slug:language>/", editions.edition_file, name="edition_file"
    ),
    path("participants/<uuid:participant_id>/words/", consents.words, name="participant_words"),
    path("participants/<uuid:participant_id>/withdraw/", consents.withdraw, name="participant_withdraw"),
    path("people/<uuid:contact_id>/withdraw/", consents.withdraw_contact, name="contact_withdraw"),
    path("people/<uuid:contact_id>/words/", consents.words_of_contact, name="contact_words"),
]
