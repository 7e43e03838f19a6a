#!/usr/bin/env python3
"""A merchant whose endpoint fails is told by mail (spec/ipn-and-signatures.md 5).

    tests/mail/run.py [--cases FILE]
"""
import argparse
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.gateway import Gateway, card_payment  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402

SHOP = """
id = "40817266"
name = "Épicerie"
[options]
pci = true
[test]
password = "testpassword_Mail0123456789abcdefghijklm"
[[contract]]
mode = "TEST"
mid = "5512345"
[notifications.web_service]
enabled = true
test_url = "http://127.0.0.1:9/nobody-listens?key=secret"
failure_mails = ["owner@shop.example", "admin@shop.example"]
"""


def start(directory, sink):
    """A gateway whose shop's endpoint is not there."""
    gateway = Gateway(directory, environment={"GUICHET_SMTP_URL": sink.url,
                                              "GUICHET_MAIL_FROM": "gate@gateway.example"})
    gateway.start()
    gateway.login = ("40817266", "testpassword_Mail0123456789abcdefghijklm")
    return gateway


def apply_shop(gateway, directory):
    path = pathlib.Path(directory) / "shop.toml"
    path.write_text(SHOP)
    status, output = gateway.command("shop", "apply", str(path), "--data", str(gateway.data))
    assert status == 0, output
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        client = gateway.client()
        if client.call("Charge/SDKTest", {"value": "x"})["status"] == "SUCCESS":
            return
    raise AssertionError("the shop was not taken up within 10 s")


def pay(gateway, order):
    client = gateway.client()
    answer = client.call("PCI/Charge/CreatePayment", card_payment(990, order))
    client.close()
    assert answer["status"] == "SUCCESS", answer["answer"]
    return answer["answer"]["transactions"][0]["uuid"]


def a_failed_call_is_told(gateway, sink, _directory):
    uuid = pay(gateway, "MAIL-1")
    mails = sink.wait(1, 20)
    assert len(mails) == 1, mails
    sender, recipients, message = mails[0]
    assert sender == "<gate@gateway.example>", sender
    assert recipients == ["<owner@shop.example>", "<admin@shop.example>"], recipients
    assert message["Subject"] == (
        f"[MODE TEST] Épicerie - Tr. ref. {uuid} / FAILURE during the call to your IPN URL "
        "[unsuccessful attempt #1]"), message["Subject"]
    body = message.get_content()
    assert "Address: 127.0.0.1:9" in body and "secret" not in body, body
    assert "no_connection" in body, body


def it_waits_for_a_mail_server(gateway, sink, directory):
    sink.close()
    uuid = pay(gateway, "MAIL-2")
    deadline = time.monotonic() + 20
    while "mail.not_sent" not in gateway.log.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    gateway.kill()
    back = SmtpSink(sink.port)
    try:
        # The mail is due again after a minute.
        again = start(directory, back)
        try:
            mails = back.wait(1, 90)
            assert len(mails) == 1 and uuid in mails[0][2]["Subject"], mails
        finally:
            again.kill()
    finally:
        back.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="also what takes a minute")
    parser.add_argument("--cases", help="append pass/fail lines to this file")
    options = parser.parse_args()
    cases = [a_failed_call_is_told] + ([it_waits_for_a_mail_server] if options.long else [])
    failed = False
    with tempfile.TemporaryDirectory(prefix="guichet-mail-") as directory:
        sink = SmtpSink()
        gateway = start(directory, sink)
        try:
            apply_shop(gateway, directory)
            for case in cases:
                name = "mail: " + case.__name__.replace("_", " ")
                try:
                    case(gateway, sink, directory)
                    verdict = "pass"
                except (AssertionError, OSError, ValueError) as problem:
                    verdict, failed = "fail", True
                    print(f"{name}: {problem!r}", file=sys.stderr)
                print(f"{verdict} {name}")
                if options.cases:
                    with open(options.cases, "a", encoding="utf-8") as file:
                        file.write(f"{verdict} {name}\n")
        finally:
            gateway.kill()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
