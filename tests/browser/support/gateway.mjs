// A gateway process of a suite's own, and what a merchant's server asks it for.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, openSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export const shop = {
  id: '69876357',
  password: 'testpassword_DEMOPRIVATEKEY23G4475zXZQ2UA5x7M',
  publicKey: '69876357:testpublickey_DEMOPUBLICKEY95me92597fd28tGD4r5',
  hmacKey: '38453613e7f44dc58732bad3dca2bca3',
};

const startSecondsMax = 20;

export class Gateway {
  constructor(directory) {
    this.directory = directory;
    this.data = join(directory, 'data');
    this.binary = process.env.GUICHET_BINARY;
    this.authorization = `Basic ${Buffer.from(`${shop.id}:${shop.password}`).toString('base64')}`;
  }

  async start(more = []) {
    mkdirSync(this.data, { recursive: true });
    const ready = join(this.directory, 'ready.json');
    rmSync(ready, { force: true });
    const log = openSync(join(this.directory, 'gateway.log'), 'a');
    this.process = spawn(this.binary,
      ['serve', '--demo', '--data', this.data, '--listen', `127.0.0.1:${this.port ?? 0}`,
        '--ready-file', ready, ...more],
      { stdio: ['ignore', log, log] });
    for (const limit = Date.now() + startSecondsMax * 1000; !existsSync(ready);) {
      if (this.process.exitCode !== null || Date.now() > limit) {
        throw new Error(`the gateway did not start: ${readFileSync(join(this.directory,
          'gateway.log'), 'utf8').slice(-2000)}`);
      }
      await pause(20);
    }
    this.port = Number(JSON.parse(readFileSync(ready, 'utf8')).listen[0].split(':').pop());
    this.url = `http://127.0.0.1:${this.port}`;
    return this;
  }

  async stop(signal = 'SIGTERM') {
    if (!this.process || this.process.exitCode !== null) return;
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill(signal);
    await ended;
  }

  /// POST V4/<service>; gives the envelope.
  async call(service, body) {
    const answer = await fetch(`${this.url}/api-payment/V4/${service}`, {
      method: 'POST', body: JSON.stringify(body),
      headers: { Authorization: this.authorization, 'Content-Type': 'application/json' } });
    return answer.json();
  }

  /// Moves the business time of the shop's TEST book.
  async advance(duration) {
    const answer = await fetch(`${this.url}/sandbox/clock`, { method: 'POST',
      headers: { Authorization: this.authorization },
      body: JSON.stringify({ advance: duration }) });
    if (!answer.ok) throw new Error(`clock: ${await answer.text()}`);
  }

  async token(request) {
    const envelope = await this.call('Charge/CreatePayment', { currency: 'EUR', ...request });
    if (envelope.status !== 'SUCCESS') throw new Error(JSON.stringify(envelope.answer));
    return envelope.answer.formToken;
  }

  /// The transactions of an order, oldest first; none when it has none.
  async transactions(orderId) {
    const envelope = await this.call('Order/Get', { orderId });
    return envelope.status === 'SUCCESS' ? envelope.answer.transactions : [];
  }

  /// What the acquirer was asked about an order: its own ledger, an independent witness.
  async authorisations(orderId) {
    const uuids = new Set((await this.transactions(orderId)).map((one) => one.uuid));
    const ledger = join(this.data, 'acquirer-ledger.jsonl');
    if (!existsSync(ledger)) return [];
    return readFileSync(ledger, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line))
      .filter((line) => line.operation === 'AUTHORISE' && uuids.has(line.transaction));
  }

  /// Exit status and words of another command of the program, on this gateway's data.
  command(...words) {
    const done = spawnSync(this.binary, [...words, '--data', this.data], { encoding: 'utf8' });
    return { status: done.status, output: done.stdout + done.stderr };
  }
}
