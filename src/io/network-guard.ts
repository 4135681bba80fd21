/**
 * Enforces `--offline`: every attempt to open a connection, resolve a name or listen ends in INTERNAL, whoever makes it.
 * The program itself never tries; a dependency or a plugin might.
 */
import { StellaError } from '../core/errors.ts';

/** Replaces what opens connections, for the rest of the process. TLS, HTTP and fetch all go through a socket. */
export function forbidNetwork(): void {
  // Asked for here: to import them would load them wherever this file is, forbidden or not.
  const [net, dgram, dns] = [
    process.getBuiltinModule('node:net'),
    process.getBuiltinModule('node:dgram'),
    process.getBuiltinModule('node:dns'),
  ];
  const refuse = (): never => {
    throw new StellaError('INTERNAL', 'something tried to use the network although --offline forbids it', {
      hint: 'this is a bug: run the command again with STELLA_DEBUG=1 and report what it prints',
    });
  };
  net.Socket.prototype.connect = refuse;
  net.Server.prototype.listen = refuse;
  dgram.Socket.prototype.bind = refuse;
  dgram.Socket.prototype.send = refuse;
  dgram.Socket.prototype.connect = refuse;
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6', 'reverse'] as const) {
    Object.assign(dns, { [name]: refuse });
    Object.assign(dns.promises, { [name]: refuse });
  }
}
