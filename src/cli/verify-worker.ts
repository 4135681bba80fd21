/**
 * A process that verifies bundles for `proof verify`: the first message says against what, each further one names a bundle and is
 * answered with its report. It ends when the program that started it does.
 */
import { type VerifyItemPorts, verifyItem } from '../app/proof/verify-batch.ts';
import { readBundleAt } from '../io/archive/bundle-sources.ts';
import { parseRevocation } from './revocation.ts';
import type { WorkerSetup, WorkerTask } from './verify-setup.ts';

let ports: Promise<VerifyItemPorts> | null = null;

async function prepare({
  offline,
  revocation,
  isReplayAsked,
  ...setup
}: WorkerSetup): Promise<VerifyItemPorts> {
  if (offline) (await import('../io/network-guard.ts')).forbidNetwork();
  return {
    ...setup,
    revocation: await parseRevocation(revocation),
    // The steps of a replay are told where there are few bundles, and then there is no process like this one.
    replay: isReplayAsked ? { explain: () => undefined } : null,
    read: readBundleAt,
  };
}

process.on('message', async (message: WorkerSetup | WorkerTask) => {
  if (ports === null) ports = prepare(message as WorkerSetup);
  else process.send?.(await verifyItem(message as WorkerTask, await ports));
});
process.on('disconnect', () => process.exit());
