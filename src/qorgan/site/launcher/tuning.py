"""The settings of the embedded server, given on its command line at every start so that no file has to be edited.

Sized for a small machine: the whole set of Qorgan's processes, this server included, stays below 700 MB when idle. A
country that needs more runs its own server.
"""

from qorgan.site.launcher.layout import Layout

SMALL = {
    "shared_buffers": "64MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_connections": "80",
    "max_wal_size": "512MB",
    "min_wal_size": "64MB",
    "wal_compression": "on",
    "effective_cache_size": "512MB",
    "random_page_cost": "1.1",
    "autovacuum_max_workers": "2",
    "autovacuum_worker_slots": "4",
    "max_worker_processes": "4",
    "max_parallel_workers_per_gather": "0",
    "max_logical_replication_workers": "0",
    "io_method": "sync",
    "jit": "off",
    "huge_pages": "off",
}
# What a failed statement held may be a child's words: an ERROR reaches the program that asked, never the log.
QUIET_LOG = {
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_connections": "",
    "log_disconnections": "off",
    "log_checkpoints": "off",
    "log_lock_waits": "off",
    "log_autovacuum_min_duration": "-1",
    "log_min_duration_statement": "-1",
    "log_line_prefix": "%m ",
    "log_timezone": "UTC",
}
# For tests only: a crash of the machine loses everything, which is what makes it fast.
NOT_DURABLE = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def arguments(layout: Layout, *, durable: bool) -> list[str]:
    """The server's command line: no TCP, a socket that only its owner may use, and the settings above."""
    settings = {
        "listen_addresses": "",
        "port": "5432",
        "unix_socket_directories": str(layout.socket),
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "timezone": "UTC",
        **SMALL,
        **QUIET_LOG,
        **({} if durable else NOT_DURABLE),
    }
    command = [str(layout.programs / "bin" / "postgres"), "-D", str(layout.cluster)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    return command
