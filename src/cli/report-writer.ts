/** The flags of a report to file, and writing it. */
import * as Flags from '@oclif/core/flags';
import type { ReportContent } from '../app/proof/report-content.ts';
import type { ProofVerification } from '../app/proof/verify-proof.ts';
import type { Replay } from '../app/score/replay-score.ts';
import { utf8Encode } from '../core/encoding/utf8.ts';
import { refuseExisting, type WriteOptions } from '../io/files/write-file.ts';
import type { PageTool } from './render/page/page-document.ts';
import type { RepeatStep } from './render/page/page-parts.ts';
import { writeOutput } from './write-output.ts';

export const reportFlags = {
  report: Flags.string({
    helpValue: 'FILE',
    description: 'write the answer as one page of HTML to file, read and print, or - for standard output',
  }),
  force: Flags.boolean({ dependsOn: ['report'], description: 'replace a report that is there' }),
};

/** The program's own folder and version. */
export interface Program {
  readonly root: string;
  readonly version: string;
}

export class ReportWriter {
  readonly path: string;
  readonly #options: WriteOptions;
  readonly #program: Program;

  /** @throws StellaError OUTPUT_EXISTS */
  constructor(path: string, overwrite: boolean, program: Program) {
    this.path = path;
    this.#options = { what: 'the report', overwrite };
    this.#program = program;
    if (path !== '-') refuseExisting(path, this.#options);
  }

  async writeProof(
    verification: ProofVerification,
    content: ReportContent | null,
    steps: readonly RepeatStep[],
  ): Promise<void> {
    const { renderProofPage } = await import('./render/page/proof-page.ts');
    this.#write(renderProofPage({ verification, content, steps, tool: await this.#tool() }));
  }

  async writeReplay(
    { report, manifest, score }: Replay,
    home: string,
    steps: readonly RepeatStep[],
  ): Promise<void> {
    const { computedContent } = await import('../app/proof/report-content.ts');
    const { renderReplayPage } = await import('./render/page/replay-page.ts');
    const content = computedContent(manifest, score);
    this.#write(renderReplayPage({ report, content, home, steps, tool: await this.#tool() }));
  }

  #write(page: string): void {
    writeOutput(this.path, utf8Encode(page), this.#options);
  }

  async #tool(): Promise<PageTool> {
    const { programDigest } = await import('../io/program/program-digest.ts');
    const { root, version } = this.#program;
    return { version, digest: programDigest(root), node: process.versions.node };
  }
}

/** Null without `--report`. Errors as `ReportWriter`. */
export function reportWriter(
  { report, force }: { readonly report?: string | undefined; readonly force: boolean },
  program: Program,
): ReportWriter | null {
  return report === undefined ? null : new ReportWriter(report, force, program);
}
