"""A merchant's notification address on loopback: records what arrives, answers as told."""
import hashlib
import hmac
import http.server
import threading
import time
import urllib.parse

FIELDS = {"kr-hash", "kr-hash-algorithm", "kr-hash-key", "kr-answer-type", "kr-answer"}


class Sink:
    def __init__(self):
        self.status = 200
        self.delay = 0.0
        self.received = []   # dicts: at, fields, content_type, user_agent
        self.taken = 0
        self.changed = threading.Condition()
        sink = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                at = time.time()
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                fields = dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
                status, delay = sink.status, sink.delay
                with sink.changed:
                    sink.received.append({"at": at, "path": self.path, "fields": fields,
                                          "content_type": self.headers.get("Content-Type", ""),
                                          "user_agent": self.headers.get("User-Agent", "")})
                    sink.changed.notify_all()
                if delay:
                    time.sleep(delay)
                try:
                    self.send_response(status)
                    if 300 <= status < 400:
                        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
                    self.send_header("Content-Length", "2")
                    self.end_headers()
                    self.wfile.write(b"OK")
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/ipn"

    def next(self, seconds):
        """The next delivery not yet taken, or None after `seconds`."""
        with self.changed:
            self.changed.wait_for(lambda: len(self.received) > self.taken, seconds)
            if len(self.received) <= self.taken:
                return None
            self.taken += 1
            return self.received[self.taken - 1]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def problems_of(delivery, key, hash_key="password"):
    """What is wrong with the form of a delivery (spec/ipn-and-signatures.md 2 and 3)."""
    fields = delivery["fields"]
    found = []
    if set(fields) != FIELDS:
        found.append(f"fields: expected {sorted(FIELDS)}, got {sorted(fields)}")
        return found
    if not delivery["content_type"].lower().startswith("application/x-www-form-urlencoded"):
        found.append(f"Content-Type: got {delivery['content_type']!r}")
    for name, expected in (("kr-hash-algorithm", "sha256_hmac"), ("kr-hash-key", hash_key),
                           ("kr-answer-type", "V4/Payment")):
        if fields[name] != expected:
            found.append(f"{name}: expected {expected!r}, got {fields[name]!r}")
    signature = hmac.new(key.encode(), fields["kr-answer"].encode(), hashlib.sha256).hexdigest()
    if fields["kr-hash"] != signature:
        found.append(f"kr-hash: expected {signature}, got {fields['kr-hash']}")
    if "\\/" in fields["kr-answer"]:
        found.append("kr-answer: slashes are escaped")
    return found
