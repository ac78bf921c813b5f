"""Network addresses, shortened so that they name a neighbourhood and not a home."""

import ipaddress


def network_prefix(address: str) -> str:
    """The /24 of an IPv4 address, the /48 of an IPv6 one; '' for anything else."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))
