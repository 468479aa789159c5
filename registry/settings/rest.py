"""The REST API: read by anybody, one error shape, schema by drf-spectacular."""

from registry.settings.environment import env

# Requests a minute from one network address, counted in the shared cache; 0 switches counting off (a server
# that counts at its proxy).
REGISTRY_API_RATE: int = env.int("REGISTRY_API_RATE", default=600)
# Whole tables an hour from one network address; organizations with a key have their own quota.
REGISTRY_API_BULK_RATE: int = env.int("REGISTRY_API_BULK_RATE", default=20)
# Public requests that one process works on at a time; the others are answered 503 at once. One thread of the four
# stays free for the staff. 0: no limit.
REGISTRY_API_AT_ONCE: int = env.int("REGISTRY_API_AT_ONCE", default=3)
# Seconds for which a drawn vector tile is kept in the shared cache; 0: each is drawn anew.
REGISTRY_TILE_CACHE_S: int = env.int("REGISTRY_TILE_CACHE_S", default=60)
# How many proxies stand before the server: whose word about the reader's address is believed. 0: nobody's.
REGISTRY_PROXIES: int = env.int("REGISTRY_PROXIES", default=0)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "registry.api.errors.in_one_shape",
    "NUM_PROXIES": REGISTRY_PROXIES,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Register of small-scale and artisanal mining",
    "DESCRIPTION": (
        "What the register makes public. Reading needs no key; where one is asked for, an organization gets it by"
        " logging in and asking under /desk/keys/. An entry is not an authorisation to mine,"
        " and nothing here is a finding of an offence. Places of natural persons are cells of 0.05°; their documents"
        " leave with three digits. docs/api.md says how to page, filter and draw."
    ),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"validatorUrl": None, "docExpansion": "list", "defaultModelsExpandDepth": 0},
    "REDOC_DIST": "SIDECAR",
    "ENFORCE_NON_BLANK_FIELDS": True,
    # The lists bring their own components; renamed enums would only hide them.
    "POSTPROCESSING_HOOKS": ["registry.api.examples.with_examples"],
}
