"""What each kind of step does. Every handler answers a list of (where, expected, got)."""
import http.client
import json
import re
import shlex
import sqlite3
import time

from support.gateway import (Client, DEMO_HMAC_KEY, DEMO_PASSWORD, DEMO_PUBLIC_KEY, DEMO_SHOP,
                             basic)
from support.ipn import problems_of
from support.match import match, substitute
import operations_table
from scenario_format import METHODS

WAIT_SECONDS = 10
QUIET_SECONDS = 0.7


class Scene:
    """One scenario while it runs: its gateway, its sink, its variables."""

    def __init__(self, gateway, sink):
        self.gateway = gateway
        self.sink = sink
        self.login = (DEMO_SHOP, DEMO_PASSWORD)
        self.last = ""
        self.fresh = []  # the steps that make a transaction for `operations`
        self.before_fresh = {}
        self.variables = {
            "ipn_url": sink.url, "data": str(gateway.data), "shop": DEMO_SHOP,
            "password": DEMO_PASSWORD, "hmac_key": DEMO_HMAC_KEY, "public_key": DEMO_PUBLIC_KEY}

    def run(self, step):
        self.variables["base_url"] = self.gateway.url
        if step.keyword in METHODS:
            return self.request(step)
        return getattr(self, "step_" + step.keyword)(step)

    def text(self, text):
        return substitute(text, self.variables)

    # -- requests

    def request(self, step):
        path = self.text(step.argument)
        if not path.startswith("/"):
            path = "/api-payment/" + path
        headers = {"Content-Type": "application/json", "Authorization": basic(*self.login)}
        if step.keyword != "POST":
            del headers["Content-Type"]
        for name, value in step.headers:
            value = self.text(value)
            for known in [h for h in headers if h.lower() == name.lower()]:
                del headers[known]
            if value.startswith("basic "):
                value = basic(*value[6:].split(":", 1))
            if value != "(none)":
                headers[name] = value
        connection = http.client.HTTPConnection(self.gateway.host, self.gateway.bound, timeout=45)
        try:
            connection.request(step.keyword, path, self.body_of(step), headers)
            response = connection.getresponse()
            body = response.read().decode("utf-8", errors="replace")
        except (OSError, http.client.HTTPException) as error:
            return [("connection", "an answer", f"{type(error).__name__}: {error}")]
        finally:
            connection.close()
        self.last = f"HTTP {response.status} {body}"
        return self.compare_response(step, response, body)

    def call(self, service, body):
        """The envelope of a web service, for steps that ask for themselves."""
        client = Client(self.gateway.host, self.gateway.bound, *self.login)
        try:
            envelope = client.call(service, body)
        finally:
            client.close()
        self.last = json.dumps(envelope)
        return envelope

    def body_of(self, step):
        """The bytes to send. `@size N MEMBER` pads one text member to an exact size."""
        text = step.body
        sized = re.fullmatch(r"@size (\d+) (\w+)", text.strip())
        if sized:
            frame = '{"%s":""}' % sized.group(2)
            filler = "a" * (int(sized.group(1)) - len(frame))
            return ('{"%s":"%s"}' % (sized.group(2), filler)).encode()
        deep = re.fullmatch(r"@depth (\d+)", text.strip())
        if deep:
            return ('{"a":' * int(deep.group(1)) + "1" + "}" * int(deep.group(1))).encode()
        if text.strip().startswith("@hex "):
            return bytes.fromhex(text.strip()[5:])
        if text.strip() == "@empty":
            return b""
        return self.text(text).encode() if text or step.keyword == "POST" else None

    def compare_response(self, step, response, body):
        found = []
        status = int(step.expected_head or 200)
        if response.status != status:
            found.append(("HTTP status", str(status), str(response.status)))
        for name, value in step.expected_headers:
            got = response.headers.get(name)
            found += match(value, got, self.variables, name)
        if not step.expected:
            return found
        if step.expected[0] not in '{["':
            if step.expected[0] != "~":
                return found + match(step.expected, body, self.variables, "body")
            return found + match(step.expected, body.strip(), self.variables, "body")
        try:
            got = json.loads(body)
        except ValueError:
            return found + [("body", "JSON", body[:300])]
        return found + match(json.loads(step.expected), got, self.variables)

    def step_login(self, step):
        shop, password = self.text(step.argument).split()
        self.login = (shop, password)
        self.variables.update(shop=shop, password=password)
        return []

    def step_set(self, step):
        name, _, value = step.argument.partition(" ")
        self.variables[name] = self.text(value)
        return []

    def step_fresh(self, step):
        """`fresh <<END … END`: how `operations` makes each transaction; it keeps `$uuid`."""
        self.fresh, self.before_fresh = step.steps, dict(self.variables)
        return []

    def step_operations(self, step):
        """`operations`: every column of the operations table on fresh transactions."""
        return operations_table.run(self, step)

    # -- books

    def step_rows(self, step):
        query = self.text(" ".join([step.argument, step.body]).strip())
        files = self.gateway.database_files()
        if not files:
            return [("data directory", "an SQLite file", "none")]
        with sqlite3.connect(f"file:{files[0]}?mode=ro", uri=True, timeout=10) as database:
            try:
                rows = [list(row) for row in database.execute(query)]
            except sqlite3.Error as error:
                return [("query", "rows", f"{error}: {query}")]
        self.last = json.dumps(rows)
        return match(json.loads(step.expected), rows, self.variables, "rows")

    def step_ledger(self, step):
        """`ledger NAME=VALUE …`: the acquirer's entries whose members have these values."""
        wanted = dict(word.split("=", 1) for word in self.text(step.argument).split())
        entries = [entry for entry in self.gateway.ledger()
                   if all(str(entry.get(name)) == value for name, value in wanted.items())]
        self.last = json.dumps(entries)
        return match(json.loads(step.expected), entries, self.variables, "ledger")

    # -- notifications

    def step_sink(self, step):
        for word in step.argument.split():
            name, value = word.split("=")
            if name == "status":
                self.sink.status = int(value)
            elif name == "delay":
                self.sink.delay = float(value)
            else:
                return [("sink", "status=N or delay=SECONDS", word)]
        return []

    def step_ipn(self, step):
        """`ipn`: the next notification; `ipn none`: there is none; `ipn key KEY`: its key."""
        words = self.text(step.argument).split()
        if words == ["none"]:
            delivery = self.sink.next(QUIET_SECONDS)
            return [] if delivery is None else [
                ("ipn", "no notification", json.dumps(delivery["fields"])[:600])]
        key = words[1] if words[:1] == ["key"] else self.variables["password"]
        delivery = self.sink.next(WAIT_SECONDS)
        if delivery is None:
            return [("ipn", "a notification", f"none within {WAIT_SECONDS} s")]
        self.last = json.dumps(delivery["fields"], ensure_ascii=False)
        found = [("ipn", "a well-formed notification", problem)
                 for problem in problems_of(delivery, key)]
        if found or not step.expected:
            return found
        answer = delivery["fields"]["kr-answer"]
        parsed = json.loads(answer)
        compact = json.dumps(parsed, ensure_ascii=False, separators=(",", ":"))
        if compact != answer:
            found.append(("kr-answer", "the same text when written again", answer[:400]))
        return found + match(json.loads(step.expected), parsed, self.variables, "kr-answer")

    # -- the process

    def step_shop(self, step):
        """`shop <<END … END`: applies a shop file to the running gateway."""
        file = self.gateway.directory / f"shop-{time.monotonic_ns()}.toml"
        file.write_text(self.text(step.body))
        status, output = self.gateway.command("shop", "apply", str(file), "--data",
                                              str(self.gateway.data))
        self.last = output
        if status != 0:
            return [("guichet shop apply", "status 0", f"{status}: {output}")]
        return self.wait_shop(self.text(step.body))

    def wait_shop(self, toml):
        """The running gateway reads its shops again twice a second: until the new one is known."""
        shop = re.search(r'^id = "(\d{8})"', toml, re.MULTILINE)
        password = re.search(r'^password = "(testpassword_\w+)"', toml, re.MULTILINE)
        if not shop or not password:
            return []
        client = Client(self.gateway.host, self.gateway.bound, shop[1], password[1])
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            answer = client.call("Charge/SDKTest", {"value": "known?"})["answer"]
            if answer.get("errorCode") != "INT_905":
                return []
            time.sleep(0.1)
        return [("shop", "known to the running gateway", f"not within {WAIT_SECONDS} s")]

    def step_command(self, step):
        """`command ARGUMENTS`, `=> STATUS`, then text or ~pattern~ of the whole output."""
        arguments = shlex.split(self.text(step.argument))
        status, output = self.gateway.command(*arguments)
        self.last = output
        found = []
        if status != int(step.expected_head or 0):
            found.append(("status", step.expected_head or "0", str(status)))
        if step.expected:
            found += match(step.expected, output.strip(), self.variables, "output")
        return found

    def step_restart(self, step):
        """`restart` drains and starts again on the same data; `restart kill` uses kill -9."""
        if step.argument == "kill":
            self.gateway.kill()
        else:
            status = self.gateway.stop()
            if status != 0:
                return [("SIGTERM", "status 0", str(status))]
        self.gateway.start()
        return []
