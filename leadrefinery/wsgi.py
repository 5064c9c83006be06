import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadrefinery.settings")
application = get_wsgi_application()

from tenants.checks import refuse_unsafe_start  # noqa: E402  # needs the applications loaded

refuse_unsafe_start()
