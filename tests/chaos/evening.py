"""kill -9 during the evening capture: no number twice, no transaction captured twice, and the
files, the transactions and the acquirer's ledger agree."""
import collections
import http.client
import json
import random
import sqlite3
import threading
import time

from books import CARDS, verify
from support.gateway import Gateway, basic, card_payment

CLIENTS = 4
PAYMENTS = 60          # of each client and round
KILLS_PER_ROUND = 3
SETTLED_SECONDS = 60


def clock(gateway, order, timeout=60):
    """POST /sandbox/clock; answers {"now", "jobsRun", "done"}. Raises when the gateway dies."""
    connection = http.client.HTTPConnection(gateway.host, gateway.bound, timeout=timeout)
    try:
        connection.request("POST", "/sandbox/clock", json.dumps(order),
                           {"Authorization": basic(*gateway.login)})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise http.client.HTTPException(f"HTTP {answer.status}: {text[:200]!r}")
        return json.loads(text)
    finally:
        connection.close()


def pay(gateway, chance, prefix):
    """Payments of today and of later days, some of them to be cancelled by time."""
    def work(index, chance):
        client = gateway.client()
        for count in range(PAYMENTS):
            options = {"captureDelay": chance.choice((0, 0, 0, 1, 9))}
            client.call("PCI/Charge/CreatePayment",
                        card_payment(chance.randint(100, 99999), f"{prefix}-{index}-{count}",
                                     chance.choice(CARDS)[0],
                                     transactionOptions={"cardOptions": options}))
        client.close()
    threads = [threading.Thread(target=work, args=(i, random.Random(chance.random())))
               for i in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def kill_while_capturing(gateway, chance, target):
    """Starts the move of the clock and kills the gateway at some moment of it."""
    def move():
        try:
            clock(gateway, {"set": target})
        except (OSError, http.client.HTTPException, ValueError):
            pass
    thread = threading.Thread(target=move)
    thread.start()
    time.sleep(chance.uniform(0.0, 0.25))
    gateway.kill()
    thread.join()
    gateway.start()


def settle(gateway, target):
    """Moves the clock until it says done and no errand is open; answers what is still open."""
    deadline = time.monotonic() + SETTLED_SECONDS
    while True:
        try:
            done = clock(gateway, {"set": target})["done"]
        except http.client.HTTPException:
            done = True  # it stands beyond the target already
        open_files, attempts = rows(
            gateway, "SELECT (SELECT COUNT(*) FROM remittances WHERE closed_at IS NULL), "
                     "(SELECT COUNT(*) FROM attempts)")[0]
        if done and open_files == 0 and attempts == 0:
            return []
        if time.monotonic() > deadline:
            return [f"after {SETTLED_SECONDS} s: done {done}, {open_files} files and {attempts} "
                    f"attempts open"]
        time.sleep(0.2)


def rows(gateway, query):
    path = gateway.database_files()[0]
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10) as database:
        return list(database.execute(query))


def disagreements(gateway):
    """Every way in which files, transactions and ledger differ, as text."""
    problems = []
    captured = collections.Counter(
        e["transaction"] for e in gateway.ledger()
        if e["operation"] == "CAPTURE" and e["result"] == "APPROVED")
    for uuid, count in captured.items():
        if count > 1:
            problems.append(f"{uuid} was captured {count} times")
    for mid, number, lines, amount, debits, total in rows(
            gateway, "SELECT r.mid, r.number, COUNT(l.uuid), COALESCE(SUM(l.amount), 0), r.debits, "
                     "r.debit_amount FROM remittances r LEFT JOIN remittance_lines l ON "
                     "l.book_id = r.book_id AND l.mid = r.mid AND l.number = r.number "
                     "GROUP BY r.book_id, r.mid, r.number"):
        if (lines, amount) != (debits, total):
            problems.append(f"file {mid}/{number} has {lines} lines of {amount}, "
                            f"its totals say {debits} and {total}")
    for uuid, count in rows(gateway, "SELECT uuid, COUNT(*) FROM remittance_lines GROUP BY uuid "
                                     "HAVING COUNT(*) > 1"):
        problems.append(f"{uuid} stands in {count} files")
    for (uuid,) in rows(gateway, "SELECT uuid FROM transactions t WHERE status = 'CAPTURED' AND "
                                 "NOT EXISTS (SELECT 1 FROM remittance_lines l WHERE "
                                 "l.uuid = t.uuid)"):
        problems.append(f"{uuid} is captured and in no file")
    known = {uuid for (uuid,) in rows(gateway, "SELECT uuid FROM transactions WHERE "
                                               "status = 'CAPTURED'")}
    for uuid in set(captured) ^ known:
        problems.append(f"{uuid} is captured in one of the books only")
    return problems


def rounds(directory, count, seed, report):
    chance = random.Random(seed)
    gateway = Gateway(directory).start()
    day = 1
    try:
        clock(gateway, {"set": "2031-03-01T10:00:00+00:00"})
        for number in range(1, count + 1):
            pay(gateway, chance, f"E{number}")
            target = f"2031-03-{day:02d}T23:00:00+00:00"
            for _ in range(KILLS_PER_ROUND):
                kill_while_capturing(gateway, chance, target)
            problems = settle(gateway, target) + disagreements(gateway) + verify(gateway)
            if problems:
                return [f"evening {number} (seed {seed}): {p}" for p in problems[:20]]
            captured = rows(gateway, "SELECT COUNT(*) FROM remittance_lines")[0][0]
            files = rows(gateway, "SELECT COUNT(*), MAX(number) FROM remittances")[0]
            report(f"evening {number}/{count}: {captured} captured so far in {files[0]} files, "
                   f"highest number {files[1]}")
            day += 1
        return []
    finally:
        gateway.kill()
