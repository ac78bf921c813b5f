"""One e-mail through Django's mail backend, and what is known of its fate when something breaks."""

import smtplib
from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO

from anymail.exceptions import AnymailAPIError, AnymailError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address


class Trouble(Exception):
    """`reason` is what the server or the network said."""

    def __init__(self, reason: object):
        super().__init__(str(reason)[:250])
        self.reason = str(reason)[:250]


class NotSent(Trouble):
    """Certainly not taken; worth another try."""


class Refused(Trouble):
    """Certainly not taken, and never will be."""


class Unknown(Trouble):
    """The body was on its way: nobody knows whether it was taken."""


class Line:
    """One connection for several mails in a row; after any trouble the next one gets a new connection."""

    def __init__(self) -> None:
        self._backend: EmailBackend | None = None

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *trouble: object) -> None:
        self._hang_up()

    def send(self, mail: EmailMessage) -> None:
        """As send() below."""
        if self._backend is None:
            backend = get_connection()
            if not isinstance(backend, EmailBackend):
                send(mail)
                return
            self._backend = _opened(backend)
        elif not self._is_up():
            self._hang_up()
            self.send(mail)
            return
        try:
            _hand_over(_server(self._backend), mail)
        except Trouble:
            self._hang_up()
            raise

    def _is_up(self) -> bool:
        """Asked before the mail goes out, so that a server that has hung up meanwhile costs no try."""
        try:
            return self._backend is not None and _server(self._backend).noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def _hang_up(self) -> None:
        if self._backend is not None:
            self._backend.close()
            self._backend = None


def send(mail: EmailMessage) -> None:
    """Hand `mail` to the server. Raises NotSent, Refused or Unknown.

    SMTP is spoken step by step, since smtplib's sendmail() does not say whether the connection broke
    before the body went out (RFC 5321 section 4.2.5 puts the responsibility at the answer to the body).
    """
    backend = get_connection()
    if not isinstance(backend, EmailBackend):
        _through_provider(backend, mail)
        return
    _opened(backend)
    try:
        _hand_over(_server(backend), mail)
    finally:
        backend.close()


def _opened(backend: EmailBackend) -> EmailBackend:
    try:
        backend.open()
    except (OSError, smtplib.SMTPException) as trouble:
        raise NotSent(_said(trouble)) from trouble
    _server(backend)
    return backend


def _server(backend: EmailBackend) -> smtplib.SMTP:
    if backend.connection is None:
        raise NotSent("no connection")
    return backend.connection


def _through_provider(backend: BaseEmailBackend, mail: EmailMessage) -> None:
    """A backend of anymail, the console or a test: an answer of 4xx is a refusal, a server's trouble may pass."""
    try:
        backend.send_messages([mail])
    except AnymailAPIError as trouble:
        code = trouble.status_code or 0
        if 400 <= code < 500 and code != 429:
            raise Refused(f"{code} {trouble.esp_name}") from trouble
        if code == 429:
            raise NotSent(f"{code} {trouble.esp_name}") from trouble
        raise Unknown(f"{code or 'no answer'} {trouble.esp_name}") from trouble
    except AnymailError as trouble:
        # Found before anything was sent: an address or a setting that the provider does not take.
        raise Refused(type(trouble).__name__) from trouble
    except OSError as trouble:
        raise Unknown(trouble) from trouble


def _hand_over(server: smtplib.SMTP, mail: EmailMessage) -> None:
    encoding = mail.encoding or "utf-8"
    try:
        body = _as_bytes(mail.message())
        sender, *readers = (sanitize_address(one, encoding) for one in (mail.from_email, *mail.recipients()))
        server.ehlo_or_helo_if_needed()
        _expect(server.mail(sender))
        for reader in readers:
            _expect(server.rcpt(reader))
    except ValueError as trouble:
        # An address that no server could be told, or a line break in a header.
        raise Refused(trouble) from trouble
    except (OSError, smtplib.SMTPException) as trouble:
        raise NotSent(_said(trouble)) from trouble
    try:
        _expect(server.data(body))
    except smtplib.SMTPDataError as trouble:
        _expect((trouble.smtp_code, trouble.smtp_error))
    except (OSError, smtplib.SMTPException) as trouble:
        raise Unknown(_said(trouble)) from trouble


def _expect(answer: tuple[int, bytes | str]) -> None:
    code, words = answer
    if 200 <= code < 300:
        return
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    said = " ".join(f"{code} {text}".split())
    if code >= 500:
        raise Refused(said)
    raise NotSent(said)


def _as_bytes(message: Message) -> bytes:
    """Headers unfolded as far as a line may go (RFC 5322, 2.1.1): some programs read one whose first line is empty as empty, and
    the address by which a letter is ended is longer than the 78 characters at which Python folds."""
    written = BytesIO()
    BytesGenerator(written, mangle_from_=False, maxheaderlen=998).flatten(message)
    return b"\r\n".join(written.getvalue().splitlines()) + b"\r\n"


def _said(trouble: Exception) -> str:
    if isinstance(trouble, smtplib.SMTPResponseException):
        error = trouble.smtp_error
        text = error.decode("utf-8", "replace") if isinstance(error, bytes) else str(error)
        return f"{trouble.smtp_code} {text}"
    return str(trouble) or type(trouble).__name__
