/** Versions in the form that an ecosystem's OSV records have them, where purls write another. */

/** A release tag of Go itself, `go1.21rc2`, with or without the `go`. */
const GO_RELEASE = /^(?:go)?(\d+)\.(\d+)(?:\.(\d+))?(?:(beta|rc)(\d+))?$/;

/** `x86_64-linux-musl`, `arm64-darwin-23`, `java`: what RubyGems calls a platform. */
const GEM_PLATFORM =
  /-(?:(?:x86|x86_64|x64|i\d86|arm\w*|aarch64|ppc\w*|powerpc\w*|s390x|riscv64|universal)-(?:linux|darwin|mingw|mswin|freebsd|cygwin)[\w-]*|java|jruby|mswin\d*|mingw\d*)$/;

/**
 * Without the platform that a Gemfile.lock and the file name of a gem put behind the version: RubyGems itself would take
 * it for a prerelease.
 */
export function withoutGemPlatform(version: string): string {
  return version.replace(GEM_PLATFORM, '');
}

/** Without the `v` of a git tag: `1.2.3` of `v1.2.3`. Go modules and GitHub Actions. */
export function withoutV(version: string): string {
  return /^v\d/.test(version) ? version.slice(1) : version;
}

/**
 * A version of Go's `stdlib` or `toolchain` as SemVer, which is what the Go vulnerability database does with its
 * tags: `1.21.0` of `go1.21`, `1.21.0-rc.2` of `go1.21rc2`. Another form stays as it is.
 */
export function goReleaseVersion(version: string): string {
  const [, major, minor, patch = '0', stage, number] = GO_RELEASE.exec(withoutV(version)) ?? [];
  if (major === undefined) return withoutV(version);
  const release = `${major}.${minor}.${patch}`;
  return stage === undefined ? release : `${release}-${stage}.${number}`;
}

/**
 * Without the packaging revision of a Bitnami package, `10.5.5-4`, which SemVer would take for a pre-release of
 * 10.5.5.
 */
export function withoutRevision(version: string): string {
  return version.replace(/-r?\d+$/, '');
}
