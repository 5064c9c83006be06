from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0002_inquiry_content"),
        ("tenants", "0002_invitation_mailed_at"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(fields=["tenant", "received_at"], name="inquiry_received"),
        ),
        migrations.AddIndex(
            model_name="stagechange",
            index=models.Index(fields=["tenant", "to_stage", "at"], name="stage_change_reached"),
        ),
        migrations.AddIndex(
            model_name="touch",
            index=models.Index(
                condition=models.Q(("by", None), _negated=True), fields=["tenant", "by", "at"], name="touch_by_member"
            ),
        ),
    ]
