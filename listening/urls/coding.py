"""Addresses of coding, inside those of listening."""

from django.urls import path

from listening.views.coding import codebooks, codes, desk, excerpts, queue

urlpatterns = [
    path("coding/", queue.queue, name="coding_queue"),
    path("coding/answers/", queue.answers, name="coding_answers"),
    path("coding/answers/<uuid:note_id>/", queue.answer, name="coding_answer"),
    path("coding/rounds/", queue.round_list, name="coding_rounds"),
    path("coding/rounds/new/", queue.round_new, name="coding_round_new"),
    path("coding/rounds/<uuid:round_id>/", queue.round_page, name="coding_round"),
    path("coding/rounds/<uuid:round_id>/close/", queue.round_close, name="coding_round_close"),
    path("coding/notes/<uuid:note_id>/", desk.desk, name="coding_desk"),
    path("coding/notes/<uuid:note_id>/marks/", desk.marks, name="coding_marks"),
    path("coding/notes/<uuid:note_id>/code/", desk.code, name="coding_code"),
    path("coding/notes/<uuid:note_id>/undo/", desk.undo, name="coding_undo"),
    path("coding/notes/<uuid:note_id>/cover/", excerpts.redact, name="coding_redact"),
    path("coding/notes/<uuid:note_id>/done/", desk.done, name="coding_done"),
    path("coding/marks/<uuid:coding_id>/off/", excerpts.off, name="coding_off"),
    path("coding/marks/<uuid:coding_id>/sure/", excerpts.sure, name="coding_sure"),
    path("coding/excerpts/<uuid:excerpt_id>/feel/", excerpts.feel, name="excerpt_feel"),
    path("coding/excerpts/<uuid:excerpt_id>/place/", excerpts.place, name="excerpt_place"),
    path("coding/covers/<uuid:redaction_id>/lift/", excerpts.lift, name="redaction_lift"),
    path("codebooks/", codebooks.codebook_list, name="codebooks"),
    path("codebooks/new/", codebooks.codebook_new, name="codebook_new"),
    path("codebooks/<uuid:codebook_id>/", codebooks.codebook, name="codebook"),
    path("codebooks/<uuid:codebook_id>/copy/", codebooks.codebook_copy, name="codebook_copy"),
    path("codebooks/<uuid:codebook_id>/offer/", codebooks.codebook_offer, name="codebook_offer"),
    path("codebooks/<uuid:codebook_id>/codes/new/", codes.code_new, name="code_new"),
    path("codebooks/offers/<uuid:offer_id>/take/", codebooks.offer_take, name="offer_take"),
    path("codebooks/changes/<uuid:change_id>/undo/", codes.change_undo, name="code_change_undo"),
    path("codes/<uuid:code_id>/", codes.code, name="code"),
    path("codes/<uuid:code_id>/edit/", codes.code_edit, name="code_edit"),
    path("codes/<uuid:code_id>/move/", codes.code_move, name="code_move"),
    path("codes/<uuid:code_id>/merge/", codes.code_merge, name="code_merge"),
    path("codes/<uuid:code_id>/split/", codes.code_split, name="code_split"),
    path("codes/<uuid:code_id>/memo/", codes.code_memo, name="code_memo"),
    path("codes/<uuid:code_id>/retire/", codes.code_retire, name="code_retire"),
    path("codes/<uuid:code_id>/take-up/", codes.code_take_up, name="code_take_up"),
]
