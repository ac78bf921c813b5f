from django.urls import path

from crm.imports.views import checking, correcting, deciding, exports, files, otherwise, people, runs, saved

app_name = "imports"
urlpatterns = [
    path("", files.start, name="start"),
    path("mappings/", saved.mappings, name="mappings"),
    path("mappings/<uuid:mapping_id>/", saved.mapping, name="mapping"),
    path("mappings/<uuid:mapping_id>/delete/", saved.delete, name="mapping_delete"),
    path("<uuid:batch_id>/", runs.detail, name="detail"),
    path("<uuid:batch_id>/otherwise/", otherwise.otherwise, name="otherwise"),
    path("<uuid:batch_id>/what/", deciding.what, name="what"),
    path("<uuid:batch_id>/columns/", deciding.columns, name="columns"),
    path("<uuid:batch_id>/check/", checking.check, name="check"),
    path("<uuid:batch_id>/row/", correcting.row, name="row"),
    path("<uuid:batch_id>/people/", people.people, name="people"),
    path("<uuid:batch_id>/people/families/", people.families, name="families"),
    path("<uuid:batch_id>/people/panel/", people.people_panel, name="people_panel"),
    path("<uuid:batch_id>/discard/", files.discard, name="discard"),
    path("<uuid:batch_id>/panel/", runs.panel, name="panel"),
    path("<uuid:batch_id>/stop/", runs.stop, name="stop"),
    path("<uuid:batch_id>/go-on/", runs.go_on, name="go_on"),
    path("<uuid:batch_id>/undo/", runs.undo, name="undo"),
    path("<uuid:batch_id>/rows/", runs.rows, name="rows"),
    path("<uuid:batch_id>/errors.csv", runs.error_rows, name="error_rows"),
    path("<uuid:batch_id>/outcomes.csv", runs.outcomes, name="outcomes"),
    path("export/<slug:kind>/", exports.ask, name="export"),
    path("files/<uuid:file_id>/", exports.file, name="file"),
    path("files/<uuid:file_id>/panel/", exports.panel, name="file_panel"),
    path("files/<uuid:file_id>/download/", exports.download, name="download"),
]
