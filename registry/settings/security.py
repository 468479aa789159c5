"""Login, headers, cookies. Plain http is for the loopback demo of bin/run only (REGISTRY_HTTPS=0)."""

import resource

from csp.constants import NONCE, NONE, SELF

from registry.settings.environment import env

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "registry.accounts.web.passwords.LongestPassword"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "registry.accounts.web.passwords.GuessablePassword"},
    {"NAME": "registry.accounts.web.passwords.LeakedPassword"},
]
# A sorted file of SHA-1 digests of leaked passwords (docs/operations.md); empty: only the list that Django brings.
REGISTRY_LEAKED_PASSWORDS: str = env.str("REGISTRY_LEAKED_PASSWORDS", default="")
# What a copy of the database lacks: each password is first digested with a key of the register.
PASSWORD_HASHERS = [
    "registry.accounts.web.hashing.KeyedPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "registry.accounts.adapter.StaffAccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# Wrong passwords: few from one address for one login, and for one login from everywhere together what is far below the
# hundred an hour of ASVS 2.2.1. Browsers in which the login succeeded before are not stopped by strangers' tries.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "login_from_anywhere": "50/1h/key"}
# Hours after which a password that an administrator gave is good no more.
REGISTRY_INITIAL_PASSWORD_HOURS: int = env.int("REGISTRY_INITIAL_PASSWORD_HOURS", default=72)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "registry.accounts.adapter.StaffMFAAdapter"
MFA_FORMS = {"authenticate": "registry.accounts.web.login_forms.SecondStepForm"}
MFA_TOTP_TOLERANCE = 1  # half a minute to either side, for phones whose clock is a little off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 34  # 112 bits: also who copied the database and tries at home finds none
# Minutes without a page, and hours since the login, after which staff log in again.
REGISTRY_IDLE_MINUTES: int = env.int("REGISTRY_IDLE_MINUTES", default=30)
REGISTRY_SESSION_HOURS: int = env.int("REGISTRY_SESSION_HOURS", default=12)
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
# A stranger's tries from elsewhere never lock out somebody at their own desk.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# Whose word about the address is believed: REGISTRY_PROXIES says.
AXES_CLIENT_IP_CALLABLE = "registry.accounts.web.addresses.client_address"

_https = env.bool("REGISTRY_HTTPS", default=True)
# Browsers keep a cookie of this name to this host, to the whole site and to https.
SESSION_COOKIE_NAME = "__Host-session" if _https else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _https else "csrf"
KNOWN_BROWSER_COOKIE = "__Host-known" if _https else "known"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = REGISTRY_SESSION_HOURS * 60 * 60
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "registry.accounts.web.typed.csrf_refused"
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# The most that one request may bring, files included; the proxy's own limit (deploy/Caddyfile) is the same.
REGISTRY_MAX_REQUEST_MB: int = env.int("REGISTRY_MAX_REQUEST_MB", default=60)
# What one officer, and what one miner or all anonymous senders together, may bring in files in 24 hours.
REGISTRY_UPLOAD_MB_OFFICER: int = env.int("REGISTRY_UPLOAD_MB_OFFICER", default=2000)
REGISTRY_UPLOAD_MB_STRANGER: int = env.int("REGISTRY_UPLOAD_MB_STRANGER", default=500)
# A ClamAV daemon that looks through what is handed in, as HOST:PORT; empty: nobody looks.
REGISTRY_CLAMD: str = env.str("REGISTRY_CLAMD", default="")
# Who is written to when something needs a look now, and from how many refusals of a kind in ten minutes (0: never).
REGISTRY_ALARM_MAIL: list[str] = env.list("REGISTRY_ALARM_MAIL", default=[])
REGISTRY_ALARM_REFUSALS: int = env.int("REGISTRY_ALARM_REFUSALS", default=300)
# No process writes its memory to the disk when it dies: passwords and document numbers pass through it.
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "interest-cohort")
}
