/** Certificate authorities run with `openssl ca`: certificates with any validity, revocations and revocation lists. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePem } from '../../src/core/encoding/pem.ts';
import { openssl } from './openssl.ts';

const KEYS = {
  rsa: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  p256: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  ed25519: ['-algorithm', 'ed25519'],
} as const;

export const CA_EXTENSIONS =
  'basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n';
export const SIGNING_EXTENSIONS = 'keyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning\n';
export const TSA_EXTENSIONS = 'keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n';

export interface IssueOptions {
  /** The issuing certificate's name; its own for a root. */
  readonly by: string;
  readonly extensions: string;
  readonly key?: keyof typeof KEYS;
  /** Subject; `/O=Example/CN=<name>` unless given. */
  readonly subject?: string;
  /** RFC 3339; 2020 to 2040 unless given. */
  readonly from?: string;
  readonly until?: string;
  /** A name whose key is certified instead of a new one. */
  readonly keyOf?: string;
}

/** Names are file names in `folder`: `<name>.pem`, `<name>.key`. */
export class OpensslCa {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Makes a key and a certificate for it. */
  issue(name: string, options: IssueOptions): void {
    const { by, extensions, key = 'p256', subject = `/O=Example/CN=${name}` } = options;
    const keyFile = `${options.keyOf ?? name}.key`;
    if (options.keyOf === undefined) openssl(this.folder, 'genpkey', ...KEYS[key], '-out', keyFile);
    openssl(this.folder, 'req', '-new', '-key', keyFile, '-subj', subject, '-out', `${name}.csr`);
    writeFileSync(this.path(`${name}.ext`), extensions);
    const validity = ['-startdate', asn1Time(options.from ?? '2020-01-01T00:00:00Z')];
    validity.push('-enddate', asn1Time(options.until ?? '2040-01-01T00:00:00Z'));
    const selfSign = by === name ? ['-selfsign'] : [];
    const io = ['-in', `${name}.csr`, '-out', `${name}.pem`, '-notext', '-extfile', `${name}.ext`];
    openssl(
      this.folder,
      'ca',
      ...this.#config(by),
      '-batch',
      '-rand_serial',
      ...selfSign,
      ...validity,
      ...io,
    );
  }

  /** Puts a certificate on its issuer's next list; the database then says when, which may be changed. */
  revoke(name: string, by: string, options: readonly string[] = [], at?: string): void {
    openssl(this.folder, 'ca', ...this.#config(by), '-revoke', `${name}.pem`, ...options);
    if (at === undefined) return;
    const index = this.path(`${by}.index`);
    const lines = readFileSync(index, 'utf8').split('\n');
    const serial = openssl(this.folder, 'x509', '-in', `${name}.pem`, '-noout', '-serial').trim().slice(7);
    const changed = lines.map((line) =>
      line.includes(`\t${serial}\t`)
        ? line.replace(/^(R\t[^\t]*\t)\d{12}Z/, `$1${asn1Time(at).slice(2)}`)
        : line,
    );
    writeFileSync(index, changed.join('\n'));
  }

  /** Writes `<file>.crl`, PEM. */
  list(
    by: string,
    file: string,
    options: { readonly from?: string; readonly until?: string; readonly extensions?: string } = {},
  ): void {
    const { from = '2025-01-01T00:00:00Z', until = '2025-02-01T00:00:00Z', extensions = '' } = options;
    const times = ['-crl_lastupdate', asn1Time(from), '-crl_nextupdate', asn1Time(until)];
    openssl(this.folder, 'ca', ...this.#config(by, extensions), '-gencrl', ...times, '-out', `${file}.crl`);
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  /** DER of `<name>.pem`. */
  der(name: string): Uint8Array {
    const [block] = parsePem(readFileSync(this.path(`${name}.pem`), 'utf8'), name);
    return block?.der ?? new Uint8Array();
  }

  #config(by: string, listExtensions = ''): readonly string[] {
    const create = (file: string, text: string): void => {
      if (!existsSync(this.path(file))) writeFileSync(this.path(file), text);
    };
    create(`${by}.index`, '');
    create(`${by}.index.attr`, 'unique_subject = no\n');
    create(`${by}.crlnumber`, '01\n');
    create(`${by}.serial`, '01\n');
    writeFileSync(
      this.path(`${by}.cnf`),
      `[ca]
default_ca = own
[own]
database = ${by}.index
serial = ${by}.serial
rand_serial = yes
crlnumber = ${by}.crlnumber
new_certs_dir = .
certificate = ${by}.pem
private_key = ${by}.key
default_md = ${/ED25519/i.test(this.#keyText(by)) ? 'default' : 'sha256'}
policy = any
crl_extensions = list
[any]
organizationName = optional
commonName = supplied
[list]
${listExtensions}
`,
    );
    return ['-config', `${by}.cnf`];
  }

  #keyText(by: string): string {
    return existsSync(this.path(`${by}.key`))
      ? openssl(this.folder, 'pkey', '-in', `${by}.key`, '-noout', '-text')
      : '';
  }
}

/** `20250115000000Z`. */
function asn1Time(text: string): string {
  return text.replace(/[-:T]/g, '');
}
