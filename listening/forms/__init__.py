"""The screens' input, as clean values."""

from listening.forms.notes import (
    CorrectionForm,
    DescriptionForm,
    MemoForm,
    NoteFilters,
    NoteForm,
    TranslationForm,
)
from listening.forms.talks import (
    AT_ONCE,
    LANGUAGES,
    MAY_USE,
    WHO,
    CallForm,
    TalkForm,
    WhoWasItForm,
    WordsForm,
    WordsGuard,
    split_name,
)
from listening.forms.transcripts import (
    SpeakersForm,
    TranscriptForm,
)

__all__ = [
    "AT_ONCE",
    "LANGUAGES",
    "MAY_USE",
    "WHO",
    "CallForm",
    "CorrectionForm",
    "DescriptionForm",
    "MemoForm",
    "NoteFilters",
    "NoteForm",
    "SpeakersForm",
    "TalkForm",
    "TranscriptForm",
    "TranslationForm",
    "WhoWasItForm",
    "WordsForm",
    "WordsGuard",
    "split_name",
]
