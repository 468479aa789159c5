"""The room `portal`; what it keeps is told in docs/house.md."""

from importlib import import_module

from django.apps import AppConfig

from registry.common.announcements import subscribe


class PortalConfig(AppConfig):
    """The room `portal`."""

    name = "registry.portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        """Know the wording of copies; say what a dispute freezes; tell the old contact whoever put a new one."""
        # Services can be imported only once every app has its models.
        import_module("registry.portal.services.forwarding").wordings_register()
        freezing = import_module("registry.casework.services.freezing")
        freezing.question_register("portal", import_module("registry.portal.selectors.ledger").is_frozen)
        subscribe("miners.person.changed", import_module("registry.portal.services.contacts").old_contacts_tell)
