/**
 * Which names lie in which subtree, kind by kind (RFC 5280 section 4.2.1.10):
 *
 *   dns        base `example.com`: it and everything below it
 *   email      `user@example.com` that mailbox, `example.com` the mailboxes of that host, `.example.com` of the hosts below
 *   uri        `example.com` URIs of that host, `.example.com` of the hosts below
 *   ip         address and mask
 *   directory  names that begin with the base
 *
 * An empty base is the whole space. Names and bases that do not have the form of their kind are not comparable.
 */
import { limit } from '../limits.ts';
import { isNameWithin } from './distinguished-name.ts';
import type { GeneralName } from './general-name.ts';

const LABEL = /^[a-z0-9_-]{1,63}$/;
const DNS_CHARS_MAX = limit('constraintDnsLength');
/** RFC 5321 Dot-string. Quoted local parts are not comparable: they spell one mailbox in several ways. */
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}$/;
const URI_CHARS_MAX = limit('constraintUriLength');
const URI_AUTHORITY = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/;

/** True for a base of the form of its kind. */
export function isSubtreeBase(base: GeneralName): boolean {
  switch (base.kind) {
    case 'dns':
      return base.text === '' || isHost(fold(base.text));
    case 'uri':
      return isHostOrDomain(fold(base.text));
    case 'email':
      return isHostOrDomain(fold(base.text)) || splitMailbox(base.text) !== null;
    case 'ip':
      return isAddressAndMask(base.bytes);
    default:
      return true;
  }
}

/** True for a name of the form of its kind, which can be looked for in subtrees. */
export function isComparableName(name: GeneralName): boolean {
  switch (name.kind) {
    case 'dns':
      return isHost(withoutWildcard(fold(name.text)));
    case 'uri':
      return uriHost(name.text) !== null;
    case 'email':
      return splitMailbox(name.text) !== null;
    default:
      return name.kind !== 'other';
  }
}

/** True when `name` lies in the subtree of `base`. Both have the form of their kind; names of another kind never do. */
export function isWithinSubtree(name: GeneralName, base: GeneralName): boolean {
  switch (name.kind) {
    case 'dns':
      return base.kind === 'dns' && isDnsWithin(fold(name.text), fold(base.text));
    case 'uri':
      return base.kind === 'uri' && isHostWithin(uriHost(name.text) ?? '', fold(base.text));
    case 'email':
      return base.kind === 'email' && isMailboxWithin(name.text, base.text);
    case 'ip':
      return base.kind === 'ip' && isIpWithin(name.bytes, base.bytes);
    case 'directory':
      return base.kind === 'directory' && isNameWithin(name.name, base.name);
    default:
      return false;
  }
}

/** True when the wildcard `*.example.com` stands for a name in the subtree of `base` without lying in it itself. */
export function isWildcardOver(name: GeneralName, base: GeneralName): boolean {
  if (name.kind !== 'dns' || base.kind !== 'dns' || !name.text.startsWith('*.')) return false;
  const host = fold(base.text);
  return host.slice(host.indexOf('.')) === fold(name.text).slice(1);
}

function isDnsWithin(name: string, base: string): boolean {
  return base === '' || name === base || name.endsWith(`.${base}`);
}

function isHostWithin(host: string, base: string): boolean {
  return base.startsWith('.') ? host.endsWith(base) : base === '' || host === base;
}

function isMailboxWithin(text: string, base: string): boolean {
  const mailbox = splitMailbox(text);
  const baseMailbox = splitMailbox(base);
  if (mailbox === null) return false;
  if (baseMailbox === null) return isHostWithin(mailbox.host, fold(base));
  return mailbox.local === baseMailbox.local && mailbox.host === baseMailbox.host;
}

function isIpWithin(address: Uint8Array, base: Uint8Array): boolean {
  const size = base.length / 2;
  if (address.length !== size) return false;
  return address.every((octet, index) => ((octet ^ (base[index] ?? 0)) & (base[size + index] ?? 0)) === 0);
}

/** The mask must be that of a CIDR block (RFC 4632), as section 4.2.1.10 wants it: ones, then zeros. */
function isAddressAndMask(bytes: Uint8Array): boolean {
  if (bytes.length !== 8 && bytes.length !== 32) return false;
  const mask = bytes.subarray(bytes.length / 2);
  return !Array.from(mask, (octet) => octet.toString(2).padStart(8, '0'))
    .join('')
    .includes('01');
}

function splitMailbox(text: string): { readonly local: string; readonly host: string } | null {
  const at = text.lastIndexOf('@');
  const [local, host] = [text.slice(0, Math.max(at, 0)), fold(text.slice(at + 1))];
  return LOCAL_PART.test(local) && isHost(host) ? { local, host } : null;
}

/** The host of a URI, or null when it has none, or an IP address, which the constraint cannot speak of. */
function uriHost(text: string): string | null {
  if (text.length > URI_CHARS_MAX) return null;
  const authority = URI_AUTHORITY.exec(text)?.[1] ?? '';
  const [host = ''] = authority.slice(authority.lastIndexOf('@') + 1).split(':');
  const isIpv4 = /(?:^|\.)[0-9]+$/.test(host);
  return isHost(fold(host)) && !isIpv4 ? fold(host) : null;
}

function isHostOrDomain(text: string): boolean {
  return text === '' || isHost(text.startsWith('.') ? text.slice(1) : text);
}

function isHost(text: string): boolean {
  return text.length <= DNS_CHARS_MAX && text.split('.').every((label) => LABEL.test(label));
}

function withoutWildcard(text: string): string {
  return text.startsWith('*.') ? text.slice(2) : text;
}

/** ASCII lower case. Names are IA5Strings, so there are no other letters. */
function fold(text: string): string {
  return text.toLowerCase();
}
