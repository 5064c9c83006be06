from django.urls import path

from tenants.views import frame

app_name = "tenants"

urlpatterns = [path("nav/", frame.nav, name="nav")]

invitation_urls = []
