"""What a job is called, in the language of whoever looks at the desk."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from crm.access.tenancy import tenant
from crm.queue.labels import Words
from crm.queue.models import Job
from crm.queue.progress import title
from crm.queue.services import enqueue
from tests import make


def asked_in_spanish(cast, label) -> Job:
    with translation.override("es"), tenant(cast.north.id):
        return enqueue("imports.read", by=make.system(cast.north), label=label, payload={"batch_id": "1"})


def titles(job) -> dict[str, str]:
    found = {}
    for language in ("en", "es"):
        with translation.override(language):
            found[language] = title(job)
    return found


def test_a_label_is_shown_in_the_language_of_its_reader_whoever_asked(cast):
    job = asked_in_spanish(cast, Words(_("Import %(file)s"), file="100 % of us.csv"))

    assert titles(job) == {"en": "Import 100 % of us.csv", "es": "Importar 100 % of us.csv"}
    assert job.label == "Import 100 % of us.csv"


def test_words_within_words_are_translated_too_and_names_are_not(cast):
    """A tag may be called like a word of ours."""
    status, tag = Contact.Status.MOVED.label, "Moved away"
    done = Words(_("Status set to %(what)s"), what=status)

    undo = asked_in_spanish(cast, Words(_("Undo: %(what)s"), what=done))
    tagged = asked_in_spanish(cast, Words(_("Tagged %(what)s"), what=tag))

    with translation.override("es"):
        assert title(undo) == str(Words(_("Undo: %(what)s"), what=done))
        assert str(status) in title(undo)
        assert tag in title(tagged)
    with translation.override("en"):
        assert title(undo).startswith("Undo: Status set to ")


def test_labels_from_before_and_plain_ones_stand_as_they_were_written(cast):
    job = asked_in_spanish(cast, "Importar viejo.csv")

    assert titles(job) == {"en": "Importar viejo.csv", "es": "Importar viejo.csv"}
    assert job.words is None


def test_a_job_without_a_label_is_called_by_its_kind(cast):
    assert titles(asked_in_spanish(cast, "")) == {
        "en": "Read a spreadsheet",
        "es": "Leer una hoja de cálculo",
    }
