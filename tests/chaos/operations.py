"""kill -9 while payments are cancelled, lowered, captured and refunded: the three books agree."""
import http.client
import random
import threading
import time

from books import verify
from support.gateway import Gateway, card_payment

CLIENTS = 6
NIGHTS = 8      # of a round, 13 hours each
MINE_MAX = 50   # payments a client has at once: what a night has to capture
MEMORY = 4      # rounds a payment is remembered: TEST data is forgotten after 30 days
REFUNDS_MIN = 20  # of a round, before it is killed
REFUND_SECONDS = 60  # on a machine that does other things too
DONE_WITH = ("PSP_010", "PSP_104", "PSP_105")  # nothing can be done to it any more
AGREEMENT_SECONDS = 20  # a silent line to the acquirer takes its time; a kill does not
FINAL = ("CANCELLED", "REFUSED", "EXPIRED")


class Merchants:
    """Clients that pay and change their minds until their connection dies.

    They remember the payments of earlier rounds (`mine`, a list a client): a round too short for an
    evening of its own has something to refund all the same."""

    def __init__(self, gateway, seed, mine, number):
        self.gateway = gateway
        self.mine = mine
        self.number = number
        self.lock = threading.Lock()
        self.final = {}     # uuid -> a status that nothing leaves
        self.credits = {}   # uuid of a refund -> (uuid of the debit, amount)
        self.answers = 0
        self.first_answer = threading.Event()
        self.enough_refunds = threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(random.Random(seed + n), n))
                        for n in range(CLIENTS)]
        self.threads.append(threading.Thread(target=self.nights))

    def start(self):
        for thread in self.threads:
            thread.start()
        return self

    def join(self):
        for thread in self.threads:
            thread.join(60)

    def nights(self):
        """Evening after evening, so that there is something to refund."""
        client = self.gateway.client()
        headers = {"Authorization": client.authorization}
        try:
            for _ in range(NIGHTS):
                client.connection.request("POST", "/sandbox/clock", '{"advance": "PT13H"}', headers)
                client.connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return

    def note(self, transaction):
        with self.lock:
            uuid, status = transaction["uuid"], transaction["detailedStatus"]
            if status in FINAL:
                self.final[uuid] = status
            if transaction["operationType"] == "CREDIT":
                parent = transaction["transactionDetails"]["parentTransactionUuid"]
                self.credits[uuid] = (parent, transaction["amount"])
                if len(self.credits) >= REFUNDS_MIN:
                    self.enough_refunds.set()

    def work(self, chance, index):
        client = self.gateway.client()
        mine = self.mine[index]
        mine[:] = [payment for payment in mine if payment[2] > self.number - MEMORY]
        try:
            for count in range(1_000_000):
                if len(mine) < 4 or len(mine) < MINE_MAX and chance.random() < 0.3:
                    payment = card_payment(chance.randint(200, 9999), f"O-{index}-{count}")
                    answer = client.call("PCI/Charge/CreatePayment", payment)
                    if answer["status"] == "SUCCESS":
                        transaction = answer["answer"]["transactions"][0]
                        self.note(transaction)
                        mine.append((transaction["uuid"], transaction["amount"], self.number))
                else:
                    payment = chance.choice(mine)
                    if self.change(client, chance, payment[0], payment[1]) in DONE_WITH:
                        mine.remove(payment)
                self.answers += 1
                self.first_answer.set()
        except (OSError, http.client.HTTPException, ValueError):
            return

    def change(self, client, chance, uuid, amount):
        """One operation; answers its error code, or nothing."""
        part = chance.randint(1, amount)
        service, body = chance.choice((
            ("Transaction/Cancel", {}),
            ("Transaction/CancelOrRefund", {}),
            ("Transaction/Refund", {"amount": part}),
            ("Transaction/Refund", {"amount": part}),
            ("Transaction/Update", {"cardUpdate": {"amount": part, "currency": "EUR"}})))
        answer = client.call(service, {"uuid": uuid, **body})
        if answer["status"] == "SUCCESS":
            self.note(answer["answer"])
        return answer["answer"].get("errorCode")


def problems_of(gateway, told):
    """What the gateway and the ledger say against what clients were told."""
    client = gateway.client()
    problems = []
    for uuid, status in told.final.items():
        said = client.call("Transaction/Get", {"uuid": uuid})["answer"].get("detailedStatus")
        if said != status:
            problems.append(f"told {status} for {uuid}, the gateway says {said}")
    refunds = {}
    for uuid, (parent, amount) in told.credits.items():
        said = client.call("Transaction/Get", {"uuid": uuid})["answer"]
        if said.get("amount") != amount:
            problems.append(f"a refund of {amount} that was told is gone: {uuid}")
        if said.get("status") != "UNPAID":
            refunds[parent] = refunds.get(parent, 0) + amount
    for parent, amount in refunds.items():
        said = client.call("Transaction/Get", {"uuid": parent})["answer"]
        refunded = said["transactionDetails"]["cardDetails"]["captureResponse"]["refundAmount"] or 0
        # A refund whose answer nobody heard may stand besides those that were told.
        if not amount <= refunded <= said["amount"]:
            problems.append(f"{parent} of {said['amount']}: told refunds of {amount}, "
                            f"the gateway says {refunded}")
    client.close()
    return problems + ledger_problems(gateway)


def ledger_problems(gateway):
    """The ledger by itself: nothing captured above its authorisation or after its reversal."""
    authorised, captured, refunded, reversed_requests = {}, {}, {}, set()
    for entry in gateway.ledger():
        if entry["operation"] == "REVERSE":
            reversed_requests.add(entry["request"])
        elif entry["result"] == "APPROVED":
            book, key = {"AUTHORISE": (authorised, "request"), "CAPTURE": (captured, "original"),
                         "REFUND": (refunded, "original")}[entry["operation"]]
            book[entry[key]] = book.get(entry[key], 0) + entry["amount"]
    problems = []
    for request, amount in captured.items():
        if amount > authorised.get(request, 0) or request in reversed_requests:
            problems.append(f"{request}: {amount} captured, {authorised.get(request)} authorised, "
                            f"reversed: {request in reversed_requests}")
    for request, amount in refunded.items():
        if amount > captured.get(request, 0):
            problems.append(f"{request}: {amount} refunded of {captured.get(request)}")
    return problems


def rounds(directory, count, seed, report):
    """Runs `count` kills on one data directory; answers the problems of the first bad round."""
    chance = random.Random(seed)
    gateway = Gateway(directory).start()
    answers = credits = 0
    mine = [[] for _ in range(CLIENTS)]
    try:
        for number in range(1, count + 1):
            told = Merchants(gateway, chance.randrange(1 << 30), mine, number).start()
            if not told.first_answer.wait(20):
                return [f"round {number}: no answer within 20 s"]
            if not told.enough_refunds.wait(REFUND_SECONDS):
                return [f"round {number}: {len(told.credits)} refunds in {REFUND_SECONDS} s"]
            time.sleep(chance.uniform(0.3, 2.5))
            gateway.kill()
            told.join()
            gateway.start()
            began = time.monotonic()
            while True:
                problems = problems_of(gateway, told) + verify(gateway)
                if not problems or time.monotonic() - began > AGREEMENT_SECONDS:
                    break
                time.sleep(0.2)
            if problems:
                return [f"kill {number} (seed {seed}): {p}" for p in problems[:20]]
            answers += told.answers
            credits += len(told.credits)
            report(f"kill {number}/{count}: {told.answers} answers, {len(told.credits)} refunds, "
                   f"{len(told.final)} final statuses told, agreed "
                   f"{time.monotonic() - began:.2f} s after ready")
        report(f"{count} kills, {answers} answers, {credits} refunds")
        return []
    finally:
        gateway.kill()
