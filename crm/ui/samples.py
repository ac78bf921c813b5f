"""Fictional contents for the components page. Shows parts; no room reads it."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from crm.ui import charts, comparing, filters, widgets
from crm.ui.progress import Progress


class TalkForm(forms.Form):
    """One of each kind of field."""

    name = forms.CharField(
        label="Name, as they say it", help_text="One word is fine. So is “Ms. T (blue house)”."
    )
    phone = forms.CharField(label="Phone", widget=widgets.Phone, required=False)
    school = forms.ChoiceField(
        label="School", choices=[("", "Any school"), ("lowery", "Lowery High")], required=False
    )
    on = forms.DateField(label="Day", widget=widgets.Day, required=False)
    result = forms.ChoiceField(
        label="What happened",
        widget=forms.RadioSelect,
        choices=[("talked", "Talked"), ("not_home", "Not home"), ("refused", "Refused")],
    )
    topics = forms.MultipleChoiceField(
        label="What came up?",
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("buses", "Late buses"),
            ("teachers", "Teachers"),
            ("size", "Class size"),
            ("words", "Language"),
        ],
    )
    words = forms.CharField(label="Their words", widget=widgets.Words, required=False)
    own_device = forms.BooleanField(label="This is my own phone or computer", required=False)

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and sum(c.isdigit() for c in phone) < 10:
            raise forms.ValidationError("Two digits are missing. Save anyway if that is all you have.")
        return phone


class PeopleFilter(forms.Form):
    q = forms.CharField(
        label="Name, school, part of a phone",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Name, school, part of a phone"}),
    )
    stake = forms.ChoiceField(
        label="Stake",
        required=False,
        choices=[("", "Any stake"), ("student", "Student"), ("parent", "Parent")],
    )
    rung = forms.ChoiceField(
        label="Rung",
        required=False,
        choices=[("", "Any rung"), ("2", "Rung 2 and up"), ("5", "Rung 5 and up")],
    )


def context(request: HttpRequest) -> dict[str, Any]:
    today = timezone.localdate()
    form = TalkForm(
        {"name": "Soledad Núñez", "phone": "919-555-01", "result": "talked", "topics": ["buses", "words"]}
    )
    unfinished = TalkForm({"name": "", "phone": "919-555-01", "result": "", "topics": []})
    form.is_valid()
    filter_form = PeopleFilter(QueryDict("rung=2&stake=parent"))
    return {
        "today": today,
        "now": timezone.now(),
        "late": today - dt.timedelta(days=3),
        "form": form,
        "unfinished": unfinished,
        "filter_form": filter_form,
        "filter_search": filter_form["q"],
        "filter_fields": [filter_form["stake"], filter_form["rung"]],
        "filter_chips": filters.chips(filter_form, QueryDict("rung=2&stake=parent")),
        "steps": ["Drop", "Kind", "Columns", "Check", "Finish"],
        "tabs": [
            {"label": "Timeline", "url": "#", "current": True, "count": None},
            {"label": "Asks", "url": "#", "current": False, "count": 4},
            {"label": "Words", "url": "#", "current": False, "count": 3},
        ],
        "people": [
            ("Lupe Reyes Ortega", "parent", "Alder Fork Middle", 4, "granted"),
            ("Kayla Strickland", "educator", "Lowery High", 0, "not_asked"),
            ("Pa Houa Vang", "student", "Lowery High", 6, "anonymous"),
            ("Jean-Robert Toussaint", "neighbor", "Mabry Creek Elem.", None, "denied"),
        ],
        "stakes": [
            "student", "parent_caregiver", "educator_staff", "school_board_member", "community_ally",
            "alum", "other",
        ],
        "states": ["granted", "anonymous", "denied", "withdrawn", "not_asked"],
        "bulk_acts": [
            {"label": "Invite to Oct 19", "value": "invite", "icon": "send"},
            {"label": "Assign", "value": "assign", "icon": "user-check"},
            {"label": "Tag", "value": "tag", "icon": "tag"},
        ],
        "running": Progress(
            "VAN export, 4,212 rows", "running", 2870, 4212, 412, 3.2, 3, "rows", stop_url="#", errors_url="#"
        ),
        "finished": Progress(
            "Zoom, September 30",
            "done",
            182,
            182,
            noun="rows",
            summary="112 new, 61 updated, 9 households. 0 permissions to text added.",
            undo_url="#",
        ),
        "compare": comparing.Comparison(
            comparing.Side("Lupe Reyes", "on the sheet, row 14"),
            comparing.Side("Guadalupe Reyes Ortega", "here since August 21"),
            [
                comparing.Line("Name", ["Lupe Reyes"], ["Guadalupe Reyes Ortega"], "name", comparing.RIGHT),
                comparing.Line("Phone", ["919-555-0142"], ["919-555-0142"]),
                comparing.Line("School", ["Alder Fork M.S."], ["Alder Fork Middle", "Lowery High"], note="both stay", alike=False),
                comparing.Line("Language", [], ["Spanish"]),
            ],
            reasons=["Same phone", "Lupe is short for Guadalupe"],
        ),
        "bars": charts.Bars(
            "Educators are named first, by 41 of 100 people",
            "Share of 412 people heard who raised each family of issues",
            [
                charts.Item("Educators", 41),
                charts.Item("Funding", 38),
                charts.Item("Safety, discipline", 29),
                charts.Item("Mental health", 26),
                charts.Item("Language access", None),
                charts.Item("Closures", 9),
            ],
            unit="%",
        ),
        "columns": charts.Columns(
            "Talks doubled since the bus cuts were announced",
            "Conversations a week, 12 weeks to October 9; 214 in all",
            [
                charts.Item(label, value)
                for label, value in zip(
                    ["Jul 24", "Jul 31", "Aug 7", "Aug 14", "Aug 21", "Aug 28", "Sep 4", "Sep 11", "Sep 18",
                     "Sep 25", "Oct 2", "Oct 9"],
                    [8, 11, 9, 12, 14, 13, 18, 21, 24, 26, 31, 27],
                    strict=True,
                )
            ],
        ),
        "tiles": charts.Tiles(
            "People were heard in 15 of 19 states",
            "People heard by state, quarter to September 30",
            [
                charts.Item(code, value)
                for code, value in {
                    "NC": 92, "KY": 64, "AZ": 61, "VA": 48, "FL": 44, "MI": 41, "OH": 37, "GA": 31, "LA": 29,
                    "NH": 27, "MS": 26, "ME": 22, "WI": 18, "VT": 14, "SC": 12, "WA": None, "IA": None,
                    "NY": None, "MN": 0,
                }.items()
            ],
            names={"NC": "North Carolina", "KY": "Kentucky", "AZ": "Arizona"},
        ),
    }  # fmt: skip
