"""Mail through Django's own backend: EMAIL_URL says which; files under REGISTRY_VAR/outbox/mail by default."""

import smtplib

from django.core.mail import EmailMessage

from registry.notices.services.gateways.base import GatewayError, Outgoing


class MailGateway:
    """Sends plain text; the number of the notice is the mail's own, so that a double is recognised."""

    def send(self, message: Outgoing) -> None:
        """Hand it to the mail server."""
        mail = EmailMessage(
            subject=" ".join(message.title.split()),
            body=message.text,
            to=[message.to],
            headers={
                "Message-ID": f"<notice-{message.id}@register.invalid>",
                "Content-Language": message.language,
                "Auto-Submitted": "auto-generated",
            },
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            raise GatewayError("the mail server refuses the address", is_final=True) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            msg = f"the mail server did not take it ({type(error).__name__})"
            raise GatewayError(msg) from error
