import re
from pathlib import Path

import pytest
from django.utils import translation

from crm.imports.reading import Refused, say
from crm.imports.reading.sentences import SENTENCES

CRM = Path(__file__).parents[4] / "crm"
KINDS = "|".join({code.partition(".")[0] for code in SENTENCES})
CODE = re.compile(rf'"((?:{KINDS})\.[a-z_]+)"')


def test_every_code_in_use_has_a_sentence():
    reading = CRM / "imports" / "reading"
    files = [*reading.rglob("*.py"), *(reading / "data").glob("*.json"), *(CRM / "lib").rglob("*.py")]

    used = {code for file in files for code in CODE.findall(file.read_text(encoding="utf-8"))}

    assert used - SENTENCES.keys() - {"drop.reason"} == set()


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_is_also_in_spanish(code):
    params = dict.fromkeys(("suffix", "most", "count", "sheet", "name"), 3)
    english = say(code, params)

    with translation.override("es"):
        assert say(code, params) != english


def test_a_refusal_speaks_the_language_of_the_moment():
    refused = Refused("file.too_many_rows", most=1_000_000)

    with translation.override("es"):
        assert str(refused) == "Este archivo tiene más de 1,000,000 filas. Divídalo en partes."
    assert str(refused) == "This file has more than 1,000,000 rows. Split it into parts."
