"""Every address of the site. Pages of a tenant stand under its slug; whatever stands outside is marked public."""

from csp.decorators import csp_update
from django.conf import settings
from django.urls import include, path
from django.views.generic import TemplateView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from leadrefinery.health import healthz, readyz
from tenants.permissions import public
from tenants.urls import invitation_urls
from tenants.views.landing import landing

handler400 = "leadrefinery.errors.bad_request"
handler403 = "leadrefinery.errors.permission_denied"
handler404 = "leadrefinery.errors.page_not_found"
handler500 = "leadrefinery.errors.server_error"

# The documentation widget writes style attributes; our own pages never do.
docs_view = csp_update({"style-src": ["'unsafe-inline'"]})(SpectacularSwaggerSplitView.as_view(url_name="schema"))

tenant_urls = [
    path("", include("reporting.urls")),
    path("", include("leads.urls")),
    path("", include("routing.urls")),
    path("", include("scoring.urls")),
    path("", include("tenants.urls")),
]

urlpatterns = [
    path("", landing, name="home"),
    path("t/<slug:tenant>/", include(tenant_urls)),
    path("invitations/", include(invitation_urls)),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("leadrefinery.api.urls")),
    path("api/schema/", public(SpectacularAPIView.as_view()), name="schema"),
    path("api/docs/", public(docs_view), name="docs"),
    path("healthz", healthz),
    path("readyz", readyz),
]

if settings.DEBUG:
    style_guide = TemplateView.as_view(template_name="components/styleguide.html")
    urlpatterns += [path("styleguide/", public(style_guide), name="styleguide")]
