"""An acquirer that is slow, silent, late, deaf or doubled, one charge each, by holder name."""
import threading
import time

from books import verify, wait_agreement
from support.gateway import Gateway, card_payment

ANSWER_SECONDS_MAX = 40   # of every API answer (design.md 6)
LATE_SECONDS = 30         # until a late arrival has met its tombstone
# Holder name -> (detailedStatus, errorCode) that the client must be told.
EXPECTED = {"SLOW": ("AUTHORISED", None), "DUPLICATE": ("AUTHORISED", None),
            "TIMEOUT": ("REFUSED", "PSP_677"), "LOST": ("REFUSED", "PSP_677"),
            "LATE": ("REFUSED", "PSP_677")}


def pay(gateway, holder, told, problems):
    request = card_payment(10000, f"FAULT-{holder}")  # whole hundreds: no refusal by amount
    request["paymentForms"][0]["cardHolderName"] = holder
    began = time.monotonic()
    answer = gateway.client().call("PCI/Charge/CreatePayment", request)
    taken = time.monotonic() - began
    if answer["status"] != "SUCCESS":
        problems.append(f"{holder}: {answer['answer']}")
        return
    transaction = answer["answer"]["transactions"][0]
    got = (transaction["detailedStatus"], transaction["errorCode"])
    if got != EXPECTED[holder]:
        problems.append(f"{holder}: expected {EXPECTED[holder]}, got {got}")
    if taken > ANSWER_SECONDS_MAX:
        problems.append(f"{holder}: answered after {taken:.1f} s")
    told[transaction["uuid"]] = (transaction["detailedStatus"], holder)


def killed_in_flight(gateway, problems):
    """The acquirer has approved and says nothing; the gateway dies; the approval is reversed."""
    known = {entry["request"] for entry in gateway.ledger()}
    request = card_payment(20000, "FAULT-KILLED")
    request["paymentForms"][0]["cardHolderName"] = "TIMEOUT"

    def call():
        try:
            gateway.client().call("PCI/Charge/CreatePayment", request)
        except Exception:  # the connection dies with the gateway
            pass

    caller = threading.Thread(target=call)
    caller.start()
    deadline = time.monotonic() + 9
    approved = []
    while not approved and time.monotonic() < deadline:
        approved = [e for e in gateway.ledger() if e["request"] not in known
                    and e["operation"] == "AUTHORISE"]
        time.sleep(0.01)
    gateway.kill()
    caller.join()
    if not approved:
        problems.append("the charge to be killed never reached the acquirer")
    gateway.start()
    left, taken = wait_agreement(gateway, {}, 0, 5)
    problems += [f"killed in flight: {problem}" for problem in left]
    return taken


def contradicted(gateway, problems):
    """An acquirer that lies: the books differ, and verify must say so."""
    request = card_payment(30000, "FAULT-LIE")
    request["paymentForms"][0]["cardHolderName"] = "CONTRADICT"
    answer = gateway.client().call("PCI/Charge/CreatePayment", request)
    uuid = answer["answer"]["transactions"][0]["uuid"]
    status, output = gateway.command("verify", "--data", str(gateway.data))
    undone = any(e["operation"] == "REVERSE" and e["transaction"] == uuid
                 for e in gateway.ledger())
    if status == 0 and not undone:
        problems.append("a contradictory answer was neither reversed nor shown by verify")
    if status != 0 and uuid not in output:
        problems.append(f"verify does not name the contradicted transaction {uuid}:\n{output}")


def run(directory, report):
    gateway = Gateway(directory, ["--sandbox-catalogue"]).start()
    told, problems = {}, []
    try:
        threads = [threading.Thread(target=pay, args=(gateway, holder, told, problems))
                   for holder in EXPECTED]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        left, taken = wait_agreement(gateway, told, 0, LATE_SECONDS)
        problems += left
        if len(told) != len(EXPECTED):
            problems.append(f"only {len(told)} of {len(EXPECTED)} charges were answered")
        recovered = killed_in_flight(gateway, problems)
        problems += verify(gateway)
        contradicted(gateway, problems)
        report(f"{len(told)} faults, agreed after {taken:.1f} s; killed in flight, agreed "
               f"{recovered:.1f} s after the restart")
        return problems
    finally:
        gateway.kill()
