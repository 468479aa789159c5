"""Keys of organizations: asked, answered, made, ended."""

from registry.api.services.keys import MadeKey, key_create, key_request_ask, key_request_decide, key_revoke, key_seen

__all__ = ["MadeKey", "key_create", "key_request_ask", "key_request_decide", "key_revoke", "key_seen"]
