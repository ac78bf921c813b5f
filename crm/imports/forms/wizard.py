"""The wizard's screens parsed into clean values. Nothing here saves."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.imports.columns import POLICIES
from crm.imports.kinds import Kind, kinds
from crm.imports.models import ImportBatch
from crm.imports.reading import Limits
from crm.imports.sentences import say

ACCEPT = ".csv,.tsv,.txt,.xlsx,.xls,.ods,.vcf"
MOST_FILES = 20


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        return files.getlist(name)


class FilesField(forms.FileField):
    def clean(self, data: list[Any], initial: Any = None) -> list[Any]:
        if not data:
            raise forms.ValidationError(_("Choose a spreadsheet first."))
        if len(data) > MOST_FILES:
            raise forms.ValidationError(_("Bring at most %(most)s files at once.") % {"most": MOST_FILES})
        most = Limits().upload_bytes
        if any(one.size > most for one in data):
            raise forms.ValidationError(say("file.too_big", {"most": most // (1 << 20)}))
        return [super(FilesField, self).clean(one, initial) for one in data]


class DropForm(forms.Form):
    files = FilesField(
        label=gettext_lazy("Spreadsheets"),
        allow_empty_file=True,  # an empty file gets its own sentence, like every other that cannot be read
        widget=FilesInput({"multiple": True, "accept": ACCEPT}),
    )


class WhatForm(forms.Form):
    """What the file is and which of its tables is meant."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), widget=forms.RadioSelect)
    table = forms.ChoiceField(label=gettext_lazy("Which table?"), required=False)
    header_line = forms.IntegerField(
        label=gettext_lazy("The headings are in row"),
        min_value=0,
        max_value=1_000,
        required=False,
        help_text=gettext_lazy("0 when there are none."),
    )

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any):
        meant = batch.mapping["table"]
        tables = batch.facts["tables"]
        here = next(
            (
                at
                for at, t in enumerate(tables)
                if (t["sheet"], t["first_line"]) == (meant["sheet"], meant["first_line"])
            ),
            "",
        )
        kwargs["initial"] = {
            "kind": batch.kind,
            "table": str(here),
            "header_line": meant["header_lines"][-1] if meant["header_lines"] else 0,
        }
        super().__init__(*args, **kwargs)
        self.meant = kwargs["initial"]
        self.fields["kind"].choices = [(kind.key, kind.label) for kind in kinds()]
        self.fields["table"].choices = [
            ("", _("As the headings below say")),
            *((str(at), _table(batch, t)) for at, t in enumerate(tables)),
        ]
        if len(tables) < 2:
            self.fields["table"].widget = forms.HiddenInput()
        if len(kinds()) < 2:
            self.fields["kind"].widget = forms.HiddenInput()

    def decided(self) -> dict[str, Any]:
        """Only what differs from what was guessed."""
        clean = self.cleaned_data
        found: dict[str, Any] = {"kind": clean["kind"]}
        if clean["table"] and clean["table"] != self.meant["table"]:
            found["table"] = int(clean["table"])
        elif clean["header_line"] is not None and clean["header_line"] != self.meant["header_line"]:
            found["header_line"] = clean["header_line"]
        return found


class ColumnsForm(forms.Form):
    """One line a column: what it is, what happens where there is a value already, what is taken off its cells."""

    remember = forms.CharField(
        label=gettext_lazy("Remember this as"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("The next file with these headings is read the same way."),
    )

    def __init__(self, *args: Any, batch: ImportBatch, kind: Kind, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.columns = batch.mapping["columns"]
        known = kind.columns()
        for at, column in enumerate(self.columns):
            self.fields[f"field_{at}"] = forms.ChoiceField(
                label=column["header"],
                required=False,
                choices=_choices(known, column),
                initial=_value(column),
            )
            self.fields[f"policy_{at}"] = forms.ChoiceField(
                label=_("%(header)s: if there is a value") % {"header": column["header"]},
                required=False,
                choices=[("", _("As usual")), *POLICIES.items()],
                initial=column["policy"],
            )
            if column.get("proposals"):
                self.fields[f"rules_{at}"] = forms.MultipleChoiceField(
                    label=_("%(header)s: clean up") % {"header": column["header"]},
                    required=False,
                    choices=[(str(n), _rule(p["rule"])) for n, p in enumerate(column["proposals"])],
                    initial=[
                        str(n) for n, p in enumerate(column["proposals"]) if p["rule"] in column["rules"]
                    ],
                    widget=forms.CheckboxSelectMultiple,
                )
        self.known = known

    def decided(self) -> list[dict[str, Any]]:
        found = []
        for at, column in enumerate(self.columns):
            name, _colon, system = self.cleaned_data[f"field_{at}"].partition(":")
            allowed = self.known[name].policies if name else ()
            policy = self.cleaned_data[f"policy_{at}"]
            rules = [column["proposals"][int(n)]["rule"] for n in self.cleaned_data.get(f"rules_{at}", ())]
            found.append(
                {
                    "header": column["header"],
                    "field": name,
                    "system": system,
                    "policy": policy if policy in allowed else (allowed[0] if allowed else ""),
                    "rules": rules,
                }
            )
        return found


def _choices(known: Mapping[str, Any], column: Mapping[str, Any]) -> list[Any]:
    """All fields by group; numbers of other systems also under the name of the system that was recognised."""
    grouped: list[Any] = [("", _("Leave out"))]
    for group, fields in groupby(known.items(), key=lambda item: item[1].group):
        options = []
        for key, field in fields:
            if key == "external_id":
                system = column["system"] or "sheet"
                options.append((f"external_id:{system}", f"{field.label} ({system})"))
            else:
                options.append((key, str(field.label)))
        grouped.append((str(group), options))
    return grouped


def _value(column: Mapping[str, Any]) -> str:
    if column["field"] == "external_id":
        return f"external_id:{column['system'] or 'sheet'}"
    return column["field"]


def _rule(rule: Mapping[str, str]) -> str:
    if rule["rule"] == "remove_suffix":
        return _("Take “%(text)s” off the end") % {"text": rule["text"].strip()}
    return _("Take “%(text)s” off the beginning") % {"text": rule["text"].strip()}


def _table(batch: ImportBatch, table: Mapping[str, Any]) -> str:
    name = table["title"] or batch.facts["sheets"].get(str(table["sheet"]), "")
    return _("%(name)s: %(rows)s rows from row %(line)s") % {
        "name": name,
        "rows": table["rows"],
        "line": table["first_line"],
    }
