"""Native inputs that phones do best: dates, times, telephone, search."""

from django import forms


class Day(forms.DateInput):
    """A date picker. Browsers take and give ISO dates whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class TimeOfDay(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class Phone(forms.TextInput):
    input_type = "tel"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({"inputmode": "tel", "autocomplete": "off"} | (attrs or {}))


class Words(forms.Textarea):
    """What somebody said, so in the voice of people."""

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__({"class": "serif", "rows": 3} | (attrs or {}))
