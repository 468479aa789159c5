"""Settings of the register: everything that differs between two servers comes from the environment.

The names of the variables stand in `environment.py`; a missing or malformed one stops the start with
a sentence that names it. Numbers of the law are never settings: they live in the packs of `registry.rules`.
"""

from registry.settings.apps import *
from registry.settings.celery import *
from registry.settings.environment import *
from registry.settings.logging import *
from registry.settings.notices import *
from registry.settings.rest import *
from registry.settings.security import *
