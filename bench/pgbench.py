"""A PostgreSQL cluster of its own for pgbench, where PostgreSQL is installed."""
import glob
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

SCALE = 10


class Cluster:
    def __init__(self, programs, directory):
        self.programs = pathlib.Path(programs)
        self.directory = directory
        self.sockets = tempfile.mkdtemp(prefix="guichet-pg-")  # socket paths must be short
        # PostgreSQL refuses to run as root; Debian's package makes a user for it.
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.as_user:
            shutil.chown(self.directory, "postgres")
            shutil.chown(self.sockets, "postgres")

    @classmethod
    def start(cls, work):
        """Null when PostgreSQL is not installed."""
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/pg_ctl"))
        if not found or shutil.which("pgbench") is None:
            return None
        directory = pathlib.Path(work) / "postgresql"
        directory.mkdir()
        for parent in [pathlib.Path(work)]:
            parent.chmod(0o755)
        cluster = cls(pathlib.Path(found[-1]).parent, directory)
        cluster.run("initdb", "-D", directory / "data", "-A", "trust", "-U", "bench")
        cluster.run("pg_ctl", "-D", directory / "data", "-w", "-l", directory / "log", "-o",
                    f"-c listen_addresses='' -k {cluster.sockets}", "start")
        cluster.run("createdb", *cluster.address(), "bench")
        cluster.run("pgbench", "-i", "-q", "-s", str(SCALE), *cluster.address(), "bench")
        return cluster

    def address(self):
        return ["-h", self.sockets, "-U", "bench"]

    def run(self, program, *arguments):
        path = self.programs / program
        done = subprocess.run([*self.as_user, str(path if path.exists() else program),
                               *map(str, arguments)], check=False, cwd="/",
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL if program == "pg_ctl"
                              else subprocess.STDOUT)
        output = done.stdout.decode(errors="replace")
        if done.returncode != 0:
            raise RuntimeError(f"{program} ended with {done.returncode}: {output[-1000:]}")
        return output

    def measure(self, seconds):
        """Transactions a second of `pgbench -N -M prepared -c 16`."""
        output = self.run("pgbench", "-N", "-M", "prepared", "-c", "16", "-j", "2", "-n", "-T",
                          str(max(1, round(seconds))), *self.address(), "bench")
        return float(re.search(r"tps = ([\d.]+)", output).group(1))

    def stop(self):
        self.run("pg_ctl", "-D", self.directory / "data", "-m", "fast", "stop")
        shutil.rmtree(self.sockets, ignore_errors=True)
