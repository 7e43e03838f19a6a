"""kill -9 under calls with an Idempotency-Key, repeated until answered: one charge a key."""
import collections
import http.client
import json
import random
import threading
import time

from books import verify
from support.gateway import Gateway, card_payment

CLIENTS = 8
HOLDING = ("AUTHORISED", "CAPTURED")


def post(client, key, body):
    """The whole body of the answer, as bytes."""
    client.connection.request("POST", "/api-payment/V4/PCI/Charge/CreatePayment", json.dumps(body),
                              {"Authorization": client.authorization, "Idempotency-Key": key})
    return client.connection.getresponse().read()


class Buyers:
    """Clients that make one charge after the other, and repeat a call that got no answer."""

    def __init__(self, gateway, prefix):
        self.gateway = gateway
        self.prefix = prefix
        self.told = {}      # key -> body of the answer
        self.repeated = 0
        self.problems = []
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.first_answer = threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(n,)) for n in range(CLIENTS)]

    def start(self):
        for thread in self.threads:
            thread.start()
        return self

    def work(self, number):
        count = 0
        while not self.stopping.is_set():
            count += 1
            key = f"{self.prefix}-{number}-{count}"
            body = self.insist(key, card_payment(100 + count, key))
            with self.lock:
                self.told[key] = body
            self.first_answer.set()

    def insist(self, key, request):
        """Repeats the call until it is answered: the gateway may be down for a while."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                client = self.gateway.client()
                body = post(client, key, request)
                client.close()
                if body:
                    return body
            except (OSError, http.client.HTTPException):
                pass
            with self.lock:
                self.repeated += 1
            time.sleep(0.05)
        raise RuntimeError(f"{key} was not answered within 60 s")

    def join(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join(90)


def check(gateway, told):
    problems = []
    orders = collections.Counter()
    client = gateway.client()
    for key, body in told.items():
        answer = json.loads(body)
        if answer["status"] != "SUCCESS":
            problems.append(f"{key}: {answer['answer']}")
            continue
        listed = client.call("Order/Get", {"orderId": key})["answer"]["transactions"]
        orders[len(listed)] += 1
        status = listed[0]["detailedStatus"]
        if len(listed) != 1 or status not in HOLDING:
            problems.append(f"{key}: {len(listed)} charges, the first {status}")
        elif listed[0]["uuid"] != answer["answer"]["transactions"][0]["uuid"]:
            problems.append(f"{key}: told of another charge than the one in the books")
        if post(client, key, card_payment(answer["answer"]["orderDetails"]["orderTotalAmount"],
                                          key)) != body:
            problems.append(f"{key}: repeated, answered with other bytes")
    client.close()
    return problems


def rounds(directory, count, seed, report):
    chance = random.Random(seed)
    gateway = Gateway(directory).start()
    charges = repeated = 0
    try:
        for number in range(1, count + 1):
            buyers = Buyers(gateway, f"I{number}").start()
            if not buyers.first_answer.wait(20):
                return [f"round {number}: no answer within 20 s"]
            time.sleep(chance.uniform(0.02, 0.5))
            gateway.kill()
            gateway.port = gateway.bound  # the buyers come back to the same address
            gateway.start()
            time.sleep(0.2)
            buyers.join()
            problems = check(gateway, buyers.told) + verify(gateway)
            approved = collections.Counter(
                entry["transaction"] for entry in gateway.ledger()
                if entry["operation"] == "AUTHORISE" and entry["result"] == "APPROVED")
            problems += [f"{uuid} approved {n} times" for uuid, n in approved.items() if n > 1]
            if problems:
                return [f"kill {number} (seed {seed}): {p}" for p in problems[:20]]
            charges += len(buyers.told)
            repeated += buyers.repeated
            if sum(approved.values()) != charges:
                return [f"kill {number} (seed {seed}): {charges} charges told, "
                        f"{sum(approved.values())} approvals in the ledger"]
        if not repeated:
            return ["no call was ever repeated: the kills hit nothing"]
        report(f"{count} kills, {charges} keyed charges told, each once in the ledger, "
               f"{repeated} tries without an answer")
        return []
    finally:
        gateway.kill()
