"""Addresses of notes and what hangs on them."""

from django.urls import path

from listening.views.notes import attachments, memos, notes, transcripts, translations

urlpatterns = [
    path("notes/", notes.note_list, name="notes"),
    path("notes/<uuid:note_id>/", notes.note_detail, name="note"),
    path("notes/<uuid:note_id>/correct/", notes.note_correct, name="note_correct"),
    path("notes/<uuid:note_id>/describe/", notes.note_describe, name="note_describe"),
    path("notes/<uuid:note_id>/wordings/", notes.note_history, name="note_history"),
    path("notes/<uuid:note_id>/translate/", translations.translate, name="note_translate"),
    path(
        "notes/<uuid:note_id>/translations/<uuid:translation_id>/checked/",
        translations.check,
        name="translation_check",
    ),
    path("notes/<uuid:note_id>/memo/", memos.memo_on_note, name="memo_on_note"),
    path("notes/<uuid:note_id>/attach/", attachments.attach_to_note, name="attach_to_note"),
    path("sessions/<uuid:session_id>/notes/new/", notes.note_new, name="note_new"),
    path("sessions/<uuid:session_id>/memo/", memos.memo_on_session, name="memo_on_session"),
    path("sessions/<uuid:session_id>/attach/", attachments.attach_to_session, name="attach_to_session"),
    path("sessions/<uuid:session_id>/transcript/", transcripts.begin, name="transcript_new"),
    path("projects/<uuid:project_id>/memo/", memos.memo_on_project, name="memo_on_project"),
    path("memos/<uuid:memo_id>/", memos.memo_change, name="memo"),
    path("memos/<uuid:memo_id>/remove/", memos.memo_remove, name="memo_remove"),
    path("attachments/<uuid:attachment_id>/", attachments.stream, name="attachment"),
    path("attachments/<uuid:attachment_id>/remove/", attachments.remove, name="attachment_remove"),
    path(
        "attachments/<uuid:attachment_id>/show-again/", attachments.show_again, name="attachment_show_again"
    ),
    path("transcripts/<uuid:transcript_id>/", transcripts.preview, name="transcript"),
    path("transcripts/<uuid:transcript_id>/discard/", transcripts.discard, name="transcript_discard"),
    path("transcripts/<uuid:transcript_id>/undo/", transcripts.undo, name="transcript_undo"),
]
