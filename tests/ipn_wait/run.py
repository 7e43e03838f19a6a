#!/usr/bin/env python3
"""The merchant's server hears first, the browser after it, 30 seconds at most
(spec/ipn-and-signatures.md 1, `Order of events`).

    tests/ipn_wait/run.py [--long] [--cases FILE]

held:  the endpoint holds its answer 5 s: the browser's answer comes after it, never before.
never: (long) the endpoint never answers: the browser gets the same result all the same, while the
       endpoint still holds the notification.
"""
import argparse
import http.client
import http.server
import json
import pathlib
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.gateway import DEMO_PUBLIC_KEY, Gateway  # noqa: E402

FORM = "/static/js/krypton-client/V4.0/form/pay"


class HoldingMerchant:
    """Notes when a notification arrived and when it was answered; answers once `release` is set."""

    def __init__(self):
        self.arrived = threading.Event()
        self.release = threading.Event()
        self.answered_at = None
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                outer.arrived.set()
                outer.release.wait(120)
                outer.answered_at = time.monotonic()
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/ipn"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.release.set()
        self.server.shutdown()


def pay_in_form(gateway, url):
    """Pays through the form's endpoints; answers the result and when it came."""
    client = gateway.client()
    token = client.call("Charge/CreatePayment", {"amount": 990, "currency": "EUR",
                                                 "ipnTargetUrl": url})["answer"]["formToken"]
    client.close()
    connection = http.client.HTTPConnection(gateway.host, gateway.bound, timeout=60)
    connection.request("POST", FORM, json.dumps({
        "publicKey": DEMO_PUBLIC_KEY, "formToken": token, "pan": "4970100000000055",
        "expiryMonth": "11", "expiryYear": "2031", "securityCode": "123"}))
    answer = json.loads(connection.getresponse().read())
    came_at = time.monotonic()
    connection.close()
    return answer["answer"]["clientAnswer"], came_at


def run(gateway, merchant):
    """Pays on a thread; answers a function that waits for what the browser got."""
    box = {}
    thread = threading.Thread(
        target=lambda: box.update(zip(("answer", "at"), pay_in_form(gateway, merchant.url))))
    thread.start()

    def result():
        thread.join(90)
        return box
    return thread, result


def held(gateway):
    merchant = HoldingMerchant()
    try:
        thread, result = run(gateway, merchant)
        assert merchant.arrived.wait(20), "no notification"
        time.sleep(5)
        assert thread.is_alive(), "the browser was answered before the merchant's server"
        merchant.release.set()
        got = result()
        assert got["at"] > merchant.answered_at, "answered out of order"
        assert got["answer"]["orderStatus"] == "PAID", got
    finally:
        merchant.close()


def never(gateway):
    merchant = HoldingMerchant()
    try:
        _, result = run(gateway, merchant)
        got = result()
        assert got.get("answer"), "no answer although 30 s are over"
        assert not merchant.answered_at, "the endpoint was to hold"
        assert got["answer"]["orderStatus"] == "PAID", got
        uuid = got["answer"]["transactions"][0]["uuid"]
        stored = gateway.client().call("Transaction/Get", {"uuid": uuid})["answer"]
        assert stored["detailedStatus"] == "AUTHORISED", stored
    finally:
        merchant.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--cases", default="/dev/null")
    options = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory(prefix="guichet-ipn-") as work:
        gateway = Gateway(work).start()
        for case in [held] + ([never] if options.long else []):
            try:
                case(gateway)
                line = f"pass {case.__name__}"
            except AssertionError as error:
                line, failed = f"fail {case.__name__}", True
                print(f"{case.__name__}: {error}")
            print(line)
            with open(options.cases, "a", encoding="utf-8") as cases:
                cases.write(line + "\n")
        gateway.stop()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
