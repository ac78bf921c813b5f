"""Row security and references within one organization for every table of this app."""

from django.db import migrations

from crm.access.walls import Sql, Wall


class Migration(migrations.Migration):
    dependencies = [
        ("queue", "0001_initial"),
    ]
    operations = [
        Wall("job"),
        Wall("heartbeat"),
        Wall("turn"),
        Sql(
            "job",
            [
                # Ids, states and times. Neither key, label, payload nor errors: it may write a last error, not read one.
                "grant select (id, organization_id, kind, urgency, due_at, state, fence, claimed_at, attempts, max_attempts),"
                " update (state, fence, claimed_at, attempts, finished_at, last_error) on {table} to {dispatcher}",
                "create policy dispatcher_reads on {table} for select to {dispatcher} using (true)",
                "create policy dispatcher_claims on {table} for update to {dispatcher}"
                " using (state in ('ready', 'running')) with check (state in ('running', 'dead'))",
            ],
            [
                "drop policy dispatcher_reads on {table}",
                "drop policy dispatcher_claims on {table}",
                "revoke all on {table} from {dispatcher}",
            ],
        ),
        Sql(
            "heartbeat",
            [
                "grant select (job_id, at) on {table} to {dispatcher}",
                "create policy dispatcher_reads on {table} for select to {dispatcher} using (true)",
            ],
            ["drop policy dispatcher_reads on {table}", "revoke all on {table} from {dispatcher}"],
        ),
        Sql(
            "turn",
            [
                "grant select, insert, update on {table} to {dispatcher}",
                "create policy dispatcher_takes_turns on {table} to {dispatcher} using (true) with check (true)",
            ],
            ["drop policy dispatcher_takes_turns on {table}", "revoke all on {table} from {dispatcher}"],
        ),
        Sql(
            "tick",
            ["grant select, insert, update on {table} to {dispatcher}"],
            ["revoke all on {table} from {dispatcher}"],
        ),
    ]
