/**
 * Is this host fit to work: the program, the home folder, the store, the clock, the kit in force, the trust roots, the disk? Every
 * check runs, whatever another finds, and none changes anything.
 */
import { isStellaError, type StellaError } from '../../core/errors.ts';
import type { PublicKey } from '../../core/keys/types.ts';
import type { StalenessBudget } from '../../core/kit/feed-freshness.ts';
import { verifyLedger } from '../audit/audit-ledger.ts';
import { type KitStatus, kitStatus } from '../kit/kit-status.ts';
import type { Clock, TimeFloor } from '../ports/clock.ts';
import type { KitWorkspace } from '../ports/kit-tools.ts';
import type { Store } from '../ports/store.ts';
import type { TrustSource } from '../ports/trust.ts';
import { clockWarning, effectiveTime, readClock } from '../proof/verification-time.ts';

/** `warn`: works, and should be looked at. `skipped`: could not be looked at, because of another check. */
export interface HealthCheck {
  readonly name: string;
  readonly result: 'pass' | 'warn' | 'fail' | 'skipped';
  /** What was found. */
  readonly found: string;
  /** What to do about it; null where nothing is to be done. */
  readonly advice: string | null;
}

export interface Diagnosis {
  /** True when nothing failed. */
  readonly healthy: boolean;
  readonly checkedAt: string;
  readonly home: string;
  readonly checks: readonly HealthCheck[];
}

/** Who may read or write a file or folder beside its owner. */
export interface FileAccess {
  /** Below the home folder; `.` is that itself. */
  readonly path: string;
  readonly isPrivateKey: boolean;
  readonly isReadableByOthers: boolean;
  readonly isWritableByOthers: boolean;
  /** False for what belongs to another user. */
  readonly isOwn: boolean;
}

export interface HostInspector {
  readonly home: string;
  /** `24.21.0`, and whether it is one that the program runs on. */
  readonly node: { readonly version: string; readonly isSupported: boolean };
  homeExists(): boolean;
  isHomeWritable(): boolean;
  /** Null where the platform has no such permissions. */
  access(): readonly FileAccess[] | null;
  /** Of the file system of the home folder; null where it cannot be told. */
  freeBytes(): number | null;
  storeBytes(): number;
  /** The schema of the database file, and the newest that the program knows; null when there is no file. */
  schema(): { readonly version: number; readonly newest: number } | null;
}

/** What is set for all commands, as far as something is wrong with it. */
export interface SettingsReport {
  /** Variables that look like ours and are none. */
  readonly unknownVariables: readonly string[];
  /** Why `config.yaml` cannot be used; null when it can, or there is none. */
  readonly problem: StellaError | null;
}

export interface DiagnosisPorts {
  readonly host: HostInspector;
  readonly settings: SettingsReport;
  /** Opens the store without changing it. */
  readonly store: () => Promise<Store>;
  readonly workspace: Pick<KitWorkspace, 'quarantined'>;
  /** The store's own trust roots. */
  readonly trust: () => Promise<TrustSource>;
  readonly clock: Clock;
  readonly floor: TimeFloor;
  readonly budget: StalenessBudget;
}

type Finding = Omit<HealthCheck, 'name'>;

const pass = (found: string): Finding => ({ result: 'pass', found, advice: null });
const warn = (found: string, advice: string): Finding => ({ result: 'warn', found, advice });
const fail = (found: string, advice: string): Finding => ({ result: 'fail', found, advice });
const skipped = (found: string): Finding => ({ result: 'skipped', found, advice: null });

export async function diagnose(ports: DiagnosisPorts): Promise<Diagnosis> {
  const { host, clock } = ports;
  const checks: HealthCheck[] = [];
  const check = async (name: string, work: () => Finding | Promise<Finding>): Promise<void> => {
    checks.push({ name, ...(await attempt(work)) });
  };
  const opened: Store[] = [];
  const withStore = (work: (store: Store) => Finding): Finding => {
    const [store] = opened;
    return store === undefined ? skipped('the store could not be opened') : work(store);
  };
  await check('node', () => nodeFinding(host));
  await check('configuration', () => settingsFinding(ports.settings));
  await check('home', () => homeFinding(host));
  await check('permissions', () => permissionsFinding(host));
  await check('disk', () => diskFinding(host));
  await check('clock', () => clockFinding(ports));
  await check('store', async () => {
    opened.push(await ports.store());
    return storeFinding(host);
  });
  await check('integrity', () => withStore(integrityFinding));
  await check('ledger', () => withStore((open) => ledgerFinding(open, ports)));
  await check('kit', () => withStore((open) => kitFinding(open, ports)));
  await check('quarantine', () => quarantineFinding(ports));
  await check('trust', () => trustFinding(ports));
  const healthy = checks.every(({ result }) => result !== 'fail');
  return { healthy, checkedAt: clock.now(), home: host.home, checks };
}

/** What goes wrong on the way is what the check found. */
async function attempt(work: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await work();
  } catch (error) {
    if (!isStellaError(error)) throw error;
    return fail(
      `${error.code}: ${error.message}`,
      error.hint ?? `"stella explain ${error.code}" says what to do`,
    );
  }
}

function nodeFinding({ node: { version, isSupported } }: HostInspector): Finding {
  if (isSupported) return pass(`Node.js ${version}`);
  return fail(
    `Node.js ${version} is too old`,
    'use the Node.js that comes with stella, or install Node.js 24',
  );
}

function settingsFinding({ unknownVariables, problem }: SettingsReport): Finding {
  if (problem !== null) throw problem;
  if (unknownVariables.length === 0) return pass('every STELLA_ variable that is set is one of ours');
  return warn(
    `not one of ours, and without effect: ${unknownVariables.join(', ')}`,
    'correct the name, or take the variable away; "stella config show" lists those that there are',
  );
}

function homeFinding(host: HostInspector): Finding {
  if (!host.homeExists())
    return warn(
      `${host.home} is not there`,
      'nothing is wrong where bundles are only verified; else begin with: stella offline import --bundle KIT --trust-root ISSUER.pub',
    );
  if (host.isHomeWritable()) return pass(host.home);
  return warn(
    `${host.home} cannot be written by this user`,
    'verifying and looking work; for anything else run as the user whose store it is',
  );
}

const SHOWN_MAX = 5;

function permissionsFinding(host: HostInspector): Finding {
  const access = host.access();
  if (access === null) return skipped('this platform has no permissions of that kind');
  const exposedKeys = access.filter(
    (file) => file.isPrivateKey && (file.isReadableByOthers || file.isWritableByOthers),
  );
  if (exposedKeys.length > 0)
    return fail(
      `other users may use a private key: ${names(exposedKeys)}`,
      'take the permission away (chmod 600), and make a new key: this one may be known to others',
    );
  const writable = access.filter((file) => file.isWritableByOthers);
  if (writable.length > 0)
    return fail(
      `other users may write: ${names(writable)}`,
      `take the permission away: chmod -R go-w ${host.home}`,
    );
  const foreign = access.filter((file) => !file.isOwn);
  if (foreign.length > 0)
    return warn(
      `these belong to another user: ${names(foreign)}`,
      `run as the user whose store it is, or give it to this one: chown -R USER ${host.home}`,
    );
  const readable = access.filter((file) => file.path === '.' && file.isReadableByOthers);
  if (readable.length > 0)
    return warn('other users may read the home folder', `take the permission away: chmod 700 ${host.home}`);
  return pass(access.length === 0 ? 'there is nothing to protect yet' : 'only its owner may read and write');
}

function names(files: readonly FileAccess[]): string {
  const shown = files.slice(0, SHOWN_MAX).map(({ path }) => (path === '.' ? 'the home folder' : path));
  return `${shown.join(', ')}${files.length > SHOWN_MAX ? `, and ${files.length - SHOWN_MAX} more` : ''}`;
}

const MIB = 2 ** 20;
/** Below this a commit of the database may not get through. */
const DISK_FAIL_BYTES = 100 * MIB;
const DISK_WARN_BYTES = 1024 * MIB;

function diskFinding(host: HostInspector): Finding {
  const free = host.freeBytes();
  if (free === null) return skipped('the file system does not say how much is free');
  const store = host.storeBytes();
  const found = `${mebibytes(free)} free, ${mebibytes(store)} used by the store`;
  const advice =
    'make space: stella offline prune --dry-run and stella score prune --environment production --dry-run show what could go';
  if (free < DISK_FAIL_BYTES) return fail(found, advice);
  // An import needs room for the new snapshot beside the old one.
  return free < Math.max(DISK_WARN_BYTES, store) ? warn(found, advice) : pass(found);
}

function mebibytes(bytes: number): string {
  return bytes < MIB ? 'less than 1 MiB' : `${Math.floor(bytes / MIB)} MiB`;
}

function clockFinding(ports: DiagnosisPorts): Finding {
  const report = readClock(ports);
  const warning = clockWarning(report);
  if (warning !== null)
    return fail(
      warning,
      'set the clock of this machine; certificates are judged by the later time until then',
    );
  return pass(
    report.floor === null
      ? `${report.now}; nothing signed was seen yet that it could be held against`
      : `${report.now}, not before ${report.floor.time}, of ${report.floor.source}`,
  );
}

function storeFinding(host: HostInspector): Finding {
  const schema = host.schema();
  if (schema === null) return warn('there is no store yet', 'it is made by the first import or trust add');
  if (schema.version < schema.newest)
    return warn(
      `schema ${schema.version}, which the next command that opens it brings to ${schema.newest}`,
      'keep a copy of the home folder: an older version of stella cannot open it afterwards',
    );
  return pass(`opens, schema ${schema.version}`);
}

function integrityFinding(store: Store): Finding {
  if (!store.isThere) return skipped('there is no store yet');
  const damages = store.damages();
  const [first] = damages;
  if (first === undefined)
    return pass('SQLite finds the file whole; "stella audit store" reads every input too');
  return fail(
    `${damages.length} damages: ${first}`,
    'keep the file for whoever must find out, and restore the home folder from its backup',
  );
}

function ledgerFinding(store: Store, ports: DiagnosisPorts): Finding {
  if (!store.isThere) return skipped('there is no store yet');
  const { problems, ledger, rows } = verifyLedger({ ...ports, store });
  const [first] = problems;
  if (first === undefined) return pass(`${ledger.size} entries hold, and ${rows} rows are as they say`);
  return fail(
    `${problems.length} disagreements: ${first.what}: ${first.problem}`,
    '"stella audit log --verify" lists them; keep the store as it is for whoever must find out',
  );
}

function kitFinding(store: Store, ports: DiagnosisPorts): Finding {
  const status = kitStatus(ports.budget, { ...ports, store });
  const { kit, feeds } = status;
  if (kit === null)
    return warn(
      'no kit is in force',
      'import one: stella offline import --bundle KIT --trust-root ISSUER.pub',
    );
  const advice = 'carry in a newer kit: stella offline import --bundle KIT';
  if (kit.isExpired) return fail(`the kit ${kit.kitId} expired at ${kit.expiresAt}`, advice);
  const oldest = Math.max(0, ...feeds.map(({ ageDays }) => ageDays));
  const found = `${kit.kitId}, sequence ${kit.sequence}; its oldest feed is ${oldest} days old, of ${status.budget.maxAgeDays} and ${status.budget.graceDays} of grace`;
  if (status.isStale) return fail(found, advice);
  return isFresh(status) ? pass(found) : warn(found, advice);
}

function isFresh({ feeds }: KitStatus): boolean {
  return feeds.every(({ freshness }) => freshness === 'fresh');
}

function quarantineFinding({ workspace }: DiagnosisPorts): Finding {
  const kits = workspace.quarantined();
  if (kits.length === 0) return pass('no refused kit is waiting');
  return warn(
    `${kits.length} refused kits are kept`,
    '"stella offline status" says of each why; "stella offline prune" removes old ones',
  );
}

/** Bundles are kept for seven years: what is weaker than this will be too weak before they go. */
const RSA_BITS_WANTED = 3072;
const DAY_MS = 86_400_000;
const SOON_DAYS = 60;

async function trustFinding(ports: DiagnosisPorts): Promise<Finding> {
  const { roots } = await ports.trust();
  const count = roots.keys.length + roots.anchors.length;
  if (count === 0)
    return warn(
      'the store trusts nobody',
      'add the issuer: stella trust add ISSUER.pub, once its fingerprint is compared',
    );
  const now = effectiveTime(readClock(ports));
  const certificates = await Promise.all(
    roots.anchors.map(async ({ der, source }) => {
      const { parseCertificate } = await import('../../core/x509/certificate.ts');
      return parseCertificate(der, source);
    }),
  );
  const renew = 'get the new root from its issuer by a way that you trust, then: stella trust add';
  const expired = certificates.filter(({ notAfter }) => notAfter < now);
  if (expired.length > 0)
    return fail(
      `expired: ${expired.map(({ subject, notAfter }) => `${subject} at ${notAfter}`).join('; ')}`,
      renew,
    );
  const soon = certificates.filter(
    ({ notAfter }) => Date.parse(notAfter) - Date.parse(now) < SOON_DAYS * DAY_MS,
  );
  if (soon.length > 0)
    return warn(
      `expires soon: ${soon.map(({ subject, notAfter }) => `${subject} at ${notAfter}`).join('; ')}`,
      renew,
    );
  const keys = [
    ...roots.keys,
    ...certificates.flatMap(({ publicKey }) => (typeof publicKey === 'string' ? [] : [publicKey])),
  ];
  const weak = keys.filter(isWeak);
  if (weak.length > 0)
    return warn(
      `an RSA key of ${weak.map(({ bits }) => bits).join(', ')} bits is trusted`,
      `ask the issuer for an Ed25519, ECDSA or RSA key of ${RSA_BITS_WANTED} bits: what is signed now is to hold for years`,
    );
  return pass(
    `${roots.keys.length} keys and ${certificates.length} certificates, none of them expired or weak`,
  );
}

function isWeak({ algorithm, bits }: PublicKey): boolean {
  return algorithm === 'rsa' && bits < RSA_BITS_WANTED;
}
