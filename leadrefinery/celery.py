"""The Celery application, with the beat schedule in plain sight.

Beat only wakes the claimers: what is due stands in PostgreSQL, so two beats, no beat or a flushed Redis change when
work happens, never whether.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadrefinery.settings")

app = Celery("leadrefinery")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["routing"])

app.conf.beat_schedule = {
    "release-waiting-leads": {"task": "routing.release_waiting", "schedule": 30.0},
    "refine-published": {"task": "routing.refine_published", "schedule": 5.0},
    "refine-due-tenants": {"task": "routing.refine_due", "schedule": 300.0},
    "judge-challengers": {"task": "routing.judge_challengers", "schedule": 60.0},
    "purge-quarantine": {"task": "routing.purge_quarantine", "schedule": 3600.0},
}
