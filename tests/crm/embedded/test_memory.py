"""How much memory the embedded database keeps pages in."""

import pytest

from crm.embedded import memory

GIB = 2**30


@pytest.mark.parametrize(
    ("said", "mib"),
    [
        (str(GIB // 2), 128),
        (str(2 * GIB), 256),
        (str(64 * GIB), 1024),
        ("max", 1024),
        (str(2**63 - 4096), 1024),
    ],
)
def test_an_eighth_of_what_a_container_may_use(tmp_path, monkeypatch, said, mib):
    limit = tmp_path / "memory.max"
    limit.write_text(said + "\n")
    monkeypatch.setattr("os.sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 64 * GIB // 4096}.get)

    assert memory.for_pages([limit, tmp_path / "there is none"]) == mib
