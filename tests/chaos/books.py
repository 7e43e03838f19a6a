"""Load on a gateway, and the check that three books agree: what clients were told, what the
gateway says, what the acquirer wrote."""
import collections
import http.client
import random
import threading
import time

from support.gateway import card_payment

ACCEPTED = "4970100000000055"
CARDS = [(ACCEPTED, 8), ("5970100300000067", 3), ("4970100000000071", 1), ("4970100000000089", 1)]
HOLDING = ("AUTHORISED", "AUTHORISED_TO_VALIDATE", "CAPTURED")
CHECKING_THREADS = 4


class Load:
    """Clients that pay until told to stop or until their connection dies."""

    def __init__(self, gateway, clients, seed, prefix):
        self.gateway = gateway
        self.prefix = prefix
        self.told = {}       # uuid -> (detailedStatus, orderId)
        self.unanswered = []  # orderId of calls that got no answer
        self.refused_calls = collections.Counter()
        self.lock = threading.Lock()
        self.first_answer = threading.Event()
        self.stopping = False
        self.threads = [
            threading.Thread(target=self.work, args=(index, random.Random(seed + index)))
            for index in range(clients)]

    def start(self):
        for thread in self.threads:
            thread.start()
        return self

    def work(self, index, chance):
        client = self.gateway.client()
        count = 0
        pans = [pan for pan, weight in CARDS for _ in range(weight)]
        while not self.stopping:
            count += 1
            order = f"{self.prefix}-{index}-{count}"
            delay = chance.choice((0, 0, 0, 3, 30))
            request = card_payment(chance.randint(100, 99999), order, chance.choice(pans),
                                   transactionOptions={"cardOptions": {"captureDelay": delay}})
            try:
                answer = client.call("PCI/Charge/CreatePayment", request)
            except (OSError, http.client.HTTPException, ValueError):
                with self.lock:
                    self.unanswered.append(order)
                return
            with self.lock:
                if answer["status"] == "SUCCESS":
                    transaction = answer["answer"]["transactions"][0]
                    self.told[transaction["uuid"]] = (transaction["detailedStatus"], order)
                else:
                    self.refused_calls[answer["answer"]["errorCode"]] += 1
            self.first_answer.set()
        client.close()

    def join(self):
        for thread in self.threads:
            thread.join(60)


def wait_agreement(gateway, told, ledger_from, seconds):
    """Waits until the books agree, `seconds` at most; answers (problems, seconds taken)."""
    began = time.monotonic()
    while True:
        problems = disagreements(gateway, told, ledger_from)
        taken = time.monotonic() - began
        if not problems or taken > seconds:
            return problems, taken
        time.sleep(0.1)


def ask(gateway, uuids):
    """What the gateway says of each transaction: its detailedStatus, or an error code."""
    said = {}
    lock = threading.Lock()
    todo = collections.deque(uuids)

    def work():
        client = gateway.client()
        while True:
            with lock:
                if not todo:
                    return
                uuid = todo.popleft()
            answer = client.call("Transaction/Get", {"uuid": uuid})
            found = answer["answer"]
            value = found.get("detailedStatus") or found.get("errorCode")
            with lock:
                said[uuid] = value

    threads = [threading.Thread(target=work) for _ in range(CHECKING_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def disagreements(gateway, told, ledger_from=0):
    """Every way in which the books differ, as text."""
    ledger = gateway.ledger()
    recent = ledger[ledger_from:]
    approved = [e for e in recent if e["operation"] == "AUTHORISE" and e["result"] == "APPROVED"]
    reversed_requests = {e["request"] for e in ledger if e["operation"] == "REVERSE"}
    wanted = set(told) | {e["transaction"] for e in approved}
    said = ask(gateway, wanted)
    problems = []
    for uuid, (status, order) in told.items():
        if said.get(uuid) != status:
            problems.append(f"told {status} for {uuid} ({order}), "
                            f"the gateway says {said.get(uuid)}")
    by_request = collections.Counter(e["request"] for e in ledger if e["operation"] == "AUTHORISE")
    for request, count in by_request.items():
        if count > 1:
            problems.append(f"request {request} stands {count} times in the ledger")
    holding = collections.Counter()
    for entry in approved:
        uuid, amount = entry["transaction"], entry["amount"]
        undone = entry["request"] in reversed_requests
        checked = amount == 0 and str(said.get(uuid)).startswith("WAITING")
        known = said.get(uuid) in HOLDING or checked
        if known and undone:
            problems.append(f"{uuid} is {said[uuid]}, but its approval was reversed")
        elif not known and not undone and amount > 0:
            problems.append(f"approval {entry['request']} of {amount} for {uuid} is neither known "
                            f"({said.get(uuid)}) nor reversed")
        if not undone and amount > 0:
            holding[uuid] += 1
    for uuid, count in holding.items():
        if count > 1:
            problems.append(f"{uuid} holds {count} approvals")
    approved_uuids = {e["transaction"] for e in ledger
                      if e["operation"] == "AUTHORISE" and e["result"] == "APPROVED"}
    for uuid, (status, _) in told.items():
        if status in HOLDING and uuid not in approved_uuids:
            problems.append(f"told {status} for {uuid}, but the acquirer approved nothing")
    return problems


def verify(gateway):
    """`guichet verify`: its problems, as text."""
    status, output = gateway.command("verify", "--data", str(gateway.data))
    return [] if status == 0 else [f"guichet verify ended with {status}:\n{output[:1500]}"]
