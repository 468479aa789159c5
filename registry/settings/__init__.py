"""Settings of the register: everything that differs between two servers comes from the environment.

The names of the variables stand in `environment.py`; a missing or malformed one stops the start with
a sentence that names it. Numbers of the law are never settings: they live in the packs of `registry.rules`.
"""

from registry.settings.apps import *  # noqa: F403 - settings modules are assembled, Django's own manner
from registry.settings.celery import *  # noqa: F403
from registry.settings.environment import *  # noqa: F403
from registry.settings.logging import *  # noqa: F403
from registry.settings.rest import *  # noqa: F403
from registry.settings.security import *  # noqa: F403
