/**
 * Red Hat and SUSE publish by product: a release of Enterprise Linux is some twenty repositories or modules, each an OSV
 * ecosystem of its own, and a package does not say which of them it came from. So a package of the release is looked up
 * in all of them. Extended support (ELS, LTSS) is among them: what is fixed only there is not fixed elsewhere. Products
 * of fixed minor releases (EUS, E4S, AUS, TUS) are not: their versions run beside those of the release.
 */

const RED_HAT_REPOSITORIES: ReadonlyMap<string, readonly string[]> = new Map([
  ['5', releaseTrees('5', ['server', 'client', 'client_workstation'])],
  ['6', [...releaseTrees('6', ['server', 'client', 'workstation', 'computenode']), 'rhel_els:6']],
  ['7', [...releaseTrees('7', ['server', 'client', 'workstation', 'computenode']), 'rhel_els:7']],
  ['8', releaseTrees('8', modularRepositories())],
  ['9', releaseTrees('9', modularRepositories())],
]);

/** From Red Hat Enterprise Linux 10 on, products are named by minor release, of which there are at most eleven. */
const LAST_MINOR = 10;

/**
 * The product streams of a release of Red Hat Enterprise Linux, as OSV names them after `Red Hat:`; none for a release
 * that is not known.
 * @param minor null where it is not told
 */
export function redHatRepositories(major: string, minor: number | null): readonly string[] {
  const known = RED_HAT_REPOSITORIES.get(major);
  if (known !== undefined) return known;
  if (!/^[1-9]\d$/.test(major)) return [];
  const last = Math.min(minor ?? LAST_MINOR, LAST_MINOR);
  return Array.from({ length: last + 1 }, (_, i) => `enterprise_linux:${major}.${i}`);
}

function releaseTrees(major: string, trees: readonly string[]): string[] {
  return trees.map((tree) => `enterprise_linux:${major}::${tree}`);
}

function modularRepositories(): string[] {
  return [
    ...['baseos', 'appstream', 'crb', 'supplementary', 'highavailability', 'resilientstorage'],
    ...['nfv', 'realtime', 'sap', 'sap_hana'],
  ];
}

const SUSE_PRODUCTS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    '12',
    [
      ...['Server', 'Server for SAP Applications', 'Desktop', 'High Performance Computing'],
      ...[
        'Software Development Kit',
        'Workstation Extension',
        'High Availability Extension',
        'Live Patching',
      ],
      ...['Server for Raspberry Pi', 'Point of Sale', 'Real Time'],
    ],
  ],
  [
    '15',
    [
      ...['Server', 'Server for SAP Applications', 'Desktop', 'High Performance Computing', 'Real Time'],
      ...['Workstation Extension', 'High Availability Extension', 'Live Patching'],
      ...[
        ...['Basesystem', 'Server Applications', 'Desktop Applications', 'Development Tools', 'Legacy'],
        ...['Containers', 'Web and Scripting', 'Python 2', 'Python 3', 'Public Cloud', 'Package Hub', 'HPC'],
        ...['SAP Applications', 'SAP Business One', 'Transactional Server', 'Confidential Computing'],
        ...['Certifications', 'Systems Management', 'Realtime', 'CAP', 'Open Buildservice Development Tools'],
      ].map((module) => `Module for ${module}`),
    ],
  ],
]);

/** Modules of SUSE Linux Enterprise 12 have no service packs. */
const SUSE_12_MODULES = [
  ...['Containers', 'Web and Scripting', 'Public Cloud', 'Legacy', 'Toolchain', 'Certifications', 'HPC'],
  ...['Advanced Systems Management'],
].map((module) => `Linux Enterprise Module for ${module} 12`);

const SUSE_SUPPORT_PHASES = ['', '-LTSS', '-ESPOS', '-CLIENT-TOOLS', '-TERADATA', '-BCL'];

/**
 * The products of a service pack of SUSE Linux Enterprise, as OSV names them after `SUSE:`; none for a release that is
 * not known.
 * @param servicePack 0 for the release before the first
 */
export function suseProducts(major: string, servicePack: number): readonly string[] {
  const release = servicePack === 0 ? major : `${major} SP${servicePack}`;
  const products = (SUSE_PRODUCTS.get(major) ?? []).map((name) => `Linux Enterprise ${name} ${release}`);
  if (products.length === 0) return [];
  const inPhases = products.flatMap((product) =>
    product.includes(' Module ') ? [product] : SUSE_SUPPORT_PHASES.map((phase) => `${product}${phase}`),
  );
  return [...inPhases, `Package Hub ${release}`, ...(major === '12' ? SUSE_12_MODULES : [])];
}
