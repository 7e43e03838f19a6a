#!/usr/bin/env python3
"""A QR code of Charge/CreateQRCode, read back by a stock reader, leads to a page that pays it
(spec/transactions.md 3).

    tests/qr/run.py [--cases FILE]
"""
import base64
import html
import http.client
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.cases import parse_options, run_cases  # noqa: E402
from support.gateway import DEMO_PUBLIC_KEY, Gateway  # noqa: E402

FORM = "/static/js/krypton-client/V4.0/form/pay"
REQUEST = {"amount": 990, "currency": "EUR", "orderId": "QR-1", "paymentMethodType": "CARD",
           "customer": {"email": "buyer@example.org"}, "description": "Two tickets"}


def fetch(gateway, path, body=None):
    """(status, headers, body bytes) of one request by a browser."""
    connection = http.client.HTTPConnection(gateway.host, gateway.bound, timeout=45)
    connection.request("POST" if body is not None else "GET", path, body)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response.status, response.headers, content


def read_back(directory, name, picture):
    """What zbarimg reads in a picture."""
    path = pathlib.Path(directory) / name
    path.write_bytes(picture)
    done = subprocess.run(["zbarimg", "-q", "--raw", str(path)], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False)
    return done.stdout.decode().strip()


def create(gateway, **members):
    client = gateway.client()
    envelope = client.call("Charge/CreateQRCode", {**REQUEST, **members})
    client.close()
    assert envelope["status"] == "SUCCESS", envelope["answer"]
    return envelope["answer"]


def transaction(gateway, uuid):
    client = gateway.client()
    answer = client.call("Transaction/Get", {"uuid": uuid})["answer"]
    client.close()
    return answer


def pay(gateway, link, pan):
    """Pays as the page's form does; answers the page before."""
    path = link.removeprefix(gateway.url)
    page = fetch(gateway, path)[2].decode()
    token = html.unescape(re.search(r'kr-form-token="([^"]+)"', page).group(1))
    key = html.unescape(re.search(r'kr-public-key="([^"]+)"', page).group(1))
    assert key == DEMO_PUBLIC_KEY, key
    body = {"publicKey": key, "formToken": token, "pan": pan, "expiryMonth": 11,
            "expiryYear": 2031, "securityCode": "123"}
    answer = json.loads(fetch(gateway, FORM, json.dumps(body))[2])
    assert answer["status"] == "SUCCESS", answer["answer"]
    return page


def pictures_say_the_link(gateway, directory):
    for size in ("S", "M", "L"):
        answer = create(gateway, size=size)
        code = answer["qrCode"]
        assert (code["qrType"], code["_type"]) == ("IMAGE", "IMAGE"), code
        said = read_back(directory, f"{size}.png", base64.b64decode(code["value"], validate=True))
        assert said == code["copyPasteValue"], (size, said)
    link = create(gateway)["qrCode"]
    assert link["qrType"] == "URL" and link["value"] == link["copyPasteValue"], link
    path = link["value"].removeprefix(gateway.url)
    for name, kind in (("qr.png?size=L", "image/png"), ("qr.svg", "image/svg+xml")):
        status, headers, content = fetch(gateway, f"{path}/{name}")
        assert (status, headers["Content-Type"]) == (200, kind), (status, headers)
        if name == "qr.svg":
            content = subprocess.run(["rsvg-convert"], input=content, stdout=subprocess.PIPE,
                                     check=True).stdout
        assert read_back(directory, "served.png", content) == link["value"], name


def the_page_pays(gateway, _directory):
    answer = create(gateway)
    waiting = transaction(gateway, answer["uuid"])
    assert waiting["detailedStatus"] == "WAITING_FOR_PAYMENT", waiting
    link = answer["qrCode"]["value"]
    page = pay(gateway, link, "4970100000000055")
    assert "Two tickets" in page and "9.90 EUR" in page, page
    paid = transaction(gateway, answer["uuid"])
    assert paid["detailedStatus"] == "AUTHORISED", paid
    assert paid["customer"]["email"] == "buyer@example.org", paid
    assert "Paid." in fetch(gateway, link.removeprefix(gateway.url))[2].decode()


def a_refusal_ends_it(gateway, _directory):
    answer = create(gateway)
    link = answer["qrCode"]["value"]
    pay(gateway, link, "4970100000000071")
    assert transaction(gateway, answer["uuid"])["detailedStatus"] == "REFUSED"
    page = fetch(gateway, link.removeprefix(gateway.url))[2].decode()
    assert "refused" in page and "kr-form-token" not in page, page


def it_outlives_a_kill(gateway, _directory):
    answer = create(gateway)
    gateway.kill()
    gateway.port = gateway.bound
    gateway.start()
    pay(gateway, answer["qrCode"]["value"], "4970100000000055")
    assert transaction(gateway, answer["uuid"])["detailedStatus"] == "AUTHORISED"


CASES = [pictures_say_the_link, the_page_pays, a_refusal_ends_it, it_outlives_a_kill]


def main():
    options = parse_options(__doc__)
    with tempfile.TemporaryDirectory(prefix="guichet-qr-") as directory:
        gateway = Gateway(directory).start()
        try:
            passed = run_cases("qr", CASES, options, gateway, directory)
        finally:
            gateway.kill()
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
