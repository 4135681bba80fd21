/** What `--offline` forbids, tried in a process of its own: the guard stays for the rest of one. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

const GUARD = new URL('../../../src/io/network-guard.ts', import.meta.url).href;

/** Tries `attempt` under the guard; prints the code of what it throws, also as the cause of something else. */
const script = (attempt: string) => `
  import { forbidNetwork } from ${JSON.stringify(GUARD)};
  import dgram from 'node:dgram';
  import dns from 'node:dns';
  import http from 'node:http';
  import net from 'node:net';
  import tls from 'node:tls';
  forbidNetwork();
  try {
    await (${attempt});
    process.stdout.write('let through');
  } catch (error) {
    for (let at = error; at; at = at.cause) process.stdout.write(at.code + ' ' + at.message + ';');
  }
  process.exit();
`;

const ATTEMPTS: Readonly<Record<string, string>> = {
  'a TCP connection': "net.connect(9, '127.0.0.1')",
  'a connection to a Unix socket': "net.connect('/nonexistent')",
  TLS: "tls.connect(9, '127.0.0.1')",
  HTTP: "http.get('http://127.0.0.1:9/')",
  fetch: "fetch('http://127.0.0.1:8099/')",
  'a TCP server': 'net.createServer().listen(0)',
  'a UDP socket': "dgram.createSocket('udp4').bind(0)",
  'a UDP message': "dgram.createSocket('udp4').send('x', 9, '127.0.0.1')",
  'looking up a name': "dns.lookup('localhost', () => undefined)",
  'looking up a name, with a promise': "dns.promises.lookup('localhost')",
  'asking for an address': "dns.resolve4('localhost', () => undefined)",
};

describe('the network guard', () => {
  for (const [what, attempt] of Object.entries(ATTEMPTS)) {
    it(`refuses ${what}`, () => {
      const { stdout, stderr } = spawnSync(
        process.execPath,
        ['--input-type=module', '--eval', script(attempt)],
        { encoding: 'utf8' },
      );
      assert.match(
        stdout,
        /INTERNAL something tried to use the network although --offline forbids it/,
        stderr,
      );
    });
  }
});
