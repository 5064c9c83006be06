import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import tenants.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False),
                ),
                ("code", models.SlugField(db_index=False, help_text="How inquiries name it.", max_length=80)),
                ("name", models.CharField(max_length=200)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("web_form", "Web form"),
                            ("print_ad", "Print ad"),
                            ("direct_mail", "Direct mail"),
                            ("event", "Event"),
                            ("referral", "Referral"),
                            ("social", "Social"),
                            ("purchased_list", "Purchased list"),
                            ("pr", "PR"),
                            ("sales_prospecting", "Sales prospecting"),
                            ("api", "API"),
                        ],
                        max_length=20,
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("cost", models.DecimalField(db_default=0, decimal_places=2, default=0, max_digits=12)),
                ("currency", models.CharField(default="EUR", max_length=3)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("tenant", tenants.fields.TenantField()),
            ],
        ),
        migrations.CreateModel(
            name="Company",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False),
                ),
                (
                    "identity",
                    models.TextField(
                        help_text="domain:example.com or name:<normalised name>; at most one company each."
                    ),
                ),
                ("name", models.TextField(blank=True)),
                ("name_norm", models.TextField(blank=True, db_collation="C")),
                ("domain", models.TextField(blank=True, db_collation="C")),
                ("website", models.TextField(blank=True)),
                ("industry", models.TextField(blank=True)),
                ("employees", models.PositiveIntegerField(blank=True, null=True)),
                ("annual_revenue", models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("city", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "owner",
                    tenants.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.membership",
                    ),
                ),
                ("tenant", tenants.fields.TenantField()),
            ],
        ),
        migrations.CreateModel(
            name="Custodian",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("member", "Member"),
                            ("queue", "Queue"),
                            ("partner", "Partner"),
                            ("cadence", "Cadence"),
                        ],
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                ("is_last_resort", models.BooleanField(default=False, help_text="Holds what nobody else does.")),
                (
                    "member",
                    tenants.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.membership",
                    ),
                ),
                ("tenant", tenants.fields.TenantField()),
            ],
        ),
        migrations.CreateModel(
            name="CustomField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(db_index=False, max_length=64)),
                ("label", models.CharField(max_length=100)),
                (
                    "type",
                    models.CharField(
                        choices=[("text", "Text"), ("number", "Number"), ("date", "Date")], default="text", max_length=8
                    ),
                ),
                (
                    "choices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                ("tenant", tenants.fields.TenantField()),
            ],
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False),
                ),
                (
                    "identity",
                    models.TextField(help_text="email:…, phone:…, id:… or name:…|company; at most one lead each."),
                ),
                ("first_name", models.TextField(blank=True)),
                ("last_name", models.TextField(blank=True)),
                (
                    "name_norm",
                    models.TextField(blank=True, db_collation="C", help_text="First, last, folded: for prefix search."),
                ),
                ("last_name_norm", models.TextField(blank=True, db_collation="C", help_text="Last, first, folded.")),
                ("title", models.TextField(blank=True)),
                ("email", models.TextField(blank=True)),
                ("email_norm", models.TextField(blank=True, db_collation="C")),
                ("phone", models.TextField(blank=True)),
                ("phone_e164", models.TextField(blank=True, db_collation="C")),
                ("external_id", models.TextField(blank=True, db_collation="C")),
                ("country", models.CharField(blank=True, max_length=2)),
                ("region", models.TextField(blank=True)),
                ("city", models.TextField(blank=True)),
                ("postal_code", models.TextField(blank=True)),
                (
                    "timeline",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("0-3m", "Within 3 months"),
                            ("3-6m", "3 to 6 months"),
                            ("6-12m", "6 to 12 months"),
                            ("12m+", "More than 12 months"),
                            ("none", "No plan to buy"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "budget",
                    models.CharField(
                        blank=True, choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Unknown")], max_length=7
                    ),
                ),
                (
                    "authority",
                    models.CharField(
                        blank=True, choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Unknown")], max_length=7
                    ),
                ),
                (
                    "need",
                    models.CharField(
                        blank=True, choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Unknown")], max_length=7
                    ),
                ),
                ("product_interest", models.TextField(blank=True)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("web_form", "Web form"),
                            ("print_ad", "Print ad"),
                            ("direct_mail", "Direct mail"),
                            ("event", "Event"),
                            ("referral", "Referral"),
                            ("social", "Social"),
                            ("purchased_list", "Purchased list"),
                            ("pr", "PR"),
                            ("sales_prospecting", "Sales prospecting"),
                            ("api", "API"),
                        ],
                        help_text="Of the first inquiry.",
                        max_length=20,
                    ),
                ),
                (
                    "latest_source",
                    models.CharField(
                        choices=[
                            ("web_form", "Web form"),
                            ("print_ad", "Print ad"),
                            ("direct_mail", "Direct mail"),
                            ("event", "Event"),
                            ("referral", "Referral"),
                            ("social", "Social"),
                            ("purchased_list", "Purchased list"),
                            ("pr", "PR"),
                            ("sales_prospecting", "Sales prospecting"),
                            ("api", "API"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        default=list,
                        help_text="What hygiene found, as codes rules can use.",
                        size=None,
                    ),
                ),
                ("junk_signals", models.PositiveSmallIntegerField(default=0)),
                ("consent_email", models.BooleanField(blank=True, null=True)),
                ("consent_phone", models.BooleanField(blank=True, null=True)),
                ("consent_wording", models.TextField(blank=True)),
                ("do_not_email", models.BooleanField(default=False)),
                ("do_not_call", models.BooleanField(default=False)),
                ("custom", models.JSONField(default=dict)),
                ("inquiry_count", models.PositiveIntegerField(default=1)),
                ("first_inquiry_at", models.DateTimeField()),
                ("last_inquiry_at", models.DateTimeField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "campaign",
                    tenants.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leads.campaign",
                    ),
                ),
                (
                    "company",
                    tenants.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="leads.company",
                    ),
                ),
                (
                    "latest_campaign",
                    tenants.fields.TenantForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leads.campaign",
                    ),
                ),
                ("tenant", tenants.fields.TenantField()),
            ],
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "lead",
                    tenants.fields.TenantKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="leads.lead",
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("inquiry", "Inquiry"),
                            ("lead", "Lead"),
                            ("mql", "MQL"),
                            ("tql", "TQL"),
                            ("sal", "SAL"),
                            ("sql", "SQL"),
                            ("opportunity", "Opportunity"),
                        ],
                        default="inquiry",
                        max_length=11,
                    ),
                ),
                ("stage_since", models.DateTimeField()),
                ("verdict", models.CharField(blank=True, help_text="cull, promote, or empty.", max_length=7)),
                (
                    "spared",
                    models.BooleanField(
                        default=False, help_text="Released from quarantine: cull rules no longer apply."
                    ),
                ),
                ("fit", models.IntegerField(default=0)),
                ("readiness", models.IntegerField(default=0)),
                ("score", models.IntegerField(default=0)),
                (
                    "band",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hot", "Hot"),
                            ("high_potential", "High potential"),
                            ("need_information", "Need information"),
                            ("low_potential", "Low potential"),
                            ("partner_opportunity", "Partner opportunity"),
                            ("need_nurturing", "Need nurturing"),
                            ("junk", "Junk"),
                        ],
                        max_length=19,
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("sales", "Sales"),
                            ("call_center", "Call center"),
                            ("nurture", "Nurture"),
                            ("partner", "Partner"),
                            ("web", "Web"),
                            ("purge", "Purge"),
                        ],
                        max_length=11,
                    ),
                ),
                ("rule_set", models.IntegerField(help_text="Number of the rule set that judged it last.", null=True)),
                (
                    "fired",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        help_text="Keys of the rules that fired, in order.",
                        size=None,
                    ),
                ),
                (
                    "points",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(),
                        default=list,
                        help_text="Points of each, before caps.",
                        size=None,
                    ),
                ),
                (
                    "waiting",
                    models.TextField(blank=True, help_text="Why no person holds it, when its queue would assign one."),
                ),
                ("next_action", models.TextField(blank=True)),
                ("next_action_at", models.DateTimeField(null=True)),
                (
                    "disposition",
                    models.CharField(
                        choices=[("won", "Won"), ("lost", "Lost"), ("purged", "Purged")], max_length=6, null=True
                    ),
                ),
                ("disposed_at", models.DateTimeField(help_text="When we were told.", null=True)),
                ("outcome_at", models.DateTimeField(help_text="When it happened; empty: unknown.", null=True)),
                ("disposition_reason", models.TextField(blank=True)),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("refined_at", models.DateTimeField(null=True)),
                (
                    "custodian",
                    tenants.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standings",
                        to="leads.custodian",
                    ),
                ),
                (
                    "pool",
                    tenants.fields.TenantForeignKey(
                        help_text="Queue its route leads to.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leads.custodian",
                    ),
                ),
                ("tenant", tenants.fields.TenantField()),
            ],
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False),
                ),
                ("file_name", models.TextField()),
                ("file_hash", models.BinaryField(max_length=32)),
                ("mapping", models.JSONField()),
                (
                    "status",
                    models.CharField(
                        choices=[("running", "Running"), ("done", "Done"), ("refused", "Refused")],
                        default="running",
                        max_length=8,
                    ),
                ),
                (
                    "rows_done",
                    models.BigIntegerField(
                        default=0, help_text="Records read and stored; a resumed run goes on after them."
                    ),
                ),
                ("created", models.BigIntegerField(default=0)),
                ("updated", models.BigIntegerField(default=0)),
                ("duplicates", models.BigIntegerField(default=0)),
                ("quarantined", models.BigIntegerField(default=0)),
                ("rejected", models.BigIntegerField(default=0)),
                ("blank", models.BigIntegerField(default=0)),
                ("started_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "by",
                    tenants.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.membership",
                    ),
                ),
                ("tenant", tenants.fields.TenantField()),
            ],
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("api", "API"), ("page", "Entered by hand"), ("file", "File import")], max_length=4
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("web_form", "Web form"),
                            ("print_ad", "Print ad"),
                            ("direct_mail", "Direct mail"),
                            ("event", "Event"),
                            ("referral", "Referral"),
                            ("social", "Social"),
                            ("purchased_list", "Purchased list"),
                            ("pr", "PR"),
                            ("sales_prospecting", "Sales prospecting"),
                            ("api", "API"),
                        ],
                        max_length=20,
                    ),
                ),
                ("raw", models.BinaryField(help_text="The bytes as they came.")),
                (
                    "notes",
                    models.JSONField(default=list, help_text="What was normalised or could not be used, and why."),
                ),
                (
                    "needs_look",
                    models.TextField(blank=True, help_text="Why it could not become a lead; empty: it did."),
                ),
                ("looked_at", models.DateTimeField(null=True)),
                ("import_row", models.BigIntegerField(help_text="Line of the file it came from.", null=True)),
                ("received_at", models.DateTimeField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "campaign",
                    tenants.fields.TenantForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="leads.campaign"
                    ),
                ),
                (
                    "imported_by",
                    tenants.fields.TenantForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="leads.import"
                    ),
                ),
                ("tenant", tenants.fields.TenantField()),
                (
                    "lead",
                    tenants.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to="leads.lead",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IdempotencyRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("endpoint", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=255)),
                ("body_hash", models.BinaryField(max_length=32)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("response", models.JSONField(null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("tenant", tenants.fields.TenantField()),
            ],
        ),
        migrations.CreateModel(
            name="Touch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("form", "Form"),
                            ("visit", "Web visit"),
                            ("email_sent", "E-mail sent"),
                            ("email_open", "E-mail open"),
                            ("email_click", "E-mail click"),
                            ("email_reply", "E-mail reply"),
                            ("call", "Call"),
                            ("meeting", "Meeting"),
                            ("badge_scan", "Badge scan"),
                            ("note", "Note"),
                        ],
                        max_length=11,
                    ),
                ),
                ("direction", models.CharField(choices=[("in", "Inbound"), ("out", "Outbound")], max_length=3)),
                ("at", models.DateTimeField()),
                (
                    "detail",
                    models.JSONField(help_text="Outcome of a call, page of a visit, subject of a mail.", null=True),
                ),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "by",
                    tenants.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.membership",
                    ),
                ),
                (
                    "campaign",
                    tenants.fields.TenantForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="leads.campaign"
                    ),
                ),
                (
                    "inquiry",
                    tenants.fields.TenantForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="leads.inquiry"
                    ),
                ),
                (
                    "lead",
                    tenants.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="touches", to="leads.lead"
                    ),
                ),
                ("tenant", tenants.fields.TenantField()),
            ],
        ),
        migrations.CreateModel(
            name="StageChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "from_stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("inquiry", "Inquiry"),
                            ("lead", "Lead"),
                            ("mql", "MQL"),
                            ("tql", "TQL"),
                            ("sal", "SAL"),
                            ("sql", "SQL"),
                            ("opportunity", "Opportunity"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "to_stage",
                    models.CharField(
                        choices=[
                            ("inquiry", "Inquiry"),
                            ("lead", "Lead"),
                            ("mql", "MQL"),
                            ("tql", "TQL"),
                            ("sal", "SAL"),
                            ("sql", "SQL"),
                            ("opportunity", "Opportunity"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                            ("purged", "Purged"),
                        ],
                        max_length=11,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "by",
                    tenants.fields.TenantForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenants.membership",
                    ),
                ),
                (
                    "lead",
                    tenants.fields.TenantForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stage_changes", to="leads.lead"
                    ),
                ),
                ("tenant", tenants.fields.TenantField()),
            ],
            options={
                "db_table_comment": "append-only",
            },
        ),
        migrations.CreateModel(
            name="Suppression",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("email", "E-mail"), ("phone", "Phone")], max_length=5)),
                ("key", models.TextField(help_text="Normalised address or E.164 number.")),
                ("reason", models.TextField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("tenant", tenants.fields.TenantField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(fields=("tenant", "code"), name="campaign_code"),
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(fields=("tenant", "public_id"), name="campaign_public_id"),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["tenant", "name_norm"], name="company_by_name"),
        ),
        migrations.AddIndex(
            model_name="company",
            index=models.Index(fields=["tenant", "domain"], name="company_by_domain"),
        ),
        migrations.AddConstraint(
            model_name="company",
            constraint=models.UniqueConstraint(fields=("tenant", "identity"), name="company_identity"),
        ),
        migrations.AddConstraint(
            model_name="company",
            constraint=models.UniqueConstraint(fields=("tenant", "public_id"), name="company_public_id"),
        ),
        migrations.AddConstraint(
            model_name="custodian",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_last_resort", True)), fields=("tenant",), name="custodian_last_resort_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="custodian",
            constraint=models.UniqueConstraint(fields=("tenant", "member"), name="custodian_of_member"),
        ),
        migrations.AddConstraint(
            model_name="custodian",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "member"), ("member__isnull", False)),
                    models.Q(models.Q(("kind", "member"), _negated=True), ("member", None)),
                    _connector="OR",
                ),
                name="custodian_member_matches_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="customfield",
            constraint=models.UniqueConstraint(fields=("tenant", "key"), name="custom_field_key"),
        ),
        migrations.AddConstraint(
            model_name="idempotencyrecord",
            constraint=models.UniqueConstraint(fields=("tenant", "endpoint", "key"), name="idempotency_key"),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.UniqueConstraint(fields=("tenant", "public_id"), name="import_public_id"),
        ),
        migrations.AddConstraint(
            model_name="import",
            constraint=models.UniqueConstraint(fields=("tenant", "file_hash"), name="import_file_once"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("email_norm", ""), _negated=True),
                fields=["tenant", "email_norm"],
                name="lead_by_email",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("phone_e164", ""), _negated=True),
                fields=["tenant", "phone_e164"],
                name="lead_by_phone",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=["tenant", "external_id"],
                name="lead_by_external",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("name_norm", ""), _negated=True),
                fields=["tenant", "name_norm"],
                name="lead_by_name",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("last_name_norm", ""), _negated=True),
                fields=["tenant", "last_name_norm"],
                name="lead_by_last",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("company", None), _negated=True),
                fields=["tenant", "company", "id"],
                name="lead_by_company",
            ),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.UniqueConstraint(fields=("tenant", "identity"), name="lead_identity"),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.UniqueConstraint(fields=("tenant", "public_id"), name="lead_public_id"),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(fields=["tenant", "lead", "id"], name="inquiry_of_lead"),
        ),
        migrations.AddIndex(
            model_name="inquiry",
            index=models.Index(
                condition=models.Q(("needs_look", ""), _negated=True),
                fields=["tenant", "id"],
                name="inquiry_needs_look",
            ),
        ),
        migrations.AddConstraint(
            model_name="inquiry",
            constraint=models.UniqueConstraint(fields=("tenant", "public_id"), name="inquiry_public_id"),
        ),
        migrations.AddIndex(
            model_name="stagechange",
            index=models.Index(fields=["tenant", "lead", "id"], name="stage_change_of_lead"),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.UniqueConstraint(fields=("tenant", "kind", "key"), name="suppression_once"),
        ),
        migrations.AddIndex(
            model_name="touch",
            index=models.Index(fields=["tenant", "lead", "kind", "at"], name="touch_of_lead"),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                models.F("tenant"),
                models.F("custodian"),
                models.OrderBy(models.F("score"), descending=True),
                models.F("lead"),
                condition=models.Q(("disposition", None)),
                name="standing_of_custodian",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("disposition", None)), fields=["tenant", "next_action_at"], name="standing_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("custodian__isnull", False),
                        ("disposed_at", None),
                        ("disposition", None),
                        ("next_action_at__isnull", False),
                    ),
                    models.Q(
                        ("custodian", None),
                        ("disposed_at__isnull", False),
                        ("disposition__isnull", False),
                        ("next_action_at", None),
                        models.Q(("disposition_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="lead_cannot_fall_out",
            ),
        ),
    ]
