"""Recordings and photos: judged by content, kept privately, deleted in time."""

import datetime
import io
import os
import time

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from crm.access.tenancy import tenant
from crm.audit.models import AuditEvent
from crm.organizations.models import Organization
from listening.models import Attachment
from listening.notes import storage
from listening.notes.files import FileRefused
from listening.services.notes import attaching
from tests import make

MP3 = b"ID3\x04\0\0\0\0\0\0" + b"\0" * 400


def kept(attachment) -> bytes:
    return storage.attachment_of(attachment.organization_id, attachment.pk).read_bytes()


def test_a_photo_is_written_anew_without_where_it_was_taken(cast):
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "N"
    data = make.photo(width=60, height=20, exif=exif, comment=b"at home") + b"<script>alert(1)</script>"
    assert b"PhoneMaker" in data

    made = make.attachment(cast.north, data, "../../sheet.jpg")

    found = Image.open(io.BytesIO(kept(made)))
    assert (found.size, dict(found.getexif())) == ((20, 60), {})
    assert b"PhoneMaker" not in kept(made) and b"script" not in kept(made) and b"at home" not in kept(made)
    assert (made.kind, made.file_name, made.content_type) == ("photo", "sheet.jpg", "image/jpeg")
    path = storage.attachment_of(made.organization_id, made.pk)
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"MZ" + b"\0" * 100,
        b"#!/bin/sh\nrm -rf /",
        b"PK\x03\x04" + b"\0" * 100,
        b"\xff\xd8\xff\xe0 not a picture at all",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"\0\0\0\x18ftypheic" + b"\0" * 100,
        b"GIF89a<script>",
    ],
)
def test_what_is_no_recording_photo_or_paper_is_refused_and_leaves_nothing(cast, data):
    with pytest.raises(FileRefused) as refused:
        make.attachment(cast.north, data, "photo.jpg")

    assert str(refused.value)
    assert list(storage.kept(cast.north.id)) == []


def test_a_picture_of_more_points_than_a_photo_has_is_not_unpacked(cast):
    bomb = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(bomb, "PNG")

    with pytest.raises(FileRefused):
        make.attachment(cast.north, bomb.getvalue())


def test_a_file_is_streamed_only_to_who_may_see_it_and_each_look_is_on_record(cast):
    secret = make.note(cast.north, confidentiality="restricted")
    made = make.attachment(cast.north, MP3, "talk.exe", note=secret)
    address = reverse("listening:attachment", args=[made.pk])

    answers = {
        name: make.login(Client(), getattr(cast, name)).get(address)
        for name in ("lead", "organizer", "volunteer", "outsider")
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "lead": 200, "organizer": 404, "volunteer": 404, "outsider": 404
    }  # fmt: skip
    given = answers["lead"]
    assert b"".join(given.streaming_content) == MP3
    assert given["Content-Type"] == "audio/mpeg"  # by its content, whatever it is called
    assert "sandbox" in given["Content-Security-Policy"] and given["X-Content-Type-Options"] == "nosniff"
    assert Client().get(address).status_code == 302
    with tenant(cast.north.id):
        assert AuditEvent.objects.filter(verb="listening.attachment_opened", target_id=made.pk).count() == 1


def test_a_researcher_hears_no_recording_and_sees_no_sheet(cast):
    made, researcher = make.attachment(cast.north), make.member(cast.north, "researcher")

    with tenant(cast.north.id):
        assert not Attachment.objects.visible_to(researcher).exists()
        assert Attachment.objects.visible_to(cast.organizer).get() == made


def test_files_go_when_their_time_is_over_and_that_is_on_record(cast):
    day = datetime.date(2026, 3, 1)
    photo = make.attachment(cast.north, session=make.session(cast.north), today=day)
    audio = make.attachment(cast.north, MP3, session=make.session(cast.north), today=day)

    with tenant(cast.north.id):
        system = make.system(cast.north)
        assert attaching.purge_attachments(by=system, today=photo.retained_until) == 0
        late = photo.retained_until + datetime.timedelta(days=1)
        assert attaching.purge_attachments(by=system, today=late) == 1
        assert attaching.purge_attachments(by=system, today=late) == 0
        assert AuditEvent.objects.filter(verb="listening.attachment_purged", target_id=photo.pk).count() == 1
        photo.refresh_from_db()

    assert photo.purged_at
    assert not storage.attachment_of(cast.north.id, photo.pk).exists()
    assert kept(audio) == MP3


def test_days_are_counted_from_the_evening_on_which_the_file_came(cast):
    audio = make.attachment(cast.north, MP3, session=make.session(cast.north))
    nine_in_the_evening = datetime.datetime(2026, 10, 31, 1, tzinfo=datetime.UTC)
    with tenant(cast.north.id):
        Attachment.objects.filter(pk=audio.pk).update(added_at=nine_in_the_evening)
        Organization.objects.filter(pk=cast.north.pk).update(recordings_kept_days=5)
        attaching.purge_attachments(by=make.system(cast.north), today=datetime.date(2026, 10, 30))
        audio.refresh_from_db()

    assert audio.retained_until == datetime.date(2026, 11, 4)  # the clocks change meanwhile


def test_a_shorter_time_holds_for_what_lies_there_and_a_longer_one_lengthens_nothing(cast):
    audio = make.attachment(cast.north, MP3, session=make.session(cast.north))
    told = audio.retained_until

    for days, until in ((400, told), (5, timezone.localdate(audio.added_at) + datetime.timedelta(days=5))):
        with tenant(cast.north.id):
            Organization.objects.filter(pk=cast.north.pk).update(recordings_kept_days=days)
            assert attaching.purge_attachments(by=make.system(cast.north)) == 0
            audio.refresh_from_db()
        assert audio.retained_until == until
    with tenant(cast.north.id):
        assert (
            attaching.purge_attachments(by=make.system(cast.north), today=until + datetime.timedelta(days=1))
            == 1
        )


def test_what_a_failed_request_left_is_swept_after_a_day(cast):
    with tenant(cast.north.id):
        made = attaching.attach(
            by=cast.lead, file=ContentFile(MP3), name="a", session=make.session(cast.north)
        )
        Attachment.objects.filter(pk=made.pk).delete()
        assert attaching.sweep_lost_files(by=make.system(cast.north)) == 0

        folder = storage.attachment_of(cast.north.id, made.pk).parent
        os.utime(folder, (time.time() - 2 * 86_400,) * 2)
        assert attaching.sweep_lost_files(by=make.system(cast.north)) == 1

    assert not folder.exists()
