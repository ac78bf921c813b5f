"""What the log form holds."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contacts.models import Contact
from listening.models import (
    Attempt,
    ListeningProject,
)


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What the log form holds. `may_text`: None was not asked. `may_use_words`: a ConsentEvent.Value, '' not asked."""

    result: str
    client_uuid: uuid.UUID
    channel: str = Attempt.Channel.DOOR
    contact: Contact | None = None
    given_name: str = ""
    family_name: str = ""
    phone: str = ""
    may_text: bool | None = None
    constituencies: list[str] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)
    next_step: str = "none"
    words: str = ""
    words_language: str = "en"
    may_use_words: str = ""
    remark: str = ""
    place: str = ""
    at: datetime.datetime | None = None
    finish_later: bool = False
    project: ListeningProject | None = None
    rating_before: int | None = None  # deep canvass, 0 to 10
    rating_after: int | None = None
    answers: Mapping[uuid.UUID, Any] = field(default_factory=dict)  # by question of the project's guide
    is_sure: bool = False  # said a second time that somebody has died


def talk_contact_uuid(client_uuid: uuid.UUID | None) -> uuid.UUID | None:
    """The idempotency key of the contact that a logged talk makes."""
    return uuid.uuid5(client_uuid, "contact") if client_uuid else None
