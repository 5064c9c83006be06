"""What the log says of requests: enough to find one, nothing that opens a door or names a person."""

import re

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware
from structlog.typing import EventDict, WrappedLogger

# Addresses that are themselves a secret: invitations, and links that set a password or confirm an address.
SECRET_PATHS = re.compile(r"(/invitations/|/accounts/password/reset/key/|/accounts/confirm-email/)[^/\s]+")


class RequestLogMiddleware(RequestMiddleware):
    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and path. The query is left out: people search by e-mail and phone."""
        return f"{request.method} {without_secrets(request.path)}"


def without_secrets(text: str) -> str:
    return SECRET_PATHS.sub(r"\1…", text)


def hide_secrets(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Processor for what Django itself says of a request that failed."""
    if isinstance(event.get("event"), str):
        event["event"] = without_secrets(event["event"])
    return event
