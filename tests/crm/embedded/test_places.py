"""Where things live, however the home is called."""

import os
import stat

import pytest

from crm import embedded
from crm.embedded import account, places


@pytest.mark.parametrize("name", ["x" * 100, "it's", "one,two"], ids=["long", "quote", "comma"])
def test_a_home_that_no_socket_path_can_hold_gets_a_short_plain_run_dir(elsewhere, monkeypatch, name):
    monkeypatch.setenv("EARSHOT_HOME", str(elsewhere / name))

    place = embedded.run_dir()

    assert not place.is_relative_to(elsewhere)
    assert len(bytes(place / ".s.PGSQL.5432")) < 104


def test_two_homes_never_share_their_sockets(elsewhere, monkeypatch):
    found = set()
    for name in ("a" * 100, "b" * 100, "c"):
        monkeypatch.setenv("EARSHOT_HOME", str(elsewhere / name))
        found.add(embedded.kv_socket())

    assert len(found) == 3


def test_a_secret_is_made_once_and_readable_by_its_owner_only(elsewhere, monkeypatch):
    monkeypatch.setenv("EARSHOT_HOME", str(elsewhere / "home"))

    first, second = embedded.secret("django"), embedded.secret("django")

    assert first == second != embedded.secret("other")
    assert stat.S_IMODE((elsewhere / "home" / "secrets" / "django").stat().st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as another account")
def test_under_a_closed_folder_the_servers_keep_their_files_elsewhere_and_the_folder_stays_closed(
    elsewhere, monkeypatch
):
    closed = elsewhere / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setenv("EARSHOT_HOME", str(closed / "home"))

    place = places.server_home()

    assert account.reachable(place.parent)
    assert not place.is_relative_to(closed)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
