/**
 * Red Hat and SUSE publish by product: a release of Enterprise Linux is some twenty repositories or modules, each an OSV
 * ecosystem of its own, and a package does not say which of them it came from. So a package of the release is looked up
 * in all of them. Extended support (ELS, LTSS) is among them: what is fixed only there is not fixed elsewhere. Products
 * of fixed minor releases (EUS, E4S, AUS, TUS) are not: their versions run beside those of the release.
 *
 * A name that no record has costs a look-up and changes no answer: where a product was renamed, each name is here.
 */

const RED_HAT_REPOSITORIES: ReadonlyMap<string, readonly string[]> = new Map([
  ['5', [...releaseTrees('5', ['as', 'server', 'client', 'client_workstation']), ...besideRelease('5')]],
  ['6', [...releaseTrees('6', ['server', 'client', 'workstation', 'computenode']), ...besideRelease('6')]],
  [
    '7',
    [
      ...releaseTrees('7', ['server', 'client', 'workstation', 'computenode', 'container']),
      ...releaseTrees('7', ['fastdatapath', 'hypervisor']),
      ...besideRelease('7'),
      ...['oracle_java', 'rt', 'sap', 'sap_hana'].map((part) => `rhel_extras_${part}:7`),
    ],
  ],
  ['8', ['enterprise_linux:8', ...releaseTrees('8', modularRepositories())]],
  ['9', ['enterprise_linux:9', ...releaseTrees('9', modularRepositories())]],
]);

/** From Red Hat Enterprise Linux 10 on, products are named by minor release, of which there are at most eleven. */
const MINOR_RELEASES = 11;

/**
 * The product streams of a release of Red Hat Enterprise Linux, as OSV names them after `Red Hat:`; none for a release
 * that is not known. Of 10 and later these are all minor releases, whichever the host has: what is fixed in a later one
 * is not fixed in its own.
 */
export function redHatRepositories(major: string): readonly string[] {
  const known = RED_HAT_REPOSITORIES.get(major);
  if (known !== undefined) return known;
  if (!/^[1-9]\d$/.test(major)) return [];
  const minors = Array.from({ length: MINOR_RELEASES }, (_, minor) => `${major}.${minor}`);
  return [major, ...minors].map((release) => `enterprise_linux:${release}`);
}

function releaseTrees(major: string, trees: readonly string[]): string[] {
  return trees.map((tree) => `enterprise_linux:${major}::${tree}`);
}

function modularRepositories(): string[] {
  return [
    ...['baseos', 'appstream', 'crb', 'supplementary', 'highavailability', 'resilientstorage'],
    ...['nfv', 'realtime', 'sap', 'sap_hana', 'fastdatapath', 'hypervisor'],
  ];
}

/** The release without a tree, its extended support, its extras and its Software Collections. */
function besideRelease(major: string): string[] {
  return [
    ...[`enterprise_linux:${major}`, `rhel_els:${major}`, `rhel_extras:${major}`],
    ...['1', '2', '3'].map((version) => `rhel_software_collections:${version}::el${major}`),
  ];
}

/** Products with phases of support, which stand behind the release: `Server 15 SP3-LTSS`. */
const SUSE_BASE_PRODUCTS = ['Server', 'Server for SAP Applications', 'Desktop', 'High Performance Computing'];
const SUSE_SUPPORT_PHASES = ['', '-LTSS', '-ESPOS', '-CLIENT-TOOLS', '-TERADATA', '-LTSS-TERADATA', '-BCL'];
/** Phases that stand before the release: `Server LTSS Extended Security 12 SP5`. */
const SUSE_SUPPORTED_SERVERS = [
  'Server LTSS Extended Security',
  'Server Business Critical Linux',
  'Server Teradata',
];

const SUSE_EXTENSIONS = [
  ...['Workstation Extension', 'High Availability Extension', 'High Availability', 'Live Patching'],
  ...['Real Time', 'Real Time Extension', 'Software Development Kit', 'Build System Kit', 'Debuginfo'],
  ...['Point of Sale', 'Server for Raspberry Pi'],
];

const SUSE_MODULES: ReadonlyMap<string, readonly string[]> = new Map([
  ['11', []],
  [
    '12',
    // Modules of SUSE Linux Enterprise 12 have no service packs.
    [
      ...['Containers', 'Web and Scripting', 'Web Scripting', 'Public Cloud', 'Legacy', 'Legacy Software'],
      ...['Toolchain', 'Certifications', 'HPC', 'High Performance Computing', 'Advanced Systems Management'],
    ],
  ],
  [
    '15',
    [
      ...['Basesystem', 'Server Applications', 'Desktop Applications', 'Development Tools'],
      ...['Open Buildservice Development Tools', 'Development Tools OBS', 'Legacy', 'Legacy Software'],
      ...['Containers', 'Web and Scripting', 'Web Scripting', 'Python 2', 'Python2 packages', 'Python 3'],
      ...[
        'Public Cloud',
        'Package Hub',
        'additional PackageHub packages',
        'HPC',
        'High Performance Computing',
      ],
      ...['SAP Applications', 'SAP Business One', 'Transactional Server', 'Confidential Computing'],
      ...['Confidential Computing Technical Preview', 'Certifications', 'Systems Management', 'Realtime'],
      ...['CAP', 'Live Patching'],
    ],
  ],
]);

/**
 * The products of a release of SUSE Linux Enterprise up to 15, as OSV names them after `SUSE:`; none for a release that
 * is not known.
 * @param servicePack 0 for the release before the first
 */
export function suseProducts(major: string, servicePack: number): readonly string[] {
  const modules = SUSE_MODULES.get(major);
  if (modules === undefined) return [];
  const release = servicePack === 0 ? major : `${major} SP${servicePack}`;
  const moduleRelease = major === '12' ? '12' : release;
  const supported = SUSE_BASE_PRODUCTS.flatMap((product) =>
    SUSE_SUPPORT_PHASES.map((phase) => `${product} ${release}${phase}`),
  );
  const extensions = [...SUSE_SUPPORTED_SERVERS, ...SUSE_EXTENSIONS].map(
    (product) => `${product} ${release}`,
  );
  return [
    ...[...supported, ...extensions].map((product) => `Linux Enterprise ${product}`),
    ...modules.map((module) => `Linux Enterprise Module for ${module} ${moduleRelease}`),
    ...[`Package Hub ${release}`, `Package Hub for SUSE Linux Enterprise ${major}`],
    `Real Time Module ${release}`,
  ];
}

/** From SUSE Linux Enterprise 16 on there are neither service packs nor modules: `16.0`. */
export function suseMinorProducts(release: string): readonly string[] {
  const products = ['Server', 'Server for SAP Applications', 'Server for SAP applications'];
  return [
    ...[...products, 'High Availability Extension'].map(
      (product) => `Linux Enterprise ${product} ${release}`,
    ),
    `Package Hub ${release}`,
  ];
}

/** SUSE Linux Enterprise Micro, which is SUSE Linux Micro from 6.0 on. */
export function suseMicroProducts(release: string): readonly string[] {
  const names = release.startsWith('5.')
    ? ['Linux Enterprise Micro', 'Linux Enterprise Micro for Rancher']
    : ['Linux Micro', 'Linux Micro Extras'];
  return names.map((name) => `${name} ${release}`);
}
