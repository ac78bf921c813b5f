import gettext
import shutil

import pytest

from crm.lib import messages

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Yes"
msgstr "Sí"

msgid "New"
msgstr ""
"""


@pytest.fixture
def catalogue(tmp_path):
    path = tmp_path / "room" / "locale" / "es" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, encoding="utf-8")
    return path


def test_a_compiled_catalogue_is_read_by_gettext(catalogue):
    messages.compile_catalogue(catalogue)

    with catalogue.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Yes") == "Sí"


def test_the_check_names_what_is_missing_and_what_is_stale(catalogue):
    found = "\n".join(messages.complaints(catalogue))

    assert "not translated: 'New'" in found
    assert "stale" in found


def test_catalogues_of_other_peoples_code_are_left_alone(catalogue, tmp_path):
    shutil.copytree(tmp_path / "room", tmp_path / ".venv" / "room")

    assert messages.catalogues(tmp_path) == [catalogue]


@pytest.mark.parametrize("path", messages.catalogues(), ids=lambda path: path.parts[-5])
def test_our_translations_are_complete_and_compiled(path):
    assert messages.complaints(path) == []
