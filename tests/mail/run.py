#!/usr/bin/env python3
"""A merchant is told by mail: of an endpoint that fails (spec/ipn-and-signatures.md 5), of a
deferred payment that is refused (spec/status-machine.md 6, row 17).

    tests/mail/run.py [--cases FILE]
"""
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.cases import parse_options, run_cases  # noqa: E402
from support.gateway import Gateway, card_payment  # noqa: E402
from support.smtp_sink import SmtpSink  # noqa: E402

SHOP = """
id = "40817266"
name = "Épicerie"
[options]
pci = true
refusal_mails = ["treasurer@shop.example"]
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


def a_refused_deferred_payment_is_told(gateway, sink, _directory):
    # Its card check is accepted, and what follows is refused (spec/test-data.md).
    body = card_payment(12900, "MAIL-3", "4970101000001002")
    body["transactionOptions"] = {"cardOptions": {"captureDelay": 10}}
    client = gateway.client()
    made = client.call("PCI/Charge/CreatePayment", body)["answer"]["transactions"][0]
    assert made["detailedStatus"] == "WAITING_AUTHORISATION", made
    status, output = gateway.command("clock", gateway.login[0], "--advance", "P9DT12H", "--data",
                                     str(gateway.data))
    assert status == 0, output
    now = client.call("Transaction/Get", {"uuid": made["uuid"]})["answer"]
    client.close()
    assert now["detailedStatus"] == "REFUSED", now
    # Beside it: the failed calls of both payments.
    mails = [mail for mail in sink.wait(3, 20) if "REFUSED" in mail[2]["Subject"]]
    assert len(mails) == 1, mails
    _, recipients, message = mails[0]
    assert recipients == ["<treasurer@shop.example>"], recipients
    assert message["Subject"] == ("[MODE TEST] Épicerie - Order ref. MAIL-3 / "
                                  "REFUSED deferred payment of 129.00 EUR"), message["Subject"]
    body = message.get_content()
    assert made["uuid"] in body and "ask the buyer to pay in another way" in body, body


def main():
    options = parse_options(__doc__)
    cases = [a_failed_call_is_told, a_refused_deferred_payment_is_told]
    if options.long:
        cases.append(it_waits_for_a_mail_server)
    with tempfile.TemporaryDirectory(prefix="guichet-mail-") as directory:
        sink = SmtpSink()
        gateway = start(directory, sink)
        try:
            apply_shop(gateway, directory)
            passed = run_cases("mail", cases, options, gateway, sink, directory)
        finally:
            gateway.kill()
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
