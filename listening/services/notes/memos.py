"""What the team thinks about what it heard."""

from crm.access.actors import Actor
from crm.access.checks import require
from crm.access.errors import NotAllowed
from crm.access.roles import Permission
from crm.audit import services as audit
from listening.models import Memo
from listening.services.notes.noting import LONGEST, NothingHeard, TooLong, kept_as


def write_memo(*, by: Actor, body: str, **about: object) -> Memo:
    """`about`: one of session, note, or what other modules of this room hang memos on."""
    if not (by.can(Permission.LOG_CONVERSATION) or by.can(Permission.CODE_NOTES)):
        raise NotAllowed
    memo = Memo(organization_id=by.organization_id, author_id=by.membership_id, body=_checked(body), **about)
    memo.save(force_insert=True)
    audit.record("listening.memo_written", by=by, target=memo)
    return memo


def change_memo(*, by: Actor, memo: Memo, body: str) -> Memo:
    """One's own, or anybody's with MANAGE_LISTENING."""
    require_own_memo(by=by, memo=memo)
    memo.body = _checked(body)
    memo.save(update_fields=["body"])
    audit.record("listening.memo_changed", by=by, target=memo)
    return memo


def remove_memo(*, by: Actor, memo: Memo) -> None:
    require_own_memo(by=by, memo=memo)
    audit.record("listening.memo_removed", by=by, target=memo)
    memo.delete()


def require_own_memo(*, by: Actor, memo: Memo) -> None:
    """Raises NotAllowed."""
    if memo.author_id is None or memo.author_id != by.membership_id:
        require(by, Permission.MANAGE_LISTENING)


def _checked(body: str) -> str:
    if not body.strip():
        raise NothingHeard(field="body")
    if len(body) > LONGEST:
        raise TooLong(field="body")
    return kept_as(body)
