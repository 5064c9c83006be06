from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0001_initial"),
        ("routing", "0001_initial"),
        ("tenants", "0002_invitation_mailed_at"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["tenant", "member", "due_at"], name="assignment_promised"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["tenant", "closed_at"], name="assignment_closed"),
        ),
    ]
