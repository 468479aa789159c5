"""How notices leave. Without an SMS gateway they are written as files under REGISTRY_VAR/outbox/sms."""

from registry.settings.environment import env

DEFAULT_FROM_EMAIL: str = env.str("REGISTRY_MAIL_FROM", default="register@localhost")
# Address of the SMS provider: it is sent {"id", "to", "text"} as JSON with the token as bearer. Empty: files.
REGISTRY_SMS_URL: str = env.str("REGISTRY_SMS_URL", default="")
REGISTRY_SMS_TOKEN: str = env.str("REGISTRY_SMS_TOKEN", default="")
# The secret by which the provider's calls with incoming messages (POST /sms/in/) are known. Empty: that door is shut.
REGISTRY_SMS_IN_TOKEN: str = env.str("REGISTRY_SMS_IN_TOKEN", default="")
REGISTRY_GATEWAYS = {
    "mail": "registry.notices.services.gateways.mail.MailGateway",
    "sms": "registry.notices.services.gateways.sms.HttpSmsGateway"
    if REGISTRY_SMS_URL
    else "registry.notices.services.gateways.files.FileGateway",
    "webhook": "registry.notices.services.gateways.webhook.WebhookGateway",
}
# Networks inside the house that webhooks may reach, as CIDR; every other private address is refused.
REGISTRY_WEBHOOK_NETWORKS: list[str] = env.list("REGISTRY_WEBHOOK_NETWORKS", default=[])
