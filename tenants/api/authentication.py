from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer <key>`. TenantMiddleware has checked the key and opened its tenant before the view."""

    def authenticate(self, request):
        api_key = getattr(request._request, "api_key", None)
        return (None, api_key) if api_key else None

    def authenticate_header(self, request):
        return 'Bearer realm="Lead Refinery"'


class ApiKeyScheme(OpenApiAuthenticationExtension):
    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "description": "A key made under Settings, API keys."}
