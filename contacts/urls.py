from django.urls import path

from contacts.views import bulk, duplicates, lists, parts, person, tags

app_name = "contacts"

urlpatterns = [
    path("", lists.people, name="list"),
    path("bin/", lists.archived, name="bin"),
    path("new/", person.new, name="new"),
    path("similar/", person.similar, name="similar"),
    path("tag/", bulk.tag, name="bulk_tag"),
    path("assign/", bulk.assign, name="bulk_assign"),
    path("tags/", tags.tag_list, name="tags"),
    path("tags/<uuid:tag_id>/", tags.tag, name="tag"),
    path("tags/<uuid:tag_id>/retire/", tags.retire, name="tag_retire"),
    path("duplicates/", duplicates.review, name="duplicates"),
    path("duplicates/<uuid:left_id>/<uuid:right_id>/", duplicates.pair, name="pair"),
    path("duplicates/<uuid:left_id>/<uuid:right_id>/undo/", duplicates.reopen, name="pair_undo"),
    path("merges/<uuid:merge_id>/apart/", duplicates.apart, name="unmerge"),
    path("<uuid:contact_id>/double/", duplicates.double, name="double"),
    path("<uuid:contact_id>/", person.detail, name="detail"),
    path("<uuid:contact_id>/edit/", person.edit, name="edit"),
    path("<uuid:contact_id>/archive/", person.archive, name="archive"),
    path("<uuid:contact_id>/restore/", person.restore, name="restore"),
    path("<uuid:contact_id>/do-not-contact/", person.do_not_contact, name="do_not_contact"),
    path("<uuid:contact_id>/consent/", parts.consent, name="consent"),
    path("<uuid:contact_id>/stakes/add/", parts.add_stake, name="stake_add"),
    path("<uuid:contact_id>/stakes/<uuid:row_id>/end/", parts.end_stake, name="stake_end"),
    path("<uuid:contact_id>/methods/add/", parts.add_method, name="method_add"),
    path("<uuid:contact_id>/methods/<uuid:method_id>/", parts.change_method, name="method"),
    path("<uuid:contact_id>/methods/<uuid:method_id>/remove/", parts.remove_method, name="method_remove"),
    path("<uuid:contact_id>/tags/add/", parts.add_tag, name="tag_add"),
    path("<uuid:contact_id>/tags/<uuid:tag_id>/remove/", parts.remove_tag, name="tag_remove"),
]
