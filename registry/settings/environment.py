"""What the environment says: database, broker, cache, places on disk, languages."""

from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from environs import Env

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent.parent

DEBUG: bool = env.bool("DJANGO_DEBUG", default=False)
SECRET_KEY: str = env.str("SECRET_KEY")
# Former keys, newest first: sessions and authenticators made under them stay good after a change of the key.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
REGISTRY_DEMO: bool = env.bool("REGISTRY_DEMO", default=False)
REGISTRY_VAR = Path(env.str("REGISTRY_VAR", default=str(BASE_DIR / "var")))
REGISTRY_PUBLIC_URL: str = env.str("REGISTRY_PUBLIC_URL", default="http://127.0.0.1:8000")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])

# The application's role owns no table: an attacker who reaches it can neither drop a trigger
# nor empty the event log. Migrations run with the owner's address.
DATABASES = {"default": env.dj_db_url("DATABASE_URL", engine="django.contrib.gis.db.backends.postgis", conn_max_age=60)}
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Behind a pool that hands connections round by transaction (PgBouncer) a cursor does not outlive its transaction.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.bool("DATABASE_IS_POOLED", default=False)
DATABASE_APP_ROLE: str = env.str("DATABASE_APP_ROLE", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _beside_the_broker(broker: str) -> str:
    """The cache lies on the broker's Redis, one database further, unless CACHE_URL says otherwise."""
    parts = urlsplit(broker)
    if not parts.scheme.startswith("redis"):
        return "dbcache://django_cache"
    number = int(parts.path.strip("/") or 0)
    return urlunsplit(parts._replace(path=f"/{number + 1 if number < 15 else number}"))


CELERY_BROKER_URL: str = env.str("CELERY_BROKER_URL")
# Throttles count in it, so it must be shared by all processes: never a per-process cache.
CACHES = {"default": env.dj_cache_url("CACHE_URL", default=_beside_the_broker(CELERY_BROKER_URL))}
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    CACHES["default"].setdefault("OPTIONS", {})["serializer"] = "registry.common.cache_format.PlainSerializer"
    # Raised with the format: a register that is brought up to date never reads what its older version wrote.
    CACHES["default"]["VERSION"] = 2


def _inside_wheel(package: str, pattern: str) -> str:
    """The native library inside a wheel, found by name, so that no system GDAL is needed (nor used).

    Debian 12's GDAL 3.6 raises a security check in Django; a missing wheel stops the start here.
    """
    import importlib.util  # noqa: PLC0415 - only for this search, before Django is set up

    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        msg = f"The Python package {package} is not installed. Run bin/run, which installs requirements.lock."
        raise RuntimeError(msg)
    folder = Path(spec.origin).parent.parent
    found = sorted(folder.glob(f"{package}.libs/{pattern}"))
    if not found:
        msg = (
            f"No {pattern} lies in {folder}/{package}.libs. Install {package} as a wheel"
            " (pip install --only-binary) or set GDAL_LIBRARY_PATH and GEOS_LIBRARY_PATH."
        )
        raise RuntimeError(msg)
    return str(found[0])


GDAL_LIBRARY_PATH: str = env.str("GDAL_LIBRARY_PATH", default="") or _inside_wheel("pyogrio", "libgdal*")
GEOS_LIBRARY_PATH: str = env.str("GEOS_LIBRARY_PATH", default="") or _inside_wheel("shapely", "libgeos_c*")

LANGUAGE_CODE = "en"
LANGUAGES = [("es", "Español"), ("en", "English"), ("qu", "Runasimi")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["registry.common.formats"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "America/Lima"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(REGISTRY_VAR / "static")))
MEDIA_ROOT = REGISTRY_VAR / "documents"
SENDFILE_BACKEND = env.str("SENDFILE_BACKEND", default="django_sendfile.backends.simple")
SENDFILE_ROOT = MEDIA_ROOT
SENDFILE_URL = "/protected"
# Compressing takes a minute or more and serves nobody on the loopback: bin/run leaves it out.
_compress = env.bool("STATIC_COMPRESS", default=True)
_static_storage = "whitenoise.storage.Compressed" if _compress else "django.contrib.staticfiles.storage."
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else f"{_static_storage}ManifestStaticFilesStorage"
    },
}

_email = env.dj_email_url("EMAIL_URL", default="file:")
if "EMAIL_BACKEND" not in _email:
    _msg = "EMAIL_URL is of an unknown kind. With STARTTLS: submission://user:password@host:587; files only: file:"
    raise ValueError(_msg)
EMAIL_BACKEND: str = _email["EMAIL_BACKEND"]
EMAIL_HOST: str = _email.get("EMAIL_HOST", "")
EMAIL_PORT: int | None = _email.get("EMAIL_PORT")
EMAIL_HOST_USER: str = _email.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD: str = _email.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS: bool = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL: bool = _email.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = str(REGISTRY_VAR / "outbox" / "mail")
