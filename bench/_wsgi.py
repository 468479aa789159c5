"""The application with the bench's addresses besides."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
settings.ROOT_URLCONF = "bench._urls"
application = get_wsgi_application()
