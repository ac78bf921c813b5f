"""JSON that is text."""

import json
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class TextParser(JSONParser):
    """JSON can write half of a letter (`"\\ud800"`), which no text may hold and no answer could repeat: refused whole."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        read = super().parse(*args, **kwargs)
        try:
            json.dumps(read, ensure_ascii=False).encode()
        except UnicodeEncodeError as half:
            raise ParseError("A text holds half of a letter (a lone surrogate).") from half
        return read
