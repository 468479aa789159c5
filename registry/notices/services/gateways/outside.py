"""Posting to an address that somebody else chose, without becoming their hand inside our network.

The name is resolved once, every address it stands for must be public, and the connection goes to the address that
was checked: a name that changes its answer between the check and the connection gains nothing. Redirects are not
followed, proxies of the environment are not asked, the answer's body is not kept.
"""

import ipaddress
import socket
import ssl
from http.client import HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings

from registry.notices.services.gateways.base import GatewayError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
TIMEOUT_S = 10
PORTS = frozenset({443, 8443})
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
LONGEST_URL = 500


def url_fault(url: str) -> str:
    """Say why a URL cannot be a webhook's address, without asking anybody; empty where it can."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "the address cannot be read"
    if len(url) > LONGEST_URL or not url.isascii() or any(character.isspace() for character in url):
        return f"the address has more than {LONGEST_URL} characters, a blank, or a letter outside ASCII"
    if parts.scheme != "https":
        return "the address does not begin with https://"
    if parts.username or parts.password or not parts.hostname:
        return "the address holds a login, or no name of a host"
    if port is not None and port not in PORTS and not settings.REGISTRY_WEBHOOK_NETWORKS:
        return "the port is neither 443 nor 8443"
    return ""


def is_public(address: Address) -> bool:
    """Say whether an address is one of the open network, also when it wears another family's clothes."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    if any(address in ipaddress.ip_network(network) for network in settings.REGISTRY_WEBHOOK_NETWORKS):
        return True
    return address.is_global and not address.is_multicast and not address.is_reserved


def _inner(address: Address) -> Address | None:
    """The IPv4 address inside a mapped, 6to4, Teredo or NAT64 one."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def checked_address(host: str, port: int) -> str:
    """Return one address of a host after checking all of them.

    Raises:
        GatewayError: the name is unknown, or any of its addresses is private, loopback, link-local or reserved.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise GatewayError("the name of the host is not known") from error
    addresses = [ipaddress.ip_address(str(info[4][0]).split("%")[0]) for info in found]
    if not addresses or not all(is_public(address) for address in addresses):
        raise GatewayError("the host lies in a private network, which is refused", is_final=True)
    return str(addresses[0])


class _Pinned(HTTPSConnection):
    """A connection to the address that was checked; the certificate must be that of the name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
        self._checked = address

    def connect(self) -> None:
        plain = socket.create_connection((self._checked, self.port), timeout=TIMEOUT_S)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)  # type: ignore[attr-defined] # as http.client itself does


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Post a body and return the status of the answer.

    Raises:
        GatewayError: the address is refused, or nobody answers in time.
    """
    fault = url_fault(url)
    if fault:
        raise GatewayError(fault, is_final=True)
    parts = urlsplit(url)
    host, port = str(parts.hostname), parts.port or 443
    connection = _Pinned(host, port, checked_address(host, port))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body=body, headers=headers)
        return connection.getresponse().status
    except (OSError, HTTPException) as error:
        msg = f"the host did not answer ({type(error).__name__})"
        raise GatewayError(msg) from error
    finally:
        connection.close()
