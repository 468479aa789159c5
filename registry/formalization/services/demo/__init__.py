"""The demo register: deterministic and invented, so that every screen can be tried without anybody's data."""

from registry.formalization.services.demo.accounts import (
    EXAMPLE_CODE,
    Login,
    demo_logins,
    demo_status,
    second_steps_ensure,
)
from registry.formalization.services.demo.seeding import DemoOrder, demo_seed

__all__ = ["EXAMPLE_CODE", "DemoOrder", "Login", "demo_logins", "demo_seed", "demo_status", "second_steps_ensure"]
