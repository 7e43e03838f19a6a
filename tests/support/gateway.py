"""A gateway process of one's own: start, stop, kill, freeze, call."""
import base64
import http.client
import json
import os
import pathlib
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO_SHOP = "69876357"
DEMO_PASSWORD = "testpassword_DEMOPRIVATEKEY23G4475zXZQ2UA5x7M"
DEMO_HMAC_KEY = "38453613e7f44dc58732bad3dca2bca3"
DEMO_PUBLIC_KEY = "69876357:testpublickey_DEMOPUBLICKEY95me92597fd28tGD4r5"
START_SECONDS_MAX = 20


def binary():
    return os.environ.get("GUICHET_BINARY", str(ROOT / "build/release/guichet"))


class GatewayError(Exception):
    pass


class Gateway:
    """One `guichet serve` on a port of its own. Output goes to DIRECTORY/gateway.log."""

    def __init__(self, directory, arguments=(), environment=None, demo=True, port=0):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.data = self.directory / "data"
        self.log = self.directory / "gateway.log"
        self.arguments = list(arguments)
        self.environment = {**os.environ, **(environment or {})}
        self.demo = demo
        self.port = port
        self.process = None
        self.ready = {}
        self.login = (DEMO_SHOP, DEMO_PASSWORD)
        self.ledger_path = self.data / "acquirer-ledger.jsonl"

    def start(self, wait=True):
        ready_file = self.directory / "ready.json"
        ready_file.unlink(missing_ok=True)
        command = [binary(), "serve", "--listen", f"127.0.0.1:{self.port}",
                   "--ready-file", str(ready_file)]
        if "--ephemeral" not in self.arguments:
            self.data.mkdir(parents=True, exist_ok=True)
            command += ["--data", str(self.data)]
        if self.demo:
            command.append("--demo")
        if not os.access(binary(), os.X_OK):
            raise GatewayError(f"there is no program {binary()}: ./run --build-only builds it")
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command + self.arguments, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, env=self.environment)
        if wait:
            self.wait_ready(ready_file)
        return self

    def wait_ready(self, ready_file=None):
        ready_file = ready_file or self.directory / "ready.json"
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline:
            try:
                self.ready = json.loads(ready_file.read_text())
                self.host, port = self.ready["listen"][0].rsplit(":", 1)
                self.bound = int(port)
                return
            except (OSError, ValueError, KeyError, IndexError):
                pass
            if self.process.poll() is not None:
                raise GatewayError(f"the gateway ended with {self.process.returncode} before it "
                                   f"was ready:\n{self.log_tail()}")
            time.sleep(0.01)
        raise GatewayError(f"no ready file within {START_SECONDS_MAX} s:\n{self.log_tail()}")

    def log_tail(self, lines=15):
        try:
            text = self.log.read_text(errors="replace").splitlines()
        except OSError:
            return "(no log)"
        return "\n".join(text[-lines:])

    @property
    def url(self):
        return f"http://{self.host}:{self.bound}"

    def stop(self):
        """SIGTERM; answers the exit status."""
        if self.process is None or self.process.poll() is not None:
            return self.process.returncode if self.process else None
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            return self.process.wait(35)
        except subprocess.TimeoutExpired:
            self.kill()
            raise GatewayError("the gateway did not drain within 35 s") from None

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def command(self, *arguments, timeout=60):
        """Runs another guichet command; answers (status, output)."""
        done = subprocess.run([binary(), *arguments], stdin=subprocess.DEVNULL, timeout=timeout,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=self.environment, check=False)
        return done.returncode, done.stdout.decode(errors="replace")

    def database_files(self):
        found = []
        for path in sorted(self.data.rglob("*")):
            if path.is_file() and path.stat().st_size >= 16:
                with open(path, "rb") as file:
                    if file.read(16) == b"SQLite format 3\0":
                        found.append(path)
        return found

    def ledger(self):
        """The acquirer's ledger, a torn last line left out."""
        entries = []
        if self.ledger_path.exists():
            for line in self.ledger_path.read_bytes().split(b"\n")[:-1]:
                entries.append(json.loads(line))
        return entries

    def client(self):
        return Client(self.host, self.bound, *self.login)


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Client:
    """A kept connection that calls web services as one shop."""

    def __init__(self, host, port, user=DEMO_SHOP, password=DEMO_PASSWORD, timeout=45):
        self.connection = http.client.HTTPConnection(host, port, timeout=timeout)
        self.authorization = basic(user, password)

    def call(self, service, body):
        """POST V4/<service>; answers the decoded envelope. Raises OSError or HTTPException."""
        self.connection.request("POST", f"/api-payment/V4/{service}", json.dumps(body),
                                {"Authorization": self.authorization,
                                 "Content-Type": "application/json"})
        response = self.connection.getresponse()
        text = response.read()
        if response.status != 200:
            raise http.client.HTTPException(f"HTTP {response.status}: {text[:200]!r}")
        return json.loads(text)

    def close(self):
        self.connection.close()


def card_payment(amount, order, pan="4970100000000055", code="123", **members):
    """A PCI/Charge/CreatePayment request."""
    return {"amount": amount, "currency": "EUR", "orderId": order,
            "paymentForms": [{"paymentMethodType": "CARD", "pan": pan, "expiryMonth": "11",
                              "expiryYear": "2031", "securityCode": code}], **members}
