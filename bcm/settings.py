"""All settings. Every value an administrator may change comes from the environment.

Without any environment the platform runs for development: embedded servers, DEBUG on.
With BCM_PRODUCTION=1 nothing is guessed: missing secrets stop the start with one line.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from bcm import env
from bcm.background import *  # noqa: F403
from lib import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
PRODUCTION = env.flag("BCM_PRODUCTION")
DEBUG = env.flag("DEBUG", default=not PRODUCTION)

if PRODUCTION:
    SECRET_KEY = env.required("SECRET_KEY", "sessions and links are signed with it")
    AUDIT_SIGNING_KEY = env.required("AUDIT_SIGNING_KEY", "the audit trail is sealed with it")
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
    if not ALLOWED_HOSTS:
        env.required("ALLOWED_HOSTS", "the host names people use, separated by commas")
else:
    SECRET_KEY = env.text("SECRET_KEY", "development-only-key-that-protects-nothing")
    AUDIT_SIGNING_KEY = env.text("AUDIT_SIGNING_KEY", "development-only-audit-key")
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver")

CSRF_FAILURE_VIEW = "bcm.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

# In the order of the app line: imports go left only (see docs/architecture.md).
PROJECT_APPS = [
    "lib",
    "accounts",
    "followup",
    "bia",
    "backups",
    "plans",
    "incidents",
    "drills",
    "governance",
    "reports",
    "bcm",
]
INSTALLED_APPS = [
    *PROJECT_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "bcm.static_files.CollectedStaticFiles",
    "django.forms",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "bcm.health.HealthMiddleware",
    "bcm.metrics.RequestMetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "plans.middleware.PosterMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.PersonLocaleMiddleware",
    "accounts.middleware.AuditContextMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.LoginRequiredMiddleware",
]

ROOT_URLCONF = "bcm.urls"
WSGI_APPLICATION = "bcm.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "bcm.context.shell",
            ],
            "builtins": [
                "lib.templatetags.ui",
                "lib.templatetags.values",
                "lib.templatetags.forms_ui",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- data -----------------------------------------------------------------------------

DATABASES = {
    "default": {
        **dj_database_url.parse(embedded.database_url(), conn_max_age=60, conn_health_checks=True),
        "ATOMIC_REQUESTS": False,
    }
}
if env.text("BCM_TEST_DB"):
    DATABASES["default"]["TEST"] = {"NAME": env.text("BCM_TEST_DB")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = embedded.redis_url()
CACHES = {
    "default": {
        # A lost Redis counts as a miss: pages, API and sign-in go on (docs/operations.md).
        "BACKEND": "bcm.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": f"bcm:{DATABASES['default']['NAME']}",
        "OPTIONS": {
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 1,
            "SOCKET_TIMEOUT": 2,
        },
    }
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- history --------------------------------------------------------------------------

PGHISTORY_APPEND_ONLY = True
PGHISTORY_ADMIN_CLASS = None
# Network addresses in the audit trail are personal: they go after this many days.
AUDIT_ADDRESS_DAYS = env.number("AUDIT_ADDRESS_DAYS", 180)

# --- people ---------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "accounts.backends.ActiveUserBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapters.ClosedAccountAdapter"
SOCIALACCOUNT_ADAPTER = "accounts.adapters.InvitedSocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, list[object]]] = {"openid_connect": {"APPS": []}}
if env.text("OIDC_SERVER_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": env.text("OIDC_PROVIDER_ID", "sso"),
            "name": env.text("OIDC_NAME", "Single sign-on"),
            "client_id": env.required("OIDC_CLIENT_ID", "OIDC_SERVER_URL is set"),
            "secret": env.required("OIDC_CLIENT_SECRET", "OIDC_SERVER_URL is set"),
            "settings": {"server_url": env.text("OIDC_SERVER_URL")},
        }
    )

# --- API ------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["lib.api.parsers.BoundedJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "lib.api.pagination.Pagination",
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.SearchFilter",
        "rest_framework.filters.OrderingFilter",
    ],
    "DEFAULT_SCHEMA_CLASS": "lib.api.schema.StandardSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": env.text("API_RATE", "1200/min")},
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "lib.api.errors.ExceptionHandler",
    "ALLOWED_ERROR_STATUS_CODES": ["400", "401", "403", "404", "409", "413", "415", "429"],
}
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=365),
    "AUTO_REFRESH": False,
}
KNOX_TOKEN_MODEL = "accounts.ApiToken"  # noqa: S105 (the name of a model)
SPECTACULAR_SETTINGS = {
    "TITLE": "Business continuity platform",
    "DESCRIPTION": "The HTTP contract, version 1.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["drf_standardized_errors.openapi_hooks.postprocess_schema_enums"],
    "ENUM_NAME_OVERRIDES": {
        "MtdPolicyEnum": "accounts.models.MtdPolicy.choices",
        "ReportFormatEnum": "reports.models.ReportFormat.choices",
        "ReportVariantEnum": "reports.models.ReportVariant.choices",
        "ActionKindEnum": "followup.models.ActionKind.choices",
        "ClockStateEnum": "followup.models.ClockState.choices",
        "WebhookStateEnum": "followup.serializers.webhook.STATES",
        "WebhookDeliveryStateEnum": "followup.models.WebhookDeliveryState.choices",
        "SystemKindEnum": "bia.models.SystemKind.choices",
        "GapStatusEnum": "bia.gaps.order.HURTS",
        "GraphStatusEnum": "bia.serializers.calculator_graph.STATUSES",
        "GraphNodeKindEnum": "bia.serializers.calculator_graph.KINDS",
        "VerdictEnum": "bia.serializers.gap.NAIVE_STATUSES",
        "ScheduledVerdictEnum": "bia.serializers.recovery.VERDICTS",
        "RecoveryPriorityEnum": "bia.domain.graph.recovery.PRIORITIES",
        "OutageStatusEnum": "bia.serializers.what_if.STATUSES",
        "BackupMethodEnum": "backups.models.Method.choices",
        "BackupSetStateEnum": "backups.models.SetState.choices",
        "BackupRunStateEnum": "backups.models.RunState.choices",
        "BackupOutcomeEnum": "backups.models.Outcome.choices",
        "ToldOutcomeEnum": "backups.serializers.runs.TOLD_OUTCOMES",
        "RestoreFormatEnum": "backups.models.RestoreFormat.choices",
        "PlanVersionStatusEnum": "plans.models.VersionStatus.choices",
        "LanguageEnum": "django.conf.settings.LANGUAGES",
        "PaperLanguageEnum": "plans.printing.tongue.LANGUAGES",
        "CopyFormatEnum": "plans.models.CopyFormat.choices",
        "FeasibilityEnum": "plans.domain.feasibility.SEVERITY",
        "TimelineSourceEnum": "followup.models.TimelineSource.choices",
        "IncidentStatusEnum": "incidents.models.Status.choices",
        "IncidentCategoryEnum": "incidents.models.Category.choices",
        "IncidentModeEnum": "incidents.models.Mode.choices",
        "IncidentOriginEnum": "incidents.models.Origin.choices",
        "IncidentConfidentialityEnum": "incidents.models.Confidentiality.choices",
        "IncidentRoleEnum": "incidents.models.IncidentRole.choices",
        "ExtentEnum": "incidents.serializers.choices.EXTENTS",
        "ImportanceEnum": "bia.models.Importance.choices",
        "GradedImportanceEnum": "incidents.serializers.choices.IMPORTANCES",
        "ContactStateEnum": "incidents.models.ContactState.choices",
        "ContactMethodEnum": "incidents.models.ContactMethod.choices",
        "ContactResultEnum": "incidents.models.ContactResult.choices",
        "CardStepStateEnum": "incidents.serializers.choices.STEP_STATES",
        "CardBoxStateEnum": "incidents.serializers.choices.BOX_STATES",
        "EscalationStateEnum": "incidents.serializers.choices.ESCALATION_STATES",
        "CommsStateEnum": "incidents.serializers.choices.MESSAGE_STATES",
        "IncidentReviewStateEnum": "incidents.serializers.choices.REVIEW_STATES",
        "AudienceEnum": "incidents.models.Audience.choices",
        "MonitoringKindEnum": "incidents.serializers.choices.MONITORING_KINDS",
        "RecoveryLevelEnum": "plans.models.RecoveryLevel.choices",
        "ActionPriorityEnum": "followup.models.ActionPriority.choices",
        "CalendarScopeEnum": "followup.models.FeedScope.choices",
        "MeasurementKindEnum": "bia.models.MeasurementKind.choices",
        "DrillTypeEnum": "drills.serializers.drill.TYPES",
        "RequiredDrillTypeEnum": "drills.models.DrillType.choices",
        "DrillPartEnum": "drills.models.ParticipantRole.choices",
        "ExpectationResultEnum": "drills.models.ExpectationResult.choices",
        "DrillLevelEnum": "drills.models.Level.choices",
        "DrillVerdictEnum": "drills.domain.scoring.RANK",
        "ObservationKindEnum": "drills.models.ObservationKind.choices",
        "DrillFindingKindEnum": "drills.serializers.reporting.FINDING_KINDS",
        "PeriodEnum": "drills.models.Period.choices",
        "RoleEnum": "accounts.models.Role.choices",
        "InspectionOutcomeEnum": "governance.models.Outcome.choices",
        "HealthCapEnum": "governance.serializers.health.CAPS",
        "CardStepKeyEnum": "plans.models.StepKey.choices",
    }
    | {
        f"{name}Enum": f"drf_standardized_errors.openapi_serializers.{name}Enum.choices"
        for name in (
            *("ValidationError", "ClientError", "ServerError", "ParseErrorCode"),
            *(f"ErrorCode{status}" for status in (401, 403, 404, 405, 406, 415, 429, 500)),
        )
    },
}

# --- background work: bcm/background.py ------------------------------------------------

CELERY_BROKER_URL = REDIS_URL

# --- language, place ------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- files ----------------------------------------------------------------------------

NODE_MODULES = BASE_DIR / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS: list[object] = [
    BASE_DIR / "static",
    # npm packages as they come, pinned in package-lock.json; {% static 'npm/htmx/htmx.min.js' %}
    ("npm/tabler/css", NODE_MODULES / "@tabler/core/dist/css"),
    ("npm/tabler/js", NODE_MODULES / "@tabler/core/dist/js"),
    ("npm/htmx", NODE_MODULES / "htmx.org/dist"),
    ("npm/cytoscape", NODE_MODULES / "cytoscape/dist"),
    ("npm/cytoscape-dagre", NODE_MODULES / "cytoscape-dagre/dist"),
    ("npm/vega", NODE_MODULES / "vega/build"),
    ("npm/vega-lite", NODE_MODULES / "vega-lite/build"),
    ("npm/vega-embed", NODE_MODULES / "vega-embed/build"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- backups (docs/operations.md) -------------------------------------------------------

# Local folders that locations may name, separated by ":"; nothing outside of them is ever read.
_own_backups = "" if PRODUCTION else str(embedded.var_folder() / "backups")
BACKUP_ROOTS = [
    Path(one).expanduser() for one in env.text("BACKUP_ROOTS", _own_backups).split(":") if one
]
# Hosts (host or host:port) that locations may name; "*" is any.
BACKUP_HOSTS = env.words("BACKUP_HOSTS")
# Where restore tests and detection proofs work; emptied of their own leftovers.
BACKUP_SCRATCH = Path(env.text("BACKUP_SCRATCH", str(embedded.var_folder() / "scratch")))
# Commands of the machine's administrator for restores: name → program, arguments, limits.
BACKUP_COMMANDS = env.text("BACKUP_COMMANDS")
BACKUP_RESTORES_AT_ONCE = env.number("BACKUP_RESTORES_AT_ONCE", 1)
# How long a worker may be silent before another reads on from where it was.
BACKUP_LEASE_S = env.number("BACKUP_LEASE_S", 120)

# --- plans (docs/operations.md) -----------------------------------------------------------

# Where offline packs may be stored: the settings of plans name a folder below it ("": nowhere).
PACK_ROOT = Path(env.text("PACK_ROOT")).expanduser() if env.text("PACK_ROOT") else None

# --- the browser's limits -------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
if PRODUCTION and env.flag("BEHIND_TLS", default=True):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000)
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# EMAIL_URL=smtp://user:password@mail.example.org:587/?tls=True; without it no mail is sent:
# messages stay in the app, and a development server prints invitations.
_mail = env.mail_server("EMAIL_URL")
MAIL_IS_SET_UP = bool(_mail)
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
vars().update(_mail)
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 10)
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "bcm@localhost")
# The address people use, for links in messages: https://bcm.example.org
PUBLIC_URL = env.text("BCM_URL", f"http://localhost:{env.text('PORT', '8000')}").rstrip("/")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},
}
