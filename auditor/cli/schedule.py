"""``auditor schedule``: the scheduler in the foreground."""

from __future__ import annotations

import logging

import click

from auditor.cli._app import App, pass_app
from auditor.cli._opening import open_ledger
from auditor.scheduling import Command, Job, Plan, Scheduler, serve
from auditor.today import now
from reports.messages import marked, message


@click.command(
    help=marked("Runs the nightly audit and the monthly report at their times, until it is stopped.")
)
@pass_app
def schedule(app: App) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    plan = Plan(app.settings.schedule)
    command = Command(app.config.absolute())
    scheduler = Scheduler(open_ledger(app), plan, command, now, lambda: app.today)
    for job in Job:
        app.note(message("{job}: next at {time}", job=job.value, time=plan.next_slot(job, now())))
    serve(scheduler, plan, command, now)
