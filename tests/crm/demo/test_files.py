from contacts.models import Contact
from crm.demo import files
from crm.imports.models import ImportBatch, ImportRow


def test_a_spreadsheet_was_brought_in_with_a_duplicate_found_and_a_row_refused(demo):
    with demo.downhome.here():
        batch = ImportBatch.objects.get(organization_id=demo.downhome.id)
        outcomes = set(ImportRow.objects.filter(batch_id=batch.pk).values_list("outcome", flat=True))
        people = Contact.objects.filter(organization_id=demo.downhome.id, import_batch_id=batch.pk).count()

    assert (batch.state, batch.file_name) == (ImportBatch.State.DONE, files.BROUGHT_IN)
    assert people == batch.counts["created"] > 10
    assert outcomes >= {"created", "skipped"} or outcomes >= {"created", "error"}


def test_other_files_lie_ready_to_be_tried():
    sheet = (files.FOLDER / "sign-in-sheet.csv").read_text(encoding="utf-8-sig").splitlines()

    assert len(sheet) == 3 + 36
    assert (files.FOLDER / "van-list.txt").read_bytes().startswith(b"\xff\xfe")
    assert (files.FOLDER / "zoom-participants.csv").exists()
