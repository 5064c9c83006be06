from django.apps import AppConfig


class LeadRefineryConfig(AppConfig):
    name = "leadrefinery"
