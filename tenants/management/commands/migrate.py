from django.core.management.commands import migrate


class Command(migrate.Command):
    help = f"{migrate.Command.help} Connects as the owner of the tables, not as the application."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")
