"""The WSGI entry of the register."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")

application = get_wsgi_application()
# Every room is read now: the first reader of a process would wait seconds for it, and be turned away on a busy machine.
resolve("/")
