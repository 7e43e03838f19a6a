"""kill -9 under plans and split payments: all instalments or none, all of an order or nothing."""
import collections
import http.client
import itertools
import json
import random
import threading
import time

from books import ACCEPTED, verify
from support.gateway import DEMO_PUBLIC_KEY, Gateway, card_payment

CLIENTS = 6
REFUSED = "4970100000000071"
AGREEMENT_SECONDS = 20
STANDING = ("AUTHORISED", "PARTIALLY_AUTHORISED", "CAPTURED")  # many rounds reach an evening
FORM = "/static/js/krypton-client/V4.0/form/"
VOUCHER_AMOUNT = 2500  # what one meal voucher grants a day


def luhn_total(digits):
    doubled = [int(c) * 2 for c in digits[-2::-2]]
    return sum(int(c) for c in digits[-1::-2]) + sum(d - 9 if d > 9 else d for d in doubled)


def vouchers():
    """Meal voucher numbers that differ in their last four digits: the day's limit is by those."""
    for number in itertools.count(1):
        digits = f"5025001{number // 1000:05d}{number % 1000:03d}"
        yield digits + str((10 - luhn_total(digits + "0")) % 10)


class Buyers:
    """Clients that pay orders in several transactions until their connection dies."""

    def __init__(self, gateway, seed, prefix, cards):
        self.gateway = gateway
        self.prefix = prefix
        self.cards = cards
        self.orders = {}  # orderId -> ("plan", count, total) or ("split", 0, total)
        self.done = collections.Counter()
        self.lock = threading.Lock()
        self.first_answer = threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(n, random.Random(seed + n)))
                        for n in range(CLIENTS)]

    def start(self):
        for thread in self.threads:
            thread.start()
        return self

    def join(self):
        for thread in self.threads:
            thread.join(60)

    def work(self, number, chance):
        client = self.gateway.client()
        for count in itertools.count(1):
            order = f"{self.prefix}-{number}-{count}"
            try:
                kind = chance.choice((self.plan, self.split))
                kind(client, order, chance)
            except (OSError, http.client.HTTPException, ValueError):
                return
            with self.lock:
                self.done[kind.__name__] += 1
            self.first_answer.set()

    def note(self, order, *what):
        with self.lock:
            self.orders[order] = what

    def plan(self, client, order, chance):
        count, total = chance.randint(2, 6), chance.randint(1000, 99999)
        self.note(order, "plan", count, total)
        client.call("PCI/Charge/CreatePayment", card_payment(
            total, order, chance.choice((ACCEPTED, ACCEPTED, REFUSED)),
            transactionOptions={"installmentOptions": {
                "firstAmount": chance.randint(1, 900), "count": count, "period": 30}}))

    def split(self, client, order, chance):
        total = VOUCHER_AMOUNT + chance.randint(1, 9999)
        self.note(order, "split", 0, total)
        token = client.call("Charge/CreatePayment", {
            "amount": total, "currency": "EUR", "orderId": order,
            "transactionOptions": {"cardOptions": {"retry": 1}}})["answer"]["formToken"]
        with self.lock:
            voucher = next(self.cards)
        self.pay(client, token, voucher)
        for card in chance.choice(((ACCEPTED,), (REFUSED, ACCEPTED), (REFUSED, REFUSED), ())):
            self.pay(client, token, card)

    @staticmethod
    def pay(client, token, card):
        client.connection.request("POST", FORM + "pay", json.dumps({
            "publicKey": DEMO_PUBLIC_KEY, "formToken": token, "pan": card, "expiryMonth": 11,
            "expiryYear": 2031, "securityCode": "123"}))
        return json.loads(client.connection.getresponse().read())


def problems_of(order, what, rows):
    """What is wrong with the transactions of one order."""
    kind, count, total = what
    states = [row["detailedStatus"] for row in rows]
    if kind == "plan":
        if not rows:
            return []  # the call never began
        whole = len(rows) == count and sum(row["amount"] for row in rows) == total
        accepted = (states[0] in STANDING
                    and states[1:] == ["WAITING_AUTHORISATION"] * (count - 1))
        refused = states == ["REFUSED"] * count
        return [] if whole and (accepted or refused) else [f"{order}: plan of {count}: {states}"]
    held = sum(row["amount"] for row in rows if row["detailedStatus"] in STANDING)
    return [] if held in (0, total) else [f"{order}: {held} of {total} held: {states}"]


def disagreements(gateway, orders):
    problems = []
    client = gateway.client()
    for order, what in orders.items():
        answer = client.call("Order/Get", {"orderId": order})
        rows = answer["answer"]["transactions"] if answer["status"] == "SUCCESS" else []
        problems += problems_of(order, what, rows)
    client.close()
    return problems + verify(gateway)


def advance(gateway, duration):
    client = gateway.client()
    client.connection.request("POST", "/sandbox/clock", json.dumps({"advance": duration}),
                              {"Authorization": client.authorization})
    moved = json.loads(client.connection.getresponse().read())
    client.close()
    return moved["done"]


def wait_agreement(gateway, orders):
    deadline = time.monotonic() + AGREEMENT_SECONDS
    while True:
        problems = disagreements(gateway, orders)
        if not problems or time.monotonic() > deadline:
            return problems
        time.sleep(0.2)


def rounds(directory, count, seed, report):
    chance = random.Random(seed)
    cards = vouchers()
    gateway = Gateway(directory).start()
    done = collections.Counter()
    try:
        for number in range(1, count + 1):
            buyers = Buyers(gateway, chance.randrange(1 << 30), f"P{number}", cards).start()
            if not buyers.first_answer.wait(20):
                return [f"round {number}: no answer within 20 s"]
            time.sleep(chance.uniform(0.02, 0.6))
            gateway.kill()
            buyers.join()
            gateway.start()
            # The buyers never come back: their sessions end, and what was paid in part goes back.
            advance(gateway, "PT16M")
            problems = wait_agreement(gateway, buyers.orders)
            if problems:
                return [f"kill {number} (seed {seed}): {p}" for p in problems[:20]]
            done += buyers.done
        if not done["plan"] or not done["split"]:
            return [f"the rounds were too short to prove anything: {dict(done)}"]
        report(f"{count} kills, {done['plan']} plans and {done['split']} split payments whole")
        return []
    finally:
        gateway.kill()
