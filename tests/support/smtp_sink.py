"""A mail server for tests: takes every mail and keeps it (RFC 5321, as much as a client needs)."""
import email
import email.policy
import socketserver
import threading


class SmtpSink:
    def __init__(self, port=0):
        self.mails = []  # (sender, recipients, email.message.EmailMessage)
        self.arrived = threading.Condition()
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def say(self, line):
                self.wfile.write(line.encode() + b"\r\n")

            def handle(self):
                self.say("220 sink")
                sender, recipients = None, []
                while line := self.rfile.readline().decode(errors="replace").strip():
                    verb = line.upper()
                    if verb.startswith("EHLO") or verb.startswith("HELO"):
                        self.say("250 sink")
                    elif verb.startswith("MAIL FROM:"):
                        sender = line[10:].split()[0]
                        self.say("250 ok")
                    elif verb.startswith("RCPT TO:"):
                        recipients.append(line[8:].split()[0])
                        self.say("250 ok")
                    elif verb == "DATA":
                        self.say("354 go on")
                        outer.keep(sender, recipients, self.read_message())
                        self.say("250 taken")
                        sender, recipients = None, []
                    elif verb == "QUIT":
                        self.say("221 bye")
                        return
                    else:
                        self.say("502 no")

            def read_message(self):
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line[1:] if line.startswith(b"..") else line)
                return b"".join(lines)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    def keep(self, sender, recipients, raw):
        message = email.message_from_bytes(raw, policy=email.policy.default)
        with self.arrived:
            self.mails.append((sender, recipients, message))
            self.arrived.notify_all()

    def wait(self, count, seconds):
        """The mails, once there are `count`; fewer when `seconds` are over."""
        with self.arrived:
            self.arrived.wait_for(lambda: len(self.mails) >= count, seconds)
            return list(self.mails)

    def close(self):
        self.server.shutdown()
        self.server.server_close()
