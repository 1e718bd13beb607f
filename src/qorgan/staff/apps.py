from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "qorgan.staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.live import gates as live
        from qorgan.staff import access, api_keys, events, factors, gates, panels, reaching  # noqa: F401
        from qorgan.ui.api import gates as api
        from qorgan.ui.slots import COMMANDS, MARKS, ME, NAVIGATION

        live.register("staff", gates.staff_session)
        api.register(api_keys.program_of)
        api.register_count(api_keys.count_open)
        factors.listen()
        NAVIGATION.fill(panels.accounts_item, order=900)
        NAVIGATION.fill(panels.roles_item, order=910)
        NAVIGATION.fill(panels.keys_item, order=920)
        COMMANDS.fill(panels.own_account_command, order=900)
        COMMANDS.fill(panels.choose_role_command, order=910)
        ME.fill(panels.me)
        MARKS.fill(panels.mark)
        reaching.wire()
