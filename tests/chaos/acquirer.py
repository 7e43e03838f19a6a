"""An acquirer that is a program of its own dies under load: approvals are known or reversed."""
import json
import pathlib
import random
import subprocess
import time

from books import Load, wait_agreement
from support.gateway import Gateway, GatewayError, binary

AGREEMENT_SECONDS = 5    # of a restart of the gateway
PATIENCE_SECONDS = 20    # a gateway that lives asks a dead acquirer again every 15 s at most
SHOP = "40817263"
PASSWORD = "testpassword_Connector0123456789abcdefghijk"
SHOP_FILE = f"""id = "{SHOP}"
name = "Behind a connector"
[test]
password = "{PASSWORD}"
[options]
pci = true
[[contract]]
mode = "TEST"
mid = "8800001"
acquirer = "elsewhere"
"""


class Simulator:
    """`guichet acquirer-sim`, always on the same port and data."""

    def __init__(self, directory):
        self.data = pathlib.Path(directory) / "acquirer"
        self.data.mkdir(parents=True, exist_ok=True)
        self.port = 0
        self.process = None

    def start(self):
        ready = self.data / "ready.json"
        ready.unlink(missing_ok=True)
        with open(self.data / "acquirer.log", "ab") as log:
            self.process = subprocess.Popen(
                [binary(), "acquirer-sim", "--data", str(self.data), "--listen",
                 f"127.0.0.1:{self.port}", "--ready-file", str(ready)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                address = json.loads(ready.read_text())["listen"][0]
                self.port = int(address.rsplit(":", 1)[1])
                return
            except (OSError, ValueError, KeyError, IndexError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.02)
        raise GatewayError("acquirer-sim did not start:\n"
                           + (self.data / "acquirer.log").read_text(errors="replace")[-1500:])

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def start_both(directory):
    simulator = Simulator(directory)
    simulator.start()
    config = pathlib.Path(directory) / "guichet.toml"
    config.write_text(f'[acquirers.elsewhere]\nurl = "http://127.0.0.1:{simulator.port}"\n')
    shop = pathlib.Path(directory) / "shop.toml"
    shop.write_text(SHOP_FILE)
    gateway = Gateway(directory, ["--config", str(config)])
    gateway.data.mkdir(parents=True, exist_ok=True)
    status, output = gateway.command("shop", "apply", str(shop), "--data", str(gateway.data))
    if status != 0:
        raise GatewayError(f"shop apply: {output}")
    gateway.login = (SHOP, PASSWORD)
    gateway.ledger_path = simulator.data / "acquirer-ledger.jsonl"
    gateway.start()
    return simulator, gateway


def rounds(directory, count, seed, report):
    """Kills the acquirer `count` times, every other time together with the gateway."""
    chance = random.Random(seed)
    simulator, gateway = start_both(directory)
    try:
        for number in range(1, count + 1):
            ledger_from = len(gateway.ledger())
            load = Load(gateway, 4, chance.randrange(1 << 30), f"A{number}").start()
            if not load.first_answer.wait(20):
                return [f"round {number}: no answer within 20 s"]
            time.sleep(chance.uniform(0.05, 0.6))
            simulator.kill()
            both = number % 2 == 0
            if both:
                gateway.kill()
            time.sleep(0.3)
            load.stopping = True
            simulator.start()
            load.join()
            if both:
                gateway.start()
            problems, taken = wait_agreement(gateway, load.told, ledger_from,
                                             AGREEMENT_SECONDS if both else PATIENCE_SECONDS)
            if not load.told:
                problems.append(f"no charge was made: {dict(load.refused_calls)}")
            if problems:
                return [f"acquirer kill {number} (seed {seed}): {p}" for p in problems[:20]]
            report(f"acquirer kill {number}/{count}{' with the gateway' if both else ''}: "
                   f"{len(load.told)} charges told, agreed after {taken:.2f} s")
        return []
    finally:
        gateway.kill()
        simulator.kill()
