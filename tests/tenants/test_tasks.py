"""Background work runs in its tenant's scope, or in none."""

import pytest

from leadrefinery.celery import app
from tenants.celery import PlatformTask, TenantTask
from tenants.models import Membership
from tenants.scope import NoTenant, current_tenant, tenant_scope
from tests.people import member_of


def our_tasks():
    app.loader.import_default_modules()
    return [task for name, task in app.tasks.items() if not name.startswith("celery.")]


@app.task(base=TenantTask, name="tests.name_of_member", lazy=False)
def name_of_member(member_id):
    return f"{Membership.objects.get(pk=member_id)} of {current_tenant().name}"


def test_every_task_belongs_to_a_tenant_or_to_the_platform():
    tasks = our_tasks()

    assert [task.name for task in tasks if not isinstance(task, TenantTask | PlatformTask)] == []
    assert len(tasks) > 1


def test_every_tenant_task_refuses_to_run_without_a_tenant(db):
    for task in our_tasks():
        if isinstance(task, TenantTask):
            for arguments in ((), (None,), ("acme",), (0,)):
                with pytest.raises(NoTenant):
                    task(*arguments)


def test_tenant_task_runs_in_the_scope_of_its_tenant(acme, sally):
    assert name_of_member.apply([acme.pk, sally.pk]).get() == "Sally of Acme"
    with pytest.raises(NoTenant):
        current_tenant()


def test_tenant_task_finds_nothing_of_another_tenant(acme, globex):
    gus = member_of(globex, "gus")

    with pytest.raises(Membership.DoesNotExist):
        name_of_member(acme.pk, gus.pk)


def test_task_of_one_tenant_is_refused_within_another(acme, globex, sally):
    with tenant_scope(globex), pytest.raises(RuntimeError):
        name_of_member(acme.pk, sally.pk)
