"""The log names no secret address."""

import logging
import logging.config

from django.conf import settings

from crm.organizations.resolving import new_token


def test_a_refused_address_is_logged_without_its_secret(tmp_path):
    """As the site is set up, into a file."""
    token, task = new_token(), "01a20315-fd4b-7d85-895f-ee0a20e98ad4"
    chosen = logging.config.DictConfigurator(settings.LOGGING)
    secrets = chosen.configure_filter(settings.LOGGING["filters"]["secrets"])
    handler = logging.FileHandler(tmp_path / "log")
    handler.addFilter(secrets)
    log = logging.Logger("django.request")
    log.addHandler(handler)

    log.warning("%s: %s", "Too Many Requests", f"/tasks/feed/{token}.ics")
    log.warning("%s: %s", "Not Found", f"/tasks/{task}/")
    handler.close()

    written = (tmp_path / "log").read_text().splitlines()
    assert written == ["Too Many Requests: /tasks/feed/….ics", f"Not Found: /tasks/{task}/"]
    assert "secrets" in settings.LOGGING["handlers"]["console"]["filters"]
